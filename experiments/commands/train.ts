// analects train: REINFORCE and the genetic stage on one network, beside the proven optimum.

import type { Command } from "commander"
import { OBSERVATION_PROFILES } from "../../env/observation.ts"
import { CONSTRAINT_UNITS, OBJECTIVE_UNITS } from "../../src/allocation/build.ts"
import { solveGreedy } from "../../src/allocation/greedy.ts"
import { type Allocation, costsOf, limitsOf, smallestBudget } from "../../src/allocation/problem.ts"
import { COARSE_GRID, FINE_GRID } from "../../src/core/choices.ts"
import { UsageError } from "../../src/core/errors.ts"
import { budgetText } from "../budgets.ts"
import { addProblemOptions, type ChoiceNames, fractionOf, loadInstance, namedFullChoices } from "../full-options.ts"
import { limitsText, slackHint } from "../full-text.ts"
import { LIVE_PORT, LiveServer } from "../live/live-server.ts"
import type { Instance } from "../load.ts"
import { parsePort } from "../numbers.ts"
import { profileText } from "../profile-options.ts"
import { gapOf } from "../runs/allocation-rows.ts"
import { createRun, readConfig, runName, writeConfig } from "../runs/run-dir.ts"
import { note, out, outJson } from "../terminal/io.ts"
import { formatGap, formatNumber, formatSeconds, formatShare, textTable } from "../terminal/text-table.ts"
import { trainGeneral } from "../training/general-command.ts"
import {
  checkGeneralFlags,
  type GeneralFlags,
  type GeneralSettings,
  generalSettingsOf,
} from "../training/general-settings.ts"
import { lazily, pageOf } from "../training/run-page.ts"
import { Stopper, untilStopped } from "../training/stopper.ts"
import { resultLines, writeResults } from "../training/train-files.ts"
import { isProven, type Optimum, prepare, type TrainResult, TrainRun } from "../training/train-run.ts"
import {
  checkTrainFlags,
  ENVIRONMENTS,
  recordOf,
  settingsOfRun,
  type TrainFlags,
  type TrainSettings,
} from "../training/train-settings.ts"
import { versions } from "../version.ts"

/** As typed. */
export interface Flags extends TrainFlags {
  readonly networks?: string
  readonly out?: string
  readonly resume?: string
  readonly json?: boolean
  readonly quiet?: boolean
  readonly tensorboard?: boolean
  /** True without a port. */
  readonly watch?: string | true
}

/** Options that may stand beside --resume; all others come from the run. */
const WITH_RESUME: ReadonlySet<string> = new Set(["resume", "json", "quiet", "watch"])

/** Declares options and action. */
export function declare(command: Command): void {
  addProblemOptions(command)
    .option("-s, --seed <n>", "the run's only source of randomness", "0")
    .option("--episodes <n>", "REINFORCE episodes in all (default: 1024; with --networks 16384)")
    .option("--generations <n>", "genetic generations in all", "150")
    .option("--env <id>", `environment and agent: ${ENVIRONMENTS.join(", ")} (as published)`, ENVIRONMENTS[0])
    .option(
      "--observation <name>",
      `what the agent sees: ${OBSERVATION_PROFILES.join(" (dual price), ")} (none)`,
      "priced",
    )
    .option("--backend <name>", "TF.js backend: auto, wasm, tensorflow, cpu", "auto")
    .option("--out <dir>", "run directory, new or empty (default: runs/ and a name made from the options)")
    .option("--resume <dir>", "go on with a stopped run; takes its options from there")
    .option(
      "--networks <names>",
      "train one policy over many networks instead, to be used with `analects apply`: names or files with commas, or all; " +
        "--dataflow (default: all of the profile), --objective (latency,energy) and --constraint (area) may then be lists too",
    )
    .option("--hold-out <names>", "with --networks: networks to test on, never trained on")
    .option(
      "--budgets <range>",
      "with --networks: fractions that budgets are drawn from, as in 0.05..0.9 (default: 0.02..0.8)",
    )
    .option(
      "--problems <n>",
      "with --networks: problems in the pool, each of 6 to 28 layers of one network (default: 300)",
    )
    .option("--tensorboard", "also write a TensorBoard event file into the run directory")
    .option(
      "--watch [port]",
      `show the page of the run on http://127.0.0.1:port while it goes on (default: ${LIVE_PORT}; 0: any free port)`,
    )
    .option("--json", "print one JSON object")
    .option("-q, --quiet", "no progress, no table")
  const network = command.options.find(o => o.long === "--network")
  if (network !== undefined) network.mandatory = false // --resume knows it
  command.action((flags: Flags) => train(flags, command))
}

/** Options that say what many problems are, and those that only one problem has. */
const OF_MANY = ["holdOut", "budgets", "problems"] as const
const OF_ONE = ["network", "deployment", "budget", "generations", "env"] as const

/** Runs the command; `command` tells which options were typed, null where none could be. */
export async function train(flags: Flags, command: Command | null): Promise<void> {
  const many = generalTask(flags, command)
  const live = await liveView(flags)
  try {
    if (many !== null) await trainGeneral(many.settings, { ...flags, existing: many.existing, live })
    else await trainOne(flags, live)
  } finally {
    await live?.end()
  }
}

/** What to train over many problems, or null when the run is about one. */
function generalTask(
  flags: Flags,
  command: Command | null,
): { settings: GeneralSettings; existing: string | null } | null {
  const typed = (name: string) => command?.getOptionValueSource(name) === "cli"
  const option = (name: string) => command?.options.find(o => o.attributeName() === name)?.long ?? name
  if (flags.resume !== undefined) {
    refuseBesideResume(command)
    const config = readConfig(flags.resume)
    const many = config.command === "train" && "networks" in config.options
    return many ? { settings: generalSettingsOf(flags.resume, config), existing: flags.resume } : null
  }
  if (flags.networks === undefined) {
    const without = OF_MANY.filter(typed)
    if (without.length > 0) throw new UsageError(`${without.map(option).join(", ")}: only with --networks`)
    return null
  }
  const beside = OF_ONE.filter(typed)
  if (beside.length > 0)
    throw new UsageError(`--networks trains over many problems; leave out ${beside.map(option).join(", ")}`)
  const lists = (["dataflow", "objective", "constraint"] as const).filter(name => !typed(name))
  const given = { ...flags, constraint: flags.constraint?.join(",") }
  const asked = { ...given, ...Object.fromEntries(lists.map(name => [name, undefined])) }
  return { settings: checkGeneralFlags(asked as unknown as GeneralFlags), existing: null }
}

/** The live view that was asked for, if any; its port is had before anything is written. */
async function liveView({ watch }: Flags): Promise<LiveServer | null> {
  if (watch === undefined) return null
  const server = await LiveServer.listen(watch === true ? LIVE_PORT : parsePort("watch", watch))
  note(`live view: ${server.url}`)
  return server
}

async function trainOne(flags: Flags, live: LiveServer | null): Promise<void> {
  const quiet = flags.json === true || flags.quiet === true
  const { asked, existing } = flags.resume === undefined ? start(flags) : resumed(flags)
  const began = performance.now()
  const instance = loadInstance(asked, quiet)
  const { settings, learner } = await prepare(instance, asked)
  const used = await versions()
  const stopper = new Stopper()
  const tensorboard = flags.tensorboard === true
  const directory = existing ?? createRun({ out: flags.out, name: nameOf(instance, settings) })
  if (existing === null) {
    writeConfig(directory, { command: "train", seed: settings.seed, options: recordOf(settings), versions: used })
  }
  if (!quiet) note(headline(instance, settings))
  live?.show({ directory, render: lazily(() => pageOf(directory, instance)) })
  const result = await untilStopped(directory, stopper, async () => {
    const run = new TrainRun({ directory, instance, settings, learner, stopper, quiet, tensorboard })
    const found = await run.finish(existing !== null)
    const named = { ...used, backend: found.backend }
    await writeResults(directory, { instance, settings, learner, result: found, versions: named })
    return found
  })
  const seconds = (performance.now() - began) / 1000
  if (flags.json === true) outJson(jsonOf(instance, settings, result, directory, seconds))
  else if (flags.quiet !== true) out(tableOf(instance, settings, result, directory, seconds))
}

/** What to do, and in which existing run. */
interface Task {
  readonly asked: TrainSettings
  readonly existing: string | null
}

function start(flags: Flags): Task {
  if (flags.network === undefined)
    throw new UsageError("train needs --network, --networks, or --resume with a run directory")
  return { asked: checkTrainFlags(flags), existing: null }
}

/** What to go on with. */
function resumed(flags: Flags): Task {
  const existing = flags.resume as string
  return { asked: settingsOfRun(existing).settings, existing }
}

function refuseBesideResume(command: Command | null): void {
  const given = (command?.options ?? [])
    .filter(o => command?.getOptionValueSource(o.attributeName()) === "cli" && !WITH_RESUME.has(o.attributeName()))
    .map(o => o.long)
  if (given.length > 0) {
    throw new UsageError(`--resume takes its options from the run; leave out ${given.join(", ")}`)
  }
}

function nameOf(instance: Instance, s: TrainSettings): string {
  const usual = instance.platform.profile
  const limits = s.constraints.map(limit => `${limit.constraint}${budgetText(limit)}`)
  const parts = [instance.network.name, s.dataflow, s.objective, ...limits, s.platform]
  return runName(s.profile === usual ? parts : [...parts, s.profile], s.seed)
}

function headline(instance: Instance, s: TrainSettings): string {
  return (
    `${instance.network.name}, ${instance.network.layers.length} layers, dataflow ${s.dataflow}, platform ${s.platform}, ` +
    `profile ${profileText(s)}: least ${s.objective} within ${limitsText(s, instance)}`
  )
}

function tableOf(instance: Instance, s: TrainSettings, result: TrainResult, path: string, seconds: number): string {
  const limits = limitsOf(instance.problem)
  const rows = resultLines(instance, result).map(({ method, value, gap, costs, seconds: time }) => [
    method,
    value === null ? "none feasible" : formatNumber(value, OBJECTIVE_UNITS[s.objective]),
    formatGap(gap),
    ...limits.map(({ budget }, j) => (costs === null ? "–" : formatShare(costs[j] / budget))),
    time === null ? "–" : formatSeconds(time),
  ])
  const used = s.constraints.map(c => (limits.length === 1 ? "budget used" : `${c.constraint} used`))
  const proven = isProven(result.optimum) && isProven(result.optimumFine)
  return (
    `\n${textTable(["method", s.objective, "gap", ...used, "time"], rows)}\n` +
    (proven ? "" : "Where the solver's best is not proven to be optimal, gaps are from a lower bound.\n") +
    `${result.feasibleEpisodes} of ${result.episodes} episodes feasible; ${formatSeconds(seconds)} in all, ` +
    `TF.js on ${result.backend}\n${slackHint(instance.problem)}` +
    `report      ${path}/report.html\nallocation  ${path}/allocation.csv\npolicy      ${path}/policy.pb\n`
  )
}

/** An allocation beside the optimum of its grid; the costs of all constraints where there are several. */
function foundJson(a: Allocation | null, optimum: Optimum) {
  if (a === null) return { objective: null, cost: null, gap: null }
  const costs = costsOf(a)
  return { objective: a.objective, cost: a.cost, ...(costs.length > 1 ? { costs } : {}), gap: gapOf(a, optimum) }
}

/** The object behind --json; its names are a promise. */
function jsonOf(instance: Instance, s: TrainSettings, result: TrainResult, directory: string, seconds: number) {
  const { problem, dataflows } = instance
  const { optimum, optimumFine, final } = result
  const greedy = solveGreedy(problem)
  return {
    ...s,
    budgetFraction: fractionOf(s.constraints[0].budget),
    budget: problem.budget,
    smallestBudget: smallestBudget(problem),
    constraints: limitsOf(problem).map((limit, j) => ({
      constraint: s.constraints[j].constraint,
      unit: CONSTRAINT_UNITS[s.constraints[j].constraint],
      budgetFraction: fractionOf(s.constraints[j].budget),
      budget: limit.budget,
      smallestBudget: smallestBudget(problem, limit),
      cost: final === null ? null : costsOf(final)[j],
    })),
    optimum: optimumJson(optimum, { grid: COARSE_GRID, dataflows }),
    greedy: { objective: greedy.objective, cost: greedy.cost },
    reinforce: foundJson(result.reinforce, optimum),
    final: foundJson(final, optimumFine),
    optimumFine: optimumJson(optimumFine, { grid: FINE_GRID, dataflows }),
    episodes: result.episodes,
    feasibleEpisodes: result.feasibleEpisodes,
    backend: result.backend,
    seconds,
    directory,
  }
}

function optimumJson({ allocation, bound }: Optimum, names: ChoiceNames) {
  const { objective, cost, choice } = allocation
  return { objective, cost, bound, allocation: namedFullChoices(choice, names) }
}
