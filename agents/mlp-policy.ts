// A policy for any environment whose observations are arrays and whose actions are discrete: a multilayer
// perceptron.
//
//   h = tanh(W₂ tanh(W₁ x + b₁) + b₂)     x: the observation as it comes; as many layers as asked for
//   p = softmax(W h + b)                   among the actions that info.actionMask admits
//
// A MultiDiscrete action has one softmax per part, over a share of the outputs; parts are drawn independently.

import type { Variable } from "@tensorflow/tfjs"
import { Box } from "../env/ts-gym/spaces/box.ts"
import { Discrete } from "../env/ts-gym/spaces/discrete.ts"
import type { Mask } from "../env/ts-gym/spaces/mask.ts"
import { MultiDiscrete } from "../env/ts-gym/spaces/multi-discrete.ts"
import type { Space } from "../env/ts-gym/spaces/space.ts"
import { InputError } from "../src/core/errors.ts"
import type { Rng } from "../src/core/rng.ts"
import type { TensorFlow } from "./backend.ts"
import { Dense, type Start } from "./dense.ts"
import { categorical, drawMasked, joint, maskedProbabilities } from "./graph.ts"
import type { ActionMask, Evaluation, Policy, Trajectory } from "./policy.ts"
import { tanh } from "./tanh.ts"

/** Shape of the network. */
export interface MlpOptions {
  /** Widths of the hidden layers; none gives a linear policy. */
  readonly hidden?: readonly number[]
}

/** What is not given. */
export const MLP_DEFAULTS = { hidden: [32, 32] } as const

/** The spaces of an environment, or the environment. */
export interface Spaces<Obs, Act> {
  readonly observationSpace: Space<Obs>
  readonly actionSpace: Space<Act>
}

/** Sizes of a perceptron and what its actions are. */
export interface MlpShape {
  /** Numbers per observation. */
  readonly inputs: number
  /** Widths of the hidden layers. */
  readonly hidden: readonly number[]
  /** Actions per part. */
  readonly parts: readonly number[]
  /** The first action of each part. */
  readonly start: readonly number[]
  /** Whether an action is a number (Discrete), not a list of one per part (MultiDiscrete). */
  readonly single: boolean
}

/** Part k of an action, counted from 0: below `sizes[k]`. */
interface ActionParts<Act> {
  readonly sizes: readonly number[]
  readonly start: readonly number[]
  readonly single: boolean
  readonly part: (action: Act, k: number) => number
  readonly join: (parts: Int32Array) => Act
}

/** The perceptron. Observations are arrays of one length, actions those of a Discrete or a MultiDiscrete. */
export class MlpPolicy<Obs, Act> implements Policy<Obs, Act> {
  readonly variables: readonly Variable[]
  readonly shape: MlpShape
  readonly #tf: TensorFlow
  readonly #layers: readonly Dense[]
  readonly #parts: ActionParts<Act>
  // Work space of `act`: input, then every layer's outputs; logits of one part; parts of the action.
  readonly #activations: readonly Float32Array[]
  readonly #logits: Float64Array
  readonly #drawn: Int32Array

  /**
   * All weights and biases start uniform in ±1/√inputs of their layer, drawn from `rng`.
   *
   * @param spaces those of the environment to act in, or the environment itself
   * @throws InputError unless the observations are a Box, the actions a Discrete or a MultiDiscrete
   */
  constructor(tf: TensorFlow, spaces: Spaces<Obs, Act>, rng: Rng, options: MlpOptions = {}) {
    const { hidden } = { ...MLP_DEFAULTS, ...options }
    const start: Start = { tf, rng }
    this.#tf = tf
    this.#parts = partsOf(spaces.actionSpace)
    const outputs = this.#parts.sizes.reduce((sum, size) => sum + size, 0)
    const inputs = inputsOf(spaces.observationSpace)
    const widths = [inputs, ...hidden, outputs]
    const { sizes: parts, start: first, single } = this.#parts
    this.shape = { inputs, hidden: [...hidden], parts: [...parts], start: [...first], single }
    this.#layers = widths.slice(1).map((width, i) => new Dense(start, widths[i], width))
    this.variables = this.#layers.flatMap(layer => layer.parameters.map(parameter => parameter.variable))
    this.#activations = widths.map(width => new Float32Array(width))
    this.#logits = new Float64Array(Math.max(...this.#parts.sizes))
    this.#drawn = new Int32Array(this.#parts.sizes.length)
  }

  begin(): void {}

  act(observation: Obs, rng: Rng | null, mask: ActionMask = null): Act {
    const outputs = this.#forward(observation as ArrayLike<number>)
    const { sizes, join } = this.#parts
    let offset = 0
    for (let k = 0; k < sizes.length; k++) {
      for (let i = 0; i < sizes[k]; i++) this.#logits[i] = outputs[offset + i]
      this.#drawn[k] = drawMasked(this.#logits, sizes[k], maskOfPart(mask, k), rng)
      offset += sizes[k]
    }
    return join(this.#drawn)
  }

  /** What `act` draws with: the probabilities of each part of the action. */
  probabilities(observation: Obs, mask: ActionMask = null): Float64Array[] {
    const outputs = this.#forward(observation as ArrayLike<number>)
    let end = 0
    return this.#parts.sizes.map((size, k) => {
      end += size
      return maskedProbabilities(outputs.subarray(end - size, end), size, maskOfPart(mask, k))
    })
  }

  /** All logits for an observation. */
  #forward(observation: ArrayLike<number>): Float32Array {
    const [input] = this.#activations
    if (observation.length !== input.length) {
      throw new InputError(`observation has ${observation.length} numbers, expected ${input.length}`)
    }
    input.set(observation)
    const last = this.#layers.length - 1
    for (let i = 0; i <= last; i++) {
      const output = this.#activations[i + 1]
      this.#layers[i].applyInto(output, this.#activations[i])
      if (i < last) for (let j = 0; j < output.length; j++) output[j] = tanh(output[j])
    }
    return this.#activations[last + 1]
  }

  evaluate(batch: readonly Trajectory<Obs, Act>[]): Evaluation {
    const tf = this.#tf
    const observations = batch.flatMap(trajectory => trajectory.observations) as ArrayLike<number>[]
    const actions = batch.flatMap(trajectory => trajectory.actions)
    const masks = batch.flatMap(trajectory => trajectory.masks ?? trajectory.actions.map(() => null))
    const width = this.#activations[0].length
    const inputs = new Float32Array(observations.length * width)
    for (let t = 0; t < observations.length; t++) inputs.set(observations[t], t * width)
    let x = tf.tensor2d(inputs, [observations.length, width])
    for (const [i, layer] of this.#layers.entries()) x = layer.apply(i === 0 ? x : tf.tanh(x))
    const masked = masks.some(mask => mask !== null)
    let offset = 0
    const evaluations = this.#parts.sizes.map((size, k) => {
      const shape: [number, number] = [actions.length, size]
      const logits = tf.slice(x, [0, offset], shape)
      offset += size
      const mask = masked ? tf.tensor2d(packMasks(masks, k, size), shape) : null
      return categorical(tf, logits, tf.tensor2d(this.#packActions(actions, k), shape), mask)
    })
    return joint(tf, evaluations)
  }

  /** Part k of every action, one-hot. */
  #packActions(actions: readonly Act[], k: number): Float32Array {
    const { sizes, part } = this.#parts
    const chosen = new Float32Array(actions.length * sizes[k])
    for (let t = 0; t < actions.length; t++) chosen[t * sizes[k] + part(actions[t], k)] = 1
    return chosen
  }

  sync(): void {
    for (const layer of this.#layers) for (const parameter of layer.parameters) parameter.sync()
  }

  dispose(): void {
    for (const variable of this.variables) variable.dispose()
  }
}

/** Numbers per observation. */
function inputsOf(space: Space<unknown>): number {
  if (space instanceof Box) return space.low.length
  throw new InputError(`observationSpace is ${space}, expected a Box; wrap the environment in FlattenObservation`)
}

/** How the actions of a space are taken apart and put together. */
function partsOf<Act>(space: Space<Act>): ActionParts<Act> {
  const plain: Space<unknown> = space
  if (plain instanceof Discrete) {
    const { n, start } = plain
    const parts: ActionParts<number> = {
      sizes: [n],
      start: [start],
      single: true,
      part: action => action - start,
      join: ([k]) => start + k,
    }
    return parts as unknown as ActionParts<Act>
  }
  if (plain instanceof MultiDiscrete) {
    const { nvec, start, dtype } = plain
    const parts: ActionParts<Int32Array> = {
      sizes: nvec,
      start,
      single: false,
      part: (action, k) => action[k] - start[k],
      join: drawn => drawn.map((part, k) => start[k] + part),
    }
    if (dtype === "int32" && nvec.length > 0) return parts as unknown as ActionParts<Act>
  }
  throw new InputError(`actionSpace is ${space}, expected a Discrete or a MultiDiscrete of int32`)
}

/** The mask of part k; a Discrete action has but one. */
function maskOfPart(mask: ActionMask, k: number): Mask | null {
  return mask === null || ArrayBuffer.isView(mask) ? mask : mask[k]
}

/** The masks of part k for all steps, 1 where there is none. */
function packMasks(masks: readonly ActionMask[], k: number, size: number): Float32Array {
  const packed = new Float32Array(masks.length * size).fill(1)
  for (const [t, mask] of masks.entries()) {
    const part = maskOfPart(mask, k)
    if (part !== null) packed.set(part, t * size)
  }
  return packed
}
