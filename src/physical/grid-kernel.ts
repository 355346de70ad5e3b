// Every point of a PE × tile grid under profile `physical`, as packed rows (maestro/grid-row.ts).
//
// The packed procedure, and analyzePhysical for the few points it leaves.

import type { ChoiceGrid } from "../core/choices.ts"
import type { Directive, Extent, OpenDataflow } from "../maestro/dataflow.ts"
import { GridPrices } from "../maestro/grid-prices.ts"
import * as Grid from "../maestro/grid-row.ts"
import type { TableHardware } from "../maestro/hardware.ts"
import { type Layer, sizeOf } from "../maestro/layer.ts"
import { axesOf, axisName } from "./axes.ts"
import type { PhysicalChoices } from "./options.ts"
import { PackedAxes } from "./packed-axes.ts"
import { costsInto, isExact, LayerSizes, refusedInto } from "./packed-costs.ts"
import { PackedDirectives, PackedLevels } from "./packed-levels.ts"
import { PackedProcedure } from "./packed-procedure.ts"
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
  readonly #axes: PackedAxes | null
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
  ) {
    this.#template = physicalTemplate(dataflowName, sample.kind)
    this.#grid = grid
    this.#hardware = hardware
    this.#choices = choices
    this.#prices = new GridPrices(Float64Array.from(grid.pe), hardware, choices.constants)
    const axes = axesOf(sample)
    this.#axes = isRefusal(axes) ? null : new PackedAxes(axes)
    this.#procedure =
      this.#axes === null
        ? null
        : new PackedProcedure(this.#axes, this.#levels, { ...hardware, exposed: choices.innerFill === "exposed" })
  }

  /** Writes the rows of all points of a layer, in the order of the choices. */
  evaluateInto(rows: Float64Array, layer: Layer): void {
    const { pe, tile } = this.#grid
    const packed = this.#take(layer)
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
    this.#prices.priceInto(rows, tile.length)
  }

  /** Prepares for a layer. Returns whether it can be evaluated packed. */
  #take(layer: Layer): boolean {
    const axes = axesOf(layer)
    if (this.#axes === null || isRefusal(axes) || !this.#axes.takeSizes(axes)) return false
    this.#sizes.take(this.#axes)
    return isExact(this.#sizes, this.#hardware)
  }

  /** Writes the row of a point. Returns false if the readable path has to. */
  #pointInto(rows: Float64Array, at: number, layer: Layer, pe: number, tile: number): boolean {
    const [axes, procedure] = [this.#axes, this.#procedure]
    if (axes === null || procedure === null) return false
    const parameters: Record<string, number> = physicalParameters(layer, { pe, tile })
    if (!closeInto(this.#directives, this.#template, layer, axes, parameters)) return false
    const result = this.#levels.fill(this.#directives, axes, pe) ? procedure.evaluate() : "refused"
    if (result === "left") return false
    if (result === "refused") refusedInto(rows, at)
    else costsInto(rows, at, procedure, this.#sizes, this.#hardware, this.#choices)
    return true
  }
}

/** Writes a template with its values. Returns false for values that are no positive integers. */
function closeInto(
  to: PackedDirectives,
  template: OpenDataflow,
  layer: Layer,
  axes: PackedAxes,
  parameters: Readonly<Record<string, number>>,
): boolean {
  const value = (e: Extent) =>
    typeof e === "number" ? e : "sizeOf" in e ? sizeOf(layer, e.sizeOf, 0) : parameters[e.parameter]
  to.count = to.clusters = 0
  return template.every((d: Directive<Extent>) => {
    if (d.kind === "cluster") return to.addCluster(value(d.size))
    const name = axisName(layer.kind, d.dim)
    return to.addMap(axes.names.indexOf(name), d.kind === "spatial", name !== d.dim, value(d.size), value(d.offset))
  })
}
