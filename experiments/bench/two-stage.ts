// Both stages of a training run without a run directory: what the benches repeat.

import type { TensorFlow } from "../../agents/backend.ts"
import type { CurvePoint } from "../../agents/baselines/run.ts"
import { type Allocation, evaluateAllocation } from "../../src/allocation/problem.ts"
import { Rng } from "../../src/core/rng.ts"
import type { Instance } from "../load.ts"
import { geneticStage } from "../training/genetic-stage.ts"
import { type Learner, type LearnerTask, makeLearner } from "../training/learner.ts"
import type { GeneticSettings, LearnerSettings } from "../training/train-settings.ts"
import { cpuSeconds } from "./bench.ts"

type FirstSettings = LearnerSettings & { readonly seed: number }

/** Outcome of REINFORCE with one seed. */
export interface FirstStage {
  readonly reinforce: Allocation | null
  readonly episodes: number
  readonly feasibleEpisodes: number
  /** Whole allocations valued: episodes and the answer's greedy decodes. */
  readonly reinforceEvaluations: number
  /** Best objective so far, by updates of the learner. */
  readonly curve: readonly CurvePoint[]
  readonly reinforceCpu: number
}

/** Outcome of both stages with one seed. The curve goes on by generations. */
export interface TwoStage extends FirstStage {
  readonly final: Allocation | null
  /** Whole allocations valued by the genetic stage. */
  readonly geneticEvaluations: number
  readonly geneticCpu: number
}

/** Runs REINFORCE alone. */
export function runReinforce(tf: TensorFlow, task: LearnerTask, settings: FirstSettings): FirstStage {
  return learn(tf, task, settings).first
}

function learn(tf: TensorFlow, task: LearnerTask, settings: FirstSettings): { first: FirstStage; learner: Learner } {
  const began = cpuSeconds()
  const learner = makeLearner(tf, task, settings, Rng.fromSeed(settings.seed).split("learner"))
  const curve: CurvePoint[] = []
  let feasibleEpisodes = 0
  while (!learner.done) {
    feasibleEpisodes += learner.update().feasible
    addPoint(curve, learner.episodes, learner.best())
  }
  const reinforce = learner.answer()
  const reinforceEvaluations = learner.episodes + learner.decodes
  addPoint(curve, reinforceEvaluations, reinforce)
  const reinforceCpu = cpuSeconds() - began
  const { episodes } = learner
  return { learner, first: { reinforce, episodes, feasibleEpisodes, reinforceEvaluations, curve, reinforceCpu } }
}

/** Adds a point to a best-so-far curve if it is better than the last. */
function addPoint(curve: CurvePoint[], evaluation: number, best: Allocation | null): void {
  if (best === null || best.objective >= (curve.at(-1)?.objective ?? Number.POSITIVE_INFINITY)) return
  curve.push({ evaluation, objective: best.objective })
}

/** Runs both stages. The instance's fine table is built outside the measured times. */
export function runTwoStage(tf: TensorFlow, instance: Instance, settings: FirstSettings & GeneticSettings): TwoStage {
  if (settings.generations > 0) instance.fine()
  const { first, learner } = learn(tf, instance, settings)
  const { reinforce, reinforceEvaluations } = first
  if (reinforce === null || settings.generations === 0) {
    return { ...first, final: null, geneticEvaluations: 0, geneticCpu: 0 }
  }
  const began = cpuSeconds()
  const curve = [...first.curve]
  const rng = Rng.fromSeed(settings.seed).split("genetic")
  const genetic = geneticStage(instance, settings).start(learner.geneticStart(reinforce), rng)
  while (!genetic.done) {
    genetic.generation()
    addPoint(curve, reinforceEvaluations + genetic.evaluations, genetic.best)
  }
  // The published stage carries totals of a scrambled order along (quirk Q2): count again.
  const final = evaluateAllocation(instance.fine().problem, genetic.best.choice)
  return { ...first, curve, final, geneticEvaluations: genetic.evaluations, geneticCpu: cpuSeconds() - began }
}
