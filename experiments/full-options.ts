// The options that name an allocation problem in full: deployment, dataflow or mix, several constraints, any grid.

import { type Command, Option } from "commander"
import {
  type Budget,
  buildProblem,
  CONSTRAINTS,
  type Constraint,
  DEPLOYMENTS,
  type Deployment,
  type FurtherConstraint,
  OBJECTIVES,
  type Objective,
  rangesOf,
} from "../src/allocation/build.ts"
import { PLATFORMS, platformNamed } from "../src/allocation/platforms.ts"
import type { AllocationProblem } from "../src/allocation/problem.ts"
import { checkName } from "../src/core/check.ts"
import { type ChoiceGrid, COARSE_GRID, gridSize, peOf, tileOf } from "../src/core/choices.ts"
import { checkDataflowName, DATAFLOW_HELP, dataflowsOf, MIX } from "../src/costs/profile.ts"
import type { Network } from "../src/workloads/network.ts"
import { collect, parseBudgets, parseConstraints } from "./budgets.ts"
import { GRID_HELP, parseGrid } from "./grids.ts"
import { loadNetwork, loadTable } from "./load.ts"
import { addProfileOptions, checkProfileFlags, type ProfileFlags, type ProfileSettings } from "./profile-options.ts"

/** As typed. */
export interface FullFlags extends ProfileFlags {
  readonly network: string
  readonly deployment: string
  readonly dataflow: string
  readonly objective: string
  readonly constraint?: readonly string[]
  readonly budget?: readonly string[]
  readonly platform: string
  readonly grid: string
  readonly allowImpossible?: boolean
}

/** As meant: every name checked, every number read. */
export interface FullSettings extends ProfileSettings {
  readonly network: string
  readonly deployment: Deployment
  readonly dataflow: string
  readonly objective: Objective
  /** The first constraint, and all of them with their budgets. */
  readonly constraint: Constraint
  readonly constraints: readonly FurtherConstraint[]
  readonly platform: string
  readonly grid: string
  readonly allowImpossible: boolean
}

/** What stands in a command's help for its budgets. */
export interface FullHelp {
  readonly constraint: string
  readonly budget: string
}

/** Adds the options to a command. */
export function addFullOptions(command: Command, help: FullHelp): Command {
  const problem = command
    .requiredOption("-n, --network <name|file>", "built-in network (see `analects networks`) or CSV file")
    .option(
      "--deployment <name>",
      "lp: every layer has a part of the chip of its own, costs add up; ls: all layers share one array, one after another, " +
        "with one PE count and tile, and the budget is checked once",
      "lp",
    )
    .option(
      "-d, --dataflow <name>",
      `mapping template: ${DATAFLOW_HELP}; ${MIX}: the best of them for each layer`,
      "dla",
    )
    .option(
      "-o, --objective <name>",
      `what to minimise: ${OBJECTIVES.join(", ")} (cycles between inferences: the slowest layer of lp, all layers of ls)`,
      "latency",
    )
    .option("-c, --constraint <names>", help.constraint, collect)
    .option("-b, --budget <budgets>", help.budget, collect)
    .option("-p, --platform <name>", `hardware around the PEs: ${PLATFORMS.map(p => p.name).join(", ")}`, "edge")
    .option("--grid <name|lists>", GRID_HELP, "coarse")
    .addOption(
      new Option(
        "--allow-impossible",
        "also choose rows that no machine could achieve (as the published program does; profile maestro only)",
      ),
    )
  return addProfileOptions(problem, "physical; maestro on platform confuciux")
}

/** One line on constraints, for help texts. */
export const CONSTRAINT_HELP = `${CONSTRAINTS.join(", ")}; several with commas or by repeating the option (default: area)`

/**
 * Checks names and numbers.
 *
 * @param budgetsOf makes the budgets of the constraints from what was typed
 * @throws InputError naming the option, the value and the nearest valid name; UsageError when budgets and constraints do not match
 */
export function checkFullFlags(
  flags: FullFlags,
  budgetsOf: (
    constraints: readonly Constraint[],
    texts: readonly string[] | undefined,
  ) => FurtherConstraint[] = parseBudgets,
): FullSettings {
  const platform = platformNamed(flags.platform)
  const model = checkProfileFlags(flags, platform.profile)
  const constraints = budgetsOf(parseConstraints(flags.constraint), flags.budget)
  parseGrid(flags.grid)
  return {
    network: flags.network,
    deployment: checkName("deployment", flags.deployment.toLowerCase(), DEPLOYMENTS),
    dataflow: flags.dataflow === MIX ? MIX : checkDataflowName(model.profile, flags.dataflow),
    objective: checkName("objective", flags.objective.toLowerCase(), OBJECTIVES),
    constraint: constraints[0].constraint,
    constraints,
    platform: platform.name,
    grid: flags.grid,
    ...model,
    allowImpossible: flags.allowImpossible === true,
  }
}

/** A problem with what names its choices. */
export interface FullInstance {
  readonly network: Network
  readonly grid: ChoiceGrid
  /** The dataflows whose grids stand one after another among the choices. */
  readonly dataflows: readonly string[]
  readonly problem: AllocationProblem
}

/** Builds the problem that the settings name; fractions of a budget are those of the coarse grid, whatever the grid. */
export function loadFullInstance(settings: FullSettings, quiet = false): FullInstance {
  const network = loadNetwork(settings.network)
  const platform = platformNamed(settings.platform)
  const grid = parseGrid(settings.grid)
  const dataflows = dataflowsOf(settings.profile, settings.dataflow)
  const tablesOn = (on: ChoiceGrid) =>
    dataflows.map(dataflow => loadTable(network, on, platform, { ...settings, dataflow, quiet }))
  const coarse = tablesOn(COARSE_GRID)
  const [{ constraint, budget }, ...further] = settings.constraints
  const options = { ...settings, constraint, budget, further }
  const ranges = rangesOf(network, coarse, options)
  const problem = buildProblem(network, grid === COARSE_GRID ? coarse : tablesOn(grid), options, ranges)
  return { network, grid, dataflows, problem }
}

/** A layer's choice in names; the dataflow only where it is one of several. */
export interface NamedChoice {
  readonly layer: number
  readonly pe: number
  readonly tile: number
  readonly dataflow?: string
}

/** PEs, tile and dataflow of every layer; layers are numbered from 0. */
export function namedFullChoices(choice: ArrayLike<number>, { grid, dataflows }: FullInstance): NamedChoice[] {
  const size = gridSize(grid)
  return Array.from(choice, (k, layer) => ({
    layer,
    pe: peOf(grid, k % size),
    tile: tileOf(grid, k % size),
    ...(dataflows.length > 1 ? { dataflow: dataflows[Math.floor(k / size)] } : {}),
  }))
}

/** A budget given as a fraction, or null. */
export function fractionOf(budget: Budget): number | null {
  return typeof budget === "number" && budget <= 1 ? budget : null
}
