// The Pareto front of an allocation problem over (first constraint, objective), by sweeping the budget.
//
// From the loosest budget down. Every point is the proven optimum of its budget, and costs as little as an allocation of that
// objective can: of a sum by a second solve with value and cost exchanged, of the slowest layer by taking the cheapest choices
// below the threshold. (Of a product of sums the point is the optimum as found; two allocations of one product and
// different cost are a coincidence of rounding.) Budgets between a point's cost and its budget have the same optimum and are not
// solved again.

import { BUDGET_TOLERANCE, budgetLimit } from "./budget.ts"
import { solveExact } from "./exact.ts"
import { leastCostProblem } from "./feasible.ts"
import { type Allocation, type AllocationProblem, evaluateAllocation, limitsOf, smallestBudget } from "./problem.ts"
import { roundingOf } from "./rounding.ts"
import { undominated } from "./undominated.ts"

/** A point of the front. */
export interface FrontPoint {
  readonly allocation: Allocation
  /** Nothing within the point's cost has a smaller objective than this; equal to the objective when proven. */
  readonly bound: number
}

/** What a sweep does. */
export interface FrontOptions {
  /** Number of budgets, ≥ 2, or "all": every point that costs at least GAP less than the one before. */
  readonly points: number | "all"
  /** Cap on each solve, see ExactOptions. */
  readonly maxStates?: number
  /** Called after every solve. */
  readonly onPoint?: (done: number) => void
}

/** Relative distance of costs below which "all" sees one point: twice the tolerance on budgets. */
const GAP = 2e-9

/**
 * The front, by rising cost and falling objective. The first constraint's budget is not read; the further constraints stay as
 * they are. InputError when they admit no allocation.
 */
export function paretoFront(problem: AllocationProblem, options: FrontOptions): FrontPoint[] {
  const { points, onPoint = () => {} } = options
  const sweep = new Sweep(problem, options.maxStates)
  const least = sweep.leastCost()
  const found: FrontPoint[] = [sweep.at(Number.POSITIVE_INFINITY)]
  const most = found[0].allocation.cost
  onPoint(1)
  if (points === "all") {
    // The tolerance on budgets admits the least cost when the budget is a little below it.
    for (let budget = most * (1 - GAP); budget > 0 && budget >= least * (1 - GAP); ) {
      const point = sweep.at(Math.max(budget, least))
      found.push(point)
      onPoint(found.length)
      if (budget <= least) break
      budget = Math.min(point.allocation.cost, budget) * (1 - GAP)
    }
    if (least === 0 && most > 0) found.push(sweep.at(0))
  } else {
    for (const budget of budgetsBetween(least, most, points).toReversed().slice(1)) {
      if (budget >= found[found.length - 1].allocation.cost) continue
      found.push(sweep.at(budget))
      onPoint(found.length)
    }
  }
  return undominatedPoints(found)
}

/** Budgets from the least to the most, denser where budgets are tight. */
function budgetsBetween(least: number, most: number, points: number): number[] {
  const share = (i: number) => i / (points - 1)
  if (least > 0) return Array.from({ length: points }, (_, i) => (i === 0 ? least : least * (most / least) ** share(i)))
  return Array.from({ length: points }, (_, i) => most * share(i) ** 2)
}

/** Rising cost, falling objective: drops what another point equals or beats in both. */
function undominatedPoints(points: readonly FrontPoint[]): FrontPoint[] {
  const rising = points.toSorted(
    (p, q) => p.allocation.cost - q.allocation.cost || p.allocation.objective - q.allocation.objective,
  )
  const kept: FrontPoint[] = []
  for (const p of rising) {
    if (kept.length === 0 || p.allocation.objective < kept[kept.length - 1].allocation.objective) kept.push(p)
  }
  return kept
}

class Sweep {
  readonly #problem: AllocationProblem
  readonly #maxStates: { readonly maxStates?: number }
  /** Undominated choices do not depend on the budget; pipelined problems with one constraint share them. */
  readonly #shared: { readonly lists?: ReturnType<typeof undominated> }

  constructor(problem: AllocationProblem, maxStates?: number) {
    this.#problem = problem
    this.#maxStates = maxStates === undefined ? {} : { maxStates }
    const plain = problem.array === undefined && limitsOf(problem).length === 1 && problem.aggregation !== "max"
    this.#shared = plain ? { lists: undominated(problem) } : {}
  }

  /** The least cost that the further constraints leave possible. */
  leastCost(): number {
    const problem = this.#problem
    const [first, ...others] = limitsOf(problem)
    if (others.length === 0) return smallestBudget(problem)
    if (problem.array !== undefined) return smallestBudget(withinOthers(problem))
    return solveExact(leastCostProblem(problem, first, others), this.#maxStates).allocation.objective
  }

  /** The optimum of a budget, at its least cost. */
  at(budget: number): FrontPoint {
    const problem = { ...this.#problem, budget }
    const { allocation, bound } = solveExact(problem, { ...this.#maxStates, ...this.#shared })
    const cheaper = bound === allocation.objective ? this.#cheapest(problem, allocation) : allocation
    return { allocation: cheaper, bound: Math.min(bound, cheaper.objective) }
  }

  /** The cheapest allocation found that is as good as the given one. */
  #cheapest(problem: AllocationProblem, optimum: Allocation): Allocation {
    if (problem.array !== undefined || problem.aggregation === "product-of-sums") return optimum
    const [first, ...others] = limitsOf(problem)
    const [value] = problem.values
    const asGood = problem.allowed.map((a, e) => (a !== 0 && value[e] <= optimum.objective ? 1 : 0))
    // As a limit the objective itself, give or take its rounding; what is worse is not taken over.
    const most = optimum.objective * (1 + roundingOf(problem.layers))
    const level = { cost: value, budget: most / (1 + BUDGET_TOLERANCE) }
    const within = problem.aggregation === "max" ? others : [level, ...others]
    const free = { cost: first.cost, budget: Number.POSITIVE_INFINITY }
    const exchanged = { ...leastCostProblem(problem, first, within.length > 0 ? within : [free]), allowed: asGood }
    const { choice } = solveExact(exchanged, this.#maxStates).allocation
    const cheapest = evaluateAllocation(problem, choice)
    const better = cheapest.feasible && cheapest.objective <= optimum.objective && cheapest.cost < optimum.cost
    return better ? cheapest : optimum
  }
}

/** The problem with only the choices that keep the further constraints: on a shared array each choice does or does not. */
function withinOthers(problem: AllocationProblem): AllocationProblem {
  const others = limitsOf(problem).slice(1)
  const allowed = problem.allowed.map((a, e) => (a !== 0 && others.every(o => o.cost[e] <= budgetLimit(o)) ? 1 : 0))
  return { ...problem, allowed }
}
