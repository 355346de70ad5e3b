// Synthetic allocation problems for the genetic tests, shaped like the real ones: cycles fall in steps with the PE
// count and saturate at the layer's width, costs rise with PEs and tiles. Costs are integers, so that a plain
// dynamic programme over the budget gives the optimum.

import { budgetLimit } from "../../src/allocation/budget.ts"
import { type AllocationProblem } from "../../src/allocation/problem.ts"
import type { ChoiceGrid } from "../../src/core/choices.ts"
import type { Rng } from "../../src/core/rng.ts"

export interface ProblemShape {
  layers: number
  grid: ChoiceGrid
  aggregation?: AllocationProblem["aggregation"]
  /** Budget between the least (0) and the largest (1) total cost. */
  ratio: number
  /** Cost of one tile step, in PEs. */
  tileCost?: number
  /** Chance that an entry is not allowed; one entry per layer always is. */
  forbidden?: number
}

/** First, first + 1, … last. */
export function integers(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}

/** A random problem; entries that are not allowed hold NaN, which no search may read. */
export function randomProblem(rng: Rng, shape: ProblemShape): AllocationProblem {
  const { layers, grid, aggregation = "sum", ratio, tileCost = 0, forbidden = 0 } = shape
  const choices = grid.pe.length * grid.tile.length
  const values = [new Float64Array(layers * choices), new Float64Array(layers * choices)]
  const cost = new Float64Array(layers * choices)
  const allowed = new Uint8Array(layers * choices)
  for (let l = 0; l < layers; l++) {
    const [width, channels, rows] = [1 + rng.int(200), 1 + rng.int(500), 1 + rng.int(1000)]
    const always = rng.int(choices)
    for (let k = 0, e = l * choices; k < choices; k++, e++) {
      const pe = grid.pe[Math.floor(k / grid.tile.length)]
      const tile = grid.tile[k % grid.tile.length]
      values[0][e] = rows * (Math.ceil(width / pe) * tile + 5) * Math.ceil(channels / tile)
      values[1][e] = rows * (Math.ceil(channels / tile) * 20 + Math.ceil(width / pe) * 3 + pe)
      cost[e] = pe + tileCost * tile
      allowed[e] = k === always || rng.float() >= forbidden ? 1 : 0
      if (allowed[e] === 0) values[0][e] = values[1][e] = cost[e] = Number.NaN
    }
  }
  const [least, most] = costRange({ layers, choices, cost })
  const tables = aggregation === "sum" ? values.slice(0, 1) : values
  return { layers, choices, values: tables, aggregation, cost, allowed, budget: least + ratio * (most - least) }
}

/** Least and largest total cost of the allowed entries. */
function costRange({
  layers,
  choices,
  cost,
}: Pick<AllocationProblem, "layers" | "choices" | "cost">): [number, number] {
  let least = 0
  let most = 0
  for (let l = 0; l < layers; l++) {
    const known = cost.subarray(l * choices, (l + 1) * choices).filter(c => !Number.isNaN(c))
    least += Math.min(...known)
    most += Math.max(...known)
  }
  return [least, most]
}

/** The least Σ value within the budget, by dynamic programming over integer costs ("sum" only). */
export function optimumByCost(problem: AllocationProblem): number {
  const budget = Math.floor(budgetLimit(problem))
  let best = new Float64Array(budget + 1)
  for (let l = 0; l < problem.layers; l++) {
    const least = bestPerCost(problem, l)
    const next = new Float64Array(budget + 1).fill(Number.POSITIVE_INFINITY)
    for (const [cost, value] of least) {
      for (let b = cost; b <= budget; b++) next[b] = Math.min(next[b], best[b - cost] + value)
    }
    best = next
  }
  return best[budget]
}

function bestPerCost(problem: AllocationProblem, layer: number): Map<number, number> {
  const least = new Map<number, number>()
  for (let e = layer * problem.choices; e < (layer + 1) * problem.choices; e++) {
    if (problem.allowed[e] === 0) continue
    const cost = problem.cost[e]
    least.set(cost, Math.min(least.get(cost) ?? Number.POSITIVE_INFINITY, problem.values[0][e]))
  }
  return least
}

/** The least objective over all allocations, by trying them all. */
export function optimumByTrying(problem: AllocationProblem): number {
  const limit = budgetLimit(problem)
  let best = Number.POSITIVE_INFINITY
  const visit = (layer: number, cost: number, sums: readonly number[]): void => {
    if (layer === problem.layers) {
      best = Math.min(
        best,
        sums.reduce((product, sum) => product * sum, 1),
      )
      return
    }
    for (let e = layer * problem.choices; e < (layer + 1) * problem.choices; e++) {
      if (problem.allowed[e] === 0 || cost + problem.cost[e] > limit) continue
      visit(
        layer + 1,
        cost + problem.cost[e],
        sums.map((sum, v) => sum + problem.values[v][e]),
      )
    }
  }
  visit(
    0,
    0,
    problem.values.map(() => 0),
  )
  return best
}
