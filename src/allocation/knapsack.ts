// The single-value problem in the form the solvers work on: per layer the undominated entries, with
// cost counted above the layer's cheapest entry and value above its best one.
//
// Costs are counted (budget.ts), so their differences and sums are exact. Values are differences in every table before they are
// weighted and added up: numbers of 1e11 may differ by 1e2, and such differences are exact where those of weighted totals are not.

import { type Counting, counted } from "./budget.ts"
import { type AllocationProblem, countingOf } from "./problem.ts"
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
  /** How costs are counted. */
  readonly counting: Counting
  /** Budget left when every layer takes its cheapest choice, ≥ 0, finite: a selection keeps the budget when Σ cost ≤ slack. */
  readonly slack: number
}

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
  const lowest = new Float64Array(weights.length)
  const counting = countingOf(problem, problem)
  let [base, slack] = [0, counting.most]
  let n = 0
  for (let l = 0; l < layers; l++) {
    const from = n
    for (let w = 0; w < weights.length; w++) lowest[w] = leastOf(problem, lists, l, w)
    for (let i = lists.start[l]; i < lists.start[l + 1]; i++) {
      const entry = l * problem.choices + lists.choice[i]
      let v = 0
      for (let w = 0; w < weights.length; w++) v += weights[w] * (problem.values[w][entry] - lowest[w])
      const c = counted(problem.cost[entry], counting)
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
    base += weights.reduce((sum, weight, w) => sum + weight * lowest[w], best)
    slack -= cheapest
    start[l + 1] = n
  }
  const end = { choice: choice.subarray(0, n), cost: cost.subarray(0, n), value: value.subarray(0, n) }
  return { layers, start, ...end, base, counting, slack }
}

/** Least value of a layer's listed choices in a table. */
function leastOf(problem: AllocationProblem, lists: ChoiceLists, layer: number, table: number): number {
  let least = Number.POSITIVE_INFINITY
  for (let i = lists.start[layer]; i < lists.start[layer + 1]; i++) {
    least = Math.min(least, problem.values[table][layer * problem.choices + lists.choice[i]])
  }
  return least
}

/**
 * The entries of a selection given as the problem's choices; for a choice that is not among the entries one that costs no more and has no more
 * value.
 */
export function entriesOf(knapsack: Knapsack, problem: AllocationProblem, choices: Int32Array): Int32Array {
  const { start, choice, counting } = knapsack
  return choices.map((k, l) => {
    const row = l * problem.choices
    const most = counted(problem.cost[row + k], counting)
    let e = start[l]
    while (e + 1 < start[l + 1] && counted(problem.cost[row + choice[e + 1]], counting) <= most) e++
    return e
  })
}
