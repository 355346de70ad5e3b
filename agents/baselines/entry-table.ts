// Tables of a problem at the undominated choices alone.

import type { AllocationProblem } from "../../src/allocation/problem.ts"
import type { ChoiceLists } from "../../src/allocation/undominated.ts"

/** The numbers of a table (layers × choices) in the order of the lists. */
export function entryTable(problem: AllocationProblem, lists: ChoiceLists, table: Float64Array): Float64Array {
  const { start, choice } = lists
  const out = new Float64Array(choice.length)
  for (let l = 0; l < problem.layers; l++) {
    for (let e = start[l]; e < start[l + 1]; e++) out[e] = table[l * problem.choices + choice[e]]
  }
  return out
}
