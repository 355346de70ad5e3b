// Both stages of a training run without a run directory: what benches and sweeps repeat.

import type { TensorFlow } from "../../agents/backend.ts"
import type { CurvePoint } from "../../agents/baselines/run.ts"
import { type Allocation, evaluateAllocation } from "../../src/allocation/problem.ts"
import { Rng } from "../../src/core/rng.ts"
import { cpuSeconds } from "../cpu-seconds.ts"
import type { Instance } from "../load.ts"
import type { TimingRow } from "../runs/run-record.ts"
import { geneticStage } from "../training/genetic-stage.ts"
import { type Learner, type LearnerTask, makeLearner } from "../training/learner.ts"
import type { GeneticSettings, LearnerSettings } from "../training/train-settings.ts"

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
  /** CPU seconds at the points of the curve and at the end. */
  readonly timing: readonly TimingRow[]
  readonly reinforceCpu: number
}

/** Outcome of both stages with one seed. Curve and timing go on by generations. */
export interface TwoStage extends FirstStage {
  /** Over the fine grid; null when stage one found nothing feasible. */
  readonly final: Allocation | null
  /** Whole allocations valued by the genetic stage. */
  readonly geneticEvaluations: number
  /** How many of them were feasible; all, unless the stage is as published. */
  readonly geneticFeasible: number
  readonly geneticCpu: number
}

/** Runs REINFORCE alone. */
export function runReinforce(tf: TensorFlow, task: LearnerTask, settings: FirstSettings): FirstStage {
  return learn(tf, task, settings).first
}

function learn(tf: TensorFlow, task: LearnerTask, settings: FirstSettings): { first: FirstStage; learner: Learner } {
  const began = cpuSeconds()
  const learner = makeLearner(tf, task, settings, Rng.fromSeed(settings.seed).split("learner"))
  const progress = new Improvements(began)
  let feasibleEpisodes = 0
  while (!learner.done) {
    feasibleEpisodes += learner.update().feasible
    progress.add(learner.episodes, learner.best()?.objective)
  }
  const reinforce = learner.answer()
  const reinforceEvaluations = learner.episodes + learner.decodes
  progress.add(reinforceEvaluations, reinforce?.objective)
  const reinforceCpu = progress.end(reinforceEvaluations)
  const { episodes } = learner
  const { curve, timing } = progress
  return {
    learner,
    first: { reinforce, episodes, feasibleEpisodes, reinforceEvaluations, curve, timing, reinforceCpu },
  }
}

/** A best-so-far curve, and the CPU seconds of its points since `began`. */
class Improvements {
  readonly curve: CurvePoint[] = []
  readonly timing: TimingRow[] = []
  readonly #began: number

  constructor(began: number) {
    this.#began = began
  }

  /** Adds a point if it is better than the last. */
  add(evaluation: number, objective: number | undefined): void {
    if (objective === undefined || objective >= (this.curve.at(-1)?.objective ?? Number.POSITIVE_INFINITY)) return
    this.curve.push({ evaluation, objective })
    this.end(evaluation)
  }

  /** Notes the time after so many evaluations, and returns it. */
  end(evaluations: number): number {
    const seconds = cpuSeconds() - this.#began
    if (this.timing.at(-1)?.evaluations === evaluations) this.timing.pop()
    this.timing.push({ evaluations, cpuSeconds: seconds })
    return seconds
  }
}

/** Runs both stages. The instance's fine table is built outside the measured times. */
export function runTwoStage(tf: TensorFlow, instance: Instance, settings: FirstSettings & GeneticSettings): TwoStage {
  if (settings.generations > 0) instance.fine()
  const { first, learner } = learn(tf, instance, settings)
  const { reinforce, reinforceEvaluations } = first
  if (reinforce === null || settings.generations === 0) {
    return { ...first, final: null, geneticEvaluations: 0, geneticFeasible: 0, geneticCpu: 0 }
  }
  const progress = new Improvements(cpuSeconds() - first.reinforceCpu)
  progress.curve.push(...first.curve)
  progress.timing.push(...first.timing)
  const rng = Rng.fromSeed(settings.seed).split("genetic")
  const genetic = geneticStage(instance, settings).start(learner.geneticStart(reinforce), rng)
  const published = settings.env === "ConfuciuX-v0"
  // The published stage carries totals of a scrambled order along (quirk Q2): count again.
  const counted = () => evaluateAllocation(instance.fine().problem, genetic.best.choice)
  let feasible = 0
  while (!genetic.done) {
    genetic.generation()
    feasible += published ? genetic.summary().valid : 0
    const best = published ? counted() : genetic.best
    if (best.feasible) progress.add(reinforceEvaluations + genetic.evaluations, best.objective)
  }
  const final = counted()
  const { evaluations: geneticEvaluations } = genetic
  const geneticCpu = progress.end(reinforceEvaluations + geneticEvaluations) - first.reinforceCpu
  const { curve, timing } = progress
  const geneticFeasible = published ? feasible : geneticEvaluations
  return { ...first, curve, timing, final, geneticEvaluations, geneticFeasible, geneticCpu }
}
