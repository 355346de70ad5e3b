// The choice-scoring policy: one small network looks at one choice at a time, together with the
// situation, and gives it a score; softmax over the scores of the allowed choices.
//
//   x = [choice | situation | 1]
//   score = w · tanh(C · tanh(A · x)) + u · choice
//
// The same weights serve every layer, network and budget: nothing depends on how many choices or
// layers there are. The state is complete, so there is no recurrence (specification agent-design,
// section 4, with fewer constants: the second layer has none).

import type { Tensor, Tensor1D, Tensor2D, Variable } from "@tensorflow/tfjs"
import { InputError } from "../src/core/errors.ts"
import type { Rng } from "../src/core/rng.ts"
import type { TensorFlow } from "./backend.ts"
import { categorical, drawMasked, matMul, project } from "./graph.ts"
import type { Evaluation, Policy, Trajectory } from "./policy.ts"
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

/** The choice-scoring policy. Actions are indices into the choices. */
export class Scorer implements Policy<ChoiceObservation, number> {
  readonly variables: readonly Variable[]
  readonly #tf: TensorFlow
  readonly #choiceFeatures: number
  readonly #situationFeatures: number
  readonly #hidden: number
  // The weights `act` uses. A is split into its choice rows and the rest (situation, constant), both [inputs,
  // hidden]; C is turned, [outputs, inputs], so that its dot products run over consecutive memory.
  readonly #choiceIn: Float64Array
  readonly #situationIn: Float64Array
  readonly #deep: Float64Array
  readonly #out: Float64Array
  readonly #skip: Float64Array
  // Work space of `act`: it allocates nothing per call but what a longer list of choices than ever before needs.
  readonly #base: Float64Array
  readonly #first: Float64Array
  #scores = new Float64Array(16)

  /** Uniform choices at first: u is 0 and w nearly so; A and C are uniform within ± 1/√inputs. */
  constructor(tf: TensorFlow, options: ScorerOptions, rng: Rng) {
    const { choiceFeatures: f, situationFeatures: m, hidden: h = SCORER_DEFAULTS.hidden } = options
    if (h % 4 !== 0) throw new InputError(`hidden is ${h}, expected a multiple of 4`)
    this.#tf = tf
    this.#choiceFeatures = f
    this.#situationFeatures = m
    this.#hidden = h
    const uniform = (name: string, rows: number, columns: number) => {
      const stream = rng.split(name)
      const bound = 1 / Math.sqrt(rows)
      return Float32Array.from({ length: rows * columns }, () => stream.uniform(-bound, bound))
    }
    const outStream = rng.split("out")
    const out = Float32Array.from({ length: h }, () => 0.01 * outStream.normal())
    this.variables = tf.tidy(() => [
      tf.variable(tf.tensor2d(uniform("in", f + m + 1, h), [f + m + 1, h])),
      tf.variable(tf.tensor2d(uniform("deep", h, h), [h, h])),
      tf.variable(tf.tensor2d(out, [h, 1])),
      tf.variable(tf.zeros([f, 1])),
    ])
    this.#choiceIn = new Float64Array(f * h)
    this.#situationIn = new Float64Array((m + 1) * h)
    this.#deep = new Float64Array(h * h)
    this.#out = new Float64Array(h)
    this.#skip = new Float64Array(f)
    this.#base = new Float64Array(h)
    this.#first = new Float64Array(h)
    this.sync()
  }

  begin(): void {}

  act(observation: ChoiceObservation, rng: Rng | null): number {
    const mask = observation.action_mask
    if (this.#scores.length < mask.length) this.#scores = new Float64Array(mask.length)
    this.#situationPart(observation.situation)
    for (let k = 0; k < mask.length; k++) {
      if (mask[k] !== 0) this.#scores[k] = this.#score(observation.choices, k * this.#choiceFeatures)
    }
    return drawMasked(this.#scores, mask.length, mask, rng)
  }

  /** The part of the first layer that all choices share: once per state. */
  #situationPart(situation: Float32Array): void {
    const h = this.#hidden
    const base = this.#base
    const weights = this.#situationIn
    const constant = this.#situationFeatures * h
    for (let j = 0; j < h; j++) base[j] = weights[constant + j]
    for (let i = 0; i < this.#situationFeatures; i++) {
      const x = situation[i]
      for (let j = 0; j < h; j++) base[j] += x * weights[i * h + j]
    }
  }

  /** Score of the choice whose features start at `offset`. */
  #score(choices: Float32Array, offset: number): number {
    const h = this.#hidden
    const first = this.#first
    const into = this.#choiceIn
    const deep = this.#deep
    const out = this.#out
    first.set(this.#base)
    let score = 0
    for (let i = 0; i < this.#choiceFeatures; i++) {
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

  evaluate(batch: readonly Trajectory<ChoiceObservation, number>[]): Evaluation {
    const tf = this.#tf
    const rows = packRows(batch, this.#choiceFeatures, this.#situationFeatures)
    const width = this.#choiceFeatures + this.#situationFeatures + 1
    const [into, deep, out, skip] = this.variables as unknown as Tensor2D[]
    const inputs = tf.tensor2d(rows.inputs, [rows.count, width])
    const choices = tf.slice(inputs, [0, 0], [rows.count, this.#choiceFeatures])
    const hidden = tf.tanh(matMul(tf, tf.tanh(project(tf, inputs, into)), deep)) as Tensor2D
    const scores = tf.add(matMul(tf, hidden, out), project(tf, choices, skip))
    const shape: [number, number] = [rows.states, rows.width]
    const logits = tf.reshape(spread(tf, scores as Tensor2D, rows), shape) as Tensor2D
    return categorical(tf, logits, tf.tensor2d(rows.chosen, shape), tf.tensor2d(rows.mask, shape))
  }

  sync(): void {
    const [into, deep, out, skip] = this.variables.map(variable => variable.dataSync())
    this.#choiceIn.set(into.subarray(0, this.#choiceIn.length))
    this.#situationIn.set(into.subarray(this.#choiceIn.length))
    const h = this.#hidden
    for (let i = 0; i < h; i++) for (let j = 0; j < h; j++) this.#deep[j * h + i] = deep[i * h + j]
    this.#out.set(out)
    this.#skip.set(skip)
  }

  dispose(): void {
    for (const variable of this.variables) variable.dispose()
  }
}

/** All allowed choices of all states of a batch, one row each, and where they belong in [states, width]. */
interface PackedRows {
  readonly states: number
  /** The longest list of choices. */
  readonly width: number
  /** Number of rows. */
  readonly count: number
  /** [count, F + M + 1] */
  readonly inputs: Float32Array
  /** Row r belongs at position place[r] of [states, width], flattened. */
  readonly place: Int32Array
  /** Row that belongs at a position, 0 where there is none (it is masked). */
  readonly row: Int32Array
  readonly mask: Float32Array
  readonly chosen: Float32Array
}

/** Lines up the allowed choices only: masked and padded ones would cost the same and count for nothing. */
function packRows(batch: readonly Trajectory<ChoiceObservation, number>[], f: number, m: number): PackedRows {
  const all = batch.flatMap(trajectory => trajectory.observations)
  const actions = batch.flatMap(trajectory => trajectory.actions)
  let width = 0
  let count = 0
  for (const { action_mask } of all) {
    width = Math.max(width, action_mask.length)
    for (const bit of action_mask) count += bit
  }
  const inputs = new Float32Array(count * (f + m + 1))
  const place = new Int32Array(count)
  const row = new Int32Array(all.length * width)
  const mask = new Float32Array(all.length * width)
  const chosen = new Float32Array(all.length * width)
  let r = 0
  for (const [s, { choices, situation, action_mask }] of all.entries()) {
    chosen[s * width + actions[s]] = 1
    for (let k = 0; k < action_mask.length; k++) {
      if (action_mask[k] === 0) continue
      const start = r * (f + m + 1)
      for (let i = 0; i < f; i++) inputs[start + i] = choices[k * f + i]
      inputs.set(situation, start + f)
      inputs[start + f + m] = 1
      mask[s * width + k] = 1
      row[s * width + k] = r
      place[r] = s * width + k
      r++
    }
  }
  return { states: all.length, width, count, inputs, place, row, mask, chosen }
}

/** Packed scores to their places in [states · width]. Each row goes to one place, so the gradient is a gather too. */
function spread(tf: TensorFlow, scores: Tensor2D, rows: PackedRows): Tensor2D {
  const row = tf.tensor1d(rows.row, "int32")
  const place = tf.tensor1d(rows.place, "int32")
  const operation = tf.customGrad((x, save) => {
    ;(save as (tensors: Tensor[]) => void)([place])
    return {
      value: tf.gather(x as Tensor2D, row),
      gradFunc: (dy, saved) => tf.gather(dy as Tensor2D, (saved as Tensor1D[])[0]),
    }
  })
  return operation(scores) as Tensor2D
}
