// One step of every level, as the sizes of the array's piece now and before, and what tensors make of it.
//
// Source: specification "physical", section 3.3. Products leave out the axis that is spread over units, so that the
// array and each of its units differ by one factor only.

import { INPUT } from "../../maestro/layer.ts"
import { overlap, rowsOf, sharedRows } from "../volumes.ts"
import type { PackedAxes } from "./axes.ts"

// Products of a level: elements per tensor, those of them held before, points, and outputs of the step before.
const WHOLE = 0
const SHARED = 3
const POINTS = 6
const OLD_OUTPUTS = 7
const PRODUCTS = 8

export class PackedStep {
  /** Per level and axis: size now, size in the step before, and start of that minus start of this. */
  readonly now: Int32Array
  readonly before: Int32Array
  readonly shift: Int32Array
  readonly #axes: PackedAxes
  readonly #products: Float64Array

  constructor(axes: PackedAxes, levels: number) {
    this.#axes = axes
    this.now = new Int32Array(levels * axes.count)
    this.before = new Int32Array(levels * axes.count)
    this.shift = new Int32Array(levels * axes.count)
    this.#products = new Float64Array(levels * PRODUCTS)
  }

  /** Makes the products of a level without `axis` (−1 for none). `held`: there was a step before. */
  multiply(level: number, axis: number, held: boolean): void {
    const { count, plain, rowAxis, rowTaps, strides } = this.#axes
    const { now, before, shift } = this
    const at = level * count
    let input = 1
    let filter = 1
    let output = 1
    let sameInput = held ? 1 : 0
    let sameFilter = sameInput
    let sameOutput = sameInput
    let points = 1
    let old = 1
    for (let a = 0; a < count; a++) {
      const bits = plain[a]
      if ((bits & 4) !== 0) old *= before[at + a]
      if (a === axis) continue
      const size = now[at + a]
      points *= size
      if (bits === 0) continue
      const same = held ? overlap(size, shift[at + a], before[at + a]) : 0
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
    for (let i = 0; i < rowAxis.length; i++) {
      if (rowAxis[i] === axis || rowTaps[i] === axis) continue
      const y = at + rowAxis[i]
      const r = at + rowTaps[i]
      const stride = strides[rowAxis[i]]
      input *= rowsOf(now[y], now[r], stride)
      if (sameInput !== 0) {
        sameInput *= sharedRows(stride, now[y], now[r], before[y], before[r], shift[y], shift[r])
      }
    }
    const products = this.#products
    const to = level * PRODUCTS
    products[to + WHOLE] = input
    products[to + WHOLE + 1] = filter
    products[to + WHOLE + 2] = output
    products[to + SHARED] = sameInput
    products[to + SHARED + 1] = sameFilter
    products[to + SHARED + 2] = sameOutput
    products[to + POINTS] = points
    products[to + OLD_OUTPUTS] = old
  }

  /** Elements of tensor t; `axis` as in `multiply`, whose sizes may have changed since. */
  whole(level: number, t: number, axis: number): number {
    const product = this.#products[level * PRODUCTS + WHOLE + t]
    if (axis < 0) return product
    const { count, plain } = this.#axes
    const at = level * count
    if ((plain[axis] & (1 << t)) !== 0) return product * this.now[at + axis]
    const row = t === INPUT ? this.#rowOf(axis) : -1
    if (row < 0) return product
    const { rowAxis, rowTaps, strides } = this.#axes
    return product * rowsOf(this.now[at + rowAxis[row]], this.now[at + rowTaps[row]], strides[rowAxis[row]])
  }

  /** Those of them that were held in the step before. */
  same(level: number, t: number, axis: number): number {
    const product = this.#products[level * PRODUCTS + SHARED + t]
    if (axis < 0 || product === 0) return product
    const { count, plain } = this.#axes
    const at = level * count
    const { now, before, shift } = this
    if ((plain[axis] & (1 << t)) !== 0) {
      return product * overlap(now[at + axis], shift[at + axis], before[at + axis])
    }
    const row = t === INPUT ? this.#rowOf(axis) : -1
    if (row < 0) return product
    const stride = this.#axes.strides[this.#axes.rowAxis[row]]
    const y = at + this.#axes.rowAxis[row]
    const r = at + this.#axes.rowTaps[row]
    return product * sharedRows(stride, now[y], now[r], before[y], before[r], shift[y], shift[r])
  }

  /** Points (MACs). */
  points(level: number, axis: number): number {
    const product = this.#products[level * PRODUCTS + POINTS]
    return axis < 0 ? product : product * this.now[level * this.#axes.count + axis]
  }

  /** Output elements of the step before, when `multiply` was called. */
  oldOutputs(level: number): number {
    return this.#products[level * PRODUCTS + OLD_OUTPUTS]
  }

  /** The input rows that an axis has a part in, or −1. */
  #rowOf(axis: number): number {
    const { rowAxis, rowTaps } = this.#axes
    for (let i = 0; i < rowAxis.length; i++) if (rowAxis[i] === axis || rowTaps[i] === axis) return i
    return -1
  }
}
