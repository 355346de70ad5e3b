// The base of all spaces: which values are observations or actions, and how to draw one.
//
// Source: Gymnasium 1.4.0, spaces/space.py. Added: `explain`, which says why a value is not a member.

import type { Generator } from "../random/generator.ts"
import { npRandom } from "../random/seeding.ts"
import type { Dtype } from "./dtype.ts"

/** What `toJSON` writes: `type` names the class, the rest is the class's own. `spaceFromJSON` reads it back. */
export interface SpaceJSON {
  readonly type: string
  readonly [field: string]: unknown
}

/** The elements of a space. */
export type ElementOf<S> = S extends Space<infer T> ? T : never

/** A set of values with a generator of its own to draw from. */
export abstract class Space<T = unknown> {
  /** Axes of an element that is an array, [] for a scalar, null for a composite. */
  readonly shape: readonly number[] | null
  /** Element type of an array, null for a composite. */
  readonly dtype: Dtype | null
  #npRandom: Generator | null = null

  constructor(shape: readonly number[] | null, dtype: Dtype | null) {
    this.shape = shape
    this.dtype = dtype
  }

  /** The generator `sample` draws from, made from fresh entropy on first use unless `seed` was called. */
  get npRandom(): Generator {
    if (this.#npRandom === null) [this.#npRandom] = npRandom()
    return this.#npRandom
  }
  set npRandom(generator: Generator) {
    this.#npRandom = generator
  }

  /** Replaces the generator by that of a seed, or a fresh one. Returns the seed (a composite: one per part). */
  seed(seed?: number): unknown {
    const [generator, used] = npRandom(seed)
    this.#npRandom = generator
    return used
  }

  /**
   * Draws a member: uniformly, among those a mask admits, or with given probabilities. At most one of the two; the
   * classes say what they look like.
   */
  abstract sample(mask?: unknown, probability?: unknown): T

  /** Null for a member, else the first reason why `x` is not one, e.g. `is 12, expected an integer in [0, 12)`. */
  abstract explain(x: unknown): string | null

  /** Whether `x` is a member. */
  contains(x: unknown): x is T {
    return this.explain(x) === null
  }

  /** Whether `other` is a space of the same class with the same members. */
  abstract equals(other: unknown): boolean

  /** Plain data from which `spaceFromJSON` makes an equal space (the generator is not part of it). */
  abstract toJSON(): SpaceJSON

  /** A short text for messages, e.g. `Discrete(3, start=-1)`. */
  abstract toString(): string
}
