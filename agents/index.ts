// Public entry of the agents.

export { type Backend, type BackendName, loadBackend } from "./backend.ts"
export { type CheckOptimiserOptions, checkOptimiser } from "./baselines/check-optimiser.ts"
export { baselineNamed } from "./baselines/methods.ts"
export { BASELINE_NAMES, type BaselineName } from "./baselines/names.ts"
export type { MakeOptimiser, Optimiser, OptimiserPlan } from "./baselines/optimiser.ts"
export { type CurvePoint, type Measure, objectiveAt, runOptimiser, type SearchRun } from "./baselines/run.ts"
export { THOMPSON_DEFAULTS, type ThompsonOptions, thompson } from "./baselines/thompson.ts"
export { ConfuciuXPolicy } from "./confuciux-policy.ts"
export { type Episode, runEpisode } from "./episode.ts"
export { GENETIC_DEFAULTS, Genetic, type GeneticOptions } from "./genetic.ts"
export { learnMeasured, type MeasuredTask, searchMeasured } from "./measured-search.ts"
export { MLP_DEFAULTS, type MlpOptions, MlpPolicy } from "./mlp-policy.ts"
export type { ActionMask, Evaluation, Policy, Trajectory } from "./policy.ts"
export { exportMlp, importPolicy } from "./policy-export.ts"
export { ALLOCATION_RECIPE, FINE_TUNE_RECIPE, MEASURED_RECIPE, PUBLISHED_RECIPE } from "./recipes.ts"
export {
  REINFORCE_DEFAULTS,
  Reinforce,
  type ReinforceOptions,
  type UpdateMetrics,
} from "./reinforce.ts"
export { RULE_POLICY_DEFAULTS, RulePolicy, type RulePolicyOptions } from "./rule-policy.ts"
export { Scorer } from "./scorer.ts"
export { SHORTLIST_DEFAULTS, Shortlist, type ShortlistOptions, shortlistFor } from "./shortlist.ts"
