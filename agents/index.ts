// Public entry of the agents.

export { type Backend, type BackendName, loadBackend } from "./backend.ts"
export { ConfuciuXPolicy } from "./confuciux-policy.ts"
export { runEpisode } from "./episode.ts"
export { GENETIC_DEFAULTS, Genetic, type GeneticOptions } from "./genetic.ts"
export type { Evaluation, Policy, Trajectory } from "./policy.ts"
export { importPolicy } from "./policy-export.ts"
export {
  PUBLISHED_RECIPE,
  REINFORCE_DEFAULTS,
  Reinforce,
  type ReinforceOptions,
  type UpdateMetrics,
} from "./reinforce.ts"
export { Scorer } from "./scorer.ts"
