// Rates: rows of cost tables, episodes, generations. Fixed work, repeated; CPU seconds of this process.

import { loadBackend } from "../../agents/backend.ts"
import { platformNamed } from "../../src/allocation/platforms.ts"
import { COARSE_GRID } from "../../src/core/choices.ts"
import { Rng } from "../../src/core/rng.ts"
import { buildCostTable } from "../../src/maestro/cost-table.ts"
import { DATAFLOW_NAMES } from "../../src/maestro/templates.ts"
import { builtInNetwork } from "../../src/workloads/built-in.ts"
import { geneticStage } from "../genetic-stage.ts"
import { makeLearner } from "../learner.ts"
import { Instance } from "../load.ts"
import { formatNumber, formatRate, type TableCell } from "../text-table.ts"
import type { TrainSettings } from "../train-settings.ts"
import { type Bench, cpuSeconds } from "./bench.ts"

const REPEATS = 10

/** Repeats work after one warm-up round; units per CPU second of each round. */
function rates(units: number, work: () => void): number[] {
  work()
  return Array.from({ length: REPEATS }, () => {
    const began = cpuSeconds()
    work()
    return units / (cpuSeconds() - began)
  })
}

/** One line of a rate table: best, mean ± standard deviation. */
function rateRow(what: string, found: readonly number[]): TableCell[] {
  const mean = found.reduce((a, b) => a + b, 0) / found.length
  const deviation = Math.sqrt(found.reduce((sum, x) => sum + (x - mean) ** 2, 0) / found.length)
  return [what, formatRate(Math.max(...found)), formatRate(mean), formatNumber(deviation)]
}

const HEADER = ["work", "best", "mean per CPU s", "±"]

export const table: Bench = {
  name: "table",
  summary: "rows per CPU second of the 144-choice tables of ResNet-50",
  async run({ onItem }) {
    const shapes = builtInNetwork("resnet50").distinct.map(d => d.layer)
    const found = DATAFLOW_NAMES.map((dataflow, i) => {
      onItem(i, DATAFLOW_NAMES.length, dataflow)
      const rows = shapes.length * 144
      const work = () => buildCostTable(shapes, dataflow, COARSE_GRID, platformNamed("confuciux"))
      return { dataflow, rates: rates(rows, work) }
    })
    return {
      header: HEADER,
      rows: found.map(f => rateRow(`resnet50 ${f.dataflow}, rows`, f.rates)),
      notes: [],
      data: { rowsPerSecond: Object.fromEntries(found.map(f => [f.dataflow, Math.max(...f.rates)])) },
    }
  },
}

const SETTINGS: TrainSettings = {
  network: "mobilenet_v2",
  dataflow: "dla",
  objective: "latency",
  constraint: "area",
  budget: 0.5,
  platform: "confuciux",
  allowImpossible: false,
  env: "Allocation-v1",
  observation: "priced",
  seed: 0,
  episodes: 80,
  generations: 100,
  backend: "auto",
}

export const learning: Bench = {
  name: "learning",
  summary: "episodes and generations per CPU second on MobileNetV2",
  async run({ onItem }) {
    const { tf, name } = await loadBackend()
    const instance = new Instance(builtInNetwork(SETTINGS.network), platformNamed(SETTINGS.platform), {
      ...SETTINGS,
      quiet: true,
    })
    instance.fine()
    onItem(0, 2, "episodes")
    const episodes = rates(SETTINGS.episodes, () => {
      const learner = makeLearner(tf, instance, SETTINGS, Rng.fromSeed(0))
      while (!learner.done) learner.update()
    })
    const learner = makeLearner(tf, instance, SETTINGS, Rng.fromSeed(0))
    while (!learner.done) learner.update()
    const start = learner.answer()
    if (start === null) throw new Error("no feasible episode")
    onItem(1, 2, "generations")
    const stage = geneticStage(instance, SETTINGS)
    const generations = rates(SETTINGS.generations, () => {
      const genetic = stage.start(start, Rng.fromSeed(0))
      while (!genetic.done) genetic.generation()
    })
    return {
      header: HEADER,
      rows: [rateRow("episodes of 52 steps, with learning", episodes), rateRow("generations of 20", generations)],
      notes: [`TF.js on ${name}`],
      data: { episodesPerSecond: Math.max(...episodes), generationsPerSecond: Math.max(...generations), backend: name },
    }
  },
}
