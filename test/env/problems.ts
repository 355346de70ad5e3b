// Small synthetic allocation problems, and the slow way to solve them.

import { type Aggregation, type AllocationProblem, evaluateAllocation } from "../../src/allocation/problem.ts"
import type { Rng } from "../../src/core/rng.ts"

export interface ProblemOptions {
  readonly layers: number
  readonly choices: number
  /** Budget between the cheapest (0) and the dearest (1) allocation. */
  readonly ratio: number
  readonly aggregation?: Aggregation
  /** Chance that an entry is not allowed; the first of a layer always is. */
  readonly forbidden?: number
}

/** Costs like PE counts, values like cycles: the work of the layer divided by the PEs, with noise. */
export function randomProblem(rng: Rng, options: ProblemOptions): AllocationProblem {
  const { layers, choices, ratio, aggregation = "sum", forbidden = 0 } = options
  const size = layers * choices
  const values = Array.from({ length: aggregation === "product-of-sums" ? 2 : 1 }, () => new Float64Array(size))
  const cost = new Float64Array(size)
  const allowed = new Uint8Array(size)
  let [least, most] = [0, 0]
  for (let l = 0; l < layers; l++) {
    const work = 10 ** rng.uniform(3, 6)
    for (let k = 0; k < choices; k++) {
      const e = l * choices + k
      cost[e] = (k + 1) * rng.uniform(1, 1.5)
      for (const table of values) table[e] = (work / (k + 1)) * rng.uniform(0.8, 1.25)
      allowed[e] = k > 0 && rng.float() < forbidden ? 0 : 1
    }
    const costs = Array.from(cost.subarray(l * choices, (l + 1) * choices)).filter((_, k) => allowed[l * choices + k])
    least += Math.min(...costs)
    most += Math.max(...costs)
  }
  return { layers, choices, values, aggregation, cost, allowed, budget: least + ratio * (most - least) }
}

/** The least objective of all feasible allocations, by trying them all. */
export function bruteForce(problem: AllocationProblem): number {
  const choice = new Int32Array(problem.layers)
  let best = Number.POSITIVE_INFINITY
  for (let l = 0; l >= 0; ) {
    const { objective, feasible } = evaluateAllocation(problem, choice)
    if (feasible) best = Math.min(best, objective)
    for (l = problem.layers - 1; l >= 0 && ++choice[l] === problem.choices; l--) choice[l] = 0
  }
  return best
}
