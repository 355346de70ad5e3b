// The allocation problem as plain data: one choice per layer, values to minimise, costs to keep
// within a budget (layer-pipelined deployment, "LP": both add up over the layers).
//
// With one value per choice it is the multiple-choice knapsack problem. The chip-level EDP has two
// values per choice (latency and energy), minimised as the product of their sums.

import { InputError } from "../core/errors.ts"

/** How the values of the chosen entries become the objective. */
export type Aggregation = "sum" | "product-of-sums"

/**
 * A layer-pipelined allocation problem. Row-major tables, entry (layer l, choice k) at l * choices + k.
 *
 * `allowed` is 0 for entries that may not be chosen (impossible rows, see verdict); the numbers of
 * such entries are not to be read. Values and costs of allowed entries are finite and ≥ 0.
 */
export interface AllocationProblem {
  readonly layers: number
  readonly choices: number
  /** One table for "sum", two for "product-of-sums" (objective = Σ values[0] × Σ values[1]). */
  readonly values: readonly Float64Array[]
  readonly aggregation: Aggregation
  readonly cost: Float64Array
  readonly allowed: Uint8Array
  /**
   * Largest admissible Σ cost (may be infinite); an allocation violates when Σ cost > budget · (1 +
   * BUDGET_TOLERANCE).
   */
  readonly budget: number
}

/** Relative slack on the budget, so that a budget computed as a sum admits that very sum. */
export const BUDGET_TOLERANCE = 1e-9

/** The largest Σ cost that keeps the budget. */
export function budgetLimit(problem: AllocationProblem): number {
  return problem.budget * (1 + BUDGET_TOLERANCE)
}

/** The least budget that admits an allocation: Σ of the cheapest allowed costs. InputError names a layer with none. */
export function smallestBudget(problem: AllocationProblem): number {
  const { layers, choices, cost, allowed } = problem
  let total = 0
  for (let l = 0; l < layers; l++) {
    let least = Number.POSITIVE_INFINITY
    for (let e = l * choices; e < (l + 1) * choices; e++) {
      if (allowed[e] !== 0 && cost[e] < least) least = cost[e]
    }
    if (least === Number.POSITIVE_INFINITY) throw noChoice(l)
    total += least
  }
  return total
}

/**
 * What the allocation costs that gives every layer its best value, at the least cost; for a product of sums
 * a choice must be best in both. With a budget of that size or more the budget does not bind.
 */
export function unboundCost(problem: AllocationProblem): number {
  const { layers, choices, values, cost, allowed } = problem
  let total = 0
  for (let l = 0; l < layers; l++) {
    const entries = Array.from({ length: choices }, (_, k) => l * choices + k).filter(e => allowed[e] !== 0)
    const best = values.map(table => Math.min(...entries.map(e => table[e])))
    const ideal = entries.filter(e => values.every((table, v) => table[e] === best[v]))
    total += Math.min(...ideal.map(e => cost[e]))
  }
  return total
}

/** Throws an InputError when not even the cheapest allocation keeps the budget. */
export function checkBudget(problem: AllocationProblem): void {
  const least = smallestBudget(problem)
  if (least <= budgetLimit(problem)) return
  throw new InputError(`budget is ${problem.budget}, the cheapest allocation needs ${least}`)
}

/** The error for a layer of which every choice is disallowed. */
export function noChoice(layer: number): InputError {
  return new InputError(`layer ${layer + 1} has no allowed choice, expected at least one`)
}

/** A choice per layer, with its totals. `feasible` says whether `cost` keeps the budget. */
export interface Allocation {
  readonly choice: Int32Array
  readonly objective: number
  readonly cost: number
  readonly feasible: boolean
}

/** Objective, cost and feasibility of the given choices (one per layer), summed in layer order. */
export function evaluateAllocation(problem: AllocationProblem, choice: ArrayLike<number>): Allocation {
  const { layers, choices, values, cost } = problem
  const sums = values.map(() => 0)
  let totalCost = 0
  let allowed = true
  for (let l = 0; l < layers; l++) {
    const entry = l * choices + choice[l]
    for (let v = 0; v < sums.length; v++) sums[v] += values[v][entry]
    totalCost += cost[entry]
    if (problem.allowed[entry] === 0) allowed = false
  }
  return {
    choice: Int32Array.from(choice),
    objective: sums.reduce((product, sum) => product * sum, 1),
    cost: totalCost,
    feasible: allowed && totalCost <= budgetLimit(problem),
  }
}
