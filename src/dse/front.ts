// The Pareto front of designs met one by one, in any order.
//
// Kept are all vectors that no other vector is at least as good as in every objective. Of designs with equal vectors the
// first in the order of the space stays, so the front does not depend on the order of arrival.
// Layout: entry i has its objectives at i * size of `values`, its place in the space at i * PLACE of `places`.

import type { Metric } from "./metrics.ts"

/** Place of a design: mapping point, setting, index of L1 and of L2. */
export const PLACE = 4

/** A front as plain data, for messages and files. */
export interface FrontData {
  readonly values: Float64Array
  readonly costs: Float64Array
  readonly places: Float64Array
}

/** Run time, energy, area, power. */
export const COSTS = 4

export class Front {
  readonly #metrics: readonly Metric[]
  readonly #size: number
  #count = 0
  #values: Float64Array
  #costs: Float64Array
  #places: Float64Array
  readonly #candidate: Float64Array

  constructor(metrics: readonly Metric[]) {
    this.#metrics = metrics
    this.#size = metrics.length
    this.#values = new Float64Array(64 * this.#size)
    this.#costs = new Float64Array(64 * COSTS)
    this.#places = new Float64Array(64 * PLACE)
    this.#candidate = new Float64Array(this.#size)
  }

  get count(): number {
    return this.#count
  }

  /** Offers a design; returns whether it is on the front now. */
  offer(
    runtime: number,
    energy: number,
    area: number,
    power: number,
    mapping: number,
    setting: number,
    l1: number,
    l2: number,
  ): boolean {
    const size = this.#size
    const candidate = this.#candidate
    for (let k = 0; k < size; k++) {
      const metric = this.#metrics[k]
      // Throughput is the MACs, the same for all designs, over run time.
      if (metric === "runtime" || metric === "throughput") candidate[k] = runtime
      else if (metric === "energy") candidate[k] = energy
      else if (metric === "edp") candidate[k] = energy * runtime
      else candidate[k] = metric === "area" ? area : power
    }
    const values = this.#values
    for (let i = 0, at = 0; i < this.#count; ) {
      let worse = false
      let better = false
      for (let k = 0; k < size; k++) {
        const theirs = values[at + k]
        const ours = candidate[k]
        if (theirs < ours) worse = true
        else if (ours < theirs) better = true
      }
      if (!better) {
        if (worse || !this.#isBefore(i, mapping, setting, l1, l2)) {
          // What stops one design often stops the next: it moves towards the beginning.
          if (i > 0) this.#swap(i, i >> 1)
          return false
        }
        this.#remove(i)
      } else if (worse) {
        i++
        at += size
      } else this.#remove(i)
    }
    this.#add(runtime, energy, area, power, mapping, setting, l1, l2)
    return true
  }

  /** Offers every design of another front with the same objectives. */
  merge({ costs, places }: FrontData): void {
    for (let i = 0; i * PLACE < places.length; i++) {
      const [runtime, energy, area, power] = costs.subarray(i * COSTS, i * COSTS + COSTS)
      const [mapping, setting, l1, l2] = places.subarray(i * PLACE, i * PLACE + PLACE)
      this.offer(runtime, energy, area, power, mapping, setting, l1, l2)
    }
  }

  /** Whether some member is at least as good as `bound` (in the order of the objectives) everywhere. */
  covers(bound: ArrayLike<number>): boolean {
    return this.factorOver(bound) <= 1
  }

  /**
   * The least factor by which some member's objectives must be divided to be at least as good as `bound` everywhere: what a design
   * with these values would gain over the best of the front at most. Infinity for an empty front.
   */
  factorOver(bound: ArrayLike<number>): number {
    let least = Number.POSITIVE_INFINITY
    const size = this.#size
    for (let i = 0, at = 0; i < this.#count; i++, at += size) {
      let factor = 0
      for (let k = 0; k < size && factor < least; k++) factor = Math.max(factor, this.#values[at + k] / bound[k])
      if (factor < least) least = factor
    }
    return least
  }

  /** All members, by their objectives in order, then by place. */
  data(): FrontData {
    const size = this.#size
    const order = Int32Array.from({ length: this.#count }, (_, i) => i).sort((a, b) => {
      for (let k = 0; k < size; k++) {
        const d = this.#values[a * size + k] - this.#values[b * size + k]
        if (d !== 0) return d
      }
      return 0
    })
    const pick = (from: Float64Array, width: number) => {
      const to = new Float64Array(order.length * width)
      for (const [i, at] of order.entries()) to.set(from.subarray(at * width, (at + 1) * width), i * width)
      return to
    }
    return { values: pick(this.#values, size), costs: pick(this.#costs, COSTS), places: pick(this.#places, PLACE) }
  }

  /** Whether a place comes before that of member i. */
  #isBefore(i: number, mapping: number, setting: number, l1: number, l2: number): boolean {
    const p = this.#places
    const at = i * PLACE
    if (mapping !== p[at]) return mapping < p[at]
    if (setting !== p[at + 1]) return setting < p[at + 1]
    return l1 !== p[at + 2] ? l1 < p[at + 2] : l2 < p[at + 3]
  }

  #swap(i: number, j: number): void {
    swapEntries(this.#values, i, j, this.#size)
    swapEntries(this.#costs, i, j, COSTS)
    swapEntries(this.#places, i, j, PLACE)
  }

  #remove(i: number): void {
    this.#count--
    if (i < this.#count) this.#swap(i, this.#count)
  }

  #add(
    runtime: number,
    energy: number,
    area: number,
    power: number,
    mapping: number,
    setting: number,
    l1: number,
    l2: number,
  ): void {
    const i = this.#count++
    if (i * COSTS === this.#costs.length) {
      this.#values = grown(this.#values)
      this.#costs = grown(this.#costs)
      this.#places = grown(this.#places)
    }
    this.#values.set(this.#candidate, i * this.#size)
    const costs = this.#costs
    costs[i * COSTS] = runtime
    costs[i * COSTS + 1] = energy
    costs[i * COSTS + 2] = area
    costs[i * COSTS + 3] = power
    const places = this.#places
    places[i * PLACE] = mapping
    places[i * PLACE + 1] = setting
    places[i * PLACE + 2] = l1
    places[i * PLACE + 3] = l2
  }
}

function swapEntries(of: Float64Array, i: number, j: number, size: number): void {
  for (let k = 0; k < size; k++) {
    const x = of[i * size + k]
    of[i * size + k] = of[j * size + k]
    of[j * size + k] = x
  }
}

function grown(of: Float64Array): Float64Array {
  const larger = new Float64Array(2 * of.length)
  larger.set(of)
  return larger
}
