// What `analects train --networks …` is asked to do: one policy over many networks, dataflows, objectives and budgets.

import { join } from "node:path"
import { BACKENDS } from "../../agents/backend.ts"
import { GENERAL_RECIPE } from "../../agents/recipes.ts"
import { OBSERVATION_PROFILES, type ObservationProfile } from "../../env/observation.ts"
import { POOL_DEFAULTS } from "../../env/problem-pool.ts"
import { CONSTRAINTS, type Constraint, OBJECTIVES, type Objective } from "../../src/allocation/build.ts"
import { platformNamed } from "../../src/allocation/platforms.ts"
import { checkName } from "../../src/core/check.ts"
import { InputError } from "../../src/core/errors.ts"
import { checkDataflowName, PROFILE_DATAFLOWS } from "../../src/costs/profile.ts"
import { NETWORK_NAMES } from "../../src/workloads/built-in.ts"
import { parseCount } from "../numbers.ts"
import {
  checkAllowImpossible,
  checkProfileFlags,
  type ProfileFlags,
  type ProfileSettings,
  profileFlagsOf,
  profileWords,
} from "../profile-options.ts"
import { RUN_FILES, type RunConfig } from "../runs/run-dir.ts"
import { quoted } from "./train-settings.ts"

/** As typed; lists with commas. What is absent takes its default. */
export interface GeneralFlags extends ProfileFlags {
  readonly networks: string
  readonly holdOut?: string
  readonly dataflow?: string
  readonly objective?: string
  readonly constraint?: string
  readonly budgets?: string
  readonly problems?: string
  readonly platform: string
  readonly allowImpossible?: boolean
  readonly observation: string
  readonly seed: string
  readonly episodes?: string
  readonly backend: string
}

/** As meant. Everything that decides the bytes of a run's files. */
export interface GeneralSettings extends ProfileSettings {
  readonly networks: readonly string[]
  /** Networks to test on, never trained on. */
  readonly holdOut: readonly string[]
  readonly dataflows: readonly string[]
  readonly objectives: readonly Objective[]
  readonly constraints: readonly Constraint[]
  /** Fractions, least and largest. */
  readonly budgets: readonly [number, number]
  readonly problems: number
  readonly platform: string
  readonly allowImpossible: boolean
  readonly observation: ObservationProfile
  readonly seed: number
  readonly episodes: number
  /** In config.json never auto. */
  readonly backend: string
}

/** Checks typed options. @throws InputError naming the option and what is allowed */
export function checkGeneralFlags(flags: GeneralFlags): GeneralSettings {
  const platform = platformNamed(flags.platform)
  const model = checkProfileFlags(flags, platform.profile)
  const holdOut = flags.holdOut === undefined ? [] : items("hold-out", flags.holdOut)
  return {
    networks: trainedNetworks(items("networks", flags.networks), holdOut),
    holdOut,
    dataflows: listOf("dataflow", flags.dataflow, PROFILE_DATAFLOWS[model.profile], name =>
      checkDataflowName(model.profile, name),
    ),
    objectives: listOf("objective", flags.objective, POOL_DEFAULTS.objectives, name =>
      checkName("objective", name, OBJECTIVES),
    ),
    constraints: listOf("constraint", flags.constraint, POOL_DEFAULTS.constraints, name =>
      checkName("constraint", name.replace(/_size$/, ""), CONSTRAINTS),
    ),
    budgets: flags.budgets === undefined ? POOL_DEFAULTS.budgets : parseRange(flags.budgets),
    problems: flags.problems === undefined ? POOL_DEFAULTS.problems : parseCount("problems", flags.problems, 1),
    platform: platform.name,
    ...model,
    allowImpossible: checkAllowImpossible(flags.allowImpossible, model.profile),
    observation: checkName("observation", flags.observation, OBSERVATION_PROFILES),
    seed: parseCount("seed", flags.seed),
    episodes: flags.episodes === undefined ? GENERAL_RECIPE.episodes : parseCount("episodes", flags.episodes, 1),
    backend: checkName("backend", flags.backend, ["auto", ...BACKENDS]),
  }
}

/** The items of a list with commas. */
function items(field: string, text: string): string[] {
  const all = text.split(",").map(item => item.trim())
  const twice = all.find((item, i) => all.indexOf(item) < i)
  if (all.includes("")) throw new InputError(`${field} is "${text}", expected names separated by commas`)
  if (twice !== undefined) throw new InputError(`${field} names ${twice} twice, expected each at most once`)
  return all
}

function listOf<T extends string>(
  field: string,
  text: string | undefined,
  otherwise: readonly T[],
  check: (name: string) => string,
): readonly T[] {
  return text === undefined ? otherwise : items(field, text).map(item => check(item.toLowerCase()) as T)
}

/** The networks to train on: those named, or "all" built-in ones, but for those held out. */
function trainedNetworks(named: readonly string[], holdOut: readonly string[]): string[] {
  const all = named.join() === "all" ? NETWORK_NAMES : named
  const left = all.filter(name => !holdOut.includes(name))
  if (left.length > 0) return left
  throw new InputError(`hold-out leaves no network of ${all.join(", ")} to train on, expected at least one`)
}

/** "0.05..0.9": two fractions. */
function parseRange(text: string): readonly [number, number] {
  const parts = text.split("..").map(part => (part.trim() === "" ? Number.NaN : Number(part)))
  const [low, high = low] = parts
  if (parts.length <= 2 && low > 0 && low <= high && high <= 1) return [low, high]
  throw new InputError(`budgets is "${text}", expected two fractions as in 0.05..0.9, above 0 and at most 1`)
}

/** The settings of an existing run. @throws InputError when config.json is damaged */
export function generalSettingsOf(directory: string, config: RunConfig): GeneralSettings {
  const s = config.options as unknown as GeneralSettings
  const lists = ["networks", "holdOut", "dataflows", "objectives", "constraints", "budgets"] as const
  const others = ["problems", "platform", "profile", "physical", "observation", "seed", "episodes", "backend"] as const
  const missing = lists.find(key => !Array.isArray(s[key])) ?? others.find(key => s[key] === undefined)
  if (missing !== undefined) {
    throw new InputError(`${join(directory, RUN_FILES.config)} is damaged: option ${missing} is missing`)
  }
  return checkGeneralFlags({
    ...profileFlagsOf(s),
    networks: s.networks.join(),
    ...(s.holdOut.length > 0 ? { holdOut: s.holdOut.join() } : {}),
    dataflow: s.dataflows.join(),
    objective: s.objectives.join(),
    constraint: s.constraints.join(),
    budgets: s.budgets.join(".."),
    problems: String(s.problems),
    platform: s.platform,
    allowImpossible: s.allowImpossible === true,
    observation: s.observation,
    seed: String(s.seed),
    episodes: String(s.episodes),
    backend: s.backend,
  })
}

/** The command line that repeats a run. */
export function generalCommandOf(s: GeneralSettings): string {
  const words = [
    `analects train --networks ${quoted(s.networks.join())}`,
    ...(s.holdOut.length > 0 ? [`--hold-out ${quoted(s.holdOut.join())}`] : []),
    `--dataflow ${s.dataflows.join()} --objective ${s.objectives.join()} --constraint ${s.constraints.join()}`,
    `--budgets ${s.budgets.join("..")} --problems ${s.problems} --platform ${s.platform} --seed ${s.seed}`,
    `--episodes ${s.episodes}`,
    ...profileWords(s, platformNamed(s.platform).profile),
  ]
  if (s.allowImpossible) words.push("--allow-impossible")
  if (s.observation !== "priced") words.push(`--observation ${s.observation}`)
  if (s.backend !== "auto") words.push(`--backend ${s.backend}`)
  return words.join(" ")
}
