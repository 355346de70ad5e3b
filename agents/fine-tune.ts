// A few more episodes of a trained policy on the problem it is applied to.

import type { AllocationEnv } from "../env/allocation-env.ts"
import { type Allocation, evaluateAllocation } from "../src/allocation/problem.ts"
import type { Rng } from "../src/core/rng.ts"
import type { TensorFlow } from "./backend.ts"
import { FINE_TUNE_RECIPE } from "./recipes.ts"
import { Reinforce, type UpdateMetrics } from "./reinforce.ts"
import type { Scorer } from "./scorer.ts"

/**
 * Trains a policy on one problem, by FINE_TUNE_RECIPE, and returns the best allocation seen: sampled, or decoded at the end in nine
 * layer orders. The policy's weights change.
 *
 * @param episodes ≥ 1
 * @param onUpdate shown every update
 */
export function fineTune(
  tf: TensorFlow,
  env: AllocationEnv,
  policy: Scorer,
  rng: Rng,
  episodes: number,
  onUpdate: (metrics: UpdateMetrics) => void = () => {},
): Allocation {
  const agent = new Reinforce(tf, [env], policy, rng, { ...FINE_TUNE_RECIPE, episodes })
  while (!agent.done) onUpdate(agent.update())
  const best = agent.answer()
  if (best === null) throw new Error("an environment whose episodes are all feasible gave none")
  return evaluateAllocation(env.problem, best.info.choice as ArrayLike<number>)
}
