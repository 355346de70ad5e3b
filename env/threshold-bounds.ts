// What the rest of an episode comes to at best when the slowest layer counts: the look-ahead of the environment for "max".
//
// The layers that remain can all stay at or below a threshold when the cheapest choices that do fit the slack. That is
// monotone in the threshold, so the least one is found by halving; with one constraint it is exact.

import { BUDGET_TOLERANCE } from "../src/allocation/budget.ts"
import type { Knapsack } from "../src/allocation/knapsack.ts"

/** Thresholds at most; of more values so many are kept, evenly by rank. */
const MOST_THRESHOLDS = 1024

/** The same queries as `DualBounds` (src/allocation/dual.ts) answers for sums. */
export class ThresholdBounds {
  readonly #layers: number
  /** Rising. */
  readonly #thresholds: Float64Array
  /** Least cost of a layer at or below a threshold, at layer · thresholds + g. */
  readonly #layerCost: Float64Array
  /** Its sums over the layers from step t on, at t · thresholds + g. */
  readonly #cost: Float64Array
  readonly #tolerance: number

  /** `knapsack` of the problem whose values all count from the same floor. */
  constructor({ layers, start, cost, value, slack }: Knapsack) {
    this.#layers = layers
    this.#thresholds = evenly(Float64Array.from(new Set(value)).sort(), MOST_THRESHOLDS)
    this.#tolerance = BUDGET_TOLERANCE * slack
    const count = this.#thresholds.length
    this.#layerCost = new Float64Array(layers * count)
    this.#cost = new Float64Array((layers + 1) * count)
    for (let l = 0; l < layers; l++) {
      let e = start[l + 1] - 1 // Values fall and costs rise along a layer's entries.
      for (let g = 0; g < count; g++) {
        while (e > start[l] && value[e - 1] <= this.#thresholds[g]) e--
        this.#layerCost[l * count + g] = cost[e]
      }
    }
    this.start(Int32Array.from({ length: layers }, (_, l) => l))
  }

  /** Prepares the queries for a layer order (a permutation of 0 … layers − 1). Allocates nothing. */
  start(order: Int32Array): void {
    const count = this.#thresholds.length
    const sums = this.#cost
    for (let t = this.#layers - 1; t >= 0; t--) {
      const row = order[t] * count
      for (let i = t * count, g = 0; g < count; i++, g++) sums[i] = sums[i + count] + this.#layerCost[row + g]
    }
  }

  /** The least threshold that the layers from step t on can keep within the slack; t in [0, layers]. */
  bound(t: number, slack: number): number {
    const row = t * this.#thresholds.length
    let low = 0
    let high = this.#thresholds.length - 1
    while (low < high) {
      const g = (low + high) >> 1
      if (this.#cost[row + g] > slack + this.#tolerance) low = g + 1
      else high = g
    }
    return this.#thresholds[low]
  }

  /** The bound per unit of slack, in the place of a price. */
  price(t: number, slack: number): number {
    return slack > 0 ? this.bound(t, slack) / slack : 0
  }
}

/** At most so many of some numbers, the first and the last among them. */
function evenly(numbers: Float64Array, most: number): Float64Array {
  if (numbers.length <= most) return numbers
  return Float64Array.from({ length: most }, (_, i) => numbers[Math.floor((i * (numbers.length - 1)) / (most - 1))])
}
