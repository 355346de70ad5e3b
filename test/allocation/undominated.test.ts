import { array, assert as assertProperty, double, property } from "fast-check"
import { describe, expect, test } from "vitest"
import { equalLayers } from "../../src/allocation/equal-layers.ts"
import type { AllocationProblem } from "../../src/allocation/problem.ts"
import { convexHull, undominated } from "../../src/allocation/undominated.ts"
import { InputError } from "../../src/core/errors.ts"
import { smallProblems } from "./problems.ts"

/** One layer with the given (cost, value, …) rows. */
function oneLayer(rows: number[][], allowed = rows.map(() => 1)): AllocationProblem {
  const column = (i: number): Float64Array => Float64Array.from(rows, r => r[i])
  const values = rows[0].slice(1).map((_, i) => column(i + 1))
  const aggregation = values.length === 1 ? "sum" : "product-of-sums"
  const flags = Uint8Array.from(allowed)
  return { layers: 1, choices: rows.length, values, aggregation, cost: column(0), allowed: flags, budget: 1e9 }
}

/** Whether entry a is no worse than entry b in cost and every value. */
function noWorse({ values, cost }: AllocationProblem, a: number, b: number): boolean {
  return [cost, ...values].every(table => table[a] <= table[b])
}

describe("undominated", () => {
  test("keeps by rising cost what is not beaten, and the first of equals", () => {
    const problem = oneLayer([
      [5, 5],
      [3, 9],
      [5, 5],
      [4, 9],
      [9, 1],
      [3, 10],
      [9, 2],
    ])
    expect([...undominated(problem).choice]).toEqual([1, 0, 4])
  })

  test("with two values, being best in one is enough", () => {
    const problem = oneLayer([
      [1, 5, 5],
      [2, 4, 9],
      [2, 9, 4],
      [3, 4, 9],
      [3, 5, 4],
    ])
    expect([...undominated(problem).choice]).toEqual([0, 1, 2, 4])
  })

  test("does not see disallowed choices, and names a layer that has nothing else", () => {
    const rows = [
      [1, 1],
      [2, 5],
      [3, 4],
    ]
    expect([...undominated(oneLayer(rows, [0, 1, 1])).choice]).toEqual([1, 2])
    const nothing = (): unknown => undominated(oneLayer(rows, [0, 0, 0]))
    expect(nothing).toThrow(InputError)
    expect(nothing).toThrow("layer 1 has no allowed choice")
  })

  for (const aggregation of ["sum", "product-of-sums"] as const) {
    test(`lists exactly the choices without a dominator: ${aggregation}`, () => {
      const check = property(smallProblems(aggregation), problem => {
        const { start, choice } = undominated(problem)
        for (let l = 0; l < problem.layers; l++) {
          const entries = [...choice.subarray(start[l], start[l + 1])].map(k => l * problem.choices + k)
          const all = Array.from({ length: problem.choices }, (_, k) => l * problem.choices + k)
          const expected = all.filter(e => {
            if (problem.allowed[e] === 0) return false
            const beats = (d: number): boolean =>
              problem.allowed[d] === 1 && d !== e && noWorse(problem, d, e) && (!noWorse(problem, e, d) || d < e)
            return !all.some(beats)
          })
          expect([...entries].sort((a, b) => a - b)).toEqual(expected)
          const costs = entries.map(e => problem.cost[e])
          expect(costs).toEqual([...costs].sort((a, b) => a - b))
        }
      })
      assertProperty(check, { numRuns: 500 })
    })
  }
})

test("equalLayers compares what may be chosen and nothing else", () => {
  const values = [Float64Array.of(1, 2, 1, 2, 1, 3, 1, 99)]
  const cost = Float64Array.of(5, 6, 5, 6, 5, 6, 5, 7)
  const base = { layers: 4, choices: 2, values, aggregation: "sum", cost, budget: 100 } as const
  expect([...equalLayers({ ...base, allowed: Uint8Array.of(1, 1, 1, 1, 1, 1, 1, 1) })]).toEqual([0, 0, 2, 3])
  expect([...equalLayers({ ...base, allowed: Uint8Array.of(1, 0, 1, 1, 1, 0, 1, 0) })]).toEqual([0, 1, 0, 0])
})

test("convexHull: every point is on or above its edges, slopes fall, ends are corners", () => {
  const positive = double({ min: 0.01, max: 1000, noNaN: true })
  const check = property(array(positive, { minLength: 1, maxLength: 12 }), steps => {
    const cost = Float64Array.from(steps, (_, i) => i + Math.sin(i) / 2)
    const value = Float64Array.from(steps, (_, i) => steps.slice(i).reduce((a, b) => a + b))
    const corners = new Int32Array(steps.length)
    const n = convexHull(corners, cost, value, 0, steps.length)
    expect([corners[0], corners[n - 1]]).toEqual([0, steps.length - 1])
    let last = Number.POSITIVE_INFINITY
    for (let c = 1; c < n; c++) {
      const [a, b] = [corners[c - 1], corners[c]]
      const slope = (value[a] - value[b]) / (cost[b] - cost[a])
      expect(slope).toBeLessThan(last)
      last = slope
      for (let i = a; i <= b; i++) {
        expect(value[i]).toBeGreaterThanOrEqual(value[a] - slope * (cost[i] - cost[a]) - 1e-9 * value[a])
      }
    }
  })
  assertProperty(check, { numRuns: 300 })
})
