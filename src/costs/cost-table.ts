// The cost of every choice of every distinct layer: what searches walk instead of calling a model.
//
// One table for both profiles. One Float64Array per quantity, entry (layer l, choice k) at l * choices + k.
// Filled layer by layer, so that a caller can show progress or stop in between.

import { checkName } from "../core/check.ts"
import { type ChoiceGrid, gridSize, peOf } from "../core/choices.ts"
import { GridKernel } from "../maestro/grid/grid-kernel.ts"
import * as Grid from "../maestro/grid/grid-row.ts"
import type { TableHardware } from "../maestro/hardware.ts"
import { type Layer, macsOf } from "../maestro/layer.ts"
import { templateFor } from "../maestro/templates.ts"
import { judge } from "../maestro/verdict.ts"
import { PhysicalGridKernel } from "../physical/grid/grid-kernel.ts"
import { PHYSICAL_DEFAULTS, type PhysicalChoices } from "../physical/options.ts"
import { checkDataflowName, PROFILES, type Profile } from "./profile.ts"

/** How choices are costed. */
export interface TableModel {
  readonly profile: Profile
  /** A template of that profile. */
  readonly dataflow: string
  readonly hardware: TableHardware
  /** Modelling choices of profile `physical`; absent ones take PHYSICAL_DEFAULTS. Without meaning for `maestro`. */
  readonly physical?: Partial<PhysicalChoices>
}

/** Costs of `layers` × `choices`. */
export interface CostTable {
  readonly profile: Profile
  readonly layers: readonly Layer[]
  readonly grid: ChoiceGrid
  readonly dataflow: string
  readonly choices: number
  /** Cycles; NaN where the model has no numbers (a refused mapping, or the reference aborts). */
  readonly runtime: Float64Array
  /** nJ: all accesses and MACs (`physical`), or the reference's column for a layer alone in its file (`maestro`). */
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

/** An empty table; a `TableFiller` completes it. @throws InputError for a dataflow that the profile does not have */
export function emptyCostTable(layers: readonly Layer[], grid: ChoiceGrid, model: TableModel): CostTable {
  const profile = checkName("profile", model.profile, PROFILES)
  const choices = gridSize(grid)
  const column = () => new Float64Array(layers.length * choices)
  return {
    profile,
    layers,
    grid,
    dataflow: checkDataflowName(profile, model.dataflow),
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

/** Writes the rows (maestro/grid/grid-row.ts) of every choice of a layer. */
interface GridModel {
  evaluateInto(rows: Float64Array, layer: Layer): void
}

/** The grid kernel of a profile for layers like `sample`. */
function gridModel({ profile, dataflow, hardware, physical }: TableModel, sample: Layer, grid: ChoiceGrid): GridModel {
  return profile === "maestro"
    ? new GridKernel(templateFor(dataflow, sample.kind), sample, grid, hardware)
    : new PhysicalGridKernel(dataflow, sample, grid, hardware, { ...PHYSICAL_DEFAULTS, ...physical })
}

/** Fills a table layer by layer, with one grid kernel per kind of layer. */
export class TableFiller {
  readonly #table: CostTable
  readonly #model: TableModel
  readonly #kernels = new Map<string, GridModel>()
  readonly #rows: Float64Array

  constructor(table: CostTable, model: TableModel) {
    this.#table = table
    this.#model = model
    this.#rows = new Float64Array(table.choices * Grid.GRID_ROW_SIZE)
  }

  #kernelFor(layer: Layer): GridModel {
    const key = [layer.kind, ...layer.dimensions.map(d => d.name)].join()
    let kernel = this.#kernels.get(key)
    if (kernel === undefined) {
      kernel = gridModel(this.#model, layer, this.#table.grid)
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
    const lanes = this.#model.hardware.simdLanes
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
  grid: ChoiceGrid,
  model: TableModel,
  onLayer: (done: number) => void = () => {},
): CostTable {
  const table = emptyCostTable(layers, grid, model)
  const filler = new TableFiller(table, model)
  for (let l = 0; l < layers.length; l++) {
    filler.fillLayer(l)
    onLayer(l + 1)
  }
  return table
}
