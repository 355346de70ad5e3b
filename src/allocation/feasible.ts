// Whether several budgets can be kept at once, and what each needs at least beside the others.
//
// Keeping one budget is easy: every layer takes its cheapest choice. Keeping several is as hard as the problem itself, so
// it is answered by solving: the least cost in one constraint within the budgets of those before it.

import { InputError } from "../core/errors.ts"
import { counted, keepsBudget, type Limit } from "./budget.ts"
import type { Feasibility } from "./exact-bottleneck.ts"
import { solveWeighted } from "./exact-weighted.ts"
import { type AllocationProblem, admitsCheapest, countingOf, limitsOf } from "./problem.ts"
import { undominated } from "./undominated.ts"

/** States a search for an allocation within several budgets may keep, if the caller sets no other cap. */
const MAX_STATES = 2 ** 20

/** The problem of least Σ cost of one limit within others. */
export function leastCostProblem(
  problem: AllocationProblem,
  limit: Limit,
  within: readonly Limit[],
): AllocationProblem {
  const { layers, choices, allowed } = problem
  const [{ cost, budget }, ...further] = within
  return { layers, choices, allowed, values: [limit.cost], aggregation: "sum", cost, budget, further }
}

/**
 * An allocation that keeps all budgets of a layer-pipelined problem, or null: proof that there is none, when `proven`.
 */
export function findFeasible(problem: AllocationProblem, maxStates = MAX_STATES): Feasibility {
  const limits = limitsOf(problem)
  if (!limits.every(limit => admitsCheapest(problem, limit))) {
    return { choice: null, proven: true, states: 0 }
  }
  const quick = quickFeasible(problem, limits)
  if (quick !== null) return { choice: quick, proven: true, states: 0 }
  let choice = leastWeighted(problem, [limits[0].cost])
  let states = 0
  for (let j = 1; j < limits.length; j++) {
    if (keeps(problem, choice, limits.slice(0, j + 1))) continue
    // Values are counted costs, so that "at most the limit" is decided exactly.
    const counting = countingOf(problem, limits[j])
    const values = { cost: limits[j].cost.map(c => counted(c, counting)), budget: limits[j].budget }
    const least = leastCostProblem(problem, values, limits.slice(0, j))
    const found = solveWeighted(least, undominated(least), [1], choice, { maxStates, target: counting.most })
    states += found.states
    if (!keeps(problem, found.choice, limits.slice(0, j + 1))) return { choice: null, proven: found.finished, states }
    choice = found.choice
  }
  return { choice, proven: true, states }
}

/** Tries what costs least in a sum of shares of the budgets, in equal weights and with each in turn as the main one. */
function quickFeasible(problem: AllocationProblem, limits: readonly Limit[]): Int32Array | null {
  const weights = [limits.map(() => 1), ...limits.map((_, i) => limits.map((__, j) => (i === j ? 1 : 0.05)))]
  for (const weight of weights) {
    const shares = limits.map(({ cost, budget }, j) => cost.map(c => (weight[j] * c) / (budget || 1)))
    const choice = leastWeighted(problem, shares)
    if (keeps(problem, choice, limits)) return choice
  }
  return null
}

/** Every layer's choice of the least sum over some tables. */
function leastWeighted({ layers, choices, allowed }: AllocationProblem, tables: readonly Float64Array[]): Int32Array {
  return Int32Array.from({ length: layers }, (_, l) => {
    let [best, least] = [-1, Number.POSITIVE_INFINITY]
    for (let k = 0, e = l * choices; k < choices; k++, e++) {
      if (allowed[e] === 0) continue
      const sum = tables.reduce((so, table) => so + table[e], 0)
      if (best < 0 || sum < least) [best, least] = [k, sum]
    }
    return best
  })
}

/** Whether the choices keep some limits. */
function keeps(problem: AllocationProblem, choice: Int32Array, limits: readonly Limit[]): boolean {
  const entries = choice.map((k, l) => l * problem.choices + k)
  return limits.every(limit => keepsBudget(limit, entries))
}

/** An allocation that keeps all budgets. InputError when there is none, or none was found. */
export function feasibleStart(problem: AllocationProblem, maxStates = MAX_STATES): Int32Array {
  const { choice, proven } = findFeasible(problem, maxStates)
  if (choice === null) throw contradictory(proven)
  return choice
}

/** The error for budgets that cannot be kept together. */
export function contradictory(proven: boolean): InputError {
  return new InputError(
    proven
      ? "each budget can be kept alone, but no allocation keeps all of them"
      : "no allocation was found that keeps all budgets, though each can be kept alone; raise maxStates to search longer",
    "contradictory-budgets",
  )
}
