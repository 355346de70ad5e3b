import { assert as assertProperty, integer, property } from "fast-check"
import { describe, expect, test } from "vitest"
import { DualBounds } from "../../src/allocation/dual.ts"
import { type Knapsack, knapsackOf } from "../../src/allocation/knapsack.ts"
import type { AllocationProblem } from "../../src/allocation/problem.ts"
import { hullEdges, relax } from "../../src/allocation/relaxation.ts"
import { undominated } from "../../src/allocation/undominated.ts"
import { COARSE_GRID } from "../../src/core/choices.ts"
import { Rng } from "../../src/core/rng.ts"
import { networkProblem, smallProblems } from "./problems.ts"

function knapsack(problem: AllocationProblem): Knapsack {
  return knapsackOf(problem, undominated(problem))
}

/** Least Σ value of the layers order[t …] with Σ cost ≤ slack, by trying everything. */
function completion(k: Knapsack, order: Int32Array, t: number, slack: number): number {
  if (t === k.layers) return 0
  let least = Number.POSITIVE_INFINITY
  for (let i = k.start[order[t]]; i < k.start[order[t] + 1]; i++) {
    if (k.cost[i] <= slack) least = Math.min(least, k.value[i] + completion(k, order, t + 1, slack - k.cost[i]))
  }
  return least
}

/** The bound as it is defined: largest over the grid, each minimum over all entries. */
function byDefinition(k: Knapsack, grid: Float64Array, layers: Int32Array, slack: number): number {
  let largest = 0
  for (const price of grid) {
    let sum = -price * slack
    for (const l of layers) {
      let least = Number.POSITIVE_INFINITY
      for (let i = k.start[l]; i < k.start[l + 1]; i++) least = Math.min(least, k.value[i] + price * k.cost[i])
      sum += least
    }
    largest = Math.max(largest, sum)
  }
  return largest
}

const network = networkProblem({ layers: 20, pe: COARSE_GRID.pe, aggregation: "sum", ratio: 0.1, seed: 5 })

describe("DualBounds", () => {
  test("never exceeds the best completion, in any layer order", () => {
    const check = property(smallProblems("sum"), integer({ min: 0, max: 999 }), (problem, seed) => {
      const rng = Rng.fromSeed(seed)
      const k = knapsack(problem)
      const bounds = new DualBounds(k)
      const order = rng.shuffle(Int32Array.from({ length: k.layers }, (_, l) => l))
      bounds.start(order)
      const dearest = k.cost.reduce((a, b) => a + b, 0)
      for (let t = 0; t <= k.layers; t++) {
        const slack = rng.float() * dearest
        const bound = bounds.bound(t, slack)
        expect(bound).toBeGreaterThanOrEqual(0)
        expect(bound).toBeLessThanOrEqual(completion(k, order, t, slack) * (1 + 1e-9) + 1e-9)
      }
    })
    assertProperty(check, { numRuns: 300 })
  })

  test("is the largest bound over the grid, at the price it names", () => {
    const k = knapsack(network)
    const bounds = new DualBounds(k)
    const rng = Rng.fromSeed(9)
    const order = rng.shuffle(Int32Array.from({ length: k.layers }, (_, l) => l))
    bounds.start(order)
    for (let i = 0; i < 60; i++) {
      const t = rng.int(k.layers)
      const slack = i % 10 === 0 ? 0 : k.slack * 10 ** rng.uniform(-3, 1)
      const expected = byDefinition(k, bounds.grid, order.subarray(t), slack)
      expect(Math.abs(bounds.bound(t, slack) - expected)).toBeLessThanOrEqual(1e-9 * k.base)
      const named = byDefinition(k, Float64Array.of(bounds.price(t, slack)), order.subarray(t), slack)
      expect(Math.abs(named - expected)).toBeLessThanOrEqual(1e-9 * k.base)
    }
  })

  test("with the default grid it is close to the linear relaxation", () => {
    const k = knapsack(network)
    const relaxed = relax(k, hullEdges(k))
    const bounds = new DualBounds(k)
    expect(bounds.bound(0, k.slack)).toBeLessThanOrEqual(relaxed.value)
    expect(bounds.bound(0, k.slack)).toBeGreaterThan(0.995 * relaxed.value)
    expect(Math.abs(Math.log(bounds.price(0, k.slack) / relaxed.price))).toBeLessThan(0.1)
  })

  test("falls with the slack to zero, and holds where nothing is left to choose", () => {
    const k = knapsack(network)
    const bounds = new DualBounds(k)
    let last = Number.POSITIVE_INFINITY
    for (let share = 0; share <= 30; share++) {
      const bound = bounds.bound(3, (share / 10) * k.slack)
      expect(bound).toBeLessThanOrEqual(last)
      last = bound
    }
    expect(bounds.bound(0, 1e20)).toBe(0)
    expect(bounds.bound(k.layers, 0)).toBe(0)
    const single = { layers: 1, choices: 1, values: [Float64Array.of(5)], aggregation: "sum", budget: 9 } as const
    const only = knapsack({ ...single, cost: Float64Array.of(2), allowed: Uint8Array.of(1) })
    expect(new DualBounds(only).bound(0, only.slack)).toBe(0)
  })
})
