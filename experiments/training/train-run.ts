// One training run: REINFORCE, then the genetic stage, with metrics, checkpoints and a clean stop.
//
// The loop yields between steps so that signals are seen; whenever the process ends, the last
// checkpoint and the metrics up to it continue to the same bytes.

import { join } from "node:path"
import { loadBackend } from "../../agents/backend.ts"
import type { Genetic, GeneticState } from "../../agents/genetic.ts"
import type { UpdateMetrics } from "../../agents/reinforce.ts"
import { solveExact } from "../../src/allocation/exact.ts"
import { type Allocation, type AllocationProblem, evaluateAllocation, limitsOf } from "../../src/allocation/problem.ts"
import { InputError } from "../../src/core/errors.ts"
import { Rng } from "../../src/core/rng.ts"
import { crc32 } from "../../src/formats/crc32.ts"
import type { Instance } from "../load.ts"
import { loadCheckpoint, saveCheckpoint } from "../runs/checkpoint.ts"
import { EventFile } from "../runs/event-file.ts"
import { MetricsFile } from "../runs/metrics-file.ts"
import { RUN_FILES } from "../runs/run-dir.ts"
import type { TimingRow } from "../runs/run-record.ts"
import { progress } from "../terminal/progress.ts"
import { formatGap, formatNumber } from "../terminal/text-table.ts"
import { CpuTiming, type CpuTimingState } from "./cpu-timing.ts"
import { geneticStage } from "./genetic-stage.ts"
import { type Learner, makeLearner } from "./learner.ts"
import type { Stopper } from "./stopper.ts"
import { geneticSummary, reinforceSummary } from "./train-events.ts"
import type { TrainSettings } from "./train-settings.ts"

/** Columns of metrics.csv. `step` counts episodes in stage reinforce, generations in stage genetic. */
export const METRICS_COLUMNS = [
  "stage",
  "step",
  "best_objective",
  "feasible_episodes",
  "mean_return",
  "loss",
  "entropy",
  "grad_norm",
  "learning_rate",
  "mean_objective",
  "evaluations",
] as const

/** What the solver came to on one of the grids: an optimum when the bound, which nothing is below, is no less. */
export interface Optimum {
  readonly allocation: Allocation
  readonly bound: number
}

/** Whether the allocation is proven to be optimal. */
export function isProven({ allocation, bound }: Optimum): boolean {
  return bound >= allocation.objective
}

/** What gaps are measured from: the proven optimum, else the lower bound. */
export function referenceOf({ allocation, bound }: Optimum): number {
  return Math.min(allocation.objective, bound)
}

/** What a finished run knows. Allocations of the genetic stage are over the fine grid. */
export interface TrainResult {
  readonly backend: string
  readonly optimum: Optimum
  readonly optimumFine: Optimum
  /** Null when no episode was feasible (ConfuciuX-v0 only); then there is no final answer either. */
  readonly reinforce: Allocation | null
  readonly final: Allocation | null
  readonly episodes: number
  readonly feasibleEpisodes: number
  /** Allocations valued by each stage, the greedy decodes of the first one's answer included. */
  readonly evaluations: { readonly reinforce: number; readonly genetic: number }
  readonly seconds: StageSeconds
  readonly timing: readonly TimingRow[]
}

/** Wall seconds. */
export interface StageSeconds {
  readonly reinforce: number
  readonly genetic: number
  readonly exact: number
}

/** Everything a checkpoint keeps. */
export interface TrainState {
  /** Of the problem the run began with. */
  readonly fingerprint: number
  readonly learner: unknown
  readonly episodes: number
  readonly feasibleEpisodes: number
  /** Whether stage one has given its answer, and which; null when nothing was feasible. */
  readonly answered: boolean
  readonly answer: readonly number[] | null
  readonly genetic: GeneticState | null
  readonly evaluations: TrainResult["evaluations"]
  readonly seconds: StageSeconds
  readonly timing: CpuTimingState
  /** Bytes of the event file that count; null without one. */
  readonly eventsBytes: number | null
}

/** What a run learns with. */
export interface Prepared {
  /** The settings with the backend that "auto" came to. */
  readonly settings: TrainSettings
  readonly learner: Learner
}

/** Loads TF.js and makes the learner, before a run directory exists: what is wrong with the input shows here. */
export async function prepare(instance: Instance, asked: TrainSettings): Promise<Prepared> {
  const { tf, name: backend } = await loadBackend(asked.backend)
  const settings = { ...asked, backend }
  return { settings, learner: makeLearner(tf, instance, settings, Rng.fromSeed(settings.seed).split("learner")) }
}

/** What a run is made of. */
export interface RunParts extends Prepared {
  readonly directory: string
  readonly instance: Instance
  readonly stopper: Stopper
  readonly quiet: boolean
  /** Whether a new run writes a TensorBoard event file; one that goes on does as it did. */
  readonly tensorboard: boolean
}

/** A run in its directory. */
export class TrainRun {
  readonly #directory: string
  readonly #instance: Instance
  readonly #settings: TrainSettings
  readonly #learner: Learner
  readonly #stopper: Stopper
  readonly #quiet: boolean
  readonly #fingerprint: number
  readonly #tensorboard: boolean
  #metrics!: MetricsFile
  #events: EventFile | null = null
  #genetic: Genetic | null = null
  #answer: Allocation | null = null
  #answered = false
  #feasibleEpisodes = 0
  readonly #seconds = { reinforce: 0, genetic: 0, exact: 0 }
  readonly #timing = new CpuTiming()

  constructor({ directory, instance, settings, learner, stopper, quiet, tensorboard }: RunParts) {
    this.#directory = directory
    this.#instance = instance
    this.#settings = settings
    this.#learner = learner
    this.#stopper = stopper
    this.#quiet = quiet
    this.#tensorboard = tensorboard
    this.#fingerprint = fingerprintOf(instance, settings)
  }

  /** Runs, or goes on, to the end. @throws Stopped after a signal, once the checkpoint is written. */
  async finish(resume: boolean): Promise<TrainResult> {
    this.#open(resume)
    const began = performance.now()
    const optimum = optimumOf(this.#instance.problem)
    this.#seconds.exact = (performance.now() - began) / 1000
    try {
      await this.#reinforce(referenceOf(optimum))
      await this.#refine(Rng.fromSeed(this.#settings.seed).split("genetic"))
    } finally {
      this.#metrics.close()
      this.#events?.close()
    }
    const fine = this.#instance.fine()
    return {
      backend: this.#settings.backend,
      optimum,
      optimumFine: optimumOf(fine.problem),
      reinforce: this.#answer,
      final: this.#genetic?.best ?? null,
      episodes: this.#learner.episodes,
      feasibleEpisodes: this.#feasibleEpisodes,
      evaluations: this.#evaluations,
      seconds: { ...this.#seconds },
      timing: this.#timing.rows,
    }
  }

  /** Opens the files of a new run, or of one that goes on where its checkpoint says. */
  #open(resume: boolean): void {
    const path = join(this.#directory, RUN_FILES.metrics)
    if (resume) {
      const { state, metricsBytes } = loadCheckpoint(this.#directory)
      const saved = state as TrainState
      this.#metrics = MetricsFile.resume(path, METRICS_COLUMNS, metricsBytes)
      if (saved.eventsBytes !== null) this.#events = EventFile.resume(this.#directory, saved.eventsBytes)
      this.#restore(saved)
    } else {
      this.#metrics = MetricsFile.create(path, METRICS_COLUMNS)
      if (this.#tensorboard) this.#events = EventFile.create(this.#directory)
      this.#save()
    }
  }

  /** Allocations valued so far. */
  get #evaluations(): TrainResult["evaluations"] {
    const decodes = this.#answered ? this.#learner.decodes : 0
    return { reinforce: this.#learner.episodes + decodes, genetic: this.#genetic?.evaluations ?? 0 }
  }

  /** Stage one. */
  async #reinforce(optimum: number): Promise<void> {
    const { episodes } = this.#settings
    const learner = this.#learner
    const bar = progress("REINFORCE", episodes, process.stderr, { start: learner.episodes, quiet: this.#quiet })
    try {
      while (!learner.done) {
        const began = performance.now()
        const metrics = this.#timing.measure(() => learner.update())
        this.#timing.mark(learner.episodes)
        this.#seconds.reinforce += (performance.now() - began) / 1000
        this.#feasibleEpisodes += metrics.feasible
        const best = learner.best()
        this.#metrics.append(this.#reinforceRow(metrics, best))
        this.#events?.append(learner.episodes, reinforceSummary(metrics, best, optimum, learner))
        bar.update(learner.episodes, best === null ? "none feasible yet" : bestText(best.objective, optimum))
        await this.#stopper.pause(() => this.#save())
      }
      if (!this.#answered) {
        this.#answer = this.#timing.measure(() => learner.answer())
        this.#answered = true
        this.#timing.mark(this.#evaluations.reinforce, true)
        this.#save()
      }
    } finally {
      bar.stop()
    }
  }

  #reinforceRow(metrics: UpdateMetrics, best: Allocation | null) {
    return {
      stage: "reinforce",
      step: metrics.episodes,
      best_objective: best?.objective ?? null,
      feasible_episodes: this.#feasibleEpisodes,
      mean_return: metrics.meanReturn,
      loss: metrics.loss,
      entropy: metrics.entropy,
      grad_norm: metrics.gradNorm,
      learning_rate: metrics.learningRate,
    }
  }

  /** Stage two: around the best of stage one, on the fine grid. */
  async #refine(rng: Rng): Promise<void> {
    if (this.#answer === null) return
    const { generations } = this.#settings
    const answer = this.#answer
    const timing = this.#timing
    const { problem } = this.#instance.fine() // the tables of the fine grid, outside the measured time
    const begin = () => geneticStage(this.#instance, this.#settings).start(this.#learner.geneticStart(answer), rng)
    this.#genetic ??= timing.measure(begin)
    const genetic = this.#genetic
    const optimum = this.#events === null ? Number.NaN : referenceOf(optimumOf(problem))
    const before = this.#evaluations.reinforce
    const bar = progress("genetic", generations, process.stderr, { start: genetic.generations, quiet: this.#quiet })
    try {
      while (!genetic.done) {
        const began = performance.now()
        timing.measure(() => genetic.generation())
        timing.mark(before + genetic.evaluations, genetic.done)
        this.#seconds.genetic += (performance.now() - began) / 1000
        this.#metrics.append({
          stage: "genetic",
          step: genetic.generations,
          best_objective: genetic.best.objective,
          mean_objective: genetic.summary().meanObjective,
          evaluations: genetic.evaluations,
        })
        this.#events?.append(before + genetic.evaluations, geneticSummary(genetic, optimum))
        bar.update(genetic.generations, `best ${formatNumber(genetic.best.objective)}`)
        await this.#stopper.pause(() => this.#save())
      }
      this.#save()
    } finally {
      bar.stop()
    }
  }

  #save(): void {
    const state: TrainState = {
      fingerprint: this.#fingerprint,
      learner: this.#learner.save(),
      episodes: this.#learner.episodes,
      feasibleEpisodes: this.#feasibleEpisodes,
      answered: this.#answered,
      answer: this.#answer === null ? null : [...this.#answer.choice],
      genetic: this.#genetic?.save() ?? null,
      evaluations: this.#evaluations,
      seconds: { ...this.#seconds },
      timing: this.#timing.save(),
      eventsBytes: this.#events?.commit() ?? null,
    }
    saveCheckpoint(this.#directory, state, this.#metrics)
  }

  #restore(state: TrainState): void {
    if (state.fingerprint !== this.#fingerprint) {
      throw new InputError(
        `${this.#directory} began with other options or another network than ${RUN_FILES.config} and ` +
          `${this.#settings.network} say now; start a new run`,
      )
    }
    this.#learner.restore(state.learner)
    this.#feasibleEpisodes = state.feasibleEpisodes
    this.#answered = state.answered
    if (state.answer !== null) this.#answer = evaluateAllocation(this.#instance.problem, state.answer)
    if (state.genetic !== null) {
      this.#genetic = geneticStage(this.#instance, this.#settings).restore(state.genetic)
    }
    Object.assign(this.#seconds, state.seconds)
    this.#timing.restore(state.timing)
  }
}

/** CRC-32 of everything that decides a run's bytes: the options, the layers, the tables of the problem. */
function fingerprintOf({ network, problem }: Instance, settings: TrainSettings): number {
  const limits = limitsOf(problem)
  const text = new TextEncoder().encode(JSON.stringify([settings, network.rows, limits.map(limit => limit.budget)]))
  const tables = [...problem.values, ...limits.map(limit => limit.cost)]
  const bytes = tables.map(t => new Uint8Array(t.buffer, t.byteOffset, t.byteLength))
  return crc32(Buffer.concat([text, ...bytes, problem.allowed]))
}

/** What the solver says of a problem. */
export function optimumOf(problem: AllocationProblem): Optimum {
  const { allocation, bound } = solveExact(problem)
  return { allocation, bound }
}

const bestText = (value: number, optimum: number) => `best ${formatNumber(value)} (${formatGap(value / optimum - 1)})`
