import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { AllocationEnv } from "../../env/allocation-env.ts"
import { MeasuredCosts, type MeasuredCostsOptions } from "../../env/measured-costs.ts"
import "../../env/registration.ts"
import { checkWrapper, type Env, type Info, make } from "../../env/ts-gym/index.ts"
import { withModelError } from "../../src/allocation/measured.ts"
import { type Aggregation, type AllocationProblem, evaluateAllocation } from "../../src/allocation/problem.ts"
import { Rng } from "../../src/core/rng.ts"
import { randomProblem } from "./problems.ts"

const truthOf = (seed: number, aggregation: Aggregation = "sum"): AllocationProblem =>
  randomProblem(Rng.fromSeed(seed), { layers: 5, choices: 8, ratio: 0.4, aggregation })

function estimateOf(truth: AllocationProblem, error = 0.3): AllocationProblem {
  const rng = Rng.fromSeed(17)
  return withModelError(truth, error, () => rng.normal())
}

interface Played {
  readonly rewards: number[]
  readonly info: Info
}

/** An episode of drawn actions. */
function play(env: Env<unknown, number>, seed: number): Played {
  const rewards: number[] = []
  let [, info] = env.reset({ seed })
  env.actionSpace.seed(seed)
  for (let ended = false; !ended; ) {
    const [, reward, terminated, , after] = env.step(env.actionSpace.sample(info.actionMask as Uint8Array))
    rewards.push(reward)
    ended = terminated
    info = after
  }
  return { rewards, info }
}

const factor = ({ info }: Played) => (info.objective as number) / (info.estimate as number)
const sum = (x: readonly number[]) => x.reduce((a, b) => a + b, 0)
const cases = fc.record({
  seed: fc.nat(999),
  kind: fc.constantFrom<Aggregation[]>("sum", "product-of-sums", "max"),
  report: fc.constantFrom("total" as const, "layers" as const),
})

describe("MeasuredCosts", () => {
  test.each(["total", "layers"] as const)("keeps the contract of wrappers, report %s", report => {
    const problem = truthOf(1)
    const makeEnv = () => make("Allocation-v1", { problem: estimateOf(problem) }) as Env
    const wrap = (env: Env) =>
      new MeasuredCosts(env as Env<never, number>, { truth: problem, noise: 0.1, report }) as unknown as Env
    expect(() => checkWrapper(makeEnv, wrap, { steps: 40 })).not.toThrow()
  })

  test("without error and noise it is the plain environment, and a clock", () => {
    fc.assert(
      fc.property(cases, ({ seed, kind, report }) => {
        const truth = truthOf(seed, kind)
        const plain = play(new AllocationEnv(truth), seed)
        const env = new MeasuredCosts(new AllocationEnv(truth), { truth, noise: 0, seconds: 3, report })
        const { rewards, info } = play(env, seed)
        expect(rewards).toEqual(plain.rewards)
        expect(info).toEqual({ ...plain.info, estimate: plain.info.objective, seconds: 3 })
      }),
      { numRuns: 60 },
    )
  })

  test("rewards add up to the measured objective's distance from the reference; costs and feasibility stay", () => {
    fc.assert(
      fc.property(cases, ({ seed, kind, report }) => {
        const truth = truthOf(seed, kind)
        const inner = new AllocationEnv(estimateOf(truth))
        const { rewards, info } = play(new MeasuredCosts(inner, { truth, noise: 0.05, report }), seed)
        const expected = truth.layers * (1 - (info.objective as number) / inner.reference.objective)
        expect(sum(rewards)).toBeCloseTo(expected, 9)
        const exact = evaluateAllocation(truth, info.choice as Int32Array)
        expect([info.cost, info.feasible]).toEqual([exact.cost, exact.feasible])
        expect(info.estimate).toBe(evaluateAllocation(inner.problem, info.choice as Int32Array).objective)
        expect(info.objective).not.toBe(exact.objective)
      }),
      { numRuns: 60 },
    )
  })

  test("without noise the objective is the truth", () => {
    for (const report of ["total", "layers"] as const) {
      const truth = truthOf(4)
      const { info } = play(new MeasuredCosts(new AllocationEnv(estimateOf(truth)), { truth, noise: 0, report }), 2)
      expect(info.objective).toBe(evaluateAllocation(truth, info.choice as Int32Array).objective)
    }
  })

  test("a seed repeats the noise, another does not; no seed goes on", () => {
    const truth = truthOf(5)
    const env = new MeasuredCosts(new AllocationEnv(truth), { noise: 0.1 })
    const [a, b, other] = [play(env, 1), play(env, 1), play(env, 2)].map(factor)
    expect(a).toBe(b)
    expect(other).not.toBe(a)
    expect(env.meter.measurements).toBe(3)
    expect(env.meter.seconds).toBe(3)
  })

  test("an abandoned episode cost the layers that were measured, and no whole allocation", () => {
    for (const [report, measured] of [
      ["layers", 0.4],
      ["total", 0],
    ] as const) {
      const env = new MeasuredCosts(new AllocationEnv(truthOf(5)), { report })
      env.reset({ seed: 0 })
      env.step(0)
      env.step(0)
      env.reset()
      expect(env.meter.measurements).toBe(measured)
    }
  })

  test("wrong arguments", () => {
    const truth = truthOf(1)
    const wrapped = (options: Partial<MeasuredCostsOptions>) => () =>
      new MeasuredCosts(new AllocationEnv(truth), options)
    expect(wrapped({ truth: { ...truth, budget: 1 } })).toThrow("truth: budget is 1, expected")
    expect(wrapped({ truth: randomProblem(Rng.fromSeed(1), { layers: 4, choices: 8, ratio: 0.4 }) })).toThrow(
      "truth: layers is 4, expected 5",
    )
    expect(wrapped({ truth: { ...truth, cost: truth.cost.map(c => 2 * c) } })).toThrow(
      "truth: costs and allowed choices",
    )
    expect(wrapped({ noise: -0.1 })).toThrow("noise is -0.1")
    expect(wrapped({ report: "all" as "total" })).toThrow('report "all" is unknown; known: total, layers')
    const cart = make("CartPole-v1") as unknown as Env<never, number>
    expect(() => new MeasuredCosts(cart)).toThrow("MeasuredCosts goes around Allocation-v1")
  })
})
