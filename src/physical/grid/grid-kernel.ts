// Every point of a PE × tile grid under profile `physical`, as packed rows (maestro/grid/grid-row.ts).
//
// Generated code (generate-grid.ts) where it exists, single mappings (packed/kernel.ts) where it does not.

import type { ChoiceGrid } from "../../core/choices.ts"
import { closeDataflow, type OpenDataflow } from "../../maestro/dataflow.ts"
import { GridPrices } from "../../maestro/grid/grid-prices.ts"
import * as Grid from "../../maestro/grid/grid-row.ts"
import type { TableHardware } from "../../maestro/hardware.ts"
import type { Layer, LayerKind } from "../../maestro/layer.ts"
import { axesOf } from "../axes.ts"
import { checkHardware, type PhysicalChoices } from "../options.ts"
import { isPackable, PackedAxes } from "../packed/axes.ts"
import { completeInto, isExact, LayerSizes } from "../packed/costs.ts"
import { PhysicalKernel } from "../packed/kernel.ts"
import { isRefusal } from "../refusal.ts"
import { physicalParameters, physicalTemplate } from "../templates.ts"
import { CodeInputs, gridCodeFor } from "./generate-grid.ts"

/** Evaluates layers of one kind over a grid. A refused choice has NaN as run time and energy. Not reentrant. */
export class PhysicalGridKernel {
  readonly #template: OpenDataflow
  readonly #grid: ChoiceGrid
  readonly #hardware: TableHardware
  readonly #generated: Generated | null
  readonly #kernel: PhysicalKernel
  #isGenerated = false

  /**
   * @param sample declares the kind and the dimension names that all layers will have
   * @param options.generic never use generated code, for comparison
   * @throws InputError for hardware that could not exist and choices that there are not
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
    checkHardware({ ...hardware, numPEs: Math.min(...grid.pe) })
    const whole = [...grid.pe, ...grid.tile].every(n => Number.isInteger(n) && n >= 1)
    const generated = whole && options.generic !== true
    this.#generated = generated ? new Generated(this.#template, sample, grid, hardware, choices) : null
  }

  /** Whether generated code served the last layer. */
  get isGenerated(): boolean {
    return this.#isGenerated
  }

  /** Writes the rows of all points of a layer, in the order of the choices. */
  evaluateInto(rows: Float64Array, layer: Layer): void {
    this.#isGenerated = this.#generated?.evaluateInto(rows, layer) === true
    if (this.#isGenerated) return
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

/** A grid through generated code, made for layers without strides and for layers with them, when one comes. */
class Generated {
  readonly #template: OpenDataflow
  readonly #kind: LayerKind
  readonly #hardware: TableHardware
  readonly #choices: PhysicalChoices
  readonly #sizes = new LayerSizes()
  readonly #pes: Float64Array
  readonly #tiles: Float64Array
  readonly #sides: readonly number[]
  readonly #prices: GridPrices
  #axes: PackedAxes | null = null
  #inputs: CodeInputs | null = null
  #scratch: Float64Array = new Float64Array(0)

  constructor(
    template: OpenDataflow,
    sample: Layer,
    grid: ChoiceGrid,
    hardware: TableHardware,
    choices: PhysicalChoices,
  ) {
    this.#template = template
    this.#kind = sample.kind
    this.#hardware = hardware
    this.#choices = choices
    this.#pes = Float64Array.from(grid.pe)
    this.#tiles = Float64Array.from(grid.tile)
    this.#sides = grid.pe.map(pe => physicalParameters(sample, { pe, tile: 1 }).side)
    this.#prices = new GridPrices(this.#pes, hardware, choices.constants)
  }

  /** Writes all rows. Returns false for a layer that is left to the kernel for single mappings. */
  evaluateInto(rows: Float64Array, layer: Layer): boolean {
    const axes = axesOf(layer)
    if (isRefusal(axes) || !isPackable(axes) || layer.kind !== this.#kind) return false
    const code = gridCodeFor(this.#template, layer.kind, axes, this.#choices)
    if (code === null) return false
    if (this.#axes === null || this.#inputs === null || !this.#axes.takeSizes(axes)) {
      this.#axes = new PackedAxes(axes)
      this.#inputs = new CodeInputs(axes.names.length, this.#hardware, this.#sides)
    }
    this.#sizes.take(this.#axes)
    if (!isExact(this.#sizes, this.#hardware)) return false
    const scratchSize = code.scratchSize * this.#tiles.length
    if (this.#scratch.length < scratchSize) this.#scratch = new Float64Array(scratchSize)
    this.#inputs.setLayer(this.#axes.sizes, this.#axes.strides)
    code.fill(this.#inputs.values, this.#pes, this.#tiles, this.#scratch, rows)
    completeInto(rows, 0, this.#pes.length * this.#tiles.length, this.#sizes, this.#hardware, this.#choices)
    this.#prices.priceInto(rows, this.#tiles.length)
    return true
  }
}
