// The registry: ids, versions, wrappers.

import { afterEach, beforeEach, describe, expect, expectTypeOf, test } from "vitest"
import {
  ClipReward,
  DeprecatedEnv,
  type Env,
  type EnvSpec,
  formatEnvId,
  MalformedId,
  make,
  makeVec,
  NameNotFound,
  NamespaceNotFound,
  parseEnvId,
  RegistrationError,
  RepeatAction,
  register,
  registry,
  SyncVectorEnv,
  setWarningSink,
  spec,
  type VectorEnv,
  VersionNotFound,
} from "../../../env/ts-gym/index.ts"
import { GridEnv, type GridOptions } from "./grid-env.ts"

declare module "../../../env/ts-gym/index.ts" {
  interface EnvRegistry {
    "test/Grid-v2": { env: GridEnv; kwargs: GridOptions }
  }
}

const entryPoint = (options: GridOptions) => new GridEnv(options)
let warnings: string[] = []
let before = setWarningSink(() => {})
beforeEach(() => {
  warnings = []
  before = setWarningSink(message => warnings.push(message))
  for (const id of ["Grid-v0", "Grid-v2", "Plain", "test/Grid-v2"])
    register({ id, entryPoint, maxEpisodeSteps: 20, kwargs: { size: 5 } })
})
afterEach(() => {
  setWarningSink(before)
  registry.clear()
})

describe("ids", () => {
  test.each([
    ["Grid-v0", { namespace: null, name: "Grid", version: 0 }],
    ["test/Grid-v12", { namespace: "test", name: "Grid", version: 12 }],
    ["Grid", { namespace: null, name: "Grid", version: null }],
    ["a-b/Some.Grid-very-v3", { namespace: "a-b", name: "Some.Grid-very", version: 3 }],
    ["Grid-v", { namespace: null, name: "Grid-v", version: null }],
  ])("%s", (id, parts) => {
    expect(parseEnvId(id)).toEqual(parts)
    expect(formatEnvId(parts)).toBe(id)
  })

  test.each(["", "a/b/c-v0", "two words-v0", "/Grid-v0"])("%j is malformed", id => {
    expect(() => parseEnvId(id)).toThrow(MalformedId)
  })
})

describe("make", () => {
  test("wraps as Gymnasium does, and every layer shows its part of the spec", () => {
    const env = make("Grid-v2")
    expect(String(env)).toBe("<TimeLimit<OrderEnforcing<PassiveEnvChecker<GridEnv<Grid-v2>>>>>")
    const applied = { maxEpisodeSteps: 20, orderEnforce: true, disableEnvChecker: false, kwargs: { size: 5 } }
    expect(env.spec).toMatchObject(applied)
    const bare = { maxEpisodeSteps: null, orderEnforce: false, disableEnvChecker: true }
    expect(env.unwrapped.spec).toMatchObject(bare)
    expect(String(make(env.spec as EnvSpec))).toBe(String(env))
  })

  test("arguments and wrappers can be replaced", () => {
    expect((make("Grid-v2", { size: 9 }).unwrapped as GridEnv).size).toBe(9)
    expect(String(make("Grid-v2", {}, { maxEpisodeSteps: null, disableEnvChecker: true }))).toBe(
      "<OrderEnforcing<GridEnv<Grid-v2>>>",
    )
    expect(make("Grid-v2", {}, { maxEpisodeSteps: 3 }).spec?.maxEpisodeSteps).toBe(3)
    register({ id: "Bare-v0", entryPoint, disableEnvChecker: true, orderEnforce: false })
    expect(make("Bare-v0")).toBeInstanceOf(GridEnv)
    expect(spec("Grid-v2").kwargs).toEqual({ size: 5 })
  })

  test("is typed by module augmentation", () => {
    const env = make("test/Grid-v2", { size: 3 })
    expectTypeOf(env).toEqualTypeOf<Env<Float32Array, number>>()
    expectTypeOf(make("Grid-v2")).toEqualTypeOf<Env>()
    // @ts-expect-error size is a number
    make("test/Grid-v2", { size: "3" })
  })

  test("warns about an undeclared render mode and an old version, takes the latest without version", () => {
    make("Grid-v2", { renderMode: "human" })
    expect(warnings.splice(0)).toEqual(['Grid-v2 was made with renderMode "human"; it declares: ansi'])
    make("Grid-v0")
    expect(warnings.splice(0)).toEqual(["Grid-v0 is out of date; consider Grid-v2"])
    expect(make("Grid").spec?.id).toBe("Grid-v2")
    expect(warnings.splice(0)).toEqual(["Grid has no version; using the latest, Grid-v2"])
    make("Plain")
    expect(warnings).toEqual([])
  })

  test.each([
    ["Grid-v3", VersionNotFound, 'Grid-v3 is unknown; "Grid" has the versions v0, v2'],
    ["Grid-v1", DeprecatedEnv, "Grid-v1 is deprecated; use Grid-v2"],
    ["Plain-v1", DeprecatedEnv, 'Plain-v1 is unknown; "Plain" has no versions, use Plain'],
    ["Gird-v0", NameNotFound, 'Environment "Gird" is unknown. Did you mean "Grid"?'],
    ["test/Gird-v0", NameNotFound, 'Environment "Gird" is unknown in namespace "test". Did you mean "Grid"?'],
    ["tset/Grid-v2", NamespaceNotFound, 'Namespace "tset" is unknown. Did you mean "test"?'],
    ["CartPole-v1", NameNotFound, 'Environment "CartPole" is unknown. Import the module that registers it'],
  ])("%s is not there", (id, kind, message) => {
    expect(() => make(id)).toThrow(kind)
    expect(() => make(id)).toThrow(message)
  })

  test("refuses arguments that the registration does not declare", () => {
    register({ id: "Strict-v0", entryPoint, accepts: ["size", "renderMode"] })
    expect(make("Strict-v0", { size: 3 }).unwrapped).toMatchObject({ size: 3 })
    expect(() => make("Strict-v0", { sise: 3 })).toThrow(
      'Strict-v0 has no argument "sise". Did you mean "size"? Expected: size, renderMode',
    )
    expect(() => make("Strict-v0", { flavour: 3 })).toThrow(
      'Strict-v0 has no argument "flavour". Expected: size, renderMode',
    )
    const wrong = { id: "Wrong-v0", entryPoint, accepts: ["size"], kwargs: { szie: 2 } }
    expect(() => register(wrong)).toThrow('Wrong-v0 has no argument "szie". Did you mean "size"?')
    expect(() => make("Grid-v2", { anything: 3 })).not.toThrow()
  })

  test("puts additional wrappers around, and makes wrapped environments again from their spec", () => {
    const clip = { name: "ClipReward", wrapper: ClipReward, args: [0, null] }
    register({ id: "Clipped-v0", entryPoint, additionalWrappers: [clip] })
    const env = new RepeatAction(make("Clipped-v0"), 2)
    const layers = "<RepeatAction<ClipReward<OrderEnforcing<PassiveEnvChecker<GridEnv<Clipped-v0>>>>>>"
    expect(String(env)).toBe(layers)
    expect(env.spec?.additionalWrappers).toEqual([clip, { name: "RepeatAction", wrapper: RepeatAction, args: [2] }])
    const again = make(env.spec as EnvSpec)
    expect(String(again)).toBe(layers)
    expect(again.spec).toEqual(env.spec)
    again.reset({ seed: 0 })
    expect(again.step(0)[1]).toBe(0)
    class Silent extends ClipReward<unknown, unknown> {
      constructor(inner: Env) {
        super(inner, 0)
      }
    }
    const silent = new Silent(make("Grid-v2")).spec as EnvSpec
    expect(() => make(silent)).toThrow("Grid-v2 cannot be made again with its wrapper Silent")
  })

  test("an entry point must make an Env", () => {
    register({ id: "Wrong-v0", entryPoint: () => 3 as unknown as Env })
    expect(() => make("Wrong-v0")).toThrow("entryPoint of Wrong-v0 made 3, expected an Env")
  })
})

describe("makeVec", () => {
  test("environments in one loop, wrapped, with the spec that makes them", () => {
    const wrappers = [(env: Env) => new ClipReward(env, 0)]
    const envs = makeVec("test/Grid-v2", { size: 3 }, { numEnvs: 2, wrappers, maxEpisodeSteps: 4 }) as SyncVectorEnv<
      Float32Array,
      number
    >
    expect(String(envs)).toBe("SyncVectorEnv(test/Grid-v2, numEnvs=2)")
    expect(String(envs.envs[1])).toBe(
      "<ClipReward<TimeLimit<OrderEnforcing<PassiveEnvChecker<GridEnv<test/Grid-v2>>>>>>",
    )
    expect(envs.spec?.kwargs).toEqual({ size: 3, numEnvs: 2, vectorizationMode: "sync" })
    expect(envs.envs[0].spec?.maxEpisodeSteps).toBe(4)
    expectTypeOf(makeVec("test/Grid-v2")).toEqualTypeOf<VectorEnv<Float32Array, number>>()
    expect(makeVec("Grid-v2").numEnvs).toBe(1)
  })

  test("a class for many at once, if one is registered", () => {
    const seen: unknown[] = []
    const vectorEntryPoint = (kwargs: { numEnvs: number }) => {
      seen.push(kwargs)
      return new SyncVectorEnv(Array.from({ length: kwargs.numEnvs }, () => () => new GridEnv()))
    }
    register({ id: "Many-v0", entryPoint, vectorEntryPoint, kwargs: { size: 5 }, maxEpisodeSteps: 9 })
    expect(makeVec("Many-v0", {}, { numEnvs: 3 }).numEnvs).toBe(3)
    expect(seen).toEqual([{ size: 5, numEnvs: 3, maxEpisodeSteps: 9 }])
    expect(makeVec("Many-v0", {}, { vectorizationMode: "sync" }).numEnvs).toBe(1)
    const options = { vectorKwargs: {} }
    expect(() => makeVec("Many-v0", {}, options)).toThrow("vectorKwargs do not go with vectorEntryPoint")
  })

  test.each([
    [{ numEnvs: 0 }, "numEnvs is 0, expected a positive integer"],
    [{ vectorizationMode: "both" as never }, 'vectorizationMode is "both", expected one of sync, async'],
    [{ vectorizationMode: "vectorEntryPoint" as const }, "Grid-v2 has no vectorEntryPoint"],
    [
      { vectorizationMode: "async" as const, wrappers: [(env: Env) => env] },
      'wrappers go with vectorizationMode "sync"',
    ],
    [{ vectorKwargs: { autoresetMode: "Later" as never } }, 'autoresetMode is "Later", expected one of NextStep'],
  ])("%j", (options, message) => {
    expect(() => makeVec("Grid-v2", {}, options)).toThrow(message)
  })
})

test("register refuses a mix of versioned and unversioned ids, warns when it replaces", () => {
  expect(() => register({ id: "Grid", entryPoint })).toThrow(RegistrationError)
  expect(() => register({ id: "Plain-v0", entryPoint })).toThrow("cannot be registered beside Plain")
  expect(() => register({ id: "X-v0", entryPoint: "module:X" as never })).toThrow('entryPoint of X-v0 is "module:X"')
  expect(warnings).toEqual([])
  register({ id: "Grid-v2", entryPoint })
  expect(warnings).toEqual(["Grid-v2 was registered before and is now replaced"])
})
