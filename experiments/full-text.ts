// A problem's limits and an allocation's layers in words, as the commands on full problems print them.

import { CONSTRAINT_UNITS } from "../src/allocation/build.ts"
import { type Allocation, limitsOf, smallestBudget } from "../src/allocation/problem.ts"
import { type FullInstance, type FullSettings, namedFullChoices } from "./full-options.ts"
import { formatNumber, textTable } from "./terminal/text-table.ts"

/** "area 2.2 mm² (smallest feasible 1.4M), power …". */
export function limitsText({ constraints }: FullSettings, { problem }: FullInstance): string {
  return limitsOf(problem)
    .map((limit, i) => {
      const { constraint } = constraints[i]
      const least = formatNumber(smallestBudget(problem, limit))
      return `${constraint} ${formatNumber(limit.budget, CONSTRAINT_UNITS[constraint])} (smallest feasible ${least})`
    })
    .join(", ")
}

/** PEs, tile and, where it is a choice, dataflow of every layer. */
export function layerTable(allocation: Allocation, instance: FullInstance): string {
  const rows = namedFullChoices(allocation.choice, instance).map(r => [
    r.layer + 1,
    r.pe,
    r.tile,
    ...(r.dataflow === undefined ? [] : [r.dataflow]),
  ])
  return textTable(["layer", "PEs", "tile", ...(instance.dataflows.length > 1 ? ["dataflow"] : [])], rows)
}
