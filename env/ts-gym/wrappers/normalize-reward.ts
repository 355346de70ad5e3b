// NormalizeReward: rewards whose discounted sums have variance about 1.
//
// Source: Gymnasium 1.4.0, wrappers/stateful_reward.py.

import { type Env, type StepResult, Wrapper } from "../core.ts"
import { ValueError } from "../errors.ts"
import { RunningMeanStd } from "./running-mean-std.ts"

/** What NormalizeReward may be given. */
export interface NormalizeRewardOptions {
  /** Discount of the running sum, in [0, 1]. Default 0.99. */
  gamma?: number
  /** Added to the variance, > 0. Default 1e-8. */
  epsilon?: number
}

/** Throws unless both are in their ranges. */
export function checkNormalizeReward({ gamma, epsilon }: Required<NormalizeRewardOptions>): void {
  if (!(gamma >= 0 && gamma <= 1)) throw new ValueError(`NormalizeReward: gamma is ${gamma}, expected within [0, 1]`)
  if (!(epsilon > 0)) throw new ValueError(`NormalizeReward: epsilon is ${epsilon}, expected a number above 0`)
}

/**
 * Divides rewards by √(variance + epsilon) of their discounted running sum. The statistics go on over resets, see
 * NormalizeObservation.
 */
export class NormalizeReward<Obs, Act> extends Wrapper<Obs, Act> {
  readonly returnRms = new RunningMeanStd(1)
  readonly gamma: number
  readonly epsilon: number
  /** Whether rewards count; off for an evaluation. */
  updateRunningMean = true
  #discounted = 0

  /** @throws ValueError unless gamma is in [0, 1] and epsilon above 0 */
  constructor(env: Env<Obs, Act>, { gamma = 0.99, epsilon = 1e-8 }: NormalizeRewardOptions = {}) {
    super(env, [NormalizeReward, { gamma, epsilon }])
    checkNormalizeReward({ gamma, epsilon })
    this.gamma = gamma
    this.epsilon = epsilon
  }

  override step(action: Act): StepResult<Obs> {
    const [observation, reward, terminated, truncated, info] = super.step(action)
    this.#discounted = this.#discounted * this.gamma * (terminated ? 0 : 1) + reward
    if (this.updateRunningMean) this.returnRms.update([this.#discounted], 1, false)
    const scaled = reward / Math.sqrt(this.returnRms.variance[0] + this.epsilon)
    return [observation, scaled, terminated, truncated, info]
  }
}
