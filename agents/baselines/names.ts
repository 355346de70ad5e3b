// Names of the methods to compare with; apart from them, so that a list of names loads no method.

export const BASELINE_NAMES = ["random", "greedy", "lagrangian", "annealing", "genetic", "cross-entropy"] as const
export type BaselineName = (typeof BASELINE_NAMES)[number]
