// A weighted sum of the values to proven optimality, under one constraint or several: what the other solvers are made of.

import { solveMany } from "./exact-many.ts"
import { type ProvenSelection, type SolveOptions, solveKnapsack } from "./exact-sum.ts"
import { fill } from "./fill.ts"
import { entriesOf, type Knapsack, knapsackOf } from "./knapsack.ts"
import { entriesOf as manyEntriesOf, manyOf } from "./many.ts"
import { type AllocationProblem, limitsOf } from "./problem.ts"
import type { ChoiceLists } from "./undominated.ts"

/**
 * The selection of least Σ weights[i] · values[i] (weights ≥ 0) of a layer-pipelined problem, started from choices within all budgets.
 * `lists` are the undominated choices.
 */
export function solveWeighted(
  problem: AllocationProblem,
  lists: ChoiceLists,
  weights: readonly number[],
  start: Int32Array,
  options: SolveOptions,
): ProvenSelection {
  if (limitsOf(problem).length > 1) {
    const many = manyOf(problem, lists, weights)
    return solveMany(many, manyEntriesOf(many, problem, start), options)
  }
  const knapsack = knapsackOf(problem, lists, weights)
  const [given, filled] = [start, fill(knapsack)].map(choice => entriesOf(knapsack, problem, choice))
  return solveKnapsack(knapsack, worthOf(knapsack, given) <= worthOf(knapsack, filled) ? given : filled, options)
}

/** Σ value of entries. */
function worthOf({ value }: Knapsack, entries: Int32Array): number {
  return entries.reduce((sum, e) => sum + value[e], 0)
}
