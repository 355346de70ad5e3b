// Dict: named parts, each with a space of its own.
//
// Source: Gymnasium 1.4.0, spaces/dict.py.

import { ValueError } from "../errors.ts"
import type { Generator } from "../random/generator.ts"
import { kindOf } from "./dtype.ts"
import { checkOneOf } from "./mask.ts"
import { checkColumns, checkPart, drawSeeds, within } from "./parts.ts"
import { type ElementOf, type Seed, Space, type SpaceJSON } from "./space.ts"

/** What a Dict space may be given beside its parts. */
export interface DictOptions {
  /** Whether the parts of an object are put in the order of their names. Default true. */
  sortKeys?: boolean
  seed?: Seed | Generator
}

type Parts = { readonly [key: string]: Space }
type Elements<S extends Parts> = { [K in keyof S]: ElementOf<S[K]> }
type PerPart = { readonly [key: string]: unknown }

const isObject = (x: unknown): x is PerPart =>
  typeof x === "object" && x !== null && !Array.isArray(x) && !ArrayBuffer.isView(x)

/** Objects with exactly the keys of `spaces`, each value in its space. */
export class Dict<S extends Parts = Parts> extends Space<Elements<S>> {
  readonly spaces: S
  /**
   * The parts' names in the order of draws and flat values. (Objects cannot keep an order of names such as "10" and
   * "2", which JavaScript sorts as numbers.)
   */
  readonly keys: readonly string[]

  /**
   * Parts as an object, by default sorted by name, or as pairs, which keep their order.
   *
   * @throws ValueError if a part is not a space, or two have the same name
   */
  constructor(spaces: S | readonly (readonly [string, Space])[], { sortKeys = true, seed }: DictOptions = {}) {
    super(null, null)
    const pairs = Array.isArray(spaces)
    const entries: (readonly [string, Space])[] = pairs ? [...spaces] : Object.entries(spaces as S)
    for (const [key, space] of entries) checkPart("Dict", `part "${key}"`, space)
    if (sortKeys && !pairs) entries.sort(([a], [b]) => (a < b ? -1 : 1))
    this.keys = entries.map(([key]) => key)
    const twice = this.keys.find((key, i) => this.keys.indexOf(key) !== i)
    if (twice !== undefined) throw new ValueError(`Dict: part "${twice}" is given twice, expected different names`)
    this.spaces = Object.fromEntries(entries) as S
    this.seedFrom(seed)
  }

  override get isNpFlattenable(): boolean {
    return this.keys.every(key => this.spaces[key].isNpFlattenable)
  }

  /** One number seeds a generator that draws a seed for every part; an object gives every part its own. */
  override seed(seed?: Seed): { [key: string]: Seed } {
    if (seed === undefined) return this.#map(space => space.seed())
    if (typeof seed === "number") {
      super.seed(seed)
      const seeds = drawSeeds(this.npRandom, this.keys.length)
      return this.#map((space, _, i) => space.seed(seeds[i]))
    }
    this.#checkKeys("seed", seed)
    const seeds = seed as { readonly [key: string]: Seed }
    return this.#map((space, key) => space.seed(seeds[key]))
  }

  /** Draws every part; `mask` and `probability` have an entry for every part, in its form, null or undefined for none. */
  override sample(mask?: PerPart, probability?: PerPart): Elements<S> {
    checkOneOf(mask, probability)
    if (mask !== undefined) this.#checkKeys("mask", mask)
    if (probability !== undefined) this.#checkKeys("probability", probability)
    return this.#map((space, key) =>
      space.sample(mask?.[key] ?? undefined, probability?.[key] ?? undefined),
    ) as Elements<S>
  }

  override explain(x: unknown): string | null {
    if (!isObject(x)) return `is ${kindOf(x)}, expected an object with ${this.#keyList()}`
    for (const key of Object.keys(x))
      if (!Object.hasOwn(this.spaces, key)) return `has the key "${key}", expected ${this.#keyList()}`
    for (const key of this.keys) {
      if (!Object.hasOwn(x, key)) return `has no "${key}", expected ${this.#keyList()}`
      const reason = within(`.${key}`, this.spaces[key].explain(x[key]))
      if (reason !== null) return reason
    }
    return null
  }

  override equals(other: unknown): boolean {
    return (
      other instanceof Dict &&
      other.keys.length === this.keys.length &&
      this.keys.every(key => Object.hasOwn(other.spaces, key) && this.spaces[key].equals(other.spaces[key]))
    )
  }

  override copy(): Dict<S> {
    return this.copyRandomTo(new Dict<S>(this.keys.map(key => [key, this.spaces[key].copy()] as const)))
  }

  override toJSON(): SpaceJSON {
    return { type: "Dict", keys: this.keys, spaces: this.#map(space => space.toJSON()) }
  }

  /** One entry per part: that part of all samples. */
  override toJsonable(samples: readonly Elements<S>[]): unknown {
    return this.#map((space, key) => space.toJsonable(samples.map(x => x[key])))
  }

  override fromJsonable(json: unknown): Elements<S>[] {
    this.#checkKeys("samples in JSON", json)
    const columns = this.keys.map(key => this.spaces[key].fromJsonable((json as PerPart)[key]))
    checkColumns(columns)
    const rows = (columns[0] ?? []).map((_, row) => this.#map((_space, _key, i) => columns[i][row]))
    return rows as Elements<S>[]
  }

  override toString(): string {
    return `Dict(${this.keys.map(key => `'${key}': ${this.spaces[key]}`).join(", ")})`
  }

  #map<T>(f: (space: Space, key: string, index: number) => T): { [key: string]: T } {
    return Object.fromEntries(this.keys.map((key, i) => [key, f(this.spaces[key], key, i)]))
  }

  #keyList(): string {
    return `the keys ${this.keys.join(", ")}`
  }

  #checkKeys(field: string, value: unknown): void {
    const keys = isObject(value) ? Object.keys(value) : null
    if (keys?.length === this.keys.length && keys.every(key => Object.hasOwn(this.spaces, key))) return
    throw new ValueError(`${field} has ${keys === null ? kindOf(value) : keys.join(", ")}, expected ${this.#keyList()}`)
  }
}
