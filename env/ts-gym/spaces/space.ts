// The base of all spaces: which values are observations or actions, and how to draw one.
//
// Source: Gymnasium 1.4.0, spaces/space.py. Added: `explain`, which says why a value is not a member, and JSON of the
// space itself.

import { ValueError } from "../errors.ts"
import { Generator } from "../random/generator.ts"
import { npRandom } from "../random/seeding.ts"
import { type Dtype, kindOf } from "./dtype.ts"
import { listFromJSON } from "./nested.ts"

/** What `toJSON` writes: `type` names the class, the rest is the class's own. `spaceFromJSON` reads it back. */
export interface SpaceJSON {
  readonly type: string
  readonly [field: string]: unknown
}

/** A seed, or for a composite one per part, in the form the class says. */
export type Seed = number | readonly Seed[] | { readonly [key: string]: Seed }

/** The elements of a space. */
export type ElementOf<S> = S extends Space<infer T> ? T : never

/** A set of values with a generator of its own to draw from. */
export abstract class Space<T = unknown> {
  /** Axes of an element that is an array, [] for a scalar, null for a composite or a text. */
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

  /** Whether `flatten` makes elements one flat array. */
  get isNpFlattenable(): boolean {
    return false
  }

  /**
   * Replaces the generator by that of a seed, or a fresh one. A composite seeds its parts too. Returns the seeds used,
   * in a form that `seed` takes.
   *
   * @throws ValueError for what is no seed of the space
   */
  seed(seed?: Seed): Seed {
    if (seed !== undefined && typeof seed !== "number")
      throw new ValueError(`seed is ${kindOf(seed)}, expected an integer in [0, 2^53)`)
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

  /** An equal space whose generators, its parts' included, are in the same state. */
  abstract copy(): Space<T>

  /** Plain data from which `spaceFromJSON` makes an equal space (the generator is not part of it). */
  abstract toJSON(): SpaceJSON

  /** Members as plain data for JSON, in Gymnasium's form. */
  toJsonable(samples: readonly T[]): unknown {
    return [...samples]
  }

  /**
   * The members `toJsonable` made plain data of.
   *
   * @throws ValueError for data of another form
   */
  fromJsonable(json: unknown): T[] {
    return [...listFromJSON(json)] as T[]
  }

  /** A short text for messages, e.g. `Discrete(3, start=-1)`. */
  abstract toString(): string

  /** Last line of a constructor: seeds, or takes a generator over. */
  protected seedFrom(seed: Seed | Generator | undefined): void {
    if (seed instanceof Generator) this.#npRandom = seed
    else if (seed !== undefined) this.seed(seed)
  }

  /** Last line of a `copy`: gives `copy` a generator in the same state. */
  protected copyRandomTo<S extends Space<T>>(copy: S): S {
    copy.#npRandom = this.#npRandom?.copy() ?? null
    return copy
  }
}
