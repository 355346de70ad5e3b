// The single-value problem in the form the solvers work on: per layer the undominated entries, with
// cost counted above the layer's cheapest entry and value above its best one.
//
// Differences instead of totals, because areas of 1e11 may differ by 1e2: the differences of doubles that close
// are exact, and sums of them keep digits that sums of totals would lose.

import { type AllocationProblem, budgetLimit, smallestBudget } from "./problem.ts"
import type { ChoiceLists } from "./undominated.ts"

/** A multiple-choice knapsack: one entry per layer, Σ cost ≤ slack, least Σ value. */
export interface Knapsack {
  readonly layers: number
  /** layers + 1 offsets: the entries of layer l are start[l] … start[l + 1] − 1. */
  readonly start: Int32Array
  /** The choice behind an entry. */
  readonly choice: Int32Array
  /** Cost above the layer's cheapest choice; rises strictly within a layer, 0 for its first entry. */
  readonly cost: Float64Array
  /** Value above the layer's best one; falls strictly within a layer, 0 for its last entry. */
  readonly value: Float64Array
  /** Σ of the layers' best values: the objective of a selection is base + Σ value. */
  readonly base: number
  /** Budget left when every layer takes its cheapest choice, ≥ 0, finite. */
  readonly slack: number
}

/**
 * How far the slack stays below the budget's limit, relative: whatever keeps the slack then keeps the budget when
 * `evaluateAllocation` adds the costs in another order. A thousandth of BUDGET_TOLERANCE, so every allocation
 * within the budget proper keeps the slack.
 */
const LIMIT_GUARD = 1e-12

/**
 * The knapsack of a problem whose value is Σ weights[i] · values[i] (weights ≥ 0, 1 alone by default).
 * `lists` are the problem's undominated choices. The budget must admit the cheapest allocation.
 */
export function knapsackOf(problem: AllocationProblem, lists: ChoiceLists, weights: readonly number[] = [1]): Knapsack {
  const { layers } = problem
  const size = lists.choice.length
  const start = new Int32Array(layers + 1)
  const choice = new Int32Array(size)
  const cost = new Float64Array(size)
  const value = new Float64Array(size)
  let base = 0
  let n = 0
  for (let l = 0; l < layers; l++) {
    const from = n
    for (let i = lists.start[l]; i < lists.start[l + 1]; i++) {
      const entry = l * problem.choices + lists.choice[i]
      let v = 0
      for (let w = 0; w < weights.length; w++) v += weights[w] * problem.values[w][entry]
      const c = problem.cost[entry]
      // Undominated in two values does not mean undominated in their weighted sum.
      if (n > from && v >= value[n - 1]) continue
      if (n > from && c === cost[n - 1]) n--
      choice[n] = lists.choice[i]
      cost[n] = c
      value[n++] = v
    }
    const cheapest = cost[from]
    const best = value[n - 1]
    for (let i = from; i < n; i++) {
      cost[i] -= cheapest
      value[i] -= best
    }
    base += best
    start[l + 1] = n
  }
  const end = { choice: choice.subarray(0, n), cost: cost.subarray(0, n), value: value.subarray(0, n) }
  return { layers, start, ...end, base, slack: slackOf(problem) }
}

/** Budget left above the cheapest allocation. */
function slackOf(problem: AllocationProblem): number {
  const limit = Math.min(budgetLimit(problem), Number.MAX_VALUE)
  return Math.max(0, limit * (1 - LIMIT_GUARD) - smallestBudget(problem))
}
