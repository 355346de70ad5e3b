import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { equalLayers } from "../../src/allocation/equal-layers.ts"
import { Meter, withModelError } from "../../src/allocation/measured.ts"
import { type AllocationProblem, evaluateAllocation } from "../../src/allocation/problem.ts"
import { InputError } from "../../src/core/errors.ts"
import { Rng } from "../../src/core/rng.ts"
import { randomProblem } from "../env/problems.ts"

const normals = (seed: number) => {
  const rng = Rng.fromSeed(seed)
  return () => rng.normal()
}
const made = (seed: number, aggregation: AllocationProblem["aggregation"] = "sum"): AllocationProblem => ({
  ...randomProblem(Rng.fromSeed(seed), { layers: 4, choices: 6, ratio: 0.4, aggregation }),
})
const CHOICE = [1, 0, 3, 2]

/** Mean, and standard deviation of the logarithms. */
function moments(x: readonly number[]): [mean: number, deviation: number] {
  const mean = x.reduce((sum, v) => sum + v, 0) / x.length
  const logs = x.map(Math.log)
  const middle = logs.reduce((sum, v) => sum + v, 0) / x.length
  return [mean, Math.sqrt(logs.reduce((sum, v) => sum + (v - middle) ** 2, 0) / x.length)]
}

describe("withModelError", () => {
  test("factors have mean 1 and the spread asked for; costs and budget stay", () => {
    const problem = randomProblem(Rng.fromSeed(1), { layers: 60, choices: 200, ratio: 0.5 })
    const wrong = withModelError(problem, 0.3, normals(5))
    const [mean, deviation] = moments(Array.from(wrong.values[0], (v, e) => v / problem.values[0][e]))
    // 12,000 draws: three standard errors are 0.008 and 0.006.
    expect(Math.abs(mean - 1)).toBeLessThan(0.009)
    expect(Math.abs(deviation - 0.3)).toBeLessThan(0.006)
    expect({ ...wrong, values: [] }).toEqual({ ...problem, values: [] })
  })

  test("equal layers err equally, tables and choices do not", () => {
    const one = made(3, "product-of-sums")
    const row = (table: Float64Array) => table.slice(0, one.choices)
    const twice = (table: Float64Array) => Float64Array.from([...row(table), ...row(table)])
    const values = one.values.map(twice)
    const problem = {
      ...one,
      layers: 2,
      values,
      cost: twice(one.cost),
      allowed: Uint8Array.from([...row(one.cost)].flatMap(() => [1, 1])),
    }
    const wrong = withModelError(problem, 0.2, normals(0))
    expect([...equalLayers(wrong)]).toEqual([0, 0])
    const factors = wrong.values.flatMap((table, i) => [...row(table)].map((v, k) => v / problem.values[i][k]))
    expect(new Set(factors).size).toBe(2 * one.choices)
  })

  test("no error, the same problem; a wrong one is refused", () => {
    const problem = made(1)
    expect(withModelError(problem, 0, normals(0))).toBe(problem)
    expect(() => withModelError(problem, -0.1, normals(0))).toThrow("error is -0.1, expected a number of at least 0")
  })
})

describe("Meter", () => {
  test("without noise it tells the truth, whatever is reported", () => {
    fc.assert(
      fc.property(
        fc.nat(99),
        fc.constantFrom("sum" as const, "product-of-sums" as const, "max" as const),
        (seed, kind) => {
          const truth = made(seed, kind)
          for (const report of ["total", "layers"] as const) {
            const meter = new Meter(truth, { noise: 0, report })
            expect(meter.measure(CHOICE, normals(0))).toEqual(evaluateAllocation(truth, CHOICE))
          }
        },
      ),
      { numRuns: 30 },
    )
  })

  test("the noise has mean 1 and the spread asked for, is fresh every time and repeats with the generator", () => {
    const truth = made(2)
    const { objective } = evaluateAllocation(truth, CHOICE)
    const measured = (seed: number) => {
      const meter = new Meter(truth, { noise: 0.05 })
      const normal = normals(seed)
      return Array.from({ length: 5000 }, () => meter.measure(CHOICE, normal).objective / objective)
    }
    const ratios = measured(8)
    const [mean, deviation] = moments(ratios)
    expect(Math.abs(mean - 1)).toBeLessThan(0.0022)
    expect(Math.abs(deviation - 0.05)).toBeLessThan(0.0016)
    expect(new Set(ratios).size).toBe(5000)
    expect(measured(8)).toEqual(ratios)
  })

  test("layers have noise of their own: the sum has less", () => {
    const truth = { ...made(2), values: [new Float64Array(24).fill(1)] }
    const meter = new Meter(truth, { noise: 0.2, report: "layers" })
    const normal = normals(3)
    const sums = Array.from({ length: 4000 }, () => meter.measure(CHOICE, normal).objective / 4)
    const [mean, deviation] = moments(sums)
    expect(Math.abs(mean - 1)).toBeLessThan(0.005)
    expect(Math.abs(deviation - 0.1)).toBeLessThan(0.005)
  })

  test("the virtual clock: an allocation a measurement, a layer its share, each told to whoever waits", () => {
    const waits: number[] = []
    const meter = new Meter(made(1), { seconds: 8, wait: seconds => waits.push(seconds) })
    meter.measure(CHOICE, normals(0))
    meter.measureLayer(2, 1, normals(0))
    meter.measure(CHOICE, normals(0))
    expect(meter.measurements).toBe(2.25)
    expect(meter.seconds).toBe(18)
    expect(waits).toEqual([8, 2, 8])
  })

  test("wrong options", () => {
    const truth = made(1)
    expect(() => new Meter(truth, { noise: -1 })).toThrow("noise is -1, expected a number of at least 0")
    expect(() => new Meter(truth, { seconds: Number.NaN })).toThrow("seconds is NaN")
    expect(() => new Meter(truth, { report: "layer" as "layers" })).toThrow(InputError)
    expect(() => new Meter(truth, { report: "layer" as "layers" })).toThrow('Did you mean "layers"?')
  })
})
