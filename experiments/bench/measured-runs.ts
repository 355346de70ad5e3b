// Methods where the costs are an estimate and the truth is measured: part "noisy" of bench `methods`.

import type { TensorFlow } from "../../agents/backend.ts"
import { baselineNamed } from "../../agents/baselines/methods.ts"
import type { MakeOptimiser } from "../../agents/baselines/optimiser.ts"
import { runOptimiser } from "../../agents/baselines/run.ts"
import { thompson } from "../../agents/baselines/thompson.ts"
import { learnMeasured, searchMeasured } from "../../agents/measured-search.ts"
import { RulePolicy } from "../../agents/rule-policy.ts"
import { AllocationEnv } from "../../env/allocation-env.ts"
import { MeasuredCosts } from "../../env/measured-costs.ts"
import { solveExact } from "../../src/allocation/exact.ts"
import { Meter, withModelError } from "../../src/allocation/measured.ts"
import { type AllocationProblem, evaluateAllocation } from "../../src/allocation/problem.ts"
import { Rng } from "../../src/core/rng.ts"
import { cpuSeconds } from "../cpu-seconds.ts"
import { type MeasuredMethodName, ON_ESTIMATE, SEARCHES } from "../methods/method-names.ts"
import { learnWithNetwork } from "./measured-network.ts"

type EstimateMethod = (typeof ON_ESTIMATE)[number]
type SearchName = (typeof SEARCHES)[number]

/** How wrong the estimate is, and how noisy a measurement: standard deviations of logarithms. */
export interface Uncertainty {
  readonly error: number
  readonly noise: number
}

export const UNCERTAINTIES: readonly Uncertainty[] = [0, 0.1, 0.3].flatMap(error =>
  [0, 0.05].map(noise => ({ error, noise })),
)

/** What came of one run. The gap is that of the true value of what the method believes to be best to the true optimum. */
export interface MeasuredRun extends Uncertainty {
  readonly method: MeasuredMethodName
  readonly seed: number
  readonly value: number
  readonly gap: number
  readonly measurements: number
  /** Virtual. */
  readonly seconds: number
  readonly cpu: number
}

/** What the runs share. */
export interface MeasuredSettings {
  readonly methods: readonly MeasuredMethodName[]
  /** Granted to every method. */
  readonly measurements: number
  /** Needed by the learners alone. */
  readonly tf: TensorFlow | null
}

/** One problem whose table is the truth, with an estimate of it drawn from the seed. */
export class MeasuredComparison {
  readonly #truth: AllocationProblem
  readonly #estimate: AllocationProblem
  readonly #optimum: number
  readonly #uncertainty: Uncertainty
  readonly #seed: number
  readonly #rng: Rng

  constructor(truth: AllocationProblem, optimum: number, uncertainty: Uncertainty, seed: number) {
    this.#truth = truth
    this.#optimum = optimum
    this.#uncertainty = uncertainty
    this.#seed = seed
    this.#rng = Rng.fromSeed(seed)
    const draws = this.#rng.split("model error")
    this.#estimate = withModelError(truth, uncertainty.error, () => draws.normal())
  }

  run(settings: MeasuredSettings): MeasuredRun[] {
    return settings.methods.map(method => {
      const began = cpuSeconds()
      const { choice, meter } = this.#answer(method, settings)
      const cpu = cpuSeconds() - began
      if (choice === null) throw new Error(`${method} found nothing feasible`)
      const value = evaluateAllocation(this.#truth, choice).objective
      // Episodes measured layer by layer are sums of shares.
      const measurements = Math.round(meter?.measurements ?? 0)
      const seconds = Math.round(meter?.seconds ?? 0)
      const gap = value / this.#optimum - 1
      return { ...this.#uncertainty, method, seed: this.#seed, value, gap, measurements, seconds, cpu }
    })
  }

  #answer(method: MeasuredMethodName, { measurements, tf }: MeasuredSettings): Answer {
    const estimate = this.#estimate
    const rng = this.#rng.split(method)
    if (isOneOf(ON_ESTIMATE, method)) return { choice: solved(method, estimate, measurements, rng), meter: null }
    const { noise } = this.#uncertainty
    if (isOneOf(SEARCHES, method)) {
      const meter = new Meter(this.#truth, { noise })
      const choice = searchMeasured(searchNamed(method), { estimate, meter, measurements, rng })
      return { choice, meter }
    }
    if (tf === null) throw new Error("a learner was asked for without TF.js")
    const inner = new AllocationEnv(estimate)
    const report = method === "reinforce-layers" ? "layers" : "total"
    const env = new MeasuredCosts(inner, { truth: this.#truth, noise, report })
    const task = { env, measurements, rng }
    if (method === "reinforce" || method === "reinforce-tuned") {
      return { choice: learnWithNetwork(tf, inner, task, method === "reinforce-tuned"), meter: env.meter }
    }
    const policy = new RulePolicy(tf, inner)
    const choice = learnMeasured(tf, policy, task)
    policy.dispose()
    return { choice, meter: env.meter }
  }
}

/** What a method believes to be best, and what counted its measurements; null without any. */
interface Answer {
  readonly choice: Int32Array | null
  readonly meter: Meter | null
}

function isOneOf<T extends string>(names: readonly T[], name: string): name is T {
  return (names as readonly string[]).includes(name)
}

function searchNamed(method: SearchName): MakeOptimiser {
  return method === "thompson" ? thompson : baselineNamed(method)
}

/** What a method takes for best that believes the estimate. */
function solved(method: EstimateMethod, estimate: AllocationProblem, limit: number, rng: Rng): Int32Array | null {
  if (method === "exact") return solveExact(estimate).allocation.choice
  const optimiser = baselineNamed(method)(estimate, { evaluations: limit }, rng)
  return runOptimiser(estimate, optimiser, limit).best?.choice ?? null
}
