// analects solve: the proven optimum of an allocation problem, and the greedy rule beside it.

import type { Command } from "commander"
import { CONSTRAINT_UNITS, OBJECTIVE_UNITS } from "../../src/allocation/build.ts"
import { solveExact } from "../../src/allocation/exact.ts"
import { solveGreedy } from "../../src/allocation/greedy.ts"
import { type Allocation, smallestBudget } from "../../src/allocation/problem.ts"
import { checkName } from "../../src/core/check.ts"
import { peOf, tileOf } from "../../src/core/choices.ts"
import { out, outJson } from "../io.ts"
import { GRIDS } from "../load.ts"
import { addProblemOptions, checkProblemFlags, loadInstance, type ProblemFlags, slackHint } from "../problem-options.ts"
import { formatGap, formatNumber, formatSeconds, formatShare, textTable } from "../text-table.ts"

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
  const grid = GRIDS[gridName]
  const instance = loadInstance(settings, flags.json === true)
  const problem = gridName === "fine" ? instance.fine().problem : instance.problem
  const began = performance.now()
  const exact = solveExact(problem)
  const greedy = solveGreedy(problem)
  const seconds = (performance.now() - began) / 1000
  const optimum = exact.allocation
  const rows = Array.from(optimum.choice, (choice, layer) => ({
    layer,
    pe: peOf(grid, choice),
    tile: tileOf(grid, choice),
  }))
  if (flags.json === true) {
    outJson({
      ...settings,
      grid: gridName,
      budgetFraction: settings.budget <= 1 ? settings.budget : null,
      budget: problem.budget,
      smallestBudget: smallestBudget(problem),
      optimum: { objective: optimum.objective, cost: optimum.cost, bound: exact.bound, allocation: rows },
      greedy: { objective: greedy.objective, cost: greedy.cost },
      seconds,
    })
    return
  }
  const unit = OBJECTIVE_UNITS[settings.objective]
  const budget = formatNumber(problem.budget, CONSTRAINT_UNITS[settings.constraint])
  out(
    `${instance.network.name}, ${settings.dataflow}, platform ${settings.platform}: ${settings.objective} within ` +
      `${settings.constraint} ${budget} (smallest feasible ${formatNumber(smallestBudget(problem))}), ` +
      `${problem.layers} layers × ${problem.choices} choices\n`,
  )
  const line = (name: string, a: Allocation) => [
    name,
    formatNumber(a.objective, unit),
    formatGap(a.objective / optimum.objective - 1),
    formatShare(a.cost / problem.budget),
  ]
  const proven = exact.bound >= optimum.objective
  out(
    textTable(
      ["method", settings.objective, "gap", "budget used"],
      [line(proven ? "optimum (proven)" : "best found", optimum), line("greedy", greedy)],
    ),
  )
  out(
    `lower bound ${formatNumber(exact.bound, unit)}${proven ? " = optimum" : ""}, ${formatSeconds(seconds)}\n${slackHint(problem)}`,
  )
  if (flags.layers === true) {
    out(
      `\n${textTable(
        ["layer", "PEs", "tile"],
        rows.map(r => [r.layer + 1, r.pe, r.tile]),
      )}`,
    )
  }
}
