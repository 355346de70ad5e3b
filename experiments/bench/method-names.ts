// Names of the methods that bench `methods` compares.

import { BASELINE_NAMES } from "../../agents/baselines/names.ts"

/** Methods that learn. */
export const LEARNERS = ["reinforce", "two-stage"] as const
export const METHOD_NAMES = [...BASELINE_NAMES, ...LEARNERS] as const
export type MethodName = (typeof METHOD_NAMES)[number]
