// From cost tables to an allocation problem: objective, constraints, budgets, deployment.
//
// Sources: specification "ConfuciuX", sections 1 (LP, LS), 3 (MIX), 5 (budget rule) and 6.4 (objectives). Objectives add up over the
// layers, except EDP, which multiplies the chip's total latency and energy, and the throughput of a pipeline, which its
// slowest layer sets. Layers on a shared array run one after another: there an inference takes the sum again.

import { checkNumber } from "../core/check.ts"
import { InputError } from "../core/errors.ts"
import type { CostTable } from "../costs/cost-table.ts"
import type { Network } from "../workloads/network.ts"
import { type Limit } from "./budget.ts"
import { budgetErrors, type NamedLimit } from "./budget-errors.ts"
import { type Aggregation, type AllocationProblem } from "./problem.ts"

/**
 * What is minimised. lep, lap, eap are sums over layers of per-layer products; edp is the product of the sums; throughput is the
 * cycles from one inference to the next: of the slowest layer of a pipeline, of all layers on a shared array.
 */
export const OBJECTIVES = ["latency", "energy", "edp", "lep", "lap", "eap", "throughput"] as const
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
  throughput: "cycles",
}
export const CONSTRAINT_UNITS: Readonly<Record<Constraint, string>> = {
  area: "µm²",
  power: "mW",
  l1: "bytes",
  l2: "bytes",
}

/** Who gets the hardware: every layer a part of the chip of its own (lp), or all layers in turn one shared array (ls). */
export const DEPLOYMENTS = ["lp", "ls"] as const
export type Deployment = (typeof DEPLOYMENTS)[number]

/** A budget: a number as in `ProblemOptions`, or an amount in the constraint's unit, however small. */
export type Budget = number | { readonly amount: number }

/** A constraint beside the first. */
export interface FurtherConstraint {
  readonly constraint: Constraint
  readonly budget: Budget
}

/** What to build a problem from. */
export interface ProblemOptions {
  readonly objective: Objective
  readonly constraint: Constraint
  /** In [0, 1]: a fraction between the corner totals; above 1: an absolute number in the constraint's unit. */
  readonly budget: Budget
  /** More constraints, all to be kept. Default none. */
  readonly further?: readonly FurtherConstraint[]
  /** Default "lp". */
  readonly deployment?: Deployment
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

/** The tables a layer may choose from, on one grid: one, or one per dataflow (MIX). */
export type Tables = CostTable | readonly CostTable[]

const listOf = (tables: Tables): readonly CostTable[] => ("grid" in tables ? [tables] : tables)

/**
 * Smallest and largest total of a constraint when all layers sit at the same corner of the grid:
 * largest and smallest PE count with largest and smallest tile (the published rule). Over all tables; the total of a shared
 * array is the largest of the layers.
 */
export function cornerTotals(
  network: Network,
  tables: Tables,
  constraint: Constraint,
  deployment: Deployment = "lp",
): BudgetRange {
  const join = deployment === "lp" ? (a: number, b: number) => a + b : Math.max
  const totals = listOf(tables).flatMap(table => {
    const tiles = table.grid.tile.length
    const corners = [table.choices - 1, 0, table.choices - tiles, tiles - 1]
    return corners.map(choice =>
      network.shapeOf.reduce((sum, shape) => join(sum, table[constraint][shape * table.choices + choice]), 0),
    )
  })
  // A dataflow without numbers at a corner sets no corner, unless no other does.
  const known = totals.filter(total => !Number.isNaN(total))
  const used = known.length > 0 && listOf(tables).length > 1 ? known : totals
  return { lowest: Math.min(...used), highest: Math.max(...used) }
}

/** The absolute budget of a fraction between the corner totals, or of an absolute number. */
export function budgetOf(budget: Budget, range: BudgetRange): number {
  if (typeof budget === "object") return checkNumber("budget", budget.amount, 0)
  checkNumber("budget", budget, 0)
  return budget <= 1 ? range.lowest + budget * (range.highest - range.lowest) : budget
}

const product = (a: Float64Array, b: Float64Array) => a.map((x, i) => x * b[i])

/** The per-layer tables of an objective, over the distinct layers. */
function objectiveTables(table: CostTable, objective: Objective): Float64Array[] {
  const { runtime, energy, area } = table
  switch (objective) {
    case "latency":
    case "throughput":
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

function aggregationOf(objective: Objective, deployment: Deployment): Aggregation {
  if (objective === "edp") return "product-of-sums"
  return objective === "throughput" && deployment === "lp" ? "max" : "sum"
}

/** Rows of distinct layers, repeated in network order; those of several tables one after another in every layer. */
function expand<T extends Float64Array | Uint8Array>(network: Network, choices: number, tables: readonly T[]): T {
  const out = tables[0].slice(0, 0).constructor as new (n: number) => T
  const width = choices * tables.length
  const all = new out(network.shapeOf.length * width)
  for (const [l, shape] of network.shapeOf.entries()) {
    for (const [t, rows] of tables.entries()) {
      all.set(rows.subarray(shape * choices, (shape + 1) * choices), l * width + t * choices)
    }
  }
  return all
}

/**
 * The allocation problem of a network over cost tables of its distinct layers. With several tables (MIX) choice d · n + k
 * is choice k of the n of table d. On a shared array (ls) all layers run at one PE count and tile, each in its dataflow.
 *
 * @param ranges corner totals per constraint; default: these tables' own (a fine table is given the coarse one's, so that both share a budget)
 * @throws InputError for budgets that admit no allocation, naming the smallest feasible ones, or a layer without a possible choice
 */
export function buildProblem(
  network: Network,
  tables: Tables,
  options: ProblemOptions,
  ranges: BudgetRange | readonly BudgetRange[] = rangesOf(network, tables, options),
): AllocationProblem {
  const list = listOf(tables)
  const { choices } = list[0]
  const { deployment = "lp", objective } = options
  // Even then, a row without numbers cannot be chosen.
  const possible = list.map(t => (options.allowImpossible === true ? Uint8Array.from(t.energy, known) : t.possible))
  checkPossible(network, list, possible)
  const limits = constraintsOf(options).map(({ constraint, budget }, i): NamedLimit => {
    const range = "lowest" in ranges ? ranges : ranges[i]
    const cost = expand(
      network,
      choices,
      list.map(t => t[constraint]),
    )
    return {
      constraint,
      unit: CONSTRAINT_UNITS[constraint],
      given: budget,
      range,
      cost,
      budget: budgetOf(budget, range),
    }
  })
  const [{ cost, budget }, ...further] = limits.map((limit): Limit => ({ cost: limit.cost, budget: limit.budget }))
  const values = list.map(t => objectiveTables(t, objective))
  const problem: AllocationProblem = {
    layers: network.shapeOf.length,
    choices: choices * list.length,
    values: values[0].map((_, v) =>
      expand(
        network,
        choices,
        values.map(of => of[v]),
      ),
    ),
    aggregation: aggregationOf(objective, deployment),
    cost,
    allowed: expand(network, choices, possible),
    budget,
    ...(further.length > 0 ? { further } : {}),
    ...(deployment === "ls"
      ? { array: Int32Array.from({ length: choices * list.length }, (_, k) => k % choices) }
      : {}),
  }
  const wrong = budgetErrors(problem, limits)
  if (wrong !== null) throw wrong
  return problem
}

/** All constraints of the options, the first one first. @throws InputError for one that is named twice */
export function constraintsOf({ constraint, budget, further = [] }: ProblemOptions): readonly FurtherConstraint[] {
  const all = [{ constraint, budget }, ...further]
  const twice = all.find((c, i) => all.findIndex(other => other.constraint === c.constraint) < i)
  if (twice === undefined) return all
  throw new InputError(`constraint ${twice.constraint} is named twice, expected each at most once`)
}

/** The corner totals of every constraint of the options. */
export function rangesOf(network: Network, tables: Tables, options: ProblemOptions): readonly BudgetRange[] {
  return constraintsOf(options).map(c => cornerTotals(network, tables, c.constraint, options.deployment))
}

const known = (x: number) => (Number.isNaN(x) ? 0 : 1)

/** Throws for a layer none of whose choices may be taken. */
function checkPossible(network: Network, tables: readonly CostTable[], possible: readonly Uint8Array[]): void {
  const [{ choices, profile }] = tables
  for (const [shape, { row, index }] of network.distinct.entries()) {
    if (possible.some(p => p.subarray(shape * choices, (shape + 1) * choices).includes(1))) continue
    const dataflows = tables.map(t => t.dataflow).join(", ")
    throw new InputError(
      `layer ${index + 1} of ${network.name} (${row.join(",")}) has no physically possible choice under dataflow ` +
        `${dataflows}; choose another dataflow${profile === "maestro" ? ", or allow impossible rows" : ""}`,
      "no-possible-choice",
    )
  }
}
