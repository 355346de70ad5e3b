import { beforeAll, describe, expect, test } from "vitest"
import { loadBackend, type TensorFlow } from "../../agents/backend.ts"
import { decode, runEpisode } from "../../agents/episode.ts"
import { Reinforce } from "../../agents/reinforce.ts"
import { RulePolicy } from "../../agents/rule-policy.ts"
import { AllocationEnv } from "../../env/allocation-env.ts"
import { regretOf } from "../../env/observation.ts"
import type { AllocationProblem } from "../../src/allocation/problem.ts"
import { Rng } from "../../src/core/rng.ts"
import { randomProblem } from "../env/problems.ts"

let tf: TensorFlow
beforeAll(async () => {
  ;({ tf } = await loadBackend("wasm"))
})

const made = (): AllocationProblem => randomProblem(Rng.fromSeed(3), { layers: 5, choices: 7, ratio: 0.4 })

function fill(policy: RulePolicy, value: (i: number) => number): void {
  const [variable] = policy.variables
  const values = Float32Array.from({ length: variable.size }, (_, i) => value(i))
  tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)))
  policy.sync()
}

describe("RulePolicy", () => {
  test("starts as the look-ahead rule: greedily the least regret", () => {
    const env = new AllocationEnv(made())
    const policy = new RulePolicy(tf, env)
    const [{ episode }] = decode(env, policy, Rng.fromSeed(0), [])
    for (const [t, observation] of episode.trajectory.observations.entries()) {
      const regrets = Array.from(observation.action_mask, (bit, k) => (bit === 1 ? regretOf(observation, k) : Infinity))
      expect(regretOf(observation, episode.trajectory.actions[t])).toBe(Math.min(...regrets))
    }
    policy.dispose()
  })

  test("samples what the graph says: frequencies of the first action", () => {
    const env = new AllocationEnv(made())
    const policy = new RulePolicy(tf, env, { softness: 0.1 })
    fill(policy, i => Math.sin(7 * i))
    const [observation] = env.reset({ seed: 0 })
    const mask = observation.action_mask
    const probability = (action: number) =>
      tf.tidy(() =>
        Math.exp(
          policy.evaluate([{ observations: [observation], actions: [action], rewards: [0] }]).logProb.dataSync()[0],
        ),
      )
    const expected = Array.from(mask, (bit, k) => (bit === 1 ? probability(k) : 0))
    expect(expected.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5)
    const counts = expected.map(() => 0)
    const rng = Rng.fromSeed(4)
    for (let i = 0; i < 4000; i++) {
      policy.begin()
      counts[policy.act(observation, rng)]++
    }
    // Four standard errors of the most variable frequency.
    for (const [k, count] of counts.entries()) expect(Math.abs(count / 4000 - expected[k])).toBeLessThan(0.032)
    policy.dispose()
  })

  test("equal layers share a row of the table", () => {
    const one = made()
    const repeat = <T extends Float64Array | Uint8Array>(table: T): T => {
      const copy = table.slice() as T
      for (let l = 0; l < one.layers; l++) copy.set(table.subarray(0, one.choices), l * one.choices)
      return copy
    }
    const problem = {
      ...one,
      values: one.values.map(repeat),
      cost: repeat(one.cost),
      allowed: repeat(one.allowed),
      budget: 1e9,
    }
    const policy = new RulePolicy(tf, new AllocationEnv(problem))
    expect(policy.variables[0].shape[0]).toBe(1)
    policy.dispose()
  })

  test("learns that a choice is better than the rule says", () => {
    const env = new AllocationEnv({ ...made(), budget: 1e9 })
    const policy = new RulePolicy(tf, env, { softness: 1 })
    // With budget for everything the rule takes the dearest choices; the table is set against them, and has to unlearn it.
    fill(policy, i => (i % env.actionSpace.n === 0 ? 1.5 : 0))
    const before = runEpisode(env, policy, { seed: 0 }, null).total
    const agent = new Reinforce(tf, [env], policy, Rng.fromSeed(1), { episodes: 240, learningRate: 0.3, entropy: 0 })
    while (!agent.done) agent.update()
    const after = runEpisode(env, policy, { seed: 0 }, null).total
    expect(before).toBeLessThan(-1)
    expect(after).toBeGreaterThan(before / 10)
    policy.dispose()
  })

  test("wrong use", () => {
    const plain = new AllocationEnv(made(), { observation: "plain" })
    expect(() => new RulePolicy(tf, plain)).toThrow('the observation is "plain", expected "priced"')
    expect(() => new RulePolicy(tf, new AllocationEnv(made()), { softness: 0 })).toThrow("softness is 0")
  })
})
