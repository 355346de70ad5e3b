// The page of a comparison: a table of methods, curves, profiles and chances, the data of every plot behind it.

import { type Cell, csvLine } from "../csv.ts"
import { details, drawing, escapeHtml, figure, page, section, table } from "../report/html-page.ts"
import { type PlotSize, renderSvg } from "../report/plots.ts"
import { formatNumber } from "../terminal/text-table.ts"
import { curveSpec, improvementSpec, profileSpec } from "./compare-plots.ts"
import { chanceText, countsText, headline, scoreText, summaryTable, tableNote } from "./compare-text.ts"
import { AXES, type Axis, type Band, type Measured } from "./measures.ts"

const WIDE: PlotSize = { width: 928, height: 360 }
const NARROW: PlotSize = { width: 350, height: 330 }

/** Columns of the data of curves and profiles. */
const BAND_COLUMNS = { evaluations: "evaluations", seconds: "cpu_seconds" } as const

/** The page as HTML text. Equal runs give equal bytes. */
export async function renderComparePage(all: readonly Measured[], title = "Comparison of methods"): Promise<string> {
  const parts = [`<h1>${escapeHtml(title)}</h1>`]
  for (const measured of all) {
    const content = await comparisonParts(measured)
    parts.push(section(measured.comparison.title, content))
  }
  return page(title, parts)
}

/** One comparison's curve as an SVG file. */
export function renderCurveSvg(measured: Measured, axis: Axis, bands: readonly Band[]): Promise<string> {
  return renderSvg(curveSpec(measured, axis, bands, { width: 760, height: 420 }), headline(measured))
}

async function comparisonParts(measured: Measured): Promise<string> {
  const { comparison, summaries } = measured
  const { header, rows } = summaryTable(measured)
  const parts = [
    `<p class="lead">${escapeHtml(lead(measured))}</p>`,
    table(header, rows, 1, 0),
    ...[tableNote(measured), ...comparison.notes].map(note => `<p class="note">${escapeHtml(note)}</p>`),
  ]
  for (const axis of AXES) parts.push(await curvePart(measured, axis))
  if (measured.profiles.length > 0) parts.push(await profilePart(measured))
  if (summaries.length > 1) parts.push(await improvementPart(measured))
  if (comparison.problems.length > 1 || comparison.metric === "value") parts.push(problemsPart(measured))
  else parts.push(`<p class="note">${escapeHtml(problemNote(measured))}</p>`)
  return parts.filter(part => part !== "").join("\n")
}

/** Who comes nearest, in a sentence. */
function lead(measured: Measured): string {
  const { comparison, summaries } = measured
  const [first] = summaries
  if (!Number.isFinite(first.iqm.value)) return `${countsText(measured)}. Most runs found nothing feasible.`
  const score = scoreText(comparison, first.iqm.value)
  const what =
    comparison.metric === "gap" ? "ends nearest to the optimum: interquartile mean of the gaps" : "ends lowest:"
  return `${countsText(measured)}. ${first.method} ${what} ${score}.`
}

function problemNote({ comparison: { problems } }: Measured): string {
  const [{ title, reference, proven }] = problems
  return `${title}. ${proven ? "Optimum" : "Lower bound"}: ${formatNumber(reference)}.`
}

async function curvePart(measured: Measured, axis: Axis): Promise<string> {
  const bands = measured.bands[axis]
  if (bands === null || bands.every(({ points }) => points.length === 0)) return ""
  const { metric } = measured.comparison
  const against = axis === "evaluations" ? "evaluations" : "CPU seconds"
  const title = `${metric === "gap" ? "Gap to the optimum" : "Best value"} against ${against}`
  const content = await drawing(title, WIDE, NARROW, size => curveSpec(measured, axis, bands, size))
  const name = fileName(measured, metric, axis)
  return figure(title, content, bandData(name, BAND_COLUMNS[axis], bands))
}

async function profilePart(measured: Measured): Promise<string> {
  const { metric } = measured.comparison
  const title =
    metric === "gap"
      ? "Performance profile: runs that end within a gap"
      : "Performance profile: runs that end below a value"
  const content = await drawing(title, WIDE, NARROW, size => profileSpec(measured, size))
  return figure(title, content, bandData(fileName(measured, metric, "profile"), metric, measured.profiles))
}

async function improvementPart(measured: Measured): Promise<string> {
  const { summaries, improvements } = measured
  const names = summaries.map(({ method }) => method)
  const chances = improvements.filter(({ method }) => method === names[0])
  const height = 70 + 34 * chances.length
  const title = "Probability of improvement"
  const content = await drawing(title, { ...WIDE, height }, { ...NARROW, height }, size =>
    improvementSpec(chances, names, size),
  )
  const rows = improvements.map(({ method, than, value, interval }) => [
    method,
    than,
    value,
    interval?.low ?? null,
    interval?.high ?? null,
  ])
  const columns = ["method", "than", "probability", "low", "high"]
  const shown = improvements.map(chance => [chance.method, chance.than, chanceText(chance)])
  const link = downloadLink(fileName(measured, "improvement"), columns, rows)
  return figure(title, content, details("data", link + table(["method", "better than", "probability"], shown, 2)))
}

/** The optimum of every problem. */
function problemsPart({ comparison: { problems } }: Measured): string {
  const rows = problems.map(({ title, reference, proven }) => [
    title,
    formatNumber(reference),
    proven ? "proven optimum" : "lower bound",
  ])
  const what = problems.length === 1 ? "the problem" : `${problems.length} problems`
  return details(what, table(["problem", "reference", ""], rows, 1, -1, true))
}

/** A number to four digits. */
const shortText = (value: Cell) => (typeof value === "number" ? String(Number(value.toPrecision(4))) : (value ?? "–"))

/** A table of a band's points and a link to all of its digits. */
function bandData(name: string, x: string, bands: readonly Band[]): string {
  const columns = ["method", x, "value", "low", "high"]
  const rows = bands.flatMap(({ method, points }) => points.map(p => [method, p.x, p.value, p.low, p.high]))
  return details(
    "data",
    downloadLink(name, columns, rows) +
      table(
        columns,
        rows.map(row => row.map(shortText)),
        1,
      ),
  )
}

/** A link that saves a CSV file which the page carries itself. */
function downloadLink(name: string, columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const csv = [columns, ...rows].map(csvLine).join("")
  const href = `data:text/csv;charset=utf-8,${encodeURIComponent(csv)}`
  return `<p><a class="data" download="${escapeHtml(name)}" href="${escapeHtml(href)}">${escapeHtml(name)}</a></p>`
}

function fileName({ comparison: { title } }: Measured, ...parts: string[]): string {
  const words = [title, ...parts].join("-").toLowerCase()
  return `${words.replace(/[^a-z0-9.]+/g, "-").replace(/^-|-$/g, "")}.csv`
}
