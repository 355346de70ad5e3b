// The problem with several constraints in the form its solvers work on: the multi-dimensional multiple-choice knapsack.
//
// Costs are counted (budget.ts), so sums, differences and what is left of a budget are exact. Where constraints are weighed
// against each other it is by shares of their slacks, so that no unit is large beside another.

import { counted } from "./budget.ts"
import { type AllocationProblem, countingOf, limitsOf } from "./problem.ts"
import type { ChoiceLists } from "./undominated.ts"

/** One entry per layer, Σ costs[j] ≤ slack[j] for every j, least Σ value. */
export interface ManyKnapsack {
  readonly layers: number
  /** layers + 1 offsets: the entries of layer l are start[l] … start[l + 1] − 1. */
  readonly start: Int32Array
  /** The choice behind an entry. */
  readonly choice: Int32Array
  /** Per constraint: cost above the layer's cheapest choice, ≥ 0. */
  readonly costs: readonly Float64Array[]
  /** Per constraint: what is left of the budget when every layer takes its cheapest choice, ≥ 0, finite. */
  readonly slack: Float64Array
  /** Value above the layer's best one, ≥ 0. */
  readonly value: Float64Array
  /** Σ of the layers' best values: the objective of a selection is base + Σ value. */
  readonly base: number
}

/**
 * The knapsack of a problem whose value is Σ weights[i] · values[i] (weights ≥ 0). `lists` are the problem's undominated
 * choices; every budget must admit what is cheapest in it. Entries that do not fit beside the cheapest of the other layers are left
 * out; a layer always keeps one when some allocation keeps all budgets, which must be so.
 */
export function manyOf(problem: AllocationProblem, lists: ChoiceLists, weights: readonly number[]): ManyKnapsack {
  const { layers, choices } = problem
  const limits = limitsOf(problem)
  const counting = limits.map(limit => countingOf(problem, limit))
  const countedCost = (e: number, j: number) => counted(limits[j].cost[e], counting[j])
  const entriesOfLayer = (l: number) =>
    Array.from(lists.choice.subarray(lists.start[l], lists.start[l + 1]), k => l * choices + k)
  const slack = Float64Array.from(counting, ({ most }) => most)
  for (let l = 0; l < layers; l++) {
    for (const j of limits.keys()) slack[j] -= leastBy(entriesOfLayer(l), e => countedCost(e, j))
  }
  const start = new Int32Array(layers + 1)
  const choice: number[] = []
  const value: number[] = []
  const costs: number[][] = limits.map(() => [])
  let base = 0
  for (let l = 0; l < layers; l++) {
    const entries = entriesOfLayer(l)
    const least = limits.map((_, j) => leastBy(entries, e => countedCost(e, j)))
    const above = (e: number, j: number) => countedCost(e, j) - least[j]
    const fitting = entries.filter(e => limits.every((_, j) => above(e, j) <= slack[j]))
    // Differences in every table before they are weighted; see knapsack.ts.
    const lowest = weights.map((_, i) => leastBy(fitting, e => problem.values[i][e]))
    const valueOf = (e: number) => weights.reduce((sum, w, i) => sum + w * (problem.values[i][e] - lowest[i]), 0)
    const best = leastBy(fitting, valueOf)
    for (const e of fitting) {
      choice.push(e - l * choices)
      value.push(valueOf(e) - best)
      for (const [j, column] of costs.entries()) column.push(above(e, j))
    }
    base += weights.reduce((sum, w, i) => sum + w * lowest[i], best)
    start[l + 1] = choice.length
  }
  return {
    layers,
    start,
    choice: Int32Array.from(choice),
    costs: costs.map(column => Float64Array.from(column)),
    slack,
    value: Float64Array.from(value),
    base,
  }
}

function leastBy(entries: readonly number[], of: (entry: number) => number): number {
  return entries.reduce((low, e) => Math.min(low, of(e)), Number.POSITIVE_INFINITY)
}

/** Per constraint what a unit of cost is of the slack, where constraints are compared; 1 where there is no slack and so no cost. */
export function sharesOf({ slack }: ManyKnapsack): Float64Array {
  return slack.map(s => (s > 0 ? 1 / s : 1))
}

/** Whether a selection keeps all budgets. */
export function keepsSlack(many: ManyKnapsack, entry: Int32Array): boolean {
  return usesOf(many, entry).every((use, j) => use <= many.slack[j])
}

/** The choices of a selection given as entries. */
export function choicesOf(many: ManyKnapsack, entry: Int32Array): Int32Array {
  return entry.map(e => many.choice[e])
}

/**
 * The entries of a selection given as choices of the problem that keep all budgets; for a choice that is not among the entries one that
 * is no worse in anything.
 */
export function entriesOf(many: ManyKnapsack, problem: AllocationProblem, choices: Int32Array): Int32Array {
  const { layers, start, choice } = many
  const tables = [...problem.values, ...limitsOf(problem).map(limit => limit.cost)]
  const entry = new Int32Array(layers)
  for (let l = 0; l < layers; l++) {
    const row = l * problem.choices
    const noWorse = (k: number) => tables.every(table => table[row + k] <= table[row + choices[l]])
    let e = start[l]
    while (e < start[l + 1] && !noWorse(choice[e])) e++
    if (e === start[l + 1]) throw new Error(`layer ${l} has no entry as good as choice ${choices[l]}`)
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
 * most per weighted cost added (Σ weights[j] · cost as a share of slack) and fits; changes that add no cost come first.
 */
export function fillMany(many: ManyKnapsack, weights: ArrayLike<number>, entry: Int32Array): void {
  const { layers, start, costs, slack, value } = many
  const used = usesOf(many, entry)
  const fits = (from: number, to: number) => costs.every((c, j) => used[j] + (c[to] - c[from]) <= slack[j])
  const weight = sharesOf(many).map((share, j) => share * weights[j])
  const target = new Int32Array(layers)
  const ratio = new Float64Array(layers)
  const look = (l: number): void => {
    const from = entry[l]
    ratio[l] = 0
    for (let e = start[l]; e < start[l + 1]; e++) {
      const gain = value[from] - value[e]
      if (gain <= 0 || !fits(from, e)) continue
      let added = 0
      for (let j = 0; j < costs.length; j++) added += weight[j] * (costs[j][e] - costs[j][from])
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
