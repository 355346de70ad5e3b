// The best allocation, with proof: what every heuristic here is measured against.
//
// | problem | method |
// | --- | --- |
// | sum, one constraint | multiple-choice knapsack: linear relaxation, reduced cost fixing, dynamic programming with bounds (exact-sum.ts) |
// | sum, several constraints | Lagrangian bound by the ellipsoid method, the same two steps in several dimensions (exact-many.ts) |
// | product of two sums | corners of the hull of outcomes, each a weighted sum solved as above (exact-product.ts) |
// | largest value (throughput) | search over thresholds (exact-bottleneck.ts) |
// | shared array (LS) | enumeration of the arrays (exact-shared.ts) |
//
// A constraint that even the dearest choices keep is left out first.

import { keepsBudget } from "./budget.ts"
import { cheapestChoices, cheapestFits, solveBottleneck } from "./exact-bottleneck.ts"
import { solveProduct } from "./exact-product.ts"
import { solveShared } from "./exact-shared.ts"
import { solveWeighted } from "./exact-weighted.ts"
import { feasibleStart, findFeasible } from "./feasible.ts"
import {
  type Allocation,
  type AllocationProblem,
  checkBudget,
  dearestEntries,
  evaluateAllocation,
  limitsOf,
} from "./problem.ts"
import { type ChoiceLists, undominated } from "./undominated.ts"

/** Options of `solveExact`. */
export interface ExactOptions {
  /** The search ends unproven rather than keep more partial allocations than this (24 to 80 bytes each), ≥ 1. With several constraints 2^19 by default. */
  readonly maxStates: number
  /** The problem's undominated choices, when the caller has them already. */
  readonly lists?: ChoiceLists
}

/** 100 MB. Recorded layer tables need 1.3 million at most (an EDP, 160 layers), with one value 33 thousand. */
export const EXACT_DEFAULTS: ExactOptions = { maxStates: 2 ** 22 }

/** With several constraints a state is larger and dropped less easily; this many take some ten seconds. */
const SEVERAL_MAX_STATES = 2 ** 19

/** The answer of `solveExact`. */
export interface ExactSolution {
  /** The best allocation found; always feasible. */
  readonly allocation: Allocation
  /**
   * No feasible allocation has a smaller objective than this. Equals the objective when the search was finished, and is then
   * meant up to the rounding of the sums (rounding.ts): with n undominated choices in all layers nothing is better by more than
   * (n + 16) · 2^-50 of the objective (products: four times that), nothing at all when values are integers of ordinary size. Whether an
   * allocation keeps the budgets has no such margin: the searches count costs as `evaluateAllocation` does.
   */
  readonly bound: number
  /** Partial allocations the search kept: a measure of its work. */
  readonly states: number
}

/**
 * Solves an allocation problem to proven optimality, or as far as `maxStates` lets it; the methods are in the table above.
 * InputError when the budgets admit no allocation, or a layer has no allowed choice.
 */
export function solveExact(problem: AllocationProblem, options: Partial<ExactOptions> = {}): ExactSolution {
  checkBudget(problem)
  if (problem.array !== undefined) {
    const allocation = solveShared(problem, problem.array)
    return { allocation, bound: allocation.objective, states: 0 }
  }
  const kept = withoutSlackLimits(problem)
  const otherwise = limitsOf(kept).length > 1 ? SEVERAL_MAX_STATES : EXACT_DEFAULTS.maxStates
  const maxStates = options.maxStates ?? otherwise
  const { allocation, bound, states } = solvePipelined(kept, maxStates, kept === problem ? options.lists : undefined)
  return kept === problem
    ? { allocation, bound, states }
    : { allocation: evaluateAllocation(problem, allocation.choice), bound, states }
}

/** Solves a layer-pipelined problem. */
function solvePipelined(problem: AllocationProblem, maxStates: number, given?: ChoiceLists): ExactSolution {
  const several = limitsOf(problem).length > 1
  if (problem.aggregation === "max") {
    return several
      ? solveBottleneck(problem, feasibleStart(problem, maxStates), within => findFeasible(within, maxStates))
      : solveBottleneck(problem, cheapestChoices(problem), cheapestFits)
  }
  const lists = given ?? undominated(problem)
  if (problem.aggregation === "product-of-sums") return solveProduct(problem, lists, maxStates)
  const start = several ? feasibleStart(problem, maxStates) : cheapestChoices(problem)
  const solved = solveWeighted(problem, lists, [1], start, { maxStates })
  const allocation = evaluateAllocation(problem, solved.choice)
  const bound = solved.finished ? allocation.objective : Math.min(solved.bound, allocation.objective)
  return { allocation, bound, states: solved.states }
}

/** The problem without the constraints that every allocation keeps; at least one stays. */
function withoutSlackLimits(problem: AllocationProblem): AllocationProblem {
  const limits = limitsOf(problem)
  if (limits.length === 1) return problem
  const binding = limits.filter(limit => !keepsBudget(limit, dearestEntries(problem, limit)))
  if (binding.length === limits.length) return problem
  const [{ cost, budget }, ...further] = binding.length === 0 ? limits.slice(0, 1) : binding
  return { ...problem, cost, budget, further }
}
