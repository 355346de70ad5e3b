// The environments as a user makes them: by id and names, or by id and problem.

import { describe, expect, test } from "vitest"
import { descriptorsOf } from "../../env/confuciux-env.ts"
import { AllocationEnv, type AllocationObservation, ConfuciuXEnv, checkEnv, make } from "../../env/index.ts"
import {
  AutoresetMode,
  type Env,
  findActionMask,
  iterate,
  listOfInfos,
  NameNotFound,
  SyncVectorEnv,
  spec,
} from "../../env/ts-gym/index.ts"
import { solveExact } from "../../src/allocation/exact.ts"
import { solveGreedy } from "../../src/allocation/greedy.ts"
import { NAMED_PROBLEM_DEFAULTS, namedProblem } from "../../src/allocation/named.ts"
import { evaluateAllocation } from "../../src/allocation/problem.ts"
import { FINE_GRID } from "../../src/core/choices.ts"
import { InputError } from "../../src/core/errors.ts"
import { describeEnvContract } from "../contract/env.ts"

const TIGHT = { network: "alexnet", budget: 0.05 } as const
/** A fine grid small enough for a test. */
const SMALL_GRID = { pe: [1, 3, 9, 27], tile: FINE_GRID.tile.slice(0, 5) }

/** The info after an episode of drawn allowed actions. */
function play(env: Env, seed: number) {
  env.actionSpace.seed(seed)
  let [observation, info] = env.reset({ seed })
  for (;;) {
    const [next, , terminated, truncated, after] = env.step(
      env.actionSpace.sample(findActionMask(observation, info)?.mask),
    )
    observation = next
    info = after
    if (terminated || truncated) return info
  }
}

/** Shapes of the observation's parts. */
const shapesOf = (kwargs: object) => {
  const { observationSpace } = make("Allocation-v1", { ...TIGHT, ...kwargs }).unwrapped as AllocationEnv
  return [observationSpace.spaces.choices.shape, observationSpace.spaces.situation.shape]
}

/** Layer orders of the first episodes of four seeds. */
const ordersOf = (kwargs: object) =>
  [0, 1, 2, 3].map(seed => [...(make("Allocation-v1", { ...TIGHT, ...kwargs }).reset({ seed })[1].order as Int32Array)])

const makeOne = () => make("Allocation-v1", { ...TIGHT, order: "random" }) as Env<AllocationObservation, number>
const cheapest = (observation: AllocationObservation) => observation.action_mask.indexOf(1)
const dearest = (observation: AllocationObservation) => observation.action_mask.lastIndexOf(1)
const makeOther = () =>
  make("Allocation-v1", { network: "resnet18", budget: 0.9 }) as Env<AllocationObservation, number>

for (const id of ["Allocation-v1", "ConfuciuX-v0"]) {
  for (const network of ["example", "alexnet"]) {
    describeEnvContract(`${id}, ${network}`, () => make(id, { network, budget: 0.05 }), { steps: 30 })
  }
}
describeEnvContract("Allocation-v1, options", () =>
  make("Allocation-v1", { ...TIGHT, objective: "edp", order: "random", observation: "plain", choices: "all" }),
)
describeEnvContract("Allocation-v1, matrix products", () => make("Allocation-v1", { network: "bert", budget: 0.1 }))
describeEnvContract("ConfuciuX-v0, fully connected layers", () => make("ConfuciuX-v0", { network: "ncf", budget: 0.9 }))

describe("Allocation-v1", () => {
  test("by names: the named problem, wrapped as Gymnasium does", () => {
    const env = make("Allocation-v1", TIGHT)
    expect(String(env)).toBe("<OrderEnforcing<PassiveEnvChecker<AllocationEnv<Allocation-v1>>>>")
    const bare = env.unwrapped as AllocationEnv
    expect(bare).toBeInstanceOf(AllocationEnv)
    expect(bare.problem).toEqual(namedProblem(TIGHT).problem)
    expect(() => checkEnv(env)).not.toThrow()
    expect(make("Allocation-v1").unwrapped).toMatchObject({ problem: namedProblem(NAMED_PROBLEM_DEFAULTS).problem })
  })

  test("by problem: that very problem", () => {
    const { problem } = namedProblem({ ...TIGHT, dataflow: "shi", objective: "energy" })
    const env = make("Allocation-v1", { problem })
    expect((env.unwrapped as AllocationEnv).problem).toBe(problem)
    expect(() => checkEnv(env)).not.toThrow()
  })

  test("options reach the environment", () => {
    const [[[longest, features], [situation]], plain] = [shapesOf({}), shapesOf({ observation: "plain" })]
    expect(plain).toEqual([[longest, features - 1], [situation - 1]])
    expect(shapesOf({ choices: "all" })).toEqual([[144, features], [situation]])
    expect(ordersOf({})).toEqual([0, 1, 2, 3].map(() => [0, 1, 2, 3, 4]))
    expect(new Set(ordersOf({ order: "random" }).map(String)).size).toBeGreaterThan(1)
  })

  test("episodes end feasible, with the problem's own totals, never better than the optimum", () => {
    const env = make("Allocation-v1", { ...TIGHT, objective: "edp" })
    const { problem } = env.unwrapped as AllocationEnv
    const optimum = solveExact(problem).allocation.objective
    for (let seed = 0; seed < 10; seed++) {
      const info = play(env, seed)
      const { choice, objective, cost, feasible } = evaluateAllocation(problem, info.choice as Int32Array)
      expect(info).toMatchObject({ choice, objective, cost, feasible: true })
      expect(feasible).toBe(true)
      expect(objective).toBeGreaterThanOrEqual(optimum * (1 - 1e-9))
    }
  })

  test("playing the greedy allocation returns 0", () => {
    const { problem } = namedProblem(TIGHT)
    const env = make("Allocation-v1", { problem, choices: "all" })
    env.reset({ seed: 0 })
    const rewards = Array.from(solveGreedy(problem).choice, choice => env.step(choice)[1])
    const total = rewards.reduce((a, b) => a + b, 0)
    expect(Math.abs(total)).toBeLessThan(1e-2)
  })
})

describe("ConfuciuX-v0", () => {
  test("by names: platform and impossible rows as published, unless given; the costs always", () => {
    const env = make("ConfuciuX-v0", TIGHT)
    expect(String(env)).toBe("<OrderEnforcing<PassiveEnvChecker<ConfuciuXEnv<ConfuciuX-v0>>>>")
    const published = { ...TIGHT, platform: "confuciux", allowImpossible: true }
    expect((env.unwrapped as ConfuciuXEnv).problem).toEqual(namedProblem(published).problem)
    const other = make("ConfuciuX-v0", { ...TIGHT, platform: "edge", allowImpossible: false, objective: "lep" })
    const { problem } = namedProblem({ ...TIGHT, profile: "maestro", objective: "lep" })
    expect((other.unwrapped as ConfuciuXEnv).problem).toEqual(problem)
  })

  test("by problem and descriptors, which equals by names", () => {
    const { problem, network } = namedProblem({ ...TIGHT, platform: "confuciux", allowImpossible: true })
    const env = make("ConfuciuX-v0", { problem, descriptors: descriptorsOf(network.rows) })
    expect((env.unwrapped as ConfuciuXEnv).problem).toBe(problem)
    expect(() => checkEnv(env)).not.toThrow()
    for (let seed = 0; seed < 5; seed++) expect(play(env, seed)).toEqual(play(make("ConfuciuX-v0", TIGHT), seed))
    expect(() => make("ConfuciuX-v0", { problem })).toThrow("descriptors has 0 rows, expected 5, one per layer")
  })

  test("another grid is that of the actions too", () => {
    const env = make("ConfuciuX-v0", { ...TIGHT, budget: 1, grid: SMALL_GRID })
    expect(env.actionSpace).toMatchObject({ nvec: Int32Array.of(4, 5) })
    expect((env.unwrapped as ConfuciuXEnv).grid).toBe(SMALL_GRID)
    expect(() => checkEnv(env)).not.toThrow()
  })

  test("the order of an episode follows the seed; seedScope is handed on", () => {
    const [run, episode] = (["run", "episode"] as const).map(seedScope => make("ConfuciuX-v0", { ...TIGHT, seedScope }))
    for (const env of [run, episode]) env.reset({ seed: 1 })
    const [first, second] = [run.reset({ seed: 1 })[1], episode.reset({ seed: 1 })[1]]
    expect(first.order).toEqual(second.order)
    expect([first.episode, second.episode]).toEqual([0, 1])
  })

  test("cannot minimise a product of sums", () => {
    expect(() => make("ConfuciuX-v0", { ...TIGHT, objective: "edp" })).toThrow(InputError)
  })
})

describe("what is not there", () => {
  test.each([
    ["Alocation-v1", NameNotFound, 'Did you mean "Allocation"?'],
    ["allocation-v1", NameNotFound, 'Did you mean "Allocation"?'],
    ["ConfuciusX-v0", NameNotFound, 'Did you mean "ConfuciuX"?'],
    ["Allocation-v2", Error, 'Allocation-v2 is unknown; "Allocation" has the versions v1'],
    ["Allocation-v0", Error, "Allocation-v0 is deprecated; use Allocation-v1"],
  ])("%s", (id, kind, message) => {
    expect(() => make(id)).toThrow(kind)
    expect(() => make(id)).toThrow(message)
    expect(() => spec(id)).toThrow(message)
  })

  test.each<[string, object, string]>([
    ["Allocation-v1", { network: "alxnet" }, 'Did you mean "alexnet"?'],
    ["Allocation-v1", { network: "example", dataflow: "nvdla" }, 'Did you mean "dla"?'],
    ["Allocation-v1", { network: "example", platform: "egde" }, 'Did you mean "edge"?'],
    ["Allocation-v1", { network: "example", observation: "price" }, 'Did you mean "priced"?'],
    ["Allocation-v1", { network: "example", order: "fil" }, 'Did you mean "file"?'],
    ["Allocation-v1", { network: "example", choices: "al" }, 'Did you mean "all"?'],
    ["Allocation-v1", { network: "example", budget: 2 }, "the smallest feasible budget is"],
    ["Allocation-v1", { network: "example", profile: "maestor" }, 'Did you mean "maestro"?'],
    ["Allocation-v1", { network: "example", dataflow: "eye" }, "its legal replacement is rs"],
    ["ConfuciuX-v0", { network: "example", profile: "physical" }, 'its costs are those of "maestro"'],
    ["ConfuciuX-v0", { network: "exampel" }, 'Did you mean "example"?'],
    ["ConfuciuX-v0", { network: "example", seedScope: "runs" }, 'Did you mean "run"?'],
  ])("%s with %j", (id, kwargs, message) => {
    expect(() => make(id, { ...kwargs })).toThrow(InputError)
    expect(() => make(id, { ...kwargs })).toThrow(message)
  })
})

describe("SyncVectorEnv", () => {
  test("runs as its environments do alone, through two episodes", () => {
    const envs = new SyncVectorEnv([makeOne, makeOne, makeOne])
    const alone = [makeOne(), makeOne(), makeOne()]
    const list = (batch: unknown) => iterate(envs.observationSpace, batch) as AllocationObservation[]
    let observations = list(envs.reset({ seed: 7 })[0])
    const single = alone.map((env, i) => env.reset({ seed: 7 + i })[0])
    expect(observations).toEqual(single)
    for (let t = 0; t < 12; t++) {
      const actions = observations.map((o, i) => (i === 1 ? cheapest(o) : dearest(o)))
      const [batch, rewards, terminations, truncations, infos] = envs.step(actions)
      const [next, each] = [list(batch), listOfInfos(infos, 3)]
      const over = t % 6 === 5 // five layers, then a step that resets
      for (const [i, env] of alone.entries()) {
        const [observation, reward, terminated, , info] = over
          ? [env.reset()[0], 0, false, false, each[i]]
          : env.step(actions[i])
        expect([next[i], rewards[i], terminations[i], each[i]]).toEqual([observation, reward, terminated ? 1 : 0, info])
      }
      expect([...terminations]).toEqual([0, 0, 0].fill(t % 6 === 4 ? 1 : 0))
      expect([...truncations]).toEqual([0, 0, 0])
      observations = next
    }
    envs.close()
  })

  test("with autoreset off, the caller resets what has ended", () => {
    const envs = new SyncVectorEnv([makeOne, makeOne], { autoresetMode: AutoresetMode.DISABLED })
    const actions = (batch: unknown) => (iterate(envs.observationSpace, batch) as AllocationObservation[]).map(cheapest)
    let [observations] = envs.reset({ seed: 0 })
    for (let t = 0; t < 5; t++) [observations] = envs.step(actions(observations))
    expect(() => envs.step([0, 0])).toThrow("The episode of environment 0 is over")
    ;[observations] = envs.reset({ resetMask: Uint8Array.of(1, 1) })
    expect(() => envs.step(actions(observations))).not.toThrow()
  })

  test("problems whose lists differ in length do not go together", () => {
    expect(() => new SyncVectorEnv([makeOne, makeOther])).toThrow("envs[1].observationSpace is")
  })
})
