// The Pareto front of designs met one by one, in any order.
//
// Kept are all vectors that no other vector is at least as good as in every objective. Of designs with equal vectors the
// first in the order of the space stays, so the front does not depend on the order of arrival. Members that a later one beats
// stay until there are twice as many as the front had when they were last sorted out: they do no harm, since
// what they beat the later one beats too.
//
// Whatever the objectives, four numbers decide: throughput is the same as run time, and EDP follows when both of its
// factors are there. Entry i has them at i * WIDTH of `values`, and its place in the space at i * PLACE of `places`.

import type { Metric } from "./metrics.ts"

/** Place of a design: mapping point, setting, index of L1 and of L2. */
export const PLACE = 4

/** Run time, energy, area, power. */
export const COSTS = 4

/** Numbers that decide, unused ones 0. */
const WIDTH = 4

/** Entries whose least values are kept together, and those of so many of them: most are passed over at a glance. */
const CHUNK = 32
const LARGE_CHUNK = 32 * CHUNK

/** Entries that are first sorted out. */
const MANY = 1024

// The design looked at: its costs and place, and what the objectives make of the costs.
const cost = new Float64Array(COSTS)
const place = new Float64Array(PLACE)
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
  /** Entries left when they were last sorted out. */
  #sorted = 0
  #lastStopper = 0
  #values: Float64Array = new Float64Array(MANY * WIDTH)
  #costs: Float64Array = new Float64Array(MANY * COSTS)
  #places: Float64Array = new Float64Array(MANY * PLACE)
  /** Least values of each chunk, and of each large one. */
  #least: Float64Array = new Float64Array((MANY / CHUNK) * WIDTH)
  #leastOfLarge: Float64Array = new Float64Array(Math.ceil(MANY / LARGE_CHUNK) * WIDTH)

  constructor(metrics: readonly Metric[]) {
    const has = (metric: Metric) => metrics.includes(metric)
    this.#hasRuntime = has("runtime") || has("throughput")
    this.#hasEnergy = has("energy")
    this.#hasArea = has("area")
    this.#hasPower = has("power")
    this.#edpForRuntime = has("edp") && !this.#hasRuntime
    this.#edpForEnergy = has("edp") && this.#hasRuntime && !this.#hasEnergy
  }

  /** Whether a design is better in an objective and no worse in any: nothing that costs at least this much can be on the front. */
  isBeaten(runtime: number, energy: number, area: number, power: number): boolean {
    this.#takeCosts(runtime, energy, area, power)
    const stopper = this.#findStopper()
    return stopper >= 0 && !this.#isEqual(stopper)
  }

  /** Offers a design. */
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
  ): void {
    this.#takeCosts(runtime, energy, area, power)
    place[0] = mapping
    place[1] = setting
    place[2] = l1
    place[3] = l2
    this.#consider()
  }

  /** Offers every design of another front with the same objectives. */
  merge({ costs, places }: FrontData): void {
    // Into an empty front all come at once: none of them beats another.
    const isEmpty = this.#count === 0
    for (let at = 0, of = 0; at < places.length; at += PLACE, of += COSTS) {
      this.#takeCosts(costs[of], costs[of + 1], costs[of + 2], costs[of + 3])
      for (let j = 0; j < PLACE; j++) place[j] = places[at + j]
      if (isEmpty) this.#add()
      else this.#consider()
    }
    if (isEmpty) this.#sorted = this.#count
  }

  /** Takes up the design in `cost` and `place` if nothing stops it. */
  #consider(): void {
    const stopper = this.#findStopper()
    if (stopper < 0) {
      this.#add()
      if (this.#count >= Math.max(MANY, 2 * this.#sorted)) this.#sortOut()
    } else if (this.#isEqual(stopper) && this.#isBefore(stopper)) this.#write(stopper)
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

  /** All members in the order of the space, in which neighbours are alike: other fronts merge them faster. */
  data(): FrontData {
    this.#sortOut()
    const [costs, places] = [this.#costs, this.#places]
    return reordered({ costs, places }, this.#count, (i, j) => compareEntries(places, i, j, PLACE))
  }

  /** Sets `cost` and `vector`. */
  #takeCosts(runtime: number, energy: number, area: number, power: number): void {
    cost[0] = runtime
    cost[1] = energy
    cost[2] = area
    cost[3] = power
    vector[0] = this.#hasRuntime ? runtime : this.#edpForRuntime ? runtime * energy : 0
    vector[1] = this.#hasEnergy ? energy : this.#edpForEnergy ? runtime * energy : 0
    vector[2] = this.#hasArea ? area : 0
    vector[3] = this.#hasPower ? power : 0
  }

  /** An entry, not `except`, that is at least as good as `vector` everywhere, or −1. */
  #findStopper(except = -1): number {
    const [values, count] = [this.#values, this.#count]
    const [least, leastOfLarge] = [this.#least, this.#leastOfLarge]
    const a = vector[0]
    const b = vector[1]
    const c = vector[2]
    const d = vector[3]
    // What stopped one design often stops the next.
    const hit = this.#lastStopper * WIDTH
    if (
      this.#lastStopper !== except &&
      hit < count * WIDTH &&
      values[hit] <= a &&
      values[hit + 1] <= b &&
      values[hit + 2] <= c &&
      values[hit + 3] <= d
    )
      return this.#lastStopper
    for (let from = 0, large = 0; from < count; from += LARGE_CHUNK, large += WIDTH) {
      if (leastOfLarge[large] > a || leastOfLarge[large + 1] > b) continue
      if (leastOfLarge[large + 2] > c || leastOfLarge[large + 3] > d) continue
      const to = Math.min(count, from + LARGE_CHUNK)
      for (let first = from, of = (from / CHUNK) * WIDTH; first < to; first += CHUNK, of += WIDTH) {
        if (least[of] > a || least[of + 1] > b || least[of + 2] > c || least[of + 3] > d) continue
        const end = Math.min(to, first + CHUNK) * WIDTH
        for (let at = first * WIDTH; at < end; at += WIDTH) {
          if (values[at] > a || values[at + 1] > b || values[at + 2] > c || values[at + 3] > d) continue
          if (at === except * WIDTH) continue
          this.#lastStopper = at / WIDTH
          return this.#lastStopper
        }
      }
    }
    return -1
  }

  #isEqual(i: number): boolean {
    const values = this.#values
    for (let j = 0; j < WIDTH; j++) if (values[i * WIDTH + j] !== vector[j]) return false
    return true
  }

  /** Whether `place` comes before that of entry i. */
  #isBefore(i: number): boolean {
    for (let j = 0; j < PLACE; j++) {
      const difference = place[j] - this.#places[i * PLACE + j]
      if (difference !== 0) return difference < 0
    }
    return false
  }

  /** Drops the entries that others beat. The rest keep their order: neighbours are alike, which keeps chunks tight. */
  #sortOut(): void {
    const [values, costs, places, count] = [this.#values, this.#costs, this.#places, this.#count]
    if (count === this.#sorted) return
    const isStale = new Uint8Array(count)
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < WIDTH; j++) vector[j] = values[i * WIDTH + j]
      // No two are equal: another one that stops it beats it.
      if (this.#findStopper(i) >= 0) isStale[i] = 1
    }
    this.#count = 0
    this.#lastStopper = 0
    for (let i = 0; i < count; i++) {
      if (isStale[i] === 1) continue
      const to = this.#count++
      values.copyWithin(to * WIDTH, i * WIDTH, (i + 1) * WIDTH)
      costs.copyWithin(to * COSTS, i * COSTS, (i + 1) * COSTS)
      places.copyWithin(to * PLACE, i * PLACE, (i + 1) * PLACE)
      this.#measure(to)
    }
    this.#sorted = this.#count
  }

  /** Takes entry i into the least values of its chunks, of which it is the last so far. */
  #measure(i: number): void {
    lower(this.#least, i, CHUNK, this.#values)
    lower(this.#leastOfLarge, i, LARGE_CHUNK, this.#values)
  }

  #grow(): void {
    this.#values = grown(this.#values)
    this.#costs = grown(this.#costs)
    this.#places = grown(this.#places)
    this.#least = grown(this.#least)
    this.#leastOfLarge = grown(this.#leastOfLarge)
  }

  /** Adds the design in `cost` and `place`. */
  #add(): void {
    const i = this.#count++
    if (this.#count * WIDTH > this.#values.length) this.#grow()
    this.#values.set(vector, i * WIDTH)
    this.#measure(i)
    this.#write(i)
  }

  /** Writes costs and place of entry i; its objectives stay. */
  #write(i: number): void {
    this.#costs.set(cost, i * COSTS)
    this.#places.set(place, i * PLACE)
  }
}

/** Takes entry i into the least values of its chunk of `size` entries; its first one begins them. */
function lower(least: Float64Array, i: number, size: number, values: Float64Array): void {
  const of = Math.floor(i / size) * WIDTH
  for (let j = 0; j < WIDTH; j++) {
    const value = values[i * WIDTH + j]
    if (i % size === 0 || value < least[of + j]) least[of + j] = value
  }
}

function grown(of: Float64Array): Float64Array {
  const larger = new Float64Array(2 * of.length)
  larger.set(of)
  return larger
}

/** A front by its costs, then by place: the order to show it in. */
export function byCosts(front: FrontData): FrontData {
  const { costs, places } = front
  return reordered(
    front,
    places.length / PLACE,
    (i, j) => compareEntries(costs, i, j, COSTS) || compareEntries(places, i, j, PLACE),
  )
}

/** The first entries in the order of a comparison. */
function reordered({ costs, places }: FrontData, count: number, compare: (i: number, j: number) => number): FrontData {
  const order = Int32Array.from({ length: count }, (_, i) => i).sort(compare)
  return { costs: pick(costs, order, COSTS), places: pick(places, order, PLACE) }
}

/** Compares entries number by number. */
function compareEntries(of: Float64Array, i: number, j: number, width: number): number {
  for (let k = 0; k < width; k++) {
    const difference = of[i * width + k] - of[j * width + k]
    if (difference !== 0) return difference
  }
  return 0
}

/** Entries in an order. */
function pick(from: Float64Array, order: Int32Array, width: number): Float64Array {
  const to = new Float64Array(order.length * width)
  for (let i = 0; i < order.length; i++) {
    for (let k = 0; k < width; k++) to[i * width + k] = from[order[i] * width + k]
  }
  return to
}
