// What `analects train` is asked to do: checked options, as written to config.json and read back on resume.

import { join } from "node:path"
import { BACKENDS } from "../../agents/backend.ts"
import { ALLOCATION_RECIPE } from "../../agents/recipes.ts"
import { OBSERVATION_PROFILES, type ObservationProfile } from "../../env/observation.ts"
import type { FurtherConstraint } from "../../src/allocation/build.ts"
import { platformNamed } from "../../src/allocation/platforms.ts"
import { checkName } from "../../src/core/check.ts"
import { InputError, UsageError } from "../../src/core/errors.ts"
import { MIX } from "../../src/costs/profile.ts"
import { budgetText } from "../budgets.ts"
import { checkProblemFlags, type ProblemFlags, type ProblemSettings } from "../full-options.ts"
import { parseCount } from "../numbers.ts"
import { profileFlagsOf, profileWords } from "../profile-options.ts"
import { RUN_FILES, type RunConfig, readConfig } from "../runs/run-dir.ts"

/** Environments a run can learn in: ours, and the published one for comparison. */
export const ENVIRONMENTS = ["Allocation-v1", "ConfuciuX-v0"] as const
export type EnvironmentId = (typeof ENVIRONMENTS)[number]

/** Options as typed. */
export interface TrainFlags extends ProblemFlags {
  readonly env: string
  readonly observation: string
  readonly seed: string
  readonly episodes?: string
  readonly generations: string
  readonly backend: string
}

/** Options as meant. Everything that decides the bytes of a run's files. */
export interface TrainSettings extends ProblemSettings {
  readonly env: EnvironmentId
  readonly observation: ObservationProfile
  readonly seed: number
  /** REINFORCE episodes in all. */
  readonly episodes: number
  /** Genetic generations in all. */
  readonly generations: number
  /** auto, wasm, tensorflow, cpu; in config.json never auto. */
  readonly backend: string
}

/** What stage one takes of the settings, and what stage two does. */
export type LearnerSettings = Pick<TrainSettings, "env" | "observation" | "episodes">
export type GeneticSettings = Pick<TrainSettings, "env" | "generations">

/** Checks typed options. @throws InputError naming the option and what is allowed; UsageError for options at odds */
export function checkTrainFlags(flags: TrainFlags): TrainSettings {
  const env = checkName("env", flags.env, ENVIRONMENTS)
  const published = env === "ConfuciuX-v0"
  const problem = checkProblemFlags(flags, published ? { otherwise: "maestro" } : {})
  if (problem.deployment === "ls") {
    throw new InputError(
      "deployment is ls, expected lp: with a shared array one PE count and tile is all there is to decide, so nothing is left to " +
        "learn; analects solve --deployment ls finds the best",
    )
  }
  if (published) checkPublished(problem)
  return {
    ...problem,
    // The published program never asks whether a row is possible.
    allowImpossible: problem.allowImpossible || published,
    env,
    observation: checkObservation(flags.observation, env),
    seed: parseCount("seed", flags.seed),
    episodes: flags.episodes === undefined ? ALLOCATION_RECIPE.episodes : parseCount("episodes", flags.episodes, 1),
    generations: parseCount("generations", flags.generations),
    backend: checkName("backend", flags.backend, ["auto", ...BACKENDS]),
  }
}

/** Refuses what the published environment cannot take. */
function checkPublished({ profile, objective, dataflow, constraints }: ProblemSettings): void {
  if (profile !== "maestro") {
    throw new UsageError(
      `profile is ${profile}, but env ConfuciuX-v0 is as published: its costs are those of maestro; leave the option out`,
    )
  }
  if (objective === "edp" || objective === "throughput") {
    const other = objective === "edp" ? "lep, or " : ""
    throw new InputError(
      `objective ${objective} is not a sum over the layers, as env ConfuciuX-v0 needs; use ${other}another env`,
    )
  }
  if (dataflow === MIX) {
    throw new InputError(
      `dataflow is ${MIX}, but env ConfuciuX-v0 takes one for all layers, as published; use another env`,
    )
  }
  if (constraints.length > 1) {
    const names = constraints.map(c => c.constraint).join(", ")
    throw new InputError(`constraint is ${names}, but env ConfuciuX-v0 takes one, as published; use another env`)
  }
}

/** Options without which config.json is not whole. */
const RECORDED: readonly (keyof TrainSettings)[] = [
  ...(["network", "deployment", "dataflow", "objective", "constraints", "platform", "profile", "physical"] as const),
  ...(["env", "observation", "seed", "episodes", "generations", "backend"] as const),
]

function checkObservation(name: string, env: EnvironmentId): TrainSettings["observation"] {
  const observation = checkName("observation", name, OBSERVATION_PROFILES)
  if (env === "Allocation-v1" || observation === OBSERVATION_PROFILES[0]) return observation
  throw new InputError(`observation is ${name}, but ${env} has only the published one; leave the option out`)
}

/** The settings of an existing run, with the backend it really used. */
export function settingsOfRun(directory: string): { settings: TrainSettings; config: RunConfig } {
  const config = readConfig(directory)
  if (config.command !== "train") {
    throw new InputError(`${directory} is a run of "${config.command}", expected one of "train"`)
  }
  const options = config.options as unknown as TrainSettings
  const missing = RECORDED.find(key => options[key] === undefined)
  if (missing !== undefined) {
    throw new InputError(`${join(directory, RUN_FILES.config)} is damaged: option ${missing} is missing`)
  }
  const { physical: _, constraints, ...plain } = options
  if (!isConstraints(constraints)) {
    throw new InputError(`${join(directory, RUN_FILES.config)} is damaged: option constraints is no list of them`)
  }
  const flags = Object.fromEntries(Object.entries(plain).map(([key, value]) => [key, String(value)]))
  const limits = { constraint: constraints.map(c => String(c.constraint)), budget: constraints.map(budgetText) }
  const allowImpossible = options.allowImpossible === true
  const typed = { ...flags, ...limits, ...profileFlagsOf(options), allowImpossible } as unknown as TrainFlags
  return { settings: checkTrainFlags(typed), config }
}

/** Whether it has the form of recorded constraints; checking them again finds what else is wrong. */
function isConstraints(recorded: unknown): recorded is readonly FurtherConstraint[] {
  return Array.isArray(recorded) && recorded.length > 0 && recorded.every(c => isBudget(Object(c).budget))
}

function isBudget(recorded: unknown): boolean {
  return typeof recorded === "number" || typeof Object(recorded).amount === "number"
}

/** The options as config.json holds them, and `settingsOfRun` reads them. */
export function recordOf(settings: TrainSettings): Readonly<Record<string, unknown>> {
  const { constraint: _, ...options } = settings
  return options
}

/** The command line that repeats a run. */
export function commandOf(s: TrainSettings): string {
  const words = [
    `analects train --network ${quoted(s.network)} --dataflow ${s.dataflow} --objective ${s.objective}`,
    `--constraint ${constraintNames(s)} --budget ${budgetTexts(s)} --platform ${s.platform} --seed ${s.seed}`,
    `--episodes ${s.episodes} --generations ${s.generations}`,
  ]
  words.push(...profileWords(s, s.env === "ConfuciuX-v0" ? "maestro" : platformNamed(s.platform).profile))
  if (s.env !== "Allocation-v1") words.push(`--env ${s.env}`)
  else if (s.allowImpossible) words.push("--allow-impossible")
  if (s.observation !== "priced") words.push(`--observation ${s.observation}`)
  if (s.backend !== "auto") words.push(`--backend ${s.backend}`)
  return words.join(" ")
}

/** The constraints as they are typed. */
export function constraintNames({ constraints }: ProblemSettings): string {
  return constraints.map(c => c.constraint).join(",")
}

/** The budgets as they are typed. */
export function budgetTexts({ constraints }: ProblemSettings): string {
  return constraints.map(budgetText).join(",")
}

/** A word as a shell takes it. */
export function quoted(word: string): string {
  return /^[\w.,/-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
