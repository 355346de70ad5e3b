// The plots of a comparison: curves with bands, performance profiles, chances of being better.

import type { TopLevelSpec } from "vega-lite"
import { GREY, PLAIN_LABELS, type PlotSize, plotFrame, valueScale } from "../report/plots.ts"
import { unitOf } from "./compare-text.ts"
import { type Axis, type Band, type BandPoint, type Improvement, LEAST_GAP, type Measured } from "./measures.ts"

/** Mid-tones that stand on white and on near-black; further methods take the same ones with other dashes. */
const COLORS = ["#2f7ec2", "#c96a12", "#1f9a74", "#8f6bc9", "#cc5a71", "#8a7a1d", "#3a98a8", "#b0589e"]
const DASHES = [
  [1, 0],
  [6, 3],
  [2, 2],
]

const dashOf = (method: number) => DASHES[Math.floor(method / COLORS.length) % DASHES.length]

/** Colour and dash of each method, the same in all plots of a comparison. */
function styleOf(methods: readonly string[]) {
  const scale = (range: unknown[]) => ({ domain: [...methods], range })
  return {
    color: scale(methods.map((_, i) => COLORS[i % COLORS.length])),
    strokeDash: scale(methods.map((_, i) => dashOf(i))),
  }
}

/** A column of a plot's legend takes about this many pixels. */
const LEGEND_COLUMN = 150

/** What a score is drawn as: a gap in percent, at least the least; a value as it is. */
function drawnScore({ comparison: { metric } }: Measured): (score: number) => number {
  return metric === "gap" ? score => 100 * Math.max(LEAST_GAP, score) : score => score
}

function scoreTitle({ comparison: { metric, problems } }: Measured): string {
  if (metric === "gap") return "gap to the optimum, %"
  const unit = unitOf(problems[0].objective)
  return unit === "" ? problems[0].objective : `${problems[0].objective}, ${unit}`
}

/** An axis of scores: logarithmic where they span a factor of five, the least gap labelled as such. */
function scoreAxis(measured: Measured, values: readonly number[]) {
  const { type, domain, ticks } = valueScale(values)
  const least = 100 * LEAST_GAP
  const floor =
    measured.comparison.metric === "gap"
      ? `abs(datum.value - ${least}) < ${least / 100} ? '≤ ${least.toFixed(3)}' : `
      : ""
  return {
    title: scoreTitle(measured),
    scale: { type, domain: [...domain], nice: false, ...(type === "linear" ? { zero: false } : {}) },
    axis: {
      labelExpr: `${floor}format(datum.value, abs(datum.value) < 1000 ? '~g' : '~s')`,
      ...(ticks === undefined ? { tickCount: 5 } : { values: ticks }),
    },
  }
}

interface Row {
  readonly method: string
  readonly x: number
  readonly y: number
  readonly low: number | null
  readonly high: number | null
}

/** Lines with bands, one per method. */
function bandLayers(rows: readonly Row[], methods: readonly string[], x: object, y: object, size: PlotSize) {
  const { color, strokeDash } = styleOf(methods)
  const columns = Math.max(1, Math.floor(size.width / LEGEND_COLUMN))
  const legend = {
    columns,
    symbolType: "stroke",
    symbolSize: 220,
    symbolStrokeWidth: 3,
    symbolOpacity: 1,
    symbolFillColor: "transparent",
  }
  const step = { interpolate: "step-after" }
  const place = { field: "x", type: "quantitative", ...x }
  const shaded = rows.filter(row => row.low !== null)
  const band = {
    data: { values: shaded },
    mark: { type: "area", opacity: 0.18, ...step },
    encoding: {
      x: place,
      y: { field: "low", type: "quantitative", ...y },
      y2: { field: "high" },
      color: { field: "method", type: "nominal", scale: color, legend },
    },
  }
  const line = {
    data: { values: rows },
    mark: { type: "line", strokeWidth: 2, ...step },
    encoding: {
      x: place,
      y: { field: "y", type: "quantitative", ...y },
      color: { field: "method", type: "nominal", scale: color, legend },
      strokeDash: { field: "method", type: "nominal", scale: strokeDash, legend },
    },
  }
  return { ...plotFrame(size), layer: [...(shaded.length > 0 ? [band] : []), line] } as unknown as TopLevelSpec
}

const X_TITLES: Readonly<Record<Axis, string>> = { evaluations: "evaluations", seconds: "CPU seconds" }

/** The best so far against evaluations or CPU seconds. */
export function curveSpec(measured: Measured, axis: Axis, bands: readonly Band[], size: PlotSize): TopLevelSpec {
  const drawn = drawnScore(measured)
  const rows = rowsOf(bands, ({ value, low, high }) => ({
    y: drawn(value),
    low: low === null ? null : drawn(low),
    high: high === null ? null : drawn(high),
  }))
  const x = logAxis(X_TITLES[axis], rows)
  const y = scoreAxis(
    measured,
    rows.flatMap(({ y: at, low, high }) => [at, ...(low === null ? [] : [low, high as number])]),
  )
  return bandLayers(rows, namesOf(measured), x, y, size)
}

/** The share of the runs that end within a gap (or below a value). */
export function profileSpec(measured: Measured, size: PlotSize): TopLevelSpec {
  const drawn = drawnScore(measured)
  const rows = rowsOf(measured.profiles, ({ value, low, high }) => ({
    y: 100 * value,
    low: percent(low),
    high: percent(high),
  }))
  const moved = rows.map(row => ({ ...row, x: drawn(row.x) }))
  const x = scoreAxis(
    measured,
    moved.map(row => row.x),
  )
  const y = { title: "runs that get there, %", scale: { domain: [0, 100] }, axis: { tickCount: 5 } }
  return bandLayers(moved, namesOf(measured), { ...x, axis: { ...x.axis, grid: false } }, y, size)
}

const percent = (share: number | null) => (share === null ? null : 100 * share)
const namesOf = ({ summaries }: Measured) => summaries.map(({ method }) => method)

function rowsOf(bands: readonly Band[], of: (point: BandPoint) => Omit<Row, "method" | "x">): Row[] {
  return bands.flatMap(({ method, points }) => points.map(point => ({ method, x: point.x, ...of(point) })))
}

/** A logarithmic axis from the first to the last point. */
function logAxis(title: string, rows: readonly Row[]) {
  const xs = rows.map(row => row.x)
  const [low, high] = [xs.reduce((a, b) => Math.min(a, b)), xs.reduce((a, b) => Math.max(a, b))]
  const wide = high / low >= 5
  const ticks = wide ? { values: powers(low, high) } : { tickCount: 5 }
  return {
    title,
    scale: {
      type: wide ? "log" : "linear",
      domain: [low, high > low ? high : low * 1.01],
      nice: false,
      ...(wide ? {} : { zero: false }),
    },
    axis: { ...PLAIN_LABELS, grid: false, ...ticks },
  }
}

/** Powers of ten in a range, with 2 and 5 between them where there are few. */
function powers(low: number, high: number): number[] {
  const first = Math.floor(Math.log10(low))
  const tens = Array.from({ length: Math.ceil(Math.log10(high)) - first + 1 }, (_, i) => 10 ** (first + i))
  const inside = (ticks: number[]) => ticks.filter(tick => tick >= low && tick <= high)
  const few = inside(tens)
  return few.length >= 3 ? few : inside(tens.flatMap(ten => [ten, 2 * ten, 5 * ten]))
}

/** Chances that the first method ends better than each other one, with their intervals. */
export function improvementSpec(
  chances: readonly Improvement[],
  methods: readonly string[],
  size: PlotSize,
): TopLevelSpec {
  const values = chances.map(({ than, value, interval }) => ({ than, value, low: interval?.low, high: interval?.high }))
  const domain = chances.map(({ than }) => than)
  const y = {
    field: "than",
    type: "nominal",
    sort: domain,
    title: null,
    axis: { grid: true, ticks: false, labelLimit: 160 },
  }
  const { color } = styleOf(methods)
  const tint = { field: "than", type: "nominal", scale: color, legend: null }
  const x = { type: "quantitative", scale: { domain: [0, 1] }, axis: { tickCount: 5, grid: false } }
  const title = `probability that ${chances[0].method} is better`
  const half = {
    data: { values: [{ at: 0.5 }] },
    mark: { type: "rule", color: GREY, strokeDash: [5, 4] },
    encoding: { x: { ...x, field: "at", title } },
  }
  const range = {
    data: { values: values.filter(v => v.low !== undefined) },
    mark: { type: "rule", strokeWidth: 8, opacity: 0.35 },
    encoding: { x: { ...x, field: "low", title }, x2: { field: "high" }, y, color: tint },
  }
  const tick = {
    data: { values },
    mark: { type: "tick", thickness: 3, size: 16 },
    encoding: { x: { ...x, field: "value", title }, y, color: tint },
  }
  return {
    ...plotFrame(size),
    layer: [half, ...(values.some(v => v.low !== undefined) ? [range] : []), tick],
  } as unknown as TopLevelSpec
}
