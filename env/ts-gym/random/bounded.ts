// Integers in [0, range] without bias.
//
// Source: Lemire, "Fast Random Integer Generation in an Interval" (ACM TOMACS 29(1), 2019), as NumPy 2.4 draws them:
// 32-bit words for a range below 2^32, else 64-bit words; 8-bit types share one word between four draws, 16-bit types
// between two.

import type { PCG64 } from "./pcg64.ts"

const MAX_32 = 4294967295

/** Upper 32 bits of the 64-bit product of two 32-bit words. */
function mulHigh(a: number, b: number): number {
  const al = a & 0xffff
  const ah = a >>> 16
  const bl = b & 0xffff
  const bh = b >>> 16
  const lh = Math.imul(al, bh)
  const hl = Math.imul(ah, bl)
  const middle = (Math.imul(al, bl) >>> 16) + (lh & 0xffff) + (hl & 0xffff)
  return (Math.imul(ah, bh) + (lh >>> 16) + (hl >>> 16) + (middle >>> 16)) >>> 0
}

/** Uniform in [0, range] for a range in [0, 2^32). Takes nothing from the generator for range 0. */
export function bounded32(bits: PCG64, range: number): number {
  if (range === 0) return 0
  if (range === MAX_32) return bits.nextUint32()
  const count = range + 1
  let word = bits.nextUint32()
  let low = Math.imul(word, count) >>> 0
  if (low < count) {
    const threshold = (MAX_32 - range) % count
    while (low < threshold) {
      word = bits.nextUint32()
      low = Math.imul(word, count) >>> 0
    }
  }
  return mulHigh(word, count)
}

/** Uniform in [0, range] for a range in [2^32, 2^64). */
export function bounded64(bits: PCG64, range: bigint): bigint {
  const mask = (1n << 64n) - 1n
  const draw = () => {
    bits.next64()
    return (BigInt(bits.high) << 32n) | BigInt(bits.low)
  }
  if (range === mask) return draw()
  const count = range + 1n
  const threshold = (mask - range) % count
  let product = draw() * count
  while ((product & mask) < threshold) product = draw() * count
  return product >> 64n
}

/** Draws for 8- and 16-bit types: several from one 32-bit word, lowest bits first. */
export class NarrowDraws {
  readonly #bits: PCG64
  readonly #width: 8 | 16
  readonly #max: number
  #word = 0
  #left = 0

  constructor(bits: PCG64, width: 8 | 16) {
    this.#bits = bits
    this.#width = width
    this.#max = 2 ** width - 1
  }

  /** Uniform in [0, range] for a range in [0, 2^width). Takes nothing from the generator for range 0. */
  draw(range: number): number {
    if (range === 0) return 0
    if (range === this.#max) return this.#next()
    const count = range + 1
    const threshold = (this.#max - range) % count
    let product = this.#next() * count
    while ((product & this.#max) < threshold) product = this.#next() * count
    return product >>> this.#width
  }

  #next(): number {
    this.#word = this.#left === 0 ? this.#bits.nextUint32() : this.#word >>> this.#width
    this.#left = this.#left === 0 ? 32 / this.#width - 1 : this.#left - 1
    return this.#word & this.#max
  }
}
