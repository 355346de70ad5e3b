import { beforeAll, describe, expect, test } from "vitest"
import { loadBackend, type TensorFlow } from "../../agents/backend.ts"
import { baselineNamed } from "../../agents/baselines/methods.ts"
import { type ThompsonOptions, thompson } from "../../agents/baselines/thompson.ts"
import { learnMeasured, searchMeasured } from "../../agents/measured-search.ts"
import { RulePolicy } from "../../agents/rule-policy.ts"
import { AllocationEnv } from "../../env/allocation-env.ts"
import { MeasuredCosts } from "../../env/measured-costs.ts"
import { solveExact } from "../../src/allocation/exact.ts"
import { Meter, withModelError } from "../../src/allocation/measured.ts"
import { type AllocationProblem, evaluateAllocation } from "../../src/allocation/problem.ts"
import { Rng } from "../../src/core/rng.ts"
import { describeOptimiserContract } from "../contract/optimiser.ts"
import { randomProblem } from "../env/problems.ts"

let tf: TensorFlow
beforeAll(async () => {
  ;({ tf } = await loadBackend("wasm"))
})

/** A problem, and an estimate of it that leads astray. */
function made(seed: number): { truth: AllocationProblem; estimate: AllocationProblem } {
  const truth = randomProblem(Rng.fromSeed(seed), { layers: 6, choices: 6, ratio: 0.4 })
  const rng = Rng.fromSeed(seed).split("error")
  return { truth, estimate: withModelError(truth, 0.3, () => rng.normal()) }
}

const gap = (truth: AllocationProblem, choice: Int32Array | null) =>
  evaluateAllocation(truth, choice ?? []).objective / solveExact(truth).allocation.objective - 1

/** Both kinds of methods on the same task. */
const METHODS = {
  annealing: (seed: number, measurements: number, noise = 0.05) => search("annealing", seed, measurements, noise),
  thompson: (seed: number, measurements: number, noise = 0.05) => search("thompson", seed, measurements, noise),
  rule: (seed: number, measurements: number, noise = 0.05) => {
    const { truth, estimate } = made(seed)
    const inner = new AllocationEnv(estimate)
    const env = new MeasuredCosts(inner, { truth, noise })
    const policy = new RulePolicy(tf, inner)
    const choice = learnMeasured(tf, policy, { env, measurements, rng: Rng.fromSeed(seed) })
    policy.dispose()
    return { choice, meter: env.meter, truth, estimate }
  },
}

function search(name: string, seed: number, measurements: number, noise: number) {
  const { truth, estimate } = made(seed)
  const meter = new Meter(truth, { noise })
  const make = name === "thompson" ? thompson : baselineNamed(name)
  return {
    choice: searchMeasured(make, { estimate, meter, measurements, rng: Rng.fromSeed(seed) }),
    meter,
    truth,
    estimate,
  }
}

describe.each(Object.entries(METHODS))("%s on measurements", (_, run) => {
  test("never measures more than it is granted, nor much less, and repeats with its seed", () => {
    for (const measurements of [20, 101]) {
      const { choice, meter, truth } = run(1, measurements)
      expect(meter.measurements).toBeLessThanOrEqual(measurements)
      expect(meter.measurements).toBeGreaterThan(0.8 * measurements)
      expect(evaluateAllocation(truth, choice ?? []).feasible).toBe(true)
      expect(run(1, measurements).choice).toEqual(choice)
    }
    expect(() => run(1, 1)).toThrow("measurements is 1, expected an integer of at least 2")
  })

  test("without noise it ends no worse than the exact solution of the estimate", () => {
    for (const seed of [1, 2, 3]) {
      const { choice, truth, estimate } = run(seed, 400, 0)
      expect(gap(truth, choice)).toBeLessThanOrEqual(gap(truth, solveExact(estimate).allocation.choice) + 1e-9)
    }
  })
})

const start =
  (problem: AllocationProblem, options: Partial<ThompsonOptions> = {}) =>
  () =>
    thompson(problem, { evaluations: 10 }, Rng.fromSeed(0), options)

describe("thompson", () => {
  describeOptimiserContract("thompson", thompson, made(5).estimate, { evaluations: 60 })

  test("with noise it finds what the estimate hides", () => {
    const gaps = [1, 2, 3, 4].map(seed => {
      const { choice, truth, estimate } = METHODS.thompson(seed, 300)
      return [gap(truth, choice), gap(truth, solveExact(estimate).allocation.choice)]
    })
    const [found, estimated] = [0, 1].map(i => gaps.reduce((sum, g) => sum + g[i], 0))
    expect(estimated).toBeGreaterThan(0.02)
    expect(found).toBeLessThan(estimated / 2)
  })

  test("wrong use", () => {
    const { estimate } = made(1)
    expect(start({ ...estimate, aggregation: "max" })).toThrow("thompson learns the values of a sum over layers")
    expect(start(estimate, { error: 0 })).toThrow("error is 0")
    expect(start(estimate, { noise: -1 })).toThrow("noise is -1")
  })
})
