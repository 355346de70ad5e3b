// The greedy rules: quick allocations to measure others against, and where the exact searches start.

import { counted } from "./budget.ts"
import { cheapestChoices } from "./exact-bottleneck.ts"
import { solveShared } from "./exact-shared.ts"
import { feasibleStart } from "./feasible.ts"
import { fill } from "./fill.ts"
import { knapsackOf } from "./knapsack.ts"
import { choicesOf, entriesOf, fillMany, manyOf } from "./many.ts"
import {
  type Allocation,
  type AllocationProblem,
  checkBudget,
  countingOf,
  evaluateAllocation,
  limitsOf,
} from "./problem.ts"
import { type ChoiceLists, undominated } from "./undominated.ts"

/**
 * The greedy allocation; always feasible. InputError when the budgets admit none, or a layer has no allowed choice.
 *
 * * "sum": from the cheapest choice everywhere, the upgrade of most gain per cost that fits, again and again. With
 *   several constraints costs count as shares of their slacks, and the start is any allocation within all budgets.
 * * "product-of-sums": the gain is that of the logarithm of the product, to first order: Δlatency / Σlatency +
 *   Δenergy / Σenergy. The sums are those of the pass before (at first of the start), and passes are repeated while
 *   the product falls.
 * * "max": the slowest layer takes its cheapest faster choice, until that does not fit.
 * * A shared array leaves nothing to be greedy about: the arrays are enumerated.
 *
 * `lists` are the problem's undominated choices, when the caller has them already.
 */
export function solveGreedy(problem: AllocationProblem, lists?: ChoiceLists): Allocation {
  checkBudget(problem)
  if (problem.array !== undefined) return solveShared(problem, problem.array)
  const start = startOf(problem)
  if (problem.aggregation === "max") return speedUp(problem, start)
  const known = lists ?? undominated(problem)
  if (problem.aggregation === "sum") return evaluateAllocation(problem, filled(problem, known, [1], start))
  let best = evaluateAllocation(problem, start)
  for (;;) {
    const next = evaluateAllocation(problem, filled(problem, known, logGradient(problem, best.choice), start))
    if (!(next.objective < best.objective)) return best
    best = next
  }
}

/** An allocation within all budgets: with one, the cheapest. */
function startOf(problem: AllocationProblem): Int32Array {
  return limitsOf(problem).length === 1 ? cheapestChoices(problem) : feasibleStart(problem)
}

/** The gain-per-cost rule for Σ weights[i] · values[i]. */
function filled(
  problem: AllocationProblem,
  lists: ChoiceLists,
  weights: readonly number[],
  start: Int32Array,
): Int32Array {
  if (limitsOf(problem).length === 1) return fill(knapsackOf(problem, lists, weights))
  const many = manyOf(problem, lists, weights)
  const entry = entriesOf(many, problem, start)
  fillMany(
    many,
    many.costs.map(() => 1),
    entry,
  )
  return choicesOf(many, entry)
}

/** Speeds up the slowest layer while that fits. */
function speedUp(problem: AllocationProblem, start: Int32Array): Allocation {
  const { choices, values, allowed } = problem
  const limits = limitsOf(problem)
  const choice = start.slice()
  const counting = limits.map(limit => countingOf(problem, limit))
  const countedCost = (e: number, j: number) => counted(limits[j].cost[e], counting[j])
  const used = limits.map((_, j) => choice.reduce((sum, k, l) => sum + countedCost(l * choices + k, j), 0))
  const valueOf = (l: number) => values[0][l * choices + choice[l]]
  for (;;) {
    const slowest = choice.reduce((worst, _, l) => (valueOf(l) > valueOf(worst) ? l : worst), 0)
    const row = slowest * choices
    const addedBy = (k: number, j: number) => countedCost(row + k, j) - countedCost(row + choice[slowest], j)
    let [faster, least] = [-1, Number.POSITIVE_INFINITY]
    for (let k = 0; k < choices; k++) {
      if (allowed[row + k] === 0 || values[0][row + k] >= valueOf(slowest)) continue
      if (!limits.every((_, j) => used[j] + addedBy(k, j) <= counting[j].most)) continue
      const added = limits.reduce((sum, limit, j) => sum + addedBy(k, j) / (limit.budget || 1), 0)
      if (added < least) [faster, least] = [k, added]
    }
    if (faster < 0) break
    for (const j of limits.keys()) used[j] += addedBy(faster, j)
    choice[slowest] = faster
  }
  return evaluateAllocation(problem, choice)
}

/** Gradient of log Π_i Σ values[i] at an allocation, scaled by the largest sum so that no sum of zero divides. */
export function logGradient(problem: AllocationProblem, choice: Int32Array): number[] {
  const sums = problem.values.map(table => choice.reduce((sum, k, l) => sum + table[l * problem.choices + k], 0))
  // The product of the other sums is the gradient of the product itself, which points the same way.
  return sums.map((_, i) => sums.reduce((product, sum, j) => (j === i ? product : product * sum), 1))
}
