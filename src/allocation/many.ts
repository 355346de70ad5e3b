// The problem with several constraints in the form its solvers work on: the multi-dimensional multiple-choice knapsack.
//
// Every constraint is measured in shares of its own slack, the budget left when every layer takes what is cheapest
// in that constraint. So all of them have the limit 1, and no unit is large beside another.

import { type AllocationProblem, budgetLimit, limitsOf, smallestBudget } from "./problem.ts"
import type { ChoiceLists } from "./undominated.ts"

/** One entry per layer, Σ costs[j] ≤ LIMIT for every j, least Σ value. */
export interface ManyKnapsack {
  readonly layers: number
  /** layers + 1 offsets: the entries of layer l are start[l] … start[l + 1] − 1. */
  readonly start: Int32Array
  /** The choice behind an entry. */
  readonly choice: Int32Array
  /** Per constraint: cost above the layer's cheapest choice, as a share of the slack, ≥ 0. */
  readonly costs: readonly Float64Array[]
  /** Value above the layer's best one, ≥ 0. */
  readonly value: Float64Array
  /** Σ of the layers' best values: the objective of a selection is base + Σ value. */
  readonly base: number
}

/** How far the slack stays below the limit of a budget, relative; a tenth of BUDGET_TOLERANCE. */
const LIMIT_GUARD = 1e-10

/** Largest Σ cost of a selection. What it is above 1 is less than the guard, so whatever keeps it keeps the budgets. */
export const LIMIT = 1 + 5e-11

/**
 * The knapsack of a problem whose value is Σ weights[i] · values[i] (weights ≥ 0). `lists` are the problem's undominated
 * choices. Every budget must admit what is cheapest in it. Null when a layer has no entry that fits beside the cheapest
 * of the other layers, so that nothing is feasible.
 */
export function manyOf(
  problem: AllocationProblem,
  lists: ChoiceLists,
  weights: readonly number[],
): ManyKnapsack | null {
  const { layers, choices } = problem
  const limits = limitsOf(problem)
  const slack = limits.map(
    limit => Math.min(budgetLimit(limit), Number.MAX_VALUE) * (1 - LIMIT_GUARD) - smallestBudget(problem, limit),
  )
  const start = new Int32Array(layers + 1)
  const choice: number[] = []
  const value: number[] = []
  const costs: number[][] = limits.map(() => [])
  let base = 0
  for (let l = 0; l < layers; l++) {
    const entries = Array.from(lists.choice.subarray(lists.start[l], lists.start[l + 1]), k => l * choices + k)
    const least = limits.map(limit =>
      entries.reduce((low, e) => Math.min(low, limit.cost[e]), Number.POSITIVE_INFINITY),
    )
    const valueOf = (e: number) => weights.reduce((sum, w, i) => sum + w * problem.values[i][e], 0)
    const share = (e: number, j: number) => {
      const above = limits[j].cost[e] - least[j]
      return above === 0 ? 0 : above / Math.max(0, slack[j])
    }
    const fitting = entries.filter(e => limits.every((_, j) => share(e, j) <= LIMIT))
    if (fitting.length === 0) return null
    const best = fitting.reduce((low, e) => Math.min(low, valueOf(e)), Number.POSITIVE_INFINITY)
    for (const e of fitting) {
      choice.push(e - l * choices)
      value.push(valueOf(e) - best)
      for (const [j, column] of costs.entries()) column.push(share(e, j))
    }
    base += best
    start[l + 1] = choice.length
  }
  return {
    layers,
    start,
    choice: Int32Array.from(choice),
    costs: costs.map(column => Float64Array.from(column)),
    value: Float64Array.from(value),
    base,
  }
}

/** The choices of a selection given as entries. */
export function choicesOf(many: ManyKnapsack, entry: Int32Array): Int32Array {
  return entry.map(e => many.choice[e])
}

/**
 * The entries of a selection given as choices of the problem; for a choice that is not among the entries one that is no worse in
 * anything. Null when there is none, as the selection does not keep the limits.
 */
export function entriesOf(many: ManyKnapsack, problem: AllocationProblem, choices: Int32Array): Int32Array | null {
  const { layers, start, choice } = many
  const tables = [...problem.values, ...limitsOf(problem).map(limit => limit.cost)]
  const entry = new Int32Array(layers)
  for (let l = 0; l < layers; l++) {
    const row = l * problem.choices
    const noWorse = (k: number) => tables.every(table => table[row + k] <= table[row + choices[l]])
    let e = start[l]
    while (e < start[l + 1] && !noWorse(choice[e])) e++
    if (e === start[l + 1]) return null
    entry[l] = e
  }
  return entry
}

/** Σ cost of a selection per constraint. */
export function usesOf({ costs }: ManyKnapsack, entry: Int32Array): number[] {
  return costs.map(cost => entry.reduce((sum, e) => sum + cost[e], 0))
}

/** Σ value of a selection. */
export function worthOf({ value }: ManyKnapsack, entry: Int32Array): number {
  return entry.reduce((sum, e) => sum + value[e], 0)
}

/**
 * Improves a selection that keeps the limits, in place: again and again the change of one layer that lowers its value
 * most per weighted cost added (Σ weights[j] · cost) and fits; changes that add no cost come first.
 */
export function fillMany(many: ManyKnapsack, weights: ArrayLike<number>, entry: Int32Array): void {
  const { layers, start, costs, value } = many
  const used = usesOf(many, entry)
  const fits = (from: number, to: number) => costs.every((c, j) => used[j] + (c[to] - c[from]) <= LIMIT)
  const target = new Int32Array(layers)
  const ratio = new Float64Array(layers)
  const look = (l: number): void => {
    const from = entry[l]
    ratio[l] = 0
    for (let e = start[l]; e < start[l + 1]; e++) {
      const gain = value[from] - value[e]
      if (gain <= 0 || !fits(from, e)) continue
      let added = 0
      for (let j = 0; j < costs.length; j++) added += weights[j] * (costs[j][e] - costs[j][from])
      const r = added > 0 ? gain / added : Number.MAX_VALUE
      if (r <= ratio[l]) continue
      ratio[l] = r
      target[l] = e
    }
  }
  for (let l = 0; l < layers; l++) look(l)
  for (;;) {
    let best = 0
    for (let l = 1; l < layers; l++) if (ratio[l] > ratio[best]) best = l
    if (!(ratio[best] > 0)) return
    if (fits(entry[best], target[best])) {
      for (let j = 0; j < costs.length; j++) used[j] += costs[j][target[best]] - costs[j][entry[best]]
      entry[best] = target[best]
    }
    look(best)
  }
}
