// Generator: distributions over a PCG64.
//
// Source: NumPy 2.4, numpy.random.Generator. The same calls give the same values from the same seed; integers are
// those of dtype int64. What NumPy has beyond these methods is not here yet.

import { ValueError } from "../errors.ts"
import { bounded32, bounded64, fillBounded8 } from "./bounded.ts"
import type { PCG64, PCG64State } from "./pcg64.ts"
import { standardExponential, standardNormal } from "./ziggurat.ts"

/** Anything with elements to draw from or to put in order. */
export interface Items<T> {
  readonly length: number
  [index: number]: T
}

/** Options of `choice`. */
export interface ChoiceOptions {
  /** Probability of each item: ≥ 0, sum 1. Default: all alike. */
  p?: ArrayLike<number>
  /** Number of items to draw; the result is then an array. */
  size?: number
  /** Whether an item may be drawn more than once. Default true; false cannot be combined with `p`. */
  replace?: boolean
}

/** Smallest 2^k - 1 that is at least `max`. */
function maskOf(max: number): number {
  return max === 0 ? 0 : 0xffffffff >>> Math.clz32(max)
}

/** A seeded source of random values. */
export class Generator {
  readonly bitGenerator: PCG64

  constructor(bitGenerator: PCG64) {
    this.bitGenerator = bitGenerator
  }

  /** The state as plain data. */
  save(): PCG64State {
    return this.bitGenerator.save()
  }

  /** Continues where `save` left off. */
  restore(state: PCG64State): this {
    this.bitGenerator.restore(state)
    return this
  }

  /** Uniform in [0, 1), a multiple of 2^-53. */
  random(): number {
    return this.bitGenerator.nextDouble()
  }

  /** Uniform in [low, high). */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * this.bitGenerator.nextDouble()
  }

  /** Normal with the given mean and standard deviation (≥ 0). */
  normal(mean = 0, deviation = 1): number {
    return mean + deviation * standardNormal(this.bitGenerator)
  }

  /** Normal with mean 0 and standard deviation 1. */
  standardNormal(): number {
    return standardNormal(this.bitGenerator)
  }

  /** Exponential with the given mean (≥ 0). */
  exponential(scale = 1): number {
    return scale * standardExponential(this.bitGenerator)
  }

  /**
   * Uniform integer in [low, high), with `endpoint` in [low, high]; with one argument in [0, low).
   *
   * @throws ValueError unless both are safe integers and the range is not empty
   */
  integers(low: number, high?: number, options: { endpoint?: boolean } = {}): number {
    const first = high === undefined ? 0 : low
    const last = (high ?? low) - (options.endpoint === true ? 0 : 1)
    if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last) || last < first)
      throw new ValueError(`integers from ${first} to ${last}: expected safe integers, the first not above the last`)
    const range = last - first
    if (range <= 0xffffffff) return first + bounded32(this.bitGenerator, range)
    return Number(BigInt(first) + bounded64(this.bitGenerator, BigInt(last) - BigInt(first)))
  }

  /** `size` integers in [low, high), as NumPy draws them for dtype int8: four from one 32-bit word. */
  integersInt8(low: number, high: number, size: number): Int8Array {
    if (!(low >= -128 && high <= 128 && low < high))
      throw new ValueError(`int8 integers in [${low}, ${high}): expected -128 ≤ low < high ≤ 128`)
    const out = new Int8Array(size)
    fillBounded8(this.bitGenerator, out, low, high - 1 - low)
    return out
  }

  /**
   * An item of `items`, or of 0 … items - 1 if that is a number.
   *
   * @throws ValueError if there are no items, or too few for `size` without replacement, or `p` is no distribution
   */
  choice(items: number, options: ChoiceOptions & { size: number }): number[]
  choice<T>(items: Items<T>, options: ChoiceOptions & { size: number }): T[]
  choice(items: number, options?: ChoiceOptions & { size?: undefined }): number
  choice<T>(items: Items<T>, options?: ChoiceOptions & { size?: undefined }): T
  choice<T>(items: number | Items<T>, options: ChoiceOptions = {}): number | T | number[] | T[] {
    const count = typeof items === "number" ? items : items.length
    const indices = this.#chooseIndices(count, options)
    if (typeof items === "number") return options.size === undefined ? indices[0] : indices
    return options.size === undefined ? items[indices[0]] : indices.map(i => items[i])
  }

  /** Puts the items in random order, in place. */
  shuffle<T, A extends Items<T>>(items: A): A {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.#interval(i)
      const swap = items[i]
      items[i] = items[j]
      items[j] = swap
    }
    return items
  }

  /** The items, or 0 … items - 1, in random order, as a new array. */
  permutation(items: number): number[]
  permutation<T>(items: Items<T>): T[]
  permutation<T>(items: number | Items<T>): number[] | T[] {
    if (typeof items === "number") return this.shuffle(Array.from({ length: items }, (_, i) => i))
    return this.shuffle(Array.from(items))
  }

  /** Uniform in [0, max] by rejection under a mask, as NumPy shuffles. */
  #interval(max: number): number {
    const mask = maskOf(max)
    while (true) {
      const value = (this.bitGenerator.nextUint32() & mask) >>> 0
      if (value <= max) return value
    }
  }

  #chooseIndices(count: number, { p, size = 1, replace = true }: ChoiceOptions): number[] {
    if (!(count > 0)) throw new ValueError(`choice among ${count} items, expected at least one`)
    if (p !== undefined) {
      if (!replace) throw new ValueError("choice with p needs replace: true")
      const cumulated = cumulate(p, count)
      return Array.from({ length: size }, () => upperBound(cumulated, this.random()))
    }
    if (replace) return Array.from({ length: size }, () => this.integers(count))
    if (size > count) throw new ValueError(`choice of ${size} among ${count} items without replacement`)
    return this.#chooseDistinct(count, size)
  }

  /** Floyd's algorithm, or the tail of a shuffle where that is cheaper; both as NumPy does. */
  #chooseDistinct(count: number, size: number): number[] {
    if (count > 10000 && size > Math.floor(count / 50)) {
      const all = Array.from({ length: count }, (_, i) => i)
      this.#shuffleFrom(all, Math.max(count - size, 1))
      return all.slice(count - size)
    }
    const chosen = new Set<number>()
    for (let j = count - size; j < count; j++) {
      const value = bounded32(this.bitGenerator, j)
      chosen.add(chosen.has(value) ? j : value)
    }
    const order = [...chosen]
    this.#shuffleFrom(order, 1)
    return order
  }

  /** Shuffles by bounded integers, from the end down to index `first`. */
  #shuffleFrom(items: number[], first: number): void {
    for (let i = items.length - 1; i >= first; i--) {
      const j = bounded32(this.bitGenerator, i)
      const swap = items[i]
      items[i] = items[j]
      items[j] = swap
    }
  }
}

/** Running sums of `p`, scaled to end at 1. */
function cumulate(p: ArrayLike<number>, count: number): Float64Array {
  if (p.length !== count) throw new ValueError(`p has ${p.length} entries, expected ${count}`)
  const sums = new Float64Array(count)
  let sum = 0
  for (let i = 0; i < count; i++) {
    if (!(p[i] >= 0)) throw new ValueError(`p[${i}] is ${p[i]}, expected a number of at least 0`)
    sum += p[i]
    sums[i] = sum
  }
  if (!(Math.abs(sum - 1) <= 1.5e-8)) throw new ValueError(`p sums to ${sum}, expected 1`)
  return sums.map(s => s / sum)
}

/** First index whose value is above `x`. */
function upperBound(sorted: Float64Array, x: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle] <= x) low = middle + 1
    else high = middle
  }
  return low
}
