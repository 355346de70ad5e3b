// L1 × L2 of a mapping point under a setting: what area and power leave of it.
//
// Both rise with either size, so what they leave is a staircase: the larger L1, the fewer sizes of L2.

import type { NetworkCosts } from "./network-costs.ts"
import type { Prices } from "./prices.ts"
import { lowerBound } from "./segments.ts"
import type { Space } from "./space.ts"

export class Plane {
  /** Sizes of the buffers, one unknown size where they follow the need. */
  readonly l1: readonly number[]
  readonly l2: readonly number[]
  /** Indices of the least sizes that the mapping point can do with. */
  first1 = 0
  first2 = 0
  readonly #space: Space
  readonly #prices: Prices
  readonly #maxArea: number
  readonly #maxPower: number
  /** Per allowed setting and index of L1: sizes of L2 that area and power allow. Falls as L1 rises. */
  #fits = new Int32Array(0)
  /** Area and power of all PEs per index of lanes and of L1, and of L2 per index; those of the mapping point where sizes follow its need. */
  #pesArea: Float64Array
  #pesPower: Float64Array
  #l2Area: Float64Array
  #l2Power: Float64Array

  constructor(space: Space, prices: Prices) {
    this.#space = space
    this.#prices = prices
    this.#maxArea = space.budgets.area ?? Infinity
    this.#maxPower = space.budgets.power ?? Infinity
    this.l1 = space.l1 ?? [0]
    this.l2 = space.l2 ?? [0]
    this.#pesArea = space.l1 === null ? new Float64Array(space.lanes.length) : prices.pesArea
    this.#pesPower = space.l1 === null ? new Float64Array(space.lanes.length) : prices.pesPower
    this.#l2Area = space.l2 === null ? new Float64Array(1) : prices.l2Area
    this.#l2Power = space.l2 === null ? new Float64Array(1) : prices.l2Power
  }

  /** Number of designs of a mapping point under a setting. */
  get size(): number {
    return this.l1.length * this.l2.length
  }

  /** Sets the settings of a block that may be looked at; prices are set. */
  takeSettings(allowed: Int32Array): void {
    if (this.#fits.length < allowed.length * this.l1.length) {
      this.#fits = new Int32Array(allowed.length * this.l1.length)
    }
    if (this.#space.l1 !== null && this.#space.l2 !== null) this.#stairs(allowed)
  }

  #stairs(allowed: Int32Array): void {
    const sizes = this.l1.length
    for (let a = 0; a < allowed.length; a++) {
      let fits = this.l2.length
      for (let i = 0; i < sizes; i++) {
        while (fits > 0 && !this.#isAffordable(allowed[a], i, fits - 1)) fits--
        this.#fits[a * sizes + i] = fits
      }
    }
  }

  #isAffordable(s: number, l1: number, l2: number): boolean {
    return this.areaOf(s, l1, l2) <= this.#maxArea && this.powerOf(s, l1, l2) <= this.#maxPower
  }

  /** Least sizes of a mapping point of the block. */
  takeNeeds({ need1, need2 }: NetworkCosts, i: number): void {
    this.first1 = this.#space.l1 === null ? 0 : lowerBound(this.l1, need1[i])
    this.first2 = this.#space.l2 === null ? 0 : lowerBound(this.l2, need2[i])
  }

  /** The same, with prices where sizes follow the need. */
  takePoint(costs: NetworkCosts, i: number): void {
    this.takeNeeds(costs, i)
    const { l1, l2, lanes } = this.#space
    if (l1 === null) {
      for (let v = 0; v < lanes.length; v++) {
        const [area, power] = this.#prices.pesWith(lanes[v], costs.need1[i])
        this.#pesArea[v] = area
        this.#pesPower[v] = power
      }
    }
    if (l2 === null) {
      const [area, power] = this.#prices.l2With(costs.need2[i])
      this.#l2Area[0] = area
      this.#l2Power[0] = power
    }
  }

  /** Area and power of a setting with sizes by their indices. */
  areaOf(s: number, l1: number, l2: number): number {
    const { lanesAt, nocArea } = this.#prices
    return this.#pesArea[lanesAt[s] * this.l1.length + l1] + this.#l2Area[l2] + nocArea[s]
  }

  powerOf(s: number, l1: number, l2: number): number {
    const { lanesAt, nocPower } = this.#prices
    return this.#pesPower[lanesAt[s] * this.l1.length + l1] + this.#l2Power[l2] + nocPower[s]
  }

  /** Number of designs of the mapping point under allowed setting `a`, which is `s`, that area and power allow; L2 in [from, end). */
  count(a: number, s: number, from: number, end: number): number {
    const sizes = this.l1.length
    let designs = 0
    if (this.#space.l1 === null || this.#space.l2 === null) {
      for (let j = this.first1; j < sizes; j++) {
        for (let m = from; m < end && this.#isAffordable(s, j, m); m++) designs++
      }
      return designs
    }
    const fits = this.#fits
    for (let j = this.first1; j < sizes; j++) {
      const here = fits[a * sizes + j]
      const more = (here < end ? here : end) - from
      if (more <= 0) break
      designs += more
    }
    return designs
  }

  /** Visits those designs, L1 by L1. */
  visit(
    s: number,
    from: number,
    end: number,
    sink: (l1: number, l2: number, area: number, power: number) => void,
  ): void {
    for (let j = this.first1; j < this.l1.length; j++) {
      for (let m = from; m < end && this.#isAffordable(s, j, m); m++) {
        sink(j, m, this.areaOf(s, j, m), this.powerOf(s, j, m))
      }
    }
  }
}

/** Settings whose cheapest corner keeps the budgets, and how many break that of the area or else that of the power. */
export function affordableSettings({ budgets, l1 }: Space, prices: Prices) {
  const { area = Infinity, power = Infinity } = budgets
  const { nocArea, nocPower, pesArea, pesPower, l2Area, l2Power, lanesAt } = prices
  const sizes = l1?.length ?? 1
  const allowed = new Int32Array(lanesAt.length)
  let kept = 0
  let overArea = 0
  let overPower = 0
  for (let s = 0; s < lanesAt.length; s++) {
    const first = lanesAt[s] * sizes
    if (pesArea[first] + l2Area[0] + nocArea[s] > area) overArea++
    else if (pesPower[first] + l2Power[0] + nocPower[s] > power) overPower++
    else allowed[kept++] = s
  }
  return { allowed: allowed.subarray(0, kept), overArea, overPower }
}
