// Every point of a PE × tile grid under profile `physical`, as packed rows (maestro/grid-row.ts).
//
// Generated code (generate-grid.ts) where it exists, single mappings (kernel.ts) where it does not.

import type { ChoiceGrid } from "../core/choices.ts"
import type { TableHardware } from "../maestro/cost-table.ts"
import { closeDataflow, type OpenDataflow } from "../maestro/dataflow.ts"
import { GridPrices } from "../maestro/grid-prices.ts"
import * as Grid from "../maestro/grid-row.ts"
import type { Layer } from "../maestro/layer.ts"
import { type AxisTable, axesOf } from "./axes.ts"
import { type GridCode, gridCodeFor } from "./generate-grid.ts"
import { PhysicalKernel } from "./kernel.ts"
import type { PhysicalChoices } from "./options.ts"
import { PackedAxes } from "./packed-axes.ts"
import { completeInto, isExact, LayerSizes } from "./packed-costs.ts"
import { isRefusal } from "./refusal.ts"
import { physicalParameters, physicalTemplate } from "./templates.ts"

/** Evaluates layers of one kind over a grid. A refused choice has NaN as run time and energy. Not reentrant. */
export class PhysicalGridKernel {
  readonly #template: OpenDataflow
  readonly #grid: ChoiceGrid
  readonly #hardware: TableHardware
  readonly #generated: Generated | null
  readonly #kernel: PhysicalKernel

  /**
   * @param sample declares the kind and the dimension names that all layers will have
   * @param options.generic never use generated code, for comparison
   */
  constructor(
    dataflowName: string,
    sample: Layer,
    grid: ChoiceGrid,
    hardware: TableHardware,
    choices: PhysicalChoices,
    options: { generic?: boolean } = {},
  ) {
    this.#template = physicalTemplate(dataflowName, sample.kind)
    this.#grid = grid
    this.#hardware = hardware
    this.#kernel = new PhysicalKernel(choices)
    const axes = axesOf(sample)
    const code = isRefusal(axes) || options.generic === true ? null : gridCodeFor(this.#template, sample, axes, choices)
    this.#generated =
      isRefusal(axes) || code === null ? null : new Generated(code, sample, axes, grid, hardware, choices)
  }

  /** Whether generated code is in use. */
  get isGenerated(): boolean {
    return this.#generated !== null
  }

  /** Writes the rows of all points of a layer, in the order of the choices. */
  evaluateInto(rows: Float64Array, layer: Layer): void {
    if (this.#generated?.evaluateInto(rows, layer) === true) return
    let at = 0
    for (const numPEs of this.#grid.pe) {
      const hardware = { ...this.#hardware, numPEs }
      for (const tile of this.#grid.tile) {
        const dataflow = closeDataflow(this.#template, layer, physicalParameters(layer, { pe: numPEs, tile }))
        this.#kernel.evaluateInto(rows, at, layer, dataflow, hardware)
        at += Grid.GRID_ROW_SIZE
      }
    }
  }
}

/** A grid through generated code. */
class Generated {
  readonly #code: GridCode
  readonly #axes: PackedAxes
  readonly #sizes = new LayerSizes()
  readonly #inputs: Float64Array
  readonly #pes: Float64Array
  readonly #tiles: Float64Array
  readonly #scratch: Float64Array
  readonly #prices: GridPrices
  readonly #hardware: TableHardware
  readonly #choices: PhysicalChoices

  constructor(
    code: GridCode,
    sample: Layer,
    axes: AxisTable,
    grid: ChoiceGrid,
    hardware: TableHardware,
    choices: PhysicalChoices,
  ) {
    this.#code = code
    this.#axes = new PackedAxes(axes)
    this.#pes = Float64Array.from(grid.pe)
    this.#tiles = Float64Array.from(grid.tile)
    this.#inputs = code.inputsOf(
      hardware,
      grid.pe.map(pe => physicalParameters(sample, { pe, tile: 1 }).side),
    )
    this.#scratch = new Float64Array(code.scratchSize * grid.tile.length)
    this.#prices = new GridPrices(this.#pes, hardware, choices.constants)
    this.#hardware = hardware
    this.#choices = choices
  }

  /** Writes all rows. Returns false for a layer that is left to the kernel for single mappings. */
  evaluateInto(rows: Float64Array, layer: Layer): boolean {
    const axes = axesOf(layer)
    if (isRefusal(axes) || axes.strides.some(stride => stride !== 1) || !this.#axes.takeSizes(axes)) return false
    this.#sizes.take(this.#axes)
    if (!isExact(this.#sizes, this.#hardware)) return false
    this.#code.setSizes(this.#inputs, this.#axes.sizes)
    this.#code.fill(this.#inputs, this.#pes, this.#tiles, this.#scratch, rows)
    completeInto(rows, 0, this.#pes.length * this.#tiles.length, this.#sizes, this.#hardware, this.#choices)
    this.#prices.priceInto(rows, this.#tiles.length)
    return true
  }
}
