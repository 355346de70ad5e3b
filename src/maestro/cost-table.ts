// The cost of every choice of every distinct layer: what searches walk instead of calling the model.
//
// One Float64Array per quantity, entry (layer l, choice k) at l * choices + k. Filled layer by layer, so
// that a caller can show progress or stop in between.

import { type ChoiceGrid, gridSize, peOf } from "../core/choices.ts"
import { GridKernel } from "./grid-kernel.ts"
import * as Grid from "./grid-row.ts"
import type { Hardware } from "./hardware.ts"
import { type Layer, macsOf } from "./layer.ts"
import { templateFor } from "./templates.ts"
import { judge } from "./verdict.ts"

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

/** An empty table; a `TableFiller` completes it. */
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

/** Fills a table layer by layer, with one grid kernel per kind of layer. */
export class TableFiller {
  readonly #table: CostTable
  readonly #hardware: TableHardware
  readonly #kernels = new Map<string, GridKernel>()
  readonly #rows: Float64Array

  constructor(table: CostTable, hardware: TableHardware) {
    this.#table = table
    this.#hardware = hardware
    this.#rows = new Float64Array(table.choices * Grid.GRID_ROW_SIZE)
  }

  #kernelFor(layer: Layer): GridKernel {
    const key = [layer.kind, ...layer.dimensions.map(d => d.name)].join()
    let kernel = this.#kernels.get(key)
    if (kernel === undefined) {
      const { dataflow, grid } = this.#table
      kernel = new GridKernel(templateFor(dataflow, layer.kind), layer, grid, this.#hardware)
      this.#kernels.set(key, kernel)
    }
    return kernel
  }

  /** Evaluates all choices of layer l: the template's `tile` and `pe` are the choice's, as is the PE count. */
  fillLayer(l: number): void {
    const table = this.#table
    const layer = table.layers[l]
    const macs = macsOf(layer)
    const rows = this.#rows
    const lanes = this.#hardware.simdLanes
    this.#kernelFor(layer).evaluateInto(rows, layer)
    for (let choice = 0; choice < table.choices; choice++) {
      const row = choice * Grid.GRID_ROW_SIZE
      const at = l * table.choices + choice
      const runtime = rows[row + Grid.RUNTIME]
      const energy = rows[row + Grid.ENERGY]
      table.runtime[at] = runtime
      table.energy[at] = energy
      table.area[at] = rows[row + Grid.AREA]
      table.power[at] = rows[row + Grid.POWER]
      table.l1[at] = rows[row + Grid.L1_SIZE]
      table.l2[at] = rows[row + Grid.L2_SIZE]
      table.macs[at] = rows[row + Grid.MACS]
      const verdict = judge(runtime, energy, table.macs[at], macs, peOf(table.grid, choice) * lanes)
      table.possible[at] = verdict === "ok" ? 1 : 0
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
  const filler = new TableFiller(table, hardware)
  for (let l = 0; l < layers.length; l++) {
    filler.fillLayer(l)
    onLayer(l + 1)
  }
  return table
}
