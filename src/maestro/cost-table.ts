// The cost of every choice of every distinct layer: what searches walk instead of calling the model.
//
// One Float64Array per quantity, entry (layer l, choice k) at l * choices + k. Filled layer by layer, so
// that a caller can show progress or stop in between.

import { type ChoiceGrid, gridSize } from "../core/choices.ts"
import type { Hardware } from "./hardware.ts"
import { Kernel } from "./kernel.ts"
import { type Layer, macsOf } from "./layer.ts"
import * as Row from "./row.ts"
import { templateFor } from "./templates.ts"
import { verdictOf } from "./verdict.ts"

/** Costs of `layers` × `choices`. */
export interface CostTable {
  readonly layers: readonly Layer[]
  readonly grid: ChoiceGrid
  readonly dataflow: string
  readonly choices: number
  /** Cycles. */
  readonly runtime: Float64Array
  /** nJ, the reference's column for a layer alone in its file. */
  readonly energy: Float64Array
  /** µm² and mW. */
  readonly area: Float64Array
  readonly power: Float64Array
  /** Buffer needs in bytes: of one PE, and shared. */
  readonly l1: Float64Array
  readonly l2: Float64Array
  /** MACs as the model counts them. */
  readonly macs: Float64Array
  /** 1 where the row is physically possible (verdict "ok"). */
  readonly possible: Uint8Array
}

/** Hardware of a table; the PE count is the choice's. */
export type TableHardware = Omit<Hardware, "numPEs">

/** An empty table; `fillLayer` completes it. */
export function emptyCostTable(layers: readonly Layer[], dataflow: string, grid: ChoiceGrid): CostTable {
  const choices = gridSize(grid)
  const column = () => new Float64Array(layers.length * choices)
  return {
    layers,
    grid,
    dataflow,
    choices,
    runtime: column(),
    energy: column(),
    area: column(),
    power: column(),
    l1: column(),
    l2: column(),
    macs: column(),
    possible: new Uint8Array(layers.length * choices),
  }
}

/** Evaluates all choices of layer l: the template's `tile` and `pe` are the choice's, as is the PE count. */
export function fillLayer(table: CostTable, l: number, hardware: TableHardware): void {
  const layer = table.layers[l]
  const { grid } = table
  const kernel = new Kernel(templateFor(table.dataflow, layer.kind), layer, { overflowIsImpossible: true })
  const macs = macsOf(layer)
  const row = new Float64Array(Row.ROW_SIZE)
  let at = l * table.choices
  for (const pe of grid.pe) {
    const settings = { ...hardware, numPEs: pe }
    for (const tile of grid.tile) {
      kernel.setParameters({ pe, tile })
      kernel.evaluateInto(row, 0, settings)
      table.runtime[at] = row[Row.RUNTIME]
      table.energy[at] = row[Row.ENERGY]
      table.area[at] = row[Row.AREA]
      table.power[at] = row[Row.POWER]
      table.l1[at] = row[Row.L1_SIZE] + row[Row.L1_SIZE + 1] + row[Row.L1_SIZE + 2]
      table.l2[at] = row[Row.L2_SIZE] + row[Row.L2_SIZE + 1] + row[Row.L2_SIZE + 2]
      table.macs[at] = row[Row.MACS]
      table.possible[at] = verdictOf(row, 0, macs, settings) === "ok" ? 1 : 0
      at++
    }
  }
}

/** A complete table. `onLayer` is called after each layer with how many are done. */
export function buildCostTable(
  layers: readonly Layer[],
  dataflow: string,
  grid: ChoiceGrid,
  hardware: TableHardware,
  onLayer: (done: number) => void = () => {},
): CostTable {
  const table = emptyCostTable(layers, dataflow, grid)
  for (let l = 0; l < layers.length; l++) {
    fillLayer(table, l, hardware)
    onLayer(l + 1)
  }
  return table
}
