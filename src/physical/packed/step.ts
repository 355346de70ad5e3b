// One step of every level, as the sizes of the array's piece now and before, and what tensors make of it.
//
// Source: specification "physical", section 3.3. Products leave out the axis that is spread over units, so that the
// array and each of its units differ by one factor only.

import { rowsOf, sharedRows } from "../volumes.ts"
import { AXES, type PackedAxes } from "./axes.ts"
import { MAX_LEVELS } from "./levels.ts"

/** Per level (· AXES) and axis: size now, size in the step before, and start of that minus start of this. */
export const now = new Int32Array(MAX_LEVELS * AXES)
export const before = new Int32Array(MAX_LEVELS * AXES)
export const shift = new Int32Array(MAX_LEVELS * AXES)

// Places of a set of products: elements per tensor, those of them held before, points, and outputs of the step before.
export const INPUTS = 0
export const FILTERS = 1
export const OUTPUTS = 2
export const SAME_INPUTS = 3
export const SAME_FILTERS = 4
export const SAME_OUTPUTS = 5
export const POINTS = 6
export const OLD_OUTPUTS = 7
const SET = 8

/** What `factorIn` leaves: a piece's elements per tensor, those of them held before, and its points. */
export const amounts = new Float64Array(SET)

/** Products without the spread axis, per level. */
const products = new Float64Array(MAX_LEVELS * SET)

/** The layer's axes of more than one element; all others are the factor one of everything, whatever the chunk. */
export const longAxes = new Int32Array(AXES)
const bitsOf = new Int32Array(AXES)
const strideOf = new Int32Array(AXES)
/** Per row of the input its axis and taps; per axis the row it has a part in, −1 for none. */
const rowAxis = new Int32Array(AXES)
const rowTaps = new Int32Array(AXES)
const rowWith = new Int32Array(AXES)
let longCount = 0
let rowCount = 0

/** Takes the axes of a layer. Returns how many are long. */
export function takeAxes(axes: PackedAxes): number {
  longCount = rowCount = 0
  now.fill(1)
  before.fill(1)
  shift.fill(0)
  rowWith.fill(-1)
  for (let a = 0; a < axes.count; a++) {
    bitsOf[a] = axes.plain[a]
    strideOf[a] = axes.strides[a]
    if (axes.sizes[a] > 1) longAxes[longCount++] = a
  }
  for (let i = 0; i < axes.rowAxis.length; i++) {
    const y = axes.rowAxis[i]
    const r = axes.rowTaps[i]
    if (axes.sizes[y] === 1 && axes.sizes[r] === 1) continue
    rowAxis[rowCount] = y
    rowTaps[rowCount] = r
    rowWith[y] = rowWith[r] = rowCount++
  }
  return longCount
}

/** Elements that [0, size) and [start, start + other) share: `overlap` (volumes.ts) in 32-bit integers. */
function sharedBy(size: number, start: number, other: number): number {
  const from = start > 0 ? start : 0
  const end = start + other
  const to = end < size ? end : size
  return to > from ? to - from : 0
}

/** Makes the products of a level without `axis` (−1 for none). `held`: there was a step before. */
export function multiply(level: number, axis: number, held: boolean): void {
  const at = level * AXES
  let input = 1
  let filter = 1
  let output = 1
  let sameInput = held ? 1 : 0
  let sameFilter = sameInput
  let sameOutput = sameInput
  let points = 1
  let old = 1
  for (let i = 0; i < longCount; i++) {
    const a = longAxes[i]
    const bits = bitsOf[a]
    if ((bits & 4) !== 0) old *= before[at + a]
    if (a === axis) continue
    const size = now[at + a]
    points *= size
    if (bits === 0) continue
    const same = held ? sharedBy(size, shift[at + a], before[at + a]) : 0
    if ((bits & 1) !== 0) {
      input *= size
      sameInput *= same
    }
    if ((bits & 2) !== 0) {
      filter *= size
      sameFilter *= same
    }
    if ((bits & 4) !== 0) {
      output *= size
      sameOutput *= same
    }
  }
  for (let i = 0; i < rowCount; i++) {
    if (rowAxis[i] === axis || rowTaps[i] === axis) continue
    input *= rowsAt(at, i)
    if (sameInput !== 0) sameInput *= sameRowsAt(at, i)
  }
  const to = level * SET
  products[to + INPUTS] = input
  products[to + FILTERS] = filter
  products[to + OUTPUTS] = output
  products[to + SAME_INPUTS] = sameInput
  products[to + SAME_FILTERS] = sameFilter
  products[to + SAME_OUTPUTS] = sameOutput
  products[to + POINTS] = points
  products[to + OLD_OUTPUTS] = old
}

/** Input rows of row i. */
function rowsAt(at: number, i: number): number {
  return rowsOf(now[at + rowAxis[i]], now[at + rowTaps[i]], strideOf[rowAxis[i]])
}

/** Those of them that were there in the step before. */
function sameRowsAt(at: number, i: number): number {
  const y = at + rowAxis[i]
  const r = at + rowTaps[i]
  return sharedRows(strideOf[rowAxis[i]], now[y], now[r], before[y], before[r], shift[y], shift[r])
}

/** Completes a level's products by the sizes of `axis`, as given to `multiply`; they may have changed since. */
export function factorIn(level: number, axis: number, held: boolean): void {
  const from = level * SET
  let input = 1
  let filter = 1
  let output = 1
  let points = 1
  let sameInput = held ? 1 : 0
  let sameFilter = sameInput
  let sameOutput = sameInput
  if (axis >= 0) {
    const at = level * AXES
    const bits = bitsOf[axis]
    points = now[at + axis]
    const same = held ? sharedBy(points, shift[at + axis], before[at + axis]) : 0
    if ((bits & 1) !== 0) {
      input = points
      sameInput = same
    } else if (rowWith[axis] >= 0) {
      input = rowsAt(at, rowWith[axis])
      if (held) sameInput = sameRowsAt(at, rowWith[axis])
    }
    if ((bits & 2) !== 0) {
      filter = points
      sameFilter = same
    }
    if ((bits & 4) !== 0) {
      output = points
      sameOutput = same
    }
  }
  amounts[INPUTS] = products[from + INPUTS] * input
  amounts[FILTERS] = products[from + FILTERS] * filter
  amounts[OUTPUTS] = products[from + OUTPUTS] * output
  amounts[SAME_INPUTS] = products[from + SAME_INPUTS] * sameInput
  amounts[SAME_FILTERS] = products[from + SAME_FILTERS] * sameFilter
  amounts[SAME_OUTPUTS] = products[from + SAME_OUTPUTS] * sameOutput
  amounts[POINTS] = products[from + POINTS] * points
}

/** Leaves the elements per tensor of a chunk whose sizes stand at `at` in `amounts`. */
export function volumesOf(sizes: Int32Array, at: number): void {
  let input = 1
  let filter = 1
  let output = 1
  for (let i = 0; i < longCount; i++) {
    const size = sizes[at + longAxes[i]]
    const bits = bitsOf[longAxes[i]]
    if ((bits & 1) !== 0) input *= size
    if ((bits & 2) !== 0) filter *= size
    if ((bits & 4) !== 0) output *= size
  }
  for (let i = 0; i < rowCount; i++) {
    input *= rowsOf(sizes[at + rowAxis[i]], sizes[at + rowTaps[i]], strideOf[rowAxis[i]])
  }
  amounts[INPUTS] = input
  amounts[FILTERS] = filter
  amounts[OUTPUTS] = output
}

/** Output elements of the step before, when `multiply` was called. */
export function oldOutputs(level: number): number {
  return products[level * SET + OLD_OUTPUTS]
}
