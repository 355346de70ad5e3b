// A seeded run with drawn actions, for checks that compare runs.

import { findActionMask } from "./action-mask.ts"
import type { Env } from "./core.ts"
import { snapshot } from "./data.ts"

/** Actions and results of `steps` steps, over as many episodes as they take; actions are drawn as masks admit. */
export function trajectory(env: Env, seed: number, steps: number): unknown[] {
  env.actionSpace.seed(seed)
  let [observation, info] = env.reset({ seed })
  const seen = [snapshot([observation, info])]
  for (let t = 0; t < steps; t++) {
    const action = env.actionSpace.sample(findActionMask(observation, info)?.mask)
    const result = env.step(action)
    seen.push(snapshot([action, result]))
    observation = result[0]
    info = result[4]
    if (!result[2] && !result[3]) continue
    ;[observation, info] = env.reset()
    seen.push(snapshot([observation, info]))
  }
  return seen
}
