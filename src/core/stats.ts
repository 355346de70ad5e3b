// Statistics for a handful of runs, with their uncertainty.
//
// Definitions: Agarwal et al., "Deep reinforcement learning at the edge of the statistical precipice" (NeurIPS 2021), and
// their rliable: interquartile mean, percentile bootstrap stratified by problem, performance profiles, probability of
// improvement. Smaller is better throughout. Values may be +∞ (a run without an answer), not −∞ or NaN.
//
// A resample is the number of times every run was drawn, so that values are sorted once, not in every repetition.

import { checkInteger, checkNumber } from "./check.ts"
import type { Rng } from "./rng.ts"

/** The p-quantile of rising values, p in [0, 1], between neighbours in proportion (type 7 of Hyndman and Fan, 1996). */
export function quantile(rising: ArrayLike<number>, p: number): number {
  const at = p * (rising.length - 1)
  const low = rising[Math.floor(at)]
  const high = rising[Math.ceil(at)]
  return low === high ? low : low + (high - low) * (at - Math.floor(at))
}

/** First quartile, median and third quartile of values in any order, at least one. */
export function quartiles(values: ArrayLike<number>): [first: number, median: number, third: number] {
  const rising = Float64Array.from(values).sort()
  return [quantile(rising, 0.25), quantile(rising, 0.5), quantile(rising, 0.75)]
}

/** Median of values in any order, at least one. */
export function median(values: ArrayLike<number>): number {
  return quartiles(values)[1]
}

/** A number that depends on how often every run was drawn; once each gives the estimate. */
export type Statistic = (counts: ArrayLike<number>) => number

/** Mean of the runs' values. */
export function meanOf(values: readonly number[]): Statistic {
  return counts => {
    let sum = 0
    for (let i = 0; i < values.length; i++) if (counts[i] > 0) sum += counts[i] * values[i]
    return sum / values.length
  }
}

/** Interquartile mean of the runs' values: without the lowest and the highest quarter, each rounded down. */
export function interquartileMeanOf(values: readonly number[]): Statistic {
  const order = Array.from(values.keys()).sort((a, b) => values[a] - values[b] || a - b)
  const sorted = order.map(i => values[i])
  const n = values.length
  const cut = Math.floor(0.25 * n)
  return counts => {
    let [seen, sum] = [0, 0]
    for (let k = 0; k < n && seen < n - cut; k++) {
      const end = seen + counts[order[k]]
      const kept = Math.min(end, n - cut) - Math.max(seen, cut)
      if (kept > 0) sum += kept * sorted[k]
      seen = end
    }
    return sum / (n - 2 * cut)
  }
}

/**
 * Probability that a run of x is better (smaller) than a run of y on the same problem, ties counting half; mean over the
 * problems. The runs are counted problem by problem, those of x before all of y.
 *
 * @param x a list of values per problem
 * @param y as many lists
 */
export function improvementOf(x: readonly (readonly number[])[], y: readonly (readonly number[])[]): Statistic {
  const ofY = x.reduce((sum, values) => sum + values.length, 0)
  return counts => {
    let [total, i, j] = [0, 0, ofY]
    for (let p = 0; p < x.length; p++) {
      let wins = 0
      for (const [a, better] of x[p].entries()) {
        for (const [b, worse] of y[p].entries()) {
          const won = better < worse ? 1 : better === worse ? 0.5 : 0
          wins += won * counts[i + a] * counts[j + b]
        }
      }
      total += wins / (x[p].length * y[p].length)
      i += x[p].length
      j += y[p].length
    }
    return total / x.length
  }
}

/** The estimate: every run once. */
export function estimate(statistic: Statistic, runs: number): number {
  return statistic(new Uint32Array(runs).fill(1))
}

/** Interquartile mean of values in any order, at least one. */
export function interquartileMean(values: readonly number[]): number {
  return estimate(interquartileMeanOf(values), values.length)
}

/** Share of the runs whose value is at most each threshold: a performance profile, rising with the threshold. */
export function performanceProfile(values: readonly number[], thresholds: readonly number[]): number[] {
  return thresholds.map(threshold => values.filter(value => value <= threshold).length / values.length)
}

/** Range that holds a statistic with the confidence asked for. */
export interface Interval {
  readonly low: number
  readonly high: number
}

/** How to resample. */
export interface BootstrapOptions {
  readonly rng: Rng
  /** Resamples; default 2000. */
  readonly repetitions?: number
  /** In (0, 1); default 0.95. */
  readonly confidence?: number
}

/**
 * Percentile bootstrap intervals (Efron, 1979) of some statistics of the same runs: within every stratum as many runs are drawn,
 * with replacement, as it has. All statistics see the same draws.
 *
 * @param strata runs per stratum (usually a stratum is a problem, and its runs are the seeds), in the order the statistics count
 */
export function bootstrap(
  statistics: readonly Statistic[],
  strata: readonly number[],
  { rng, repetitions = 2000, confidence = 0.95 }: BootstrapOptions,
): Interval[] {
  checkInteger("repetitions", repetitions, 1)
  checkNumber("confidence", confidence, 0, 1)
  const counts = new Uint32Array(strata.reduce((a, b) => a + b, 0))
  const drawn = statistics.map(() => new Float64Array(repetitions))
  for (let r = 0; r < repetitions; r++) {
    draw(strata, rng, counts)
    for (let s = 0; s < statistics.length; s++) drawn[s][r] = statistics[s](counts)
  }
  const tail = (1 - confidence) / 2
  return drawn.map(values => {
    values.sort()
    return { low: quantile(values, tail), high: quantile(values, 1 - tail) }
  })
}

/** One stratified resample. */
function draw(strata: readonly number[], rng: Rng, counts: Uint32Array): void {
  counts.fill(0)
  let first = 0
  for (const runs of strata) {
    for (let i = 0; i < runs; i++) counts[first + rng.int(runs)]++
    first += runs
  }
}
