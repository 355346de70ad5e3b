// A problem's limits and an allocation's layers in words, as the commands on full problems print them.

import { CONSTRAINT_UNITS } from "../src/allocation/build.ts"
import {
  type Allocation,
  type AllocationProblem,
  limitsOf,
  smallestBudget,
  unboundCost,
} from "../src/allocation/problem.ts"
import { namedFullChoices, type ProblemSettings } from "./full-options.ts"
import type { Instance } from "./load.ts"
import { formatNumber, formatShare, textTable } from "./terminal/text-table.ts"

/** "area 2.2 mm² (smallest feasible 1.4M), power …". */
export function limitsText({ constraints }: ProblemSettings, { problem }: Instance): string {
  return limitsOf(problem)
    .map((limit, i) => {
      const { constraint } = constraints[i]
      const least = formatNumber(smallestBudget(problem, limit))
      return `${constraint} ${formatNumber(limit.budget, CONSTRAINT_UNITS[constraint])} (smallest feasible ${least})`
    })
    .join(", ")
}

/** PEs, tile and, where it is a choice, dataflow of every layer. */
export function layerTable(allocation: Allocation, instance: Instance): string {
  const rows = namedFullChoices(allocation.choice, instance).map(r => [
    r.layer + 1,
    r.pe,
    r.tile,
    ...(r.dataflow === undefined ? [] : [r.dataflow]),
  ])
  return textTable(["layer", "PEs", "tile", ...(instance.dataflows.length > 1 ? ["dataflow"] : [])], rows)
}

/** A sentence for people when the one budget leaves nothing to decide, else "". */
export function slackHint(problem: AllocationProblem): string {
  if (limitsOf(problem).length > 1) return ""
  const enough = unboundCost(problem)
  if (!(enough <= problem.budget)) return ""
  return (
    `The budget does not bind: ${formatShare(enough / problem.budget)} of it give every layer its best choice. ` +
    "Try a smaller --budget.\n"
  )
}
