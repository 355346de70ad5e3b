// What every environment must do. Use: describeEnvContract("my env", () => new MyEnv()).

import { describe, expect, test } from "vitest"
import {
  checkEnv,
  type Env,
  findActionMask,
  OrderEnforcing,
  PassiveEnvChecker,
  setWarningSink,
  TimeLimit,
} from "../../env/ts-gym/index.ts"

/** What describeEnvContract may be given. */
export interface EnvContractOptions {
  /** Steps per trajectory. Default 60. */
  steps?: number
}

/** Actions and results of a seeded run with drawn actions, episodes included. */
function trajectory(env: Env, seed: number, steps: number): unknown[] {
  env.actionSpace.seed(seed)
  let [observation, info] = env.reset({ seed })
  const seen: unknown[] = [observation, info]
  for (let i = 0; i < steps; i++) {
    const action = env.actionSpace.sample(findActionMask(observation, info)?.mask)
    const result = env.step(action)
    seen.push(action, result)
    observation = result[0]
    info = result[4]
    if (!result[2] && !result[3]) continue
    ;[observation, info] = env.reset()
    seen.push(observation, info)
  }
  return seen
}

/** Registers the tests every environment must pass. `make` gives a new, equal environment on every call. */
export function describeEnvContract(name: string, make: () => Env, { steps = 60 }: EnvContractOptions = {}): void {
  describe(`environment contract: ${name}`, () => {
    test("passes checkEnv with three seeds", () => {
      const env = make()
      for (const seed of [0, 7, 123]) expect(() => checkEnv(env, { seed, steps })).not.toThrow()
      env.close()
    })

    test("two environments with one seed run alike, side by side", () => {
      const [a, b] = [make(), make()]
      b.reset({ seed: 99 })
      expect(trajectory(b, 5, steps)).toEqual(trajectory(a, 5, steps))
    })

    test("runs under the standard wrappers without a warning, with the same results", () => {
      const warnings: string[] = []
      const before = setWarningSink(message => warnings.push(message))
      try {
        const wrapped = new TimeLimit(new OrderEnforcing(new PassiveEnvChecker(make())), 10 * steps)
        expect(trajectory(wrapped, 5, steps)).toEqual(trajectory(make(), 5, steps))
      } finally {
        setWarningSink(before)
      }
      expect(warnings).toEqual([])
    })

    test("close may be called twice", () => {
      const env = make()
      env.reset({ seed: 1 })
      env.close()
      expect(() => env.close()).not.toThrow()
    })
  })
}
