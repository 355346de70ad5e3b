// The published policy: encoders, three ReLU layers, an LSTM cell and one head per action part.
//
// Source: ConfuciuX 2885eef (Kao et al., MICRO 2020); specification "confuciux", section 7.
//
//   e = [A layer | B actions | C progress]           no activation, 10 numbers each
//   z = relu(F3 relu(F2 relu(F1 e)))                  128 each
//   h, c = LSTM(z, h, c)                              128, zero at the start of an episode
//   p_k = softmax(O_k relu(H_k h))                    one head for PEs, one for the tile
//
// All parts of an action are drawn at once, independently given h. Left out: the softmax temperature
// (it never leaves 1 in the original) and three layers which the original creates and never uses.

import type { Tensor2D, Variable } from "@tensorflow/tfjs"
import { InputError } from "../src/core/errors.ts"
import type { Rng } from "../src/core/rng.ts"
import type { TensorFlow } from "./backend.ts"
import { Dense, type Parameter, type Start } from "./dense.ts"
import { categorical, drawMasked, joint, maskedProbabilities } from "./graph.ts"
import { Lstm } from "./lstm.ts"
import type { Evaluation, Policy, Trajectory } from "./policy.ts"

/** Sizes of the network. */
export interface ConfuciuXPolicyOptions {
  /** Numbers that describe a layer, D. */
  readonly descriptors?: number
  /** Width of each of the three encodings. */
  readonly encoding?: number
  /** Width of the fully connected layers and of the LSTM, H. */
  readonly hidden?: number
  /** Choices per action part; A parts. */
  readonly heads?: readonly number[]
}

/** The published sizes: 172,626 parameters. */
export const CONFUCIUX_POLICY_DEFAULTS = { descriptors: 7, encoding: 10, hidden: 128, heads: [12, 12] } as const

/** Two layers behind the LSTM. */
interface Head {
  readonly first: Dense
  readonly second: Dense
  readonly hidden: Float32Array
  readonly logits: Float32Array
}

/**
 * The published LSTM policy.
 *
 * Observations are those of `ConfuciuX-v0`: D descriptors, progress, A previous actions, and a sub-step
 * index that is not read; D + A + 2 numbers. Actions have A parts, part k in [0, heads[k]).
 */
export class ConfuciuXPolicy implements Policy<Float32Array, Int32Array> {
  readonly variables: readonly Variable[]
  /** The LSTM's four, whose gradient the published recipe clips once more. */
  readonly recurrent: readonly Variable[]
  readonly #tf: TensorFlow
  readonly #descriptors: number
  /** For descriptors, actions and progress, in the order in which their encodings are joined. */
  readonly #encoders: readonly Dense[]
  readonly #layers: readonly Dense[]
  readonly #lstm: Lstm
  readonly #heads: readonly Head[]
  readonly #parameters: readonly Parameter[]
  // State of the running episode, and work space: `act` allocates nothing but the action it returns.
  readonly #output: Float32Array
  readonly #cell: Float32Array
  readonly #inputs: readonly Float32Array[]
  readonly #encoded: Float32Array
  readonly #activations: readonly Float32Array[]
  readonly #weights: Float64Array

  /** All weights and biases start as PyTorch's do (uniform, bound by the layer's fan-in), drawn from `rng`. */
  constructor(tf: TensorFlow, rng: Rng, options: ConfuciuXPolicyOptions = {}) {
    const { descriptors, encoding, hidden, heads } = { ...CONFUCIUX_POLICY_DEFAULTS, ...options }
    const start: Start = { tf, rng }
    const widths = [descriptors, heads.length, 1]
    this.#tf = tf
    this.#descriptors = descriptors
    this.#encoders = widths.map(width => new Dense(start, width, encoding))
    this.#layers = [3 * encoding, hidden, hidden].map(width => new Dense(start, width, hidden))
    this.#lstm = new Lstm(start, hidden, hidden)
    this.#heads = heads.map(size => ({
      first: new Dense(start, hidden, size),
      second: new Dense(start, size, size),
      hidden: new Float32Array(size),
      logits: new Float32Array(size),
    }))
    const headLayers = this.#heads.flatMap(({ first, second }) => [first, second])
    const all = [...this.#encoders, ...this.#layers, this.#lstm, ...headLayers]
    this.#parameters = all.flatMap(layer => layer.parameters)
    this.variables = this.#parameters.map(parameter => parameter.variable)
    this.recurrent = this.#lstm.parameters.map(parameter => parameter.variable)
    this.#output = new Float32Array(hidden)
    this.#cell = new Float32Array(hidden)
    this.#inputs = widths.map(width => new Float32Array(width))
    this.#encoded = new Float32Array(3 * encoding)
    this.#activations = this.#layers.map(() => new Float32Array(hidden))
    this.#weights = new Float64Array(Math.max(...heads))
  }

  begin(): void {
    this.#output.fill(0)
    this.#cell.fill(0)
  }

  act(observation: Float32Array, rng: Rng | null): Int32Array {
    this.#forward(observation)
    const action = new Int32Array(this.#heads.length)
    for (let k = 0; k < action.length; k++) {
      const { logits } = this.#heads[k]
      this.#weights.set(logits)
      action[k] = drawMasked(this.#weights, logits.length, null, rng)
    }
    return action
  }

  /** Takes the step that `act` would, and gives the probabilities it would draw with, one list per part of the action. */
  probabilities(observation: Float32Array): Float64Array[] {
    this.#forward(observation)
    return this.#heads.map(({ logits }) => maskedProbabilities(logits, logits.length, null))
  }

  /** One step of the network: fills the logits of the heads. */
  #forward(observation: Float32Array): void {
    this.#readObservation(observation)
    for (let i = 0; i < this.#encoders.length; i++) {
      this.#encoders[i].applyInto(this.#encoded, this.#inputs[i], i * this.#encoders[i].outputs)
    }
    let x = this.#encoded
    for (let i = 0; i < this.#layers.length; i++) {
      this.#layers[i].applyInto(this.#activations[i], x)
      x = rectify(this.#activations[i])
    }
    this.#lstm.step(this.#output, this.#cell, x)
    for (const { first, second, hidden, logits } of this.#heads) {
      first.applyInto(hidden, this.#output)
      second.applyInto(logits, rectify(hidden))
    }
  }

  /** Takes an observation apart into the inputs of the encoders. */
  #readObservation(observation: Float32Array): void {
    const [layer, actions, progress] = this.#inputs
    const d = this.#descriptors
    if (observation.length !== d + actions.length + 2) {
      throw new InputError(`observation has ${observation.length} numbers, expected ${d + actions.length + 2}`)
    }
    for (let i = 0; i < d; i++) layer[i] = observation[i]
    progress[0] = observation[d]
    for (let i = 0; i < actions.length; i++) actions[i] = observation[d + 1 + i]
  }

  evaluate(batch: readonly Trajectory<Float32Array, Int32Array>[]): Evaluation {
    const tf = this.#tf
    const encodings = this.#pack(batch).map((input, i) => this.#encoders[i].apply(input))
    let x = tf.concat(encodings, 1)
    for (const layer of this.#layers) x = tf.relu(layer.apply(x))
    const lengths = batch.map(trajectory => trajectory.observations.length)
    const output = this.#lstm.sequences(x, lengths)
    const actions = batch.flatMap(trajectory => trajectory.actions)
    const parts = this.#heads.map(({ first, second, logits }, k) => {
      const chosen = new Float32Array(actions.length * logits.length)
      for (let t = 0; t < actions.length; t++) chosen[t * logits.length + actions[t][k]] = 1
      const scores = second.apply(tf.relu(first.apply(output)))
      return categorical(tf, scores, tf.tensor2d(chosen, [actions.length, logits.length]), null)
    })
    return joint(tf, parts)
  }

  /** The inputs of the encoders for all steps of all episodes, one row per step. */
  #pack(batch: readonly Trajectory<Float32Array, Int32Array>[]): Tensor2D[] {
    const observations = batch.flatMap(trajectory => trajectory.observations)
    const packed = this.#inputs.map(({ length }) => new Float32Array(observations.length * length))
    for (const [t, observation] of observations.entries()) {
      this.#readObservation(observation)
      for (const [i, input] of this.#inputs.entries()) packed[i].set(input, t * input.length)
    }
    return packed.map((data, i) => this.#tf.tensor2d(data, [observations.length, this.#inputs[i].length]))
  }

  sync(): void {
    for (const parameter of this.#parameters) parameter.sync()
  }

  dispose(): void {
    for (const variable of this.variables) variable.dispose()
  }
}

/** max(0, x), in place. */
function rectify(x: Float32Array): Float32Array {
  for (let i = 0; i < x.length; i++) if (x[i] < 0) x[i] = 0
  return x
}
