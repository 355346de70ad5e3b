import { assert as assertProperty, double, integer, property } from "fast-check"
import { describe, expect, test } from "vitest"
import { ConfuciuXEnv, type ConfuciuXEnvOptions, type ConfuciuXInfo } from "../../env/confuciux-env.ts"
import { checkEnv } from "../../env/ts-gym/index.ts"
import { type AllocationProblem, evaluateAllocation } from "../../src/allocation/problem.ts"
import { COARSE_GRID } from "../../src/core/choices.ts"
import { Rng } from "../../src/core/rng.ts"

const LAYERS = 5

/** Distinct descriptors, so that an observation tells its layer. */
const DESCRIPTORS = Array.from({ length: LAYERS }, (_, l) => [10 * (l + 1), 8, 16 - l, 4, 3, 3, (l % 2) + 1])

/** Random integer tables; the budget is `share` of the sum of the largest costs. */
function makeProblem(share: number, seed = 1): AllocationProblem {
  const rng = Rng.fromSeed(seed)
  const size = LAYERS * 144
  const values = Float64Array.from({ length: size }, () => 1 + rng.int(1000))
  const cost = Float64Array.from({ length: size }, () => 1 + rng.int(100))
  const budget = share * 100 * LAYERS
  const allowed = new Uint8Array(size).fill(1)
  return { layers: LAYERS, choices: 144, values: [values], aggregation: "sum", cost, allowed, budget }
}

function makeEnv(share = 10, options: Partial<ConfuciuXEnvOptions> = {}): ConfuciuXEnv {
  return new ConfuciuXEnv({ problem: makeProblem(share), descriptors: DESCRIPTORS, ...options })
}

/** Everything that one episode shows. */
interface Played {
  readonly observations: number[][]
  readonly rewards: number[]
  readonly terminated: boolean[]
  readonly infos: ConfuciuXInfo[]
}

/** Plays choices (by step) until the episode ends. */
function play(env: ConfuciuXEnv, choices: readonly number[], seed?: number): Played {
  const [first, info] = env.reset(seed === undefined ? {} : { seed })
  const played: Played = { observations: [[...first]], rewards: [], terminated: [], infos: [info] }
  for (const choice of choices) {
    const [observation, reward, terminated, truncated, stepInfo] = env.step(action(choice))
    expect(truncated).toBe(false)
    expect(env.observationSpace.explain(observation)).toBeNull()
    played.observations.push([...observation])
    played.rewards.push(reward)
    played.terminated.push(terminated)
    played.infos.push(stepInfo)
    if (terminated) break
  }
  return played
}

function action(choice: number): Int32Array {
  return Int32Array.of(Math.floor(choice / 12), choice % 12)
}

function randomChoices(rng: Rng): number[] {
  return Array.from({ length: LAYERS }, () => rng.int(144))
}

test("passes the contract check", () => {
  expect(() => checkEnv(makeEnv())).not.toThrow()
})

describe("observations (specification 6.1)", () => {
  const largest = [50, 8, 16, 4, 3, 3, 2]
  const normal = (layer: number) => DESCRIPTORS[layer].map((x, i) => x / largest[i])

  test("reset shows the first layer of the order, unscaled, and four zeros", () => {
    const { observations, infos } = play(makeEnv(), [], 3)
    const order = infos[0].order
    const expected = [...normal(order[0]), 0, 0, 0, 0]
    for (const [i, x] of expected.entries()) expect(observations[0][i]).toBeCloseTo(x, 6)
  })

  test("a step shows the layer just handled, its position and the action, on [-1, 1]; the sub-step stays 0", () => {
    const choices = [0, 143, 13, 100, 7]
    const { observations, infos } = play(makeEnv(), choices, 3)
    const order = infos[0].order
    for (const [t, layer] of order.entries()) {
      const [pe, tile] = action(choices[t])
      const before = [...normal(layer), t / LAYERS, COARSE_GRID.pe[pe] / 128, COARSE_GRID.tile[tile] / 12]
      const expected = [...before.map(x => 2 * (x - 0.5)), 0]
      for (const [i, x] of expected.entries()) expect(observations[t + 1][i]).toBeCloseTo(x, 6)
    }
  })

  test("every episode draws a new order of all layers", () => {
    const env = makeEnv()
    const orders = [1, undefined, undefined, undefined].map(seed => play(env, [], seed).infos[0].order)
    for (const order of orders) expect(order.toSorted()).toEqual([0, 1, 2, 3, 4])
    expect(new Set(orders.map(String)).size).toBeGreaterThan(1)
  })
})

describe("rewards and ends (specification 6.3)", () => {
  test("agree with the formulas as written, over runs of random episodes", () => {
    assertProperty(
      property(integer({ min: 0, max: 1e6 }), double({ min: 0.1, max: 1, noNaN: true }), (seed, share) => {
        const env = makeEnv(share)
        const { values, cost, budget } = env.problem
        const rng = Rng.fromSeed(seed)
        let lowest = Number.POSITIVE_INFINITY
        for (let e = 0; e < 4; e++) {
          const choices = randomChoices(rng)
          const { rewards, terminated, infos } = play(env, choices, e === 0 ? seed : undefined)
          const order = infos[0].order
          let sum = 0
          let used = 0
          for (const [t, reward] of rewards.entries()) {
            const entry = order[t] * 144 + choices[t]
            lowest = Math.min(lowest, -values[0][entry])
            const r = -values[0][entry] - lowest
            sum += r
            used += cost[entry]
            const over = used > budget
            expect(reward).toBeCloseTo(over ? ((r - sum) * (used - budget)) / budget : r, 9)
            expect(terminated[t]).toBe(over || t === LAYERS - 1)
            expect(infos[t + 1].feasible).toBe(!over)
            expect(infos[t + 1].cost).toBe(used)
          }
        }
      }),
      { numRuns: 50 },
    )
  })

  test("a violation in the first step costs nothing and ends the episode", () => {
    const { rewards, terminated, infos } = play(makeEnv(1e-4), [5], 1)
    expect(rewards).toEqual([0])
    expect(terminated).toEqual([true])
    expect(infos[1]).toMatchObject({ feasible: false, best: null })
  })

  test("a choice that is not allowed gets -1, ends the episode and leaves the baseline alone", () => {
    const problem = makeProblem(10)
    for (let l = 0; l < LAYERS; l++) {
      problem.allowed[l * 144 + 7] = 0
      problem.values[0][l * 144 + 7] = Number.NaN
    }
    const env = makeEnv(10, { problem })
    const { rewards, infos } = play(env, [3, 7, 3], 1)
    expect(rewards).toEqual([0, -1])
    expect(infos.at(-1)?.feasible).toBe(false)
    expect(play(env, [3]).rewards[0]).toBeGreaterThanOrEqual(0)
  })

  test("the baseline goes on from episode to episode", () => {
    const env = makeEnv()
    const worst = (layer: number) => env.problem.values[0].subarray(layer * 144, (layer + 1) * 144)
    const [, info] = env.reset({ seed: 4 })
    const bad = worst(info.order[0]).indexOf(Math.max(...worst(info.order[0])))
    env.step(action(bad))
    const lowest = env.save().lowest as number
    const { rewards, infos } = play(env, [0])
    const fitness = -env.problem.values[0][infos[0].order[0] * 144]
    expect(rewards[0]).toBe(fitness - Math.min(lowest, fitness))
  })
})

describe("the best of the run", () => {
  test("is the best complete episode, in file order, with the totals of the problem", () => {
    const env = makeEnv(0.55)
    const rng = Rng.fromSeed(8)
    const ends = Array.from({ length: 60 }, (_, e) =>
      play(env, randomChoices(rng), e === 0 ? 8 : undefined).infos.at(-1),
    )
    const complete = ends.filter(info => info?.feasible) as ConfuciuXInfo[]
    expect(complete.length).toBeGreaterThan(5)
    expect(complete.length).toBeLessThan(55)
    for (const info of complete) {
      const { objective, cost, feasible } = evaluateAllocation(env.problem, info.allocation)
      expect(info).toMatchObject({ objective, cost, feasible })
    }
    const best = Math.min(...complete.map(info => info.objective))
    const kept = env.save().best
    expect(kept?.objective).toBe(best)
    expect(evaluateAllocation(env.problem, kept?.choice ?? []).objective).toBe(best)
  })

  test("scrambledBest pairs the best choices with the order of the last episode (quirk Q2)", () => {
    const env = makeEnv()
    expect(env.scrambledBest()).toBeNull()
    play(env, [10, 20, 30, 40, 50], 1)
    const choice = env.save().best?.choice ?? []
    const order = play(env, []).infos[0].order
    const scrambled = env.scrambledBest() ?? []
    expect(order.map(layer => scrambled[layer])).toEqual(choice)
    expect(scrambled).not.toEqual(choice)
  })
})

describe("seeds and state", () => {
  const episodes = [0, 1, 2].map(k => randomChoices(Rng.fromSeed(k)))

  test("a seeded reset starts a new run: same seed, same trajectory", () => {
    const env = makeEnv(0.55)
    const run = () => episodes.map((choices, k) => play(env, choices, k === 0 ? 42 : undefined))
    const first = run()
    expect(run()).toEqual(first)
    expect(first.map(p => p.infos[0].episode)).toEqual([0, 1, 2])
  })

  test('with seedScope "episode" a seed fixes the order and the run goes on', () => {
    const env = makeEnv(10, { seedScope: "episode" })
    const first = play(env, episodes[0], 42)
    const lowest = env.save().lowest
    const second = play(env, episodes[1], 42)
    expect(second.infos[0].order).toEqual(first.infos[0].order)
    expect(second.infos[0]).toMatchObject({ episode: 1, best: { episode: 0 } })
    expect(env.save().lowest).toBeLessThanOrEqual(lowest as number)
  })

  test("a restored run goes on as the uninterrupted one, through JSON", () => {
    const env = makeEnv(0.55)
    play(env, episodes[0], 42)
    const state = JSON.parse(JSON.stringify(env.save()))
    const rest = episodes.slice(1).map(choices => play(env, choices))
    const other = makeEnv(0.55)
    other.restore(state)
    expect(episodes.slice(1).map(choices => play(other, choices))).toEqual(rest)
  })

  test("infos and observations are the caller's own", () => {
    const env = makeEnv()
    const [observation, info] = env.reset({ seed: 1 })
    const kept = structuredClone({ observation, info })
    env.step(action(50))
    expect({ observation, info }).toEqual(kept)
  })
})

describe("wrong use", () => {
  test("stepping outside an episode", () => {
    const env = makeEnv()
    expect(() => env.step(action(0))).toThrow("call reset() first")
    play(env, [1, 2, 3, 4, 5], 1)
    expect(() => env.step(action(0))).toThrow("call reset() first")
  })

  test.each([
    [Int32Array.of(12, 0), "action[0] is 12, expected an integer in [0, 12)"],
    [Int32Array.of(0, -1), "action[1] is -1"],
    [Int32Array.of(0), "action "],
  ])("action %o", (wrong, message) => {
    const env = makeEnv()
    env.reset({ seed: 1 })
    expect(() => env.step(wrong)).toThrow(message)
  })

  test.each<[Partial<ConfuciuXEnvOptions>, string]>([
    [{ descriptors: DESCRIPTORS.slice(1) }, "descriptors has 4 rows, expected 5"],
    [{ descriptors: DESCRIPTORS.map(row => row.slice(1)) }, "descriptors[0] has 6 numbers, expected 7"],
    [{ descriptors: DESCRIPTORS.map(row => row.with(2, 0)) }, "descriptors[0][2] is 0"],
    [{ grid: { pe: [1, 2], tile: [1, 2] } }, "problem.choices is 144, expected 4"],
    [{ problem: { ...makeProblem(1), budget: 0 } }, "problem.budget is 0"],
    [{ problem: { ...makeProblem(1), aggregation: "product-of-sums" } }, "can only sum"],
    [{ seedScope: "runs" as "run" }, 'Did you mean "run"?'],
  ])("constructor %#", (options, message) => {
    expect(() => makeEnv(1, options)).toThrow(message)
  })
})
