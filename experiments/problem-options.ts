// The options that name an allocation problem, shared by the commands that solve one.

import { type Command, Option } from "commander"
import { CONSTRAINTS, type Constraint, OBJECTIVES, type Objective } from "../src/allocation/build.ts"
import { PLATFORMS, platformNamed } from "../src/allocation/platforms.ts"
import { type AllocationProblem, unboundCost } from "../src/allocation/problem.ts"
import { checkName } from "../src/core/check.ts"
import { checkDataflowName, DATAFLOW_HELP, type Profile } from "../src/costs/profile.ts"
import { Instance, loadNetwork } from "./load.ts"
import { parseNumber } from "./numbers.ts"
import {
  addProfileOptions,
  checkAllowImpossible,
  checkProfileFlags,
  type ProfileFlags,
  type ProfileSettings,
} from "./profile-options.ts"
import { formatShare } from "./terminal/text-table.ts"

/** As typed. */
export interface ProblemFlags extends ProfileFlags {
  readonly network: string
  readonly dataflow: string
  readonly objective: string
  readonly constraint: string
  readonly budget: string
  readonly platform: string
  readonly allowImpossible?: boolean
}

/** As meant: every name checked, every number read. Written to config.json. */
export interface ProblemSettings extends ProfileSettings {
  readonly network: string
  readonly dataflow: string
  readonly objective: Objective
  readonly constraint: Constraint
  readonly budget: number
  readonly platform: string
  readonly allowImpossible: boolean
}

/** Adds the options to a command. */
export function addProblemOptions(command: Command): Command {
  const problem = command
    .requiredOption("-n, --network <name|file>", "built-in network (see `analects networks`) or CSV file")
    .option("-d, --dataflow <name>", `mapping template: ${DATAFLOW_HELP}`, "dla")
    .option("-o, --objective <name>", `what to minimise: ${OBJECTIVES.join(", ")}`, "latency")
    .option("-c, --constraint <name>", `what the budget is on: ${CONSTRAINTS.join(", ")}`, "area")
    .option(
      "-b, --budget <number>",
      "0 to 1: fraction between the smallest and largest corner totals; above 1: absolute (µm², mW, bytes)",
      "0.5",
    )
    .option("-p, --platform <name>", `hardware around the PEs: ${PLATFORMS.map(p => p.name).join(", ")}`, "edge")
    .addOption(
      new Option(
        "--allow-impossible",
        "also choose rows that no machine could achieve (as the published program does; profile maestro only)",
      ),
    )
  return addProfileOptions(problem, "physical; maestro on platform confuciux")
}

/**
 * Checks names and numbers.
 *
 * @param otherwise the profile if none is given, default the platform's
 * @throws InputError naming the option, the value and the nearest valid name; UsageError for options that mean
 *   nothing beside the profile
 */
export function checkProblemFlags(flags: ProblemFlags, otherwise?: Profile): ProblemSettings {
  const platform = platformNamed(flags.platform)
  const model = checkProfileFlags(flags, otherwise ?? platform.profile)
  return {
    network: flags.network,
    dataflow: checkDataflowName(model.profile, flags.dataflow),
    objective: checkName("objective", flags.objective.toLowerCase(), OBJECTIVES),
    constraint: checkName("constraint", flags.constraint.toLowerCase().replace(/_size$/, ""), CONSTRAINTS),
    budget: parseNumber("budget", flags.budget),
    platform: platform.name,
    ...model,
    allowImpossible: checkAllowImpossible(flags.allowImpossible, model.profile),
  }
}

/** Builds the problem that the settings name. */
export function loadInstance(settings: ProblemSettings, quiet = false): Instance {
  return new Instance(loadNetwork(settings.network), platformNamed(settings.platform), { ...settings, quiet })
}

/** A sentence for people when the budget leaves nothing to decide, else "". */
export function slackHint(problem: AllocationProblem): string {
  const enough = unboundCost(problem)
  if (!(enough <= problem.budget)) return ""
  return (
    `The budget does not bind: ${formatShare(enough / problem.budget)} of it give every layer its best choice. ` +
    "Try a smaller --budget.\n"
  )
}
