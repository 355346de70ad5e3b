// The best allocation, with proof: what every heuristic here is measured against.

import { solveProduct } from "./exact-product.ts"
import { solveKnapsack } from "./exact-sum.ts"
import { fill } from "./greedy.ts"
import { knapsackOf } from "./knapsack.ts"
import { type Allocation, type AllocationProblem, checkBudget, evaluateAllocation } from "./problem.ts"
import { type ChoiceLists, undominated } from "./undominated.ts"

/** Options of `solveExact`. */
export interface ExactOptions {
  /** The search ends unproven rather than keep more partial allocations than this (24 bytes each), ≥ 1. */
  readonly maxStates: number
  /** The problem's undominated choices, when the caller has them already. */
  readonly lists?: ChoiceLists
}

/** 100 MB. Recorded layer tables need 1.3 million at most (an EDP, 160 layers), with one value 33 thousand. */
export const EXACT_DEFAULTS: ExactOptions = { maxStates: 2 ** 22 }

/** The answer of `solveExact`. */
export interface ExactSolution {
  /** The best allocation found; always feasible. */
  readonly allocation: Allocation
  /**
   * No feasible allocation has a smaller objective than this. Equals the objective when the search was finished,
   * and is then meant up to rounding: nothing is better by more than a few parts in 10^12 (products: 10^11),
   * nothing at all when values are integers of ordinary size.
   */
  readonly bound: number
  /** Partial allocations the search kept: a measure of its work. */
  readonly states: number
}

/**
 * Solves an allocation problem to proven optimality: "sum" as a multiple-choice knapsack (exact-sum.ts),
 * "product-of-sums" over the hull of weighted sums (exact-product.ts). InputError when the budget admits no
 * allocation, or a layer has no allowed choice.
 */
export function solveExact(problem: AllocationProblem, options: Partial<ExactOptions> = {}): ExactSolution {
  const { maxStates } = { ...EXACT_DEFAULTS, ...options }
  checkBudget(problem)
  const lists = options.lists ?? undominated(problem)
  if (problem.aggregation === "product-of-sums") return solveProduct(problem, lists, maxStates)
  const knapsack = knapsackOf(problem, lists)
  const greedy = evaluateAllocation(problem, fill(knapsack))
  const solved = solveKnapsack(knapsack, { choice: greedy.choice, value: greedy.objective }, maxStates)
  const allocation = evaluateAllocation(problem, solved.choice)
  const bound = solved.bound === solved.value ? allocation.objective : Math.min(solved.bound, allocation.objective)
  return { allocation, bound, states: solved.states }
}
