// The numbers of a comparison: where the methods end, how they get there, how often one beats another.

import { Rng } from "../../src/core/rng.ts"
import {
  bootstrap,
  estimate,
  type Interval,
  improvementOf,
  interquartileMeanOf,
  meanOf,
  performanceProfile,
  quartiles,
} from "../../src/core/stats.ts"
import type { FoundRun } from "./find-runs.ts"
import type { Comparison, MethodRuns } from "./groups.ts"

/** What the horizontal axis of a curve counts. */
export const AXES = ["evaluations", "seconds"] as const
export type Axis = (typeof AXES)[number]

/** Gaps below this count as none where they are drawn on a logarithmic axis (0.001 %). */
export const LEAST_GAP = 1e-5

/** Resamples: of the end, and of every point of a curve. */
const REPETITIONS = 2000
const CURVE_REPETITIONS = 500
/** Points of a curve, evenly spaced on a logarithmic axis. */
const POINTS = 48

/** A number with its interval; null where there is one run per problem, so that nothing can be drawn. */
export interface Estimate {
  readonly value: number
  readonly interval: Interval | null
}

/** What a method came to. Infinite where too many runs found nothing feasible. */
export interface Summary {
  readonly method: string
  readonly runs: number
  /** Runs that found no feasible allocation. */
  readonly failed: number
  readonly iqm: Estimate
  readonly median: number
  readonly best: number
  readonly worst: number
  /** Of a run, in the median. CPU seconds are null without timings. */
  readonly evaluations: number
  readonly cpuSeconds: number | null
}

/** The interquartile mean of a method's best so far at a point of the axis. */
export interface BandPoint {
  readonly x: number
  readonly value: number
  readonly low: number | null
  readonly high: number | null
}

/** A method's curve. */
export interface Band {
  readonly method: string
  readonly points: readonly BandPoint[]
}

/** Share of a method's runs whose gap is at most each threshold. */
export interface Profile {
  readonly method: string
  readonly points: readonly BandPoint[]
}

/** Probability that a run of `method` ends better than one of `than`. */
export interface Improvement extends Estimate {
  readonly method: string
  readonly than: string
}

/** All numbers of a comparison, methods in order of their interquartile means. */
export interface Measured {
  readonly comparison: Comparison
  readonly summaries: readonly Summary[]
  readonly bands: Readonly<Record<Axis, readonly Band[] | null>>
  readonly profiles: readonly Profile[]
  readonly improvements: readonly Improvement[]
}

/** A method with the functions of its runs. */
interface Scored {
  readonly name: string
  readonly strata: readonly number[]
  readonly runs: readonly FoundRun[]
  /** Final scores by problem. */
  readonly scores: readonly (readonly number[])[]
  /** A run's score given a value. */
  readonly scoreOf: (run: number, value: number) => number
}

/** Computes the numbers. Equal runs give equal numbers: resampling is seeded. */
export function measure(comparison: Comparison): Measured {
  const scored = comparison.methods.map(method => scoredOf(method, comparison))
  const summaries = new Map(scored.map(method => [method.name, summaryOf(method)]))
  const rank = (name: string) => summaries.get(name)?.iqm.value ?? Number.POSITIVE_INFINITY
  const ranked = scored.toSorted((a, b) => (rank(a.name) < rank(b.name) ? -1 : rank(a.name) > rank(b.name) ? 1 : 0))
  return {
    comparison,
    summaries: ranked.map(({ name }) => summaries.get(name) as Summary),
    bands: { evaluations: bandsOf(ranked, "evaluations"), seconds: bandsOf(ranked, "seconds") },
    profiles: profilesOf(ranked),
    improvements: improvementsOf(ranked),
  }
}

const rngOf = (...names: string[]) => names.reduce((rng, name) => rng.split(name), Rng.fromSeed(0))

function scoredOf({ name, runs }: MethodRuns, { problems, metric }: Comparison): Scored {
  const problemOf = runs.flatMap((own, p) => own.map(() => p))
  const scoreOf = (run: number, value: number) =>
    metric === "value" || value === Number.POSITIVE_INFINITY
      ? value
      : Math.max(0, value / problems[problemOf[run]].reference - 1)
  const flat = runs.flat()
  const scores = flat.map((run, i) => scoreOf(i, run.record.value ?? Number.POSITIVE_INFINITY))
  const byProblem = runs.map((_, p) => scores.filter((_score, i) => problemOf[i] === p))
  return { name, strata: runs.map(own => own.length), runs: flat, scores: byProblem, scoreOf }
}

const drawable = (strata: readonly number[]) => strata.some(runs => runs > 1)

function summaryOf({ name, runs, scores, strata }: Scored): Summary {
  const all = scores.flat()
  const iqm = interquartileMeanOf(all)
  const options = { rng: rngOf("summary", name), repetitions: REPETITIONS }
  const timed = runs.map(run => run.timing.at(-1)?.cpuSeconds ?? Number.NaN)
  return {
    method: name,
    runs: runs.length,
    failed: runs.filter(run => run.record.value === null).length,
    iqm: {
      value: estimate(iqm, runs.length),
      interval: drawable(strata) ? bootstrap([iqm], strata, options)[0] : null,
    },
    median: quartiles(all)[1],
    best: all.reduce((a, b) => Math.min(a, b)),
    worst: all.reduce((a, b) => Math.max(a, b)),
    evaluations: quartiles(runs.map(run => run.record.evaluations))[1],
    cpuSeconds: timed.some(Number.isNaN) ? null : quartiles(timed)[1],
  }
}

/** When a run's best changed: evaluations or CPU seconds, and the best from then on. */
function stepsOf(run: FoundRun, axis: Axis): { x: number; value: number }[] {
  return run.curve.map(({ evaluations, value }) => ({
    x: axis === "evaluations" ? evaluations : secondsAt(run, evaluations),
    value,
  }))
}

/** CPU seconds by an evaluation: in proportion between the rows of the timing. */
function secondsAt({ timing }: FoundRun, evaluations: number): number {
  const next = timing.findIndex(row => row.evaluations >= evaluations)
  if (next < 0) return timing[timing.length - 1].cpuSeconds
  const after = timing[next]
  const before = next === 0 ? { evaluations: 0, cpuSeconds: 0 } : timing[next - 1]
  const part = (evaluations - before.evaluations) / (after.evaluations - before.evaluations)
  return before.cpuSeconds + part * (after.cpuSeconds - before.cpuSeconds)
}

/** One band per method; null where runs have no timing, or none found anything. */
function bandsOf(methods: readonly Scored[], axis: Axis): Band[] | null {
  const timed = methods.every(({ runs }) => runs.every(run => run.timing.length > 0))
  if (axis === "seconds" && !timed) return null
  const steps = methods.map(({ runs }) => runs.map(run => stepsOf(run, axis)))
  const at = steps.flat(2).map(step => step.x)
  if (at.length === 0) return null
  const ends = methods.flatMap(({ runs }) =>
    runs.map(run => (axis === "evaluations" ? run.record.evaluations : (run.timing.at(-1)?.cpuSeconds ?? 0))),
  )
  const points = spaced(
    at.reduce((a, b) => Math.min(a, b)),
    [...ends, ...at].reduce((a, b) => Math.max(a, b)),
    axis,
  )
  return methods.map((method, m) => ({ method: method.name, points: bandOf(method, steps[m], points, axis) }))
}

/** From low to high in equal steps of the logarithm; whole numbers for evaluations. */
function spaced(low: number, high: number, axis: Axis): number[] {
  const from = axis === "seconds" ? Math.max(low, high * 1e-4, 1e-4) : Math.max(1, low)
  const to = Math.max(from, high)
  const raw = Array.from({ length: POINTS }, (_, i) => from * (to / from) ** (i / (POINTS - 1)))
  const rounded = raw.map(x => (axis === "evaluations" ? Math.round(x) : Number(x.toPrecision(4))))
  return [...new Set([...rounded.slice(0, -1), to])]
}

function bandOf(method: Scored, steps: readonly { x: number; value: number }[][], xs: readonly number[], axis: Axis) {
  const { strata, scoreOf, name } = method
  const columns = xs.map(x =>
    steps.map((own, run) => scoreOf(run, own.findLast(step => step.x <= x)?.value ?? Number.POSITIVE_INFINITY)),
  )
  const statistics = columns.map(interquartileMeanOf)
  const options = { rng: rngOf("curve", axis, name), repetitions: CURVE_REPETITIONS }
  const intervals = drawable(strata) ? bootstrap(statistics, strata, options) : null
  return xs
    .map((x, i) => pointOf(x, estimate(statistics[i], method.runs.length), intervals?.[i] ?? null))
    .filter(point => Number.isFinite(point.value))
}

/** Ends of an interval that are not finite are left out. */
function pointOf(x: number, value: number, interval: Interval | null): BandPoint {
  const whole = interval !== null && Number.isFinite(interval.low) && Number.isFinite(interval.high)
  return { x, value, low: whole ? interval.low : null, high: whole ? interval.high : null }
}

/** Thresholds: from the least to the largest score that is finite, on a logarithmic axis. */
function profilesOf(methods: readonly Scored[]): Profile[] {
  const finite = methods.flatMap(({ scores }) => scores.flat()).filter(Number.isFinite)
  if (finite.length === 0) return []
  const low = Math.max(
    LEAST_GAP,
    finite.reduce((a, b) => Math.min(a, b)),
  )
  const high = Math.max(
    low,
    finite.reduce((a, b) => Math.max(a, b)),
  )
  const between = Array.from({ length: 40 }, (_, i) => low * (high / low) ** (i / 39))
  const thresholds = [...new Set([...between.slice(0, -1), high])]
  return methods.map(({ name, scores, strata }) => {
    const all = scores.flat()
    const shares = performanceProfile(all, thresholds)
    const statistics = thresholds.map(t => meanOf(all.map(score => (score <= t ? 1 : 0))))
    const options = { rng: rngOf("profile", name), repetitions: CURVE_REPETITIONS }
    const intervals = drawable(strata) ? bootstrap(statistics, strata, options) : null
    return { method: name, points: thresholds.map((x, i) => pointOf(x, shares[i], intervals?.[i] ?? null)) }
  })
}

function improvementsOf(methods: readonly Scored[]): Improvement[] {
  return methods.flatMap(a => methods.filter(b => b !== a).map(b => improvement(a, b)))
}

function improvement(a: Scored, b: Scored): Improvement {
  const statistic = improvementOf(a.scores, b.scores)
  const strata = [...a.strata, ...b.strata]
  const options = { rng: rngOf("improvement", a.name, b.name), repetitions: REPETITIONS }
  return {
    method: a.name,
    than: b.name,
    value: estimate(statistic, a.runs.length + b.runs.length),
    interval: drawable(strata) ? bootstrap([statistic], strata, options)[0] : null,
  }
}
