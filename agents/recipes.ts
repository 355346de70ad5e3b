// Settings of REINFORCE for the two environments of allocations.

import { REINFORCE_DEFAULTS, type ReinforceOptions } from "./reinforce.ts"

/** For Allocation-v1: the answer also tries greedy decodes in eight random layer orders (specification agent-design, section 9). */
export const ALLOCATION_RECIPE: ReinforceOptions = {
  ...REINFORCE_DEFAULTS,
  decodes: Array.from({ length: 8 }, () => ({ order: "random" })),
}

/** How ConfuciuX trains: one episode per update, no baseline but its own mean, no entropy bonus (specification confuciux, section 8). */
export const PUBLISHED_RECIPE: ReinforceOptions = {
  ...REINFORCE_DEFAULTS,
  episodes: 500,
  batch: 1,
  gamma: 0.9,
  advantage: "standardised",
  reduction: "sum",
  learningRate: 1e-3,
  finalLearningRate: 1e-6,
  schedule: "on-success",
  entropy: 0,
  maxGradNorm: 100,
  maxRecurrentGradNorm: 10,
}
