// Pareto fronts against the enumeration of all allocations.

import { assert as assertProperty, constantFrom, property } from "fast-check"
import { describe, expect, test } from "vitest"
import { paretoFront } from "../../src/allocation/front.ts"
import { AGGREGATIONS, type AllocationProblem, evaluateAllocation, limitsOf } from "../../src/allocation/problem.ts"
import { InputError } from "../../src/core/errors.ts"
import { forEachAllocation, fullProblems } from "./problems.ts"

/** All undominated (cost, objective) within the further constraints, by rising cost. */
function frontByForce(problem: AllocationProblem): [number, number][] {
  const points: [number, number][] = []
  forEachAllocation({ ...problem, budget: Number.POSITIVE_INFINITY }, choice => {
    const a = evaluateAllocation({ ...problem, budget: Number.POSITIVE_INFINITY }, choice)
    if (a.feasible) points.push([a.cost, a.objective])
  })
  points.sort((p, q) => p[0] - q[0] || p[1] - q[1])
  const kept: [number, number][] = []
  for (const p of points) if (kept.length === 0 || p[1] < kept[kept.length - 1][1]) kept.push(p)
  return kept
}

/** Whether numbers are integers of ordinary size, which are compared exactly. */
const whole = (problem: AllocationProblem) =>
  [...problem.values, ...limitsOf(problem).map(l => l.cost)].every(t =>
    t.every(v => Number.isNaN(v) || (v < 1e6 && Number.isInteger(v))),
  )

function expectRefused(problem: AllocationProblem): void {
  expect(() => paretoFront(problem, { points: "all" })).toThrow(InputError)
}

describe("paretoFront", () => {
  for (const aggregation of AGGREGATIONS) {
    for (const [limits, arrays] of [
      [1, 0],
      [2, 0],
      [1, 3],
      [2, 3],
    ] as const) {
      test(`all points: ${aggregation}, ${limits} constraints${arrays > 0 ? ", shared arrays" : ""}`, () => {
        const check = property(fullProblems(aggregation, limits, arrays).filter(whole), problem => {
          const expected = frontByForce(problem)
          if (expected.length === 0) return expectRefused(problem)
          const front = paretoFront(problem, { points: "all" })
          const found = front.map(({ allocation }) => [allocation.cost, allocation.objective])
          expect(found).toEqual(expected)
          for (const { allocation, bound } of front) expect(bound).toBe(allocation.objective)
        })
        assertProperty(check, { numRuns: 80 })
      })
    }
  }

  test("a sweep gives points of the whole front, its ends among them", () => {
    const check = property(fullProblems("sum", 1).filter(whole), constantFrom(2, 5), (problem, points) => {
      const all = frontByForce(problem)
      const swept = paretoFront(problem, { points }).map(p => [p.allocation.cost, p.allocation.objective])
      expect(swept.length).toBeLessThanOrEqual(points)
      for (const point of swept) expect(all).toContainEqual(point)
      expect([swept[0], swept[swept.length - 1]]).toEqual([all[0], all[all.length - 1]])
    })
    assertProperty(check, { numRuns: 100 })
  })
})
