// Area and power of all points of a grid, with the digits of price.ts.
//
// Source: specification "cost model", section 4.4. What is added up PE by PE depends on the L1 need alone, so the
// sums at the grid's PE counts are kept per need.

import type { CostConstants } from "../constants.ts"
import type { Hardware } from "../hardware.ts"
import { cellsOf, nocAreaOf, nocPowerOf } from "../price.ts"
import * as Grid from "./grid-row.ts"

export class GridPrices {
  readonly #pes: Float64Array
  readonly #lanes: number
  readonly #constants: CostConstants
  readonly #nocArea: Float64Array
  readonly #nocPower: Float64Array
  /** Per L1 need: area, then power, of all PEs together, for each PE count of the grid. */
  readonly #sums = new Map<number, number[]>()
  /** The sums each tile size needed last, and for which need. */
  readonly #recent: number[][] = []
  readonly #recentNeed: number[] = []

  constructor(pes: Float64Array, hardware: Omit<Hardware, "numPEs">, constants: CostConstants) {
    this.#pes = pes
    this.#lanes = hardware.simdLanes
    this.#constants = constants
    this.#nocArea = pes.map(n => nocAreaOf(n, hardware.nocBandwidth, constants))
    this.#nocPower = pes.map(n => nocPowerOf(n, hardware.nocBandwidth, constants))
  }

  /** Fills area and power of the rows of a grid with `tiles` tile sizes, which begin at `from`. */
  priceInto(out: Float64Array, tiles: number, from = 0): void {
    const { l2Area, l2Power } = this.#constants
    const counts = this.#pes.length
    let at = from
    for (let i = 0; i < counts; i++) {
      for (let j = 0; j < tiles; j++, at += Grid.GRID_ROW_SIZE) {
        const need = out[at + Grid.L1_SIZE]
        if (this.#recentNeed[j] !== need) this.#lookUp(j, need)
        const sums = this.#recent[j]
        const l2 = cellsOf(out[at + Grid.L2_SIZE])
        out[at + Grid.AREA] = sums[i] + l2Area * l2 + this.#nocArea[i]
        out[at + Grid.POWER] = sums[counts + i] + l2Power * l2 + this.#nocPower[i]
      }
    }
  }

  #lookUp(tile: number, need: number): void {
    const c = this.#constants
    let sums = this.#sums.get(need)
    if (sums === undefined) {
      const l1 = cellsOf(need)
      const area = c.macArea * this.#lanes + c.l1Area * l1
      const power = c.macPower * this.#lanes + c.l1Power * l1
      sums = [...this.#sumsOf(area), ...this.#sumsOf(power)]
      this.#sums.set(need, sums)
    }
    this.#recent[tile] = sums
    this.#recentNeed[tile] = need
  }

  /** Per PE count n of the grid: n equal terms, added up one by one. */
  #sumsOf(term: number): number[] {
    const sums: number[] = []
    let sum = 0
    let n = 0
    for (const count of this.#pes) {
      // Counts rise, so that each sum goes on from the last one; where they do not, it starts again.
      if (count < n) sum = n = 0
      for (; n < count; n++) sum += term
      sums.push(sum)
    }
    return sums
  }
}
