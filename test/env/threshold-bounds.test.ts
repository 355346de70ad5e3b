import { assert as assertProperty, integer, nat, property } from "fast-check"
import { expect, test } from "vitest"
import { AllocationEnv } from "../../env/allocation-env.ts"
import { ThresholdBounds } from "../../env/threshold-bounds.ts"
import { countingUpTo } from "../../src/allocation/budget.ts"
import { solveExact } from "../../src/allocation/exact.ts"
import { knapsackOf } from "../../src/allocation/knapsack.ts"
import { undominated } from "../../src/allocation/undominated.ts"
import { Rng } from "../../src/core/rng.ts"
import { randomProblem } from "./problems.ts"

test("the bound is the least threshold whose cheapest choices fit, for the layers from any step on in any order", () => {
  assertProperty(
    property(nat(), integer({ min: 1, max: 6 }), (seed, layers) => {
      const rng = Rng.fromSeed(seed)
      const problem = randomProblem(rng, { layers, choices: 6, ratio: 0.6 })
      const knapsack = knapsackOf(problem, undominated(problem))
      const { start, cost, value } = knapsack
      const bounds = new ThresholdBounds(knapsack)
      const order = Int32Array.from({ length: layers }, (_, l) => (l + seed) % layers)
      bounds.start(order)
      const t = rng.int(layers + 1)
      const slack = rng.float() * knapsack.slack
      const cheapestBelow = (l: number, threshold: number) => {
        const fitting = [...value.keys()].filter(e => e >= start[l] && e < start[l + 1] && value[e] <= threshold)
        return Math.min(...fitting.map(e => cost[e]))
      }
      const keeps = (threshold: number) =>
        [...order.subarray(t)].reduce((sum, l) => sum + cheapestBelow(l, threshold), 0) <= slack
      const expected = Math.min(...[...new Set(value)].filter(keeps))
      expect(bounds.bound(t, slack)).toBe(expected)
      expect(bounds.price(t, slack) * slack).toBeCloseTo(expected, 9)
    }),
  )
})

test("with more values than thresholds are kept, the bound is one of them that fits", () => {
  const n = 3000
  const knapsack = {
    layers: 1,
    start: Int32Array.of(0, n),
    choice: Int32Array.from({ length: n }, (_, k) => k),
    cost: Float64Array.from({ length: n }, (_, k) => k),
    value: Float64Array.from({ length: n }, (_, k) => n - 1 - k),
    base: 0,
    slack: n,
    counting: countingUpTo(n),
  }
  const bounds = new ThresholdBounds(knapsack)
  for (const slack of [0, 1, 700.5, n - 1, n]) {
    const exact = Math.max(0, n - 1 - Math.floor(slack))
    expect(bounds.bound(0, slack)).toBeGreaterThanOrEqual(exact)
    expect(bounds.bound(0, slack)).toBeLessThanOrEqual(exact + 3)
  }
})

test("with one constraint, always a choice without regret gives the least bottleneck", () => {
  assertProperty(
    property(nat(), integer({ min: 1, max: 7 }), (seed, layers) => {
      const rng = Rng.fromSeed(seed)
      const problem = randomProblem(rng, { layers, choices: 6, ratio: rng.float(), aggregation: "max" })
      const env = new AllocationEnv(problem, { order: "random" })
      let [observation] = env.reset({ seed })
      for (;;) {
        const { choices, action_mask } = observation
        const width = choices.length / action_mask.length
        const free = [...action_mask.keys()].filter(k => action_mask[k] === 1 && choices[k * width + 3] < 1e-6)
        const [next, , ended, , info] = env.step(free[rng.int(free.length)])
        observation = next
        if (!ended) continue
        expect(info.objective).toBe(solveExact(problem).allocation.objective)
        return
      }
    }),
  )
})
