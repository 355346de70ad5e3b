// The options of `analects map`, checked.

import { availableParallelism } from "node:os"
import type { Command } from "commander"
import { PLATFORMS, platformNamed } from "../../src/allocation/platforms.ts"
import { checkName } from "../../src/core/check.ts"
import { InputError, UsageError } from "../../src/core/errors.ts"
import type { Hardware } from "../../src/maestro/hardware.ts"
import { NO_LIMIT } from "../../src/maestro/mapping-text/read-hardware.ts"
import type { Limits } from "../../src/mapping/evaluate.ts"
import { type Goal, MAPPING_OBJECTIVES, parseGoal } from "../../src/mapping/objectives.ts"
import { PRESET_NAMES, presetNamed } from "../../src/mapping/presets.ts"
import { SEARCH_METHODS } from "../../src/mapping/search-layer.ts"
import { SPACE_DEFAULTS, type SpaceRules } from "../../src/mapping/space-rules.ts"
import { addHardwareOptions, type HardwareFlags, hardwareOf } from "../hardware-options.ts"
import { parseCount, parseNumber } from "../numbers.ts"
import { addProfileOptions, checkProfileFlags, type ProfileFlags, type ProfileSettings } from "../profile-options.ts"

/** Methods of the command: those of src/mapping, and the learner. */
export const MAP_METHODS = [...SEARCH_METHODS, "reinforce"] as const
/** Methods that choose the PEs where they are left open. */
const CO_SEARCH: readonly string[] = ["gamma", "nsga2", "gamma-compatible"]
export type MapMethod = (typeof MAP_METHODS)[number]

/** The options as typed. */
export interface MapFlags extends HardwareFlags, ProfileFlags {
  readonly network: string
  readonly layer?: string
  readonly method: string
  readonly objective: string
  readonly evaluations: string
  readonly seed: string
  readonly workers?: string
  readonly space: string
  readonly tiles: string
  readonly levels: string
  readonly pesUpTo?: string
  readonly areaBudget?: string
  readonly out?: string
  readonly plot?: string
  readonly json?: boolean
}

/** What they mean. Plain data: what a checkpoint compares. */
export interface MapSettings {
  readonly network: string
  /** Position of the only layer to search, null for all. */
  readonly layer: number | null
  readonly hardware: Hardware
  readonly limits: Limits
  readonly model: ProfileSettings
  readonly method: MapMethod
  readonly goal: Goal
  readonly evaluations: number
  readonly seed: number
  readonly rules: Partial<SpaceRules>
  readonly pesUpTo: number
}

const DEFAULT_LEVELS = `${SPACE_DEFAULTS.minLevels}-${SPACE_DEFAULTS.maxLevels}`

/** Adds the options. */
export function addMapOptions(command: Command): Command {
  command
    .requiredOption("-n, --network <name|file>", "built-in network, CSV file or ONNX model")
    .option("--layer <n>", "only this layer, counted from 1 (default: all, equal shapes once)")
  addHardwareOptions(command)
    .option("--l1-size <bytes>", "buffer of a PE that a mapping has to fit (default unlimited)")
    .option("--l2-size <bytes>", "shared buffer that a mapping has to fit (default unlimited)")
    .option("-m, --method <name>", `search: ${MAP_METHODS.join(", ")}`, "gamma")
    .option(
      "-o, --objective <list>",
      `what is minimised, in order of importance (latency,energy) or weighted (latency=1,energy=0.5): ${MAPPING_OBJECTIVES.join(", ")}`,
      "latency,energy",
    )
    .option("-e, --evaluations <n>", "evaluations of the cost model per distinct layer", "2000")
    .option("-s, --seed <n>", "equal seeds give equal mappings, whatever the workers", "0")
    .option("--space <name>", `map space: ${PRESET_NAMES.join(", ")}`, "free")
    .option("--tiles <rule>", "tile sizes: balanced, divisor, any", SPACE_DEFAULTS.tiles)
    .option("--levels <min-max>", "cluster levels", DEFAULT_LEVELS)
    .option("--pes-up-to <n>", "choose the PEs as well, from 1 to n (co-search)")
    .option(
      "--area-budget <um2>",
      "area that PEs, the buffers a mapping needs and the network on chip may take; needs --noc-bandwidth",
    )
    .option("--workers <n>", "threads (default: one per core)")
    .option(
      "--out <dir>",
      "write mapping.m, layers.csv, result.json and a checkpoint; the same command goes on after a stop",
    )
    .option("--plot <file>", "draw the layers: FILE.svg")
    .option("--json", "print one JSON object")
  const file = command.options.find(option => option.long === "--hardware")
  if (file !== undefined) {
    file.description = `hardware file, or the widths of a platform (${PLATFORMS.map(p => p.name).join(", ")}); the options below override it`
  }
  return addProfileOptions(command, "physical")
}

/** Checks the options. The network's layers are counted by the caller. */
export function mapSettings(flags: MapFlags, layers: number): MapSettings {
  const model = checkProfileFlags(flags, "physical")
  const method = checkName("method", flags.method, MAP_METHODS)
  const goal = parseGoal(flags.objective)
  const { hardware, limits } = hardwareWithPlatform(flags)
  const areaBudget = flags.areaBudget === undefined ? undefined : parseNumber("area-budget", flags.areaBudget)
  if (areaBudget !== undefined && areaBudget <= 0)
    throw new InputError(`area-budget is ${areaBudget}, expected more than 0`)
  const pesUpTo = flags.pesUpTo === undefined ? 0 : parseCount("pes-up-to", flags.pesUpTo, 1)
  if (pesUpTo > 0 && flags.pes !== undefined) throw new UsageError("give --pes or --pes-up-to, not both")
  if (pesUpTo > 0 && !CO_SEARCH.includes(method)) {
    throw new UsageError(`--pes-up-to: method ${method} takes the PEs as they are; ${CO_SEARCH.join(", ")} choose them`)
  }
  if (model.profile === "maestro" && method !== "gamma-compatible" && method !== "random") {
    throw new UsageError(`--profile maestro: its figures mislead searches; only gamma-compatible and random take it`)
  }
  const asksForArea =
    areaBudget !== undefined || (pesUpTo > 0 && goal.objectives.some(o => o === "area" || o === "power"))
  if (asksForArea && hardware.nocBandwidth >= NO_LIMIT) {
    throw new UsageError(
      "area and power of the network on chip grow with its bandwidth, which is unlimited: give --noc-bandwidth",
    )
  }
  const rules = rulesOf(flags)
  if (method === "reinforce") checkReinforce(flags, rules)
  return {
    network: flags.network,
    layer: layerOf(flags.layer, layers),
    hardware: pesUpTo > 0 ? { ...hardware, numPEs: pesUpTo } : hardware,
    limits: { ...limits, ...(areaBudget === undefined ? {} : { area: areaBudget }) },
    model,
    method,
    goal,
    evaluations: parseCount("evaluations", flags.evaluations, 1),
    seed: parseCount("seed", flags.seed),
    rules,
    pesUpTo,
  }
}

/** Threads to use. */
export function workersOf(flags: MapFlags): number {
  return flags.workers === undefined ? availableParallelism() : parseCount("workers", flags.workers, 1)
}

function layerOf(text: string | undefined, layers: number): number | null {
  if (text === undefined) return null
  const layer = parseCount("layer", text, 1)
  if (layer <= layers) return layer - 1
  throw new InputError(`layer is ${layer}, the network has layers 1 to ${layers}`)
}

function hardwareWithPlatform(flags: MapFlags) {
  const name = flags.hardware
  if (name === undefined || /[./\\]/.test(name)) return hardwareOf(flags)
  const platform = platformNamed(name)
  return hardwareOf({
    lanes: String(platform.simdLanes),
    nocBandwidth: String(platform.nocBandwidth),
    nocLatency: String(platform.nocLatency),
    offchipBandwidth: String(platform.offchipBandwidth),
    ...defined(flags),
    hardware: undefined,
  })
}

/** Without the flags that are not given, which would hide those of a platform. */
function defined(flags: MapFlags): Partial<HardwareFlags> {
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined))
}

/** Mapping-v0 has its own space: a fixed number of levels, balanced tiles. */
function checkReinforce({ space, tiles, levels }: MapFlags, { minLevels, maxLevels }: Partial<SpaceRules>): void {
  if (space !== "free" || tiles !== SPACE_DEFAULTS.tiles) {
    throw new UsageError("--space and --tiles: method reinforce searches the free space with balanced tiles")
  }
  if (levels !== DEFAULT_LEVELS && minLevels !== maxLevels) {
    throw new UsageError(`--levels ${levels}: method reinforce takes one number of levels, such as 2`)
  }
}

function rulesOf({ space, tiles, levels }: MapFlags): Partial<SpaceRules> {
  const match = /^([1-4])(?:-([1-4]))?$/.exec(levels)
  if (match === null || Number(match[2] ?? match[1]) < Number(match[1])) {
    throw new InputError(`levels is "${levels}", expected one of 1 to 4 or a range such as 1-3`)
  }
  const given = {
    tiles: checkName("tiles", tiles, ["balanced", "divisor", "any"]),
    minLevels: Number(match[1]),
    maxLevels: Number(match[2] ?? match[1]),
  }
  return { ...given, ...presetNamed(space) }
}
