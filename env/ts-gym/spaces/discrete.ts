// Discrete: the integers start, start + 1, … start + n - 1.
//
// Source: Gymnasium 1.4.0, spaces/discrete.py.

import { ValueError } from "../errors.ts"
import type { Generator } from "../random/generator.ts"
import { checkDtype, DTYPE_RANGE, type IntegerArrayDtype, kindOf } from "./dtype.ts"
import { checkMask, checkOneOf, checkProbability, drawMasked, type Mask } from "./mask.ts"
import { listFromJSON, numberFromJSON } from "./nested.ts"
import { Space, type SpaceJSON } from "./space.ts"

/** Types of a single integer. */
export type DiscreteDtype = IntegerArrayDtype | "int64"

/** What a Discrete space may be given beside n. */
export interface DiscreteOptions {
  /** Smallest element. Default 0. */
  start?: number
  /** Default int64. Elements are numbers all the same; a draw of a narrow type takes other bits from the generator. */
  dtype?: DiscreteDtype
  seed?: number | Generator
}

const RANGES: { readonly [D in DiscreteDtype]: readonly [min: number, max: number] } = {
  int8: DTYPE_RANGE.int8,
  int16: DTYPE_RANGE.int16,
  int32: DTYPE_RANGE.int32,
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER - 1],
  uint8: DTYPE_RANGE.uint8,
  uint16: DTYPE_RANGE.uint16,
  uint32: DTYPE_RANGE.uint32,
}

/** The integers in [start, start + n). */
export class Discrete extends Space<number> {
  declare readonly shape: readonly number[]
  declare readonly dtype: DiscreteDtype
  /** Number of elements, ≥ 1. */
  readonly n: number
  /** Smallest element. */
  readonly start: number

  /** @throws ValueError unless n is a positive integer and all elements are safe integers of the type */
  constructor(n: number, { start = 0, dtype = "int64", seed }: DiscreteOptions = {}) {
    super([], dtype)
    checkDtype("Discrete", dtype, Object.keys(RANGES))
    const [min, max] = RANGES[dtype]
    if (!(Number.isSafeInteger(n) && n > 0)) throw new ValueError(`Discrete: n is ${n}, expected a positive integer`)
    if (!Number.isSafeInteger(start) || start < min || start + n - 1 > max)
      throw new ValueError(
        `Discrete: start is ${start}, expected an integer with start + n below 2^53 and all values within ${dtype}`,
      )
    this.n = n
    this.start = start
    this.seedFrom(seed)
  }

  override get isNpFlattenable(): boolean {
    return true
  }

  /**
   * Draws uniformly; among the elements with mask entry 1 (`start` if there is none); or with probability[i] for
   * start + i (n numbers in [0, 1], sum 1).
   */
  override sample(mask?: Mask, probability?: Float64Array): number {
    checkOneOf(mask, probability)
    if (mask !== undefined) return this.start + drawMasked(this.npRandom, checkMask("mask", mask, this.n))
    if (probability !== undefined)
      return this.start + this.npRandom.choice(this.n, { p: checkProbability("probability", probability, this.n) })
    if (this.dtype === "int64") return this.start + this.npRandom.integers(this.n)
    return this.start + this.npRandom.integers(0, this.n - 1, { dtype: this.dtype, endpoint: true })
  }

  override explain(x: unknown): string | null {
    if (Number.isInteger(x) && (x as number) >= this.start && (x as number) < this.start + this.n) return null
    return `is ${kindOf(x)}, expected an integer in [${this.start}, ${this.start + this.n})`
  }

  override equals(other: unknown): boolean {
    return other instanceof Discrete && other.n === this.n && other.start === this.start && other.dtype === this.dtype
  }

  override copy(): Discrete {
    return this.copyRandomTo(new Discrete(this.n, { start: this.start, dtype: this.dtype }))
  }

  override toJSON(): SpaceJSON {
    const { n, start, dtype } = this
    return dtype === "int64" ? { type: "Discrete", n, start } : { type: "Discrete", n, start, dtype }
  }

  override fromJsonable(json: unknown): number[] {
    return listFromJSON(json).map(numberFromJSON)
  }

  override toString(): string {
    const start = this.start === 0 ? "" : `, start=${this.start}`
    return `Discrete(${this.n}${start}${this.dtype === "int64" ? "" : `, dtype=${this.dtype}`})`
  }
}
