// A weighted sum of the values to proven optimality, under one constraint or several: what the other solvers are made of.

import { solveMany } from "./exact-many.ts"
import { type ProvenSelection, type Selection, solveKnapsack } from "./exact-sum.ts"
import { fill } from "./fill.ts"
import { knapsackOf } from "./knapsack.ts"
import { entriesOf, manyOf } from "./many.ts"
import { type AllocationProblem, limitsOf } from "./problem.ts"
import type { ChoiceLists } from "./undominated.ts"

/** What a solve may do. */
export interface WeightedOptions {
  readonly maxStates: number
  /** The solve may end as soon as it has a selection of at most this value; default −∞. */
  readonly target?: number
}

/**
 * The selection of least Σ weights[i] · values[i] (weights ≥ 0) of a layer-pipelined problem, started from one within all budgets.
 * `lists` are the undominated choices.
 */
export function solveWeighted(
  problem: AllocationProblem,
  lists: ChoiceLists,
  weights: readonly number[],
  start: Selection,
  options: WeightedOptions,
): ProvenSelection {
  if (limitsOf(problem).length > 1) {
    const many = manyOf(problem, lists, weights)
    const entry = many === null ? null : entriesOf(many, problem, start.choice)
    return many === null || entry === null
      ? { ...start, bound: start.value, states: 0 }
      : solveMany(many, entry, options)
  }
  const knapsack = knapsackOf(problem, lists, weights)
  const choice = fill(knapsack)
  const value = weights.reduce((sum, w, i) => sum + w * totalOf(problem, choice, i), 0)
  return solveKnapsack(knapsack, start.value <= value ? start : { choice, value }, options.maxStates)
}

function totalOf({ values, choices }: AllocationProblem, choice: Int32Array, i: number): number {
  return choice.reduce((sum, k, l) => sum + values[i][l * choices + k], 0)
}
