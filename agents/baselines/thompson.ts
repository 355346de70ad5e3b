// Thompson sampling for a table that is wrong: measurements correct the estimate, and what is solved is the table.
//
// Model: the true value of an entry is its estimate times 1 + θ, one θ ~ N(0, error²) per distinct layer and entry; an
// objective as told is the sum of true values, with noise. The model is linear and Gaussian, so what is known
// of θ after a measurement is exact (Kalman, 1960). A candidate is the greedy allocation for a table drawn from what is known
// (Thompson, 1933; of sums over chosen entries: Wen, Kveton and Ashkan, "Efficient learning in large-scale combinatorial
// semi-bandits", 2015); entries are drawn independently of each other. What it believes in is the exact solution of the mean.

import { equalLayers } from "../../src/allocation/equal-layers.ts"
import { solveExact } from "../../src/allocation/exact.ts"
import { solveGreedy } from "../../src/allocation/greedy.ts"
import type { AllocationProblem } from "../../src/allocation/problem.ts"
import { undominated } from "../../src/allocation/undominated.ts"
import { checkNumber } from "../../src/core/check.ts"
import { InputError } from "../../src/core/errors.ts"
import type { Rng } from "../../src/core/rng.ts"
import type { Optimiser, OptimiserPlan } from "./optimiser.ts"

export interface ThompsonOptions {
  /** Assumed standard deviation of the relative error of an entry, > 0. */
  readonly error: number
  /** Assumed standard deviation of the relative noise of a measurement, > 0. */
  readonly noise: number
}

export const THOMPSON_DEFAULTS: ThompsonOptions = { error: 0.2, noise: 0.02 }

/** A drawn factor stays above this, so that values do. */
const LEAST_FACTOR = 0.05

/** Starts the method. InputError unless values are summed within budgets that add up. */
export function thompson(
  problem: AllocationProblem,
  _plan: OptimiserPlan,
  rng: Rng,
  options: Partial<ThompsonOptions> = {},
): Optimiser {
  const { error, noise } = { ...THOMPSON_DEFAULTS, ...options }
  checkNumber("error", error, Number.MIN_VALUE)
  checkNumber("noise", noise, Number.MIN_VALUE)
  if (problem.aggregation !== "sum" || problem.array !== undefined) {
    throw new InputError("thompson learns the values of a sum over layers; this problem has none")
  }
  const table = new BelievedTable(problem, error)
  let asked = new Int32Array(0)
  return {
    ask() {
      asked = Int32Array.from(solveGreedy(table.drawn(rng)).choice)
      return [table.choiceOf(asked)]
    },
    tell([objective], [feasible]) {
      if (feasible === 1) table.learn(asked, objective, noise)
    },
    believed: () => table.choiceOf(solveExact(table.drawn(null)).allocation.choice),
  }
}

/** The undominated entries of a problem and what is known of their values. Allocations name a position in the list per layer. */
class BelievedTable {
  /** The problem made of the undominated entries, with the estimate's values; shorter lists are padded. */
  readonly #short: AllocationProblem
  readonly #choice: Int32Array
  /** θ of layer l's entry at position k is number first[l] + k: equal layers share theirs. */
  readonly #first: Int32Array
  readonly #mean: Float64Array
  /** [n, n], row-major. */
  readonly #covariance: Float64Array

  constructor(problem: AllocationProblem, error: number) {
    const { layers } = problem
    const { start, choice } = undominated(problem)
    const lengths = Array.from({ length: layers }, (_, l) => start[l + 1] - start[l])
    const longest = Math.max(...lengths)
    this.#choice = Int32Array.from({ length: layers * longest }, (_, e) => {
      const [l, k] = [Math.trunc(e / longest), e % longest]
      return choice[start[l] + Math.min(k, lengths[l] - 1)]
    })
    const short = (table: Float64Array) =>
      Float64Array.from(this.#choice, (k, e) => table[Math.trunc(e / longest) * problem.choices + k])
    this.#short = {
      ...problem,
      choices: longest,
      values: problem.values.map(short),
      cost: short(problem.cost),
      allowed: Uint8Array.from(this.#choice, (_, e) => Number(e % longest < lengths[Math.trunc(e / longest)])),
      further: (problem.further ?? []).map(limit => ({ ...limit, cost: short(limit.cost) })),
    }
    let n = 0
    this.#first = new Int32Array(layers)
    for (const [l, equal] of equalLayers(problem).entries()) {
      this.#first[l] = equal === l ? n : this.#first[equal]
      if (equal === l) n += lengths[l]
    }
    this.#mean = new Float64Array(n)
    this.#covariance = new Float64Array(n * n)
    for (let i = 0; i < n; i++) this.#covariance[i * n + i] = error * error
  }

  /** The problem's choice of every layer. */
  choiceOf(positions: Int32Array): Int32Array {
    return positions.map((k, l) => this.#choice[l * this.#short.choices + k])
  }

  /** The short problem with values drawn from what is known, or with their means. */
  drawn(rng: Rng | null): AllocationProblem {
    const n = this.#mean.length
    const factors = this.#mean.map((mean, i) => {
      const spread = rng === null ? 0 : Math.sqrt(Math.max(0, this.#covariance[i * n + i])) * rng.normal()
      return Math.max(LEAST_FACTOR, 1 + mean + spread)
    })
    const { choices, values, allowed } = this.#short
    const drawn = values[0].map((value, e) =>
      allowed[e] === 0 ? value : value * factors[this.#first[Math.trunc(e / choices)] + (e % choices)],
    )
    return { ...this.#short, values: [drawn] }
  }

  /** An allocation was measured. */
  learn(positions: Int32Array, objective: number, noise: number): void {
    const n = this.#mean.length
    const covariance = this.#covariance
    const { choices, values } = this.#short
    let expected = 0
    const along = new Float64Array(n)
    const weights = new Map<number, number>()
    for (const [l, k] of positions.entries()) {
      const i = this.#first[l] + k
      weights.set(i, (weights.get(i) ?? 0) + values[0][l * choices + k])
    }
    for (const [i, weight] of weights) {
      expected += weight * (1 + this.#mean[i])
      for (let j = 0; j < n; j++) along[j] += weight * covariance[i * n + j]
    }
    let variance = (noise * expected) ** 2
    for (const [i, weight] of weights) variance += weight * along[i]
    const surprise = (objective - expected) / variance
    for (let i = 0; i < n; i++) {
      if (along[i] === 0) continue
      this.#mean[i] += along[i] * surprise
      const gain = along[i] / variance
      for (let j = 0; j < n; j++) covariance[i * n + j] -= gain * along[j]
    }
  }
}
