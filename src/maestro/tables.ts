// Sizes of every directive: what a unit holds, what is new per step, and the same at the edge.
//
// Source: specification "cost model", sections 3.2 (step 5), 3.3, 3.4 and 3.5. All integers; divisions
// round toward zero.

import { InputError } from "../core/errors.ts"
import { COMPLETED, INHERITED, OWN } from "./plan.ts"
import type { Workspace } from "./workspace.ts"

/** What varies from evaluation to evaluation of one plan. */
export interface Values {
  /** Size and stride per dimension id (derived extents included). */
  readonly sizes: Float64Array
  readonly strides: Float64Array
  /** Value per slot of the plan. */
  readonly slots: Float64Array
}

/**
 * Fills sizes, offsets and the tables of all levels, from the top down.
 *
 * @throws InputError when the clusters need more PEs than there are. (The reference runs on with a
 * negative PE count, and so does this; commands check their arguments before.)
 */
export function fillTables(w: Workspace, values: Values, numPEs: number): void {
  const { dims, shared } = w
  let clusters = 1
  for (let l = 1; l < w.levels; l++) {
    w.units[l] = values.slots[w.clusterSlot[l]]
    clusters *= w.units[l]
  }
  w.units[0] = Math.trunc(numPEs / clusters)
  if (!(Math.abs(w.units[0]) >= 1)) {
    throw new InputError(
      `clusters of ${clusters} units need at least ${clusters} PEs, numPEs is ${numPEs}`,
      "division-by-zero",
    )
  }
  w.strided = false
  for (let d = 0; d < dims; d++) {
    w.strideOf[d] = values.strides[d]
    if (values.strides[d] !== 1) w.strided = true
  }
  for (let d = 0; d < dims; d++) w.nominal[d] = values.sizes[d]
  for (let l = 0; l < w.levels; l++) {
    fillSizes(w, l, values)
    w.edgeUnits[l] = activeEdgeUnits(w, l)
    fillLevelTables(w, l)
    if (l + 1 < w.levels) {
      for (let i = 0; i < shared.length; i++) {
        const d = shared[i]
        const at = l * w.stride + w.firstOn[l * dims + d]
        w.nominal[(l + 1) * dims + d] = Math.min(w.size[at], w.nominal[l * dims + d])
      }
    }
  }
}

/** Size and offset of each directive of a level, with the stride adjustment of section 3.3. */
function fillSizes(w: Workspace, l: number, values: Values): void {
  const base = l * w.stride
  const n = w.count[l]
  for (let j = 0; j < n; j++) {
    const at = base + j
    const source = w.source[at]
    if (source === OWN) {
      w.size[at] = values.slots[w.sizeSlot[at]]
      w.offset[at] = values.slots[w.offsetSlot[at]]
    } else if (source === INHERITED) {
      const upper = base - w.stride + w.upper[at]
      w.size[at] = w.size[upper]
      w.offset[at] = w.offset[upper]
    } else if (source === COMPLETED) {
      w.size[at] = w.offset[at] = w.nominal[l * w.dims + w.dim[at]]
    }
  }
  for (let j = 0; j < n; j++) {
    const at = base + j
    if (w.window[at] >= 0) w.size[at] += w.size[base + w.window[at]] - 1
  }
  if (w.strided) for (let j = 0; j < n; j++) adjustStride(w, l, j)
}

/** Section 3.3. Quirk 4: output counts are later derived as if the stride were 1, so q > 1 outputs are over-counted. */
function adjustStride(w: Workspace, l: number, j: number): void {
  const at = l * w.stride + j
  const d = w.dim[at]
  const filter = w.sliding[d]
  const s = w.strideOf[d]
  if (filter < 0 || s === 1) return
  const m = w.size[at]
  const width = w.nominal[filter] // the layer's own extent, whatever the level
  if (m < width) return
  const q = Math.trunc((m + s - width) / s)
  const into = l * w.stride + w.firstOn[l * w.dims + d]
  w.size[into] = q * Math.min(s, width) + Math.max(width - s, 0)
  w.offset[into] = l > 0 && width < s ? q * width : q * s
}

/** E of section 3.4: active units in an edge step of the first spatial directive. Quirk 5: only one branch rounds up. */
function activeEdgeUnits(w: Workspace, l: number): number {
  const at = l * w.stride + w.firstSpatial[l]
  const m = w.size[at]
  const o = w.offset[at]
  const b = w.nominal[l * w.dims + w.dim[at]]
  const units = w.units[l]
  if (b > o * (units - 1) + m) {
    const k = Math.trunc((Math.trunc((b - m) / o) + 1) / units) - 1
    const r = b - (k + 1) * o * units
    return r < m ? 1 : Math.trunc((r - m) / o) + 1
  }
  if (b <= m) return 1
  const e = Math.trunc((b - m) / o) + 1
  return o * (e - 1) + m < b ? e + 1 : e
}

/** M, U, Me, Ue of section 3.5 and their hats. Quirk 6: the edge size ignores the overlap, and is wrong for tiles larger than the dimension. */
function fillLevelTables(w: Workspace, l: number): void {
  const base = l * w.stride
  const n = w.count[l]
  for (let j = 0; j < n; j++) {
    const at = base + j
    const m = w.size[at]
    const o = w.offset[at]
    const b = w.nominal[l * w.dims + w.dim[at]]
    const k = b < m ? 0 : Math.trunc((b - m) / o)
    let e = b - (k + 1) * o
    if (e < 0) e = b
    w.full[at] = w.hatFull[at] = m
    w.fresh[at] = w.hatFresh[at] = w.isSpatial[at] === 0 && b <= m ? 0 : Math.min(m, o)
    w.edgeFull[at] = w.hatEdgeFull[at] = k * o + m < b || m > b ? e : m
    w.edgeFresh[at] = w.hatEdgeFresh[at] = Math.max(o - (m - e), 0)
  }
  for (let j = 0; j < n; j++) {
    const at = base + j
    const filter = w.sliding[w.dim[at]]
    if (filter < 0) continue
    const slide = w.lastOn[l * w.dims + filter]
    const x = base + w.last[at]
    w.hatFull[at] = w.full[x] - (slide < 0 ? 0 : w.full[base + slide]) + 1
    w.hatFresh[at] = Math.min(w.size[at], w.offset[at])
    w.hatEdgeFull[at] = w.edgeFull[x] - (slide < 0 ? 0 : w.edgeFull[base + slide]) + 1
    w.hatEdgeFresh[at] = Math.min(w.offset[at], w.hatEdgeFull[at])
  }
}
