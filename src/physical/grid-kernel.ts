// Every point of a PE × tile grid under profile `physical`, as packed rows (maestro/grid-row.ts).
//
// The packed procedure, and analyzePhysical for the few points it leaves.

import type { ChoiceGrid } from "../core/choices.ts"
import type { OpenDataflow } from "../maestro/dataflow.ts"
import { GridPrices } from "../maestro/grid-prices.ts"
import * as Grid from "../maestro/grid-row.ts"
import type { TableHardware } from "../maestro/hardware.ts"
import type { Layer } from "../maestro/layer.ts"
import { axesOf } from "./axes.ts"
import { type GridCode, generateGridCode } from "./generate-grid.ts"
import type { PhysicalChoices } from "./options.ts"
import { PackedAxes } from "./packed-axes.ts"
import { completeInto, countsInto, isExact, LayerSizes, refusedInto, timingOf } from "./packed-costs.ts"
import { PackedDirectives, PackedLevels } from "./packed-levels.ts"
import { PackedProcedure } from "./packed-procedure.ts"
import { PackedTemplate } from "./packed-template.ts"
import { readableInto } from "./readable-row.ts"
import { isRefusal } from "./refusal.ts"
import { physicalParameters, physicalTemplate } from "./templates.ts"

/** Evaluates layers of one kind over a grid. A refused choice has NaN as run time and energy. */
export class PhysicalGridKernel {
  readonly #template: OpenDataflow
  readonly #grid: ChoiceGrid
  readonly #hardware: TableHardware
  readonly #choices: PhysicalChoices
  readonly #prices: GridPrices
  readonly #code: GridCode | null
  readonly #pes: Float64Array
  readonly #tiles: Float64Array
  readonly #inputs: Float64Array
  readonly #scratch: Float64Array
  readonly #axes: PackedAxes | null
  readonly #packed: PackedTemplate | null
  readonly #levels = new PackedLevels()
  readonly #directives = new PackedDirectives()
  readonly #procedure: PackedProcedure | null
  readonly #sizes = new LayerSizes()
  /** Points of the last layer that took the readable path. */
  leftOver = 0

  /** @param sample declares the kind and the dimension names that all layers will have */
  constructor(
    dataflowName: string,
    sample: Layer,
    grid: ChoiceGrid,
    hardware: TableHardware,
    choices: PhysicalChoices,
    { generic = false }: { generic?: boolean } = {},
  ) {
    this.#template = physicalTemplate(dataflowName, sample.kind)
    this.#grid = grid
    this.#hardware = hardware
    this.#choices = choices
    this.#pes = Float64Array.from(grid.pe)
    this.#tiles = Float64Array.from(grid.tile)
    this.#prices = new GridPrices(this.#pes, hardware, choices.constants)
    const axes = axesOf(sample)
    const timing = timingOf(hardware, choices)
    this.#code =
      isRefusal(axes) || generic ? null : generateGridCode(this.#template, { ...timing, kind: sample.kind, axes })
    const names = isRefusal(axes) ? 0 : axes.names.length
    const sides = grid.pe.map(pe => physicalParameters(sample, { pe, tile: 1 }).side)
    const { simdLanes, nocBandwidth, nocLatency } = hardware
    this.#inputs = Float64Array.of(simdLanes, nocBandwidth, nocLatency, ...Array(names).fill(0), ...sides)
    this.#scratch = new Float64Array((this.#code?.scratchSize ?? 0) * this.#tiles.length)
    this.#axes = isRefusal(axes) ? null : new PackedAxes(axes)
    this.#packed = this.#axes === null ? null : new PackedTemplate(this.#template, sample, this.#axes.names)
    this.#procedure = this.#axes === null ? null : new PackedProcedure(this.#axes, this.#levels, timing)
  }

  /** Writes the rows of all points of a layer, in the order of the choices. */
  evaluateInto(rows: Float64Array, layer: Layer): void {
    const packed = this.#take(layer)
    if (packed && this.#code !== null && this.#axes?.strides.every(s => s === 1)) this.#generatedInto(rows, this.#code)
    else this.#pointsInto(rows, layer, packed)
    this.#prices.priceInto(rows, this.#tiles.length)
  }

  #generatedInto(rows: Float64Array, code: GridCode): void {
    const inputs = this.#inputs
    inputs.set(this.#axes?.sizes ?? [], 3)
    code.fill(inputs, this.#pes, this.#tiles, this.#scratch, rows)
    completeInto(rows, 0, this.#pes.length * this.#tiles.length, this.#sizes, this.#hardware, this.#choices)
  }

  #pointsInto(rows: Float64Array, layer: Layer, packed: boolean): void {
    const { pe, tile } = this.#grid
    this.leftOver = 0
    let at = 0
    for (const numPEs of pe) {
      for (let j = 0; j < tile.length; j++, at += Grid.GRID_ROW_SIZE) {
        if (packed && this.#pointInto(rows, at, layer, numPEs, tile[j])) continue
        this.leftOver++
        const parameters = physicalParameters(layer, { pe: numPEs, tile: tile[j] })
        readableInto(rows, at, layer, this.#template, { ...this.#hardware, numPEs }, { ...this.#choices, parameters })
      }
    }
  }

  /** Prepares for a layer. Returns whether it can be evaluated packed. */
  #take(layer: Layer): boolean {
    const axes = axesOf(layer)
    if (this.#axes === null || isRefusal(axes) || !this.#axes.takeSizes(axes)) return false
    this.#sizes.take(this.#axes)
    this.#packed?.takeLayer(layer)
    return isExact(this.#sizes, this.#hardware)
  }

  /** Writes the row of a point. Returns false if the readable path has to. */
  #pointInto(rows: Float64Array, at: number, layer: Layer, pe: number, tile: number): boolean {
    const axes = this.#axes
    const procedure = this.#procedure
    const template = this.#packed
    if (axes === null || procedure === null || template === null) return false
    template.takeChoice(layer, pe, tile)
    if (!template.writeInto(this.#directives)) return false
    const result = this.#levels.fill(this.#directives, axes, pe) ? procedure.evaluate() : "refused"
    if (result === "left") return false
    if (result === "refused") refusedInto(rows, at)
    else {
      countsInto(rows, at, procedure)
      completeInto(rows, at, 1, this.#sizes, this.#hardware, this.#choices)
    }
    return true
  }
}
