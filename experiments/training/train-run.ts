// One training run: REINFORCE, then the genetic stage, with metrics, checkpoints and a clean stop.
//
// The loop yields between steps so that signals are seen; whenever the process ends, the last
// checkpoint and the metrics up to it continue to the same bytes.

import { join } from "node:path"
import { loadBackend } from "../../agents/backend.ts"
import type { Genetic, GeneticState } from "../../agents/genetic.ts"
import type { UpdateMetrics } from "../../agents/reinforce.ts"
import { solveExact } from "../../src/allocation/exact.ts"
import { type Allocation, evaluateAllocation, limitsOf } from "../../src/allocation/problem.ts"
import { InputError } from "../../src/core/errors.ts"
import { Rng } from "../../src/core/rng.ts"
import { crc32 } from "../../src/formats/crc32.ts"
import type { Instance } from "../load.ts"
import { loadCheckpoint, saveCheckpoint } from "../runs/checkpoint.ts"
import { MetricsFile } from "../runs/metrics-file.ts"
import { RUN_FILES } from "../runs/run-dir.ts"
import { progress } from "../terminal/progress.ts"
import { formatGap, formatNumber } from "../terminal/text-table.ts"
import { geneticStage } from "./genetic-stage.ts"
import { type Learner, makeLearner } from "./learner.ts"
import type { Stopper } from "./stopper.ts"
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
  readonly learner: Learner
  readonly optimum: Optimum
  readonly optimumFine: Optimum
  /** Null when no episode was feasible (ConfuciuX-v0 only); then there is no final answer either. */
  readonly reinforce: Allocation | null
  readonly final: Allocation | null
  readonly episodes: number
  readonly feasibleEpisodes: number
  readonly seconds: { readonly reinforce: number; readonly genetic: number; readonly exact: number }
}

/** Everything a checkpoint keeps. */
interface TrainState {
  /** Of the problem the run began with. */
  readonly fingerprint: number
  readonly learner: unknown
  readonly feasibleEpisodes: number
  readonly answer: readonly number[] | null
  readonly genetic: GeneticState | null
  readonly seconds: { reinforce: number; genetic: number }
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
  #metrics!: MetricsFile
  #genetic: Genetic | null = null
  #answer: Allocation | null = null
  #answered = false
  #feasibleEpisodes = 0
  readonly #seconds = { reinforce: 0, genetic: 0 }

  constructor({ directory, instance, settings, learner, stopper, quiet }: RunParts) {
    this.#directory = directory
    this.#instance = instance
    this.#settings = settings
    this.#learner = learner
    this.#stopper = stopper
    this.#quiet = quiet
    this.#fingerprint = fingerprintOf(instance, settings)
  }

  /** Runs, or goes on, to the end. @throws Stopped after a signal, once the checkpoint is written. */
  async finish(resume: boolean): Promise<TrainResult> {
    const path = join(this.#directory, RUN_FILES.metrics)
    const saved = resume ? loadCheckpoint(this.#directory) : null
    this.#metrics =
      saved === null
        ? MetricsFile.create(path, METRICS_COLUMNS)
        : MetricsFile.resume(path, METRICS_COLUMNS, saved.metricsBytes)
    if (saved === null) this.#save()
    else this.#restore(saved.state as TrainState)
    const began = performance.now()
    const optimum = optimumOf(solveExact(this.#instance.problem))
    const exactSeconds = (performance.now() - began) / 1000
    try {
      await this.#reinforce(referenceOf(optimum))
      await this.#refine(Rng.fromSeed(this.#settings.seed).split("genetic"))
    } finally {
      this.#metrics.close()
    }
    const fine = this.#instance.fine()
    return {
      backend: this.#settings.backend,
      learner: this.#learner,
      optimum,
      optimumFine: optimumOf(solveExact(fine.problem)),
      reinforce: this.#answer,
      final: this.#genetic?.best ?? null,
      episodes: this.#learner.episodes,
      feasibleEpisodes: this.#feasibleEpisodes,
      seconds: { ...this.#seconds, exact: exactSeconds },
    }
  }

  /** Stage one. */
  async #reinforce(optimum: number): Promise<void> {
    const { episodes } = this.#settings
    const learner = this.#learner
    const bar = progress("REINFORCE", episodes, process.stderr, { start: learner.episodes, quiet: this.#quiet })
    try {
      while (!learner.done) {
        const began = performance.now()
        const metrics = learner.update()
        this.#seconds.reinforce += (performance.now() - began) / 1000
        this.#feasibleEpisodes += metrics.feasible
        const best = learner.best()
        this.#metrics.append(this.#reinforceRow(metrics, best))
        bar.update(learner.episodes, best === null ? "none feasible yet" : bestText(best.objective, optimum))
        await this.#stopper.pause(() => this.#save())
      }
      if (!this.#answered) {
        this.#answer = learner.answer()
        this.#answered = true
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
    this.#genetic ??= geneticStage(this.#instance, this.#settings).start(this.#learner.geneticStart(this.#answer), rng)
    const genetic = this.#genetic
    const bar = progress("genetic", generations, process.stderr, { start: genetic.generations, quiet: this.#quiet })
    try {
      while (!genetic.done) {
        const began = performance.now()
        genetic.generation()
        this.#seconds.genetic += (performance.now() - began) / 1000
        this.#metrics.append({
          stage: "genetic",
          step: genetic.generations,
          best_objective: genetic.best.objective,
          mean_objective: genetic.summary().meanObjective,
          evaluations: genetic.evaluations,
        })
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
      feasibleEpisodes: this.#feasibleEpisodes,
      answer: this.#answer === null ? null : [...this.#answer.choice],
      genetic: this.#genetic?.save() ?? null,
      seconds: { ...this.#seconds },
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
    if (state.answer !== null) {
      this.#answer = evaluateAllocation(this.#instance.problem, state.answer)
      this.#answered = true
    }
    if (state.genetic !== null) {
      this.#genetic = geneticStage(this.#instance, this.#settings).restore(state.genetic)
    }
    Object.assign(this.#seconds, state.seconds)
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

const optimumOf = ({ allocation, bound }: Optimum): Optimum => ({ allocation, bound })

const bestText = (value: number, optimum: number) => `best ${formatNumber(value)} (${formatGap(value / optimum - 1)})`
