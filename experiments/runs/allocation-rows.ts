// From an allocation to the rows and totals of its files.

import { CONSTRAINT_UNITS, type FurtherConstraint, type Objective } from "../../src/allocation/build.ts"
import { type Allocation, type AllocationProblem, costsOf, limitsOf } from "../../src/allocation/problem.ts"
import { gridSize } from "../../src/core/choices.ts"
import type { CostTable } from "../../src/costs/cost-table.ts"
import { nameOfChoice } from "../full-options.ts"
import type { GridProblem, Instance } from "../load.ts"
import { isProven, type Optimum, referenceOf } from "../training/train-run.ts"
import type { AllocationRow, AllocationSummary } from "./allocation-files.ts"

/** A network and the dataflows among its choices. */
type Named = Pick<Instance, "network" | "dataflows">

/** The table that a layer's choice is of, and its row there. */
export function rowOf(
  { network }: Named,
  { grid, tables }: GridProblem,
  layer: number,
  choice: number,
): { table: CostTable; at: number } {
  const size = gridSize(grid)
  return { table: tables[Math.floor(choice / size)], at: network.shapeOf[layer] * size + (choice % size) }
}

/** Layer by layer, what an allocation over a grid gives and costs. */
export function allocationRows(named: Named, on: GridProblem, allocation: Allocation): AllocationRow[] {
  const { network, dataflows } = named
  return Array.from(allocation.choice, (choice, l) => {
    const { table, at } = rowOf(named, on, l, choice)
    const [K, C, Y, X, R, S, T] = network.rows[l]
    return {
      layer: l + 1,
      name: network.layers[l].name,
      shape: { K, C, Y, X, R, S, T },
      ...nameOfChoice(choice, { grid: on.grid, dataflows }),
      l1Bytes: table.l1[at],
      l2Bytes: table.l2[at],
      latency: table.runtime[at],
      energy: table.energy[at],
      area: table.area[at],
      power: table.power[at],
    }
  })
}

/** What an allocation is to be judged by. */
interface Aim {
  readonly objective: Objective
  readonly constraints: readonly FurtherConstraint[]
}

/** Totals of an allocation beside the optimum of its grid; without an allocation they are NaN. */
export function summaryOf(
  { objective, constraints }: Aim,
  problem: AllocationProblem,
  found: Allocation | null,
  optimum: Optimum,
): AllocationSummary {
  const limits = limitsOf(problem)
  return {
    objective,
    value: found?.objective ?? Number.NaN,
    optimum: isProven(optimum) ? optimum.allocation.objective : null,
    gap: gapOf(found, optimum),
    constraint: constraints[0].constraint,
    cost: found?.cost ?? Number.NaN,
    budget: problem.budget,
    constraints: constraints.map(({ constraint }, j) => ({
      constraint,
      unit: CONSTRAINT_UNITS[constraint],
      cost: found === null ? Number.NaN : costsOf(found)[j],
      budget: limits[j].budget,
    })),
    feasible: found?.feasible ?? false,
  }
}

/** How far an allocation is from what the solver proved on its grid; null for none. */
export function gapOf(allocation: Allocation | null, optimum: Optimum): number | null {
  return allocation === null ? null : allocation.objective / referenceOf(optimum) - 1
}
