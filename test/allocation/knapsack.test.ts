import { expect, test } from "vitest"
import { knapsackOf } from "../../src/allocation/knapsack.ts"
import type { AllocationProblem } from "../../src/allocation/problem.ts"
import { undominated } from "../../src/allocation/undominated.ts"

const problem: AllocationProblem = {
  layers: 2,
  choices: 4,
  values: [Float64Array.of(9, 9, 5, 6, 4, 3, 2, 1), Float64Array.of(9, 5, 9, 6, 1, 2, 3, 4)],
  aggregation: "product-of-sums",
  cost: Float64Array.of(10, 12, 12, 13, 20, 21, 22, 23),
  allowed: new Uint8Array(8).fill(1),
  budget: 40,
}

/** The entries of a layer as [choice, cost, value]. */
function entries(weights: number[], layer: number): number[][] {
  const { start, choice, cost, value } = knapsackOf(problem, undominated(problem), weights)
  const numbers = Array.from({ length: start[layer + 1] - start[layer] }, (_, i) => start[layer] + i)
  return numbers.map(i => [choice[i], cost[i], value[i]])
}

test("entries are differences to the cheapest and the best, undominated in the weighted sum", () => {
  const [first, second] = [0, 1].map(layer => entries([1, 2], layer))
  // Weighted values 27, 19, 23, 18: choice 2 costs what choice 1 does and is worse.
  expect(first).toEqual([
    [0, 0, 9],
    [1, 2, 1],
    [3, 3, 0],
  ])
  expect(second).toEqual([[0, 0, 0]])
})

test("of two entries of equal cost the one of less weighted value stays, wherever it stands", () => {
  for (const weights of [
    [2, 1],
    [1, 2],
  ]) {
    const costs = entries(weights, 0).map(([, cost]) => cost)
    expect(costs).toEqual([...new Set(costs)])
  }
  expect(entries([2, 1], 0)).toEqual([
    [0, 0, 9],
    [2, 2, 1],
    [3, 3, 0],
  ])
})

test("base and slack are what is left of objective and budget; an infinite budget leaves a finite slack", () => {
  const lists = undominated(problem)
  const knapsack = knapsackOf(problem, lists, [1, 2])
  expect(knapsack.base).toBe(18 + 6)
  expect(Math.abs(knapsack.slack - 10)).toBeLessThan(1e-7)
  expect(knapsackOf({ ...problem, budget: Number.POSITIVE_INFINITY }, lists, [1, 2]).slack).toBeLessThan(
    Number.POSITIVE_INFINITY,
  )
})
