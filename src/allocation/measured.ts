// A cost model that is known by an estimate and by measurement: the table of a problem is quick and wrong, the truth is
// measured a whole allocation at a time, slowly and with noise.

import { checkName, checkNumber } from "../core/check.ts"
import { equalLayers } from "./equal-layers.ts"
import { type Aggregation, type Allocation, type AllocationProblem, evaluateAllocation } from "./problem.ts"

/** What can be measured: whole allocations only, or single layers as well, each in its share of the time. */
export const MEASUREMENT_REPORTS = ["total", "layers"] as const
export type MeasurementReport = (typeof MEASUREMENT_REPORTS)[number]

/** How measuring goes; the defaults are MEASUREMENT_DEFAULTS. */
export interface MeasurementOptions {
  /** Standard deviation of the logarithm of the noise factor, ≥ 0. */
  readonly noise: number
  /** What the measurement of one allocation takes on the virtual clock, ≥ 0. */
  readonly seconds: number
  readonly report: MeasurementReport
  /** Called with the virtual seconds of every measurement: really waits, if anything shall. */
  readonly wait: (seconds: number) => void
}

export const MEASUREMENT_DEFAULTS: MeasurementOptions = { noise: 0.05, seconds: 1, report: "total", wait: () => {} }

/** A log-normal factor of mean 1. */
function factor(sigma: number, normal: () => number): number {
  return sigma === 0 ? 1 : Math.exp(sigma * normal() - (sigma * sigma) / 2)
}

/**
 * A problem that differs from the given one by a systematic error: every value times a log-normal factor of mean 1, drawn
 * once per value table, distinct layer and choice, independently. Costs and budgets stay, so what is feasible does.
 *
 * @param error standard deviation of the factor's logarithm, ≥ 0; 0 leaves every bit as it is
 * @param normal draws from the standard normal distribution
 */
export function withModelError(problem: AllocationProblem, error: number, normal: () => number): AllocationProblem {
  checkNumber("error", error, 0)
  if (error === 0) return problem
  const { layers, choices } = problem
  const first = equalLayers(problem)
  const values = problem.values.map(table => {
    const wrong = new Float64Array(table.length)
    for (let l = 0; l < layers; l++) {
      const [row, from] = [l * choices, first[l] * choices]
      if (row === from) for (let k = 0; k < choices; k++) wrong[row + k] = table[row + k] * factor(error, normal)
      else wrong.copyWithin(row, from, from + choices)
    }
    return wrong
  })
  return { ...problem, values }
}

/** Measures allocations of a problem, and keeps count. The noise is fresh at every measurement. */
export class Meter {
  /** What is measured. Methods must not look at it; judges do. */
  readonly truth: AllocationProblem
  readonly options: MeasurementOptions
  /** In layers: an allocation counts as many as it has. */
  #measured = 0

  constructor(truth: AllocationProblem, options: Partial<MeasurementOptions> = {}) {
    this.truth = truth
    this.options = { ...MEASUREMENT_DEFAULTS, ...options }
    checkNumber("noise", this.options.noise, 0)
    checkNumber("seconds", this.options.seconds, 0)
    checkName("report", this.options.report, MEASUREMENT_REPORTS)
  }

  /** Allocations measured so far; layers measured alone count as their share of one. */
  get measurements(): number {
    return this.#measured / this.truth.layers
  }

  /** What they took on the virtual clock. */
  get seconds(): number {
    return this.measurements * this.options.seconds
  }

  /**
   * Measures an allocation: costs and feasibility are exact, the objective is the true one times a factor of mean 1; with report
   * "layers" it is made of layers measured one by one.
   *
   * @param choice of every layer
   * @param normal draws from the standard normal distribution
   */
  measure(choice: ArrayLike<number>, normal: () => number): Allocation {
    const allocation = evaluateAllocation(this.truth, choice)
    if (this.options.report === "layers") {
      const layers = Array.from(allocation.choice, (k, l) => this.measureLayer(l, k, normal))
      return { ...allocation, objective: aggregated(this.truth.aggregation, layers) }
    }
    this.#count(this.truth.layers)
    return { ...allocation, objective: allocation.objective * factor(this.options.noise, normal) }
  }

  /** Measures one layer with one choice: its value per value table of the problem, each with noise of its own. */
  measureLayer(layer: number, choice: number, normal: () => number): number[] {
    this.#count(1)
    const { values, choices } = this.truth
    return values.map(table => table[layer * choices + choice] * factor(this.options.noise, normal))
  }

  #count(layers: number): void {
    this.#measured += layers
    this.options.wait((layers / this.truth.layers) * this.options.seconds)
  }
}

/** The objective of layers, in the order of the network, with these values (per value table). */
export function aggregated(aggregation: Aggregation, layers: readonly (readonly number[])[]): number {
  if (aggregation === "max") return layers.reduce((most, [value]) => Math.max(most, value), 0)
  return layers[0].reduce((product, _, i) => product * layers.reduce((sum, values) => sum + values[i], 0), 1)
}
