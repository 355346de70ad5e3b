// The axes of a layer in flat arrays, for the packed kernel: axes.ts without names.

import { INPUT } from "../../maestro/layer.ts"
import type { AxisTable } from "../axes.ts"
import { rowsOf } from "../volumes.ts"

/** Places per axis in every table of the packed procedure: more than any layer has axes, and a power of two. */
export const AXES = 16

/** Axes of one layer, and which tensors they are factors of. */
export class PackedAxes {
  /** Names of the axes; layers with others need other arrays. */
  readonly names: readonly string[]
  readonly count: number
  readonly sizes: Int32Array
  /** Per axis the id of its taps, or −1. */
  readonly taps: Int32Array
  readonly strides: Int32Array
  /** Per axis the tensors with a plain factor of it: 1 for input, plus 2 for filter, plus 4 for output. */
  readonly plain: Uint8Array
  /** Axes and taps of the input's rows and columns. */
  readonly rowAxis: Int32Array
  readonly rowTaps: Int32Array

  constructor({ names, sizes, taps, strides, tensors }: AxisTable) {
    this.names = names
    this.count = sizes.length
    this.sizes = Int32Array.from(sizes)
    this.taps = Int32Array.from(taps)
    this.strides = Int32Array.from(strides)
    this.plain = Uint8Array.from(sizes, (_, axis) =>
      tensors.reduce((bits, of, t) => bits | (of.some(f => f.axis === axis && f.taps < 0) ? 1 << t : 0), 0),
    )
    const rows = tensors[INPUT].filter(f => f.taps >= 0)
    this.rowAxis = Int32Array.from(rows, f => f.axis)
    this.rowTaps = Int32Array.from(rows, f => f.taps)
  }

  /** Takes the sizes and strides of another layer, if it is of the same kind and has the same axes. */
  takeSizes({ names, sizes, strides }: AxisTable): boolean {
    if (names.length !== this.count) return false
    for (let a = 0; a < this.count; a++) if (names[a] !== this.names[a]) return false
    this.sizes.set(sizes)
    this.strides.set(strides)
    return true
  }

  /** Elements of tensor t in a chunk, whose sizes stand at `at`. */
  volume(t: number, sizes: Int32Array, at: number): number {
    let product = 1
    for (let a = 0; a < this.count; a++) if ((this.plain[a] & (1 << t)) !== 0) product *= sizes[at + a]
    if (t !== INPUT) return product
    for (let i = 0; i < this.rowAxis.length; i++) {
      const axis = this.rowAxis[i]
      product *= rowsOf(sizes[at + axis], sizes[at + this.rowTaps[i]], this.strides[axis])
    }
    return product
  }
}

/** Whether sizes and strides, and sums of a few of them, are 32-bit integers. */
export function isPackable({ sizes, strides }: AxisTable): boolean {
  return sizes.length <= AXES && sizes.every(isSmall) && strides.every(isSmall)
}

const isSmall = (n: number) => Number.isInteger(n) && n < 2 ** 28
