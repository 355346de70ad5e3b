// analects solve: the proven optimum of an allocation problem, and the greedy rule beside it.

import type { Command } from "commander"
import { CONSTRAINT_UNITS, OBJECTIVE_UNITS } from "../../src/allocation/build.ts"
import { type ExactSolution, solveExact } from "../../src/allocation/exact.ts"
import { solveGreedy } from "../../src/allocation/greedy.ts"
import { type Allocation, type AllocationProblem, smallestBudget } from "../../src/allocation/problem.ts"
import { checkName } from "../../src/core/check.ts"
import { namedChoices } from "../../src/core/choices.ts"
import { GRIDS } from "../load.ts"
import {
  addProblemOptions,
  checkProblemFlags,
  loadInstance,
  type ProblemFlags,
  type ProblemSettings,
  slackHint,
} from "../problem-options.ts"
import { profileText } from "../profile-options.ts"
import { out, outJson } from "../terminal/io.ts"
import { formatGap, formatNumber, formatSeconds, formatShare, textTable } from "../terminal/text-table.ts"

interface SolveFlags extends ProblemFlags {
  readonly grid: string
  readonly layers?: boolean
  readonly json?: boolean
}

/** Adds the command. */
export function addSolve(program: Command): void {
  addProblemOptions(program.command("solve"))
    .description("proven optimum of an allocation problem, its bound, and the greedy rule beside it")
    .option("--grid <name>", "choices per layer: coarse (12 PE counts × 12 tiles) or fine (128 × 12)", "coarse")
    .option("--layers", "print the optimal PEs and tile of every layer")
    .option("--json", "print one JSON object")
    .action((flags: SolveFlags) => solve(flags))
}

function solve(flags: SolveFlags): void {
  const settings = checkProblemFlags(flags)
  const gridName = checkName("grid", flags.grid, Object.keys(GRIDS))
  const instance = loadInstance(settings, flags.json === true)
  const problem = gridName === "fine" ? instance.fine().problem : instance.problem
  const began = performance.now()
  const exact = solveExact(problem)
  const greedy = solveGreedy(problem)
  const seconds = (performance.now() - began) / 1000
  const solved = { settings, gridName, problem, exact, greedy, seconds }
  if (flags.json === true) outJson(jsonOf(solved))
  else out(textOf(solved, instance.network.name, flags.layers === true))
}

/** A problem and its answers. */
interface Solved {
  readonly settings: ProblemSettings
  readonly gridName: string
  readonly problem: AllocationProblem
  readonly exact: ExactSolution
  readonly greedy: Allocation
  readonly seconds: number
}

/** The object behind --json; its names are a promise. */
function jsonOf({ settings, gridName, problem, exact, greedy, seconds }: Solved) {
  const { allocation: optimum, bound } = exact
  return {
    ...settings,
    grid: gridName,
    budgetFraction: settings.budget <= 1 ? settings.budget : null,
    budget: problem.budget,
    smallestBudget: smallestBudget(problem),
    optimum: {
      objective: optimum.objective,
      cost: optimum.cost,
      bound,
      allocation: namedChoices(optimum.choice, GRIDS[gridName]),
    },
    greedy: { objective: greedy.objective, cost: greedy.cost },
    seconds,
  }
}

function textOf(
  { settings, gridName, problem, exact, greedy, seconds }: Solved,
  name: string,
  layers: boolean,
): string {
  const { allocation: optimum, bound } = exact
  const unit = OBJECTIVE_UNITS[settings.objective]
  const costUnit = CONSTRAINT_UNITS[settings.constraint]
  const line = (method: string, a: Allocation) => [
    method,
    formatNumber(a.objective, unit),
    formatGap(a.objective / optimum.objective - 1),
    formatShare(a.cost / problem.budget),
  ]
  const proven = bound >= optimum.objective
  const rows = [line(proven ? "optimum (proven)" : "best found", optimum), line("greedy", greedy)]
  const allocation = namedChoices(optimum.choice, GRIDS[gridName]).map(r => [r.layer + 1, r.pe, r.tile])
  return (
    `${name}, ${settings.dataflow}, platform ${settings.platform}, profile ${profileText(settings)}: ` +
    `${settings.objective} within ` +
    `${settings.constraint} ${formatNumber(problem.budget, costUnit)} ` +
    `(smallest feasible ${formatNumber(smallestBudget(problem))}), ${problem.layers} layers × ${problem.choices} choices\n` +
    textTable(["method", settings.objective, "gap", "budget used"], rows) +
    `lower bound ${formatNumber(bound, unit)}${proven ? " = optimum" : ""}, ${formatSeconds(seconds)}\n` +
    slackHint(problem) +
    (layers ? `\n${textTable(["layer", "PEs", "tile"], allocation)}` : "")
  )
}
