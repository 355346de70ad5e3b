// Plots of a report: vega-lite specifications, rendered to SVG text in process.
//
// Colours are mid-tones with a contrast of at least 3.2 on white and on near-black, backgrounds are
// transparent, and the page's style sheet recolours text and grid lines by their class, so one
// SVG serves light, dark and paper. Equal input gives equal text: no plot clips, because
// the renderer numbers clip paths across all plots of a process.

import type { TopLevelSpec } from "vega-lite"
import { formatNumber } from "../terminal/text-table.ts"
import type { LayerChoice, SearchLine } from "./report-data.ts"

/** Size of a plot in CSS pixels, axes included. */
export interface PlotSize {
  readonly width: number
  readonly height: number
}

/** Line colours in order of use. */
const COLORS = ["#2f7ec2", "#c96a12", "#1f9a74", "#8f6bc9", "#cc5a71", "#7a828c"]
const OPTIMUM_COLOR = "#cc5a71"
export const GREY = "#7a828c"

/** Look of every plot. */
export const PLOT_CONFIG = {
  aria: false,
  font: "system-ui, sans-serif",
  view: { stroke: null },
  axis: {
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: "normal",
    labelColor: GREY,
    titleColor: GREY,
    gridColor: GREY,
    gridOpacity: 0.25,
    domainColor: GREY,
    tickColor: GREY,
  },
  legend: { labelFontSize: 12, labelColor: GREY, orient: "top", title: null, labelLimit: 300 },
  range: { category: COLORS },
} as const

/** SVG text of a specification. vega takes a third of a second to load, so it is loaded here. */
export async function renderSvg(spec: TopLevelSpec, label: string): Promise<string> {
  const [vega, { compile }] = await Promise.all([import("vega"), import("vega-lite")])
  const view = new vega.View(vega.parse(compile(spec).spec), { renderer: "none", logLevel: vega.Error })
  const svg = await view.toSVG()
  view.finalize()
  const named = svg.replace("<svg ", `<svg role="img" aria-label="${escapeAttribute(label)}" `)
  // Coordinates to a tenth of a pixel; only inside tags, so that labels keep their digits.
  return named.replace(/<[^>]*>/g, tag =>
    tag.replace(/\d+\.\d{2,}/g, digits => String(Number(Number(digits).toFixed(1)))),
  )
}

function escapeAttribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
}

/** The points where a line changes, and its last: what a step line needs. */
export function changesOf({ points }: SearchLine): (readonly [step: number, value: number])[] {
  const finite = points.filter(([, value]) => Number.isFinite(value))
  return finite.filter(([, value], i) => i === 0 || i === finite.length - 1 || value !== finite[i - 1][1])
}

/** What a convergence plot draws. */
export interface Convergence {
  readonly lines: readonly SearchLine[]
  /** Label of the horizontal axis. */
  readonly step: string
  /** Label of the vertical axis. */
  readonly value: string
  readonly optimum: number | null
  /** Whether the optimum is one; else it is a lower bound. */
  readonly proven: boolean
}

/** Vertical scale of a convergence plot. */
export interface ValueScale {
  readonly type: "log" | "linear"
  readonly domain: readonly [number, number]
  /** Where lines and labels go; undefined leaves it to the renderer. */
  readonly ticks?: readonly number[]
}

/** A scale that holds all values with room for a label below; logarithmic from a factor of 5 on. */
export function valueScale(values: readonly number[]): ValueScale {
  const low = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const high = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  if (low > 0 && high / low >= 5) {
    const room = (high / low) ** 0.12
    const domain = [low / room, high * room ** 0.3] as const
    return { type: "log", domain, ticks: logTicks(domain) }
  }
  const room = high > low ? 0.12 * (high - low) : Math.abs(high) * 0.01 || 1
  return { type: "linear", domain: [low - room, high + 0.3 * room] }
}

/** 1, 2 and 5 times powers of ten in a range, or powers alone (every second, …) when those would be more than 8. */
function logTicks([low, high]: readonly [number, number]): number[] {
  const first = Math.floor(Math.log10(low))
  const powers = Array.from({ length: Math.ceil(Math.log10(high)) - first + 1 }, (_, i) => 10 ** (first + i))
  const inside = (ticks: number[]) => ticks.filter(tick => tick >= low && tick <= high)
  const fine = inside(powers.flatMap(power => [power, 2 * power, 5 * power]))
  if (fine.length <= 8) return fine
  const coarse = inside(powers)
  return coarse.filter((_, i) => i % Math.ceil(coarse.length / 8) === 0)
}

/** Best value so far as step lines, the optimum as a dashed rule. */
export function convergenceSpec(plot: Convergence, size: PlotSize): TopLevelSpec {
  const rows = plot.lines.flatMap(line => changesOf(line).map(([step, value]) => ({ line: line.name, step, value })))
  const { type, domain, ticks } = valueScale([
    ...rows.map(row => row.value),
    ...(plot.optimum === null ? [] : [plot.optimum]),
  ])
  const scale = { type, domain, nice: false, ...(type === "linear" ? { zero: false } : {}) }
  const x = { field: "step", type: "quantitative", title: plot.step, scale: { nice: false, zero: false } }
  const y = { field: "value", type: "quantitative", title: plot.value, scale }
  const color = {
    field: "line",
    type: "nominal",
    sort: plot.lines.map(line => line.name),
    legend: plot.lines.length > 1 ? {} : null,
  }
  const lines = {
    data: { values: rows },
    mark: { type: "line", interpolate: "step-after", strokeWidth: 2 },
    encoding: {
      x: { ...x, axis: { ...PLAIN_LABELS, grid: false, tickCount: 5, tickMinStep: 1 } },
      y: { ...y, axis: { ...PLAIN_LABELS, ...(ticks === undefined ? { tickCount: 5 } : { values: ticks }) } },
      color,
    },
  }
  return {
    ...plotFrame(size),
    layer: [lines, ...(plot.optimum === null ? [] : optimumLayers(plot.optimum, plot.proven))],
  } as TopLevelSpec
}

/** Each label with its own prefix ("0.5, 500, 1k"), where the default would repeat one ("0k, 0.5k, 1k"). */
export const PLAIN_LABELS = { labelExpr: "format(datum.value, abs(datum.value) < 1000 ? '~g' : '~s')" }

function optimumLayers(optimum: number, proven: boolean): object[] {
  const data = { values: [{ value: optimum, label: `${proven ? "optimum" : "bound"} ${formatNumber(optimum)}` }] }
  const y = { field: "value", type: "quantitative" }
  return [
    { data, mark: { type: "rule", color: OPTIMUM_COLOR, strokeDash: [5, 4], strokeWidth: 1.5 }, encoding: { y } },
    {
      data,
      mark: { type: "text", color: OPTIMUM_COLOR, fontSize: 12, align: "right", baseline: "top", dy: 5 },
      encoding: { x: { value: "width" }, y, text: { field: "label" } },
    },
  ]
}

/** Bars over the layers: what is plotted, and the same of the optimum where it is known. */
export interface LayerBars<L = LayerChoice> {
  /** Label of the vertical axis. */
  readonly title: string
  /** Index of the colour. */
  readonly color: 0 | 1 | 2
  readonly of: (layer: L) => number
  readonly optimum: (layer: L) => number | undefined
}

/** One bar per layer, and a short line where the proven optimum would end it. */
export function layerSpec<L extends { readonly layer: number }>(
  layers: readonly L[],
  bars: LayerBars<L>,
  size: PlotSize,
): TopLevelSpec {
  const values = layers.map(layer => ({
    layer: layer.layer,
    value: bars.of(layer),
    optimum: bars.optimum(layer) ?? null,
  }))
  const x = {
    field: "layer",
    type: "ordinal",
    title: "layer",
    axis: { labelAngle: 0, labelPadding: 5, ticks: false, values: shownLayers(layers.length, size.width), format: "d" },
    scale: { paddingInner: 0.15, paddingOuter: 0.1 },
  }
  // The same extent for every plot, so that layers stand below each other.
  const axis = { ...PLAIN_LABELS, tickCount: 4, minExtent: 38 }
  const y = (field: string) => ({ field, type: "quantitative", title: bars.title, axis, scale: { nice: 4 } })
  const known = values.filter(value => value.optimum !== null)
  const length = (size.width - 60) / layers.length
  const line = { type: "point", shape: "stroke", size: length ** 2, strokeWidth: 2, color: GREY, opacity: 1 }
  return {
    ...plotFrame(size),
    layer: [
      { data: { values }, mark: { type: "bar", color: COLORS[bars.color] }, encoding: { x, y: y("value") } },
      ...(known.length === 0 ? [] : [{ data: { values: known }, mark: line, encoding: { x, y: y("optimum") } }]),
    ],
  } as TopLevelSpec
}

/** Layer numbers that get a label: multiples of a round number that leave each about 28 pixels, and 1 where it has room. */
export function shownLayers(layers: number, width: number): number[] {
  const room = Math.max(2, Math.floor(width / 28))
  const stride = [1, 2, 5, 10, 20, 50, 100, 200, 500].find(s => layers / s <= room) ?? 1000
  return Array.from({ length: layers }, (_, i) => i + 1).filter(n => n % stride === 0 || (n === 1 && stride > 2))
}

/** What all plots have in common. */
export function plotFrame({ width, height }: PlotSize): object {
  return {
    width,
    height,
    background: null,
    autosize: { type: "fit", contains: "padding" },
    padding: 4,
    config: PLOT_CONFIG,
  }
}
