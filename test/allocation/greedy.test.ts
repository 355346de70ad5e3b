import { assert as assertProperty, property } from "fast-check"
import { describe, expect, test } from "vitest"
import { solveExact } from "../../src/allocation/exact.ts"
import { solveGreedy } from "../../src/allocation/greedy.ts"
import type { AllocationProblem } from "../../src/allocation/problem.ts"
import { undominated } from "../../src/allocation/undominated.ts"
import { COARSE_GRID, FINE_GRID } from "../../src/core/choices.ts"
import { bruteForce, networkProblem, smallProblems } from "./problems.ts"

/** Two layers of three choices; costs 0, 1, 3. */
function twoLayers(values: number[], budget: number): AllocationProblem {
  const cost = Float64Array.of(0, 1, 3, 0, 1, 3)
  const allowed = new Uint8Array(6).fill(1)
  return { layers: 2, choices: 3, values: [Float64Array.from(values)], aggregation: "sum", cost, allowed, budget }
}

describe("solveGreedy", () => {
  test("takes the best gain per cost first, then what still fits", () => {
    // Gains per cost from the start: layer 0 has 6/1 and 9/3, layer 1 has 1/1 and 12/3.
    const values = [10, 4, 1, 13, 12, 1]
    expect([...solveGreedy(twoLayers(values, 1)).choice]).toEqual([1, 0])
    expect([...solveGreedy(twoLayers(values, 2)).choice]).toEqual([1, 1])
    expect([...solveGreedy(twoLayers(values, 4)).choice]).toEqual([1, 2])
    expect([...solveGreedy(twoLayers(values, 6)).choice]).toEqual([2, 2])
  })

  for (const aggregation of ["sum", "product-of-sums"] as const) {
    test(`is feasible and never below the optimum: ${aggregation}`, () => {
      const check = property(smallProblems(aggregation), problem => {
        const { feasible, objective } = solveGreedy(problem)
        expect(feasible).toBe(true)
        expect(objective).toBeGreaterThanOrEqual(bruteForce(problem))
      })
      assertProperty(check, { numRuns: 500 })
    })

    test(`is within 1 % of the optimum on a network: ${aggregation}`, () => {
      const pe = aggregation === "sum" ? FINE_GRID.pe : COARSE_GRID.pe
      const problem = networkProblem({ layers: 52, pe, aggregation, ratio: 0.1, seed: 3 })
      const lists = undominated(problem)
      const greedy = solveGreedy(problem, lists)
      const exact = solveExact(problem, { lists })
      expect(greedy.feasible).toBe(true)
      expect(greedy.objective / exact.allocation.objective).toBeLessThan(1.01)
    })
  }

  test("refuses a budget below the cheapest allocation", () => {
    expect(() => solveGreedy({ ...twoLayers([1, 1, 1, 1, 1, 1], 5), budget: -1 })).toThrow(
      "budget is -1, the cheapest allocation needs 0",
    )
  })
})
