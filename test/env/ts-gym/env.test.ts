// Env, wrappers and checkEnv.

import { afterEach, beforeEach, describe, expect, test } from "vitest"
import {
  Box,
  checkEnv,
  Dict,
  Discrete,
  type Env,
  make,
  npRandom,
  OrderEnforcing,
  PassiveEnvChecker,
  RecordEpisodeStatistics,
  type ResetOptions,
  type ResetResult,
  register,
  registry,
  type Space,
  type StepResult,
  setWarningSink,
  TimeLimit,
} from "../../../env/ts-gym/index.ts"
import { describeEnvContract } from "../../contract/env.ts"
import { GridEnv, IdentityEnv } from "./grid-env.ts"

describeEnvContract("GridEnv", () => new GridEnv())
describeEnvContract("IdentityEnv", () => new IdentityEnv())
describeEnvContract(
  "GridEnv under TimeLimit and RecordEpisodeStatistics",
  () => new RecordEpisodeStatistics(new TimeLimit(new GridEnv(), 7)),
)

let warnings: string[] = []
let before = setWarningSink(() => {})
beforeEach(() => {
  warnings = []
  before = setWarningSink(message => warnings.push(message))
})
afterEach(() => {
  setWarningSink(before)
  registry.clear()
})

describe("Env", () => {
  test("a seed replaces the generator, no seed continues it", () => {
    const env = new GridEnv()
    env.reset({ seed: 3 })
    const generator = env.npRandom
    expect(env.npRandomSeed).toBe(3)
    env.reset()
    expect(env.npRandom).toBe(generator)
    env.reset({ seed: 3 })
    expect(env.npRandom).not.toBe(generator)
    const [g] = npRandom(3)
    g.integers(3)
    g.integers(3)
    expect(env.npRandom.save()).toEqual(g.save())
  })

  test("without any seed it takes a fresh one; an assigned generator has seed -1", () => {
    const [a, b] = [new GridEnv(), new GridEnv()]
    expect(a.npRandomSeed).not.toBe(b.npRandomSeed)
    ;[a.npRandom] = npRandom(1)
    expect(a.npRandomSeed).toBe(-1)
    expect(() => a.reset({ seed: -1 })).toThrow("seed is -1, expected an integer in [0, 2^53)")
  })
})

describe("wrappers", () => {
  test("forward everything to the innermost environment", () => {
    const inner = new GridEnv({ renderMode: "ansi" })
    const env = new TimeLimit(new OrderEnforcing(new PassiveEnvChecker(inner)), 5)
    env.reset({ seed: 1 })
    expect(env.unwrapped).toBe(inner)
    expect(env.observationSpace).toBe(inner.observationSpace)
    expect(env.actionSpace).toBe(inner.actionSpace)
    expect(env.metadata).toBe(GridEnv.metadata)
    expect(env.renderMode).toBe("ansi")
    expect(env.npRandom).toBe(inner.npRandom)
    expect(env.npRandomSeed).toBe(1)
    expect(env.render()).toBe(inner.render())
    expect(env.spec).toBe(null)
    expect(String(env)).toBe("<TimeLimit<OrderEnforcing<PassiveEnvChecker<GridEnv instance>>>>")
    ;[env.npRandom] = npRandom(2)
    expect(inner.npRandomSeed).toBe(-1)
  })

  test("TimeLimit truncates at the limit and counts anew after reset", () => {
    const env = new TimeLimit(new GridEnv({ size: 9 }), 3)
    expect(() => env.step(0)).toThrow("call reset() first")
    for (let episode = 0; episode < 2; episode++) {
      env.reset({ seed: 0 })
      expect([0, 2, 0].map(a => env.step(a).slice(2, 4))).toEqual([
        [false, false],
        [false, false],
        [false, true],
      ])
    }
    expect(() => new TimeLimit(new GridEnv(), 0)).toThrow("maxEpisodeSteps is 0, expected a positive integer")
  })

  test("OrderEnforcing asks for reset", () => {
    const env = new OrderEnforcing(new GridEnv())
    expect(env.hasReset).toBe(false)
    expect(() => env.step(0)).toThrow("step() before the first reset()")
    expect(() => env.render()).toThrow("render() before the first reset()")
    expect(new OrderEnforcing(new GridEnv(), { disableRenderOrderEnforcing: true }).render()).toBe(null)
    env.reset()
    expect(env.step(0)).toHaveLength(5)
  })

  test("RecordEpisodeStatistics sums rewards and steps, and keeps the latest", () => {
    const env = new RecordEpisodeStatistics(new TimeLimit(new GridEnv({ size: 30 }), 4), { bufferLength: 2 })
    for (let episode = 0; episode < 3; episode++) {
      env.reset({ seed: episode })
      let last = env.step(0)
      expect(last[4]).not.toHaveProperty("episode")
      while (!last[2] && !last[3]) last = env.step(0)
      expect(last[4].episode).toEqual({ r: expect.closeTo(-0.4), l: 4 })
    }
    expect(env.episodeCount).toBe(3)
    expect(env.lengthQueue).toEqual([4, 4])
    expect(env.returnQueue).toEqual([expect.closeTo(-0.4), expect.closeTo(-0.4)])
    const twice = new RecordEpisodeStatistics(new RecordEpisodeStatistics(new TimeLimit(new GridEnv(), 1)))
    twice.reset()
    expect(() => twice.step(0)).toThrow('info already has "episode"')
  })

  test("PassiveEnvChecker warns once per rule and passes results through", () => {
    class Outside extends GridEnv {
      readonly #kept = new Float32Array([2, 0])
      protected override observe() {
        return this.#kept
      }
    }
    const env = new PassiveEnvChecker(new Outside())
    env.reset({ seed: 1 })
    expect(warnings).toEqual([
      "An observation must be in observationSpace; that of reset() is not: observation[0] is 2, expected a number in [0, 1]",
    ])
    for (let i = 0; i < 5; i++) env.step(0)
    expect(warnings.filter(w => w.includes("that of step() is not"))).toHaveLength(1)
    expect(warnings.filter(w => w.includes("Every call must return new"))).toHaveLength(2)
    expect(warnings).toHaveLength(4)
  })
})

/** A GridEnv with parts of it replaced. */
function broken(change: Partial<Env<Float32Array, number>> & object): Env {
  return Object.defineProperties(new GridEnv({ size: 6 }), Object.getOwnPropertyDescriptors(change)) as Env
}

/** A GridEnv whose step results pass through `f`. */
function stepping(f: (result: StepResult<Float32Array>) => unknown): Env {
  class Changed extends GridEnv {
    override step(action: number) {
      return f(super.step(action)) as StepResult<Float32Array>
    }
  }
  return new Changed({ size: 6 })
}

describe("checkEnv states the broken rule", () => {
  class Unseeded extends GridEnv {
    override reset(options: ResetOptions = {}): ResetResult<Float32Array> {
      return super.reset({ options: options.options })
    }
  }
  class AlwaysSeeded extends GridEnv {
    override reset(options: ResetOptions = {}) {
      return super.reset({ ...options, seed: options.seed ?? 0 })
    }
  }
  let calls = 0
  const carried = new Float32Array(2)
  let views = 0
  const arena = new Float32Array(4)

  test.each<[string, () => unknown, string]>([
    ["no Env", () => ({ reset() {} }), "An environment must extend Env, got an Object"],
    ["no space", () => broken({ actionSpace: 3 as never }), "actionSpace must be a Space, got 3"],
    ["empty Dict", () => broken({ observationSpace: new Dict({}) as never }), "is a Dict without parts"],
    [
      "reset without info",
      () => broken({ reset: () => new Float32Array(2) as never }),
      "reset() must return [observation, info], got a Float32Array",
    ],
    ["seed ignored", () => new Unseeded(), "reset({ seed }) must seed npRandom"],
    ["always reseeded", () => new AlwaysSeeded(), "reset() without a seed must go on with the same generator"],
    [
      "another random source",
      () =>
        new (class extends GridEnv {
          protected override info() {
            return { calls: calls++ }
          }
        })(),
      "reset must return the same for the same seed; [observation, info] differ at [1].calls",
    ],
    [
      "observation outside",
      () => stepping(r => [Float32Array.of(3, 0), ...r.slice(1)]),
      "that of step() is not: observation[0] is 3",
    ],
    [
      "observation of another type",
      () => stepping(r => [[0, 0], ...r.slice(1)]),
      "observation is an Array, expected a Float32Array of length 2",
    ],
    [
      "four values",
      () => stepping(r => r.slice(0, 4)),
      "step() must return [observation, reward, terminated, truncated, info], got an array of length 4",
    ],
    ["NaN reward", () => stepping(r => [r[0], Number.NaN, r[2], r[3], r[4]]), "The reward must be finite, got NaN"],
    [
      "reward of another type",
      () => stepping(r => [r[0], "1", r[2], r[3], r[4]]),
      'The reward must be a number, got "1"',
    ],
    ["terminated is a number", () => stepping(r => [r[0], r[1], 0, r[3], r[4]]), "terminated must be a boolean, got 0"],
    [
      "truncated missing",
      () => stepping(r => [r[0], r[1], r[2], undefined, r[4]]),
      "truncated must be a boolean, got undefined",
    ],
    [
      "info is null",
      () => stepping(r => [r[0], r[1], r[2], r[3], null]),
      "The info of step() must be a plain object, got null",
    ],
    [
      "state kept over reset",
      () => stepping(r => [r[0], calls++, r[2], r[3], r[4]]),
      "The same seed and actions must give the same trajectory; step() number 1 differs at [1]",
    ],
    [
      "shared observation",
      () => stepping(r => [carried, ...r.slice(1)]),
      "Every call must return new observation and info data, since users keep it; shared: observation of step() number 2: observation (and before, observation of step() number 1",
    ],
    [
      "overlapping views",
      () => stepping(r => [new Float32Array(arena.buffer, 4 * (views++ % 3), 2), ...r.slice(1)]),
      "shared: observation of step() number 2",
    ],
    ["shared part of info", () => stepping(r => [r[0], r[1], r[2], r[3], { list: constant }]), "info.list"],
    [
      "changed afterwards",
      () => new Changing(),
      "What a call returned must not change later; the result of reset({ seed }) did, at [0][0]",
    ],
    [
      "nothing admitted",
      () => stepping(r => [r[0], r[1], false, false, { actionMask: new Uint8Array(4) }]),
      "An action mask must admit at least one action while the episode goes on; info.actionMask admits none",
    ],
    [
      "mask of another length",
      () => stepping(r => [r[0], r[1], false, false, { action_mask: new Uint8Array(3) }]),
      "info.action_mask must be a mask of Discrete(4); mask has 3 entries, expected 4",
    ],
    [
      "undeclared render mode",
      () => new GridEnv({ renderMode: "human" }),
      'renderMode must be one of metadata.renderModes, got "human", declared: ansi',
    ],
  ])("%s", (_, makeBroken, rule) => {
    expect(() => checkEnv(makeBroken() as Env)).toThrow(rule)
  })

  const constant = [1, 2, 3]
  class Changing extends GridEnv {
    #last: Float32Array = new Float32Array(2)
    protected override observe() {
      this.#last[0] = 0.5
      this.#last = super.observe()
      return this.#last
    }
  }

  test("frozen constants may be shared, nothing admitted at the end is fine", () => {
    const frozen = Object.freeze([1, 2, 3])
    const env = stepping(r => [r[0], r[1], r[2], r[3], { frozen, ...(r[2] ? { actionMask: new Uint8Array(4) } : {}) }])
    expect(() => checkEnv(env)).not.toThrow()
  })

  test("Box elements that cannot vary are warned about", () => {
    const env = broken({ observationSpace: new Box([0, 0, 1], [1, 1, 1]) as Space<Float32Array> })
    expect(() => checkEnv(env)).toThrow("length 3")
    expect(warnings).toEqual(["observationSpace: low and high are equal at [2], the element can only be 1"])
  })

  test("a registered environment is made again for every render mode, and closed twice", () => {
    class Once extends GridEnv {
      #closed = false
      override close() {
        if (this.#closed) throw new Error("already closed")
        this.#closed = true
      }
    }
    register({ id: "Once-v0", entryPoint: options => new Once(options) })
    expect(() => checkEnv(make("Once-v0"))).toThrow(
      "close() on a closed environment must do nothing; it threw: already closed",
    )
    checkEnv(make("Once-v0"), { skipCloseCheck: true })
    register({ id: "Deaf-v0", entryPoint: () => new GridEnv() })
    expect(() => checkEnv(make("Deaf-v0"))).toThrow('renderMode must be the one asked for, "ansi", got null')
    checkEnv(make("Deaf-v0"), { skipRenderCheck: true })
  })

  test("a nondeterministic environment may say so", () => {
    let n = 0
    class Noisy extends GridEnv {
      protected override info() {
        return { n: n++ }
      }
    }
    register({ id: "Noisy-v0", entryPoint: options => new Noisy(options), nondeterministic: true })
    expect(() => checkEnv(make("Noisy-v0"))).not.toThrow()
  })

  test("a mask of a composite action space is checked part by part", () => {
    class Pair extends GridEnv {
      override readonly actionSpace = new Dict({ move: new Discrete(4), say: new Discrete(2) }) as never
      override step() {
        return super.step(0)
      }
      protected override info() {
        return { actionMask: { move: Uint8Array.of(1, 0, 0, 0), say: new Uint8Array(2) } }
      }
    }
    expect(() => checkEnv(new Pair() as Env)).toThrow("info.actionMask.say admits none")
  })
})
