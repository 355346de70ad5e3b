// Every solver of the full problem against brute force: several constraints, the slowest layer, shared arrays.

import { assert as assertProperty, property } from "fast-check"
import { describe, expect, test } from "vitest"
import { solveExact } from "../../src/allocation/exact.ts"
import { arrayDecision } from "../../src/allocation/exact-shared.ts"
import { solveGreedy } from "../../src/allocation/greedy.ts"
import { AGGREGATIONS, type AllocationProblem, evaluateAllocation } from "../../src/allocation/problem.ts"
import { InputError } from "../../src/core/errors.ts"
import { bruteForce, edgeProblems, fullProblems, roundingOfProblem } from "./problems.ts"

function expectRefused(problem: AllocationProblem): void {
  expect(() => solveExact(problem)).toThrow(InputError)
  expect(() => solveGreedy(problem)).toThrow(InputError)
}

/** Compares exact and greedy answers with the enumeration of all allocations. */
function compare(problem: AllocationProblem): void {
  const best = bruteForce(problem)
  if (best === Number.POSITIVE_INFINITY) return expectRefused(problem)
  const { allocation, bound } = solveExact(problem)
  expect(allocation).toEqual(evaluateAllocation(problem, allocation.choice))
  expect(allocation.feasible).toBe(true)
  expect(bound).toBe(allocation.objective)
  const rounding = roundingOfProblem(problem) * best
  expect(Math.abs(allocation.objective - best)).toBeLessThanOrEqual(rounding)
  const greedy = solveGreedy(problem)
  expect(greedy.feasible).toBe(true)
  expect(greedy.objective).toBeGreaterThanOrEqual(best - rounding)
}

describe("solveExact equals brute force", () => {
  for (const aggregation of AGGREGATIONS) {
    for (const limits of [1, 2, 3] as const) {
      for (const arrays of [0, 3]) {
        test(`${aggregation}, ${limits} constraints${arrays > 0 ? ", shared arrays" : ""}`, () => {
          assertProperty(property(fullProblems(aggregation, limits, arrays), compare), { numRuns: 100 })
        })

        test(`${aggregation}, ${limits} constraints${arrays > 0 ? ", shared arrays" : ""}, at the edge`, () => {
          assertProperty(property(edgeProblems(aggregation, limits, arrays), compare), { numRuns: 100 })
        })
      }
    }
  }

  test("an optimum in the last digits of two budgets, far from the greedy start", () => {
    const [n, base] = [Number.NaN, 363225000137.3]
    const cost = [base, n, base + 961.1, 2.4096e11, 2.4096e11, 2.4096e11, base, n, base + 1.222650001373e11]
    const problem: AllocationProblem = {
      layers: 3,
      choices: 3,
      values: [Float64Array.of(0, n, 1, 0, 0, 0, 0, n, 0), Float64Array.of(0, n, 0, 0, 0, 0, 1, n, 0)],
      aggregation: "product-of-sums",
      cost: Float64Array.from(cost),
      allowed: Uint8Array.of(1, 0, 1, 1, 1, 1, 1, 0, 1),
      budget: 967410000274.6001,
      further: [{ cost: Float64Array.of(1, n, 0, 0, 0, 0, 0, n, 7 / 3), budget: 1 }],
    }
    expect(solveExact(problem)).toMatchObject({ bound: 0, allocation: { objective: 0 } })
  })
})

describe("a shared array is one decision", () => {
  for (const aggregation of AGGREGATIONS) {
    test(`${aggregation}`, () => {
      assertProperty(
        property(fullProblems(aggregation, 2, 3), problem => {
          const { array } = problem
          if (array === undefined || bruteForce(problem) === Number.POSITIVE_INFINITY) return
          const decision = arrayDecision(problem, array)
          const { allocation } = solveExact(decision.problem)
          const best = decision.best[allocation.choice[0]]
          expect(best).toMatchObject({ objective: allocation.objective, cost: allocation.cost, feasible: true })
          expect(best?.objective).toBe(solveExact(problem).allocation.objective)
          for (const [i, one] of decision.best.entries()) {
            const choice = one?.choice ?? []
            expect(choice.every(k => array[k] === i)).toBe(true)
          }
        }),
        { numRuns: 100 },
      )
    })
  }
})
