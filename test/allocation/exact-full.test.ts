// Every solver of the full problem against brute force: several constraints, the slowest layer, shared arrays.

import { assert as assertProperty, property } from "fast-check"
import { describe, expect, test } from "vitest"
import { solveExact } from "../../src/allocation/exact.ts"
import { solveGreedy } from "../../src/allocation/greedy.ts"
import { AGGREGATIONS, type AllocationProblem, evaluateAllocation } from "../../src/allocation/problem.ts"
import { InputError } from "../../src/core/errors.ts"
import { bruteForce, fullProblems } from "./problems.ts"

/** Whether a function throws an InputError. */
function refuses(run: () => unknown): boolean {
  try {
    run()
  } catch (error) {
    if (error instanceof InputError) return true
    throw error
  }
  return false
}

/** Compares exact and greedy answers with the enumeration of all allocations. */
function compare(problem: AllocationProblem): void {
  const best = bruteForce(problem)
  const none = best === Number.POSITIVE_INFINITY
  expect([refuses(() => solveExact(problem)), refuses(() => solveGreedy(problem))]).toEqual([none, none])
  if (none) return
  const { allocation, bound } = solveExact(problem)
  expect(allocation).toEqual(evaluateAllocation(problem, allocation.choice))
  expect(allocation.feasible).toBe(true)
  expect(bound).toBe(allocation.objective)
  expect(Math.abs(allocation.objective - best)).toBeLessThanOrEqual(1e-11 * best)
  const greedy = solveGreedy(problem)
  expect(greedy.feasible).toBe(true)
  expect(greedy.objective).toBeGreaterThanOrEqual(best * (1 - 1e-11))
}

describe("solveExact equals brute force", () => {
  for (const aggregation of AGGREGATIONS) {
    for (const limits of [1, 2, 3] as const) {
      test(`${aggregation}, ${limits} constraints`, () => {
        assertProperty(property(fullProblems(aggregation, limits), compare), { numRuns: 150 })
      })

      test(`${aggregation}, ${limits} constraints, shared arrays`, () => {
        assertProperty(property(fullProblems(aggregation, limits, 3), compare), { numRuns: 80 })
      })
    }
  }
})
