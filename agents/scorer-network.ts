// The choice-scoring network: one small network looks at one choice at a time, together with the
// situation, and gives it a score; softmax over the scores of the allowed choices.
//
//   x = [choice | situation | 1]
//   score = w · tanh(C · tanh(A · x)) + u · choice
//
// The same weights serve every layer, network and budget: nothing depends on how many choices or
// layers there are. The state is complete, so there is no recurrence (specification agent-design,
// section 4, with fewer constants: the second layer has none).
//
// Plain JavaScript: a trained policy is applied without any tensor library. What trains it is scorer.ts.

import { InputError } from "../src/core/errors.ts"
import type { Rng } from "../src/core/rng.ts"
import { drawMasked, maskedProbabilities } from "./graph.ts"
import { tanh } from "./tanh.ts"

/**
 * What the policy sees: K choices with F features each, row after row, M features of the situation,
 * and which choices are allowed. K may differ from environment to environment.
 */
export interface ChoiceObservation {
  readonly choices: Float32Array
  readonly situation: Float32Array
  readonly action_mask: Uint8Array
}

/** Shape of a scorer. */
export interface ScorerOptions {
  /** F, features per choice. */
  readonly choiceFeatures: number
  /** M, features of the situation. */
  readonly situationFeatures: number
  /** Width of both hidden layers, a multiple of 4. */
  readonly hidden?: number
}

/** What is not given. */
export const SCORER_DEFAULTS = { hidden: 32 } as const

/**
 * Shapes of the weights: A [F + M + 1, hidden], C [hidden, hidden], w [hidden, 1], u [F, 1].
 *
 * @throws InputError for a width that is no multiple of 4
 */
export function scorerShapes(options: ScorerOptions): readonly (readonly [number, number])[] {
  const { choiceFeatures: f, situationFeatures: m, hidden: h = SCORER_DEFAULTS.hidden } = options
  if (h % 4 !== 0) throw new InputError(`hidden is ${h}, expected a multiple of 4`)
  return [
    [f + m + 1, h],
    [h, h],
    [h, 1],
    [f, 1],
  ]
}

/** The network with its weights. Actions are indices into the choices. */
export class ScorerNetwork {
  readonly choiceFeatures: number
  readonly situationFeatures: number
  /** Width of both hidden layers. */
  readonly hidden: number
  /** Of the weights; see scorerShapes. */
  readonly shapes: readonly (readonly [number, number])[]
  // A is split into its choice rows and the rest (situation, constant), both [inputs, hidden]; C is turned, [outputs,
  // inputs], so that its dot products run over consecutive memory.
  readonly #choiceIn: Float64Array
  readonly #situationIn: Float64Array
  readonly #deep: Float64Array
  readonly #out: Float64Array
  readonly #skip: Float64Array
  // Work space of `act`: it allocates nothing per call but what a longer list of choices than ever before needs.
  readonly #base: Float64Array
  readonly #first: Float64Array
  #scores = new Float64Array(16)

  /** All weights 0 until `load`. @throws as scorerShapes */
  constructor(options: ScorerOptions) {
    const { choiceFeatures: f, situationFeatures: m, hidden: h = SCORER_DEFAULTS.hidden } = options
    this.shapes = scorerShapes(options)
    this.choiceFeatures = f
    this.situationFeatures = m
    this.hidden = h
    this.#choiceIn = new Float64Array(f * h)
    this.#situationIn = new Float64Array((m + 1) * h)
    this.#deep = new Float64Array(h * h)
    this.#out = new Float64Array(h)
    this.#skip = new Float64Array(f)
    this.#base = new Float64Array(h)
    this.#first = new Float64Array(h)
  }

  /** Takes over weights: A, C, w, u, row-major, in the shapes of `shapes`. */
  load([into, deep, out, skip]: readonly ArrayLike<number>[]): void {
    const h = this.hidden
    const rows = this.#choiceIn.length
    for (let i = 0; i < rows; i++) this.#choiceIn[i] = into[i]
    for (let i = 0; i < this.#situationIn.length; i++) this.#situationIn[i] = into[rows + i]
    for (let i = 0; i < h; i++) for (let j = 0; j < h; j++) this.#deep[j * h + i] = deep[i * h + j]
    this.#out.set(out)
    this.#skip.set(skip)
  }

  /** There is nothing to forget between episodes. */
  begin(): void {}

  /** The action for an observation; `rng` null means greedy, the lowest index among equals. */
  act(observation: ChoiceObservation, rng: Rng | null): number {
    this.#scoreAll(observation)
    return drawMasked(this.#scores, observation.action_mask.length, observation.action_mask, rng)
  }

  /** What `act` draws with: the probability of every choice; a list, as an action has but one part. */
  probabilities(observation: ChoiceObservation): [Float64Array] {
    this.#scoreAll(observation)
    return [maskedProbabilities(this.#scores, observation.action_mask.length, observation.action_mask)]
  }

  /** Scores of the allowed choices. */
  #scoreAll(observation: ChoiceObservation): void {
    const mask = observation.action_mask
    if (this.#scores.length < mask.length) this.#scores = new Float64Array(mask.length)
    this.#situationPart(observation.situation)
    for (let k = 0; k < mask.length; k++) {
      if (mask[k] !== 0) this.#scores[k] = this.#score(observation.choices, k * this.choiceFeatures)
    }
  }

  /** The part of the first layer that all choices share: once per state. */
  #situationPart(situation: Float32Array): void {
    const h = this.hidden
    const base = this.#base
    const weights = this.#situationIn
    const constant = this.situationFeatures * h
    for (let j = 0; j < h; j++) base[j] = weights[constant + j]
    for (let i = 0; i < this.situationFeatures; i++) {
      const x = situation[i]
      for (let j = 0; j < h; j++) base[j] += x * weights[i * h + j]
    }
  }

  /** Score of the choice whose features start at `offset`. */
  #score(choices: Float32Array, offset: number): number {
    const h = this.hidden
    const first = this.#first
    const into = this.#choiceIn
    const deep = this.#deep
    const out = this.#out
    first.set(this.#base)
    let score = 0
    for (let i = 0; i < this.choiceFeatures; i++) {
      const x = choices[offset + i]
      score += x * this.#skip[i]
      for (let j = 0; j < h; j++) first[j] += x * into[i * h + j]
    }
    for (let j = 0; j < h; j++) first[j] = tanh(first[j])
    // Four outputs at a time: four sums stay in registers while an input is read once.
    for (let j = 0; j < h; j += 4) {
      const row = j * h
      let a = 0
      let b = 0
      let c = 0
      let d = 0
      for (let i = 0; i < h; i++) {
        const x = first[i]
        a += x * deep[row + i]
        b += x * deep[row + h + i]
        c += x * deep[row + 2 * h + i]
        d += x * deep[row + 3 * h + i]
      }
      score += out[j] * tanh(a) + out[j + 1] * tanh(b) + out[j + 2] * tanh(c) + out[j + 3] * tanh(d)
    }
    return score
  }
}
