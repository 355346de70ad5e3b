import { beforeAll, describe, expect, test } from "vitest"
import { loadBackend, type TensorFlow } from "../../agents/backend.ts"
import { decode, runEpisode, scoreEpisode } from "../../agents/episode.ts"
import { ALLOCATION_RECIPE, PUBLISHED_RECIPE } from "../../agents/recipes.ts"
import { Reinforce, type ReinforceOptions, type UpdateMetrics } from "../../agents/reinforce.ts"
import { Scorer } from "../../agents/scorer.ts"
import type { ChoiceObservation } from "../../agents/scorer-network.ts"
import { AllocationEnv, type AllocationEnvOptions } from "../../env/allocation-env.ts"
import type { Env, ResetOptions, ResetResult } from "../../env/ts-gym/index.ts"
import type { AllocationProblem } from "../../src/allocation/problem.ts"
import { Rng } from "../../src/core/rng.ts"
import { bruteForce, randomProblem } from "../env/problems.ts"
import { TabularPolicy } from "./tabular-policy.ts"
import { IdentityEnv, ParityEnv } from "./tiny-envs.ts"

let tf: TensorFlow
beforeAll(async () => {
  ;({ tf } = await loadBackend("wasm"))
})

/** A scorer that fits the environment, and its learner. */
function learnerFor(envs: Env<ChoiceObservation, number>[], seed: number, options: Partial<ReinforceOptions>) {
  const [observation] = envs[0].reset({ seed: 0 })
  const shape = {
    choiceFeatures: observation.choices.length / observation.action_mask.length,
    situationFeatures: observation.situation.length,
  }
  const rng = Rng.fromSeed(seed)
  const policy = new Scorer(tf, shape, rng.split("policy"))
  return { policy, learner: new Reinforce(tf, envs, policy, rng.split("reinforce"), options) }
}

/** Learns to the end, or for some updates. */
function learn(learner: Reinforce<ChoiceObservation, number>, updates = Number.POSITIVE_INFINITY): UpdateMetrics[] {
  const metrics: UpdateMetrics[] = []
  while (!learner.done && metrics.length < updates) metrics.push(learner.update())
  return metrics
}

/** One of many problems that differ in everything. */
function variedProblem(i: number): AllocationProblem {
  const shape = { layers: 3 + (i % 3), choices: 4 + (i % 3), ratio: 0.2 + 0.05 * (i % 5) }
  return randomProblem(Rng.fromSeed(31).split("problem", i), shape)
}

const KNAPSACK: AllocationProblem = randomProblem(Rng.fromSeed(11), { layers: 6, choices: 6, ratio: 0.3 })

function knapsackLearner(seed: number, options: Partial<ReinforceOptions>, env: Partial<AllocationEnvOptions> = {}) {
  return learnerFor([new AllocationEnv(KNAPSACK, env)], seed, options).learner
}

/** Everything a short run leaves. */
function runOf(seed: number) {
  const learner = knapsackLearner(seed, { episodes: 80 }, { order: "random" })
  return { metrics: learn(learner), state: learner.save() }
}

/** The answer of a short run on a backend, which stays the active one. */
async function answerOn(backend: string) {
  ;({ tf } = await loadBackend(backend))
  const learner = knapsackLearner(2, { episodes: 40 })
  learn(learner)
  return learner.answer()
}

describe("learning", () => {
  for (const seed of [0, 1, 2]) {
    test(`solves the identity bandit, seed ${seed}`, () => {
      const { learner, policy } = learnerFor([new IdentityEnv()], seed, { episodes: 400 })
      const metrics = learn(learner)
      expect(metrics[0].meanReturn).toBeLessThan(3)
      expect(runEpisode(new IdentityEnv(), policy, { seed: 99 }, null).total).toBe(5)
      expect(metrics.at(-1)?.entropy).toBeLessThan(metrics[0].entropy / 2)
    })
  }

  for (const [observation, atLeast] of [
    ["priced", 6],
    ["plain", 4],
  ] as const) {
    test(`finds the optimum of ${atLeast} of 6 small knapsack problems by sampling alone (${observation})`, () => {
      let solved = 0
      for (let i = 0; i < 6; i++) {
        const problem = randomProblem(Rng.fromSeed(40 + i), { layers: 5, choices: 6, ratio: 0.1 + 0.1 * i })
        const { learner } = learnerFor([new AllocationEnv(problem, { observation })], i, { episodes: 256 })
        learn(learner)
        if (-(learner.best()?.score ?? 0) <= bruteForce(problem) * (1 + 1e-9)) solved++
      }
      expect(solved).toBeGreaterThanOrEqual(atLeast)
    })
  }

  test("reaches the optimum of a product of sums", () => {
    const shape = { layers: 5, choices: 6, ratio: 0.3, aggregation: "product-of-sums" } as const
    const problem = randomProblem(Rng.fromSeed(5), shape)
    const { learner } = learnerFor([new AllocationEnv(problem)], 0, { episodes: 400 })
    learn(learner)
    expect(-(learner.answer()?.score ?? 0) / bruteForce(problem) - 1).toBeLessThan(1e-9)
  })

  test("what is learnt on some problems serves others: greedy decodes, untrained there", () => {
    const pool = Array.from({ length: 12 }, (_, i) => new AllocationEnv(variedProblem(i), { order: "random" }))
    const { learner, policy } = learnerFor(pool, 0, { episodes: 1600, problems: 4 })
    const meanGap = () => {
      const gaps = [50, 51, 52, 53, 54].map(i => {
        const problem = variedProblem(i)
        const scores = decode(new AllocationEnv(problem), policy, Rng.fromSeed(i), ALLOCATION_RECIPE.decodes).map(d =>
          scoreEpisode(d.episode),
        )
        return -Math.max(...scores) / bruteForce(problem) - 1
      })
      return gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
    }
    const before = meanGap()
    learn(learner)
    expect(meanGap()).toBeLessThan(0.01)
    expect(before).toBeGreaterThan(0.1)
  })

  for (const [name, options] of [
    ["default", { episodes: 300, batch: 8, learningRate: 0.05 }],
    ["published", { ...PUBLISHED_RECIPE, episodes: 300, learningRate: 0.05 }],
  ] as const) {
    test(`works with another environment and policy: parities and a table (${name} recipe)`, () => {
      const policy = new TabularPolicy(tf, 4, 2)
      const learner = new Reinforce(tf, [new ParityEnv()], policy, Rng.fromSeed(1), options)
      while (!learner.done) learner.update()
      expect(runEpisode(new ParityEnv(), policy, { seed: 0 }, null).total).toBe(8)
      expect(learner.answer()?.score).toBe(8)
    })
  }
})

describe("reproducibility", () => {
  test("same seed, same everything; another seed, something else", () => {
    expect(runOf(4)).toEqual(runOf(4))
    expect(runOf(5).state.weights).not.toEqual(runOf(4).state.weights)
  })

  test("25 updates + resume + 25 equals 50 exactly", () => {
    const options = { episodes: 50 * 8, problems: 1 }
    const whole = knapsackLearner(7, options, { order: "random" })
    learn(whole)
    const half = knapsackLearner(7, options, { order: "random" })
    learn(half, 25)
    const saved = structuredClone(half.save())
    learn(half, 3) // a saved state does not change with the learner
    const resumed = knapsackLearner(7, options, { order: "random" })
    resumed.restore(saved)
    expect(learn(resumed).length).toBe(25)
    expect(resumed.save()).toEqual(whole.save())
    expect(resumed.answer()).toEqual(whole.answer())
  })

  test("the published recipe resumes exactly too, its learning rate included", () => {
    const options = { ...PUBLISHED_RECIPE, episodes: 250 }
    const whole = knapsackLearner(3, options)
    learn(whole)
    const half = knapsackLearner(3, options)
    learn(half, 130)
    const resumed = knapsackLearner(3, options)
    resumed.restore(half.save())
    learn(resumed)
    expect(resumed.save()).toEqual(whole.save())
  })

  test("wasm and cpu choose the same actions", async () => {
    expect(await answerOn("cpu")).toEqual(await answerOn("wasm"))
  })

  test("the best episode can be played again", () => {
    const learner = knapsackLearner(6, { episodes: 64 }, { order: "random" })
    learn(learner)
    const best = learner.answer()
    const env = new AllocationEnv(KNAPSACK, { order: "random" })
    env.reset(best?.reset)
    const infos = best?.actions.map(action => env.step(action)[4])
    expect(infos?.at(-1)).toEqual(best?.info)
  })
})

describe("bookkeeping", () => {
  test("tensors do not pile up", () => {
    const learner = knapsackLearner(1, { episodes: 80 })
    learn(learner, 1)
    const { numTensors } = tf.memory()
    learn(learner)
    learner.answer()
    expect(tf.memory().numTensors).toBe(numTensors)
  })

  test("a policy disposed of leaves nothing", () => {
    const { numTensors } = tf.memory()
    const { learner, policy } = learnerFor([new IdentityEnv()], 0, { episodes: 16 })
    learn(learner)
    policy.dispose()
    expect(tf.memory().numTensors).toBe(numTensors)
  })

  test("episodes are a total: the last update is shorter, and rates fall to their end", () => {
    const learner = knapsackLearner(1, { episodes: 20 })
    const metrics = learn(learner)
    expect(metrics.map(m => m.episodes)).toEqual([8, 16, 20])
    for (const [i, rate] of [0.01, 0.0064, 0.0028].entries()) expect(metrics[i].learningRate).toBeCloseTo(rate, 12)
    expect(metrics.at(-1)?.best).toBe(learner.best()?.score)
  })

  test("the published schedule cuts the rate by a fifth at every 100th episode", () => {
    const learner = knapsackLearner(1, { ...PUBLISHED_RECIPE, episodes: 201 })
    const rates = learn(learner).map(m => m.learningRate)
    expect([rates[99], rates[100], rates[199]]).toEqual([1e-3, 8e-4, 8e-4])
    expect(rates[200]).toBeCloseTo(6.4e-4, 12)
  })

  test("the recurrent part is clipped once more", () => {
    const policy = new TabularPolicy(tf, 4, 2)
    const options = { ...PUBLISHED_RECIPE, episodes: 1, maxGradNorm: 1e9, maxRecurrentGradNorm: 1e-12 }
    const learner = new Reinforce(tf, [new ParityEnv()], policy, Rng.fromSeed(1), options)
    expect(learner.update().gradNorm).toBeGreaterThan(0.1)
    // Far below Adam's epsilon, so that the step shrinks with the gradient.
    expect(Math.max(...learner.save().weights.map(Math.abs))).toBeLessThan(1e-6)
  })

  test.each([
    [true, 2],
    [false, 12],
  ])("episodes of a batch share their seed, or each has its own (%s)", (sharedSeed, expected) => {
    const seeds = new Set<number | undefined>()
    class Noting extends IdentityEnv {
      override reset(options?: ResetOptions): ResetResult<ChoiceObservation> {
        seeds.add(options?.seed)
        return super.reset(options)
      }
    }
    const { learner } = learnerFor([new Noting()], 1, { episodes: 12, batch: 6, sharedSeed })
    seeds.clear()
    learn(learner)
    expect(seeds.size).toBe(expected)
  })

  test("a failed episode never is the best", () => {
    const env = new AllocationEnv(KNAPSACK)
    const step = env.step.bind(env)
    env.step = action => {
      const result = step(action)
      return [...result.slice(0, 4), { ...result[4], feasible: false }] as unknown as typeof result
    }
    const { learner } = learnerFor([env], 0, { episodes: 8 })
    expect(learn(learner)[0].best).toBe(Number.NEGATIVE_INFINITY)
    expect(learner.answer()).toBeNull()
  })

  test("a state of another shape and senseless options are refused", () => {
    const learner = knapsackLearner(1, {})
    const other = knapsackLearner(1, {}, { observation: "plain" })
    expect(() => learner.restore(other.save())).toThrow(/weights and 1 problems, this run has/)
    expect(() => knapsackLearner(1, { batch: 0 })).toThrow("batch is 0, expected an integer of at least 1")
    expect(() => knapsackLearner(1, { schedule: "linaer" as "linear" })).toThrow('Did you mean "linear"?')
  })
})
