// From what a user names to what the library computes with: networks from files, tables, problems.

import { basename } from "node:path"
import { type BudgetRange, buildProblem, cornerTotals, type ProblemOptions } from "../src/allocation/build.ts"
import type { Platform } from "../src/allocation/platforms.ts"
import type { AllocationProblem } from "../src/allocation/problem.ts"
import { type ChoiceGrid, COARSE_GRID, FINE_GRID } from "../src/core/choices.ts"
import { buildCostTable, type CostTable } from "../src/costs/cost-table.ts"
import { builtInNetwork } from "../src/workloads/built-in.ts"
import type { Network } from "../src/workloads/network.ts"
import { parseNetworkCsv } from "../src/workloads/network-csv.ts"
import { readText } from "./files.ts"
import type { ProfileSettings } from "./profile-options.ts"
import { progress } from "./terminal/progress.ts"

/** A built-in network by name, or a CSV file (anything with a dot or a slash). */
export function loadNetwork(nameOrFile: string): Network {
  if (!/[./\\]/.test(nameOrFile)) return builtInNetwork(nameOrFile)
  return parseNetworkCsv(readText(nameOrFile), basename(nameOrFile).replace(/\.csv$/i, ""), nameOrFile)
}

/** How a table is made, besides network, choices and platform. */
export interface TableOptions extends ProfileSettings {
  readonly dataflow: string
  readonly quiet?: boolean
}

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

/** A network with its table and problem on the coarse grid; the fine one is built when asked for. */
export class Instance {
  readonly network: Network
  readonly platform: Platform
  readonly options: InstanceOptions
  readonly coarse: CostTable
  readonly range: BudgetRange
  readonly problem: AllocationProblem
  #fine: { table: CostTable; problem: AllocationProblem } | null = null

  constructor(network: Network, platform: Platform, options: InstanceOptions) {
    this.network = network
    this.platform = platform
    this.options = options
    this.coarse = loadTable(network, COARSE_GRID, platform, options)
    this.range = cornerTotals(network, this.coarse, options.constraint)
    this.problem = buildProblem(network, this.coarse, options, this.range)
  }

  /** Table and problem on the fine grid, under the coarse grid's budget. */
  fine(): { table: CostTable; problem: AllocationProblem } {
    if (this.#fine === null) {
      const table = loadTable(this.network, FINE_GRID, this.platform, this.options)
      this.#fine = { table, problem: buildProblem(this.network, table, this.options, this.range) }
    }
    return this.#fine
  }
}

/** What identifies a problem besides network and platform. */
export interface InstanceOptions extends ProblemOptions, TableOptions {}
