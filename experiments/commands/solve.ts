// analects solve: the proven optimum of an allocation problem, and the greedy rule beside it.

import type { Command } from "commander"
import { CONSTRAINT_UNITS, OBJECTIVE_UNITS } from "../../src/allocation/build.ts"
import { type ExactSolution, solveExact } from "../../src/allocation/exact.ts"
import { solveGreedy } from "../../src/allocation/greedy.ts"
import { type Allocation, costsOf, limitsOf, smallestBudget } from "../../src/allocation/problem.ts"
import {
  addFullOptions,
  checkFullFlags,
  type FullFlags,
  type FullSettings,
  fractionOf,
  loadFullInstance,
  namedFullChoices,
} from "../full-options.ts"
import { layerTable, limitsText, slackHint } from "../full-text.ts"
import type { Instance } from "../load.ts"
import { profileText } from "../profile-options.ts"
import { out, outJson } from "../terminal/io.ts"
import { formatGap, formatNumber, formatSeconds, formatShare, textTable } from "../terminal/text-table.ts"

interface SolveFlags extends FullFlags {
  readonly layers?: boolean
  readonly json?: boolean
}

/** Declares options and action. */
export function declare(command: Command): void {
  addFullOptions(command)
    .option("--layers", "print the optimal PEs and tile (and dataflow) of every layer")
    .option("--json", "print one JSON object")
    .action((flags: SolveFlags) => solve(flags))
}

function solve(flags: SolveFlags): void {
  const settings = checkFullFlags(flags)
  const instance = loadFullInstance(settings, flags.json === true)
  const began = performance.now()
  const exact = solveExact(instance.problem)
  const greedy = solveGreedy(instance.problem)
  const seconds = (performance.now() - began) / 1000
  const solved = { settings, instance, exact, greedy, seconds }
  if (flags.json === true) outJson(jsonOf(solved))
  else out(textOf(solved, flags.layers === true))
}

/** A problem and its answers. */
interface Solved {
  readonly settings: FullSettings
  readonly instance: Instance
  readonly exact: ExactSolution
  readonly greedy: Allocation
  readonly seconds: number
}

/** The object behind --json; its names are a promise. */
function jsonOf({ settings, instance, exact, greedy, seconds }: Solved) {
  const { problem } = instance
  const { allocation: optimum, bound } = exact
  const { constraints, ...named } = settings
  const costs = costsOf(optimum)
  return {
    ...named,
    budgetFraction: fractionOf(constraints[0].budget),
    budget: problem.budget,
    smallestBudget: smallestBudget(problem),
    constraints: limitsOf(problem).map((limit, i) => ({
      constraint: constraints[i].constraint,
      unit: CONSTRAINT_UNITS[constraints[i].constraint],
      budgetFraction: fractionOf(constraints[i].budget),
      budget: limit.budget,
      smallestBudget: smallestBudget(problem, limit),
      cost: costs[i],
    })),
    optimum: {
      objective: optimum.objective,
      cost: optimum.cost,
      bound,
      allocation: namedFullChoices(optimum.choice, instance),
    },
    greedy: { objective: greedy.objective, cost: greedy.cost },
    seconds,
  }
}

function textOf({ settings, instance, exact, greedy, seconds }: Solved, layers: boolean): string {
  const { problem } = instance
  const { allocation: optimum, bound } = exact
  const unit = OBJECTIVE_UNITS[settings.objective]
  const limits = limitsOf(problem)
  const shared = problem.array !== undefined
  const line = (method: string, a: Allocation) => [
    method,
    formatNumber(a.objective, unit),
    formatGap(a.objective / optimum.objective - 1),
    ...costsOf(a).map((cost, i) => formatShare(cost / limits[i].budget)),
  ]
  const proven = bound >= optimum.objective
  // On a shared array the rule is the enumeration itself.
  const rows = [line(proven ? "optimum (proven)" : "best found", optimum), ...(shared ? [] : [line("greedy", greedy)])]
  const used = limits.map((_, i) =>
    limits.length === 1 ? "budget used" : `${settings.constraints[i].constraint} used`,
  )
  return (
    `${instance.network.name}, ${settings.dataflow}, platform ${settings.platform}, profile ${profileText(settings)}` +
    `${shared ? ", one shared array" : ""}: ${settings.objective} within ${limitsText(settings, instance)}, ` +
    `${problem.layers} layers × ${problem.choices} choices\n` +
    textTable(["method", settings.objective, "gap", ...used], rows) +
    `lower bound ${formatNumber(bound, unit)}${proven ? " = optimum" : gapText(optimum.objective / bound - 1)}, ` +
    `${formatSeconds(seconds)}\n` +
    (shared ? "" : slackHint(problem)) +
    (shared ? sharedText(optimum, instance) : "") +
    (layers ? `\n${layerTable(optimum, instance)}` : "")
  )
}

/** How far an unproven answer may be from the optimum; small gaps keep two digits. */
function gapText(gap: number): string {
  return `, at most ${(100 * gap).toPrecision(2)} % below`
}

function sharedText(optimum: Allocation, instance: Instance): string {
  const choices = namedFullChoices(optimum.choice, instance)
  const counts = new Map<string, number>()
  for (const { dataflow } of choices) if (dataflow !== undefined) counts.set(dataflow, (counts.get(dataflow) ?? 0) + 1)
  const dataflows = [...counts].map(([name, count]) => `${count} layers ${name}`).join(", ")
  const [{ pe, tile }] = choices
  return `the array: ${pe} PEs, tile ${tile}${dataflows === "" ? "" : `; ${dataflows}`}\n`
}
