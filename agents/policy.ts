// The contract between a learning algorithm and a policy network.
//
// A policy has two faces. `act` is the fast one: a plain JavaScript forward pass, one decision at a
// time, no tensor library. `evaluate` is the differentiable one: the same network as one TF.js
// graph over whole episodes, teacher-forced (the recorded actions are fed, not drawn again).
// `sync` carries the weights from the second to the first after every update.

import type { Tensor1D, Variable } from "@tensorflow/tfjs"
import type { Mask } from "../env/ts-gym/index.ts"
import type { Rng } from "../src/core/rng.ts"

/**
 * The actions possible at a step, as `actionSpace.sample` takes them: one mask for Discrete, one per part for
 * MultiDiscrete. Null where the environment's info has no `actionMask`: all.
 */
export type ActionMask = Mask | readonly Mask[] | null

/** One episode: `observations[t]` was seen, `actions[t]` taken there, `rewards[t]` received for it. Equal lengths. */
export interface Trajectory<Obs, Act> {
  readonly observations: Obs[]
  readonly actions: Act[]
  readonly rewards: number[]
  /** What `info.actionMask` said at every step; left out: null all along. */
  readonly masks?: ActionMask[]
}

/** What `Policy.evaluate` returns: one number per step, all steps of episode 0, then of episode 1, and so on. */
export interface Evaluation {
  /** Logarithm of the probability of the recorded action; summed over the heads of a composite action. */
  readonly logProb: Tensor1D
  /** Entropy of the action distribution, in nats; likewise summed. */
  readonly entropy: Tensor1D
}

/** What decides, in plain JavaScript: enough to apply a policy that is trained already. */
export interface Actor<Obs, Act> {
  /** An episode starts: forgets recurrent state. */
  begin(): void
  /**
   * The action for the next observation of the episode. `rng` null means greedy: the most probable action, the lowest
   * index among equals. A policy whose observations contain the mask reads it there.
   */
  act(observation: Obs, rng: Rng | null, mask?: ActionMask): Act
}

/** A trainable distribution over actions. */
export interface Policy<Obs, Act> extends Actor<Obs, Act> {
  /** What is trained; order and shapes never change. Names are unique within the policy. */
  readonly variables: readonly Variable[]
  /** The recurrent ones among `variables`, where an algorithm may clip their gradient separately. */
  readonly recurrent?: readonly Variable[]
  /** Differentiable log-probabilities and entropies of recorded episodes (which may differ in length). */
  evaluate(batch: readonly Trajectory<Obs, Act>[]): Evaluation
  /** Copies `variables` into the weights that `act` uses. */
  sync(): void
  /** Frees the variables. */
  dispose(): void
}
