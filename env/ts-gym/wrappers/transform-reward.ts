// TransformReward: a function of every reward.
//
// Source: Gymnasium 1.4.0, wrappers/transform_reward.py.

import { type Env, RewardWrapper } from "../core.ts"

/** Gives `func(reward)`. */
export class TransformReward<Obs, Act> extends RewardWrapper<Obs, Act> {
  readonly func: (reward: number) => number

  constructor(env: Env<Obs, Act>, func: (reward: number) => number) {
    super(env, [TransformReward, func])
    this.func = func
  }

  override reward(reward: number): number {
    return this.func(reward)
  }
}
