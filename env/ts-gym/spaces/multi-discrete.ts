// MultiDiscrete: vectors of integers, each entry with a range of its own.
//
// Source: Gymnasium 1.4.0, spaces/multi_discrete.py, for one axis. Elements are Int32Arrays.

import { ValueError } from "../errors.ts"
import type { Generator } from "../random/generator.ts"
import { explainArray, kindOf } from "./dtype.ts"
import { checkMask, checkOneOf, checkProbability, drawMasked, type Mask } from "./mask.ts"
import { Space, type SpaceJSON } from "./space.ts"

/** What a MultiDiscrete space may be given beside nvec. */
export interface MultiDiscreteOptions {
  /** Smallest value per entry. Default all 0. */
  start?: readonly number[]
  seed?: number
}

const MAX_INT32 = 2147483647

/** Vectors of nvec.length integers, entry i in [start[i], start[i] + nvec[i]). */
export class MultiDiscrete extends Space<Int32Array> {
  /** Number of values per entry, ≥ 1 each. */
  readonly nvec: readonly number[]
  /** Smallest value per entry. */
  readonly start: readonly number[]

  /** @throws ValueError unless nvec holds positive integers, start as many integers, and all elements fit int32 */
  constructor(nvec: readonly number[], { start = nvec.map(() => 0), seed }: MultiDiscreteOptions = {}) {
    super([nvec.length], "int32")
    if (start.length !== nvec.length)
      throw new ValueError(`MultiDiscrete: start has ${start.length} entries, nvec ${nvec.length}; expected as many`)
    nvec.forEach((n, i) => {
      if (!(Number.isInteger(n) && n > 0))
        throw new ValueError(`MultiDiscrete: nvec[${i}] is ${n}, expected a positive integer`)
      if (!Number.isInteger(start[i]) || start[i] < -MAX_INT32 - 1 || start[i] + n - 1 > MAX_INT32)
        throw new ValueError(`MultiDiscrete: start[${i}] is ${start[i]}, expected an integer, all values within int32`)
    })
    this.nvec = [...nvec]
    this.start = [...start]
    if (seed !== undefined) this.seed(seed)
  }

  /**
   * Draws every entry by itself: uniformly; among the values its mask admits (`start[i]` if none); or with its
   * probabilities. `mask` and `probability` have one array of nvec[i] entries per entry.
   */
  override sample(mask?: readonly Mask[], probability?: readonly Float64Array[]): Int32Array {
    checkOneOf(mask, probability)
    const out = new Int32Array(this.nvec.length)
    if (mask !== undefined) this.#checkParts("mask", mask)
    if (probability !== undefined) this.#checkParts("probability", probability)
    const random = this.npRandom
    for (let i = 0; i < out.length; i++) {
      const n = this.nvec[i]
      if (mask !== undefined) out[i] = drawMasked(random, checkMask(`mask[${i}]`, mask[i], n))
      else if (probability !== undefined)
        out[i] = drawWeighted(random, checkProbability(`probability[${i}]`, probability[i], n))
      else out[i] = Math.floor(random.random() * n)
      out[i] += this.start[i]
    }
    return out
  }

  override explain(x: unknown): string | null {
    const reason = explainArray(x, "int32", this.nvec.length)
    if (reason !== null) return reason
    const values = x as Int32Array
    for (let i = 0; i < values.length; i++) {
      const end = this.start[i] + this.nvec[i]
      if (values[i] < this.start[i] || values[i] >= end)
        return `[${i}] is ${values[i]}, expected an integer in [${this.start[i]}, ${end})`
    }
    return null
  }

  override equals(other: unknown): boolean {
    return (
      other instanceof MultiDiscrete &&
      other.nvec.length === this.nvec.length &&
      this.nvec.every((n, i) => n === other.nvec[i] && this.start[i] === other.start[i])
    )
  }

  override toJSON(): SpaceJSON {
    return { type: "MultiDiscrete", nvec: this.nvec, start: this.start }
  }

  override toString(): string {
    const start = this.start.some(s => s !== 0) ? `, start=[${this.start.join(" ")}]` : ""
    return `MultiDiscrete([${this.nvec.join(" ")}]${start})`
  }

  #checkParts(field: string, parts: unknown): void {
    if (!Array.isArray(parts))
      throw new ValueError(`${field} is ${kindOf(parts)}, expected an array, one part per entry`)
    if (parts.length !== this.nvec.length)
      throw new ValueError(`${field} has ${parts.length} parts, expected ${this.nvec.length}, one per entry`)
  }
}

/** Index drawn with its probability; values of probability 0 are left out before the draw, as Gymnasium does. */
function drawWeighted(random: Generator, probability: Float64Array): number {
  const possible = Array.from(probability.keys()).filter(i => probability[i] > 0)
  return random.choice(possible, { p: possible.map(i => probability[i]) })
}
