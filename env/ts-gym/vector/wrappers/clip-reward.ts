// ClipReward of a vector environment.
//
// Source: Gymnasium 1.4.0, wrappers/vector/vectorize_reward.py.

import { rewardClipper } from "../../wrappers/clip-reward.ts"
import type { VectorEnv } from "../vector-env.ts"
import { VectorRewardWrapper } from "../vector-wrapper.ts"

/** Moves every reward into [minReward, maxReward]; null for no bound on that side. */
export class VectorClipReward<Obs, Act> extends VectorRewardWrapper<Obs, Act> {
  readonly #clip: (reward: number) => number

  /** @throws ValueError if both bounds are null, or the lower is above the upper */
  constructor(env: VectorEnv<Obs, Act>, minReward: number | null = null, maxReward: number | null = null) {
    super(env)
    this.#clip = rewardClipper(minReward, maxReward)
  }

  override rewards(rewards: Float64Array): Float64Array {
    return rewards.map(this.#clip)
  }
}
