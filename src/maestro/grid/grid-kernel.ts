// Every point of a PE × tile grid for one template: the fastest exact path.
//
// Generated code (generate.ts) where it exists, the generic kernel for the points it leaves and where it does not.

import type { ChoiceGrid } from "../../core/choices.ts"
import { onceEach } from "../../core/once-each.ts"
import { type CostConstants, MAESTRO_CONSTANTS } from "../constants.ts"
import type { OpenDataflow } from "../dataflow.ts"
import type { Hardware } from "../hardware.ts"
import { Kernel } from "../kernel.ts"
import { dimensionTable, type Layer } from "../layer.ts"
import { declaresBatch, type Plan, planDataflow } from "../plan.ts"
import * as Row from "../row.ts"
import { codeKey, type GeneratedGrid, generateGrid } from "./generate.ts"
import { GridPrices } from "./grid-prices.ts"
import * as Grid from "./grid-row.ts"

/** Compiling takes milliseconds. */
const compiled = onceEach<GeneratedGrid | null>()

/**
 * Evaluates layers of one kind over a grid. The template's `pe` is the number of PEs. Points at which the reference
 * aborts (a case occurs too often) have counts of NaN. Not reentrant.
 */
export class GridKernel {
  readonly #plan: Plan
  readonly #kernel: Kernel
  readonly #generated: GeneratedGrid | null
  readonly #grid: ChoiceGrid
  readonly #hardware: Omit<Hardware, "numPEs">
  readonly #prices: GridPrices
  readonly #pes: Float64Array
  readonly #tiles: Float64Array
  readonly #inputs: Float64Array
  readonly #scratch: Float64Array
  readonly #row = new Float64Array(Row.ROW_SIZE)
  /** Points of the last grid that took the generic kernel. */
  leftOver = 0

  /**
   * @param layer declares the dimension names that all layers will have
   * @param options.generic never use generated code, for comparison
   */
  constructor(
    dataflow: OpenDataflow,
    layer: Layer,
    grid: ChoiceGrid,
    hardware: Omit<Hardware, "numPEs">,
    options: { constants?: CostConstants; generic?: boolean } = {},
  ) {
    const constants = options.constants ?? MAESTRO_CONSTANTS
    this.#plan = planDataflow(dataflow, layer, declaresBatch(layer))
    this.#kernel = new Kernel(dataflow, layer, { constants, overflowIsImpossible: true })
    this.#generated =
      options.generic === true
        ? null
        : compiled(dataflow, codeKey(this.#plan, constants), () => generateGrid(this.#plan, constants))
    this.#grid = grid
    this.#hardware = hardware
    this.#pes = Float64Array.from(grid.pe)
    this.#tiles = Float64Array.from(grid.tile)
    this.#prices = new GridPrices(this.#pes, hardware, constants)
    this.#inputs = new Float64Array(4 + this.#plan.dimensions.length)
    this.#scratch = new Float64Array((this.#generated?.scratchSize ?? 0) * grid.tile.length)
  }

  /** Whether generated code is in use. */
  get isGenerated(): boolean {
    return this.#generated !== null
  }

  /** Writes the rows (grid-row.ts) of all points of a layer, in the order of the choices. */
  evaluateInto(out: Float64Array, layer: Layer): void {
    const table = dimensionTable(layer)
    const { simdLanes, nocBandwidth, nocLatency, offchipBandwidth } = this.#hardware
    const strided = layer.dimensions.some(d => d.stride !== 1)
    this.#kernel.setLayer(layer)
    if (this.#generated === null || strided) {
      for (let point = 0; point < this.#pes.length * this.#tiles.length; point++)
        out[point * Grid.GRID_ROW_SIZE] = Number.NaN
    } else {
      const inputs = this.#inputs
      inputs[0] = simdLanes
      inputs[1] = nocBandwidth
      inputs[2] = nocLatency
      inputs[3] = offchipBandwidth
      for (const [d, name] of this.#plan.dimensions.entries()) inputs[4 + d] = table.get(name)?.size ?? 0
      this.#generated.fill(inputs, this.#pes, this.#tiles, this.#scratch, out)
      this.#prices.priceInto(out, this.#tiles.length)
    }
    this.#fillLeftOver(out)
  }

  /** Points whose run time is NaN, with the generic kernel. */
  #fillLeftOver(out: Float64Array): void {
    const row = this.#row
    this.leftOver = 0
    let at = 0
    for (const pe of this.#grid.pe) {
      for (const tile of this.#grid.tile) {
        if (Number.isNaN(out[at])) {
          this.leftOver++
          this.#kernel.setParameters({ pe, tile })
          this.#kernel.evaluateInto(row, 0, { ...this.#hardware, numPEs: pe })
          Grid.fromRow(row, out, at)
        }
        at += Grid.GRID_ROW_SIZE
      }
    }
  }
}
