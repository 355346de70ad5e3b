// The perceptron policy, and REINFORCE with it in environments that know nothing of allocation.

import { beforeAll, describe, expect, test } from "vitest"
import { loadBackend, type TensorFlow } from "../../agents/backend.ts"
import { runEpisode } from "../../agents/episode.ts"
import { type MlpOptions, MlpPolicy } from "../../agents/mlp-policy.ts"
import type { ActionMask, Policy, Trajectory } from "../../agents/policy.ts"
import { Reinforce, type ReinforceOptions } from "../../agents/reinforce.ts"
import { Box, Discrete, type Env, FlattenObservation, MultiDiscrete, make } from "../../env/ts-gym/index.ts"
import { Rng } from "../../src/core/rng.ts"
import { PRESENT } from "./present-backends.ts"
import { DialsEnv, MaskedEnv } from "./tiny-envs.ts"

let tf: TensorFlow
beforeAll(async () => {
  ;({ tf } = await loadBackend("wasm"))
})

const BOX = new Box(-1, 1, [3])

/** A policy that fits the environment, and its learner. */
function learnerFor<Obs, Act>(
  env: Env<Obs, Act>,
  seed: number,
  options: Partial<ReinforceOptions>,
  shape: MlpOptions = {},
) {
  const rng = Rng.fromSeed(seed)
  const policy = new MlpPolicy(tf, env, rng.split("policy"), shape)
  return { policy, learner: new Reinforce(tf, [env], policy, rng.split("reinforce"), options) }
}

function learn(learner: { done: boolean; update(): unknown }, updates = Number.POSITIVE_INFINITY): void {
  for (let i = 0; i < updates && !learner.done; i++) learner.update()
}

/** Mean return of 100 episodes, greedy or sampled. */
function meanReturn<Obs, Act>(env: Env<Obs, Act>, policy: Policy<Obs, Act>, rng: Rng | null): number {
  const totals = Array.from({ length: 100 }, (_, i) => runEpisode(env, policy, { seed: i }, rng).total)
  return totals.reduce((sum, total) => sum + total, 0) / totals.length
}

/** Probability of an action under the graph. */
function probability<Act>(policy: Policy<Float32Array, Act>, x: Float32Array, action: Act, mask: ActionMask): number {
  const trajectory: Trajectory<Float32Array, Act> = {
    observations: [x],
    actions: [action],
    rewards: [0],
    masks: [mask],
  }
  return tf.tidy(() => Math.exp(policy.evaluate([trajectory]).logProb.dataSync()[0]))
}

describe("the policy", () => {
  const x = Float32Array.of(0.9, -0.5, 0.2)

  test.each<[string, ActionMask, number[]]>([
    ["free", null, [5, 6, 7, 8]],
    ["masked", Uint8Array.of(1, 0, 1, 1), [5, 7, 8]],
  ])("sampling follows the graph's probabilities: Discrete from 5, %s", (_, mask, possible) => {
    const spaces = { observationSpace: BOX, actionSpace: new Discrete(4, { start: 5 }) }
    const policy = new MlpPolicy(tf, spaces, Rng.fromSeed(1), { hidden: [8, 4] })
    const expected = [5, 6, 7, 8].map(action => probability(policy, x, action, mask))
    expect(expected.reduce((sum, p) => sum + p)).toBeCloseTo(1, 5)
    const rng = Rng.fromSeed(2)
    const drawn = Array.from({ length: 20_000 }, () => policy.act(x, rng, mask))
    expect([...new Set(drawn)].sort()).toEqual(possible)
    for (const [i, p] of expected.entries()) {
      expect(Math.abs(drawn.filter(action => action === 5 + i).length / drawn.length - p)).toBeLessThan(0.015)
    }
    expect(policy.act(x, null, mask)).toBe(5 + expected.indexOf(Math.max(...expected)))
    policy.dispose()
  })

  test("parts of a MultiDiscrete are masked and drawn by themselves, and their probabilities multiply", () => {
    const spaces = { observationSpace: BOX, actionSpace: new MultiDiscrete([2, 3], { start: [0, -1] }) }
    const policy = new MlpPolicy(tf, spaces, Rng.fromSeed(3), { hidden: [] })
    const mask = [Uint8Array.of(1, 1), Uint8Array.of(0, 1, 1)]
    const all = [0, 1].flatMap(a => [-1, 0, 1].map(b => Int32Array.of(a, b)))
    const expected = all.map(action => probability(policy, x, action, mask))
    expect(expected.reduce((sum, p) => sum + p)).toBeCloseTo(1, 5)
    expect([expected[0], expected[3]]).toEqual([0, 0])
    expect(expected[1] * expected[5]).toBeCloseTo(expected[2] * expected[4], 6)
    const rng = Rng.fromSeed(4)
    const drawn = Array.from({ length: 20_000 }, () => String(policy.act(x, rng, mask)))
    for (const [i, action] of all.entries()) {
      const share = drawn.filter(d => d === String(action)).length / drawn.length
      expect(Math.abs(share - expected[i])).toBeLessThan(0.015)
    }
    policy.dispose()
  })

  test.each(PRESENT)(
    "the gradient is that of finite differences, masks and unequal episodes included (%s)",
    async on => {
      ;({ tf } = await loadBackend(on))
      const env = new MaskedEnv()
      const { policy, learner } = learnerFor(env, 5, {}, { hidden: [4] })
      const rng = Rng.fromSeed(6)
      const batch = [0, 1, 2].map(seed => runEpisode(env, policy, { seed }, rng).trajectory)
      expect(new Set(batch.map(t => t.actions.length)).size).toBeGreaterThan(1)
      const advantages = batch.map(t => Float64Array.from(t.actions, () => rng.uniform(-1, 1)))
      const { gradient } = learner.gradient(batch, advantages, 0.3)
      let at = 0
      for (const variable of policy.variables) {
        const start = variable.dataSync().slice()
        for (let i = 0; i < start.length; i += 3) {
          const [below, above] = [-1, 1].map(sign => {
            const moved = start.slice()
            moved[i] += sign * 0.01
            tf.tidy(() => variable.assign(tf.tensor(moved, variable.shape)))
            return learner.gradient(batch, advantages, 0.3).loss
          })
          expect(Math.abs((above - below) / 0.02 - gradient[at + i])).toBeLessThan(2e-4)
        }
        tf.tidy(() => variable.assign(tf.tensor(start, variable.shape)))
        at += start.length
      }
      policy.dispose()
      ;({ tf } = await loadBackend("wasm"))
    },
  )

  test("spaces and observations it cannot take are refused", () => {
    const actionSpace = new Discrete(2)
    const build = (spaces: object) => () => new MlpPolicy(tf, spaces as Env, Rng.fromSeed(0))
    expect(build({ observationSpace: new Discrete(4), actionSpace })).toThrow(
      "observationSpace is Discrete(4), expected a Box; wrap the environment in FlattenObservation",
    )
    expect(build({ observationSpace: BOX, actionSpace: BOX })).toThrow(
      /^actionSpace is Box\(.*, expected a Discrete or a MultiDiscrete of int32$/,
    )
    const policy = new MlpPolicy(tf, { observationSpace: BOX, actionSpace }, Rng.fromSeed(0))
    expect(() => policy.act(new Float32Array(4), null)).toThrow("observation has 4 numbers, expected 3")
    policy.dispose()
  })
})

describe("learning", () => {
  test("solves CartPole-v1", () => {
    const env = make("CartPole-v1")
    const { policy, learner } = learnerFor(env, 0, { episodes: 600, gamma: 0.99 })
    expect(meanReturn(env, policy, Rng.fromSeed(1))).toBeLessThan(60)
    learn(learner)
    expect(meanReturn(env, policy, Rng.fromSeed(1))).toBeGreaterThanOrEqual(475)
    policy.dispose()
  })

  test("finds the way over the frozen lake, whose observations are numbers made flat", () => {
    const env = new FlattenObservation(make("FrozenLake-v1", { isSlippery: false }))
    const { policy, learner } = learnerFor(env, 0, { episodes: 1024, gamma: 0.99 })
    learn(learner)
    expect(runEpisode(env, policy, { seed: 0 }, null).total).toBe(1)
    policy.dispose()
  })

  test("never takes an action that is masked, and learns among the others", () => {
    const env = new MaskedEnv()
    const { policy, learner } = learnerFor(env, 0, { episodes: 1200, learningRate: 0.1 }, { hidden: [] })
    learn(learner) // the environment throws at a masked action
    expect(meanReturn(env, policy, null)).toBeGreaterThan(0.95)
    policy.dispose()
  })

  test("learns both parts of a composite action", () => {
    const env = new DialsEnv()
    const { policy, learner } = learnerFor(env, 0, { episodes: 800 })
    learn(learner)
    expect(meanReturn(env, policy, null)).toBeGreaterThan(7.8)
    policy.dispose()
  })
})

test("resumed equals uninterrupted where episodes end when the pole falls", () => {
  const [whole, half, resumed] = [0, 1, 2].map(
    () => learnerFor(make("CartPole-v1"), 3, { episodes: 120, gamma: 0.99 }).learner,
  )
  learn(whole)
  learn(half, 7)
  resumed.restore(structuredClone(half.save()))
  learn(resumed)
  expect(resumed.save()).toEqual(whole.save())
  expect(resumed.answer()).toEqual(whole.answer())
})

test("frees every tensor it makes", () => {
  const before = tf.memory().numTensors
  const { policy, learner } = learnerFor(new MaskedEnv(), 0, { episodes: 16 })
  learn(learner)
  policy.dispose()
  expect(tf.memory().numTensors).toBe(before)
})
