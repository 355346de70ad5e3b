// Sizes of every directive: what a unit holds, what is new per step, and the same at the edge.
//
// Source: specification "cost model", sections 3.2 (step 5), 3.3, 3.4 and 3.5. All integers; divisions
// round toward zero.

import { InputError } from "../../core/errors.ts"
import { INPUT, OUTPUT } from "../layer.ts"
import { COMPLETED, INHERITED, OWN } from "../plan.ts"
import { wholeTensor } from "./record.ts"
import * as W from "./workspace.ts"

const { LEVELS, DIMENSIONS, SHARED, STRIDED, STRIDE, DIMS, current } = W
const { isSpatial, dim, last, source, sizeSlot, offsetSlot, window, upper, sliding, shared } = W.structure
const { firstOn, lastOn, clusterSlot, count, spatials } = W.structure
const { strides, slots, elements } = W.values
const { size, offset, full, fresh, edgeFull, edgeFresh, hatFull, hatFresh, hatEdgeFull, hatEdgeFresh } = W.tables
const { units, edgeUnits, nominal, actual } = W.tables

/** Loads what a kernel is evaluated for: sizes and strides per dimension of the layer, then a value per slot. */
export function loadValues(values: Float64Array): void {
  const dims = current[DIMENSIONS]
  let strided = 0
  for (let d = 0; d < dims; d++) {
    nominal[d] = actual[d] = values[d]
    strides[d] = values[dims + d]
    if (strides[d] !== 1) strided = 1
  }
  current[STRIDED] = strided
  for (let i = 2 * dims, slot = 0; i < values.length; i++, slot++) slots[slot] = values[i]
  for (let t = INPUT; t <= OUTPUT; t++) elements[t] = wholeTensor(0, t)
}

/**
 * Fills sizes, offsets and the tables of all levels, from the top down.
 *
 * @throws InputError when the clusters need more PEs than there are. (The reference runs on with a
 * negative PE count, and so does this; commands check their arguments before.)
 */
export function fillTables(numPEs: number): void {
  const levels = current[LEVELS]
  fillUnits(levels, numPEs)
  for (let l = 0; l < levels; l++) {
    fillSizes(l)
    edgeUnits[l] = activeEdgeUnits(l)
    fillLevelTables(l)
    if (l + 1 < levels) handDown(l)
  }
}

/** Units of every level: the cluster sizes, and at the top what they leave of the PEs. */
function fillUnits(levels: number, numPEs: number): void {
  let clusters = 1
  for (let l = 1; l < levels; l++) {
    units[l] = slots[clusterSlot[l]]
    clusters *= units[l]
  }
  units[0] = Math.trunc(numPEs / clusters)
  if (Math.abs(units[0]) >= 1) return
  throw new InputError(
    `clusters of ${clusters} units need at least ${clusters} PEs, numPEs is ${numPEs}`,
    "division-by-zero",
  )
}

/** The dimensions of the level below: the tiles of this one. */
function handDown(l: number): void {
  const n = current[SHARED]
  for (let i = 0; i < n; i++) {
    const d = shared[i]
    const at = l * DIMS + d
    nominal[at + DIMS] = Math.min(size[l * STRIDE + firstOn[at]], nominal[at])
  }
}

/** Size and offset of each directive of a level, with the stride adjustment of section 3.3. */
function fillSizes(l: number): void {
  const base = l * STRIDE
  const above = base - STRIDE
  const end = base + count[l]
  let windows = false
  for (let at = base; at < end; at++) {
    const from = source[at]
    if (from === OWN) {
      size[at] = slots[sizeSlot[at]]
      offset[at] = slots[offsetSlot[at]]
      if (window[at] >= 0) windows = true
    } else if (from === INHERITED) {
      size[at] = size[above + upper[at]]
      offset[at] = offset[above + upper[at]]
    } else if (from === COMPLETED) {
      size[at] = offset[at] = nominal[l * DIMS + dim[at]]
    }
  }
  if (windows) for (let at = base; at < end; at++) if (window[at] >= 0) size[at] += size[base + window[at]] - 1
  if (current[STRIDED] === 1) for (let at = base; at < end; at++) adjustStride(l, at)
}

/** Section 3.3. Quirk 4: output counts are later derived as if the stride were 1, so q > 1 outputs are over-counted. */
function adjustStride(l: number, at: number): void {
  const d = dim[at]
  const filter = sliding[d]
  const s = strides[d]
  if (filter < 0 || s === 1) return
  const m = size[at]
  const width = nominal[filter] // the layer's own extent, whatever the level
  if (m < width) return
  const q = Math.trunc((m + s - width) / s)
  const into = l * STRIDE + firstOn[l * DIMS + d]
  size[into] = q * Math.min(s, width) + Math.max(width - s, 0)
  offset[into] = l > 0 && width < s ? q * width : q * s
}

/** E of section 3.4: active units in an edge step of the first spatial directive. Quirk 5: only one branch rounds up. */
function activeEdgeUnits(l: number): number {
  const at = l * STRIDE + spatials[2 * l]
  const m = size[at]
  const o = offset[at]
  const b = nominal[l * DIMS + dim[at]]
  const n = units[l]
  if (b > o * (n - 1) + m) {
    const k = Math.trunc((Math.trunc((b - m) / o) + 1) / n) - 1
    const r = b - (k + 1) * o * n
    return r < m ? 1 : Math.trunc((r - m) / o) + 1
  }
  if (b <= m) return 1
  const e = Math.trunc((b - m) / o) + 1
  return o * (e - 1) + m < b ? e + 1 : e
}

/** M, U, Me, Ue of section 3.5 and their hats. Quirk 6: the edge size ignores the overlap, and is wrong for tiles larger than the dimension. */
function fillLevelTables(l: number): void {
  const base = l * STRIDE
  const end = base + count[l]
  const extents = l * DIMS
  for (let at = base; at < end; at++) {
    const m = size[at]
    const o = offset[at]
    const b = nominal[extents + dim[at]]
    const k = b <= m ? 0 : o === 1 ? b - m : Math.trunc((b - m) / o)
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
    const slide = lastOn[extents + filter]
    const x = base + last[at]
    hatFull[at] = full[x] - (slide < 0 ? 0 : full[base + slide]) + 1
    hatFresh[at] = Math.min(size[at], offset[at])
    hatEdgeFull[at] = edgeFull[x] - (slide < 0 ? 0 : edgeFull[base + slide]) + 1
    hatEdgeFresh[at] = Math.min(offset[at], hatEdgeFull[at])
  }
}
