// Mapping-v0: the contract, masks that keep the buffers, and REINFORCE unchanged on it.

import { describe, expect, test } from "vitest"
import { loadBackend, MlpPolicy, Reinforce } from "../../agents/index.ts"
import { type FORMULATIONS, type MappingEnv, make } from "../../env/index.ts"
import { type Env, findActionMask } from "../../env/ts-gym/index.ts"
import { Rng } from "../../src/core/rng.ts"
import { convolution, gemm } from "../../src/maestro/layer.ts"
import { decode } from "../../src/mapping/decode.ts"
import { findRefusal } from "../../src/physical/legality.ts"
import { describeEnvContract } from "../contract/env.ts"

const layer = convolution(8, 6, 10, 9, 3, 3)
const kwargs = { layer, hardware: { numPEs: 16 }, limits: { l1: 80, l2: 1200 } }
const made = (formulation: (typeof FORMULATIONS)[number], levels = 2): Env =>
  make("Mapping-v0", { ...kwargs, formulation, levels }) as Env

for (const formulation of ["sequential", "one-shot"] as const) {
  describeEnvContract(`Mapping-v0, ${formulation}`, () => made(formulation))
}

describe.each(["sequential", "one-shot"] as const)("%s", formulation => {
  test("random allowed actions end in legal mappings that fit", () => {
    for (const levels of [1, 2, 3]) {
      const env = made(formulation, levels)
      const { space, evaluator } = env.unwrapped as MappingEnv
      env.actionSpace.seed(levels)
      for (let seed = 0; seed < 10; seed++) {
        let [observation, info] = env.reset({ seed })
        let last = 1
        for (let ended = false; !ended; ) {
          const action = env.actionSpace.sample(findActionMask(observation, info)?.mask)
          const step = env.step(action)
          observation = step[0]
          info = step[4]
          ended = step[2]
          last = step[1]
        }
        expect(last).toBeLessThanOrEqual(0)
        expect(info.feasible).toBe(true)
        const genome = info.genome as Int32Array
        expect(findRefusal(layer, decode(space.dimensions, genome), 16)).toBeNull()
        expect(evaluator.fits(genome)).toBe(true)
      }
    }
  })
})

test("REINFORCE learns on it: better than its own first batch", async () => {
  const { tf } = await loadBackend("cpu")
  const env = make("Mapping-v0", { layer: gemm(16, 16, 16), hardware: { numPEs: 16 } }) as unknown as Env<
    Float32Array,
    number
  >
  const rng = Rng.fromSeed(1)
  const policy = new MlpPolicy(tf, env, rng.split("policy"))
  const agent = new Reinforce(tf, [env], policy, rng.split("agent"), { episodes: 320, batch: 16 })
  const first = agent.update()
  let last = first
  while (!agent.done) last = agent.update()
  expect(last.meanReturn).toBeGreaterThan(first.meanReturn + 0.5)
  policy.dispose()
})
