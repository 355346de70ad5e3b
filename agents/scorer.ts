// The trainable choice-scoring policy: the network of scorer-network.ts with its weights as TF.js variables.

import type { Tensor, Tensor1D, Tensor2D, Variable } from "@tensorflow/tfjs"
import type { Rng } from "../src/core/rng.ts"
import type { TensorFlow } from "./backend.ts"
import { categorical, matMul, project } from "./graph.ts"
import type { Evaluation, Policy, Trajectory } from "./policy.ts"
import { type ChoiceObservation, ScorerNetwork, type ScorerOptions } from "./scorer-network.ts"

/** The choice-scoring policy. Actions are indices into the choices. */
export class Scorer implements Policy<ChoiceObservation, number> {
  readonly variables: readonly Variable[]
  readonly #tf: TensorFlow
  /** What `act` computes with. */
  readonly #network: ScorerNetwork

  /** Uniform choices at first: u is 0 and w nearly so; A and C are uniform within ± 1/√inputs. */
  constructor(tf: TensorFlow, options: ScorerOptions, rng: Rng) {
    this.#tf = tf
    this.#network = new ScorerNetwork(options)
    const { choiceFeatures: f, situationFeatures: m, hidden: h } = this.#network
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
    this.sync()
  }

  /** Width of both hidden layers. */
  get hidden(): number {
    return this.#network.hidden
  }

  begin(): void {}

  act(observation: ChoiceObservation, rng: Rng | null): number {
    return this.#network.act(observation, rng)
  }

  /** As of ScorerNetwork. */
  probabilities(observation: ChoiceObservation): [Float64Array] {
    return this.#network.probabilities(observation)
  }

  evaluate(batch: readonly Trajectory<ChoiceObservation, number>[]): Evaluation {
    const tf = this.#tf
    const rows = packRows(batch, this.#network.choiceFeatures, this.#network.situationFeatures)
    const width = this.#network.choiceFeatures + this.#network.situationFeatures + 1
    const [into, deep, out, skip] = this.variables as unknown as Tensor2D[]
    const inputs = tf.tensor2d(rows.inputs, [rows.count, width])
    const choices = tf.slice(inputs, [0, 0], [rows.count, this.#network.choiceFeatures])
    const hidden = tf.tanh(matMul(tf, tf.tanh(project(tf, inputs, into)), deep)) as Tensor2D
    const scores = tf.add(matMul(tf, hidden, out), project(tf, choices, skip))
    const shape: [number, number] = [rows.states, rows.width]
    const logits = tf.reshape(spread(tf, scores as Tensor2D, rows), shape) as Tensor2D
    return categorical(tf, logits, tf.tensor2d(rows.chosen, shape), tf.tensor2d(rows.mask, shape))
  }

  sync(): void {
    this.#network.load(this.variables.map(variable => variable.dataSync()))
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
