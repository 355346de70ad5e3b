// Dynamic programming over the layers with bounds: the selection of least Σ value of a knapsack, with proof.
//
// After t layers a state is a pair (Σ cost, Σ value) that some choice of those layers reaches. Kept are the states
// that no other state beats in both, and whose linear relaxation of the remaining layers (relaxation.ts) stays
// below the incumbent. The relaxation rounded down is itself a selection, so every state also offers a new
// incumbent. Dynamic programming for this problem: Dudzinski and Walukiewicz, European Journal of Operational
// Research 28, 1987; with bounds: Dyer, Riha and Walker, Journal of Computational and Applied Mathematics 58, 1995.
//
// Layer by layer, the states of the next layer are met by rising cost: the old states shifted by each entry are
// sorted lists, merged with a heap. Both tests then need one running number: the least value so far, and the edge
// where the slack ends.

import type { Knapsack } from "./knapsack.ts"
import { MinHeap } from "./min-heap.ts"
import { type HullEdges, hullEdges } from "./relaxation.ts"
import { surely } from "./rounding.ts"

/** What the search found. */
export interface SearchResult {
  /** Entry per layer of the best selection below the cutoff, or null when there is none. */
  readonly entry: Int32Array | null
  /** Its Σ value, or the given incumbent's. */
  readonly value: number
  /** Whether nothing is left to search: no selection is better than `value` by more than the tolerance. */
  readonly finished: boolean
  /** No selection has less Σ value than this; of use when the search was not finished. */
  readonly bound: number
  /** States kept, over all layers. */
  readonly states: number
}

/** What a search looks for. */
export interface Goal {
  /** How far below an incumbent's Σ value a selection has to be to count as better, ≥ 0. */
  readonly tolerance: (value: number) => number
  /** What a selection must stay below to count, given the incumbent's Σ value. */
  readonly cutoff: (incumbent: number) => number
  /** The search ends as soon as it has a selection of at most this Σ value. */
  readonly target: number
}

/** Remaining layers, relaxed: corner i is where the first i hull edges of these layers are taken. */
class Suffix {
  count = 0
  /** Corner costs and values; slope[i] leads from corner i to i + 1. */
  readonly cost: Float64Array
  readonly value: Float64Array
  readonly slope: Float64Array
  readonly #knapsack: Knapsack
  readonly #edges: HullEdges

  constructor(knapsack: Knapsack, edges: HullEdges) {
    this.#knapsack = knapsack
    this.#edges = edges
    this.cost = new Float64Array(edges.count + 1)
    this.value = new Float64Array(edges.count + 1)
    this.slope = new Float64Array(edges.count + 1)
  }

  /** Prepares the layers from `first` on. */
  prepare(first: number): void {
    const { layers, start, cost, value } = this.#knapsack
    const edges = this.#edges
    let n = 0
    let cheapest = 0
    let best = 0
    for (let l = first; l < layers; l++) {
      cheapest += cost[start[l]]
      best += value[start[l + 1] - 1]
    }
    this.cost[0] = cheapest
    for (let e = 0; e < edges.count; e++) {
      if (edges.layer[e] < first) continue
      this.slope[n] = edges.slope[e]
      this.value[n] = edges.gain[e]
      this.cost[n + 1] = this.cost[n] + edges.cost[e]
      n++
    }
    // Values from the far end, as in `relax`: gains give way to the sum of what is not gained.
    this.value[n] = best
    for (let i = n - 1; i >= 0; i--) this.value[i] += this.value[i + 1]
    this.count = n
  }

  /** Writes the entries of corner i for the layers from `first` on. */
  select(entry: Int32Array, first: number, i: number): void {
    const { layers, start } = this.#knapsack
    for (let l = first; l < layers; l++) entry[l] = start[l]
    for (let e = 0, n = 0; n < i; e++) {
      if (this.#edges.layer[e] < first) continue
      entry[this.#edges.layer[e]] = this.#edges.to[e]
      n++
    }
  }
}

/** A growing list of states; `parent` and `entry` of all layers are kept for tracing back. */
class States {
  count = 0
  cost = new Float64Array(1024)
  value = new Float64Array(1024)
  parent = new Int32Array(1024)
  entry = new Int32Array(1024)

  push(cost: number, value: number, parent: number, entry: number): void {
    const i = this.count++
    if (i === this.cost.length) this.#grow()
    this.cost[i] = cost
    this.value[i] = value
    this.parent[i] = parent
    this.entry[i] = entry
  }

  #grow(): void {
    const { cost, value, parent, entry } = this
    const size = 2 * cost.length
    this.cost = new Float64Array(size)
    this.value = new Float64Array(size)
    this.parent = new Int32Array(size)
    this.entry = new Int32Array(size)
    this.cost.set(cost)
    this.value.set(value)
    this.parent.set(parent)
    this.entry.set(entry)
  }
}

/** What a search starts from. */
export interface SearchOptions extends Goal {
  /** Σ value of a known selection; only better ones are looked for. */
  readonly incumbent: number
  /** The search ends unfinished rather than keep more states than this, over all layers. */
  readonly maxStates: number
}

/** Searches a knapsack for a selection better than the incumbent. */
export function searchStates(knapsack: Knapsack, options: SearchOptions): SearchResult {
  return new Search(knapsack, options).run()
}

class Search {
  readonly #knapsack: Knapsack
  readonly #options: SearchOptions
  readonly #suffix: Suffix
  readonly #states = new States()
  /** Best Σ value so far, what a state has to stay below to be kept, and the entries of the best selection. */
  #value: number
  #cutoff: number
  #entry: Int32Array | null = null

  constructor(knapsack: Knapsack, options: SearchOptions) {
    this.#knapsack = knapsack
    this.#options = options
    this.#suffix = new Suffix(knapsack, hullEdges(knapsack))
    this.#value = options.incumbent
    this.#cutoff = options.cutoff(options.incumbent)
  }

  run(): SearchResult {
    const states = this.#states
    states.push(0, 0, -1, -1)
    let from = 0
    let bound = 0
    for (let l = 0; l < this.#knapsack.layers && from < states.count; l++) {
      const to = states.count
      const least = this.#addLayer(l, from, to)
      if (least === null || this.#value <= this.#options.target)
        return this.#result(false, Math.min(bound, this.#value))
      bound = least
      from = to
    }
    return this.#result(true, this.#value)
  }

  #result(finished: boolean, bound: number): SearchResult {
    return { entry: this.#entry, value: this.#value, finished, bound, states: this.#states.count - 1 }
  }

  /**
   * Appends the states after layer l to those before it, from … to − 1, and returns the least bound among them;
   * null when there would be too many. Longer than usual: one pass over the merged lists, with its two running
   * tests inline.
   */
  #addLayer(l: number, from: number, to: number): number | null {
    const { start, cost, value, slack, layers } = this.#knapsack
    const states = this.#states
    const suffix = this.#suffix
    suffix.prepare(l + 1)
    const first = start[l]
    const head = new Int32Array(start[l + 1] - first).fill(from) // per entry, the state it is added to next
    const heap = new MinHeap(head.length)
    for (let i = 0; i < head.length; i++) heap.push(i, states.cost[from] + cost[first + i])
    // Equal sums added in another order differ in the last digits; per layer a share of the tolerance is no difference.
    const same = this.#options.tolerance(this.#value) / layers
    const sure = surely(layers + suffix.count)
    let leastValue = Number.POSITIVE_INFINITY
    let leastBound = Number.POSITIVE_INFINITY
    let corner = suffix.count
    while (heap.size > 0) {
      const i = heap.top
      const parent = head[i]++
      const c = states.cost[parent] + cost[first + i]
      const v = states.value[parent] + value[first + i]
      if (head[i] < to) heap.replaceTop(states.cost[head[i]] + cost[first + i])
      else heap.pop()
      if (v >= leastValue - same) continue
      const left = slack - c
      while (corner > 0 && suffix.cost[corner] > left) corner--
      if (suffix.cost[corner] > left) break // later ones cost more still
      const rounded = v + suffix.value[corner]
      if (rounded < this.#cutoff) this.#improve(rounded, { l, parent, entry: first + i, corner })
      // Upwards from the next corner: nothing is subtracted, so the bound is off by roundings of itself alone.
      const bound =
        corner === suffix.count
          ? rounded * sure
          : (v + suffix.value[corner + 1] + suffix.slope[corner] * (suffix.cost[corner + 1] - left)) * sure
      if (bound >= this.#cutoff) continue
      if (states.count > this.#options.maxStates) return null // the root is not counted
      leastValue = v
      leastBound = Math.min(leastBound, bound)
      states.push(c, v, parent, first + i)
    }
    return leastBound
  }

  /**
   * Takes over a better selection: the states up to `parent`, an entry for layer l, a corner of the layers after
   * it.
   */
  #improve(value: number, at: { l: number; parent: number; entry: number; corner: number }): void {
    this.#value = value
    this.#cutoff = this.#options.cutoff(value)
    const entry = new Int32Array(this.#knapsack.layers)
    this.#suffix.select(entry, at.l + 1, at.corner)
    entry[at.l] = at.entry
    for (let l = at.l - 1, s = at.parent; l >= 0; l--, s = this.#states.parent[s]) entry[l] = this.#states.entry[s]
    this.#entry = entry
  }
}
