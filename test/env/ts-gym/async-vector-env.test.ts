// AsyncVectorEnv: the same results as SyncVectorEnv, and no trouble that hangs.

import { rmSync } from "node:fs"
import { afterAll, describe, expect, test } from "vitest"
import {
  AlreadyPendingCall,
  AsyncVectorEnv,
  type AsyncVectorEnvOptions,
  AutoresetMode,
  ClosedEnvironment,
  checkVectorEnv,
  Discrete,
  listOfInfos,
  make,
  makeVec,
  NoAsyncCall,
  SyncVectorEnv,
  type VectorEnv,
  type WorkerEnv,
  WorkerFailed,
} from "../../../env/ts-gym/index.ts"
import { IdentityEnv } from "./grid-env.ts"
import { plain, runVector } from "./recorded/replay.ts"
import { compileWorker } from "./workers/compiled.ts"
import { Echo, type Fault, makeGrid, Telling } from "./workers/worker-envs.ts"

const { worker, module: MODULE, folder } = await compileWorker()
afterAll(() => rmSync(folder, { recursive: true }))
const several = (env: WorkerEnv, n: number, options: AsyncVectorEnvOptions = {}) =>
  new AsyncVectorEnv(
    Array.from({ length: n }, () => env),
    { worker, ...options },
  )
const faulty = (fault: Fault | null, options: AsyncVectorEnvOptions = {}) => {
  const envs = [null, null, fault].map(f => ({ module: MODULE, export: "Faulty", kwargs: { fault: f } }))
  return new AsyncVectorEnv<number, number>(envs, { worker, ...options })
}

/** The error of a call. */
function errorOf(f: () => unknown): Error {
  try {
    f()
  } catch (error) {
    return error as Error
  }
  throw new Error("nothing was thrown")
}

describe("gives what SyncVectorEnv gives", () => {
  test.each(Object.values(AutoresetMode))("CartPole by id, mode %s, three workers", autoresetMode => {
    const sync = makeVec("CartPole-v1", {}, { numEnvs: 7, vectorKwargs: { autoresetMode } })
    const vectorKwargs = { autoresetMode, worker, workers: 3 }
    const envs = makeVec("CartPole-v1", {}, { numEnvs: 7, vectorizationMode: "async", vectorKwargs })
    expect(String(envs)).toBe("AsyncVectorEnv(CartPole-v1, numEnvs=7)")
    expect(envs.observationSpace).toEqual(sync.observationSpace)
    expect(runVector(envs as VectorEnv, 3, 120)).toEqual(runVector(sync as VectorEnv, 3, 120))
    envs.close()
  })

  test("Dict observations, infos and masks: an id that a module registers, a function, a class", () => {
    const pairs: [WorkerEnv, () => VectorEnv][] = [
      [
        { id: "workers/Grid-v0", module: MODULE, kwargs: { size: 5 } },
        () => new SyncVectorEnv(Array.from({ length: 3 }, () => () => make("workers/Grid-v0", { size: 5 }))),
      ],
      [
        { module: MODULE, export: "makeGrid", kwargs: { size: 3 } },
        () => new SyncVectorEnv(Array.from({ length: 3 }, () => () => makeGrid({ size: 3 }))) as VectorEnv,
      ],
      [
        { module: MODULE, export: "Identity" },
        () => new SyncVectorEnv(Array.from({ length: 3 }, () => () => new IdentityEnv())) as VectorEnv,
      ],
    ]
    for (const [from, makeSync] of pairs) {
      const envs = several(from, 3)
      expect(runVector(envs, 11, 40)).toEqual(runVector(makeSync(), 11, 40))
      envs.close()
    }
  })

  test("infos of different kinds in different workers", () => {
    const told = [
      { a: 1, o: { b: "x" } },
      { a: Int8Array.of(1, 2), _c: true },
      { a: "x", o: 3 },
      { a: 2, o: { b: "y" } },
    ]
    const envs = told.map(info => ({ module: MODULE, export: "Telling", kwargs: { info } }))
    const sync = new SyncVectorEnv(told.map(info => () => new Telling({ info })))
    for (const workers of [1, 2, 4]) {
      const threads = new AsyncVectorEnv(envs, { worker, workers })
      expect(listOfInfos(threads.reset()[1], 4)).toEqual(listOfInfos(sync.reset()[1], 4))
      threads.close()
    }
  })

  test("spaces that shared memory has no form for", () => {
    const envs = several({ module: MODULE, export: "Echo" }, 4)
    const sync = new SyncVectorEnv(Array.from({ length: 4 }, () => () => new Echo()))
    expect(envs.reset({ seed: 5 })).toEqual(sync.reset({ seed: 5 }))
    const actions = ["a", "bc", "end", "def"]
    const [observations, rewards, terminations, , infos] = envs.step(actions)
    expect(observations).toEqual(actions)
    expect([...rewards]).toEqual([1, 2, 3, 3])
    expect([...terminations]).toEqual([0, 0, 1, 0])
    const threads = new Set(infos.threadId as Float64Array)
    expect(threads.size).toBe(2)
    expect(envs.step(actions)[0]).toEqual(["a", "bc", "start", "def"])
    envs.close()
  })

  test("members of the environments", () => {
    const envs = several({ module: MODULE, export: "makeGrid", kwargs: { renderMode: "ansi" } }, 2)
    const sync = new SyncVectorEnv([() => makeGrid({ renderMode: "ansi" }), () => makeGrid({ renderMode: "ansi" })])
    envs.reset({ seed: 1 })
    sync.reset({ seed: 1 })
    expect(envs.renderMode).toBe("ansi")
    expect(envs.render()).toEqual(sync.render())
    expect(envs.call("size")).toEqual([4, 4])
    expect(envs.call("toString")).toEqual(sync.call("toString"))
    envs.close()
  })

  test("the contract of vector environments", () => {
    expect(() => checkVectorEnv(() => several({ id: "CartPole-v1" }, 3), { steps: 40 })).not.toThrow()
  })
})

test("calls in two halves", () => {
  const envs = several({ id: "CartPole-v1" }, 2)
  const whole = several({ id: "CartPole-v1" }, 2)
  expect(() => envs.resetWait()).toThrow(NoAsyncCall)
  envs.resetAsync({ seed: 1 })
  expect(() => envs.stepAsync([0, 1])).toThrow(AlreadyPendingCall)
  expect(() => envs.stepWait()).toThrow("stepWait() without stepAsync() before it")
  expect(envs.resetWait()).toEqual(whole.reset({ seed: 1 }))
  envs.stepAsync(Int32Array.of(0, 1))
  expect(plain(envs.stepWait())).toEqual(plain(whole.step([0, 1])))
  envs.stepAsync([0, 1])
  envs.close() // waits for the step
  whole.close()
  expect(envs.closed).toBe(true)
  envs.close()
  expect(() => envs.reset()).toThrow(ClosedEnvironment)
})

describe("trouble in a worker is an error, and closes the rest", () => {
  test.each<[Fault, RegExp]>([
    ["throw", /^Environment 2 \(worker 1\) threw RangeError: a wall/],
    ["exit", /^Worker 1 \(environments 1 to 2\) has died: it exited with code 7/],
    ["memory", /^Worker 1 \(environments 1 to 2\) has died: .*memory/],
  ])("at a step: %s", (fault, message) => {
    const envs = faulty(fault, { resourceLimits: { maxOldGenerationSizeMb: 40 } })
    envs.reset({ seed: 0 })
    envs.step([0, 0, 0])
    envs.step([0, 0, 0])
    const error = errorOf(() => envs.step([0, 0, 0]))
    expect(error).toBeInstanceOf(WorkerFailed)
    expect(error.message).toMatch(message)
    expect(envs.closed).toBe(true)
    expect(() => envs.step([0, 0, 0])).toThrow(ClosedEnvironment)
    envs.close()
  })

  test("at a step that does not end, with a timeout", () => {
    const envs = faulty("hang", { timeout: 1000 })
    envs.reset({ seed: 0 })
    for (let t = 0; t < 2; t++) envs.step([0, 0, 0])
    expect(() => envs.step([0, 0, 0])).toThrow("Worker 1 (environments 1 to 2) gave no answer in 1000 ms")
    expect(envs.closed).toBe(true)
  })

  test("at a reset, and when an info cannot be sent", () => {
    expect(() => faulty("reset").reset()).toThrow("Environment 2 (worker 1) threw RangeError: no way to start")
    const envs = faulty("function")
    envs.reset()
    expect(() => envs.step([0, 0, 0])).toThrow(/^Worker 1 threw DataCloneError/)
  })

  test("when an environment cannot be made", () => {
    expect(() => faulty("construct")).toThrow("Environment 2 (worker 1) threw TypeError: no such thing")
    const none: WorkerEnv = { module: MODULE, export: "Nothing" }
    expect(() => several(none, 1)).toThrow(/exports undefined as "Nothing", expected a class or function/)
    expect(() => several({ id: "CratPole-v1" }, 1)).toThrow(/NameNotFound: .*Did you mean "CartPole"\?/)
    expect(() => several({ id: "CartPole-v1", module: `${MODULE}.missing` }, 1)).toThrow(/Cannot find module/)
    const missing = { worker: `${MODULE}.missing` }
    expect(() => several({ id: "CartPole-v1" }, 1, missing)).toThrow(
      /^Worker 0 \(environments 0 to 0\) has died: .*Cannot find/,
    )
  })

  test("and what is asked of a vector environment is checked here", () => {
    expect(() => new AsyncVectorEnv([])).toThrow("envs is empty")
    expect(() => several({ id: "CartPole-v1" }, 2, { workers: 0 })).toThrow("workers is 0, expected a positive integer")
    expect(() => several({ id: "CartPole-v1" }, 2, { timeout: -1 })).toThrow("timeout is -1")
    const call = { id: "CartPole-v1", kwargs: { f: () => 0 } }
    expect(() => several(call, 2)).toThrow(
      "envs must be data that can be sent to a thread; () => 0 could not be cloned",
    )
    const mixed = [{ id: "CartPole-v1" }, { id: "MountainCar-v0" }]
    expect(() => new AsyncVectorEnv(mixed, { worker })).toThrow("envs[1].observationSpace is Box(")
    const envs = several({ id: "FrozenLake-v1" }, 2, { autoresetMode: AutoresetMode.DISABLED })
    expect(() => envs.step([0, 0])).toThrow("call reset() first")
    expect(() => envs.reset({ seed: [1] })).toThrow("seed has 1 entries, expected 2")
    expect(() => envs.reset({ resetMask: Uint8Array.of(1, 0) })).toThrow("must reset all")
    envs.reset({ seed: 3 })
    expect(() => envs.step([0])).toThrow("actions has 1 entries, expected 2")
    expect((envs.singleActionSpace as Discrete).n).toBe(4)
    envs.close()
  })
})
