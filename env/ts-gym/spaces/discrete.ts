// Discrete: the integers start, start + 1, … start + n - 1.
//
// Source: Gymnasium 1.4.0, spaces/discrete.py.

import { ValueError } from "../errors.ts"
import { kindOf } from "./dtype.ts"
import { checkMask, checkOneOf, checkProbability, drawMasked, type Mask } from "./mask.ts"
import { Space, type SpaceJSON } from "./space.ts"

/** What a Discrete space may be given beside n. */
export interface DiscreteOptions {
  /** Smallest element. Default 0. */
  start?: number
  seed?: number
}

/** The integers in [start, start + n). */
export class Discrete extends Space<number> {
  /** Number of elements, ≥ 1. */
  readonly n: number
  /** Smallest element. */
  readonly start: number

  /** @throws ValueError unless n is a positive integer and start and start + n are safe integers */
  constructor(n: number, { start = 0, seed }: DiscreteOptions = {}) {
    super([], "int64")
    if (!(Number.isSafeInteger(n) && n > 0)) throw new ValueError(`Discrete: n is ${n}, expected a positive integer`)
    if (!Number.isSafeInteger(start) || !Number.isSafeInteger(start + n))
      throw new ValueError(`Discrete: start is ${start}, expected an integer with start + n below 2^53`)
    this.n = n
    this.start = start
    if (seed !== undefined) this.seed(seed)
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
    return this.start + this.npRandom.integers(this.n)
  }

  override explain(x: unknown): string | null {
    if (Number.isInteger(x) && (x as number) >= this.start && (x as number) < this.start + this.n) return null
    return `is ${kindOf(x)}, expected an integer in [${this.start}, ${this.start + this.n})`
  }

  override equals(other: unknown): boolean {
    return other instanceof Discrete && other.n === this.n && other.start === this.start
  }

  override toJSON(): SpaceJSON {
    return { type: "Discrete", n: this.n, start: this.start }
  }

  override toString(): string {
    return this.start === 0 ? `Discrete(${this.n})` : `Discrete(${this.n}, start=${this.start})`
  }
}
