// A mapping search from its settings to its files: progress, checkpoint, table, mapping file, plot.
//
//   search.json    settings and what is done so far: where the same command goes on after a stop
//   mapping.m      the mappings, for `analects cost` and MAESTRO
//   layers.csv     a row per layer
//   result.json    what --json prints
//
// But for the seconds in result.json nothing depends on time, machine or workers.

import { existsSync } from "node:fs"
import { join } from "node:path"
import { isDeepStrictEqual } from "node:util"
import { CommanderError } from "commander"
import { InputError } from "../../src/core/errors.ts"
import { goalText, MAPPING_OBJECTIVE_UNITS } from "../../src/mapping/objectives.ts"
import type { LayerResult } from "../../src/mapping/search-layer.ts"
import type { Network } from "../../src/workloads/network.ts"
import { cpuSeconds } from "../cpu-seconds.ts"
import { makeFolders, namesIn, readJson, reasonOf, writeFileAtomic, writeJson } from "../files.ts"
import { note, out, outJson } from "../terminal/io.ts"
import { progress } from "../terminal/progress.ts"
import { Stopped, Stopper } from "../training/stopper.ts"
import { type FixedCost, fixedDataflows } from "./fixed-dataflows.ts"
import { renderMapPlot } from "./map-plot.ts"
import { csvOf, jsonOf, mappingText, tableOf } from "./map-report.ts"
import type { MapSettings } from "./map-settings.ts"
import { emptyRounds, type NetworkSearch, type Rounds, searchNetwork } from "./network-search.ts"
import { searchWithReinforce } from "./reinforce-search.ts"

/** How a search is run and where its results go. */
export interface MapRun {
  readonly workers: number
  readonly out?: string
  readonly plot?: string
  readonly json: boolean
}

/** A network's mappings, and what they stand beside. */
export interface MapResult {
  readonly network: Network
  /** Layers searched, as positions in the network. */
  readonly layers: readonly number[]
  readonly settings: MapSettings
  /** Per distinct shape. */
  readonly results: readonly LayerResult[]
  /** Per layer searched the position of its result. */
  readonly shapeOf: readonly number[]
  /** Per template and result. */
  readonly fixed: Readonly<Record<string, readonly FixedCost[]>>
  readonly seconds: number
  /** CPU seconds of the search, all threads, set-up included and the fixed dataflows beside it not. */
  readonly cpuSeconds: number
}

/** Searches, prints and writes. */
export async function runMap(network: Network, settings: MapSettings, run: MapRun): Promise<void> {
  if (run.plot !== undefined && !/\.svg$/i.test(run.plot)) {
    throw new InputError(`plot is "${run.plot}", expected a file name that ends in .svg`)
  }
  const result = await searchMap(network, settings, run)
  if (result.results.every(({ best }) => best === null)) {
    throw new InputError("no mapping keeps the limits on any layer", "impossible-hardware")
  }
  if (run.out !== undefined) {
    writeFileAtomic(join(run.out, "mapping.m"), mappingText(result))
    writeFileAtomic(join(run.out, "layers.csv"), csvOf(result))
    writeJson(join(run.out, "result.json"), jsonOf(result))
  }
  if (run.plot !== undefined) writeFileAtomic(run.plot, await plotOf(result))
  if (run.json) outJson(jsonOf(result))
  else out(tableOf(result))
  if (run.out !== undefined && !run.json) note(`mapping.m, layers.csv and result.json written to ${run.out}`)
}

/** The search alone. */
export async function searchMap(
  network: Network,
  settings: MapSettings,
  { workers, out: folder, json }: MapRun,
): Promise<MapResult> {
  const { layer, hardware, limits, model, goal } = settings
  const layers = layer === null ? network.layers.map((_, i) => i) : [layer]
  const shapes = [...new Set(layers.map(l => network.shapeOf[l]))]
  const distinct = shapes.map(shape => network.distinct[shape].layer)
  const search = networkSearch(settings, distinct, workers)
  const began = performance.now()
  const cpuBefore = cpuSeconds()
  const results =
    settings.method === "reinforce"
      ? await searchWithReinforce(search, json)
      : await withCheckpoint(search, settings, folder, json)
  const cpu = cpuSeconds() - cpuBefore
  return {
    network,
    layers,
    settings,
    results,
    shapeOf: layers.map(l => shapes.indexOf(network.shapeOf[l])),
    fixed: fixedDataflows(distinct, hardware, limits, model.physical ?? {}, goal),
    seconds: (performance.now() - began) / 1000,
    cpuSeconds: cpu,
  }
}

function networkSearch(settings: MapSettings, layers: NetworkSearch["layers"], workers: number): NetworkSearch {
  const { hardware, limits, model, goal, method, evaluations, seed, rules, pesUpTo } = settings
  const plain = method === "reinforce" ? "random" : method
  const choices = model.physical ?? {}
  return {
    layers,
    workers,
    job: { hardware, limits, choices, profile: model.profile, rules, goal, method: plain, evaluations, seed, pesUpTo },
  }
}

interface Checkpoint {
  readonly format: 1
  readonly settings: MapSettings
  readonly rounds: Rounds
}

/** Searches, going on where an earlier run of the same command in the folder stopped. */
async function withCheckpoint(
  search: NetworkSearch,
  settings: MapSettings,
  folder: string | undefined,
  quiet: boolean,
) {
  const rounds = folder === undefined ? emptyRounds(search) : openFolder(folder, settings, search)
  const total = rounds.length * search.layers.length
  const start = rounds.reduce((sum, of) => sum + of.filter(r => r !== null).length, 0)
  const bar = progress("layers", total, process.stderr, { start, quiet })
  const stopper = new Stopper()
  const save = () => {
    if (folder !== undefined)
      writeJson(join(folder, "search.json"), { format: 1, settings, rounds } satisfies Checkpoint)
  }
  try {
    save()
    const results = await searchNetwork(search, rounds, stopper, async done => {
      bar.update(done)
      await stopper.pause(save)
    })
    save()
    return results
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
    save()
    note(folder === undefined ? "stopped" : `stopped; the same command goes on with what is in ${folder}`)
    throw new CommanderError(130, "stopped", "")
  } finally {
    stopper.close()
    bar.stop()
  }
}

/** The rounds in a folder, empty ones in a new folder. @throws InputError if it holds another search */
function openFolder(folder: string, settings: MapSettings, search: NetworkSearch): Rounds {
  const file = join(folder, "search.json")
  if (!existsSync(file)) {
    if (namesIn(folder).length > 0) {
      throw new InputError(`${folder} exists and holds no mapping search; choose another --out`)
    }
    try {
      makeFolders(folder)
    } catch (error) {
      throw new InputError(`${folder} cannot be made: ${reasonOf(error)}`)
    }
    return emptyRounds(search)
  }
  const { format, settings: before, rounds } = readJson(file) as Checkpoint
  if (format !== 1) throw new InputError(`${file} is of format ${String(format)}, expected 1`)
  const now = JSON.parse(JSON.stringify(settings)) as MapSettings
  const differing = (Object.keys(now) as (keyof MapSettings)[]).filter(key => !isDeepStrictEqual(now[key], before[key]))
  if (differing.length > 0) {
    throw new InputError(`${folder} holds another search (differs in ${differing.join(", ")}); name another folder`)
  }
  return rounds
}

/** Cycles (or the first objective's stand-in, energy) per layer. */
export function plotOf(result: MapResult): Promise<string> {
  const { settings, results, shapeOf, fixed, network } = result
  const energy = settings.goal.objectives[0] === "energy"
  const figure = (cost: { cycles: number; energy: number } | null) =>
    cost === null ? 0 : energy ? cost.energy : cost.cycles
  const series = [
    { name: settings.method, values: shapeOf.map(s => figure(results[s].best)) },
    ...Object.entries(fixed).map(([name, costs]) => ({ name, values: shapeOf.map(s => figure(costs[s])) })),
    { name: "lower bound", values: shapeOf.map(s => (energy ? results[s].bounds.energy : results[s].bounds.cycles)) },
  ]
  const unit = MAPPING_OBJECTIVE_UNITS[energy ? "energy" : "latency"]
  return renderMapPlot(`${network.name}: ${goalText(settings.goal)} per layer`, unit, series)
}
