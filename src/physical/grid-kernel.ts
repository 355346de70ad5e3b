// Every point of a PE × tile grid under profile `physical`, as packed rows (maestro/grid-row.ts).

import type { ChoiceGrid } from "../core/choices.ts"
import type { OpenDataflow } from "../maestro/dataflow.ts"
import * as Grid from "../maestro/grid-row.ts"
import type { TableHardware } from "../maestro/hardware.ts"
import type { Layer } from "../maestro/layer.ts"
import * as Row from "../maestro/row.ts"
import { analyzePhysical } from "./analyze.ts"
import type { PhysicalChoices } from "./options.ts"
import { MappingError } from "./refusal.ts"
import { physicalParameters, physicalTemplate } from "./templates.ts"

/** Evaluates layers of one kind over a grid. A refused choice has NaN as run time and energy, and 0 elsewhere. */
export class PhysicalGridKernel {
  readonly #template: OpenDataflow
  readonly #grid: ChoiceGrid
  readonly #hardware: TableHardware
  readonly #choices: PhysicalChoices

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
  }

  /** Writes the rows of all points of a layer, in the order of the choices. */
  evaluateInto(rows: Float64Array, layer: Layer): void {
    let at = 0
    for (const pe of this.#grid.pe) {
      for (const tile of this.#grid.tile) {
        this.#pointInto(rows, at, layer, pe, tile)
        at += Grid.GRID_ROW_SIZE
      }
    }
  }

  #pointInto(rows: Float64Array, at: number, layer: Layer, pe: number, tile: number): void {
    const parameters = physicalParameters(layer, { pe, tile })
    try {
      const { row } = analyzePhysical(
        layer,
        this.#template,
        { ...this.#hardware, numPEs: pe },
        { ...this.#choices, parameters },
      )
      copyRow(row, rows, at)
    } catch (error) {
      if (!(error instanceof MappingError)) throw error
      rows.fill(0, at, at + Grid.GRID_ROW_SIZE)
      rows[at + Grid.RUNTIME] = rows[at + Grid.ENERGY] = Number.NaN
    }
  }
}

/** The fields of a full row that a grid row has. */
function copyRow(row: Float64Array, out: Float64Array, at: number): void {
  out[at + Grid.RUNTIME] = row[Row.RUNTIME]
  out[at + Grid.MACS] = row[Row.MACS]
  for (let t = 0; t < 3; t++) {
    out[at + Grid.L2_READS + t] = row[Row.L2_READS + t]
    out[at + Grid.L2_WRITES + t] = row[Row.L2_WRITES + t]
    out[at + Grid.L1_READS + t] = row[Row.L1_READS + t]
    out[at + Grid.L1_WRITES + t] = row[Row.L1_WRITES + t]
  }
  out[at + Grid.L2_SIZE] = row[Row.L2_SIZE] + row[Row.L2_SIZE + 1] + row[Row.L2_SIZE + 2]
  out[at + Grid.L1_SIZE] = row[Row.L1_SIZE] + row[Row.L1_SIZE + 1] + row[Row.L1_SIZE + 2]
  out[at + Grid.ENERGY] = row[Row.ENERGY]
  out[at + Grid.AREA] = row[Row.AREA]
  out[at + Grid.POWER] = row[Row.POWER]
}
