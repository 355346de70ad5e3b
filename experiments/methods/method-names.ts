// Names of the methods that benches and sweeps run; the command line knows them without loading the methods.

import { BASELINE_NAMES } from "../../agents/baselines/names.ts"

/** Methods that learn. */
export const LEARNERS = ["reinforce", "two-stage"] as const
export const METHOD_NAMES = [...BASELINE_NAMES, ...LEARNERS] as const
export type MethodName = (typeof METHOD_NAMES)[number]

/** Methods of part noisy that solve the estimate and measure nothing. */
export const ON_ESTIMATE = ["greedy", "lagrangian", "exact"] as const
/** Methods of part noisy that know candidates by their measurements alone; thompson knows the estimate as well. */
export const SEARCHES = ["random", "annealing", "genetic", "cross-entropy", "thompson"] as const
/** REINFORCE in part noisy: the network from scratch and tuned, the rule with a learnt table, and that with layers measured. */
export const MEASURED_LEARNERS = ["reinforce", "reinforce-tuned", "reinforce-rule", "reinforce-layers"] as const
export const MEASURED_METHOD_NAMES = [...ON_ESTIMATE, ...SEARCHES, ...MEASURED_LEARNERS] as const
export type MeasuredMethodName = (typeof MEASURED_METHOD_NAMES)[number]

/** Every method of any part. */
export const ANY_METHOD_NAMES = [...new Set([...METHOD_NAMES, ...MEASURED_METHOD_NAMES])]

/** What a sweep runs: beside these the solver, a trained policy as it is, and the published method. */
export const SWEEP_METHODS = ["exact", ...METHOD_NAMES, "apply", "confuciux"] as const
export type SweepMethod = (typeof SWEEP_METHODS)[number]
