// MultiDiscrete: arrays of integers, each entry with a range of its own.
//
// Source: Gymnasium 1.4.0, spaces/multi_discrete.py. Entries are flat in row-major order, Int32Arrays by default.

import { ValueError } from "../errors.ts"
import type { Generator } from "../random/generator.ts"
import {
  type ArrayOf,
  checkDtype,
  checkShape,
  DTYPE_RANGE,
  explainArray,
  type IntegerArrayDtype,
  isIntegerDtype,
  kindOf,
  newArray,
  sizeOf,
} from "./dtype.ts"
import { checkMask, checkOneOf, checkProbability, checkSum, drawMasked, type Mask } from "./mask.ts"
import { listFromJSON, nest, unnest } from "./nested.ts"
import { Space, type SpaceJSON } from "./space.ts"

/** What a MultiDiscrete space may be given beside nvec. */
export interface MultiDiscreteOptions<D extends IntegerArrayDtype = "int32"> {
  /** Smallest value per entry. Default all 0. */
  start?: readonly number[]
  /** Axes of an element; nvec and start are flat all the same. Default one axis. */
  shape?: readonly number[]
  /** Default int32. */
  dtype?: D
  seed?: number | Generator
}

const INTEGER_DTYPES = Object.keys(DTYPE_RANGE).filter(d => isIntegerDtype(d as IntegerArrayDtype))

/** Arrays of nvec.length integers, entry i in [start[i], start[i] + nvec[i]). */
export class MultiDiscrete<D extends IntegerArrayDtype = "int32"> extends Space<ArrayOf[D]> {
  declare readonly shape: readonly number[]
  // Without NoInfer, a place that wants any Space would widen D.
  declare readonly dtype: NoInfer<D>
  /** Number of values per entry, ≥ 1 each. */
  readonly nvec: readonly number[]
  /** Smallest value per entry. */
  readonly start: readonly number[]

  /** @throws ValueError unless nvec holds positive integers, start as many integers, and all elements fit the type */
  constructor(nvec: readonly number[], options: MultiDiscreteOptions<D> = {}) {
    const { start = nvec.map(() => 0), shape = [nvec.length], dtype = "int32" as D, seed } = options
    super([...shape], dtype)
    checkDtype("MultiDiscrete", dtype, INTEGER_DTYPES)
    checkShape("MultiDiscrete", shape, 0)
    if (sizeOf(shape) !== nvec.length)
      throw new ValueError(`MultiDiscrete: shape is [${shape.join(", ")}], expected ${nvec.length} entries as in nvec`)
    if (start.length !== nvec.length)
      throw new ValueError(`MultiDiscrete: start has ${start.length} entries, nvec ${nvec.length}; expected as many`)
    const [min, max] = DTYPE_RANGE[dtype]
    nvec.forEach((n, i) => {
      if (!(Number.isInteger(n) && n > 0))
        throw new ValueError(`MultiDiscrete: nvec[${i}] is ${n}, expected a positive integer`)
      if (!Number.isInteger(start[i]) || start[i] < min || start[i] + n - 1 > max)
        throw new ValueError(
          `MultiDiscrete: start[${i}] is ${start[i]}, expected an integer, all values within ${dtype}`,
        )
    })
    this.nvec = [...nvec]
    this.start = [...start]
    this.seedFrom(seed)
  }

  override get isNpFlattenable(): boolean {
    return true
  }

  /**
   * Draws every entry by itself: uniformly; among the values its mask admits (`start[i]` if none); or with its
   * probabilities. `mask` and `probability` have one array of nvec[i] entries per entry.
   */
  override sample(mask?: readonly Mask[], probability?: readonly Float64Array[]): ArrayOf[D] {
    checkOneOf(mask, probability)
    const out = newArray(this.dtype, this.nvec.length)
    if (mask !== undefined) this.#checkParts("mask", mask)
    if (probability !== undefined) this.#checkParts("probability", probability)
    const random = this.npRandom
    for (let i = 0; i < out.length; i++) {
      const n = this.nvec[i]
      let value: number
      if (mask !== undefined) value = drawMasked(random, checkMask(`mask[${i}]`, mask[i], n))
      else if (probability !== undefined)
        value = drawWeighted(random, checkProbability(`probability[${i}]`, probability[i], n), `probability[${i}]`)
      else value = Math.floor(random.random() * n)
      out[i] = value + this.start[i]
    }
    return out
  }

  override explain(x: unknown): string | null {
    const reason = explainArray(x, this.dtype, this.nvec.length)
    if (reason !== null) return reason
    const values = x as ArrayOf[D]
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
      other.dtype === this.dtype &&
      String(other.shape) === String(this.shape) &&
      this.nvec.every((n, i) => n === other.nvec[i] && this.start[i] === other.start[i])
    )
  }

  override copy(): MultiDiscrete<D> {
    const { start, shape, dtype } = this
    return this.copyRandomTo(new MultiDiscrete(this.nvec, { start, shape, dtype }))
  }

  override toJSON(): SpaceJSON {
    const { nvec, start, shape, dtype } = this
    const usual = shape.length === 1 && (dtype as string) === "int32"
    return usual ? { type: "MultiDiscrete", nvec, start } : { type: "MultiDiscrete", nvec, start, shape, dtype }
  }

  /** One nested list per sample. */
  override toJsonable(samples: readonly ArrayOf[D][]): unknown {
    return samples.map(x => nest(x, this.shape))
  }

  override fromJsonable(json: unknown): ArrayOf[D][] {
    return listFromJSON(json).map(x => unnest(x, this.dtype))
  }

  override toString(): string {
    const text = (values: readonly number[]) =>
      JSON.stringify(nest(values, this.shape)).replaceAll("],[", "] [").replaceAll(",", " ")
    const start = this.start.some(s => s !== 0) ? `, start=${text(this.start)}` : ""
    return `MultiDiscrete(${text(this.nvec)}${start})`
  }

  #checkParts(field: string, parts: unknown): void {
    if (!Array.isArray(parts))
      throw new ValueError(`${field} is ${kindOf(parts)}, expected an array, one part per entry`)
    if (parts.length !== this.nvec.length)
      throw new ValueError(`${field} has ${parts.length} parts, expected ${this.nvec.length}, one per entry`)
  }
}

/** Index drawn with its probability; values of probability 0 are left out before the draw, as Gymnasium does. */
function drawWeighted(random: Generator, probability: Float64Array, field: string): number {
  const sum = checkSum(field, probability)
  const possible = Array.from(probability.keys()).filter(i => probability[i] > 0)
  return random.choice(possible, { p: possible.map(i => probability[i] / sum) })
}
