// Generator: distributions over a PCG64.
//
// Source: NumPy 2.4, numpy.random.Generator. The same calls give the same values from the same seed. Arrays have one
// axis: `size` is a length. What NumPy has beyond these methods is not here yet.

import { ValueError } from "../errors.ts"
import { checkWeights, chooseDistinct, chooseWeighted, chooseWeightedDistinct } from "./choice.ts"
import { geometric } from "./discrete.ts"
import {
  checkIntegerRange,
  drawInteger,
  type IntegerDtype,
  type IntegersOf,
  integerDrawer,
  newIntegers,
} from "./integers.ts"
import { PCG64, type PCG64State } from "./pcg64.ts"
import { standardExponential, standardNormal } from "./ziggurat.ts"

/** Anything with elements to draw from or to put in order. */
export interface Items<T> {
  readonly length: number
  [index: number]: T
}

/** Options of `random`. */
export interface RandomOptions {
  /** Number of draws; the result is then an array. */
  size?: number
  /** Default float64. A float32 takes 32 bits from the generator, a float64 takes 64. */
  dtype?: "float32" | "float64"
}

/** Options of `integers`. */
export interface IntegersOptions {
  /** Whether the upper bound may be drawn. Default false. */
  endpoint?: boolean
  /** Default int64. 8- and 16-bit types take fewer bits from the generator. */
  dtype?: IntegerDtype
  /** Number of draws; the result is then an array. */
  size?: number
}

type Bound = number | ArrayLike<number>

/** Options of `choice`. */
export interface ChoiceOptions {
  /** Probability of each item: ≥ 0, sum 1. Default: all alike. */
  p?: ArrayLike<number>
  /** Number of items to draw; the result is then an array. */
  size?: number
  /** Whether an item may be drawn more than once. Default true. */
  replace?: boolean
  /** Without replacement: whether the order is random too. Default true; false is faster. */
  shuffle?: boolean
}

/** Smallest 2^k - 1 that is at least `max`. */
function maskOf(max: number): number {
  return max === 0 ? 0 : 0xffffffff >>> Math.clz32(max)
}

function checkNonNegative(field: string, value: number): void {
  if (!(value >= 0)) throw new ValueError(`${field} is ${value}, expected a number of at least 0`)
}

/** A seeded source of random values. */
export class Generator {
  readonly bitGenerator: PCG64

  constructor(bitGenerator: PCG64) {
    this.bitGenerator = bitGenerator
  }

  /** Another generator in the same state: both go on with the same draws. */
  copy(): Generator {
    return new Generator(new PCG64(this.bitGenerator))
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

  /** Uniform in [0, 1): a multiple of 2^-53, for dtype float32 of 2^-24. */
  random(): number
  random(options: RandomOptions & { size: number; dtype: "float32" }): Float32Array
  random(options: RandomOptions & { size: number; dtype?: "float64" }): Float64Array
  random(options: RandomOptions & { size?: undefined }): number
  random(options?: RandomOptions): number | Float32Array | Float64Array {
    if (options === undefined) return this.bitGenerator.nextDouble()
    const { size, dtype = "float64" } = options
    const draw = () => (dtype === "float64" ? this.bitGenerator.nextDouble() : this.bitGenerator.nextFloat())
    if (size === undefined) return draw()
    return dtype === "float64" ? new Float64Array(size).map(draw) : new Float32Array(size).map(draw)
  }

  /**
   * Uniform in [low, high).
   *
   * @throws ValueError if high - low is negative or not finite
   */
  uniform(low?: number, high?: number): number
  uniform(low: number, high: number, size: number): Float64Array
  uniform(low = 0, high = 1, size?: number): number | Float64Array {
    const range = high - low
    if (!(range >= 0 && range < Number.POSITIVE_INFINITY))
      throw new ValueError(`uniform from ${low} to ${high}: expected a finite range, the first not above the last`)
    if (size === undefined) return low + range * this.bitGenerator.nextDouble()
    return new Float64Array(size).map(() => low + range * this.bitGenerator.nextDouble())
  }

  /** Normal with the given mean and standard deviation (≥ 0). */
  normal(mean?: number, deviation?: number): number
  normal(mean: number, deviation: number, size: number): Float64Array
  normal(mean = 0, deviation = 1, size?: number): number | Float64Array {
    checkNonNegative("deviation", deviation)
    if (size === undefined) return mean + deviation * standardNormal(this.bitGenerator)
    return new Float64Array(size).map(() => mean + deviation * standardNormal(this.bitGenerator))
  }

  /** Normal with mean 0 and standard deviation 1. */
  standardNormal(): number
  standardNormal(size: number): Float64Array
  standardNormal(size?: number): number | Float64Array {
    return size === undefined ? standardNormal(this.bitGenerator) : this.normal(0, 1, size)
  }

  /** Exponential with the given mean (≥ 0). */
  exponential(scale?: number): number
  exponential(scale: number, size: number): Float64Array
  exponential(scale = 1, size?: number): number | Float64Array {
    checkNonNegative("scale", scale)
    if (size === undefined) return scale * standardExponential(this.bitGenerator)
    return new Float64Array(size).map(() => scale * standardExponential(this.bitGenerator))
  }

  /** Exponential with mean 1. */
  standardExponential(): number
  standardExponential(size: number): Float64Array
  standardExponential(size?: number): number | Float64Array {
    return size === undefined ? standardExponential(this.bitGenerator) : this.exponential(1, size)
  }

  /**
   * Number of trials up to and with the first success, each trial succeeding with probability p.
   *
   * @throws ValueError unless p is in (0, 1]
   */
  geometric(p: number): number
  geometric(p: number, size: number): Float64Array
  geometric(p: number, size?: number): number | Float64Array {
    if (!(p > 0 && p <= 1)) throw new ValueError(`p is ${p}, expected a number in (0, 1]`)
    if (size === undefined) return geometric(this.bitGenerator, p)
    return new Float64Array(size).map(() => geometric(this.bitGenerator, p))
  }

  /**
   * Uniform integer in [low, high), with `endpoint` in [low, high]; with one bound in [0, low). With `size`, or a bound
   * that is an array (one bound per draw), an array.
   *
   * @throws ValueError unless the bounds are integers of the type and no range is empty
   */
  integers(low: number, high?: number, options?: IntegersOptions & { size?: undefined }): number
  integers<D extends IntegerDtype = "int64">(
    low: Bound,
    high: Bound | undefined,
    options?: IntegersOptions & { dtype?: D },
  ): IntegersOf[D]
  integers(low: Bound, high?: Bound, options: IntegersOptions = {}): number | IntegersOf[IntegerDtype] {
    const { dtype = "int64", endpoint = false, size } = options
    const firsts = high === undefined ? 0 : low
    const ends = high ?? low
    if (typeof firsts !== "number" || typeof ends !== "number") return this.#integersBetween(firsts, ends, options)
    const last = endpoint ? ends : ends - 1
    checkIntegerRange(firsts, last, dtype)
    if (size === undefined && dtype === "int64") return drawInteger(this.bitGenerator, firsts, last)
    const draw = integerDrawer(this.bitGenerator, dtype)
    if (size === undefined) return draw(firsts, last)
    const out = newIntegers(dtype, size)
    for (let i = 0; i < size; i++) out[i] = draw(firsts, last)
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

  /** The items, or 0 … items - 1, in random order, as a new array. On one axis also what NumPy's `permuted` gives. */
  permutation(items: number): number[]
  permutation<T>(items: Items<T>): T[]
  permutation<T>(items: number | Items<T>): number[] | T[] {
    if (typeof items === "number") return this.shuffle(Array.from({ length: items }, (_, i) => i))
    return this.shuffle(Array.from(items))
  }

  /** One integer per entry of the bounds. */
  #integersBetween(firsts: Bound, ends: Bound, options: IntegersOptions): IntegersOf[IntegerDtype] {
    const { dtype = "int64", endpoint = false, size } = options
    const lengths = [firsts, ends].flatMap(bound => (typeof bound === "number" ? [] : [bound.length]))
    const length = size ?? lengths[0]
    if (lengths.some(l => l !== length))
      throw new ValueError(`integers: low, high and size are for ${[length, ...lengths].join(", ")} draws`)
    const at = (bound: Bound, i: number) => (typeof bound === "number" ? bound : bound[i])
    const lastOf = (i: number) => (endpoint ? at(ends, i) : at(ends, i) - 1)
    for (let i = 0; i < length; i++) checkIntegerRange(at(firsts, i), lastOf(i), dtype)
    const draw = integerDrawer(this.bitGenerator, dtype)
    const out = newIntegers(dtype, length)
    for (let i = 0; i < length; i++) out[i] = draw(at(firsts, i), lastOf(i))
    return out
  }

  /** Uniform in [0, max] by rejection under a mask, as NumPy shuffles. */
  #interval(max: number): number {
    const mask = maskOf(max)
    while (true) {
      const value = (this.bitGenerator.nextUint32() & mask) >>> 0
      if (value <= max) return value
    }
  }

  #chooseIndices(count: number, { p, size = 1, replace = true, shuffle = true }: ChoiceOptions): number[] {
    if (!(count > 0) && size > 0) throw new ValueError(`choice among ${count} items, expected at least one`)
    if (!replace && size > count) throw new ValueError(`choice of ${size} among ${count} items without replacement`)
    const bits = this.bitGenerator
    if (p !== undefined) {
      checkWeights(p, count)
      return replace ? chooseWeighted(bits, p, size) : chooseWeightedDistinct(bits, p, size)
    }
    if (!replace) return chooseDistinct(bits, count, size, shuffle)
    return Array.from({ length: size }, () => drawInteger(bits, 0, count - 1))
  }
}
