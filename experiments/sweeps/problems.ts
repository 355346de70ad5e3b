// The problems of a sweep's cells, with their tables and optima: cells that follow each other share them.

import { type ExactSolution, solveExact } from "../../src/allocation/exact.ts"
import { platformNamed } from "../../src/allocation/platforms.ts"
import type { CostTable } from "../../src/costs/cost-table.ts"
import { builtInNetwork } from "../../src/workloads/built-in.ts"
import type { Network } from "../../src/workloads/network.ts"
import { parseNetworkCsv } from "../../src/workloads/network-csv.ts"
import { parseBudgets } from "../budgets.ts"
import { parseGrid } from "../grids.ts"
import { type GridProblem, Instance, loadTable, type TableSource } from "../load.ts"
import { plainProfile } from "../profile-options.ts"
import type { CellProblem } from "./cell.ts"

/** Tables kept: a network's of every dataflow, on two grids. */
const TABLES_KEPT = 8

/** Keeps what was made last, oldest out first. */
class Recent<T> {
  readonly #kept = new Map<string, T>()
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  get(key: string, make: () => T): T {
    const value = this.#kept.get(key) ?? make()
    this.#kept.delete(key)
    this.#kept.set(key, value)
    if (this.#kept.size > this.#most) this.#kept.delete(this.#kept.keys().next().value as string)
    return value
  }
}

const networks = new Recent<Network>(1)
const tables = new Recent<CostTable>(TABLES_KEPT)
const problems = new Recent<SolvedInstance>(2)

/** An instance, with the solver's answers on its grids, found when they are asked for. */
export class SolvedInstance {
  readonly instance: Instance
  readonly #exact = new Map<GridProblem, ExactSolution>()

  constructor(instance: Instance) {
    this.instance = instance
  }

  exact(on: GridProblem): ExactSolution {
    const known = this.#exact.get(on)
    if (known !== undefined) return known
    const solved = solveExact(on.problem)
    this.#exact.set(on, solved)
    return solved
  }
}

/** The problem of a cell. @throws InputError when it admits no allocation */
export function problemOf(problem: CellProblem): SolvedInstance {
  return problems.get(JSON.stringify(problem), () => new SolvedInstance(instanceOf(problem)))
}

function instanceOf(p: CellProblem): Instance {
  const [{ constraint, budget }, ...further] = parseBudgets(p.constraints, p.budgets)
  const { deployment, dataflow, objective, allowImpossible } = p
  const problem = { deployment, dataflow, objective, allowImpossible, constraint, budget, further }
  const options = { ...problem, ...plainProfile(p.profile), quiet: true, tables: sharedTables(p) }
  const network = networks.get(`${p.network}\n${p.table}`, () =>
    p.table === null ? builtInNetwork(p.network) : parseNetworkCsv(p.table, p.network),
  )
  return new Instance(network, platformNamed(p.platform), options, parseGrid(p.grid))
}

/** Tables depend on network, platform, grid and cost model alone. */
function sharedTables({ network: name, table }: CellProblem): TableSource {
  return (network, grid, platform, options) => {
    const { profile, dataflow } = options
    const key = JSON.stringify([name, table, platform.name, profile, dataflow, grid])
    return tables.get(key, () => loadTable(network, grid, platform, options))
  }
}
