// Settings of REINFORCE for allocations.

import { REINFORCE_DEFAULTS, type ReinforceOptions } from "./reinforce.ts"

/** For Allocation-v1: the answer also tries greedy decodes in eight random layer orders (specification agent-design, section 9). */
export const ALLOCATION_RECIPE: ReinforceOptions = {
  ...REINFORCE_DEFAULTS,
  decodes: Array.from({ length: 8 }, () => ({ order: "random" })),
}

/**
 * For one policy over a pool of problems: eight of them per update, eight episodes each (specification agent-design,
 * section 9, with half of its episodes: the gaps do not change after the first quarter).
 */
export const GENERAL_RECIPE: ReinforceOptions = { ...REINFORCE_DEFAULTS, problems: 8, episodes: 16_384 }

/** For a few more episodes of a trained policy on one problem (specification agent-design, section 9). */
export const FINE_TUNE_RECIPE: ReinforceOptions = {
  ...ALLOCATION_RECIPE,
  batch: 10,
  learningRate: 3e-3,
  finalLearningRate: 3e-3,
  entropy: 0.003,
}

/**
 * For episodes that are measured (MeasuredCosts): noise that no two episodes share, and larger steps than networks bear, for
 * the table of a RulePolicy.
 */
export const MEASURED_RECIPE: ReinforceOptions = {
  ...REINFORCE_DEFAULTS,
  sharedSeed: false,
  learningRate: 0.1,
  finalLearningRate: 0.1,
  entropy: 0,
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
