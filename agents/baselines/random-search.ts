// Random search: every candidate drawn anew. What a method that learns from its evaluations has to beat.

import type { AllocationProblem } from "../../src/allocation/problem.ts"
import type { Rng } from "../../src/core/rng.ts"
import type { Optimiser, OptimiserPlan } from "./optimiser.ts"
import { drawCandidate, searchSpace } from "./search-space.ts"

/** Candidates per `ask`. */
const BATCH = 100

/** Starts a random search. */
export function randomSearch(problem: AllocationProblem, _plan: OptimiserPlan, rng: Rng): Optimiser {
  const space = searchSpace(problem)
  const entries = new Int32Array(space.positions)
  const draw = () => {
    drawCandidate(space, entries, rng)
    return space.decode(entries)
  }
  return { ask: limit => Array.from({ length: Math.min(limit, BATCH) }, draw), tell() {} }
}
