// Both stages of a training run without a run directory: what the benches repeat.

import type { TensorFlow } from "../../agents/backend.ts"
import type { CurvePoint } from "../../agents/baselines/run.ts"
import { REINFORCE_DEFAULTS } from "../../agents/reinforce.ts"
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
  readonly episodes: number
  readonly feasibleEpisodes: number
  /** Whole allocations valued: episodes and the answer's greedy decodes; by the genetic stage. */
  readonly reinforceEvaluations: number
  readonly geneticEvaluations: number
  /** Best objective so far, by updates of the learner and generations. */
  readonly curve: readonly CurvePoint[]
  readonly reinforceCpu: number
  readonly geneticCpu: number
}

/** Runs both stages. The instance's fine table is built outside the measured times. */
export function runTwoStage(tf: TensorFlow, instance: Instance, settings: TrainSettings): TwoStage {
  const rng = Rng.fromSeed(settings.seed)
  if (settings.generations > 0) instance.fine()
  const began = cpuSeconds()
  const learner = makeLearner(tf, instance, settings, rng.split("learner"))
  const curve: CurvePoint[] = []
  const note = (evaluation: number, best: Allocation | null) => {
    if (best !== null && best.objective < (curve.at(-1)?.objective ?? Number.POSITIVE_INFINITY)) {
      curve.push({ evaluation, objective: best.objective })
    }
  }
  let feasibleEpisodes = 0
  while (!learner.done) {
    feasibleEpisodes += learner.update().feasible
    note(learner.episodes, learner.best())
  }
  const reinforce = learner.answer()
  const decodes = settings.env === "Allocation-v1" ? 1 + REINFORCE_DEFAULTS.decodes : 0
  const reinforceEvaluations = learner.episodes + decodes
  note(reinforceEvaluations, reinforce)
  const between = cpuSeconds()
  let final: Allocation | null = null
  let geneticEvaluations = 0
  if (reinforce !== null && settings.generations > 0) {
    const genetic = geneticStage(instance, settings).start(learner.geneticStart(reinforce), rng.split("genetic"))
    while (!genetic.done) {
      genetic.generation()
      note(reinforceEvaluations + genetic.evaluations, genetic.best)
    }
    geneticEvaluations = genetic.evaluations
    // The published stage carries totals of a scrambled order along (quirk Q2): count again.
    final = evaluateAllocation(instance.fine().problem, genetic.best.choice)
  }
  const geneticCpu = cpuSeconds() - between
  return {
    reinforce,
    final,
    episodes: learner.episodes,
    feasibleEpisodes,
    reinforceEvaluations,
    geneticEvaluations,
    curve,
    reinforceCpu: between - began,
    geneticCpu,
  }
}
