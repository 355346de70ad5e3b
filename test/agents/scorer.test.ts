import { beforeAll, describe, expect, test } from "vitest"
import { loadBackend, type TensorFlow } from "../../agents/backend.ts"
import type { Trajectory } from "../../agents/policy.ts"
import { Reinforce } from "../../agents/reinforce.ts"
import { Scorer } from "../../agents/scorer.ts"
import type { ChoiceObservation } from "../../agents/scorer-network.ts"
import { InputError } from "../../src/core/errors.ts"
import { Rng } from "../../src/core/rng.ts"
import { PRESENT } from "./present-backends.ts"
import { IdentityEnv } from "./tiny-envs.ts"

let tf: TensorFlow
beforeAll(async () => {
  ;({ tf } = await loadBackend("wasm"))
})

const F = 3
const M = 2

/** A scorer with weights large enough that every part matters. */
function lively(hidden = 8): Scorer {
  const policy = new Scorer(tf, { choiceFeatures: F, situationFeatures: M, hidden }, Rng.fromSeed(1))
  const rng = Rng.fromSeed(2)
  for (const variable of policy.variables) {
    const values = Float32Array.from({ length: variable.size }, () => rng.uniform(-1, 1))
    tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)))
  }
  policy.sync()
  return policy
}

function randomObservation(rng: Rng, choices: number): ChoiceObservation {
  const mask = Uint8Array.from({ length: choices }, () => rng.int(2))
  mask[rng.int(choices)] = 1
  return {
    choices: Float32Array.from({ length: choices * F }, () => rng.uniform(-1, 1)),
    situation: Float32Array.from({ length: M }, () => rng.uniform(-1, 1)),
    action_mask: mask,
  }
}

/** Random episodes; the number of choices differs between them. */
function randomBatch(rng: Rng): Trajectory<ChoiceObservation, number>[] {
  return [
    [3, 5],
    [2, 7],
  ].map(([steps, choices]) => {
    const observations = Array.from({ length: steps }, () => randomObservation(rng, choices))
    const actions = observations.map(({ action_mask }) => rng.categorical(action_mask))
    return { observations, actions, rewards: actions.map(() => 0) }
  })
}

test("starts nearly uniform among the allowed choices", () => {
  const policy = new Scorer(tf, { choiceFeatures: F, situationFeatures: M }, Rng.fromSeed(3))
  const batch = randomBatch(Rng.fromSeed(4))
  tf.tidy(() => {
    const { logProb } = policy.evaluate(batch)
    const counts = batch.flatMap(t => t.observations.map(o => o.action_mask.reduce((a, b) => a + b, 0)))
    for (const [i, value] of logProb.dataSync().entries()) expect(Math.exp(value) * counts[i]).toBeCloseTo(1, 0)
  })
  policy.dispose()
})

test("sampling follows the probabilities of the graph", () => {
  const policy = lively()
  const rng = Rng.fromSeed(5)
  const observation = { ...randomObservation(rng, 6), action_mask: Uint8Array.of(1, 1, 0, 1, 1, 1) }
  const probabilities = tf.tidy(() =>
    Array.from({ length: 6 }, (_, action) => {
      const batch = [{ observations: [observation], actions: [action], rewards: [0] }]
      return Math.exp(policy.evaluate(batch).logProb.dataSync()[0])
    }),
  )
  expect(probabilities[2]).toBe(0)
  expect(probabilities.reduce((a, b) => a + b)).toBeCloseTo(1, 5)
  const counts = new Float64Array(6)
  for (let i = 0; i < 20_000; i++) counts[policy.act(observation, rng)]++
  for (let k = 0; k < 6; k++) expect(Math.abs(counts[k] / 20_000 - probabilities[k])).toBeLessThan(0.015)
  expect(policy.act(observation, null)).toBe(probabilities.indexOf(Math.max(...probabilities)))
  policy.dispose()
})

describe("graph", () => {
  test("gives every step its own number, whatever is evaluated beside it", () => {
    const policy = lively()
    const batch = randomBatch(Rng.fromSeed(6))
    tf.tidy(() => {
      const together = policy.evaluate(batch)
      const apart = batch.map(trajectory => policy.evaluate([trajectory]))
      for (const key of ["logProb", "entropy"] as const) {
        const expected = apart.flatMap(one => [...one[key].dataSync()])
        const actual = together[key].dataSync()
        expect(actual.length).toBe(5)
        for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, 5)
      }
    })
    policy.dispose()
  })

  for (const backend of PRESENT) {
    test(`the gradient of the loss agrees with finite differences (${backend})`, async () => {
      ;({ tf } = await loadBackend(backend))
      const policy = lively(4)
      const batch = randomBatch(Rng.fromSeed(7))
      const advantages = batch.map(({ actions }) => Float64Array.from(actions, (_, t) => 1.5 - t))
      const learner = new Reinforce(tf, [new IdentityEnv()], policy, Rng.fromSeed(8))
      const loss = () => learner.gradient(batch, advantages, 0.3).loss
      const { gradient } = learner.gradient(batch, advantages, 0.3)
      const step = 2 ** -7
      let offset = 0
      for (const variable of policy.variables) {
        const values = variable.dataSync().slice()
        for (let i = 0; i < values.length; i++) {
          const nudged = [step, -step].map(delta => {
            const moved = values.slice()
            moved[i] += delta
            tf.tidy(() => variable.assign(tf.tensor(moved, variable.shape)))
            return loss()
          })
          expect(gradient[offset + i], `weight ${offset + i}`).toBeCloseTo((nudged[0] - nudged[1]) / (2 * step), 3)
        }
        tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)))
        offset += values.length
      }
      expect(offset).toBe((F + M + 1) * 4 + 16 + 4 + F)
      expect(Math.max(...gradient.map(Math.abs))).toBeGreaterThan(0.05)
      policy.dispose()
    })
  }
})

test("a width that is not a multiple of four is refused", () => {
  expect(() => new Scorer(tf, { choiceFeatures: F, situationFeatures: M, hidden: 30 }, Rng.fromSeed(1))).toThrow(
    InputError,
  )
})
