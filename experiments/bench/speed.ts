// Rates of learning: episodes, generations. Fixed work, repeated; CPU seconds of this process.

import { loadBackend } from "../../agents/backend.ts"
import { platformNamed } from "../../src/allocation/platforms.ts"
import { Rng } from "../../src/core/rng.ts"
import { builtInNetwork } from "../../src/workloads/built-in.ts"
import { Instance } from "../load.ts"
import { plainProfile } from "../profile-options.ts"
import { geneticStage } from "../training/genetic-stage.ts"
import { makeLearner } from "../training/learner.ts"
import type { TrainSettings } from "../training/train-settings.ts"
import type { Bench } from "./bench.ts"
import { RATE_HEADER, rateRow, rates } from "./rates.ts"

const SETTINGS: TrainSettings = {
  network: "mobilenet_v2",
  dataflow: "dla",
  objective: "latency",
  constraint: "area",
  budget: 0.5,
  platform: "confuciux",
  ...plainProfile("maestro"),
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
      header: RATE_HEADER,
      rows: [rateRow("episodes of 52 steps, with learning", episodes), rateRow("generations of 20", generations)],
      notes: [`TF.js on ${name}`],
      data: { episodesPerSecond: Math.max(...episodes), generationsPerSecond: Math.max(...generations), backend: name },
    }
  },
}
