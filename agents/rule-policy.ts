// A policy for few episodes on one problem: the look-ahead rule, softened, and a table of what experience adds to it.
//
//   logit of choice k of layer l = −log(q + softness) + table[shape of l, k]
//
// q is the choice's look-ahead regret as Allocation-v1 shows it ("priced": n · regret / value to be won); drawing by
// 1 / (q + softness) without learning is close to the optimum of what is observed (specification agent-design, section 1). The
// table starts at 0; equal layers share a row. What a network over the features cannot express, that the third choice
// of this very shape is better than its costs say, is one number here.

import type { Tensor2D, Variable } from "@tensorflow/tfjs"
import type { AllocationEnv } from "../env/allocation-env.ts"
import { regretOf, situationFeatures } from "../env/observation.ts"
import { equalLayers } from "../src/allocation/equal-layers.ts"
import { checkNumber } from "../src/core/check.ts"
import { InputError } from "../src/core/errors.ts"
import type { Rng } from "../src/core/rng.ts"
import type { TensorFlow } from "./backend.ts"
import { categorical, drawMasked, project } from "./graph.ts"
import type { Evaluation, Policy, Trajectory } from "./policy.ts"
import type { ChoiceObservation } from "./scorer-network.ts"

export interface RulePolicyOptions {
  /** Regret, as observed, below which choices count as about equal, > 0: the larger, the more is explored. */
  readonly softness: number
}

export const RULE_POLICY_DEFAULTS: RulePolicyOptions = { softness: 3e-4 }

/** The policy. It knows a layer by its place in the episode: episodes decide in the order of the network. */
export class RulePolicy implements Policy<ChoiceObservation, number> {
  readonly variables: readonly [Variable]
  readonly #tf: TensorFlow
  readonly #softness: number
  /** Row of the table per layer, number of rows and columns. */
  readonly #row: Int32Array
  readonly #rows: number
  readonly #width: number
  #table: ArrayLike<number> = []
  #step = 0
  readonly #logits: Float64Array

  /** @throws InputError for an environment that does not show the look-ahead regret */
  constructor(tf: TensorFlow, env: AllocationEnv, options: Partial<RulePolicyOptions> = {}) {
    const { softness } = { ...RULE_POLICY_DEFAULTS, ...options }
    this.#softness = checkNumber("softness", softness, Number.MIN_VALUE)
    this.#tf = tf
    const situation = env.observationSpace.spaces.situation.shape[0]
    if (situation !== situationFeatures("priced").length) {
      throw new InputError('the observation is "plain", expected "priced": the rule needs the look-ahead regret')
    }
    const first = equalLayers(env.problem)
    const firsts = [...new Set(first)]
    this.#row = first.map(l => firsts.indexOf(l))
    this.#rows = firsts.length
    this.#width = env.actionSpace.n
    this.#logits = new Float64Array(this.#width)
    this.variables = [tf.tidy(() => tf.variable(tf.zeros([this.#rows, this.#width])))]
    this.sync()
  }

  begin(): void {
    this.#step = 0
  }

  act(observation: ChoiceObservation, rng: Rng | null): number {
    const row = this.#row[this.#step++] * this.#width
    for (let k = 0; k < this.#width; k++) this.#logits[k] = this.#rule(observation, k) + this.#table[row + k]
    return drawMasked(this.#logits, this.#width, observation.action_mask, rng)
  }

  evaluate(batch: readonly Trajectory<ChoiceObservation, number>[]): Evaluation {
    const tf = this.#tf
    const width = this.#width
    const steps = batch.flatMap(({ observations, actions }) =>
      observations.map((observation, t) => ({ observation, action: actions[t], row: this.#row[t] })),
    )
    const place = new Float32Array(steps.length * this.#rows)
    const rule = new Float32Array(steps.length * width)
    const mask = new Float32Array(steps.length * width)
    const chosen = new Float32Array(steps.length * width)
    for (const [s, { observation, action, row }] of steps.entries()) {
      place[s * this.#rows + row] = 1
      mask.set(observation.action_mask, s * width)
      chosen[s * width + action] = 1
      for (let k = 0; k < width; k++) rule[s * width + k] = this.#rule(observation, k)
    }
    const shape: [number, number] = [steps.length, width]
    const learnt = project(tf, tf.tensor2d(place, [steps.length, this.#rows]), this.variables[0] as unknown as Tensor2D)
    const logits = tf.add(tf.tensor2d(rule, shape), learnt) as Tensor2D
    return categorical(tf, logits, tf.tensor2d(chosen, shape), tf.tensor2d(mask, shape))
  }

  sync(): void {
    this.#table = this.variables[0].dataSync()
  }

  dispose(): void {
    this.variables[0].dispose()
  }

  /** What the look-ahead rule says of a choice, masked ones included. */
  #rule(observation: ChoiceObservation, k: number): number {
    return -Math.log(regretOf(observation, k) + this.#softness)
  }
}
