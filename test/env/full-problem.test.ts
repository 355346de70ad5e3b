// Allocation-v1 on the full problem: several constraints, the slowest layer, mixed dataflows, shared arrays.

import { assert as assertProperty, constantFrom, integer, nat, property, record } from "fast-check"
import { describe, expect, test } from "vitest"
import { AllocationEnv } from "../../env/allocation-env.ts"
import { make } from "../../env/index.ts"
import { solveExact } from "../../src/allocation/exact.ts"
import { solveGreedy } from "../../src/allocation/greedy.ts"
import {
  type Aggregation,
  type Allocation,
  type AllocationProblem,
  evaluateAllocation,
} from "../../src/allocation/problem.ts"
import { InputError } from "../../src/core/errors.ts"
import { Rng } from "../../src/core/rng.ts"
import { randomProblem } from "./problems.ts"

/** A random problem; further constraints leave a random allocation feasible, and little more at share 0. */
function fullProblem(
  seed: number,
  layers: number,
  aggregation: Aggregation,
  further: number,
  share: number,
): AllocationProblem {
  const rng = Rng.fromSeed(seed)
  const plain = randomProblem(rng, { layers, choices: 5, ratio: 0.5, aggregation, forbidden: 0.2 })
  const known = solveGreedy(plain)
  const total = (cost: Float64Array) => known.choice.reduce((sum, k, l) => sum + cost[l * 5 + k], 0)
  const limits = Array.from({ length: further }, () => {
    const cost = plain.cost.map(() => rng.uniform(1, 4))
    return { cost, budget: total(cost) * (1 + share) }
  })
  return further === 0 ? plain : { ...plain, further: limits }
}

const cases = record({
  seed: nat(),
  layers: integer({ min: 1, max: 6 }),
  aggregation: constantFrom<Aggregation[]>("sum", "product-of-sums", "max"),
  further: integer({ min: 0, max: 3 }),
  share: constantFrom(0, 0.05, 0.5),
  choices: constantFrom("undominated" as const, "all" as const),
  order: constantFrom("file" as const, "random" as const),
})

describe("Allocation-v1", () => {
  test("every episode is feasible whatever is done, and the rewards add up to the objective", () => {
    assertProperty(
      property(cases, ({ seed, layers, aggregation, further, share, choices, order }) => {
        const problem = fullProblem(seed, layers, aggregation, further, share)
        const env = new AllocationEnv(problem, { choices, order })
        const reference = solveGreedy(problem)
        const rng = Rng.fromSeed(seed + 1)
        let [observation] = env.reset({ seed })
        let sum = 0
        for (;;) {
          expect(observation.action_mask.includes(1)).toBe(true)
          expect(env.observationSpace.contains(observation)).toBe(true)
          const [next, reward, ended, , info] = env.step(rng.int(env.actionSpace.n))
          sum += reward
          observation = next
          if (!ended) continue
          const { choice, objective, feasible } = info as unknown as Allocation
          expect(feasible).toBe(true)
          expect(objective).toBe(evaluateAllocation(problem, choice).objective)
          const expected = choices === "all" ? layers * (1 - objective / reference.objective) : sum
          expect(sum).toBeCloseTo(expected, 6)
          return
        }
      }),
      { numRuns: 300 },
    )
  })

  test("with several constraints the mask leaves out what no plan can pay for", () => {
    const cost = Float64Array.of(1, 2, 1, 2)
    const other = Float64Array.of(2, 1, 2, 1)
    const values = [Float64Array.of(4, 3, 9, 1)]
    const allowed = new Uint8Array(4).fill(1)
    const base = { layers: 2, choices: 2, values, aggregation: "sum", cost, allowed, budget: 3 } as const
    const env = new AllocationEnv({ ...base, further: [{ cost: other, budget: 3 }] }, { choices: "all" })
    const [first] = env.reset()
    expect([...first.action_mask]).toContain(1)
    const [second] = env.step(first.action_mask.indexOf(1))
    expect([...second.action_mask]).toEqual(first.action_mask[0] === 1 ? [0, 1] : [1, 0])
  })

  test("takes named problems with mixed dataflows, throughput and several constraints", () => {
    const env = make("Allocation-v1", {
      network: "example",
      dataflow: "mix",
      objective: "throughput",
      budget: 0.1,
      further: [{ constraint: "l2", budget: 0.1 }],
    })
    const [observation] = env.reset({ seed: 0 })
    expect(observation.action_mask.includes(1)).toBe(true)
    env.close()
  })

  test("refuses a shared array by name", () => {
    const named = { network: "example", deployment: "ls" } as const
    expect(() => make("Allocation-v1", named)).toThrow(InputError)
    expect(() => make("Allocation-v1", named)).toThrow("shared array (LS)")
    expect(() => make("ConfuciuX-v0", { ...named, platform: "confuciux" })).toThrow("shared array (LS)")
  })
})

test("no allocation is below the environment's lower bound, and of one constraint's bottleneck it is the optimum", () => {
  assertProperty(
    property(cases, ({ seed, layers, aggregation, further, share }) => {
      const problem = fullProblem(seed, layers, aggregation, further, share)
      const { lowerBound } = new AllocationEnv(problem)
      const { objective } = solveExact(problem).allocation
      expect(lowerBound).toBeLessThanOrEqual(objective * (1 + 1e-9))
      const known = aggregation === "max" && further === 0 ? objective : lowerBound
      expect(lowerBound).toBe(known)
      expect(new AllocationEnv(problem, { observation: "plain" }).lowerBound).toBe(Number.NEGATIVE_INFINITY)
    }),
  )
})
