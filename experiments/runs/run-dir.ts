// Run directories: one folder per run, and what is in it.
//
//   config.json       resolved options, seed and versions: enough to repeat the run
//   metrics.csv       one row per update or generation (metrics-file.ts)
//   checkpoint.json   where to go on after a stop (checkpoint.ts)
//   allocation.csv, allocation.json   the best allocation (allocation-files.ts)
//   policy.pb         the trained policy (src/formats/policy-file.ts)
//   report.html       the same for reading (report.ts)
//   record.json, curve.csv, timing.csv   what comparisons read (run-record.ts); of the first stage alone in reinforce/
//   events.out.tfevents…   for TensorBoard, where asked for (event-file.ts)
//
// Nothing in metrics.csv, allocation.csv and policy.pb depends on the time or the machine's name,
// so two runs of one configuration can be compared byte by byte.

import { mkdirSync, readdirSync, type Stats, statSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { nearestName } from "../../src/core/check.ts"
import { InputError } from "../../src/core/errors.ts"
import { makeFolders, namesIn, readJson, reasonOf, writeJson } from "../files.ts"

/** Names of the files in a run directory. */
export const RUN_FILES = {
  config: "config.json",
  metrics: "metrics.csv",
  checkpoint: "checkpoint.json",
  allocationCsv: "allocation.csv",
  allocationJson: "allocation.json",
  policy: "policy.pb",
  report: "report.html",
} as const

/**
 * Format of config.json this version writes and reads. Format 1 did not say which profile the costs are of, format 2 held one
 * constraint and budget.
 */
export const CONFIG_FORMAT = 3

/** What config.json holds. */
export interface RunConfig {
  readonly format: typeof CONFIG_FORMAT
  /** The command that started the run, such as "train". */
  readonly command: string
  readonly seed: number
  /** Every option with its final value, defaults included. */
  readonly options: Readonly<Record<string, unknown>>
  /** analects, node, TF.js and its backend, …: name to version. */
  readonly versions: Readonly<Record<string, string>>
}

/** A folder name from what a run is about: `runName(["resnet18", "dla", "latency"], 0)` is "resnet18-dla-latency-s0". */
export function runName(parts: readonly string[], seed: number): string {
  const words = parts.map(part => part.toLowerCase().replace(/[^a-z0-9._]+/g, "-"))
  const name = [...words, `s${seed}`].join("-").replace(/-{2,}/g, "-")
  return name.replace(/^[-.]+/, "").slice(-100)
}

/** Where a new run goes. */
export interface NewRun {
  /** The folder the user asked for; it must be new or empty. Without it, root/name is taken, or root/name-2, … */
  readonly out?: string
  readonly root?: string
  readonly name: string
}

/** Creates a run directory and returns its path. Throws InputError when `out` is in use. */
export function createRun({ out, root = "runs", name }: NewRun): string {
  if (out === undefined) return createNumbered(root, name)
  if (namesIn(out).length > 0) throw new InputError(`${out} exists; choose another --out or --resume ${out}`)
  makeFolder(out, true)
  return out
}

/** Creating the folder is also the claim on the name, so runs started at the same moment get different ones. */
function createNumbered(root: string, name: string): string {
  makeFolder(root, true)
  for (let n = 1; ; n++) {
    const path = join(root, n === 1 ? name : `${name}-${n}`)
    if (makeFolder(path, false)) return path
  }
}

/** False when the name is taken and `recursive` is off; with it, the folders above are made as well. */
function makeFolder(path: string, recursive: boolean): boolean {
  try {
    if (recursive) makeFolders(path)
    else mkdirSync(path)
    return true
  } catch (error) {
    const taken = (error as NodeJS.ErrnoException).code === "EEXIST"
    if (taken && !recursive) return false
    throw new InputError(`${path} cannot be created: ${taken ? "there is a file of that name" : reasonOf(error)}`)
  }
}

/** Writes config.json. */
export function writeConfig(run: string, config: Omit<RunConfig, "format">): void {
  writeJson(join(run, RUN_FILES.config), { format: CONFIG_FORMAT, ...config })
}

/** The configuration of an existing run. Throws InputError when the path holds none, or one of another format. */
export function readConfig(run: string): RunConfig {
  if (!isRun(run)) throw new InputError(noRun(run))
  const path = join(run, RUN_FILES.config)
  const config = readJson(path) as Partial<RunConfig> | null
  const format: unknown = config?.format
  if (format !== CONFIG_FORMAT) {
    const older = typeof format === "number" && format < CONFIG_FORMAT
    throw new InputError(
      `${path} has format ${JSON.stringify(format)}, this version reads ${CONFIG_FORMAT}` +
        (older
          ? ": a run of an earlier version, which can only be started anew; its policy and allocation stay valid"
          : ""),
    )
  }
  const { command, seed, options, versions } = config as RunConfig
  if (typeof command !== "string" || !Number.isSafeInteger(seed) || !isObject(options) || !isObject(versions)) {
    throw new InputError(`${path} is damaged: command, seed, options or versions is missing`)
  }
  return { format, command, seed, options, versions }
}

function isObject(x: unknown): boolean {
  return typeof x === "object" && x !== null
}

function isRun(path: string): boolean {
  return entryOf(join(path, RUN_FILES.config))?.isFile() ?? false
}

/** What is at a path, null where nothing is or it cannot be reached (a part of it is a file, no permission). */
function entryOf(path: string): Stats | null {
  try {
    return statSync(path)
  } catch {
    return null
  }
}

function noRun(run: string): string {
  const parent = dirname(run)
  if (entryOf(run) !== null) {
    return `${run} is not a run directory: it has no ${RUN_FILES.config}`
  }
  const siblings = entryOf(parent)?.isDirectory() ? readdirSync(parent) : []
  const near = nearestName(
    basename(run),
    siblings.filter(name => isRun(join(parent, name))),
  )
  return `there is no run ${run}.${near === null ? "" : ` Did you mean ${join(parent, near)}?`}`
}
