// The choice-scoring network in a comparison on measurements: from scratch, or trained on the estimate before.

import type { TensorFlow } from "../../agents/backend.ts"
import { learnMeasured } from "../../agents/measured-search.ts"
import { FINE_TUNE_RECIPE } from "../../agents/recipes.ts"
import { REINFORCE_DEFAULTS, Reinforce } from "../../agents/reinforce.ts"
import { Scorer } from "../../agents/scorer.ts"
import type { AllocationEnv } from "../../env/allocation-env.ts"
import type { MeasuredCosts } from "../../env/measured-costs.ts"
import { featureCounts } from "../../env/observation.ts"
import type { Rng } from "../../src/core/rng.ts"

/** Episodes on the estimate, which cost no measurement. */
const FREE_EPISODES = 512

/** The answer of REINFORCE with a network; `tuned`: trained on the estimate first. */
export function learnWithNetwork(
  tf: TensorFlow,
  estimate: AllocationEnv,
  task: { env: MeasuredCosts; measurements: number; rng: Rng },
  tuned: boolean,
): Int32Array | null {
  const features = featureCounts("priced")
  const policy = new Scorer(tf, features, task.rng.split("policy"))
  if (tuned) {
    const agent = new Reinforce(tf, [estimate], policy, task.rng.split("estimate"), { episodes: FREE_EPISODES })
    while (!agent.done) agent.update()
  }
  const { learningRate, finalLearningRate, entropy } = tuned ? FINE_TUNE_RECIPE : REINFORCE_DEFAULTS
  const answer = learnMeasured(tf, policy, task, { learningRate, finalLearningRate, entropy })
  policy.dispose()
  return answer
}
