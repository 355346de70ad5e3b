// MultiBinary: arrays of zeros and ones.
//
// Source: Gymnasium 1.4.0, spaces/multi_binary.py.

import { ValueError } from "../errors.ts"
import { explainArray, sizeOf } from "./dtype.ts"
import { checkMask, checkOneOf, checkProbability, type Mask } from "./mask.ts"
import { Space, type SpaceJSON } from "./space.ts"

/** Arrays of 0 and 1 with a fixed shape, flat in row-major order. */
export class MultiBinary extends Space<Int8Array> {
  /** Length, or length per axis. */
  readonly n: number | readonly number[]
  readonly #size: number

  /** @throws ValueError unless every length is a positive integer */
  constructor(n: number | readonly number[], { seed }: { seed?: number } = {}) {
    const shape = typeof n === "number" ? [n] : [...n]
    super(shape, "int8")
    if (!shape.every(length => Number.isSafeInteger(length) && length > 0))
      throw new ValueError(`MultiBinary: n is ${shape.join(", ")}, expected positive integers`)
    this.n = typeof n === "number" ? n : shape
    this.#size = sizeOf(shape)
    if (seed !== undefined) this.seed(seed)
  }

  /** Tosses a fair coin per element; `mask` holds 0 or 1 for a given value, 2 for a toss; `probability` that of a 1. */
  override sample(mask?: Mask, probability?: Float64Array): Int8Array {
    checkOneOf(mask, probability)
    if (probability !== undefined) {
      const p = checkProbability("probability", probability, this.#size)
      return Int8Array.from(p, limit => (this.npRandom.random() <= limit ? 1 : 0))
    }
    if (mask !== undefined) checkMask("mask", mask, this.#size, [0, 1, 2])
    const tosses = this.npRandom.integersInt8(0, 2, this.#size)
    return mask === undefined ? tosses : tosses.map((toss, i) => (mask[i] === 2 ? toss : mask[i]))
  }

  override explain(x: unknown): string | null {
    const reason = explainArray(x, "int8", this.#size)
    if (reason !== null) return reason
    const at = (x as Int8Array).findIndex(v => v !== 0 && v !== 1)
    return at === -1 ? null : `[${at}] is ${(x as Int8Array)[at]}, expected 0 or 1`
  }

  override equals(other: unknown): boolean {
    return other instanceof MultiBinary && String(other.n) === String(this.n)
  }

  override toJSON(): SpaceJSON {
    return { type: "MultiBinary", n: this.n }
  }

  override toString(): string {
    return typeof this.n === "number" ? `MultiBinary(${this.n})` : `MultiBinary([${this.n.join(", ")}])`
  }
}
