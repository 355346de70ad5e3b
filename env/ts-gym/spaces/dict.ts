// Dict: named parts, each with a space of its own.
//
// Source: Gymnasium 1.4.0, spaces/dict.py.

import { ValueError } from "../errors.ts"
import { kindOf } from "./dtype.ts"
import { checkOneOf } from "./mask.ts"
import { type ElementOf, Space, type SpaceJSON } from "./space.ts"

/** A number for the whole space, or a seed per part (of the same kind again for a part that is a Dict). */
export type DictSeed = number | { readonly [key: string]: DictSeed }

/** What a Dict space may be given beside its parts. */
export interface DictOptions {
  /** Whether the parts are put in the order of their names (the order of draws depends on it). Default true. */
  sortKeys?: boolean
  seed?: DictSeed
}

type Parts = { readonly [key: string]: Space }
type Elements<S extends Parts> = { [K in keyof S]: ElementOf<S[K]> }
type PerPart = { readonly [key: string]: unknown }

const isObject = (x: unknown): x is PerPart =>
  typeof x === "object" && x !== null && !Array.isArray(x) && !ArrayBuffer.isView(x)

/** Objects with exactly the keys of `spaces`, each value in its space. */
export class Dict<S extends Parts = Parts> extends Space<Elements<S>> {
  readonly spaces: S

  /** @throws ValueError if a part is not a space */
  constructor(spaces: S, { sortKeys = true, seed }: DictOptions = {}) {
    super(null, null)
    const entries = Object.entries(spaces)
    for (const [key, space] of entries)
      if (!(space instanceof Space)) throw new ValueError(`Dict: part "${key}" is ${kindOf(space)}, expected a Space`)
    if (sortKeys) entries.sort(([a], [b]) => (a < b ? -1 : 1))
    this.spaces = Object.fromEntries(entries) as S
    if (seed !== undefined) this.seed(seed)
  }

  /** One number seeds a generator that draws a seed for every part; an object gives every part its own. */
  override seed(seed?: DictSeed): { [key: string]: unknown } {
    if (isObject(seed)) this.#checkKeys("seed", seed)
    else if (seed !== undefined) super.seed(seed as number)
    const seedOf = (key: string): unknown => {
      if (isObject(seed)) return seed[key]
      return seed === undefined ? undefined : this.npRandom.integers(2147483647)
    }
    // All seeds are drawn before any part is seeded; parts have generators of their own, so the order is free.
    return this.#map((space, key) => space.seed(seedOf(key) as number | undefined))
  }

  /** Draws every part; `mask` and `probability` have an entry for every part, in that part's form. */
  override sample(mask?: PerPart, probability?: PerPart): Elements<S> {
    checkOneOf(mask, probability)
    if (mask !== undefined) this.#checkKeys("mask", mask)
    if (probability !== undefined) this.#checkKeys("probability", probability)
    return this.#map((space, key) => space.sample(mask?.[key], probability?.[key])) as Elements<S>
  }

  override explain(x: unknown): string | null {
    if (!isObject(x)) return `is ${kindOf(x)}, expected an object with ${this.#keyList()}`
    for (const key of Object.keys(x))
      if (!Object.hasOwn(this.spaces, key)) return `has the key "${key}", expected ${this.#keyList()}`
    for (const [key, space] of Object.entries(this.spaces)) {
      if (!Object.hasOwn(x, key)) return `has no "${key}", expected ${this.#keyList()}`
      const reason = space.explain(x[key])
      if (reason !== null) return `.${key}${/^[.[]/.test(reason) ? "" : " "}${reason}`
    }
    return null
  }

  override equals(other: unknown): boolean {
    if (!(other instanceof Dict)) return false
    const [keys, theirs] = [Object.keys(this.spaces), Object.keys(other.spaces)]
    return keys.length === theirs.length && keys.every(key => this.spaces[key].equals(other.spaces[key]))
  }

  override toJSON(): SpaceJSON {
    return { type: "Dict", spaces: this.#map(space => space.toJSON()) }
  }

  override toString(): string {
    return `Dict(${Object.entries(this.spaces)
      .map(([key, space]) => `'${key}': ${space}`)
      .join(", ")})`
  }

  #map<T>(f: (space: Space, key: string) => T): { [key: string]: T } {
    return Object.fromEntries(Object.entries(this.spaces).map(([key, space]) => [key, f(space, key)]))
  }

  #keyList(): string {
    return `the keys ${Object.keys(this.spaces).join(", ")}`
  }

  #checkKeys(field: string, value: unknown): void {
    const keys = isObject(value) ? Object.keys(value) : null
    if (keys?.length === Object.keys(this.spaces).length && keys.every(key => Object.hasOwn(this.spaces, key))) return
    throw new ValueError(`${field} has ${keys === null ? kindOf(value) : keys.join(", ")}, expected ${this.#keyList()}`)
  }
}
