// From what a user names to what the library computes with: tables and problems.

import { type BudgetRange, buildProblem, type ProblemOptions, rangesOf } from "../src/allocation/build.ts"
import type { Platform } from "../src/allocation/platforms.ts"
import type { AllocationProblem } from "../src/allocation/problem.ts"
import { type ChoiceGrid, COARSE_GRID, FINE_GRID } from "../src/core/choices.ts"
import { buildCostTable, type CostTable } from "../src/costs/cost-table.ts"
import { dataflowsOf } from "../src/costs/profile.ts"
import type { Network } from "../src/workloads/network.ts"
import type { ProfileSettings } from "./profile-options.ts"
import { progress } from "./terminal/progress.ts"

/** How a table is made, besides network, choices and platform. */
export interface TableOptions extends ProfileSettings {
  readonly dataflow: string
  readonly quiet?: boolean
}

/** Makes or finds a cost table. */
export type TableSource = typeof loadTable

/** The cost table of a network's distinct shapes, with progress on stderr. */
export function loadTable(network: Network, grid: ChoiceGrid, platform: Platform, options: TableOptions): CostTable {
  const { profile, dataflow, physical, quiet = false } = options
  const shapes = network.distinct.map(d => d.layer)
  const model = { profile, dataflow, hardware: platform, physical: physical ?? undefined }
  const bar = progress("cost table", shapes.length, process.stderr, { quiet })
  try {
    return buildCostTable(shapes, grid, model, done => bar.update(done))
  } finally {
    bar.stop()
  }
}

/** A problem on a grid, with what names its choices. */
export interface GridProblem {
  readonly grid: ChoiceGrid
  /** One per dataflow. */
  readonly tables: readonly CostTable[]
  readonly problem: AllocationProblem
}

/**
 * A network with its tables and problem on a grid, by default the coarse one; the fine one is built when asked for. Fractions of
 * a budget are those of the coarse grid, whatever the grid.
 */
export class Instance implements GridProblem {
  readonly network: Network
  readonly platform: Platform
  readonly options: InstanceOptions
  readonly grid: ChoiceGrid
  /** The dataflows whose grids stand one after another among the choices. */
  readonly dataflows: readonly string[]
  /** Corner totals of every constraint. */
  readonly ranges: readonly BudgetRange[]
  readonly tables: readonly CostTable[]
  readonly problem: AllocationProblem
  #fine: GridProblem | null = null

  constructor(network: Network, platform: Platform, options: InstanceOptions, grid: ChoiceGrid = COARSE_GRID) {
    this.network = network
    this.platform = platform
    this.options = options
    this.grid = grid
    this.dataflows = dataflowsOf(options.profile, options.dataflow)
    const coarse = this.#tablesOn(COARSE_GRID)
    this.ranges = rangesOf(network, coarse, options)
    this.tables = grid === COARSE_GRID ? coarse : this.#tablesOn(grid)
    this.problem = buildProblem(network, this.tables, options, this.ranges)
  }

  /** Tables and problem on the fine grid. */
  fine(): GridProblem {
    if (this.#fine === null) {
      const tables = this.#tablesOn(FINE_GRID)
      const problem = buildProblem(this.network, tables, this.options, this.ranges)
      this.#fine = { grid: FINE_GRID, tables, problem }
    }
    return this.#fine
  }

  #tablesOn(grid: ChoiceGrid): readonly CostTable[] {
    const { network, platform, options } = this
    const { tables = loadTable } = options
    return this.dataflows.map(dataflow => tables(network, grid, platform, { ...options, dataflow }))
  }
}

/** What identifies a problem besides network and platform. `dataflow` may be "mix". */
export interface InstanceOptions extends ProblemOptions, TableOptions {
  /** Default: tables are made anew. */
  readonly tables?: TableSource
}
