// NormalizeReward of a vector environment: statistics over all environments.
//
// Source: Gymnasium 1.4.0, wrappers/vector/stateful_reward.py: the same roundings.

import { checkNormalizeReward, type NormalizeRewardOptions } from "../../wrappers/normalize-reward.ts"
import { RunningMeanStd } from "../../wrappers/running-mean-std.ts"
import {
  type Actions,
  AutoresetMode,
  type VectorEnv,
  type VectorResetOptions,
  type VectorResetResult,
  type VectorStepResult,
} from "../vector-env.ts"
import { VectorWrapper } from "../vector-wrapper.ts"

/** Divides rewards by √(variance + epsilon) of the discounted running sums. A step that only resets does not count. */
export class VectorNormalizeReward<Obs, Act> extends VectorWrapper<Obs, Act> {
  readonly returnRms = new RunningMeanStd(1)
  readonly gamma: number
  readonly epsilon: number
  /** Whether rewards count; off for an evaluation. */
  updateRunningMean = true
  /** Discounted sums, in single precision. */
  readonly #sums: Float32Array
  readonly #ended: Uint8Array

  /** @throws ValueError unless gamma is in [0, 1] and epsilon above 0 */
  constructor(env: VectorEnv<Obs, Act>, { gamma = 0.99, epsilon = 1e-8 }: NormalizeRewardOptions = {}) {
    super(env)
    checkNormalizeReward({ gamma, epsilon })
    this.gamma = gamma
    this.epsilon = epsilon
    this.#sums = new Float32Array(env.numEnvs)
    this.#ended = new Uint8Array(env.numEnvs)
  }

  override reset(options?: VectorResetOptions): VectorResetResult<Obs> {
    this.#sums.fill(0)
    this.#ended.fill(0)
    return super.reset(options)
  }

  override step(actions: Actions<Act>): VectorStepResult<Obs> {
    const [observations, rewards, terminations, truncations, infos] = super.step(actions)
    const sameStep = this.metadata.autoresetMode === AutoresetMode.SAME_STEP
    const active: number[] = []
    for (let i = 0; i < this.numEnvs; i++) if (sameStep || this.#ended[i] === 0) active.push(i)
    const gamma = Math.fround(this.gamma)
    for (const i of active) {
      const discounted = Math.fround(this.#sums[i] * gamma)
      this.#sums[i] = discounted * (1 - terminations[i]) + rewards[i]
    }
    if (this.updateRunningMean && active.length > 0)
      this.returnRms.update(
        active.map(i => this.#sums[i]),
        active.length,
        true,
      )
    for (let i = 0; i < this.numEnvs; i++) {
      this.#ended[i] = terminations[i] | truncations[i]
      if (sameStep && this.#ended[i] === 1) this.#sums[i] = 0
    }
    const scale = Math.sqrt(this.returnRms.variance[0] + this.epsilon)
    return [observations, rewards.map(reward => reward / scale), terminations, truncations, infos]
  }
}
