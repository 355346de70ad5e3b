// Area and power of designs, with the digits of price.ts.
//
// Source: specification "cost model", section 4.4. Both are sums of a part of the PEs with their L1, a part of L2 and a part
// of the network, each of which rises with what it depends on, also after rounding: whole boxes of designs are
// judged by their cheapest corner.

import { cellsOf, nocAreaOf, nocPowerOf, sumOf } from "../maestro/price.ts"
import { type SettingList, type Space, settingsOf } from "./space.ts"

/** Prices for one PE count and cluster size. */
export class Prices {
  readonly #space: Space
  readonly #settings: SettingList
  /** Per setting: area and power of the network. */
  readonly nocArea: Float64Array
  readonly nocPower: Float64Array
  /** Per index of L2. */
  readonly l2Area: Float64Array
  readonly l2Power: Float64Array
  /** Per index of lanes × sizes of L1: all PEs with their L1. */
  readonly pesArea: Float64Array
  readonly pesPower: Float64Array
  /** Per setting: index of its lanes. */
  readonly lanesAt: Int32Array
  readonly #byNeed = new Map<string, readonly [number, number]>()
  #pes = 0

  constructor(space: Space) {
    this.#space = space
    this.#settings = settingsOf(space)
    const { l2Area, l2Power } = space.constants
    this.nocArea = new Float64Array(this.#settings.count)
    this.nocPower = new Float64Array(this.#settings.count)
    this.l2Area = Float64Array.from(space.l2 ?? [0], l2 => l2Area * cellsOf(l2))
    this.l2Power = Float64Array.from(space.l2 ?? [0], l2 => l2Power * cellsOf(l2))
    this.pesArea = new Float64Array(space.lanes.length * (space.l1?.length ?? 1))
    this.pesPower = new Float64Array(this.pesArea.length)
    const perLanes = this.#settings.count / space.lanes.length
    this.lanesAt = Int32Array.from(this.#settings.lanes, (_, s) => Math.floor(s / perLanes))
  }

  /** Sets the hardware. `cluster`: PEs of a cluster. */
  take(pes: number, cluster: number): void {
    const { constants, lanes, l1, network } = this.#space
    const { count, noc, inner } = this.#settings
    this.#pes = pes
    this.#byNeed.clear()
    const clusters = Math.max(1, Math.floor(pes / cluster))
    for (let s = 0; s < count; s++) {
      if (network === "flat") {
        this.nocArea[s] = nocAreaOf(pes, noc[s], constants)
        this.nocPower[s] = nocPowerOf(pes, noc[s], constants)
      } else {
        this.nocArea[s] = nocAreaOf(clusters, noc[s], constants) + clusters * nocAreaOf(cluster, inner[s], constants)
        this.nocPower[s] = nocPowerOf(clusters, noc[s], constants) + clusters * nocPowerOf(cluster, inner[s], constants)
      }
    }
    const sizes = l1 ?? [0]
    for (let v = 0, at = 0; v < lanes.length; v++) {
      for (let i = 0; i < sizes.length; i++, at++) {
        this.pesArea[at] = sumOf(this.#areaOfPe(lanes[v], sizes[i]), pes)
        this.pesPower[at] = sumOf(this.#powerOfPe(lanes[v], sizes[i]), pes)
      }
    }
  }

  #areaOfPe(lanes: number, l1: number): number {
    const c = this.#space.constants
    return c.macArea * lanes + c.l1Area * cellsOf(l1)
  }

  #powerOfPe(lanes: number, l1: number): number {
    const c = this.#space.constants
    return c.macPower * lanes + c.l1Power * cellsOf(l1)
  }

  /** Area and power of all PEs with an L1 of just this size. */
  pesWith(lanes: number, l1: number): readonly [number, number] {
    const key = `${lanes}/${l1}`
    let found = this.#byNeed.get(key)
    if (found === undefined) {
      found = [sumOf(this.#areaOfPe(lanes, l1), this.#pes), sumOf(this.#powerOfPe(lanes, l1), this.#pes)]
      this.#byNeed.set(key, found)
    }
    return found
  }

  /** Area and power of an L2 of just this size. */
  l2With(l2: number): readonly [number, number] {
    const c = this.#space.constants
    return [c.l2Area * cellsOf(l2), c.l2Power * cellsOf(l2)]
  }
}
