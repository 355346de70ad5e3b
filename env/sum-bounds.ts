// What the rest of an episode loses at least when values add up: the look-ahead of the environment for sums.
//
// Far from the end the bound is the dual one (src/allocation/dual.ts), which is nearly exact where many small choices are left.
// Of the last layers, where single choices are large beside what is left, it would promise halves of them; there the answer is
// exact: the Pareto front of (cost, value) of all selections, built backwards as long as it has few points.

import { DualBounds } from "../src/allocation/dual.ts"
import type { Knapsack } from "../src/allocation/knapsack.ts"

/** Points of the largest front that is kept. */
const MOST_POINTS = 64

/** Rising costs, falling values. */
interface Front {
  readonly cost: Float64Array
  readonly value: Float64Array
}

/** The same queries as `DualBounds` answers, exact at the end. */
export class SumBounds {
  readonly #knapsack: Knapsack
  readonly #dual: DualBounds
  /** Fronts of the layers from step t on; only the last steps have one. */
  readonly #fronts: (Front | null)[]

  /** `knapsack` of the problem (knapsackOf); the first order is that of the layers. */
  constructor(knapsack: Knapsack) {
    this.#knapsack = knapsack
    this.#dual = new DualBounds(knapsack)
    this.#fronts = Array.from({ length: knapsack.layers + 1 }, () => null)
    this.start(Int32Array.from({ length: knapsack.layers }, (_, l) => l))
  }

  /** Prepares the queries for a layer order (a permutation of 0 … layers − 1). */
  start(order: Int32Array): void {
    this.#dual.start(order)
    this.#fronts.fill(null)
    let front: Front = { cost: new Float64Array(1), value: new Float64Array(1) }
    for (let t = order.length; front.cost.length <= MOST_POINTS; ) {
      this.#fronts[t] = front
      if (--t < 0) return
      front = joined(front, this.#knapsack, order[t])
    }
  }

  /** Value above their best that the layers from step t on lose at least within the slack; t in [0, layers], slack ≥ 0. */
  bound(t: number, slack: number): number {
    const front = this.#fronts[t]
    return front === null ? this.#dual.bound(t, slack) : leastWithin(front, slack)
  }

  /** About what a unit of slack is worth at step t. */
  price(t: number, slack: number): number {
    return this.#dual.price(t, slack)
  }
}

/** Value of the last point within the slack; the first one, which costs nothing, always is. */
function leastWithin({ cost, value }: Front, slack: number): number {
  let [low, high] = [0, cost.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (cost[middle] <= slack) low = middle
    else high = middle - 1
  }
  return value[low]
}

/** The front with one more layer: the front moved by each entry, merged. */
function joined(front: Front, { start, cost, value }: Knapsack, layer: number): Front {
  let all: Front = { cost: new Float64Array(0), value: new Float64Array(0) }
  for (let e = start[layer]; e < start[layer + 1]; e++) {
    const moved = { cost: front.cost.map(c => c + cost[e]), value: front.value.map(v => v + value[e]) }
    all = merged(all, moved)
  }
  return all
}

/** The points of two fronts that no other one beats or equals. */
function merged(a: Front, b: Front): Front {
  const cost = new Float64Array(a.cost.length + b.cost.length)
  const value = new Float64Array(cost.length)
  let [i, j, n] = [0, 0, 0]
  while (i < a.cost.length || j < b.cost.length) {
    const first =
      j === b.cost.length ||
      (i < a.cost.length && (a.cost[i] < b.cost[j] || (a.cost[i] === b.cost[j] && a.value[i] <= b.value[j])))
    cost[n] = first ? a.cost[i] : b.cost[j]
    value[n] = first ? a.value[i++] : b.value[j++]
    if (n === 0 || value[n] < value[n - 1]) n++
  }
  return { cost: cost.subarray(0, n), value: value.subarray(0, n) }
}
