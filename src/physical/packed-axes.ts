// The axes of a layer in flat arrays, for the packed kernel: axes.ts without names.

import type { AxisTable } from "./axes.ts"
import { rowsOf } from "./volumes.ts"

/** Axes and tensors of one layer. A factor of a tensor is an axis, with its taps where it stands for input rows. */
export class PackedAxes {
  /** Names of the axes; layers with others need other arrays. */
  readonly names: readonly string[]
  readonly count: number
  readonly sizes: Int32Array
  /** Per axis the id of its taps, or −1. */
  readonly taps: Int32Array
  readonly strides: Int32Array
  /** 1 for axes of the output. */
  readonly inOutput: Uint8Array
  /** The factors of tensor t are `start[t]` … `start[t + 1]` − 1. */
  readonly start = new Int32Array(4)
  readonly factorAxis: Int32Array
  /** −1 for a plain factor. */
  readonly factorTaps: Int32Array

  constructor({ names, sizes, taps, strides, inOutput, tensors }: AxisTable) {
    this.names = names
    this.count = sizes.length
    this.sizes = Int32Array.from(sizes)
    this.taps = Int32Array.from(taps)
    this.strides = Int32Array.from(strides)
    this.inOutput = Uint8Array.from(inOutput, coupled => (coupled ? 1 : 0))
    const factors = tensors.flat()
    this.factorAxis = Int32Array.from(factors, f => f.axis)
    this.factorTaps = Int32Array.from(factors, f => f.taps)
    for (const [t, tensor] of tensors.entries()) this.start[t + 1] = this.start[t] + tensor.length
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
    const { start, factorAxis, factorTaps, strides } = this
    let product = 1
    for (let f = start[t]; f < start[t + 1]; f++) {
      const size = sizes[at + factorAxis[f]]
      const taps = factorTaps[f]
      product *= taps < 0 ? size : rowsOf(size, sizes[at + taps], strides[factorAxis[f]])
    }
    return product
  }
}

/** Whether sizes and strides, and sums of a few of them, are 32-bit integers. */
export function isPackable({ sizes, strides }: AxisTable): boolean {
  return sizes.every(isSmall) && strides.every(isSmall)
}

const isSmall = (n: number) => Number.isInteger(n) && n < 2 ** 28
