// The linear relaxation of the multiple-choice knapsack, and what follows from it.
//
// A layer may be split between two neighbouring corners of the lower convex hull of its entries. The best way to
// spend the slack is then to walk the hull edges of all layers by falling value per cost until it is used up (Dyer,
// Mathematical Programming 29, 1984; Zemel, Information Processing Letters 18, 1984). The slope of the edge where
// it ends is the price: the value one more unit of budget is worth.

import type { Knapsack } from "./knapsack.ts"
import { roundingOf, surely } from "./rounding.ts"
import { convexHull } from "./undominated.ts"

/** Hull edges of all layers, by falling slope; edges of one layer keep their order. */
export interface HullEdges {
  readonly count: number
  /** Layer of the edge. */
  readonly layer: Int32Array
  /** Entry the edge leads to. */
  readonly to: Int32Array
  /** Cost added, > 0. */
  readonly cost: Float64Array
  /** Value removed, > 0. */
  readonly gain: Float64Array
  /** gain / cost. */
  readonly slope: Float64Array
}

/** The hull edges of a knapsack, sorted. */
export function hullEdges(knapsack: Knapsack): HullEdges {
  const { start, cost, value } = knapsack
  const corners = new Int32Array(cost.length)
  const edges: { layer: number; to: number; cost: number; gain: number; slope: number }[] = []
  for (let layer = 0; layer < knapsack.layers; layer++) {
    const n = convexHull(corners, cost, value, start[layer], start[layer + 1])
    for (let i = 1; i < n; i++) {
      const [a, b] = [corners[i - 1], corners[i]]
      const added = cost[b] - cost[a]
      const gain = value[a] - value[b]
      edges.push({ layer, to: b, cost: added, gain, slope: gain / added })
    }
  }
  edges.sort((a, b) => b.slope - a.slope)
  return {
    count: edges.length,
    layer: Int32Array.from(edges, e => e.layer),
    to: Int32Array.from(edges, e => e.to),
    cost: Float64Array.from(edges, e => e.cost),
    gain: Float64Array.from(edges, e => e.gain),
    slope: Float64Array.from(edges, e => e.slope),
  }
}

/** Solution of the relaxation. */
export interface Relaxation {
  /** Σ value of the relaxed optimum, less its rounding: no selection has less. */
  readonly value: number
  /** Value per unit of slack at the optimum, ≥ 0; 0 when every layer can have its best entry. */
  readonly price: number
}

/** Solves the relaxation of a knapsack, given its hull edges. */
export function relax(knapsack: Knapsack, edges: HullEdges): Relaxation {
  let left = knapsack.slack
  let taken = 0
  while (taken < edges.count && edges.cost[taken] <= left) left -= edges.cost[taken++]
  if (taken === edges.count) return { value: 0, price: 0 }
  // What is not gained, added up: subtracting what is from the largest value would lose digits.
  let value = edges.slope[taken] * (edges.cost[taken] - left)
  for (let i = edges.count - 1; i > taken; i--) value += edges.gain[i]
  return { value: value * surely(edges.count), price: edges.slope[taken] }
}

/** Lower bound Σ_l min priced − credit, less its rounding; `start` delimits the layers. */
export function lagrangian(start: Int32Array, priced: Float64Array, credit: number): number {
  const layers = start.length - 1
  let sum = 0
  for (let l = 0; l < layers; l++) sum += leastOf(priced, start[l], start[l + 1])
  return sum - credit - roundingOf(layers) * (sum + credit)
}

function leastOf(priced: Float64Array, from: number, to: number): number {
  let least = Number.POSITIVE_INFINITY
  for (let i = from; i < to; i++) least = Math.min(least, priced[i])
  return least
}

/**
 * The knapsack without the entries that cannot be part of a selection of Σ value below `cutoff`: an entry worse by
 * r than the best of its layer at a price makes every selection with it cost at least r more than the Lagrangian bound
 * Σ_l min (value + price · cost) − price · slack, which at the relaxation's price is the relaxed optimum (reduced cost fixing). Layers come in the given order. Null when a layer has no entry left,
 * so that no selection is below the cutoff.
 */
export function withoutHopeless(
  knapsack: Knapsack,
  relaxation: Relaxation,
  cutoff: number,
  order: Int32Array,
): Knapsack | null {
  const { layers, cost, value, choice, base, counting, slack } = knapsack
  const priced = value.map((v, i) => v + relaxation.price * cost[i])
  const bound = lagrangian(knapsack.start, priced, relaxation.price * slack)
  const sure = surely(4)
  const start = new Int32Array(layers + 1)
  const kept: number[] = []
  for (let p = 0; p < layers; p++) {
    const [from, to] = [knapsack.start[order[p]], knapsack.start[order[p] + 1]]
    const least = leastOf(priced, from, to)
    for (let i = from; i < to; i++) if (bound + (priced[i] * sure - least) < cutoff) kept.push(i)
    if (kept.length === start[p]) return null
    start[p + 1] = kept.length
  }
  return {
    layers,
    start,
    choice: Int32Array.from(kept, i => choice[i]),
    cost: Float64Array.from(kept, i => cost[i]),
    value: Float64Array.from(kept, i => value[i]),
    base,
    counting,
    slack,
  }
}
