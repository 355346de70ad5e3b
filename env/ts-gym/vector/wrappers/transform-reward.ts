// TransformReward of a vector environment: a function of all rewards together.
//
// Source: Gymnasium 1.4.0, wrappers/vector/vectorize_reward.py.

import type { VectorEnv } from "../vector-env.ts"
import { VectorRewardWrapper } from "../vector-wrapper.ts"

/** Gives `func(rewards)`. */
export class VectorTransformReward<Obs, Act> extends VectorRewardWrapper<Obs, Act> {
  readonly func: (rewards: Float64Array) => Float64Array

  constructor(env: VectorEnv<Obs, Act>, func: (rewards: Float64Array) => Float64Array) {
    super(env)
    this.func = func
  }

  override rewards(rewards: Float64Array): Float64Array {
    return this.func(rewards)
  }
}
