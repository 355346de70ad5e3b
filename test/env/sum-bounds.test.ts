import { assert as assertProperty, integer, nat, property } from "fast-check"
import { expect, test } from "vitest"
import { SumBounds } from "../../env/sum-bounds.ts"
import { DualBounds } from "../../src/allocation/dual.ts"
import { type Knapsack, knapsackOf } from "../../src/allocation/knapsack.ts"
import { undominated } from "../../src/allocation/undominated.ts"
import { Rng } from "../../src/core/rng.ts"
import { randomProblem } from "./problems.ts"

/** Least Σ value of the given layers within a slack, by trying everything. */
function leastOf({ start, cost, value }: Knapsack, layers: readonly number[], slack: number): number {
  const [layer, ...rest] = layers
  if (layer === undefined) return 0
  let least = Number.POSITIVE_INFINITY
  for (let e = start[layer]; e < start[layer + 1]; e++) {
    if (cost[e] > slack) continue
    least = Math.min(least, value[e] + leastOf({ start, cost, value } as Knapsack, rest, slack - cost[e]))
  }
  return least
}

test("exact for the last layers, the dual bound before, and never above the truth, in any order", () => {
  assertProperty(
    property(nat(), integer({ min: 1, max: 6 }), (seed, layers) => {
      const rng = Rng.fromSeed(seed)
      const problem = randomProblem(rng, { layers, choices: 5, ratio: rng.float() })
      const knapsack = knapsackOf(problem, undominated(problem))
      const order = Int32Array.from({ length: layers }, (_, l) => (l + seed) % layers)
      const [bounds, dual] = [new SumBounds(knapsack), new DualBounds(knapsack)]
      bounds.start(order)
      dual.start(order)
      const slack = rng.float() * knapsack.slack
      for (let t = 0; t <= layers; t++) {
        const truth = leastOf(knapsack, [...order.subarray(t)], slack)
        const bound = bounds.bound(t, slack)
        // Two layers have 25 selections at most: their front is kept.
        const lowest = t >= layers - 2 ? truth : dual.bound(t, slack)
        expect(bound).toBeGreaterThanOrEqual(lowest * (1 - 1e-12))
        expect(bound).toBeLessThanOrEqual(truth * (1 + 1e-12))
        expect(bounds.price(t, slack)).toBe(dual.price(t, slack))
      }
    }),
  )
})

test("a long front is not kept: there the bound is the dual one", () => {
  const problem = randomProblem(Rng.fromSeed(1), { layers: 30, choices: 12, ratio: 0.3 })
  const knapsack = knapsackOf(problem, undominated(problem))
  const [bounds, dual] = [new SumBounds(knapsack), new DualBounds(knapsack)]
  expect(bounds.bound(0, knapsack.slack)).toBe(dual.bound(0, knapsack.slack))
})
