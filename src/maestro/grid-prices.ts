// Area and power of all points of a grid, with the digits of price.ts.
//
// Source: specification "cost model", section 4.4. What is added up PE by PE depends on the L1 need alone, so the
// running sums are kept per need: entry n is the sum after n additions.

import type { CostConstants } from "./constants.ts"
import * as Grid from "./grid-row.ts"
import type { Hardware } from "./hardware.ts"
import { cellsOf, nocAreaOf, nocPowerOf } from "./price.ts"

export class GridPrices {
  readonly #pes: Float64Array
  readonly #most: number
  readonly #lanes: number
  readonly #constants: CostConstants
  readonly #nocArea: Float64Array
  readonly #nocPower: Float64Array
  /** Per L1 need: area, then power, after 0, 1, … PEs. */
  readonly #sums = new Map<number, Float64Array>()
  /** The sums each tile size needed last, and for which need. */
  readonly #recent: Float64Array[] = []
  readonly #recentNeed: number[] = []

  constructor(pes: Float64Array, hardware: Omit<Hardware, "numPEs">, constants: CostConstants) {
    this.#pes = pes
    this.#most = pes.reduce((most, n) => Math.max(most, n), 0)
    this.#lanes = hardware.simdLanes
    this.#constants = constants
    this.#nocArea = pes.map(n => nocAreaOf(n, hardware.nocBandwidth, constants))
    this.#nocPower = pes.map(n => nocPowerOf(n, hardware.nocBandwidth, constants))
  }

  /** Fills area and power of the rows of a grid with `tiles` tile sizes. */
  priceInto(out: Float64Array, tiles: number): void {
    const { sramArea, sramPower } = this.#constants
    const most = this.#most + 1
    let at = 0
    for (let i = 0; i < this.#pes.length; i++) {
      const n = this.#pes[i]
      for (let j = 0; j < tiles; j++, at += Grid.GRID_ROW_SIZE) {
        const need = out[at + Grid.L1_SIZE]
        if (this.#recentNeed[j] !== need) this.#lookUp(j, need)
        const sums = this.#recent[j]
        const l2 = cellsOf(out[at + Grid.L2_SIZE])
        out[at + Grid.AREA] = sums[n] + sramArea * l2 + this.#nocArea[i]
        out[at + Grid.POWER] = sums[most + n] + sramPower * l2 + this.#nocPower[i]
      }
    }
  }

  #lookUp(tile: number, need: number): void {
    const c = this.#constants
    let sums = this.#sums.get(need)
    if (sums === undefined) {
      const l1 = cellsOf(need)
      const area = c.macArea * this.#lanes + c.sramArea * l1
      const power = c.macPower * this.#lanes + c.sramPower * l1
      sums = new Float64Array(2 * (this.#most + 1))
      for (let n = 1; n <= this.#most; n++) {
        sums[n] = sums[n - 1] + area
        sums[this.#most + 1 + n] = sums[this.#most + n] + power
      }
      this.#sums.set(need, sums)
    }
    this.#recent[tile] = sums
    this.#recentNeed[tile] = need
  }
}
