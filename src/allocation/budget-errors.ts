// What is wrong with the budgets of a problem, for people: which constraint binds, and the smallest feasible value of each.

import { InputError } from "../core/errors.ts"
import { budgetLimit, type Limit } from "./budget.ts"
import type { Budget, BudgetRange, Constraint } from "./build.ts"
import { solveExact } from "./exact.ts"
import { contradictory, findFeasible, leastCostProblem } from "./feasible.ts"
import { type AllocationProblem, admitsCheapest, arrayCount, smallestBudget } from "./problem.ts"

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

/** The least cost of one constraint within others: what was found, and no less than what is needed. */
interface Least {
  readonly found: number
  readonly bound: number
}

/** `Least`; null when the others leave nothing; "unknown" when the search was cut short. */
type LeastWithin = (limit: Limit, others: readonly Limit[]) => Least | null | "unknown"

/** The error when pipelined layers cannot keep all budgets, each of which can be kept alone. */
function pipelinedTogether(problem: AllocationProblem, limits: readonly NamedLimit[]): InputError | null {
  const { choice, proven } = findFeasible(problem)
  if (choice !== null) return null
  if (!proven) return contradictory(false)
  return together(limits, (limit, others) => {
    const least = leastCostProblem(problem, limit, others)
    const start = others.length > 1 ? findFeasible(least) : null
    if (start !== null && start.choice === null) return start.proven ? null : "unknown"
    const { allocation, bound } = solveExact(least)
    return { found: allocation.objective, bound }
  })
}

/** The same for a shared array: the least that an array needs of a constraint while it keeps the others. */
function sharedTogether(
  problem: AllocationProblem,
  array: Int32Array,
  limits: readonly NamedLimit[],
): InputError | null {
  const leastWithin = (limit: Limit, others: readonly Limit[]): Least | null => {
    const { layers, choices } = problem
    const kept = problem.allowed.map((a, e) => (a !== 0 && others.every(o => o.cost[e] <= budgetLimit(o)) ? 1 : 0))
    const largest = new Float64Array(arrayCount(array))
    const cheapest = new Float64Array(largest.length)
    for (let l = 0; l < layers; l++) {
      cheapest.fill(Number.POSITIVE_INFINITY)
      for (let k = 0, e = l * choices; k < choices; k++, e++) {
        if (kept[e] !== 0) cheapest[array[k]] = Math.min(cheapest[array[k]], limit.cost[e])
      }
      for (let a = 0; a < largest.length; a++) largest[a] = Math.max(largest[a], cheapest[a])
    }
    const least = Math.min(...largest)
    return least === Number.POSITIVE_INFINITY ? null : { found: least, bound: least }
  }
  const least = leastWithin(limits[0], limits.slice(1))
  return least !== null && least.found <= budgetLimit(limits[0]) ? null : together(limits, leastWithin)
}

/** The error that says which budgets contradict each other, and for each what it needs at least when the others stay. */
function together(limits: readonly NamedLimit[], leastWithin: LeastWithin): InputError {
  const binding = bindingOf(limits, leastWithin)
  const each = binding.map(limit => {
    const others = limits.filter(other => other !== limit)
    return `${limit.constraint} (given ${limit.budget} ${limit.unit}): ${needsText(limit, leastWithin(limit, others))}`
  })
  return new InputError(
    `the budgets of ${binding.map(l => l.constraint).join(", ")} contradict each other: each can be kept alone, ` +
      `but no allocation keeps all of them. Smallest feasible value of each while the others stay: ${each.join("; ")}`,
    "contradictory-budgets",
  )
}

function needsText(limit: NamedLimit, least: ReturnType<LeastWithin>): string {
  if (least === null) return "no value helps, the others contradict each other"
  if (least === "unknown") return "not found in the time allowed"
  const atLeast = least.bound < least.found ? `, no less than ${least.bound} ${limit.unit}` : ""
  return amountText(limit, least.found) + atLeast
}

/**
 * Constraints that contradict each other, all of them needed for that: of those given, each is left out without which the rest still
 * contradict each other.
 */
function bindingOf(limits: readonly NamedLimit[], leastWithin: LeastWithin): readonly NamedLimit[] {
  return limits.reduce((kept, limit) => {
    const [first, ...others] = kept.filter(other => other !== limit)
    if (others.length === 0) return kept
    const least = leastWithin(first, others)
    const contradict = least === null || (least !== "unknown" && least.bound > budgetLimit(first))
    return contradict ? [first, ...others] : kept
  }, limits)
}
