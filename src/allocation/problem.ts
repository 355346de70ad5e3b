// The allocation problem as plain data: one choice per layer, values to minimise, costs to keep within budgets.
//
// Layer-pipelined deployment ("LP", the default): every layer has its own part of the chip, costs add up over the
// layers. With one value per choice and one budget it is the multiple-choice knapsack problem. The chip-level EDP has two values
// per choice (latency and energy), minimised as the product of their sums; the throughput of a pipeline is that of
// its slowest layer. Layer-sequential deployment ("LS", `array` given): one array runs all layers one after another,
// so costs are the largest over the layers.
//
// What each combination needs of a solver is stated in exact.ts.

import { InputError } from "../core/errors.ts"
import { budgetLimit, type Counting, countingUpTo, keepsBudget, type Limit } from "./budget.ts"

/**
 * How the values of the chosen entries become the objective: Σ values[0]; Σ values[0] × Σ values[1]; or the largest
 * values[0] of all layers (a pipeline's bottleneck).
 */
export const AGGREGATIONS = ["sum", "product-of-sums", "max"] as const
export type Aggregation = (typeof AGGREGATIONS)[number]

/**
 * An allocation problem. Row-major tables, entry (layer l, choice k) at l * choices + k.
 *
 * `allowed` is 0 for entries that may not be chosen (impossible rows, see verdict); the numbers of
 * such entries are not to be read. Values and costs of allowed entries are finite and ≥ 0.
 *
 * `cost` and `budget` are the first constraint; problems without `further` and `array` are the plain
 * layer-pipelined ones. Code that reads `cost` and `budget` alone must refuse the others or go through `limitsOf`.
 */
export interface AllocationProblem extends Limit {
  readonly layers: number
  /** Choices per layer; where the dataflow is a choice too (MIX), the grids of all dataflows one after another. */
  readonly choices: number
  /** Two tables for "product-of-sums", else one. */
  readonly values: readonly Float64Array[]
  readonly aggregation: Aggregation
  readonly allowed: Uint8Array
  /** Constraints beside the first (area and power and L2), all to be kept. Absent or empty: none. */
  readonly further?: readonly Limit[]
  /**
   * Layer-sequential deployment: per choice (length `choices`) the number ≥ 0 of the shared array it runs on. All layers must take
   * choices of the same array, and an allocation costs the largest of its layers' costs instead of their sum.
   * Absent: layer-pipelined.
   */
  readonly array?: Int32Array
}

/** All constraints of a problem, the first included. */
export function limitsOf(problem: AllocationProblem): readonly Limit[] {
  return [problem, ...(problem.further ?? [])]
}

/** @throws InputError for a problem with several constraints or a shared array, naming who cannot take it */
export function requirePlain({ further = [], array }: AllocationProblem, who: string): void {
  if (further.length > 0) {
    throw new InputError(`the problem has ${further.length + 1} constraints, ${who} takes one`, "several-constraints")
  }
  if (array !== undefined) {
    throw new InputError(`the problem has a shared array (LS), ${who} takes layer-pipelined problems`, "shared-array")
  }
}

/**
 * The least budget of a constraint (default: the first) that admits an allocation, whatever the other constraints say:
 * Σ of the cheapest allowed costs; of a shared array the largest of them, on the array where that is least.
 * InputError names a layer without an allowed choice.
 */
export function smallestBudget(problem: AllocationProblem, limit: Limit = problem): number {
  if (problem.array !== undefined) return smallestShared(problem, limit.cost, problem.array)
  return cheapestEntries(problem, limit).reduce((total, e) => total + limit.cost[e], 0)
}

/** How costs count in a constraint. A budget that no allocation can exceed counts as one just out of reach, so that costs are told apart. */
export function countingOf(problem: AllocationProblem, limit: Limit): Counting {
  const dearest = dearestEntries(problem, limit).reduce((total, e) => total + limit.cost[e], 0)
  const most = Math.min(budgetLimit(limit), 2 * dearest)
  return countingUpTo(most)
}

/** Every layer's dearest allowed entry in a constraint. */
export function dearestEntries(problem: AllocationProblem, limit: Limit): Int32Array {
  return extremeEntries(problem, limit, 1)
}

/** Every layer's first allowed entry of the most sign · cost, sign 1 or −1. InputError names a layer without one. */
function extremeEntries({ layers, choices, allowed }: AllocationProblem, { cost }: Limit, sign: number): Int32Array {
  const entries = new Int32Array(layers)
  for (let l = 0; l < layers; l++) {
    let best = -1
    for (let e = l * choices; e < (l + 1) * choices; e++) {
      if (allowed[e] !== 0 && (best < 0 || sign * cost[e] > sign * cost[best])) best = e
    }
    if (best < 0) throw noChoice(l)
    entries[l] = best
  }
  return entries
}

/** Whether a budget admits an allocation, whatever the other constraints say. InputError as of `smallestBudget`. */
export function admitsCheapest(problem: AllocationProblem, limit: Limit): boolean {
  if (problem.array !== undefined) return smallestBudget(problem, limit) <= budgetLimit(limit)
  return keepsBudget(limit, cheapestEntries(problem, limit))
}

/** Every layer's cheapest allowed entry in a constraint. */
function cheapestEntries(problem: AllocationProblem, limit: Limit): Int32Array {
  return extremeEntries(problem, limit, -1)
}

/** Number of shared arrays of a layer-sequential problem. */
export function arrayCount(array: Int32Array): number {
  return array.reduce((most, a) => Math.max(most, a + 1), 0)
}

function smallestShared(problem: AllocationProblem, cost: Float64Array, array: Int32Array): number {
  const { layers, choices, allowed } = problem
  const largest = new Float64Array(arrayCount(array))
  const cheapest = new Float64Array(largest.length)
  for (let l = 0; l < layers; l++) {
    cheapest.fill(Number.POSITIVE_INFINITY)
    for (let k = 0, e = l * choices; k < choices; k++, e++) {
      if (allowed[e] !== 0 && cost[e] < cheapest[array[k]]) cheapest[array[k]] = cost[e]
    }
    if (cheapest.every(c => c === Number.POSITIVE_INFINITY)) throw noChoice(l)
    for (let a = 0; a < largest.length; a++) largest[a] = Math.max(largest[a], cheapest[a])
  }
  const smallest = Math.min(...largest)
  if (smallest < Number.POSITIVE_INFINITY) return smallest
  throw new InputError(
    "no shared array has an allowed choice for every layer, expected at least one",
    "no-shared-array",
  )
}

/**
 * What the layer-pipelined allocation costs that gives every layer its best value, at the least cost; for a product of
 * sums a choice must be best in both, for the largest value it need only be as good as the worst layer's best. With a budget
 * of that size or more the first constraint does not bind.
 */
export function unboundCost(problem: AllocationProblem): number {
  const { layers, choices, values, cost, allowed } = problem
  const entries = Array.from({ length: layers }, (_, l) =>
    [...allowed.subarray(l * choices, (l + 1) * choices).keys()]
      .map(k => l * choices + k)
      .filter(e => allowed[e] !== 0),
  )
  const best = entries.map(row => values.map(table => smallestOf(row, table)))
  const slowest = best.reduce((most, [value]) => Math.max(most, value), 0)
  const enough = problem.aggregation === "max" ? best.map(() => [slowest]) : best
  let total = 0
  for (const [l, row] of entries.entries()) {
    const ideal = row.filter(e => values.every((table, v) => table[e] <= enough[l][v]))
    total += smallestOf(ideal, cost)
  }
  return total
}

function smallestOf(entries: readonly number[], table: Float64Array): number {
  return entries.reduce((low, e) => Math.min(low, table[e]), Number.POSITIVE_INFINITY)
}

/**
 * Throws an InputError when a budget is below what the cheapest allocation needs of it. That several budgets can be
 * kept at once is for the solver to find out.
 */
export function checkBudget(problem: AllocationProblem): void {
  const limits = limitsOf(problem)
  for (const [i, limit] of limits.entries()) {
    if (admitsCheapest(problem, limit)) continue
    const name = limits.length > 1 ? `budget ${i + 1} of ${limits.length}` : "budget"
    throw new InputError(`${name} is ${limit.budget}, the cheapest allocation needs ${smallestBudget(problem, limit)}`)
  }
}

/** The error for a layer of which every choice is disallowed. */
export function noChoice(layer: number): InputError {
  return new InputError(`layer ${layer + 1} has no allowed choice, expected at least one`)
}

/** A choice per layer, with its totals. `feasible` says whether all costs keep their budgets (budget.ts), on one array where one is shared. */
export interface Allocation {
  readonly choice: Int32Array
  readonly objective: number
  /** Of the first constraint. */
  readonly cost: number
  /** Of the further constraints, in their order; only there when the problem has some. */
  readonly further?: readonly number[]
  readonly feasible: boolean
}

/** The costs of an allocation, one per constraint, as `limitsOf` lists them. */
export function costsOf({ cost, further = [] }: Allocation): readonly number[] {
  return [cost, ...further]
}

/** Objective, costs and feasibility of the given choices (one per layer), summed in layer order. */
export function evaluateAllocation(problem: AllocationProblem, choice: ArrayLike<number>): Allocation {
  const { layers, choices, values, allowed, aggregation, array } = problem
  const entry = Int32Array.from({ length: layers }, (_, l) => l * choices + choice[l])
  const total = (table: Float64Array): number => entry.reduce((sum, e) => sum + table[e], 0)
  const largest = (table: Float64Array): number => entry.reduce((most, e) => Math.max(most, table[e]), 0)
  const costs = limitsOf(problem).map(limit => (array === undefined ? total(limit.cost) : largest(limit.cost)))
  const onOne = array === undefined || entry.every((_, l) => array[choice[l]] === array[choice[0]])
  const kept = limitsOf(problem).every((limit, i) =>
    array === undefined ? keepsBudget(limit, entry) : costs[i] <= budgetLimit(limit),
  )
  const [cost, ...further] = costs
  return {
    choice: Int32Array.from(choice),
    objective: aggregation === "max" ? largest(values[0]) : values.reduce((product, v) => product * total(v), 1),
    cost,
    ...(further.length > 0 ? { further } : {}),
    feasible: onOne && entry.every(e => allowed[e] !== 0) && kept,
  }
}
