import { expect, test } from "vitest"
import { runEpisode } from "../../agents/episode.ts"
import { propose } from "../../agents/proposal.ts"
import { ScorerNetwork } from "../../agents/scorer-network.ts"
import { AllocationEnv } from "../../env/allocation-env.ts"
import { namedProblem } from "../../src/allocation/named.ts"
import { Rng } from "../../src/core/rng.ts"

/** A policy that wants the least regret: u is −1 at the saturating regret, everything else 0. */
function leastRegret(): ScorerNetwork {
  const network = new ScorerNetwork({ choiceFeatures: 5, situationFeatures: 6 })
  const [into, deep, out] = network.shapes.map(([rows, columns]) => new Float32Array(rows * columns))
  network.load([into, deep, out, Float32Array.of(0, 0, 0, -1, 0)])
  return network
}

const env = new AllocationEnv(namedProblem({ network: "squeezenet", platform: "mobile", budget: 0.1 }).problem)

test("the answer is the best of the passes, and no worse than the one in the order of the network", () => {
  const { allocation, plain, evaluations } = propose(env, leastRegret(), Rng.fromSeed(1), { precision: 0 })
  expect(evaluations).toBe(25)
  expect(allocation.feasible).toBe(true)
  expect(allocation.objective).toBeLessThanOrEqual(plain)
  const first = runEpisode(env, leastRegret(), { seed: 0, options: { order: "file" } }, null)
  expect(plain).toBe(first.info.objective)
})

test("more orders never make it worse, and equal generators give equal answers", () => {
  const objectiveOf = (orders: number) =>
    propose(env, leastRegret(), Rng.fromSeed(2), { orders, samples: 0, precision: 0 }).allocation.objective
  expect(propose(env, leastRegret(), Rng.fromSeed(2), { orders: 0, samples: 0 }).evaluations).toBe(1)
  expect(objectiveOf(4)).toBeLessThanOrEqual(objectiveOf(0))
  expect(objectiveOf(16)).toBeLessThanOrEqual(objectiveOf(4))
  expect(objectiveOf(8)).toBe(objectiveOf(8))
})

test("a number of orders below 0 is refused", () => {
  expect(() => propose(env, leastRegret(), Rng.fromSeed(1), { orders: -1 })).toThrow(
    "orders is -1, expected an integer of at least 0",
  )
})

test("passes end as soon as the answer is near enough to the lower bound", () => {
  const all = propose(env, leastRegret(), Rng.fromSeed(3), { precision: 0 })
  const gap = all.allocation.objective / env.lowerBound - 1
  const some = propose(env, leastRegret(), Rng.fromSeed(3), { precision: 2 * gap })
  expect(gap).toBeGreaterThan(0)
  expect(some.evaluations).toBeLessThan(all.evaluations)
  expect(some.allocation.objective).toBeLessThanOrEqual(env.lowerBound * (1 + 2 * gap))
  expect(some.plain).toBe(all.plain)
})

test("a large network gets fewer passes: none begins after so many decisions", () => {
  const layers = env.problem.layers
  const passes = (decisions: number) =>
    propose(env, leastRegret(), Rng.fromSeed(1), { precision: 0, decisions }).evaluations
  expect([passes(1), passes(layers), passes(layers + 1), passes(5 * layers)]).toEqual([1, 1, 2, 5])
  expect(passes(1000 * layers)).toBe(25)
})
