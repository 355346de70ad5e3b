import { describe, expect, test } from "vitest"
import { AllocationEnv, type AllocationEnvOptions } from "../../env/allocation-env.ts"
import type { AllocationObservation } from "../../env/observation.ts"
import type { AllocationProblem } from "../../src/allocation/problem.ts"
import { Rng } from "../../src/core/rng.ts"
import { randomProblem } from "./problems.ts"

/** Three layers; cost and value of choice k of layer l are written out so that features can be worked out by hand. */
const HAND: AllocationProblem = {
  layers: 3,
  choices: 3,
  values: [Float64Array.from([100, 40, 20, 10, 5, 4, 50, 30, 10])],
  aggregation: "sum",
  cost: Float64Array.from([1, 2, 4, 1, 2, 5, 2, 4, 8]),
  allowed: new Uint8Array(9).fill(1),
  budget: 9,
}
// Cheapest: 1 + 1 + 2 = 4, slack 5. To be won: 80 + 6 + 40 = 126; wanted: 3 + 4 + 6 = 13.

function first(options: Partial<AllocationEnvOptions>, problem = HAND): AllocationObservation {
  return new AllocationEnv(problem, options).reset()[0]
}

function expectClose(actual: ArrayLike<number>, expected: number[]): void {
  expect(actual.length).toBe(expected.length)
  for (const [i, value] of expected.entries()) expect(actual[i], `entry ${i}`).toBeCloseTo(value, 5)
}

/** The first four features of "plain" for a choice of HAND's first layer. */
function row(cost: number, value: number, position: number): number[] {
  const shares = [Math.log(1 + (3 * cost) / 5), Math.log(1 + (3 * (value - 20)) / 126)]
  return [...shares, Math.log(value / 20) / 2, position]
}

/** The two regret features. */
function features(q: number): number[] {
  return [q / (q + 0.3), Math.log(q + 1e-4) / 5]
}

test("plain, by hand: shares of slack and value, ratio to the best value, position", () => {
  const { choices, situation, action_mask } = first({ observation: "plain" })
  expect([...action_mask]).toEqual([1, 1, 1])
  expectClose(choices, [...row(0, 100, 0), ...row(1, 40, 0.5), ...row(3, 20, 1)])
  const [gain, want] = [(3 * 80) / 126, (3 * 3) / 13]
  expectClose(situation, [Math.log(5 / 13 + 0.001) / 3, 1, Math.log(3) / 4, Math.log(1 + gain), Math.log(1 + want)])
})

test("plain with a grid shows PEs and tile", () => {
  const grid = { pe: [1, 4, 16], tile: [2] }
  const { choices } = first({ observation: "plain", grid })
  expect(choices.length).toBe(15)
  expectClose(
    [3, 4, 8, 9, 13, 14].map(i => choices[i]),
    [0, 1, 0.5, 1, 1, 1],
  )
})

test("unaffordable choices are masked and show nothing", () => {
  const env = new AllocationEnv(HAND)
  env.reset()
  const [observation] = env.step(2)
  // Left: 5 − 3 = 2; layer 1's last choice costs 4 more than its cheapest.
  expect([...observation.action_mask]).toEqual([1, 1, 0])
  expect([...observation.choices.subarray(10)]).toEqual([0, 0, 0, 0, 0])
})

test("at the last decision the regret is what the choice loses against the best affordable one", () => {
  const env = new AllocationEnv(HAND)
  env.reset()
  env.step(0)
  const [{ choices, action_mask }] = env.step(1)
  // Left: 4. The last layer's choices cost 0, 2 and 6 more, and have 50, 30 and 10; 30 is the best affordable.
  expect([...action_mask]).toEqual([1, 1, 0])
  expectClose(choices.subarray(3, 5), features(20 / 40))
  expectClose(choices.subarray(8, 10), features(0))
})

test("some allowed choice has no regret", () => {
  const rng = Rng.fromSeed(4)
  for (let i = 0; i < 20; i++) {
    const problem = randomProblem(rng, { layers: 2, choices: 6, ratio: rng.uniform(0.1, 0.9) })
    const { choices, action_mask } = first({ observation: "priced", choices: "all" }, problem)
    const saturating = Array.from({ length: 6 }, (_, k) => choices[k * 5 + 3]).filter((_, k) => action_mask[k] !== 0)
    expect(Math.min(...saturating)).toBe(0)
  }
})

describe("ratios only", () => {
  const problem = randomProblem(Rng.fromSeed(6), { layers: 8, choices: 9, ratio: 0.3 })
  const scaled = {
    ...problem,
    values: problem.values.map(table => table.map(v => v * 1e6)),
    cost: problem.cost.map(c => c * 1e-3),
    budget: problem.budget * 1e-3,
  }
  for (const observation of ["priced", "plain"] as const) {
    test(`${observation}: no unit enters`, () => {
      const [a, b] = [new AllocationEnv(problem, { observation }), new AllocationEnv(scaled, { observation })]
      let [[x], [y]] = [a.reset(), b.reset()]
      for (let t = 0; t < 8; t++) {
        for (const key of ["choices", "situation"] as const) {
          for (let i = 0; i < x[key].length; i++) expect(x[key][i]).toBeCloseTo(y[key][i], 4)
        }
        x = a.step(t % 3)[0]
        y = b.step(t % 3)[0]
      }
    })
  }
})

test("layers that cannot be improved and budgets without slack give finite features", () => {
  const flat: AllocationProblem = {
    layers: 2,
    choices: 2,
    values: [Float64Array.from([0, 0, 7, 7])],
    aggregation: "sum",
    cost: Float64Array.from([1, 1, 1, 1]),
    allowed: new Uint8Array(4).fill(1),
    budget: 2,
  }
  for (const observation of ["priced", "plain"] as const) {
    for (const choices of ["undominated", "all"] as const) {
      const env = new AllocationEnv(flat, { observation, choices })
      for (const [seen] of [env.reset(), env.step(0), env.step(0)]) {
        expect(env.observationSpace.explain(seen)).toBeNull()
        expect([...seen.choices, ...seen.situation].every(Number.isFinite)).toBe(true)
      }
    }
  }
})
