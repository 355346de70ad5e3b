// Sequence: any number of elements of one space.
//
// Source: Gymnasium 1.4.0, spaces/sequence.py. Elements are arrays; stacked, one batch (see `batchSpace`).

import { ValueError } from "../errors.ts"
import type { Generator } from "../random/generator.ts"
import { batchSpace } from "./batch-space.ts"
import { Box } from "./box.ts"
import { concatenate } from "./concatenate.ts"
import { Dict } from "./dict.ts"
import { Discrete } from "./discrete.ts"
import { kindOf } from "./dtype.ts"
import { iterate, split } from "./iterate.ts"
import { checkOneOf } from "./mask.ts"
import { MultiBinary } from "./multi-binary.ts"
import { MultiDiscrete } from "./multi-discrete.ts"
import { listFromJSON } from "./nested.ts"
import { checkList, checkPart, drawSeeds, within } from "./parts.ts"
import { type Seed, Space, type SpaceJSON } from "./space.ts"
import { Tuple } from "./tuple.ts"

/** What a Sequence space may be given beside the space of its elements. */
export interface SequenceOptions<B extends boolean = boolean> {
  /** Whether elements are batches, e.g. one array of shape [length, ...], instead of lists. Default false. */
  stack?: B
  seed?: Seed | Generator
}

/**
 * What is asked of a sample. Length: a number; one of several, drawn; null for a geometric draw of mean 4. Then the
 * mask or the probabilities of every element, null for none.
 */
export type SequenceMask = readonly [length: number | ArrayLike<number> | null, element: unknown]

/** Probability that a sequence ends after an element. */
const END = 0.25

const isLength = (n: unknown) => Number.isSafeInteger(n) && (n as number) >= 0

/** Whether batches of the space are made of arrays throughout. */
function isStackable(space: Space): boolean {
  if (space instanceof Dict) return space.keys.every(key => isStackable(space.spaces[key]))
  if (space instanceof Tuple) return space.spaces.every(isStackable)
  return [Box, Discrete, MultiDiscrete, MultiBinary].some(known => space instanceof known)
}

type Elements<T, B extends boolean> = B extends true ? unknown : T[]

/** Lists of elements of `featureSpace`; with `stack` batches of them. */
export class Sequence<T = unknown, B extends boolean = false> extends Space<Elements<T, B>> {
  readonly featureSpace: Space<T>
  readonly stack: B
  /** With `stack`, the space of batches of one. */
  readonly stackedFeatureSpace: Space | null

  /** @throws ValueError if `space` is not a space */
  constructor(space: Space<T>, { stack = false as B, seed }: SequenceOptions<B> = {}) {
    super(null, null)
    checkPart("Sequence", "space", space)
    this.featureSpace = space
    this.stack = stack
    this.stackedFeatureSpace = stack ? batchSpace(space as Space, 1) : null
    this.seedFrom(seed)
  }

  /** Whether samples in JSON are written part by part: stacked Dicts and Tuples of arrays. */
  get isStackedByPart(): boolean {
    const { featureSpace: feature } = this
    return this.stack && (feature instanceof Dict || feature instanceof Tuple) && isStackable(feature)
  }

  /** One number seeds the lengths and draws a seed for the elements; an array [own, elements] gives both. */
  override seed(seed?: Seed): Seed[] {
    if (seed === undefined) return [super.seed(), this.featureSpace.seed()]
    if (typeof seed === "number") {
      const own = super.seed(seed)
      const [part] = drawSeeds(this.npRandom, 1)
      super.seed(seed)
      return [own, this.featureSpace.seed(part)]
    }
    const [own, part] = checkList("seed", seed, 2, "[own, elements]") as Seed[]
    return [super.seed(own), this.featureSpace.seed(part)]
  }

  override sample(mask?: SequenceMask, probability?: SequenceMask): Elements<T, B> {
    checkOneOf(mask, probability)
    const field = mask === undefined ? "probability" : "mask"
    const [lengths, part] = checkList(field, mask ?? probability ?? [null, null], 2, `[length, ${field}]`)
    const length = this.#drawLength(`${field}[0]`, lengths)
    const ofElement = part ?? undefined
    const elements = Array.from({ length }, () =>
      mask === undefined ? this.featureSpace.sample(undefined, ofElement) : this.featureSpace.sample(ofElement),
    )
    return this.#join(elements)
  }

  override explain(x: unknown): string | null {
    if (!this.stack && !Array.isArray(x)) return `is ${kindOf(x)}, expected an array of elements`
    const elements = this.stackedFeatureSpace === null ? (x as unknown[]) : split(this.stackedFeatureSpace, x)
    if (typeof elements === "string") return elements
    for (let i = 0; i < elements.length; i++) {
      const reason = within(`[${i}]`, this.featureSpace.explain(elements[i]))
      if (reason !== null) return reason
    }
    return null
  }

  override equals(other: unknown): boolean {
    return other instanceof Sequence && other.stack === this.stack && other.featureSpace.equals(this.featureSpace)
  }

  override copy(): Sequence<T, B> {
    return this.copyRandomTo(new Sequence(this.featureSpace.copy(), { stack: this.stack }))
  }

  override toJSON(): SpaceJSON {
    return { type: "Sequence", space: this.featureSpace.toJSON(), stack: this.stack }
  }

  /** One list per sample; stacked, what the batched space makes of the samples. */
  override toJsonable(samples: readonly Elements<T, B>[]): unknown {
    if (this.isStackedByPart) return (this.stackedFeatureSpace as Space).toJsonable(samples)
    return samples.map(x => this.featureSpace.toJsonable([...this.elementsOf(x)] as T[]))
  }

  override fromJsonable(json: unknown): Elements<T, B>[] {
    if (this.isStackedByPart) return (this.stackedFeatureSpace as Space<Elements<T, B>>).fromJsonable(json)
    return listFromJSON(json).map(x => this.#join(this.featureSpace.fromJsonable(x)))
  }

  override toString(): string {
    return `Sequence(${this.featureSpace}, stack=${this.stack})`
  }

  /** The elements of a sample, one by one. */
  elementsOf(x: unknown): readonly unknown[] {
    return this.stackedFeatureSpace === null ? (x as unknown[]) : iterate(this.stackedFeatureSpace, x)
  }

  /** The sample with these elements. */
  #join(elements: T[]): Elements<T, B> {
    return (this.stack ? concatenate(this.featureSpace as Space, elements) : elements) as Elements<T, B>
  }

  #drawLength(field: string, lengths: unknown): number {
    if (lengths === null || lengths === undefined) return this.npRandom.geometric(END)
    if (isLength(lengths)) return lengths as number
    if (Array.isArray(lengths) || ArrayBuffer.isView(lengths)) {
      const wrong = Array.from(lengths as ArrayLike<number>).findIndex(n => !isLength(n))
      if (wrong === -1) return this.npRandom.choice(lengths as ArrayLike<number>)
    }
    throw new ValueError(`${field} is ${kindOf(lengths)}, expected null, an integer of at least 0 or an array of such`)
  }
}
