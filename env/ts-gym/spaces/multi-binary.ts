// MultiBinary: arrays of zeros and ones.
//
// Source: Gymnasium 1.4.0, spaces/multi_binary.py.

import { ValueError } from "../errors.ts"
import type { Generator } from "../random/generator.ts"
import { explainArray, sizeOf } from "./dtype.ts"
import { checkMask, checkOneOf, checkProbability, type Mask } from "./mask.ts"
import { listFromJSON, nest, unnest } from "./nested.ts"
import { Space, type SpaceJSON } from "./space.ts"

/** Arrays of 0 and 1 with a fixed shape, flat in row-major order. */
export class MultiBinary extends Space<Int8Array> {
  declare readonly shape: readonly number[]
  /** Length, or length per axis. */
  readonly n: number | readonly number[]
  readonly #size: number

  /** @throws ValueError unless every length is a positive integer */
  constructor(n: number | readonly number[], { seed }: { seed?: number | Generator } = {}) {
    const shape = typeof n === "number" ? [n] : [...n]
    super(shape, "int8")
    if (!shape.every(length => Number.isSafeInteger(length) && length > 0))
      throw new ValueError(`MultiBinary: n is ${shape.join(", ")}, expected positive integers`)
    this.n = typeof n === "number" ? n : shape
    this.#size = sizeOf(shape)
    this.seedFrom(seed)
  }

  override get isNpFlattenable(): boolean {
    return true
  }

  /** Tosses a fair coin per element; `mask` holds 0 or 1 for a given value, 2 for a toss; `probability` that of a 1. */
  override sample(mask?: Mask, probability?: Float64Array): Int8Array {
    checkOneOf(mask, probability)
    if (probability !== undefined) {
      const p = checkProbability("probability", probability, this.#size)
      return Int8Array.from(p, limit => (this.npRandom.random() <= limit ? 1 : 0))
    }
    if (mask !== undefined) checkMask("mask", mask, this.#size, [0, 1, 2])
    const tosses = this.npRandom.integers(0, 2, { dtype: "int8", size: this.#size })
    return mask === undefined ? tosses : tosses.map((toss, i) => (mask[i] === 2 ? toss : mask[i]))
  }

  override explain(x: unknown): string | null {
    const reason = explainArray(x, "int8", this.#size)
    if (reason !== null) return reason
    const at = (x as Int8Array).findIndex(v => v !== 0 && v !== 1)
    return at === -1 ? null : `[${at}] is ${(x as Int8Array)[at]}, expected 0 or 1`
  }

  override equals(other: unknown): boolean {
    return other instanceof MultiBinary && String(other.shape) === String(this.shape)
  }

  override copy(): MultiBinary {
    return this.copyRandomTo(new MultiBinary(this.n))
  }

  override toJSON(): SpaceJSON {
    return { type: "MultiBinary", n: this.n }
  }

  /** One nested list per sample. */
  override toJsonable(samples: readonly Int8Array[]): unknown {
    return samples.map(x => nest(x, this.shape))
  }

  override fromJsonable(json: unknown): Int8Array[] {
    return listFromJSON(json).map(x => unnest(x, "int8"))
  }

  override toString(): string {
    return typeof this.n === "number" ? `MultiBinary(${this.n})` : `MultiBinary([${this.n.join(", ")}])`
  }
}
