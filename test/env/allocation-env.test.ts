import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { AllocationEnv, type AllocationEnvOptions } from "../../env/allocation-env.ts"
import type { AllocationObservation } from "../../env/observation.ts"
import { type Info, ResetNeeded } from "../../env/ts-gym/index.ts"
import { BUDGET_TOLERANCE } from "../../src/allocation/budget.ts"
import { solveGreedy } from "../../src/allocation/greedy.ts"
import { type Allocation, type AllocationProblem } from "../../src/allocation/problem.ts"
import { Rng } from "../../src/core/rng.ts"
import { describeEnvContract } from "../contract/env.ts"
import { randomProblem } from "./problems.ts"

const problems = fc.record({
  seed: fc.nat(),
  layers: fc.integer({ min: 1, max: 9 }),
  choices: fc.integer({ min: 1, max: 12 }),
  ratio: fc.oneof(fc.constant(0), fc.constant(1), fc.double({ min: 0, max: 1.2, noNaN: true })),
  aggregation: fc.constantFrom("sum" as const, "product-of-sums" as const),
  forbidden: fc.constantFrom(0, 0.4),
})
const variants = fc.record({
  order: fc.constantFrom("file" as const, "random" as const),
  observation: fc.constantFrom("priced" as const, "plain" as const),
  choices: fc.constantFrom("undominated" as const, "all" as const),
})

interface Played {
  readonly observations: AllocationObservation[]
  readonly actions: number[]
  readonly rewards: number[]
  readonly info: Allocation & { order: Int32Array }
}

/** Plays an episode with the given rule: observation and step to action. */
function play(
  env: AllocationEnv,
  rule: (observation: AllocationObservation, t: number) => number,
  options: Record<string, unknown> = {},
): Played {
  let [observation] = env.reset({ seed: 1, options })
  const [observations, actions, rewards] = [[observation], [] as number[], [] as number[]]
  for (let t = 0; ; t++) {
    const action = rule(observation, t)
    const [next, reward, terminated, truncated, info] = env.step(action)
    expect(truncated).toBe(false)
    actions.push(action)
    rewards.push(reward)
    observations.push(next)
    observation = next
    if (terminated) return { observations, actions, rewards, info: info as never }
  }
}

/** A rule that draws among the allowed choices. */
function anyAllowed(rng: Rng) {
  return ({ action_mask }: AllocationObservation) => rng.categorical(action_mask)
}

function small(more: Partial<AllocationProblem> = {}): AllocationProblem {
  return { ...randomProblem(Rng.fromSeed(3), { layers: 4, choices: 6, ratio: 0.4 }), ...more }
}

for (const observation of ["priced", "plain"] as const) {
  for (const choices of ["undominated", "all"] as const) {
    const make = () => new AllocationEnv(small(), { observation, choices, order: "random" })
    describeEnvContract(`Allocation, ${observation}, ${choices}`, make)
  }
}

describe("episodes", () => {
  test("every episode of allowed actions is feasible, and every observation a member of the space", () => {
    fc.assert(
      fc.property(problems, variants, ({ seed, ...shape }, options: Partial<AllocationEnvOptions>) => {
        const rng = Rng.fromSeed(seed)
        const problem = randomProblem(rng, shape)
        const env = new AllocationEnv(problem, options)
        const { observations, info } = play(env, anyAllowed(rng))
        for (const observation of observations) expect(env.observationSpace.explain(observation)).toBeNull()
        expect(info.feasible).toBe(true)
        expect(info.cost).toBeLessThanOrEqual(problem.budget * (1 + BUDGET_TOLERANCE))
      }),
      { numRuns: 300 },
    )
  })

  test("an action without a 1 in the mask takes the cheapest choice and says so", () => {
    const problem = randomProblem(Rng.fromSeed(3), { layers: 6, choices: 6, ratio: 0.1 })
    const env = new AllocationEnv(problem, { choices: "all" })
    let [observation] = env.reset()
    let replaced = 0
    let outcome: Info = {}
    for (let ended = false; !ended; ) {
      const forbidden = observation.action_mask.lastIndexOf(0)
      const [next, , terminated, , info] = env.step(forbidden < 0 ? 0 : forbidden)
      expect(info.replaced).toBe(forbidden < 0 ? undefined : true)
      if (forbidden >= 0) replaced++
      observation = next
      ended = terminated
      outcome = info
    }
    expect(outcome.feasible).toBe(true)
    expect(replaced).toBeGreaterThan(0)
  })

  test("observations, masks and infos of a step are its own", () => {
    const env = new AllocationEnv(small())
    const [first, info] = env.reset()
    const copy = structuredClone({ first, info })
    env.step(0)
    env.step(0)
    expect({ first, info }).toEqual(copy)
    expect(info.actionMask).not.toBe(first.action_mask)
  })

  test("step outside an episode is refused", () => {
    const env = new AllocationEnv(small())
    expect(() => env.step(0)).toThrow(ResetNeeded)
    play(env, () => 0)
    expect(() => env.step(0)).toThrow("call reset() first")
  })

  test("wrong use is explained", () => {
    const env = new AllocationEnv(small())
    env.reset()
    expect(() => env.step(99)).toThrow(/^action is 99, expected/)
    expect(() => env.reset({ options: { order: [0, 1, 1, 3] } })).toThrow("permutation of 0 … 3")
    expect(() => new AllocationEnv(small(), { observation: "prized" as "priced" })).toThrow('Did you mean "priced"?')
    expect(() => new AllocationEnv(small({ budget: 1 }))).toThrow("budget is 1, the cheapest allocation needs")
  })
})

describe("mask", () => {
  test("allows exactly what leaves the cheapest choices of the other layers affordable", () => {
    const rng = Rng.fromSeed(8)
    const problem = randomProblem(rng, { layers: 5, choices: 8, ratio: 0.2, forbidden: 0.2 })
    const env = new AllocationEnv(problem, { choices: "all" })
    const cheapest = (l: number) =>
      Math.min(
        ...Array.from({ length: 8 }, (_, k) => (problem.allowed[l * 8 + k] ? problem.cost[l * 8 + k] : Infinity)),
      )
    const { observations, actions } = play(env, anyAllowed(rng))
    let spent = 0
    for (let l = 0; l < 5; l++) {
      const rest = [0, 1, 2, 3, 4].filter(j => j > l).reduce((sum, j) => sum + cheapest(j), 0)
      for (let k = 0; k < 8; k++) {
        const fits = spent + problem.cost[l * 8 + k] + rest <= problem.budget
        expect(observations[l].action_mask[k]).toBe(fits && problem.allowed[l * 8 + k] ? 1 : 0)
      }
      spent += problem.cost[l * 8 + actions[l]]
    }
    expect(observations.some(o => o.action_mask.includes(0))).toBe(true)
  })

  test("a budget that is exactly the cheapest allocation leaves one choice per layer", () => {
    const problem = randomProblem(Rng.fromSeed(2), { layers: 30, choices: 6, ratio: 0 })
    const { observations, info } = play(new AllocationEnv(problem, { order: "random" }), o => o.action_mask.indexOf(1))
    for (const { action_mask } of observations.slice(0, -1)) expect(action_mask.reduce((a, b) => a + b)).toBe(1)
    expect(info.feasible).toBe(true)
  })

  test("without a budget everything is allowed", () => {
    const env = new AllocationEnv(small({ budget: Number.POSITIVE_INFINITY }), { choices: "all" })
    const { observations, info } = play(env, () => 5)
    for (const { action_mask } of observations.slice(0, -1)) expect([...action_mask]).toEqual([1, 1, 1, 1, 1, 1])
    expect([...info.choice]).toEqual([5, 5, 5, 5])
  })
})

describe("reward", () => {
  test("adds up to N · (1 − objective / objective of the greedy allocation)", () => {
    fc.assert(
      fc.property(problems, variants, ({ seed, ...shape }, options) => {
        const rng = Rng.fromSeed(seed)
        const problem = randomProblem(rng, shape)
        const { rewards, info } = play(new AllocationEnv(problem, options), anyAllowed(rng))
        const total = rewards.reduce((sum, reward) => sum + reward, 0)
        const expected = problem.layers * (1 - info.objective / solveGreedy(problem).objective)
        expect(total).toBeCloseTo(expected, 6)
      }),
    )
  })

  test("is the same for the same choice in any order and at any time, for a sum", () => {
    const env = new AllocationEnv(small(), { choices: "all" })
    const forward = play(env, () => 0, { order: [0, 1, 2, 3] }).rewards
    const backward = play(env, () => 0, { order: [3, 2, 1, 0] }).rewards
    for (let l = 0; l < 4; l++) expect(backward[3 - l]).toBeCloseTo(forward[l], 9)
  })
})

describe("layer order", () => {
  test("the allocation is in the order of the network, whatever the order of the decisions", () => {
    const problem = small({ budget: Number.POSITIVE_INFINITY })
    const env = new AllocationEnv(problem, { choices: "all" })
    const { info } = play(env, (_, t) => t, { order: [2, 0, 3, 1] })
    expect([...info.choice]).toEqual([1, 3, 0, 2])
    expect([...info.order]).toEqual([2, 0, 3, 1])
  })

  test("random orders follow the seed", () => {
    const env = new AllocationEnv(randomProblem(Rng.fromSeed(1), { layers: 20, choices: 3, ratio: 0.5 }), {
      order: "random",
    })
    const orderOf = (seed?: number) => [...(env.reset({ seed })[1].order as Int32Array)]
    const first = orderOf(5)
    expect(orderOf()).not.toEqual(first)
    expect(orderOf(5)).toEqual(first)
    expect(orderOf(6)).not.toEqual(first)
    expect(first.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, l) => l))
  })
})
