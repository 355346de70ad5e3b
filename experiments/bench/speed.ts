// Rates of learning: episodes, generations. Fixed work, repeated; CPU seconds of this process.

import { loadBackend } from "../../agents/backend.ts"
import { Rng } from "../../src/core/rng.ts"
import { loadInstance } from "../full-options.ts"
import { geneticStage } from "../training/genetic-stage.ts"
import { makeLearner } from "../training/learner.ts"
import type { BenchOptions, BenchResult } from "./bench.ts"
import { benchLearners, learnerSettings } from "./learners.ts"
import { RATE_HEADER, rateRow, rates } from "./rates.ts"

const NETWORK = "mobilenet_v2"
const EPISODES = 80
const SETTINGS = learnerSettings(NETWORK, EPISODES)

/** Bench `learning`. */
export async function benchLearning({ backend, onItem }: BenchOptions): Promise<BenchResult> {
  const { tf, name } = await loadBackend(backend)
  const learners = benchLearners(NETWORK, EPISODES)
  const items = learners.length + 1
  const episodes = learners.map((one, i) => {
    onItem(i, items, one.name)
    const found = rates(EPISODES, () => {
      const learner = one.start(tf)
      while (!learner.done) learner.update()
    })
    return { name: one.name, found }
  })
  onItem(items - 1, items, "generations")
  const generations = rates(SETTINGS.generations, geneticWork(tf))
  const best = episodes.map(({ name: policy, found }) => [policy, Math.max(...found)])
  return {
    header: RATE_HEADER,
    rows: [
      ...episodes.map(({ name: policy, found }) => rateRow(`episodes with learning: ${policy}`, found)),
      rateRow("generations of 20", generations),
    ],
    notes: [`TF.js on ${name}`],
    data: {
      episodesPerSecond: Object.fromEntries(best),
      generationsPerSecond: Math.max(...generations),
      backend: name,
    },
  }
}

/** The genetic stage from the answer of a short run; not a matter of the backend. */
function geneticWork(tf: Awaited<ReturnType<typeof loadBackend>>["tf"]): () => void {
  const instance = loadInstance(SETTINGS, true)
  instance.fine()
  const learner = makeLearner(tf, instance, SETTINGS, Rng.fromSeed(0))
  while (!learner.done) learner.update()
  const start = learner.answer()
  if (start === null) throw new Error("no feasible episode")
  const stage = geneticStage(instance, SETTINGS)
  return () => {
    const genetic = stage.start(start, Rng.fromSeed(0))
    while (!genetic.done) genetic.generation()
  }
}
