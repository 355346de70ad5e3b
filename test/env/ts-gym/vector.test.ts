// SyncVectorEnv against Gymnasium's own run, and its rules.

import { describe, expect, test } from "vitest"
import {
  AutoresetMode,
  Box,
  concatenate,
  Discrete,
  Env,
  type ResetOptions,
  type ResetResult,
  type StepResult,
  SyncVectorEnv,
  TimeLimit,
} from "../../../env/ts-gym/index.ts"
import { readFixture } from "./fixture.ts"
import { GridEnv } from "./grid-env.ts"

/** The walk of record.py: from a random cell of 0..5 to 6; one move in ten goes the other way. */
class Walk extends Env<Float32Array, number> {
  readonly observationSpace = new Box(0, 6, [1])
  readonly actionSpace = new Discrete(2)
  #cell = 0

  override reset(options?: ResetOptions): ResetResult<Float32Array> {
    this.seedFrom(options)
    this.#cell = this.npRandom.integers(0, 6)
    return [Float32Array.of(this.#cell), { start: this.#cell }]
  }

  override step(action: number): StepResult<Float32Array> {
    const noise = this.npRandom.random() < 0.9 ? 1 : -1
    this.#cell = Math.min(6, Math.max(0, this.#cell + (action === 1 ? 1 : -1) * noise))
    const done = this.#cell === 6
    return [Float32Array.of(this.#cell), done ? 1 : -0.1, done, false, { cell: this.#cell }]
  }
}

const makeWalks = (autoresetMode?: AutoresetMode) =>
  new SyncVectorEnv(
    Array.from({ length: 3 }, () => () => new TimeLimit(new Walk(), 8)),
    { autoresetMode },
  )

describe("SyncVectorEnv", () => {
  test("runs as Gymnasium's: seeds, rewards, autoreset on the next step", () => {
    const envs = makeWalks()
    const [first, ...rows] = readFixture("vector.json").rows
    const [observations] = envs.reset({ seed: 42 })
    expect([...observations]).toEqual(first.obs)
    rows.forEach((row: { [key: string]: unknown }, t: number) => {
      const [obs, rewards, terminations, truncations] = envs.step([1, 1, t % 2])
      const seen = {
        obs: [...obs],
        rewards: [...rewards],
        terminations: Array.from(terminations, Boolean),
        truncations: Array.from(truncations, Boolean),
      }
      expect(seen, `step ${t}`).toEqual(row)
    })
    expect(envs.metadata.autoresetMode).toBe("NextStep")
  })

  test("a seed per environment, and none", () => {
    const envs = makeWalks()
    const [a] = envs.reset({ seed: [5, null, 5] })
    expect(a[0]).toEqual(a[2])
    expect(envs.envs.map(env => env.npRandomSeed)[2]).toBe(5)
    expect(() => envs.reset({ seed: [1, 2] })).toThrow("seed has 2 entries, expected 3")
  })

  test("DISABLED: the caller resets by mask, the others go on", () => {
    const envs = makeWalks(AutoresetMode.DISABLED)
    expect(() => envs.reset({ resetMask: Uint8Array.of(1, 0, 0) })).toThrow("first reset() must reset all")
    envs.reset({ seed: 42 })
    let ended: Uint8Array
    let last: Float32Array
    do {
      const [obs, , terminations, truncations] = envs.step([1, 1, 0])
      last = obs
      ended = terminations.map((t, i) => t | truncations[i])
    } while (!ended.includes(1))
    expect(() => envs.step([1, 1, 1])).toThrow(`The episode of environment ${ended.indexOf(1)} is over`)
    const [obs, { _start: started }] = envs.reset({ resetMask: ended })
    expect(started).toEqual(ended)
    expect(obs).not.toBe(last)
    expect(obs.filter((_, i) => ended[i] === 0)).toEqual(last.filter((_, i) => ended[i] === 0))
    envs.step([1, 1, 1])
    expect(() => envs.reset({ resetMask: new Uint8Array(3) })).toThrow("marks no environment")
    expect(() => envs.reset({ resetMask: Uint8Array.of(1) })).toThrow("resetMask has 1 entries, expected 3")
  })

  test("asks for reset, for one action each, for equal spaces, for an environment", () => {
    const envs = makeWalks()
    expect(() => envs.step([1, 1, 1])).toThrow("call reset() first")
    envs.reset()
    expect(() => envs.step([1])).toThrow("actions has 1 entries, expected 3")
    expect(() => new SyncVectorEnv([])).toThrow("envFns is empty")
    const mixed: (() => Env)[] = [() => new Walk(), () => new GridEnv()]
    expect(() => new SyncVectorEnv(mixed)).toThrow("envs[1].observationSpace is Box(0, 1, (2), float32)")
  })

  test("renders and closes every environment, closes once", () => {
    let closed = 0
    class Counting extends GridEnv {
      override close() {
        closed++
      }
    }
    const envs = new SyncVectorEnv([
      () => new Counting({ renderMode: "ansi" }),
      () => new Counting({ renderMode: "ansi" }),
    ])
    envs.reset({ seed: 0 })
    expect(envs.render()).toEqual(envs.envs.map(env => env.render()))
    envs.close()
    envs.close()
    expect(closed).toBe(2)
    expect(String(envs)).toBe("SyncVectorEnv(numEnvs=2)")
  })
})

test("concatenate puts observations one after the other", () => {
  const space = new Box(0, 1, [2])
  const items = [Float32Array.of(0, 1), Float32Array.of(0.5, 0.25)]
  expect(concatenate(space, items)).toEqual(Float32Array.of(0, 1, 0.5, 0.25))
  const out = new Float32Array(4)
  expect(concatenate(space, items, out)).toBe(out)
  expect(() => concatenate(space, items, new Float32Array(3))).toThrow("out has 3 entries, expected 4")
  expect(() => concatenate(space, [new Float32Array(3)])).toThrow("item 0 has 3 entries, expected 2")
})
