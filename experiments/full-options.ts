// The options that name an allocation problem: deployment, dataflow or mix, several constraints, and where it is open the grid.

import { type Command, Option } from "commander"
import {
  type Budget,
  CONSTRAINTS,
  type Constraint,
  DEPLOYMENTS,
  type Deployment,
  type FurtherConstraint,
  OBJECTIVES,
  type Objective,
} from "../src/allocation/build.ts"
import { PLATFORMS, platformNamed } from "../src/allocation/platforms.ts"
import { checkName } from "../src/core/check.ts"
import { COARSE_GRID, gridSize, peOf, tileOf } from "../src/core/choices.ts"
import { checkDataflowName, DATAFLOW_HELP, MIX, type Profile } from "../src/costs/profile.ts"
import { BUDGET_DEFAULT, BUDGET_HELP, collect, parseBudgets, parseConstraints } from "./budgets.ts"
import { GRID_HELP, parseGrid } from "./grids.ts"
import { Instance } from "./load.ts"
import { loadNetwork } from "./network-file.ts"
import {
  addProfileOptions,
  checkAllowImpossible,
  checkProfileFlags,
  type ProfileFlags,
  type ProfileSettings,
} from "./profile-options.ts"

/** As typed. */
export interface ProblemFlags extends ProfileFlags {
  readonly network: string
  readonly deployment: string
  readonly dataflow: string
  readonly objective: string
  readonly constraint?: readonly string[]
  readonly budget?: readonly string[]
  readonly platform: string
  readonly allowImpossible?: boolean
}

/** As typed, where the grid is a choice too. */
export interface FullFlags extends ProblemFlags {
  readonly grid: string
}

/** As meant: every name checked, every number read. */
export interface ProblemSettings extends ProfileSettings {
  readonly network: string
  readonly deployment: Deployment
  readonly dataflow: string
  readonly objective: Objective
  /** The first constraint, and all of them with their budgets. */
  readonly constraint: Constraint
  readonly constraints: readonly FurtherConstraint[]
  readonly platform: string
  readonly allowImpossible: boolean
}

export interface FullSettings extends ProblemSettings {
  readonly grid: string
}

/** What stands in a command's help for its budgets. */
export interface ProblemHelp {
  readonly constraint: string
  readonly budget: string
}

/** One line on constraints, for help texts. */
export const CONSTRAINT_HELP = `${CONSTRAINTS.join(", ")}; several with commas or by repeating the option (default: area)`

const FULL_HELP: ProblemHelp = {
  constraint: `what budgets are on: ${CONSTRAINT_HELP}`,
  budget: `${BUDGET_HELP} (default: ${BUDGET_DEFAULT}; one fraction may stand for all constraints)`,
}

/** Adds the options to a command, that for the grid included. */
export function addFullOptions(command: Command, help: ProblemHelp = FULL_HELP): Command {
  return addProblemOptions(command, help).option("--grid <name|lists>", GRID_HELP, "coarse")
}

/** Adds the options to a command, but for the grid. */
export function addProblemOptions(command: Command, help: ProblemHelp = FULL_HELP): Command {
  const problem = command
    .requiredOption("-n, --network <name|file>", "built-in network (see `analects networks`) or CSV or ONNX file")
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
    .addOption(
      new Option(
        "--allow-impossible",
        "also choose rows that no machine could achieve (as the published program does; profile maestro only)",
      ),
    )
  return addProfileOptions(problem, "physical; maestro on platform confuciux")
}

/** Makes the budgets of the constraints from what was typed. */
export type BudgetsOf = (
  constraints: readonly Constraint[],
  texts: readonly string[] | undefined,
) => readonly FurtherConstraint[]

/**
 * Checks names and numbers.
 *
 * @param otherwise the profile if none is given, default the platform's
 * @throws InputError naming the option, the value and the nearest valid name; UsageError when budgets and constraints do not match
 */
export function checkProblemFlags(
  flags: ProblemFlags,
  { budgetsOf = parseBudgets, otherwise }: { budgetsOf?: BudgetsOf; otherwise?: Profile } = {},
): ProblemSettings {
  const platform = platformNamed(flags.platform)
  const model = checkProfileFlags(flags, otherwise ?? platform.profile)
  const constraints = budgetsOf(parseConstraints(flags.constraint), flags.budget)
  return {
    network: flags.network,
    deployment: checkName("deployment", flags.deployment.toLowerCase(), DEPLOYMENTS),
    dataflow: flags.dataflow === MIX ? MIX : checkDataflowName(model.profile, flags.dataflow),
    objective: checkName("objective", flags.objective.toLowerCase(), OBJECTIVES),
    constraint: constraints[0].constraint,
    constraints,
    platform: platform.name,
    ...model,
    allowImpossible: checkAllowImpossible(flags.allowImpossible, model.profile),
  }
}

/** Checks names and numbers, those of the grid included. @throws as checkProblemFlags */
export function checkFullFlags(flags: FullFlags, budgetsOf?: BudgetsOf): FullSettings {
  parseGrid(flags.grid)
  return { ...checkProblemFlags(flags, { budgetsOf }), grid: flags.grid }
}

/** Builds the problem that the settings name, on the coarse grid if no other is given. */
export function loadInstance(settings: ProblemSettings, quiet = false, grid = COARSE_GRID): Instance {
  const [{ constraint, budget }, ...further] = settings.constraints
  const options = { ...settings, constraint, budget, further, quiet }
  return new Instance(loadNetwork(settings.network), platformNamed(settings.platform), options, grid)
}

/** Builds the problem that the settings name, on their grid. */
export function loadFullInstance(settings: FullSettings, quiet = false): Instance {
  return loadInstance(settings, quiet, parseGrid(settings.grid))
}

/** A layer's choice in names; the dataflow only where it is one of several. */
export interface NamedChoice {
  readonly layer: number
  readonly pe: number
  readonly tile: number
  readonly dataflow?: string
}

/** What names the choices of a problem: a grid, and the dataflows that it stands for one after another. */
export type ChoiceNames = Pick<Instance, "grid" | "dataflows">

/** PEs, tile and dataflow of every layer; layers are numbered from 0. */
export function namedFullChoices(choice: ArrayLike<number>, names: ChoiceNames): NamedChoice[] {
  return Array.from(choice, (k, layer) => ({ layer, ...nameOfChoice(k, names) }))
}

/** What a choice stands for. */
export function nameOfChoice(choice: number, { grid, dataflows }: ChoiceNames): Omit<NamedChoice, "layer"> {
  const size = gridSize(grid)
  const named = { pe: peOf(grid, choice % size), tile: tileOf(grid, choice % size) }
  return dataflows.length > 1 ? { ...named, dataflow: dataflows[Math.floor(choice / size)] } : named
}

/** A budget given as a fraction, or null. */
export function fractionOf(budget: Budget): number | null {
  return typeof budget === "number" && budget <= 1 ? budget : null
}
