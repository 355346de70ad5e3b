// ClipReward: rewards between bounds.
//
// Source: Gymnasium 1.4.0, wrappers/transform_reward.py.

import { type Env, RewardWrapper } from "../core.ts"
import { ValueError } from "../errors.ts"

/** A function that moves a number into [min, max]; null for no bound. ValueError if both are null or min > max. */
export function rewardClipper(min: number | null, max: number | null): (reward: number) => number {
  if (min === null && max === null) throw new ValueError("ClipReward: minReward and maxReward are null, expected one")
  const [low, high] = [min ?? Number.NEGATIVE_INFINITY, max ?? Number.POSITIVE_INFINITY]
  if (!(low <= high)) throw new ValueError(`ClipReward: minReward is ${min}, above maxReward, ${max}`)
  return reward => Math.min(high, Math.max(low, reward))
}

/** Moves every reward into [minReward, maxReward]; null for no bound on that side. */
export class ClipReward<Obs, Act> extends RewardWrapper<Obs, Act> {
  readonly #clip: (reward: number) => number

  /** @throws ValueError if both bounds are null, or the lower is above the upper */
  constructor(env: Env<Obs, Act>, minReward: number | null = null, maxReward: number | null = null) {
    super(env, [ClipReward, minReward, maxReward])
    this.#clip = rewardClipper(minReward, maxReward)
  }

  override reward(reward: number): number {
    return this.#clip(reward)
  }
}
