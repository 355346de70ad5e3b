// Sizes of every directive: what a unit holds, what is new per step, and the same at the edge.
//
// Source: specification "cost model", sections 3.2 (step 5), 3.3, 3.4 and 3.5. All integers; divisions
// round toward zero.

import { InputError } from "../../core/errors.ts"
import { INPUT, OUTPUT } from "../layer.ts"
import { wholeTensor } from "./record.ts"
import * as W from "./workspace.ts"

const { LEVELS, STRIDED, STRIDE, DIMS, current, extentSources } = W
const { isSpatial, dim, last, window, extents, clusterSlot, count, hasWindows, spatials } = W.structure
const { slid, slider, slidCount } = W.structure
const { firstOn, sliding } = W.dimensions
const { strides, slots, elements } = W.values
const { offset, full, fresh, edgeFull, edgeFresh, hatFull, hatFresh, hatEdgeFull, hatEdgeFresh } = W.tables
const { units, edgeUnits, nominal, actual } = W.tables

// What a kernel is evaluated for, as one array: elements per tensor, whether any stride is not 1, then size and
// stride per dimension, and a value per slot.
export const ELEMENTS = 0
export const IS_STRIDED = 3
export const SIZES = 4

/** Fills what follows from sizes and strides of the `n` dimensions; the structure's dimensions have to be loaded. */
export function completeValues(values: Float64Array, n: number): void {
  values[IS_STRIDED] = 0
  for (let d = 0; d < n; d++) {
    actual[d] = values[SIZES + d]
    if (values[SIZES + n + d] !== 1) values[IS_STRIDED] = 1
  }
  for (let t = INPUT; t <= OUTPUT; t++) values[ELEMENTS + t] = wholeTensor(0, t)
}

/** Loads these values. */
export function loadValues(values: Float64Array, n: number): void {
  for (let t = INPUT; t <= OUTPUT; t++) elements[t] = values[ELEMENTS + t]
  for (let d = 0; d < n; d++) {
    nominal[d] = actual[d] = values[SIZES + d]
    strides[d] = values[SIZES + n + d]
  }
  for (let i = SIZES + 2 * n, slot = 0; i < values.length; i++, slot++) slots[slot] = values[i]
  current[STRIDED] = values[IS_STRIDED]
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
    fillHats(l)
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

/** The dimensions of the level below: the tiles of this one, of a repeated dimension the first. */
function handDown(l: number): void {
  const base = l * STRIDE
  for (let at = base + count[l] - 1; at >= base; at--) {
    const d = l * DIMS + dim[at]
    nominal[d + DIMS] = Math.min(full[at], nominal[d])
  }
}

/** Size and offset of each directive of a level, with the stride adjustment of section 3.3. */
function fillSizes(l: number): void {
  const base = l * STRIDE
  const end = base + count[l]
  for (let at = base; at < end; at++) {
    const from = extents[at]
    full[at] = extentSources[from >>> 16]
    offset[at] = extentSources[from & 0xffff]
  }
  if (hasWindows[l] === 1) {
    for (let at = base; at < end; at++) if (window[at] >= 0) full[at] += full[base + window[at]] - 1
  }
  if (current[STRIDED] === 1) for (let at = base; at < end; at++) adjustStride(l, at)
}

/** Section 3.3. Quirk 4: output counts are later derived as if the stride were 1, so q > 1 outputs are over-counted. */
function adjustStride(l: number, at: number): void {
  const d = dim[at]
  const filter = sliding[d]
  const s = strides[d]
  if (filter < 0 || s === 1) return
  const m = full[at]
  const width = nominal[filter] // the layer's own extent, whatever the level
  if (m < width) return
  const q = Math.trunc((m + s - width) / s)
  const into = l * STRIDE + firstOn[l * DIMS + d]
  full[into] = q * Math.min(s, width) + Math.max(width - s, 0)
  offset[into] = l > 0 && width < s ? q * width : q * s
}

/** E of section 3.4: active units in an edge step of the first spatial directive. Quirk 5: only one branch rounds up. */
function activeEdgeUnits(l: number): number {
  const at = l * STRIDE + spatials[2 * l]
  const m = full[at]
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
  const dims = l * DIMS
  for (let at = base; at < end; at++) {
    const m = full[at]
    const o = offset[at]
    const b = nominal[dims + dim[at]]
    const k = b <= m ? 0 : o === 1 ? b - m : Math.trunc((b - m) / o)
    let e = b - (k + 1) * o
    if (e < 0) e = b
    hatFull[at] = m
    fresh[at] = hatFresh[at] = isSpatial[at] === 0 && b <= m ? 0 : Math.min(m, o)
    edgeFull[at] = hatEdgeFull[at] = k * o + m < b || m > b ? e : m
    edgeFresh[at] = hatEdgeFresh[at] = Math.max(o - (m - e), 0)
  }
}

/** Hats of the directives along which a filter slides: tiles of Y' and X'. */
function fillHats(l: number): void {
  const base = l * STRIDE
  for (let i = base; i < base + slidCount[l]; i++) {
    const at = slid[i]
    const slide = slider[i]
    const x = base + last[at]
    hatFull[at] = full[x] - (slide < 0 ? 0 : full[base + slide]) + 1
    hatFresh[at] = Math.min(full[at], offset[at])
    hatEdgeFull[at] = edgeFull[x] - (slide < 0 ? 0 : edgeFull[base + slide]) + 1
    hatEdgeFresh[at] = Math.min(offset[at], hatEdgeFull[at])
  }
}
