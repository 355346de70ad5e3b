// Dynamic programming over the layers with bounds, for several constraints.
//
// As in state-search.ts: after t layers a state is what some choice of those layers uses of every constraint, and its Σ value. A state is
// dropped when another has no more of anything; when the cheapest entries of the remaining layers no longer fit; or
// when a relaxation of the remaining layers shows that it cannot beat the incumbent. That relaxation replaces the constraints by one, their
// sum weighted with the multipliers (a surrogate constraint: Glover, Operations Research 16, 1968), and is
// linear: at the root it gives the Lagrangian bound, and further down the price follows what is left. Weighted sums are rounded; the
// surrogate slack is raised by their rounding, so that whatever keeps the constraints keeps it.

import { keepsSlack, type ManyKnapsack, sharesOf } from "./many.ts"
import { roundingOf, surely } from "./rounding.ts"
import type { Goal } from "./state-search.ts"
import { convexHull } from "./undominated.ts"

/** What the search found; as in state-search.ts. */
export interface ManySearchResult {
  /** Entry per layer of the best selection below the cutoff, or null when there is none. */
  readonly entry: Int32Array | null
  readonly value: number
  readonly finished: boolean
  /** No selection has less Σ value than this; of use when the search was not finished. */
  readonly bound: number
  readonly states: number
}

/** What a search starts from. */
export interface ManySearchOptions extends Goal {
  /** Σ value of a known selection; only better ones are looked for. */
  readonly incumbent: number
  readonly maxStates: number
}

/** With more constraints than two a state is compared with so many of those kept last. */
const COMPARED = 128

/** Searches for a selection better than the incumbent; `price` are the weights of the surrogate constraint. */
export function searchMany(many: ManyKnapsack, price: Float64Array, options: ManySearchOptions): ManySearchResult {
  return new Search(many, price, options).run()
}

/** The remaining layers under the surrogate constraint, relaxed: corner i is where the first i hull edges are taken. */
class Suffix {
  count = 0
  readonly cost: Float64Array
  readonly value: Float64Array
  /** Per constraint, what the selection at a corner uses. */
  readonly uses: readonly Float64Array[]
  /** Per constraint, what the remaining layers use at least. */
  readonly least: Float64Array
  readonly #many: ManyKnapsack
  readonly #edges: readonly Edge[]
  /** Per layer the first and the last corner of its hull. */
  readonly #first: Int32Array
  readonly #last: Int32Array
  readonly #surrogate: Float64Array

  constructor(many: ManyKnapsack, surrogate: Float64Array) {
    this.#many = many
    this.#surrogate = surrogate
    this.#first = new Int32Array(many.layers)
    this.#last = new Int32Array(many.layers)
    const edges: Edge[] = []
    for (let l = 0; l < many.layers; l++) {
      const corners = cornersOf(many, surrogate, l)
      this.#first[l] = corners[0]
      this.#last[l] = corners[corners.length - 1]
      for (let i = 1; i < corners.length; i++) {
        const [from, to] = [corners[i - 1], corners[i]]
        const cost = surrogate[to] - surrogate[from]
        const gain = many.value[from] - many.value[to]
        edges.push({ layer: l, from, to, cost, gain, slope: gain / cost })
      }
    }
    this.#edges = edges.sort((a, b) => b.slope - a.slope)
    const corners = () => new Float64Array(edges.length + 1)
    this.cost = corners()
    this.value = corners()
    this.uses = many.costs.map(corners)
    this.least = new Float64Array(many.costs.length)
  }

  /** Prepares the layers from `layer` on. */
  prepare(layer: number): void {
    const { layers, start, costs, value } = this.#many
    this.least.fill(0)
    this.cost[0] = 0
    for (const column of this.uses) column[0] = 0
    let best = 0
    for (let l = layer; l < layers; l++) {
      const first = this.#first[l]
      this.cost[0] += this.#surrogate[first]
      best += value[this.#last[l]]
      for (const [j, cost] of costs.entries()) {
        this.uses[j][0] += cost[first]
        this.least[j] += cost
          .subarray(start[l], start[l + 1])
          .reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
      }
    }
    let n = 0
    for (const { layer: l, from, to, cost, gain } of this.#edges) {
      if (l < layer) continue
      this.cost[n + 1] = this.cost[n] + cost
      this.value[n] = gain
      for (const [j, column] of this.uses.entries()) column[n + 1] = column[n] + (costs[j][to] - costs[j][from])
      n++
    }
    // Values from the far end, as in state-search.ts.
    this.value[n] = best
    for (let i = n - 1; i >= 0; i--) this.value[i] += this.value[i + 1]
    this.count = n
  }

  /** The last corner within a surrogate slack, −1 when not even the first is. */
  cornerWithin(slack: number): number {
    let [low, high] = [-1, this.count]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.cost[middle] <= slack) low = middle
      else high = middle - 1
    }
    return low
  }

  /** Least Σ value of the relaxation within a surrogate slack, given its corner. */
  bound(corner: number, slack: number): number {
    if (corner === this.count) return this.value[corner]
    const added = this.cost[corner + 1] - this.cost[corner]
    // Corners that are too close for their sums to tell apart are one.
    if (!(added > 0)) return this.value[corner + 1]
    const slope = (this.value[corner] - this.value[corner + 1]) / added
    return this.value[corner + 1] + slope * (this.cost[corner + 1] - slack)
  }

  /** Writes the entries of a corner for the layers from `layer` on. */
  select(entry: Int32Array, layer: number, corner: number): void {
    for (let l = layer; l < entry.length; l++) entry[l] = this.#first[l]
    let n = 0
    for (const edge of this.#edges) {
      if (n === corner) return
      if (edge.layer < layer) continue
      entry[edge.layer] = edge.to
      n++
    }
  }
}

interface Edge {
  readonly layer: number
  readonly from: number
  readonly to: number
  readonly cost: number
  readonly gain: number
  readonly slope: number
}

/** Entries of a layer that are corners of its lower left hull in (surrogate cost, value). */
function cornersOf({ start, value }: ManyKnapsack, surrogate: Float64Array, layer: number): Int32Array {
  const sorted = Array.from({ length: start[layer + 1] - start[layer] }, (_, i) => start[layer] + i)
  sorted.sort((a, b) => surrogate[a] - surrogate[b] || value[a] - value[b])
  const falling: number[] = []
  for (const e of sorted) if (falling.length === 0 || value[e] < value[falling[falling.length - 1]]) falling.push(e)
  const corners = new Int32Array(falling.length)
  const column = (table: Float64Array) => Float64Array.from(falling, e => table[e])
  const n = convexHull(corners, column(surrogate), column(value), 0, falling.length)
  return corners.subarray(0, n).map(i => falling[i])
}

/** A growing list of states, in columns; the entries and parents of all layers are kept for tracing back. */
class States {
  count = 0
  size = 1024
  value = new Float64Array(1024)
  bound = new Float64Array(1024)
  parent = new Int32Array(1024)
  entry = new Int32Array(1024)
  /** Used of the surrogate constraint, and of every constraint. */
  surrogate = new Float64Array(1024)
  readonly uses: Float64Array[]

  constructor(constraints: number) {
    this.uses = Array.from({ length: constraints }, () => new Float64Array(1024))
  }

  /** Makes room for one more and returns its place. */
  add(): number {
    if (this.count === this.size) {
      this.size *= 2
      this.value = grown(this.value, this.size)
      this.bound = grown(this.bound, this.size)
      this.surrogate = grown(this.surrogate, this.size)
      this.parent = grown(this.parent, this.size)
      this.entry = grown(this.entry, this.size)
      for (const [j, column] of this.uses.entries()) this.uses[j] = grown(column, this.size)
    }
    return this.count++
  }
}

function grown<T extends Float64Array | Int32Array>(old: T, size: number): T {
  const next = (old instanceof Int32Array ? new Int32Array(size) : new Float64Array(size)) as T
  next.set(old as never)
  return next
}

class Search {
  readonly #many: ManyKnapsack
  readonly #options: ManySearchOptions
  readonly #suffix: Suffix
  readonly #surrogate: Float64Array
  readonly #slack: number
  readonly #sure: number
  readonly #states: States
  /** Candidates for the next layer. */
  readonly #next: States
  #value: number
  #cutoff: number
  #entry: Int32Array | null = null

  constructor(many: ManyKnapsack, price: Float64Array, options: ManySearchOptions) {
    this.#many = many
    this.#options = options
    // A constraint without a price still gets a little weight, so that of equal entries the cheaper one is taken.
    const most = price.reduce((a, b) => Math.max(a, b), 0)
    const weight = sharesOf(many).map((share, j) => share * (most > 0 ? Math.max(price[j] / most, 1e-6) : 1))
    this.#surrogate = many.value.map((_, e) => many.costs.reduce((sum, cost, j) => sum + weight[j] * cost[e], 0))
    this.#suffix = new Suffix(many, this.#surrogate)
    const terms = many.layers + many.value.length
    this.#slack = weight.reduce((sum, w, j) => sum + w * many.slack[j], 0) * (1 + 2 * roundingOf(terms))
    this.#sure = surely(terms)
    this.#states = new States(many.costs.length)
    this.#next = new States(many.costs.length)
    this.#value = options.incumbent
    this.#cutoff = options.cutoff(options.incumbent)
  }

  run(): ManySearchResult {
    const states = this.#states
    states.parent[states.add()] = -1
    let [from, bound] = [0, 0]
    for (let l = 0; l < this.#many.layers && from < states.count; l++) {
      const to = states.count
      const least = this.#addLayer(l, from, to)
      if (least === null || this.#value <= this.#options.target)
        return this.#result(false, Math.min(bound, this.#value))
      bound = least
      from = to
    }
    return this.#result(true, this.#value)
  }

  #result(finished: boolean, bound: number): ManySearchResult {
    return { entry: this.#entry, value: this.#value, finished, bound, states: this.#states.count - 1 }
  }

  /**
   * Appends the states after layer l to those before it, from … to − 1, and returns the least bound among them; null when
   * there would be too many.
   */
  #addLayer(l: number, from: number, to: number): number | null {
    const { start } = this.#many
    this.#suffix.prepare(l + 1)
    this.#next.count = 0
    for (let s = from; s < to; s++) {
      if (this.#states.bound[s] >= this.#cutoff) continue
      for (let e = start[l]; e < start[l + 1]; e++) this.#tryChild(l, s, e)
      if (this.#next.count > 4 * this.#options.maxStates) return null
    }
    return this.#keepUndominated()
  }

  /** Adds state s + entry e to the candidates if limits and bound let it; takes over what its relaxation rounds to. */
  #tryChild(l: number, s: number, e: number): void {
    const { costs, slack, value } = this.#many
    const [states, next, suffix] = [this.#states, this.#next, this.#suffix]
    const v = states.value[s] + value[e]
    if (v >= this.#cutoff) return
    for (let j = 0; j < costs.length; j++) if (states.uses[j][s] + costs[j][e] + suffix.least[j] > slack[j]) return
    const used = states.surrogate[s] + this.#surrogate[e]
    const left = this.#slack - used
    const corner = suffix.cornerWithin(left)
    if (corner < 0) return
    const bound = (v + suffix.bound(corner, left)) * this.#sure
    if (bound >= this.#cutoff) return
    const place = next.add()
    for (let j = 0; j < costs.length; j++) next.uses[j][place] = states.uses[j][s] + costs[j][e]
    next.surrogate[place] = used
    next.value[place] = v
    next.bound[place] = bound
    next.parent[place] = s
    next.entry[place] = e
    for (let c = corner; c >= 0 && c > corner - 3; c--) if (this.#round(l, place, c)) return
  }

  /** Tries a candidate with a corner of the remaining layers; whether nothing is to be hoped for from lower corners. */
  #round(l: number, place: number, corner: number): boolean {
    const [next, suffix] = [this.#next, this.#suffix]
    const value = next.value[place] + suffix.value[corner]
    if (value >= this.#cutoff) return true
    for (let j = 0; j < next.uses.length; j++)
      if (next.uses[j][place] + suffix.uses[j][corner] > this.#many.slack[j]) return false
    const entry = new Int32Array(this.#many.layers)
    suffix.select(entry, l + 1, corner)
    entry[l] = next.entry[place]
    for (let t = l - 1, s = next.parent[place]; t >= 0; t--, s = this.#states.parent[s])
      entry[t] = this.#states.entry[s]
    // The corners' sums may have been above what is exact, and have come down again.
    if (!keepsSlack(this.#many, entry)) return false
    this.#value = value
    this.#cutoff = this.#options.cutoff(value)
    this.#entry = entry
    return true
  }

  /** Moves the candidates worth keeping to the states; their least bound, null when there would be too many. */
  #keepUndominated(): number | null {
    const [states, next] = [this.#states, this.#next]
    const [first, second] = next.uses
    const order = new Uint32Array(next.count).map((_, i) => i)
    order.sort((a, b) => first[a] - first[b] || next.value[a] - next.value[b])
    const same = this.#options.tolerance(this.#value) / this.#many.layers
    const dominated = next.uses.length === 2 ? staircase(second, next.value, same) : amongLast(next, same)
    let least = Number.POSITIVE_INFINITY
    for (const i of order) {
      if (next.bound[i] >= this.#cutoff || dominated(i)) continue
      if (states.count > this.#options.maxStates) return null // the root is not counted
      const place = states.add()
      for (let j = 0; j < next.uses.length; j++) states.uses[j][place] = next.uses[j][i]
      states.surrogate[place] = next.surrogate[i]
      states.value[place] = next.value[i]
      states.bound[place] = next.bound[i]
      states.parent[place] = next.parent[i]
      states.entry[place] = next.entry[i]
      least = Math.min(least, next.bound[i])
    }
    return least
  }
}

/**
 * Dominance for two constraints, for candidates by rising first cost: the undominated pairs (second cost, value) of
 * those seen so far form a staircase, rising in cost and falling in value.
 */
function staircase(cost: Float64Array, value: Float64Array, same: number): (i: number) => boolean {
  const steps: number[] = []
  return i => {
    let [low, high] = [0, steps.length] // steps before `low` cost no more
    while (low < high) {
      const middle = (low + high) >> 1
      if (cost[steps[middle]] <= cost[i]) low = middle + 1
      else high = middle
    }
    if (low > 0 && value[steps[low - 1]] <= value[i] + same) return true
    let end = low
    while (end < steps.length && value[steps[end]] >= value[i]) end++
    steps.splice(low, end - low, i)
    return false
  }
}

/** Dominance for more constraints: against those kept last, and the one that last dominated first of all. */
function amongLast(next: States, same: number): (i: number) => boolean {
  const kept: number[] = []
  const noWorse = (a: number, b: number): boolean => {
    if (next.value[a] > next.value[b] + same) return false
    for (const column of next.uses) if (column[a] > column[b]) return false
    return true
  }
  return i => {
    for (let k = kept.length - 1; k >= 0 && k >= kept.length - COMPARED; k--) {
      if (!noWorse(kept[k], i)) continue
      const swap = kept[k]
      kept[k] = kept[kept.length - 1]
      kept[kept.length - 1] = swap
      return true
    }
    kept.push(i)
    return false
  }
}
