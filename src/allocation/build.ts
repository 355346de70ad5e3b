// From a cost table to an allocation problem: objective, constraint, budget.
//
// Sources: specification "ConfuciuX", sections 5 (budget rule) and 6.4 (objectives). All of them add up
// over the layers (layer-pipelined), except EDP, which multiplies the chip's total latency and energy.

import { checkNumber } from "../core/check.ts"
import { InputError } from "../core/errors.ts"
import type { CostTable } from "../costs/cost-table.ts"
import type { Network } from "../workloads/network.ts"
import { type AllocationProblem, smallestBudget } from "./problem.ts"

/** What is minimised. lep, lap, eap are sums over layers of per-layer products; edp is the product of the sums. */
export const OBJECTIVES = ["latency", "energy", "edp", "lep", "lap", "eap"] as const
export type Objective = (typeof OBJECTIVES)[number]

/** What the budget is on. */
export const CONSTRAINTS = ["area", "power", "l1", "l2"] as const
export type Constraint = (typeof CONSTRAINTS)[number]

/** Units for people. */
export const OBJECTIVE_UNITS: Readonly<Record<Objective, string>> = {
  latency: "cycles",
  energy: "nJ",
  edp: "nJ·cycles",
  lep: "nJ·cycles",
  lap: "µm²·cycles",
  eap: "µm²·nJ",
}
export const CONSTRAINT_UNITS: Readonly<Record<Constraint, string>> = {
  area: "µm²",
  power: "mW",
  l1: "bytes",
  l2: "bytes",
}

/** What to build a problem from. */
export interface ProblemOptions {
  readonly objective: Objective
  readonly constraint: Constraint
  /** In [0, 1]: a fraction between the corner totals; above 1: an absolute number in the constraint's unit. */
  readonly budget: number
  /**
   * Whether rows that no machine could achieve may be chosen (the published program's behaviour). Default false. Without
   * effect in profile `physical`, whose only impossible rows are refused mappings, which have no numbers.
   */
  readonly allowImpossible?: boolean
}

/** Totals of the constraint between which a fractional budget lies. */
export interface BudgetRange {
  readonly lowest: number
  readonly highest: number
}

/**
 * Smallest and largest total of a constraint when all layers sit at the same corner of the grid:
 * largest and smallest PE count with largest and smallest tile (the published rule).
 */
export function cornerTotals(network: Network, table: CostTable, constraint: Constraint): BudgetRange {
  const tiles = table.grid.tile.length
  const corners = [table.choices - 1, 0, table.choices - tiles, tiles - 1]
  const totals = corners.map(choice =>
    network.shapeOf.reduce((sum, shape) => sum + table[constraint][shape * table.choices + choice], 0),
  )
  return { lowest: Math.min(...totals), highest: Math.max(...totals) }
}

/** The absolute budget of a fraction between the corner totals, or of an absolute number. */
export function budgetOf(budget: number, range: BudgetRange): number {
  checkNumber("budget", budget, 0)
  return budget <= 1 ? range.lowest + budget * (range.highest - range.lowest) : budget
}

const product = (a: Float64Array, b: Float64Array) => a.map((x, i) => x * b[i])

/** The per-layer tables of an objective, over the distinct layers. */
function objectiveTables(table: CostTable, objective: Objective): Float64Array[] {
  const { runtime, energy, area } = table
  switch (objective) {
    case "latency":
      return [runtime]
    case "energy":
      return [energy]
    case "edp":
      return [runtime, energy]
    case "lep":
      return [product(energy, runtime)]
    case "lap":
      return [product(area, runtime)]
    case "eap":
      return [product(area, energy)]
  }
}

/** Repeats the rows of distinct layers in network order. */
function expand<T extends Float64Array | Uint8Array>(network: Network, choices: number, rows: T): T {
  const out = rows.slice(0, 0).constructor as new (n: number) => T
  const all = new out(network.shapeOf.length * choices)
  for (const [l, shape] of network.shapeOf.entries()) {
    all.set(rows.subarray(shape * choices, (shape + 1) * choices), l * choices)
  }
  return all
}

/**
 * The allocation problem of a network over a cost table of its distinct layers.
 *
 * @param range corner totals; default: this table's own (a fine table is given the coarse one's, so that both share a budget)
 * @throws InputError for a budget below the cheapest allocation, naming the smallest feasible one, or a layer without a possible choice
 */
export function buildProblem(
  network: Network,
  table: CostTable,
  options: ProblemOptions,
  range: BudgetRange = cornerTotals(network, table, options.constraint),
): AllocationProblem {
  // Even then, a row without numbers cannot be chosen.
  const possible = options.allowImpossible === true ? Uint8Array.from(table.energy, known) : table.possible
  checkPossible(network, table, possible)
  const problem: AllocationProblem = {
    layers: network.shapeOf.length,
    choices: table.choices,
    values: objectiveTables(table, options.objective).map(rows => expand(network, table.choices, rows)),
    aggregation: options.objective === "edp" ? "product-of-sums" : "sum",
    cost: expand(network, table.choices, table[options.constraint]),
    allowed: expand(network, table.choices, possible),
    budget: budgetOf(options.budget, range),
  }
  const smallest = smallestBudget(problem)
  if (problem.budget * (1 + 1e-9) < smallest) throw tooSmall(options, problem.budget, smallest, range)
  return problem
}

const known = (x: number) => (Number.isNaN(x) ? 0 : 1)

/** Throws for a layer none of whose choices may be taken. */
function checkPossible(network: Network, table: CostTable, possible: Uint8Array): void {
  for (const [shape, { row, index }] of network.distinct.entries()) {
    if (possible.subarray(shape * table.choices, (shape + 1) * table.choices).includes(1)) continue
    throw new InputError(
      `layer ${index + 1} of ${network.name} (${row.join(",")}) has no physically possible choice under dataflow ` +
        `${table.dataflow}; choose another dataflow${table.profile === "maestro" ? ", or allow impossible rows" : ""}`,
      "no-possible-choice",
    )
  }
}

function tooSmall(options: ProblemOptions, budget: number, smallest: number, range: BudgetRange): InputError {
  const unit = CONSTRAINT_UNITS[options.constraint]
  const width = range.highest - range.lowest
  const fraction = width > 0 ? Math.max(0, (smallest - range.lowest) / width) : Number.POSITIVE_INFINITY
  const roundedUp = Math.ceil(fraction * 1e6) / 1e6
  const given = options.budget <= 1 ? `${options.budget} (${budget} ${unit})` : `${budget} ${unit}`
  return new InputError(
    `budget is ${given} of ${options.constraint}, but the cheapest allocation needs ${smallest} ${unit}; ` +
      `the smallest feasible budget is ${smallest} ${unit}${roundedUp <= 1 ? ` (as a fraction ${roundedUp})` : ""}`,
    "budget-too-small",
  )
}
