// Text: strings over a set of characters, of bounded length.
//
// Source: Gymnasium 1.4.0, spaces/text.py. Characters are Unicode code points, as in Python.

import { ValueError } from "../errors.ts"
import type { Generator } from "../random/generator.ts"
import { kindOf } from "./dtype.ts"
import { checkMask, checkOneOf, checkProbability, checkSum, type Mask } from "./mask.ts"
import { listFromJSON } from "./nested.ts"
import { Space, type SpaceJSON } from "./space.ts"

/** Latin letters and digits. */
export const ALPHANUMERIC: ReadonlySet<string> = new Set(
  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
)

/** What a Text space may be given beside the greatest length. */
export interface TextOptions {
  /** Smallest length. Default 1. */
  minLength?: number
  /** The characters: a string keeps its order (repeats are dropped), a set is sorted. Default letters and digits. */
  charset?: string | ReadonlySet<string>
  seed?: number | Generator
}

/** What is asked of a sample: its length, and a mask or probabilities of the characters; null leaves either free. */
export type TextMask<M> = readonly [length: number | null, characters: M | null]

/** Strings of minLength to maxLength characters of the set, both included. */
export class Text extends Space<string> {
  readonly minLength: number
  readonly maxLength: number
  /** The characters in the order of masks and flat values. */
  readonly characterList: readonly string[]
  readonly #index: ReadonlyMap<string, number>

  /** @throws ValueError unless 0 ≤ minLength ≤ maxLength and every element of the set is one character */
  constructor(maxLength: number, { minLength = 1, charset = ALPHANUMERIC, seed }: TextOptions = {}) {
    super(null, "str")
    if (!(Number.isSafeInteger(minLength) && minLength >= 0))
      throw new ValueError(`Text: minLength is ${minLength}, expected an integer of at least 0`)
    if (!(Number.isSafeInteger(maxLength) && maxLength >= minLength))
      throw new ValueError(`Text: maxLength is ${maxLength}, expected an integer of at least minLength, ${minLength}`)
    const list = typeof charset === "string" ? [...new Set(charset)] : [...charset].sort(byCodePoint)
    const wrong = list.find(c => [...c].length !== 1)
    if (wrong !== undefined) throw new ValueError(`Text: charset has ${kindOf(wrong)}, expected single characters`)
    this.minLength = minLength
    this.maxLength = maxLength
    this.characterList = list
    this.#index = new Map(list.map((c, i) => [c, i]))
    this.seedFrom(seed)
  }

  /** All characters, sorted. */
  get characters(): string {
    return [...this.characterList].sort(byCodePoint).join("")
  }

  override get isNpFlattenable(): boolean {
    return true
  }

  /** Place of a character in `characterList`; undefined for others. */
  characterIndex(character: string): number | undefined {
    return this.#index.get(character)
  }

  /**
   * Draws a length and then every character, both uniformly unless `mask` (a mask of the characters) or `probability`
   * (their probabilities) says otherwise. Where no character is admitted, the empty string.
   *
   * @throws ValueError if no character is admitted and the empty string is no member
   */
  override sample(mask?: TextMask<Mask>, probability?: TextMask<Float64Array>): string {
    checkOneOf(mask, probability)
    const [givenLength, weights] = this.#weights(mask, probability)
    const length = givenLength ?? this.npRandom.integers(this.minLength, this.maxLength + 1)
    if (weights.every(w => w === 0)) {
      if (this.minLength === 0) return ""
      throw new ValueError(`mask admits no character, expected at least one: minLength is ${this.minLength}`)
    }
    return this.npRandom.choice(this.characterList, { size: length, p: weights }).join("")
  }

  override explain(x: unknown): string | null {
    if (typeof x !== "string") return `is ${kindOf(x)}, expected a string`
    const characters = [...x]
    if (characters.length < this.minLength || characters.length > this.maxLength)
      return `has length ${characters.length}, expected a length in [${this.minLength}, ${this.maxLength}]`
    const at = characters.findIndex(c => !this.#index.has(c))
    return at === -1 ? null : `[${at}] is ${kindOf(characters[at])}, expected a character of ${this.characters}`
  }

  override equals(other: unknown): boolean {
    return (
      other instanceof Text &&
      other.minLength === this.minLength &&
      other.maxLength === this.maxLength &&
      other.characters === this.characters
    )
  }

  override copy(): Text {
    return this.copyRandomTo(new Text(this.maxLength, { minLength: this.minLength, charset: this.#charset() }))
  }

  override toJSON(): SpaceJSON {
    return { type: "Text", minLength: this.minLength, maxLength: this.maxLength, charset: this.#charset() }
  }

  override fromJsonable(json: unknown): string[] {
    return listFromJSON(json).map(x => {
      if (typeof x !== "string") throw new ValueError(`a sample of Text in JSON is ${kindOf(x)}, expected a string`)
      return x
    })
  }

  override toString(): string {
    return `Text(${this.minLength}, ${this.maxLength}, charset=${this.characters})`
  }

  #charset(): string {
    return this.characterList.join("")
  }

  /** The length asked for, and the probability of every character (all 0 if none is admitted). */
  #weights(
    mask: TextMask<Mask> | undefined,
    probability: TextMask<Float64Array> | undefined,
  ): [length: number | null, weights: number[] | Float64Array] {
    const field = mask === undefined ? "probability" : "mask"
    const count = this.characterList.length
    const [length, characters] = this.#checkPair(field, mask ?? probability ?? [null, null])
    if (characters === null) return [length, this.characterList.map(() => 1 / count)]
    if (mask === undefined) {
      const p = checkProbability(`${field}[1]`, characters, count)
      checkSum(`${field}[1]`, p)
      return [length, p]
    }
    const admitted = Array.from(checkMask(`${field}[1]`, characters, count))
    const sum = admitted.reduce((a, b) => a + b, 0)
    return [length, sum === 0 ? admitted : admitted.map(a => a / sum)]
  }

  #checkPair(field: string, pair: unknown): [length: number | null, characters: unknown] {
    if (!Array.isArray(pair) || pair.length !== 2)
      throw new ValueError(`${field} is ${kindOf(pair)}, expected an array [length, ${field} of the characters]`)
    const [length, characters] = pair
    const fits = Number.isSafeInteger(length) && length >= this.minLength && length <= this.maxLength
    if (length !== null && !fits)
      throw new ValueError(
        `${field}[0] is ${kindOf(length)}, expected null or an integer in [${this.minLength}, ${this.maxLength}]`,
      )
    return [length, characters]
  }
}

/** Order of code points; that of UTF-16 units differs beyond the basic plane. */
function byCodePoint(a: string, b: string): number {
  return (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0)
}
