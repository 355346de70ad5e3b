// The baselines by name.

import { checkName } from "../../src/core/check.ts"
import { annealing } from "./annealing.ts"
import { crossEntropy } from "./cross-entropy.ts"
import { geneticSearch } from "./genetic-search.ts"
import { greedy } from "./greedy.ts"
import { lagrangian } from "./lagrangian.ts"
import { BASELINE_NAMES, type BaselineName } from "./names.ts"
import type { MakeOptimiser } from "./optimiser.ts"
import { randomSearch } from "./random-search.ts"

const BASELINES: Readonly<Record<BaselineName, MakeOptimiser>> = {
  random: randomSearch,
  greedy,
  lagrangian,
  annealing,
  genetic: geneticSearch,
  "cross-entropy": crossEntropy,
}

/** A baseline with its defaults. @throws InputError with the nearest name */
export function baselineNamed(name: string): MakeOptimiser {
  return BASELINES[checkName("method", name, BASELINE_NAMES)]
}
