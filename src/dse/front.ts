// The Pareto front of designs met one by one, in any order.
//
// Kept are all vectors that no other vector is at least as good as in every objective. Of designs with equal vectors the
// first in the order of the space stays, so the front does not depend on the order of arrival.
// Whatever the objectives, four numbers decide: throughput is the same as run time, and EDP follows when both of its
// factors are there. Entry i has them at i * WIDTH of `values`, and its place in the space at i * PLACE of `places`.

import type { Metric } from "./metrics.ts"

/** Place of a design: mapping point, setting, index of L1 and of L2. */
export const PLACE = 4

/** Run time, energy, area, power. */
export const COSTS = 4

/** Numbers that decide, unused ones 0. */
const WIDTH = 4

/** Members whose least and largest values are kept together: most chunks are passed over at a glance. */
const CHUNK = 32
const BOUNDS = 2 * WIDTH

/** What the objectives make of the costs looked at. */
const vector = new Float64Array(WIDTH)

/** A front as plain data, for messages and files. */
export interface FrontData {
  readonly costs: Float64Array
  readonly places: Float64Array
}

export class Front {
  readonly #hasRuntime: boolean
  readonly #hasEnergy: boolean
  readonly #hasArea: boolean
  readonly #hasPower: boolean
  /** EDP in the place of the run time or of the energy, if that is no objective itself. */
  readonly #edpForRuntime: boolean
  readonly #edpForEnergy: boolean
  #count = 0
  #lastStopper = 0
  /** Per chunk: least values, then largest. */
  #bounds: Float64Array = new Float64Array(64 * BOUNDS)
  #values: Float64Array = new Float64Array(64 * WIDTH)
  #costs: Float64Array = new Float64Array(64 * COSTS)
  #places: Float64Array = new Float64Array(64 * PLACE)

  constructor(metrics: readonly Metric[]) {
    const has = (metric: Metric) => metrics.includes(metric)
    this.#hasRuntime = has("runtime") || has("throughput")
    this.#hasEnergy = has("energy")
    this.#hasArea = has("area")
    this.#hasPower = has("power")
    this.#edpForRuntime = has("edp") && !this.#hasRuntime
    this.#edpForEnergy = has("edp") && this.#hasRuntime && !this.#hasEnergy
  }

  get count(): number {
    return this.#count
  }

  /** Whether a member is better in an objective and no worse in any: nothing that costs at least this much can be on the front. */
  isBeaten(runtime: number, energy: number, area: number, power: number): boolean {
    this.#takeVector(runtime, energy, area, power)
    const stopper = this.#findStopper()
    return stopper >= 0 && !this.#isEqual(stopper)
  }

  /** Offers a design; returns whether it is on the front now. */
  // oxlint-disable-next-line max-params -- numbers, so that nothing is allocated per design
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
    this.#takeVector(runtime, energy, area, power)
    const stopper = this.#findStopper()
    if (stopper >= 0 && !(this.#isEqual(stopper) && this.#isBefore(stopper, mapping, setting, l1, l2))) return false
    this.#removeBeaten()
    this.#add(runtime, energy, area, power, mapping, setting, l1, l2)
    return true
  }

  /** Sets `vector`. */
  #takeVector(runtime: number, energy: number, area: number, power: number): void {
    vector[0] = this.#hasRuntime ? runtime : this.#edpForRuntime ? runtime * energy : 0
    vector[1] = this.#hasEnergy ? energy : this.#edpForEnergy ? runtime * energy : 0
    vector[2] = this.#hasArea ? area : 0
    vector[3] = this.#hasPower ? power : 0
  }

  #isEqual(i: number): boolean {
    const values = this.#values
    for (let j = 0; j < WIDTH; j++) if (values[i * WIDTH + j] !== vector[j]) return false
    return true
  }

  /** A member that is at least as good as `vector` everywhere, or −1. */
  #findStopper(): number {
    const a = vector[0]
    const b = vector[1]
    const c = vector[2]
    const d = vector[3]
    const values = this.#values
    const bounds = this.#bounds
    // What stopped one design often stops the next.
    const hit = this.#lastStopper * WIDTH
    if (
      this.#lastStopper < this.#count &&
      values[hit] <= a &&
      values[hit + 1] <= b &&
      values[hit + 2] <= c &&
      values[hit + 3] <= d
    )
      return this.#lastStopper
    const chunks = Math.ceil(this.#count / CHUNK)
    for (let k = 0, of = 0; k < chunks; k++, of += BOUNDS) {
      if (bounds[of] > a || bounds[of + 1] > b || bounds[of + 2] > c || bounds[of + 3] > d) continue
      const end = Math.min(this.#count, (k + 1) * CHUNK) * WIDTH
      for (let at = k * CHUNK * WIDTH; at < end; at += WIDTH) {
        if (values[at] > a || values[at + 1] > b || values[at + 2] > c || values[at + 3] > d) continue
        this.#lastStopper = at / WIDTH
        return this.#lastStopper
      }
    }
    return -1
  }

  /** Removes the members that `vector` is at least as good as everywhere. */
  #removeBeaten(): void {
    const a = vector[0]
    const b = vector[1]
    const c = vector[2]
    const d = vector[3]
    const values = this.#values
    const bounds = this.#bounds
    // From the end, so that a member that takes a free place has been looked at.
    for (let k = Math.ceil(this.#count / CHUNK) - 1; k >= 0; k--) {
      const of = k * BOUNDS + WIDTH
      if (bounds[of] < a || bounds[of + 1] < b || bounds[of + 2] < c || bounds[of + 3] < d) continue
      for (let i = Math.min(this.#count, (k + 1) * CHUNK) - 1; i >= k * CHUNK; i--) {
        const at = i * WIDTH
        if (values[at] < a || values[at + 1] < b || values[at + 2] < c || values[at + 3] < d) continue
        this.#remove(i)
      }
    }
  }

  /** Takes the least and largest values of a chunk anew. */
  #measure(k: number): void {
    if ((k + 1) * BOUNDS > this.#bounds.length) this.#bounds = grown(this.#bounds)
    const bounds = this.#bounds
    const values = this.#values
    const of = k * BOUNDS
    bounds.fill(Number.POSITIVE_INFINITY, of, of + WIDTH)
    bounds.fill(Number.NEGATIVE_INFINITY, of + WIDTH, of + BOUNDS)
    const end = Math.min(this.#count, (k + 1) * CHUNK) * WIDTH
    for (let at = k * CHUNK * WIDTH; at < end; at += WIDTH) {
      for (let j = 0; j < WIDTH; j++) {
        const value = values[at + j]
        if (value < bounds[of + j]) bounds[of + j] = value
        if (value > bounds[of + WIDTH + j]) bounds[of + WIDTH + j] = value
      }
    }
  }

  /** Offers every design of another front with the same objectives. */
  merge({ costs, places }: FrontData): void {
    if (this.#count === 0) {
      this.#load(costs, places)
      return
    }
    for (let i = 0; i * PLACE < places.length; i++) {
      const [runtime, energy, area, power] = costs.subarray(i * COSTS, i * COSTS + COSTS)
      const [mapping, setting, l1, l2] = places.subarray(i * PLACE, i * PLACE + PLACE)
      this.offer(runtime, energy, area, power, mapping, setting, l1, l2)
    }
  }

  /** Takes the members of a front into this empty one: none of them beats another. */
  #load(costs: Float64Array, places: Float64Array): void {
    for (let i = 0; i * PLACE < places.length; i++) {
      const of = i * COSTS
      const at = i * PLACE
      this.#takeVector(costs[of], costs[of + 1], costs[of + 2], costs[of + 3])
      this.#add(
        costs[of],
        costs[of + 1],
        costs[of + 2],
        costs[of + 3],
        places[at],
        places[at + 1],
        places[at + 2],
        places[at + 3],
      )
    }
  }

  /**
   * The least factor by which all objectives of some member must be divided to be at least as good as a design's with these lower
   * bounds: what such a design would gain over the front at most. 1 or less: nothing. Infinity for an empty front.
   */
  factorOver(runtime: number, energy: number, area: number, power: number): number {
    const a = this.#hasRuntime ? runtime : this.#edpForRuntime ? runtime * energy : Number.POSITIVE_INFINITY
    const b = this.#hasEnergy ? energy : this.#edpForEnergy ? runtime * energy : Number.POSITIVE_INFINITY
    const c = this.#hasArea ? area : Number.POSITIVE_INFINITY
    const d = this.#hasPower ? power : Number.POSITIVE_INFINITY
    const values = this.#values
    const end = this.#count * WIDTH
    let least = Number.POSITIVE_INFINITY
    for (let at = 0; at < end; at += WIDTH) {
      const factor = Math.max(values[at] / a, values[at + 1] / b, values[at + 2] / c, values[at + 3] / d)
      if (factor < least) least = factor
    }
    return least
  }

  /** All members, by their objectives in order, then by place. */
  data(): FrontData {
    const order = Int32Array.from({ length: this.#count }, (_, i) => i).sort((i, j) => this.#compare(i, j))
    const pick = (from: Float64Array, width: number) => {
      const to = new Float64Array(order.length * width)
      for (const [i, at] of order.entries()) to.set(from.subarray(at * width, (at + 1) * width), i * width)
      return to
    }
    return { costs: pick(this.#costs, COSTS), places: pick(this.#places, PLACE) }
  }

  /** By run time, energy, area and power, then by place. */
  #compare(i: number, j: number): number {
    for (let k = 0; k < COSTS; k++) {
      const difference = this.#costs[i * COSTS + k] - this.#costs[j * COSTS + k]
      if (difference !== 0) return difference
    }
    return (
      this.#places[i * PLACE] - this.#places[j * PLACE] || this.#places[i * PLACE + 1] - this.#places[j * PLACE + 1]
    )
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
    swapEntries(this.#values, i, j, WIDTH)
    swapEntries(this.#costs, i, j, COSTS)
    swapEntries(this.#places, i, j, PLACE)
  }

  /** The last member takes its place. */
  #remove(i: number): void {
    this.#count--
    this.#lastStopper = 0
    if (i < this.#count) this.#swap(i, this.#count)
    this.#measure(Math.floor(i / CHUNK))
    this.#measure(Math.floor(this.#count / CHUNK))
  }

  /** Adds a member, whose objectives are in `vector`. */
  // oxlint-disable-next-line max-params -- numbers, so that nothing is allocated per design
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
    this.#values.set(vector, i * WIDTH)
    this.#measure(Math.floor(i / CHUNK))
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
