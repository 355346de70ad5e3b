// What the rest of an episode will cost at least, from a price on the budget: the look-ahead of the environment.
//
// With price λ ≥ 0 per unit of cost the layers come apart: whatever is chosen within slack S, the remaining layers
// lose at least Σ min_k (dv + λ·dc) − λ·S of value above their best (dv: value above the layer's best, dc: cost
// above its cheapest). The largest such bound over a grid of prices is the bound used, and the price that gives it
// is what budget is worth there (specification agent-design, sections 3 and 6: price, look-ahead regret).

import type { Knapsack } from "./knapsack.ts"
import { convexHull } from "./undominated.ts"

/**
 * Grid of prices, relative to the mean price of the whole problem: value per cost between all cheapest and all best
 * choices.
 */
export interface PriceGrid {
  /** Number of prices, log-spaced, ≥ 2. */
  readonly count: number
  readonly low: number
  readonly high: number
}
export const PRICE_GRID: PriceGrid = { count: 256, low: 1e-4, high: 1e3 }

/**
 * Prices and bounds of one single-value problem, for any layer order. Step t is about the layers order[t], order[t
 * + 1], …; slack is the budget left less the cheapest cost of those layers, ≥ 0. Costs and values in the problem's
 * units.
 *
 * Build once per problem (layers × prices steps); `start` per episode; queries allocate nothing and look at about
 * log₂(prices) entries.
 */
export class DualBounds {
  /** The prices, rising, value per cost. */
  readonly grid: Float64Array
  readonly #layers: number
  /** min_k (dv + λ·dc) at layer · prices + g. */
  readonly #layerLeast: Float64Array
  /** Its sums over the layers from step t on, at t · prices + g. */
  readonly #least: Float64Array

  /** `knapsack` of the problem (knapsackOf); the first order is that of the layers. */
  constructor(knapsack: Knapsack, grid: PriceGrid = PRICE_GRID) {
    const { layers, start, cost, value } = knapsack
    this.#layers = layers
    this.grid = logSpaced(grid, meanPrice(knapsack))
    this.#layerLeast = new Float64Array(layers * grid.count)
    this.#least = new Float64Array((layers + 1) * grid.count)
    const corners = new Int32Array(cost.length)
    for (let l = 0; l < layers; l++) {
      const n = convexHull(corners, cost, value, start[l], start[l + 1])
      // As the price rises, the corner of least dv + λ·dc moves from the best choice to the cheapest.
      let i = n - 1
      for (let g = 0; g < grid.count; g++) {
        const at = (corner: number): number => value[corner] + this.grid[g] * cost[corner]
        while (i > 0 && at(corners[i - 1]) <= at(corners[i])) i--
        this.#layerLeast[l * grid.count + g] = at(corners[i])
      }
    }
    this.start(Int32Array.from({ length: layers }, (_, l) => l))
  }

  /** Prepares the queries for a layer order (a permutation of 0 … layers − 1). Allocates nothing. */
  start(order: Int32Array): void {
    const prices = this.grid.length
    const least = this.#least
    for (let t = this.#layers - 1; t >= 0; t--) {
      const row = order[t] * prices
      for (let i = t * prices, g = 0; g < prices; i++, g++) least[i] = least[i + prices] + this.#layerLeast[row + g]
    }
  }

  /** Value above their best that the layers from step t on lose at least within the slack; t in [0, layers], ≥ 0. */
  bound(t: number, slack: number): number {
    const g = this.#best(t, slack)
    return Math.max(0, this.#least[t * this.grid.length + g] - this.grid[g] * slack)
  }

  /** The grid's price that gives the bound: about what a unit of slack is worth at step t. */
  price(t: number, slack: number): number {
    return this.grid[this.#best(t, slack)]
  }

  /**
   * Index of the price of largest bound, the lowest of several. The bound is concave in the price: search for where
   * it stops rising.
   */
  #best(t: number, slack: number): number {
    const { grid } = this
    const row = t * grid.length
    let low = 0
    let high = grid.length - 1
    while (low < high) {
      const g = (low + high) >> 1
      if (this.#least[row + g + 1] - this.#least[row + g] > (grid[g + 1] - grid[g]) * slack) low = g + 1
      else high = g
    }
    return low
  }
}

/** Value between all cheapest and all best choices per cost between them; 1 where there is nothing to win. */
function meanPrice({ layers, start, cost, value }: Knapsack): number {
  let gain = 0
  let want = 0
  for (let l = 0; l < layers; l++) {
    gain += value[start[l]]
    want += cost[start[l + 1] - 1]
  }
  return want > 0 ? gain / want : 1
}

/** Prices from low to high, times a unit. */
function logSpaced({ count, low, high }: PriceGrid, unit: number): Float64Array {
  return Float64Array.from({ length: count }, (_, g) => unit * low * (high / low) ** (g / (count - 1)))
}
