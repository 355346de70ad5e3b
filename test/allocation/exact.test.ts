import { assert as assertProperty, property } from "fast-check"
import { describe, expect, test } from "vitest"
import { solveExact } from "../../src/allocation/exact.ts"
import { solveGreedy } from "../../src/allocation/greedy.ts"
import { type AllocationProblem, evaluateAllocation, smallestBudget } from "../../src/allocation/problem.ts"
import { COARSE_GRID, FINE_GRID } from "../../src/core/choices.ts"
import { InputError } from "../../src/core/errors.ts"
import { Rng } from "../../src/core/rng.ts"
import { bruteForce, networkProblem, roundingOfProblem, smallProblems } from "./problems.ts"

/** Checks what holds of every finished answer; returns its objective. */
function solved(problem: AllocationProblem): number {
  const { allocation, bound } = solveExact(problem)
  expect(allocation.feasible).toBe(true)
  expect(allocation).toEqual(evaluateAllocation(problem, allocation.choice))
  expect(bound).toBe(allocation.objective)
  return allocation.objective
}

/** Many layers whose value is nearly a function of cost, so that bounds cut little: hard for any solver. */
function hardProblem(layers: number, aggregation: AllocationProblem["aggregation"], seed: number): AllocationProblem {
  const rng = Rng.fromSeed(seed)
  const size = 8 * layers
  const cost = Float64Array.from({ length: size }, () => 1000 + rng.int(1000))
  const values = (aggregation === "sum" ? [0] : [0, 1]).map(() => cost.map(c => 3000 - c + 10 * rng.float()))
  const allowed = new Uint8Array(size).fill(1)
  return { layers, choices: 8, values, aggregation, cost, allowed, budget: 1500.5 * layers }
}

/** Least objective by dynamic programming over every integer cost, without bounds. */
function byTable({ layers, choices, values, cost, budget }: AllocationProblem): number {
  let least = new Float64Array(budget + 1)
  for (let l = 0; l < layers; l++) {
    const next = new Float64Array(budget + 1).fill(Number.POSITIVE_INFINITY)
    for (let e = l * choices; e < (l + 1) * choices; e++) {
      for (let c = cost[e]; c <= budget; c++) next[c] = Math.min(next[c], least[c - cost[e]] + values[0][e])
    }
    least = next
  }
  return least[budget]
}

describe("solveExact", () => {
  for (const aggregation of ["sum", "product-of-sums"] as const) {
    test(`equals brute force: ${aggregation}`, () => {
      const check = property(smallProblems(aggregation), problem => {
        const best = bruteForce(problem)
        expect(Math.abs(solved(problem) - best)).toBeLessThanOrEqual(roundingOfProblem(problem) * best)
      })
      assertProperty(check, { numRuns: 2000 })
    })

    test(`proves networks of coarse and fine choices: ${aggregation}`, () => {
      const pe = aggregation === "sum" ? FINE_GRID.pe : COARSE_GRID.pe
      for (const ratio of [0.05, 0.5]) {
        const problem = networkProblem({ layers: 52, pe, aggregation, ratio, seed: 1 })
        expect(solved(problem)).toBeLessThanOrEqual(solveGreedy(problem).objective)
      }
    })

    test(`gives a feasible answer and a true bound when cut short: ${aggregation}`, () => {
      for (let seed = 0; seed < 5; seed++) {
        const problem = hardProblem(12, aggregation, seed)
        const best = solved(problem)
        expect(solveExact(problem, { maxStates: 1 }).bound).toBeLessThan(best)
        for (const maxStates of [1, 30, 300]) {
          const { allocation, bound, states } = solveExact(problem, { maxStates })
          expect(allocation.feasible).toBe(true)
          expect(allocation.objective).toBeGreaterThanOrEqual(best * (1 - 1e-11))
          expect(bound).toBeLessThanOrEqual(best * (1 + 1e-11))
          expect(bound).toBeGreaterThan(0.9 * best)
          expect(states).toBeLessThanOrEqual(maxStates)
        }
      }
    })
  }

  test("equals plain dynamic programming where brute force cannot follow", () => {
    for (let seed = 0; seed < 20; seed++) {
      const rng = Rng.fromSeed(seed)
      const [layers, choices] = [30, 12]
      // Value nearly linear in cost: many states are close to the best.
      const cost = Float64Array.from({ length: layers * choices }, () => rng.int(40))
      const values = [cost.map(c => 25 * (40 - c) + rng.int(60))]
      const allowed = new Uint8Array(layers * choices).fill(1)
      const budget = 300 + 20 * seed
      const problem = { layers, choices, values, aggregation: "sum", cost, allowed, budget } as const
      expect(solved(problem)).toBe(byTable(problem))
    }
  })

  test("sees area differences of 1e2 beside areas of 1e13", () => {
    // The budget admits the second choice in one layer only; the tolerance is 1e-9 of 6e11, which is less than 1e3.
    const cost = Float64Array.of(3e11, 3e11 + 2e3, 3e11, 3e11 + 3e3)
    const values = [Float64Array.of(10, 7, 10, 6)]
    const allowed = new Uint8Array(4).fill(1)
    const problem = { layers: 2, choices: 2, values, aggregation: "sum", cost, allowed, budget: 6e11 + 3e3 } as const
    expect([...solveExact(problem).allocation.choice]).toEqual([0, 1])
    expect([...solveExact({ ...problem, budget: 6e11 + 2e3 }).allocation.choice]).toEqual([1, 0])
  })

  test("takes a budget of exactly the least, and refuses less by name", () => {
    const problem = networkProblem({ layers: 7, pe: COARSE_GRID.pe, aggregation: "sum", ratio: 0.5, seed: 2 })
    const least = smallestBudget(problem)
    const { allocation } = solveExact({ ...problem, budget: least })
    expect(allocation.cost).toBeLessThanOrEqual(least * (1 + 1e-9))
    const tooLittle = (): unknown => solveExact({ ...problem, budget: least / 2 })
    expect(tooLittle).toThrow(InputError)
    expect(tooLittle).toThrow(`budget is ${least / 2}, the cheapest allocation needs ${least}`)
  })
})
