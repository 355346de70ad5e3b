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
  const { size, offset, source, sizeSlot, offsetSlot, upper, window, dim, nominal } = w
  const { slots } = values
  const base = l * w.stride
  const above = base - w.stride
  const n = w.count[l]
  for (let j = 0; j < n; j++) {
    const at = base + j
    const from = source[at]
    if (from === OWN) {
      size[at] = slots[sizeSlot[at]]
      offset[at] = slots[offsetSlot[at]]
    } else if (from === INHERITED) {
      size[at] = size[above + upper[at]]
      offset[at] = offset[above + upper[at]]
    } else if (from === COMPLETED) {
      size[at] = offset[at] = nominal[l * w.dims + dim[at]]
    }
  }
  for (let j = 0; j < n; j++) if (window[base + j] >= 0) size[base + j] += size[base + window[base + j]] - 1
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
  const { size, offset, dim, nominal, isSpatial, sliding } = w
  const { full, fresh, edgeFull, edgeFresh, hatFull, hatFresh, hatEdgeFull, hatEdgeFresh } = w
  const base = l * w.stride
  const end = base + w.count[l]
  const sizes = l * w.dims
  for (let at = base; at < end; at++) {
    const m = size[at]
    const o = offset[at]
    const b = nominal[sizes + dim[at]]
    const k = b < m ? 0 : o === 1 ? b - m : Math.trunc((b - m) / o)
    let e = b - (k + 1) * o
    if (e < 0) e = b
    full[at] = hatFull[at] = m
    fresh[at] = hatFresh[at] = isSpatial[at] === 0 && b <= m ? 0 : Math.min(m, o)
    edgeFull[at] = hatEdgeFull[at] = k * o + m < b || m > b ? e : m
    edgeFresh[at] = hatEdgeFresh[at] = Math.max(o - (m - e), 0)
  }
  for (let at = base; at < end; at++) {
    const filter = sliding[dim[at]]
    if (filter < 0) continue
    const slide = w.lastOn[sizes + filter]
    const x = base + w.last[at]
    hatFull[at] = full[x] - (slide < 0 ? 0 : full[base + slide]) + 1
    hatFresh[at] = Math.min(size[at], offset[at])
    hatEdgeFull[at] = edgeFull[x] - (slide < 0 ? 0 : edgeFull[base + slide]) + 1
    hatEdgeFresh[at] = Math.min(offset[at], hatEdgeFull[at])
  }
}
