import { assert as assertProperty, constantFrom, integer, nat, property } from "fast-check"
import { expect, test } from "vitest"
import { surrogateOf } from "../../env/surrogate.ts"
import { DualBounds } from "../../src/allocation/dual.ts"
import { solveGreedy } from "../../src/allocation/greedy.ts"
import { knapsackOf } from "../../src/allocation/knapsack.ts"
import { manyOf } from "../../src/allocation/many.ts"
import { bestMultipliers } from "../../src/allocation/multipliers.ts"
import { type Aggregation, type AllocationProblem, evaluateAllocation } from "../../src/allocation/problem.ts"
import { undominated } from "../../src/allocation/undominated.ts"
import { Rng } from "../../src/core/rng.ts"
import { randomProblem } from "./problems.ts"

function severalOf(seed: number, layers: number, aggregation: Aggregation): AllocationProblem {
  const rng = Rng.fromSeed(seed)
  const plain = randomProblem(rng, { layers, choices: 6, ratio: 0.4, aggregation })
  const known = solveGreedy(plain)
  const further = [1, 2].map(() => {
    const cost = plain.cost.map(() => rng.uniform(1, 6))
    const used = known.choice.reduce((sum, k, l) => sum + cost[l * 6 + k], 0)
    return { cost, budget: used * rng.uniform(1, 1.3) }
  })
  return { ...plain, further }
}

function surrogate(problem: AllocationProblem): AllocationProblem {
  return surrogateOf(problem, undominated(problem), [1], solveGreedy(problem).choice)
}

test("whatever keeps all budgets keeps the surrogate", () => {
  const shapes = constantFrom<Aggregation[]>("sum", "max")
  assertProperty(
    property(nat(), integer({ min: 1, max: 6 }), shapes, (seed, layers, aggregation) => {
      const problem = severalOf(seed, layers, aggregation)
      const one = surrogate(problem)
      expect(one.further).toBeUndefined()
      const rng = Rng.fromSeed(seed + 1)
      const drawn = Array.from({ length: 50 }, () => Int32Array.from({ length: layers }, () => rng.int(6)))
      const feasible = drawn.filter(choice => evaluateAllocation(problem, choice).feasible)
      for (const choice of feasible) expect(evaluateAllocation(one, choice).feasible).toBe(true)
      expect(evaluateAllocation(one, solveGreedy(problem).choice).feasible).toBe(true)
    }),
  )
})

test("of a sum it proves nearly as much as all constraints together", () => {
  for (let seed = 0; seed < 60; seed++) {
    const problem = severalOf(seed, 8, "sum")
    const lists = undominated(problem)
    const many = manyOf(problem, lists, [1])
    if (many === null) continue
    const best = bestMultipliers(many, 1e-9 * many.base)
    const one = surrogate(problem)
    const knapsack = knapsackOf(one, undominated(one))
    const bound = knapsack.base + new DualBounds(knapsack).bound(0, knapsack.slack)
    expect(bound).toBeLessThanOrEqual((many.base + best.bound) * (1 + 1e-6))
    expect(bound).toBeGreaterThanOrEqual((many.base + best.bound) * 0.97)
  }
})
