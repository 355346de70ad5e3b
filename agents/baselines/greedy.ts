// The gain-per-cost greedy rule as a method: one candidate, and that is its answer.

import { solveGreedy } from "../../src/allocation/greedy.ts"
import type { AllocationProblem } from "../../src/allocation/problem.ts"
import type { Optimiser } from "./optimiser.ts"

/** Starts the greedy rule; it has no random part. */
export function greedy(problem: AllocationProblem): Optimiser {
  let left = [solveGreedy(problem).choice]
  return {
    ask: () => left,
    tell() {
      left = []
    },
  }
}
