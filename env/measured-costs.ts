// MeasuredCosts: Allocation-v1 whose costs are an estimate, while what counts is measured, slowly and with noise.

import { aggregated, MEASUREMENT_DEFAULTS, type MeasurementOptions, Meter } from "../src/allocation/measured.ts"
import { type AllocationProblem, limitsOf } from "../src/allocation/problem.ts"
import { InputError } from "../src/core/errors.ts"
import { AllocationEnv } from "./allocation-env.ts"
import { ObjectiveProgress } from "./objective-progress.ts"
import type { AllocationObservation } from "./observation.ts"
import { type Env, type ResetOptions, type ResetResult, type StepResult, Wrapper } from "./ts-gym/core.ts"

/** What the wrapper may be given. */
export interface MeasuredCostsOptions extends MeasurementOptions {
  /**
   * What is measured: a problem like the environment's, with other values. Null: the environment's own, so that the
   * estimate is right and measurements are only noisy. `withModelError` makes an estimate of a truth.
   */
  readonly truth: AllocationProblem | null
}

export const MEASURED_COSTS_DEFAULTS: MeasuredCostsOptions = { ...MEASUREMENT_DEFAULTS, truth: null }

/**
 * Around Allocation-v1: the environment's problem becomes an estimate, and rewards and the objective come from
 * measurements.
 *
 * - Spaces, observations, masks and episode ends stay: all that is observed is the estimate.
 * - The last info has `objective` as measured, `estimate`, the objective by the estimate, and `seconds`, what the episode's
 *   measurements took on the virtual clock. `choice`, `cost` and `feasible` stay: costs are known exactly.
 * - Rewards add up to N · (1 − measured objective / reference objective) for N layers; the reference is the environment's,
 *   valued by the estimate, so that nothing is measured for it. Report "total": steps get what they would without the wrapper, by the
 *   estimate, and the last one also the difference to the measurement. Report "layers": a layer is measured when it is decided,
 *   and its step gets what its measured values improve.
 *
 * The noise comes from the environment's generator, so a seeded reset repeats it. Who learns from measurements that no one
 * can repeat gives every episode a seed of its own (REINFORCE: `sharedSeed: false`). Measurements and virtual seconds
 * of all episodes are counted by `meter`.
 */
export class MeasuredCosts extends Wrapper<AllocationObservation, number> {
  /** Counts, and knows the truth: for whoever judges the result. */
  readonly meter: Meter
  readonly #inner: AllocationEnv
  readonly #progress: ObjectiveProgress
  readonly #normal = () => this.npRandom.standardNormal()
  /** The episode: the layer to decide for, measured values per layer, seconds on the clock at its start. */
  #layer = -1
  #values: (readonly number[])[] = []
  #began = 0

  /** @throws InputError unless the environment is an Allocation-v1, and for a truth about other layers, choices or budgets */
  constructor(env: Env<AllocationObservation, number>, options: Partial<MeasuredCostsOptions> = {}) {
    super(env, [MeasuredCosts, options])
    const { truth, ...measuring } = { ...MEASURED_COSTS_DEFAULTS, ...options }
    const allocation = env.unwrapped
    if (!(allocation instanceof AllocationEnv)) {
      throw new InputError(`MeasuredCosts goes around Allocation-v1, expected one instead of ${env}`)
    }
    this.#inner = allocation
    const estimate = allocation.problem
    this.meter = new Meter(truth === null ? estimate : checkTruth(truth, estimate), measuring)
    this.#progress = new ObjectiveProgress(estimate, allocation.reference)
  }

  override reset(options?: ResetOptions): ResetResult<AllocationObservation> {
    const [observation, info] = super.reset(options)
    this.#progress.start()
    this.#layer = info.layer as number
    this.#values = []
    this.#began = this.meter.seconds
    return [observation, info]
  }

  override step(action: number): StepResult<AllocationObservation> {
    const [observation, estimated, terminated, truncated, info] = super.step(action)
    const alone = this.meter.options.report === "layers"
    let reward = alone ? this.#measureLayer() : estimated
    this.#layer = info.layer as number
    if (!terminated) return [observation, reward, terminated, truncated, info]
    const choice = info.choice as Int32Array
    const objective = alone
      ? aggregated(this.meter.truth.aggregation, this.#values)
      : this.meter.measure(choice, this.#normal).objective
    if (!alone) reward += ((info.objective as number) - objective) / this.#progress.scale
    const seconds = this.meter.seconds - this.#began
    return [observation, reward, terminated, truncated, { ...info, objective, estimate: info.objective, seconds }]
  }

  /** Measures the layer just decided; the reward for it. */
  #measureLayer(): number {
    const values = this.meter.measureLayer(this.#layer, this.#inner.taken, this.#normal)
    this.#values[this.#layer] = values
    return this.#progress.decide(this.#layer, i => values[i])
  }
}

/** @throws InputError unless both problems have the same layers, choices, aggregation and costs */
function checkTruth(truth: AllocationProblem, estimate: AllocationProblem): AllocationProblem {
  for (const field of ["layers", "choices", "aggregation", "budget"] as const) {
    if (truth[field] === estimate[field]) continue
    throw new InputError(
      `truth: ${field} is ${truth[field]}, expected ${estimate[field]}, as in the environment's problem`,
    )
  }
  const [costs, expected] = [limitsOf(truth), limitsOf(estimate)]
  const equal = expected.every((limit, i) => i < costs.length && same(limit.cost, costs[i].cost))
  if (!equal || costs.length !== expected.length || !same(truth.allowed, estimate.allowed)) {
    throw new InputError(
      "truth: costs and allowed choices differ from those of the environment's problem, expected the same",
    )
  }
  return truth
}

function same(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  return a.length === b.length && Array.from(a).every((number, e) => number === b[e])
}
