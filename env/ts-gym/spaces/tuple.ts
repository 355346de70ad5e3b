// Tuple: parts in order, each with a space of its own.
//
// Source: Gymnasium 1.4.0, spaces/tuple.py. Elements are arrays.

import type { Generator } from "../random/generator.ts"
import { kindOf } from "./dtype.ts"
import { checkOneOf } from "./mask.ts"
import { listFromJSON } from "./nested.ts"
import { checkColumns, checkList, checkPart, drawSeeds, within } from "./parts.ts"
import { type ElementOf, type Seed, Space, type SpaceJSON } from "./space.ts"

type Parts = readonly Space[]
type Elements<S extends Parts> = { -readonly [K in keyof S]: ElementOf<S[K]> }

/** Arrays with one element of every space. */
export class Tuple<const S extends Parts = Parts> extends Space<Elements<S>> {
  readonly spaces: S

  /** @throws ValueError if a part is not a space */
  constructor(spaces: S, { seed }: { seed?: Seed | Generator } = {}) {
    super(null, null)
    spaces.forEach((space, i) => checkPart("Tuple", `part ${i}`, space))
    this.spaces = [...spaces] as unknown as S
    this.seedFrom(seed)
  }

  override get isNpFlattenable(): boolean {
    return this.spaces.every(space => space.isNpFlattenable)
  }

  /** One number seeds a generator that draws a seed for every part; an array gives every part its own. */
  override seed(seed?: Seed): Seed[] {
    const count = this.spaces.length
    if (seed === undefined) return this.spaces.map(space => space.seed())
    if (typeof seed === "number") {
      super.seed(seed)
      const seeds = drawSeeds(this.npRandom, count)
      return this.spaces.map((space, i) => space.seed(seeds[i]))
    }
    const seeds = checkList("seed", seed, count, "one per part") as readonly Seed[]
    return this.spaces.map((space, i) => space.seed(seeds[i]))
  }

  /** Draws every part; `mask` and `probability` have one entry per part, in its form, null or undefined for none. */
  override sample(mask?: readonly unknown[], probability?: readonly unknown[]): Elements<S> {
    checkOneOf(mask, probability)
    if (mask !== undefined) checkList("mask", mask, this.spaces.length, "one per part")
    if (probability !== undefined) checkList("probability", probability, this.spaces.length, "one per part")
    return this.spaces.map((space, i) =>
      space.sample(mask?.[i] ?? undefined, probability?.[i] ?? undefined),
    ) as Elements<S>
  }

  override explain(x: unknown): string | null {
    const count = this.spaces.length
    if (!Array.isArray(x)) return `is ${kindOf(x)}, expected an array of length ${count}`
    if (x.length !== count) return `is an array of length ${x.length}, expected length ${count}`
    for (let i = 0; i < count; i++) {
      const reason = within(`[${i}]`, this.spaces[i].explain(x[i]))
      if (reason !== null) return reason
    }
    return null
  }

  override equals(other: unknown): boolean {
    return (
      other instanceof Tuple &&
      other.spaces.length === this.spaces.length &&
      this.spaces.every((space, i) => space.equals(other.spaces[i]))
    )
  }

  override copy(): Tuple<S> {
    return this.copyRandomTo(new Tuple(this.spaces.map(space => space.copy()) as unknown as S))
  }

  override toJSON(): SpaceJSON {
    return { type: "Tuple", spaces: this.spaces.map(space => space.toJSON()) }
  }

  /** One entry per part: that part of all samples. */
  override toJsonable(samples: readonly Elements<S>[]): unknown {
    return this.spaces.map((space, i) => space.toJsonable(samples.map(x => x[i])))
  }

  override fromJsonable(json: unknown): Elements<S>[] {
    const lists = checkList("samples in JSON", listFromJSON(json), this.spaces.length, "one per part")
    const columns = this.spaces.map((space, i) => space.fromJsonable(lists[i]))
    checkColumns(columns)
    return (columns[0] ?? []).map((_, row) => columns.map(column => column[row])) as Elements<S>[]
  }

  override toString(): string {
    return `Tuple(${this.spaces.join(", ")})`
  }
}
