// Both stages of a training run without a run directory: what the benches repeat.

import type { TensorFlow } from "../../agents/backend.ts"
import { type Allocation, evaluateAllocation } from "../../src/allocation/problem.ts"
import { Rng } from "../../src/core/rng.ts"
import type { Instance } from "../load.ts"
import { geneticStage } from "../training/genetic-stage.ts"
import { makeLearner } from "../training/learner.ts"
import type { TrainSettings } from "../training/train-settings.ts"
import { cpuSeconds } from "./bench.ts"

/** Outcome of one seed. */
export interface TwoStage {
  readonly reinforce: Allocation | null
  readonly final: Allocation | null
  readonly feasibleEpisodes: number
  readonly reinforceCpu: number
  readonly geneticCpu: number
}

/** Runs both stages. The instance's fine table is built outside the measured times. */
export function runTwoStage(tf: TensorFlow, instance: Instance, settings: TrainSettings): TwoStage {
  const rng = Rng.fromSeed(settings.seed)
  if (settings.generations > 0) instance.fine()
  const began = cpuSeconds()
  const learner = makeLearner(tf, instance, settings, rng.split("learner"))
  let feasibleEpisodes = 0
  while (!learner.done) feasibleEpisodes += learner.update().feasible
  const reinforce = learner.answer()
  const between = cpuSeconds()
  let final: Allocation | null = null
  if (reinforce !== null && settings.generations > 0) {
    const genetic = geneticStage(instance, settings).start(learner.geneticStart(reinforce), rng.split("genetic"))
    while (!genetic.done) genetic.generation()
    // The published stage carries totals of a scrambled order along (quirk Q2): count again.
    final = evaluateAllocation(instance.fine().problem, genetic.best.choice)
  }
  const geneticCpu = cpuSeconds() - between
  return { reinforce, final, feasibleEpisodes, reinforceCpu: between - began, geneticCpu }
}
