// One run that trains a policy over many problems: REINFORCE over a pool, tested on whole networks, with metrics, checkpoints and a
// clean stop.

import { join } from "node:path"
import { loadBackend } from "../../agents/backend.ts"
import { exportScorer, type Provenance } from "../../agents/policy-export.ts"
import { GENERAL_RECIPE } from "../../agents/recipes.ts"
import { Reinforce, type ReinforceState } from "../../agents/reinforce.ts"
import { Scorer } from "../../agents/scorer.ts"
import { AllocationEnv } from "../../env/allocation-env.ts"
import { type AllocationObservation, featureCounts } from "../../env/observation.ts"
import { drawProblems, type PooledProblem, type PoolSource } from "../../env/problem-pool.ts"
import { platformNamed } from "../../src/allocation/platforms.ts"
import { COARSE_GRID } from "../../src/core/choices.ts"
import { InputError } from "../../src/core/errors.ts"
import { Rng } from "../../src/core/rng.ts"
import { crc32 } from "../../src/formats/crc32.ts"
import type { PolicyFile } from "../../src/formats/policy-file.ts"
import { loadTable } from "../load.ts"
import { loadNetwork } from "../network-file.ts"
import { loadCheckpoint, saveCheckpoint } from "../runs/checkpoint.ts"
import { EventFile } from "../runs/event-file.ts"
import { MetricsFile } from "../runs/metrics-file.ts"
import { RUN_FILES } from "../runs/run-dir.ts"
import { type Progress, progress } from "../terminal/progress.ts"
import { formatGap } from "../terminal/text-table.ts"
import type { GeneralSettings } from "./general-settings.ts"
import type { Stopper } from "./stopper.ts"
import { updateScalars } from "./train-events.ts"
import { type GapSummary, summarise, type TestProblem, testProblems, type ZeroShot, zeroShot } from "./zero-shot.ts"

/** Columns of metrics.csv. Test gaps are there every few updates. */
export const GENERAL_COLUMNS = [
  "episodes",
  "mean_return",
  "loss",
  "entropy",
  "grad_norm",
  "learning_rate",
  "test_median_gap",
  "test_worst_gap",
] as const

/** Tests while training: how many, and on how many problems each at most. */
const TESTS = 10
const TESTED = 24

/** Everything a checkpoint keeps. */
interface GeneralState {
  readonly fingerprint: number
  readonly agent: ReinforceState<number>
  readonly seconds: number
  /** Bytes of the event file that count; null without one. */
  readonly eventsBytes: number | null
}

/** What a run learns with. */
export interface GeneralParts {
  /** With the backend that "auto" came to. */
  readonly settings: GeneralSettings
  readonly agent: Reinforce<AllocationObservation, number>
  readonly policy: Scorer
  readonly pool: readonly PooledProblem[]
  readonly envs: readonly AllocationEnv[]
  /** On the networks held out; where there are none, on those trained on, in whole. */
  readonly tests: readonly TestProblem[]
}

/** What a finished run knows. */
export interface GeneralResult {
  readonly tests: readonly ZeroShot[]
  readonly episodes: number
  readonly seconds: number
}

/** The cost tables of some networks. */
function sourcesOf(names: readonly string[], settings: GeneralSettings, quiet: boolean): PoolSource[] {
  const platform = platformNamed(settings.platform)
  return names.map(name => {
    const network = loadNetwork(name)
    const tableOf = (dataflow: string) => loadTable(network, COARSE_GRID, platform, { ...settings, dataflow, quiet })
    return { network, tables: settings.dataflows.map(tableOf) }
  })
}

/** Builds tables, pool and learner, before a run directory exists: what is wrong with the input shows here. */
export async function prepareGeneral(asked: GeneralSettings, quiet: boolean): Promise<GeneralParts> {
  const sources = sourcesOf(asked.networks, asked, quiet)
  const heldOut = sourcesOf(asked.holdOut, asked, quiet)
  const { tf, name: backend } = await loadBackend(asked.backend)
  const settings = { ...asked, backend }
  const { observation, episodes } = settings
  const rng = Rng.fromSeed(settings.seed).split("general")
  const pool = drawProblems(sources, settings, rng.split("pool"))
  const envs = pool.map(({ problem }) => new AllocationEnv(problem, { observation, order: "random" }))
  const features = featureCounts(observation)
  const policy = new Scorer(tf, features, rng.split("policy"))
  const agent = new Reinforce(tf, envs, policy, rng.split("reinforce"), { ...GENERAL_RECIPE, episodes })
  const tests = solvedTests(heldOut.length > 0 ? heldOut : sources, settings, rng.split("tests"), quiet)
  if (tests.length === 0) throw new InputError("no network to test on has an allocation within the test budgets")
  return { settings, agent, policy, pool, envs, tests }
}

/** The test problems, with progress: their optima take a while. */
function solvedTests(
  sources: readonly PoolSource[],
  settings: GeneralSettings,
  rng: Rng,
  quiet: boolean,
): TestProblem[] {
  let bar: Progress | null = null
  try {
    return testProblems(sources, settings, settings.observation, rng, (done, total) => {
      bar ??= progress("test problems", total, process.stderr, { quiet })
      bar.update(done)
    })
  } finally {
    ;(bar as Progress | null)?.stop()
  }
}

/** What a run is made of. */
export interface GeneralRunOptions {
  readonly directory: string
  readonly parts: GeneralParts
  readonly stopper: Stopper
  readonly quiet: boolean
  /** Whether a new run writes a TensorBoard event file; one that goes on does as it did. */
  readonly tensorboard: boolean
}

/** A run in its directory. */
export class GeneralRun {
  readonly #directory: string
  readonly #parts: GeneralParts
  readonly #stopper: Stopper
  readonly #quiet: boolean
  readonly #fingerprint: number
  readonly #tensorboard: boolean
  #events: EventFile | null = null
  #metrics!: MetricsFile
  #seconds = 0

  constructor({ directory, parts, stopper, quiet, tensorboard }: GeneralRunOptions) {
    this.#directory = directory
    this.#parts = parts
    this.#stopper = stopper
    this.#quiet = quiet
    this.#tensorboard = tensorboard
    this.#fingerprint = fingerprintOf(parts)
  }

  /** Runs, or goes on, to the end. @throws Stopped after a signal, once the checkpoint is written. */
  async finish(resume: boolean): Promise<GeneralResult> {
    const path = join(this.#directory, RUN_FILES.metrics)
    const saved = resume ? loadCheckpoint(this.#directory) : null
    this.#metrics =
      saved === null
        ? MetricsFile.create(path, GENERAL_COLUMNS)
        : MetricsFile.resume(path, GENERAL_COLUMNS, saved.metricsBytes)
    if (saved === null) {
      if (this.#tensorboard) this.#events = EventFile.create(this.#directory)
      this.#save()
    } else {
      const state = saved.state as GeneralState
      if (state.eventsBytes !== null) this.#events = EventFile.resume(this.#directory, state.eventsBytes)
      this.#restore(state)
    }
    try {
      await this.#learn()
      this.#save()
    } finally {
      this.#metrics.close()
      this.#events?.close()
    }
    const tests = await this.#testAll()
    return { tests, episodes: this.#parts.agent.episodes, seconds: this.#seconds }
  }

  /** The policy's proposals for all tests. @throws Stopped after a signal; the checkpoint is that of the trained policy */
  async #testAll(): Promise<ZeroShot[]> {
    const { policy, tests } = this.#parts
    const bar = progress("tests", tests.length, process.stderr, { quiet: this.#quiet })
    const found: ZeroShot[] = []
    try {
      for (const [i, test] of tests.entries()) {
        found.push(zeroShot(policy, test, this.#testRng(i)))
        bar.update(i + 1)
        await this.#stopper.pause(() => {}) // saved already
      }
    } finally {
      bar.stop()
    }
    return found
  }

  async #learn(): Promise<void> {
    const { agent, settings } = this.#parts
    const bar = progress("REINFORCE", settings.episodes, process.stderr, { start: agent.episodes, quiet: this.#quiet })
    let text = ""
    try {
      while (!agent.done) {
        const began = performance.now()
        const before = testsUntil(agent.episodes, settings.episodes)
        const update = agent.update()
        const due = testsUntil(agent.episodes, settings.episodes) > before
        const tested = due ? this.#test() : null
        this.#seconds += (performance.now() - began) / 1000
        this.#metrics.append({
          episodes: update.episodes,
          mean_return: update.meanReturn,
          loss: update.loss,
          entropy: update.entropy,
          grad_norm: update.gradNorm,
          learning_rate: update.learningRate,
          test_median_gap: tested?.median ?? null,
          test_worst_gap: tested?.worst ?? null,
        })
        this.#events?.append(update.episodes, {
          scalars: {
            ...updateScalars(update),
            "test/median_gap": tested?.median ?? null,
            "test/worst_gap": tested?.worst ?? null,
          },
          histograms: { "reinforce/returns": update.returns },
        })
        if (tested !== null) text = `gap ${formatGap(tested.median)}, worst ${formatGap(tested.worst)}`
        bar.update(agent.episodes, text)
        await this.#stopper.pause(() => this.#save())
      }
    } finally {
      bar.stop()
    }
  }

  /** Gaps on some of the test problems, evenly picked. */
  #test(): GapSummary {
    const { policy, tests } = this.#parts
    const every = Math.ceil(tests.length / TESTED)
    const gaps = tests.flatMap((test, i) => (i % every === 0 ? zeroShot(policy, test, this.#testRng(i)).gap : []))
    return summarise(gaps)
  }

  #testRng(test: number): Rng {
    return Rng.fromSeed(this.#parts.settings.seed).split("test", test)
  }

  #save(): void {
    const state: GeneralState = {
      fingerprint: this.#fingerprint,
      agent: this.#parts.agent.save(),
      seconds: this.#seconds,
      eventsBytes: this.#events?.commit() ?? null,
    }
    saveCheckpoint(this.#directory, state, this.#metrics)
  }

  #restore(state: GeneralState): void {
    if (state.fingerprint !== this.#fingerprint) {
      throw new InputError(
        `${this.#directory} began with other options or other networks than ${RUN_FILES.config} and the network files ` +
          "say now; start a new run",
      )
    }
    this.#parts.agent.restore(state.agent)
    this.#seconds = state.seconds
  }
}

/** How many tests are due up to a number of episodes. */
function testsUntil(episodes: number, all: number): number {
  return Math.floor((episodes * TESTS) / all)
}

/** CRC-32 of everything that decides a run's bytes: the options, and the tables of the drawn problems. */
function fingerprintOf({ settings, pool }: GeneralParts): number {
  const text = new TextEncoder().encode(JSON.stringify(settings))
  const tables = pool.flatMap(({ problem }) => [...problem.values, problem.cost, Float64Array.of(problem.budget)])
  const bytes = tables.map(t => new Uint8Array(t.buffer, t.byteOffset, t.byteLength))
  return crc32(Buffer.concat([text, ...bytes]))
}

/** The policy of a run as a file. */
export function generalPolicy({ policy, envs, settings }: GeneralParts, provenance: Provenance): PolicyFile {
  const widest = envs.reduce((most, env) => (env.actionSpace.n > most.actionSpace.n ? env : most))
  return exportScorer(policy, widest, settings.observation, null, provenance)
}
