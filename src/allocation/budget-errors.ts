// What is wrong with the budgets of a problem, for people: which constraint binds, and the smallest feasible value of each.

import { InputError } from "../core/errors.ts"
import { budgetLimit, type Limit } from "./budget.ts"
import type { Budget, BudgetRange, Constraint } from "./build.ts"
import { solveExact } from "./exact.ts"
import { contradictory, findFeasible, leastCostProblem } from "./feasible.ts"
import { type AllocationProblem, admitsCheapest, smallestBudget } from "./problem.ts"

/** A constraint with what people call it. */
export interface NamedLimit extends Limit {
  readonly constraint: Constraint
  readonly unit: string
  /** As given: a fraction or an amount. */
  readonly given: Budget
  readonly range: BudgetRange
}

/** The error for budgets that admit no allocation, else null. */
export function budgetErrors(problem: AllocationProblem, limits: readonly NamedLimit[]): InputError | null {
  const least = limits.map(limit => smallestBudget(problem, limit))
  const small = limits.flatMap((limit, i) => (admitsCheapest(problem, limit) ? [] : [tooSmall(limit, least[i])]))
  if (small.length > 0) return new InputError(small.join("; "), "budget-too-small")
  if (limits.length === 1) return null
  return problem.array === undefined
    ? pipelinedTogether(problem, limits)
    : sharedTogether(problem, problem.array, limits)
}

function tooSmall(limit: NamedLimit, smallest: number): string {
  const { constraint, unit, given, budget } = limit
  const asked = typeof given === "number" && given <= 1 ? `${given} (${budget} ${unit})` : `${budget} ${unit}`
  return (
    `budget is ${asked} of ${constraint}, but the cheapest allocation needs ${smallest} ${unit}; ` +
    `the smallest feasible budget is ${amountText(limit, smallest)}`
  )
}

/** An amount in its unit and, where it is one, as a fraction rounded up. */
function amountText({ unit, range }: NamedLimit, amount: number): string {
  const width = range.highest - range.lowest
  const fraction = width > 0 ? Math.max(0, (amount - range.lowest) / width) : Number.POSITIVE_INFINITY
  const roundedUp = Math.ceil(fraction * 1e6) / 1e6
  return `${amount} ${unit}${roundedUp <= 1 ? ` (as a fraction ${roundedUp})` : ""}`
}

/** The error when pipelined layers cannot keep all budgets, each of which can be kept alone. */
function pipelinedTogether(problem: AllocationProblem, limits: readonly NamedLimit[]): InputError | null {
  const { choice, proven } = findFeasible(problem)
  if (choice !== null) return null
  if (!proven) return contradictory(false)
  return together(limits, (limit, others) => {
    const least = leastCostProblem(problem, limit, others)
    if (others.length > 1 && findFeasible(least).choice === null) return null
    return solveExact(least).allocation.objective
  })
}

/** The same for a shared array: the least that an array needs of a constraint while it keeps the others. */
function sharedTogether(
  problem: AllocationProblem,
  array: Int32Array,
  limits: readonly NamedLimit[],
): InputError | null {
  const leastWithin = (limit: Limit, others: readonly Limit[]): number | null => {
    const { allowed, layers, choices } = problem
    const kept = allowed.map((a, e) => (a !== 0 && others.every(o => o.cost[e] <= budgetLimit(o)) ? 1 : 0))
    const arrays = Array.from({ length: Math.max(...array) + 1 }, (_, a) => {
      let largest = 0
      for (let l = 0; l < layers; l++) {
        let least = Number.POSITIVE_INFINITY
        for (let k = 0, e = l * choices; k < choices; k++, e++) {
          if (kept[e] !== 0 && array[k] === a) least = Math.min(least, limit.cost[e])
        }
        largest = Math.max(largest, least)
      }
      return largest
    })
    const least = Math.min(...arrays)
    return least === Number.POSITIVE_INFINITY ? null : least
  }
  const least = leastWithin(limits[0], limits.slice(1))
  return least !== null && least <= budgetLimit(limits[0]) ? null : together(limits, leastWithin)
}

/** The error that says for each budget what it needs at least when the others stay. */
function together(
  limits: readonly NamedLimit[],
  leastWithin: (limit: Limit, others: readonly Limit[]) => number | null,
): InputError {
  const each = limits.map(limit => {
    const least = leastWithin(
      limit,
      limits.filter(other => other !== limit),
    )
    const needs = least === null ? "no value helps, the others contradict each other" : amountText(limit, least)
    return `${limit.constraint} (given ${limit.budget} ${limit.unit}): ${needs}`
  })
  return new InputError(
    `the budgets of ${limits.map(l => l.constraint).join(", ")} contradict each other: each can be kept alone, ` +
      `but no allocation keeps all of them. Smallest feasible value of each while the others stay: ${each.join("; ")}`,
    "contradictory-budgets",
  )
}
