// Statistics of runs against NumPy, SciPy and rliable, and against resamples that can be counted out.

import { readFileSync } from "node:fs"
import { join } from "node:path"
import { array, assert, integer, nat, property, tuple } from "fast-check"
import { describe, expect, test } from "vitest"
import { Rng } from "../../src/core/rng.ts"
import {
  bootstrap,
  estimate,
  type Interval,
  improvementOf,
  interquartileMean,
  interquartileMeanOf,
  meanOf,
  performanceProfile,
  quantile,
  quartiles,
  type Statistic,
} from "../../src/core/stats.ts"

const GOLDEN = JSON.parse(readFileSync(join(import.meta.dirname, "../fixtures/stats/rliable.json"), "utf8"))
const x: number[][] = GOLDEN.x
const y: number[][] = GOLDEN.y
const rng = () => Rng.fromSeed(0)

/** Within what two samples of 50,000 differ by. */
function close(found: Interval, [low, high]: number[]): void {
  const width = high - low
  expect(Math.abs(found.low - low) / width).toBeLessThan(0.02)
  expect(Math.abs(found.high - high) / width).toBeLessThan(0.02)
}

/** An interval of few resamples, so that it depends on the draws. */
const roughly = (seed: number) =>
  bootstrap([meanOf([1, 5.1, 2.3, 8, 3.7])], [5], { rng: Rng.fromSeed(seed), repetitions: 40 })

describe("as NumPy, SciPy and rliable have it", () => {
  test("quartiles", () => {
    for (const [name, values] of [
      ["odd", GOLDEN.odd],
      ["x", x.flat()],
    ] as const) {
      for (const [i, q] of quartiles(values).entries()) expect(q).toBeCloseTo(GOLDEN.quartiles[name][i], 12)
    }
  })

  test("interquartile mean", () => {
    expect(interquartileMean(GOLDEN.odd)).toBeCloseTo(GOLDEN.trimMean.odd, 12)
    expect(interquartileMean(x.flat())).toBeCloseTo(GOLDEN.trimMean.x, 12)
    expect(interquartileMean(y.flat())).toBeCloseTo(GOLDEN.iqm.y, 12)
  })

  test("probability of improvement", () => {
    const runs = x.flat().length + y.flat().length
    expect(estimate(improvementOf(x, y), runs)).toBeCloseTo(GOLDEN.improvement, 12)
    expect(estimate(improvementOf(y, x), runs)).toBeCloseTo(1 - GOLDEN.improvement, 12)
  })

  test("performance profile", () => {
    expect(performanceProfile(x.flat(), GOLDEN.thresholds)).toEqual(GOLDEN.profile)
  })

  test("bootstrap intervals", () => {
    for (const [name, runs] of [
      ["x", x],
      ["y", y],
    ] as const) {
      const strata = runs.map(values => values.length)
      const statistics = [interquartileMeanOf(runs.flat()), meanOf(runs.flat())]
      const [iqm, mean] = bootstrap(statistics, strata, { rng: rng(), repetitions: 50_000 })
      close(iqm, GOLDEN.intervals.iqm[name])
      close(mean, GOLDEN.intervals.mean[name])
    }
    const strata = [...x, ...y].map(values => values.length)
    const [better] = bootstrap([improvementOf(x, y)], strata, { rng: rng(), repetitions: 20_000 })
    // Of 5 × 7 pairs on 4 problems: steps of 1/140, and the ends may lie on neighbouring ones.
    const [low, high] = GOLDEN.improvementInterval
    expect(Math.abs(better.low - low)).toBeLessThan(1.01 / 140)
    expect(Math.abs(better.high - high)).toBeLessThan(1.01 / 140)
  })
})

describe("resampling", () => {
  test("stays within its stratum and draws as many as it has", () => {
    const seen: number[][] = []
    const spy: Statistic = counts => {
      seen.push(Array.from(counts))
      return 0
    }
    bootstrap([spy], [3, 1, 2], { rng: rng(), repetitions: 200 })
    for (const [a, b, c, d, e, f] of seen) expect([a + b + c, d, e + f]).toEqual([3, 1, 2])
    // All ten multisets of three from three are met.
    expect(new Set(seen.map(counts => counts.slice(0, 3).join())).size).toBe(10)
  })

  test("two runs of 0 and 1: their mean is 0, ½, ½, 1 with equal chance", () => {
    const [half, most] = [0.4, 0.9].map(confidence => bootstrap([meanOf([0, 1])], [2], { rng: rng(), confidence })[0])
    expect(half).toEqual({ low: 0.5, high: 0.5 })
    expect(most).toEqual({ low: 0, high: 1 })
  })

  test("one run per stratum leaves nothing to draw; the same seed draws the same", () => {
    expect(bootstrap([meanOf([1, 3])], [1, 1], { rng: rng() })).toEqual([{ low: 2, high: 2 }])
    expect(roughly(0)).toEqual(roughly(0))
    expect(roughly(1)).not.toEqual(roughly(0))
  })

  test("weighted statistics equal those of the runs written out", () => {
    const runs = array(tuple(integer({ min: -50, max: 50 }), nat(1000)), { minLength: 1, maxLength: 12 })
    assert(
      property(runs, drawn => {
        const values = drawn.map(([value]) => value)
        const counts = values.map(() => 0)
        for (const [, pick] of drawn) counts[pick % counts.length]++
        const written = values.flatMap((value, i) => Array.from({ length: counts[i] }, () => value))
        expect(interquartileMeanOf(values)(counts)).toBeCloseTo(interquartileMean(written), 9)
        expect(meanOf(values)(counts)).toBeCloseTo(written.reduce((a, b) => a + b) / written.length, 9)
      }),
    )
  })
})

test("a run without an answer is the worst, and no number turns into NaN", () => {
  const none = Number.POSITIVE_INFINITY
  expect(interquartileMean([1, 2, 3, none])).toBe(2.5)
  expect(interquartileMean([1, none, none, none])).toBe(none)
  expect(quantile([1, none, none], 0.75)).toBe(none)
  expect(quartiles([none, 1, 2])[1]).toBe(2)
  expect(estimate(improvementOf([[1, none]], [[none]]), 3)).toBe(0.75)
  expect(performanceProfile([1, none], [0, 1, 1e300])).toEqual([0, 0.5, 0.5])
  expect(bootstrap([meanOf([none, 1])], [2], { rng: rng() })).toEqual([{ low: 1, high: none }])
})
