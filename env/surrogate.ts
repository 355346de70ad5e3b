// One constraint in place of several: their weighted sum. Whatever keeps all budgets keeps that one; features are made of it.
//
// The weights decide how much such a constraint still says. For sums they are the Lagrangian multipliers of the whole
// problem: with them the surrogate's own bound is as good as that of all constraints together (Glover, "Surrogate constraint
// duality in mathematical programming", Operations Research 23, 1975). For a bottleneck they are found by passes: a constraint
// counts more the more of it the weighted problem's answer uses, and the weights of the highest bottleneck, which say most, are kept.

import { BUDGET_TOLERANCE, budgetLimit, type Limit } from "../src/allocation/budget.ts"
import { cheapestFits, solveBottleneck } from "../src/allocation/exact-bottleneck.ts"
import { manyOf } from "../src/allocation/many.ts"
import { bestMultipliers } from "../src/allocation/multipliers.ts"
import { type AllocationProblem, limitsOf, smallestBudget } from "../src/allocation/problem.ts"
import type { ChoiceLists } from "../src/allocation/undominated.ts"

/** Weight that a constraint without a price keeps, so that waste of it still shows. */
const LEAST_WEIGHT = 0.01
/** Share of the objective to which multipliers are driven: features need no more. */
const PRECISION = 1e-4
/** Passes that look for the weights of a bottleneck. */
const PASSES = 20

/**
 * The problem with one constraint instead of several.
 *
 * @param lists its undominated choices
 * @param valueWeights weights of the value tables
 * @param feasible choices that keep all budgets
 */
export function surrogateOf(
  problem: AllocationProblem,
  lists: ChoiceLists,
  valueWeights: readonly number[],
  feasible: Int32Array,
): AllocationProblem {
  const limits = limitsOf(problem).filter(limit => Number.isFinite(limit.budget))
  const { further: _, ...plain } = problem
  if (limits.length === 0) return { ...plain, budget: Number.POSITIVE_INFINITY }
  const shares = limits.map(limit => shareOf(problem, limit))
  const weights =
    problem.aggregation === "max"
      ? bottleneckWeights(plain, shares, feasible)
      : multiplierWeights({ ...problem, ...limits[0], further: limits.slice(1) }, lists, valueWeights)
  return { ...plain, ...weighted(shares, weights) }
}

/** A constraint in shares of its slack; of its budget where there is no slack. */
function shareOf(problem: AllocationProblem, limit: Limit): Limit {
  const slack = budgetLimit(limit) - smallestBudget(problem, limit)
  const unit = slack > BUDGET_TOLERANCE * limit.budget ? slack : limit.budget || 1
  return { cost: limit.cost.map(c => c / unit), budget: limit.budget / unit }
}

/** The weighted sum of some constraints. */
function weighted(limits: readonly Limit[], weights: readonly number[]): Limit {
  const cost = limits[0].cost.map((_, e) => limits.reduce((sum, limit, j) => sum + weights[j] * limit.cost[e], 0))
  return { cost, budget: limits.reduce((sum, limit, j) => sum + weights[j] * limit.budget, 0) }
}

/** Shares of the whole, none below LEAST_WEIGHT; equal ones when all are 0. */
function normalised(weights: ArrayLike<number>): number[] {
  const all = Array.from(weights)
  const total = all.reduce((sum, w) => sum + w, 0)
  return all.map(w => Math.max(LEAST_WEIGHT, total > 0 ? w / total : 1))
}

function multiplierWeights(problem: AllocationProblem, lists: ChoiceLists, values: readonly number[]): number[] {
  const many = limitsOf(problem).length > 1 ? manyOf(problem, lists, values) : null
  if (many === null) return limitsOf(problem).map(() => 1)
  return normalised(bestMultipliers(many, PRECISION * many.base).price)
}

function bottleneckWeights(problem: AllocationProblem, shares: readonly Limit[], feasible: Int32Array): number[] {
  let weights = shares.map(() => 1)
  let best = weights
  let highest = Number.NEGATIVE_INFINITY
  for (let pass = 0; pass < PASSES; pass++) {
    const { allocation } = solveBottleneck({ ...problem, ...weighted(shares, weights) }, feasible, cheapestFits)
    if (allocation.objective > highest) [best, highest] = [weights, allocation.objective]
    const used = shares.map(share => usedOf(problem, share, allocation.choice))
    weights = normalised(weights.map((w, j) => w * used[j]))
  }
  return best
}

/** The part of a budget that some choices take. */
function usedOf({ choices }: AllocationProblem, { cost, budget }: Limit, choice: Int32Array): number {
  return choice.reduce((sum, k, l) => sum + cost[l * choices + k], 0) / budget
}
