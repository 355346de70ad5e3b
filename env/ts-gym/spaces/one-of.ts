// OneOf: an element of one of several spaces, with the number of that space.
//
// Source: Gymnasium 1.4.0, spaces/oneof.py. Elements are arrays [index, element].

import { ValueError } from "../errors.ts"
import type { Generator } from "../random/generator.ts"
import { kindOf } from "./dtype.ts"
import { oneFromJsonable, oneToJsonable } from "./jsonable.ts"
import { checkOneOf } from "./mask.ts"
import { listFromJSON, numberFromJSON } from "./nested.ts"
import { checkList, checkPart, drawSeeds, within } from "./parts.ts"
import { type ElementOf, type Seed, Space, type SpaceJSON } from "./space.ts"

type Parts = readonly Space[]

/** Pairs [index, element of spaces[index]]. */
export class OneOf<const S extends Parts = Parts> extends Space<[index: number, element: ElementOf<S[number]>]> {
  readonly spaces: S

  /** @throws ValueError if there is no part, or one is not a space */
  constructor(spaces: S, { seed }: { seed?: Seed | Generator } = {}) {
    super(null, null)
    if (spaces.length === 0) throw new ValueError("OneOf: spaces is empty, expected at least one")
    spaces.forEach((space, i) => checkPart("OneOf", `part ${i}`, space))
    this.spaces = [...spaces] as unknown as S
    this.seedFrom(seed)
  }

  override get isNpFlattenable(): boolean {
    return this.spaces.every(space => space.isNpFlattenable)
  }

  /** One number seeds the choice of the part and draws a seed for every part; an array [own, ...parts] gives all. */
  override seed(seed?: Seed): Seed[] {
    if (seed === undefined) return [super.seed(), ...this.spaces.map(space => space.seed())]
    if (typeof seed === "number") {
      const own = super.seed(seed)
      const seeds = drawSeeds(this.npRandom, this.spaces.length)
      super.seed(seed)
      return [own, ...this.spaces.map((space, i) => space.seed(seeds[i]))]
    }
    const [own, ...seeds] = checkList("seed", seed, this.spaces.length + 1, "the own, then one per part") as Seed[]
    return [super.seed(own), ...this.spaces.map((space, i) => space.seed(seeds[i]))]
  }

  /** Draws a part, then its element; `mask` and `probability` have one entry per part, null or undefined for none. */
  override sample(
    mask?: readonly unknown[],
    probability?: readonly unknown[],
  ): [index: number, element: ElementOf<S[number]>] {
    checkOneOf(mask, probability)
    if (mask !== undefined) checkList("mask", mask, this.spaces.length, "one per part")
    if (probability !== undefined) checkList("probability", probability, this.spaces.length, "one per part")
    const index = this.npRandom.integers(0, this.spaces.length)
    const element = this.spaces[index].sample(mask?.[index] ?? undefined, probability?.[index] ?? undefined)
    return [index, element as ElementOf<S[number]>]
  }

  override explain(x: unknown): string | null {
    if (!Array.isArray(x)) return `is ${kindOf(x)}, expected an array [index, element]`
    if (x.length !== 2) return `is an array of length ${x.length}, expected [index, element]`
    const [index, element] = x
    if (!Number.isInteger(index) || index < 0 || index >= this.spaces.length)
      return `[0] is ${kindOf(index)}, expected an integer in [0, ${this.spaces.length})`
    return within("[1]", this.spaces[index].explain(element))
  }

  override equals(other: unknown): boolean {
    return (
      other instanceof OneOf &&
      other.spaces.length === this.spaces.length &&
      this.spaces.every((space, i) => space.equals(other.spaces[i]))
    )
  }

  override copy(): OneOf<S> {
    return this.copyRandomTo(new OneOf(this.spaces.map(space => space.copy()) as unknown as S))
  }

  override toJSON(): SpaceJSON {
    return { type: "OneOf", spaces: this.spaces.map(space => space.toJSON()) }
  }

  /** One pair per sample. */
  override toJsonable(samples: readonly [index: number, element: ElementOf<S[number]>][]): unknown {
    return samples.map(([i, x]) => [i, oneToJsonable(this.spaces[i], x)])
  }

  override fromJsonable(json: unknown): [index: number, element: ElementOf<S[number]>][] {
    return listFromJSON(json).map(pair => {
      const [index, x] = checkList("a sample of OneOf in JSON", pair, 2, "[index, element]")
      const i = numberFromJSON(index)
      if (this.spaces[i] === undefined)
        throw new ValueError(`a sample of OneOf in JSON is of part ${i}, expected one below ${this.spaces.length}`)
      return [i, oneFromJsonable(this.spaces[i], x) as ElementOf<S[number]>]
    })
  }

  override toString(): string {
    return `OneOf(${this.spaces.join(", ")})`
  }
}
