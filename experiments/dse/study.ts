// A study from its file to its results.

import { existsSync, readdirSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { unknownName } from "../../src/core/check.ts"
import { InputError } from "../../src/core/errors.ts"
import type { Found } from "../../src/dse/found.ts"
import { byCosts } from "../../src/dse/front.ts"
import type { RefineOptions, RefineResult } from "../../src/dse/refine.ts"
import { designCount, type Space } from "../../src/dse/space.ts"
import { Sweep } from "../../src/dse/sweep.ts"
import { makeFolders, namesIn, readJson, readText, reasonOf, writeJson } from "../files.ts"
import { packageFile } from "../package-files.ts"
import { VERSION } from "../version.ts"
import { readYaml } from "../yaml-file.ts"
import type { SweepResult } from "./checkpoint.ts"
import { DSE_SCHEMA, spaceOf } from "./config.ts"
import { type RunOptions, runRefinement, runSweep } from "./run.ts"

/** Files of a study's folder. */
export const DSE_FILES = {
  config: "config.json",
  checkpoint: "checkpoint.json",
  summary: "summary.json",
  front: "front.csv",
  page: "report.html",
  rows: "valid",
} as const

/** Format of config.json. */
const FORMAT = 1

/** What is to be done. */
export interface Study {
  readonly name: string
  readonly network: string
  readonly space: Space
  readonly refine: RefineOptions | null
  /** Whether every valid design is written. */
  readonly rows: boolean
}

/** Designs that are counted one by one at most. */
const MOST_DESIGNS = BigInt(Number.MAX_SAFE_INTEGER)
/** Settings at most: lanes × bandwidths, of which all are listed. */
const MOST_SETTINGS = 1_000_000

const SHIPPED = fileURLToPath(packageFile("experiments/configs/dse/"))

/** Names of the shipped studies. */
export function shippedStudies(): string[] {
  return readdirSync(SHIPPED)
    .flatMap(file => /^(.+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort()
}

/** A study from a YAML file, or a shipped one by name. @throws InputError with places and nearest names */
export function readStudy(fileOrName: string, rows: boolean): Study {
  let file = fileOrName
  if (!existsSync(file) && !/[./\\]/.test(file)) {
    const known = shippedStudies()
    if (!known.includes(file)) throw new InputError(unknownName("study", file, known))
    file = join(SHIPPED, `${file}.yaml`)
  }
  const { value: read } = readYaml(readText(file), fileOrName, DSE_SCHEMA, "key")
  const name = read.name ?? basename(file).replace(/\.ya?ml$/i, "")
  const study = { name, network: read.network, space: spaceOf(read, dirname(file)), refine: read.refine ?? null, rows }
  checkSize(study)
  return study
}

/** @throws InputError for spaces that are too large, with their exact size */
function checkSize({ space, refine: search }: Study): void {
  const { lanes, offchipBandwidth, nocBandwidth, innerBandwidth } = space
  const settings = [lanes, offchipBandwidth, nocBandwidth, innerBandwidth ?? [0]].reduce((n, v) => n * v.length, 1)
  if (settings > MOST_SETTINGS) {
    const most = MOST_SETTINGS.toLocaleString("en")
    throw new InputError(`lanes × bandwidths give ${settings.toLocaleString("en")} settings, expected at most ${most}`)
  }
  const designs = designCount(space)
  if (search !== null || designs <= MOST_DESIGNS) return
  throw new InputError(
    `the space has ${designs.toLocaleString("en")} designs, expected at most 2^53 − 1; narrow it, or search it adaptively: add refine: {}`,
  )
}

/** Starts a study's folder. @throws InputError when it is in use */
export function startFolder(folder: string, study: Study): void {
  if (namesIn(folder).length > 0) throw new InputError(`${folder} exists; choose another --out or --resume ${folder}`)
  try {
    makeFolders(folder)
  } catch (error) {
    throw new InputError(`${folder} cannot be created: ${reasonOf(error)}`)
  }
  writeJson(join(folder, DSE_FILES.config), { format: FORMAT, command: "dse", analects: VERSION, ...study })
}

/** The study of a folder that was started before. @throws InputError when it is something else, or of another version */
export function resumedStudy(folder: string): Study {
  const path = join(folder, DSE_FILES.config)
  const config = readJson(path) as Study & { format?: unknown; command?: unknown; analects?: unknown }
  if (config.command !== "dse") throw new InputError(`${path} is of another command, expected one of analects dse`)
  if (config.format !== FORMAT) throw new InputError(`${path} is of format ${config.format}, expected ${FORMAT}`)
  if (config.analects !== VERSION) {
    throw new InputError(
      `${folder} was begun by analects ${String(config.analects)}, this is ${VERSION}: digits may differ; begin anew with another --out`,
    )
  }
  const { name, network, space, refine, rows } = config
  return { name, network, space, refine, rows }
}

/** Designs that come nearest to budgets that nothing keeps; absent where nothing runs at all. */
export interface Nearest {
  readonly sweep: Sweep
  readonly found: Found
}

/** Result of a study. */
export interface StudyResult {
  readonly study: Study
  readonly sweep: Sweep
  readonly designs: bigint
  readonly result: SweepResult
  /** Set after an adaptive search. */
  readonly refined: RefineResult | null
  /** By budget, if there is no valid design: what it would have to be at least, all other budgets aside. */
  readonly nearest: Readonly<Record<string, Nearest>>
  readonly seconds: number
  readonly cpuSeconds: number
}

/** Runs a study. @throws Stopped */
export async function runStudy(study: Study, options: RunOptions): Promise<StudyResult> {
  const began = performance.now()
  const cpu = process.cpuUsage()
  const designs = designCount(study.space)
  const sweep = new Sweep(study.space, { generic: study.refine !== null })
  let refined: RefineResult | null = null
  let result: SweepResult
  if (study.refine !== null) {
    const { before, ...found } = await runRefinement(sweep, study.refine, options)
    refined = found
    result = { ...found, rows: 0, before }
  } else result = await runSweep(sweep, options)
  result = { ...result, front: byCosts(result.front) }
  const nearest = result.counts.valid === 0 && refined === null ? nearestOf(study.space) : {}
  const { user, system } = process.cpuUsage(cpu)
  const seconds = (performance.now() - began) / 1000
  return { study, sweep, designs, result, refined, nearest, seconds, cpuSeconds: (user + system) / 1e6 }
}

const at = (i: 0 | -1) => (values: readonly number[]) => [values.at(i) as number]

/** Per budget the design that needs least of it, whatever the other budgets. */
function nearestOf(space: Space): Record<string, Nearest> {
  const inner = space.innerBandwidth
  const corner = (i: 0 | -1): Sweep =>
    new Sweep({
      ...space,
      budgets: {},
      lanes: at(i)(space.lanes),
      nocBandwidth: at(i)(space.nocBandwidth),
      innerBandwidth: inner === null ? null : at(i)(inner),
      offchipBandwidth: at(i)(space.offchipBandwidth),
    })
  const nearest: Record<string, Nearest> = {}
  const cheapest = corner(0)
  const { picks } = cheapest.run(0, cheapest.blocks)
  for (const budget of ["area", "power", "energy"] as const) {
    const found = picks[budget]
    if (space.budgets[budget] !== undefined && found !== undefined) nearest[budget] = { sweep: cheapest, found }
  }
  if (space.budgets.latency === undefined) return nearest
  const widest = corner(-1)
  const found = widest.run(0, widest.blocks).picks.runtime
  if (found !== undefined) nearest.latency = { sweep: widest, found }
  return nearest
}
