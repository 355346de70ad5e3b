// report.html of a run: one self-contained page, without scripts or anything loaded from elsewhere.
//
// Every plot is drawn twice, for desks and for phones, and the style sheet shows the one that
// fits; numbers behind the plots are in tables that unfold. Equal reports give equal bytes.

import { formatGap, formatNumber, formatSeconds, formatShare } from "../terminal/text-table.ts"
import { details, drawing, escapeHtml, figure, page, pairs, section, table } from "./html-page.ts"
import { changesOf, convergenceSpec, type LayerBars, layerSpec } from "./plots.ts"
import type { Quantity, RunReport } from "./report-data.ts"

/** The page as HTML text. */
export async function renderReport(report: RunReport): Promise<string> {
  const body = [
    `<h1>${escapeHtml(report.title)}</h1>`,
    `<p class="lead">${escapeHtml(headline(report))}</p>`,
    pairs(report.problem),
    section("Results", resultsTable(report)),
    report.searches.length > 0 ? section("Search", await searchPlots(report)) : "",
    report.layers.length > 0 ? section("Allocation", await layerPlots(report)) : "",
    section("Repeat this run", `<pre><code>${escapeHtml(report.command)}</code></pre>${pairs(report.versions)}`),
  ]
  return page(
    report.title,
    body.filter(part => part !== ""),
  )
}

/** The answer, its distance from the optimum and its use of the budget, in a sentence. */
function headline({ results, answer, objective, constraint, budget, optimum }: RunReport): string {
  const result = results.find(({ method }) => method === answer)
  if (result === undefined) throw new Error(`no result of method "${answer}"`)
  const { value, cost } = result
  if (value === null || cost === null) return `${answer} found no allocation within the ${constraint.name} budget.`
  const gap = optimum === null ? null : value / optimum - 1
  const distance =
    gap === null ? "" : gap <= 1e-9 ? ", the proven optimum" : `, ${formatGap(gap)} above the proven optimum`
  const use = `${formatShare(cost / budget)} of the ${constraint.name} budget used`
  return `${answer}: ${objective.name} ${formatNumber(value, objective.unit)}${distance}; ${use}.`
}

function gapOf(value: number | null, optimum: number | null): string {
  return value === null || optimum === null ? "–" : formatGap(value / optimum - 1)
}

function resultsTable(report: RunReport): string {
  const { objective, constraint, budget, optimum, results } = report
  const header = ["method", withUnit(objective), "gap", withUnit(constraint), "of budget", "time"]
  const rows = results.map(({ method, value, cost, seconds, ...own }) => [
    method,
    number(value),
    gapOf(value, own.optimum ?? optimum),
    number(cost),
    cost === null ? "–" : formatShare(cost / budget),
    seconds === null ? "–" : formatSeconds(seconds),
  ])
  const answer = results.findIndex(({ method }) => method === report.answer)
  const note =
    optimum === null
      ? "The optimum was not computed."
      : `Gap: distance from the proven optimum among the method's own choices (the answer's: ${formatNumber(optimum, objective.unit)}).`
  const text = `${note} Budget: ${formatNumber(budget, constraint.unit)}.`
  return `${table(header, rows, 1, answer)}<p class="note">${escapeHtml(text)}</p>`
}

async function searchPlots({ searches, objective, optimum }: RunReport): Promise<string> {
  const figures = searches.map(async ({ title, step, lines, ...own }) => {
    const value = `best ${withUnit(objective)}`
    const drawn = lines.filter(line => changesOf(line).length > 0)
    const rows = drawn.flatMap(line => changesOf(line).map(([at, y]) => [line.name, String(at), String(y)]))
    const plot = { lines: drawn, step, value, optimum: own.optimum ?? optimum }
    const label = `${title}: ${value} so far against the ${step}`
    const wide = { width: searches.length > 1 ? 456 : 928, height: 300 }
    const content = await drawing(label, wide, { width: 350, height: 250 }, size => convergenceSpec(plot, size))
    return figure(title, content, details("changes of the best value", table(["line", step, value], rows, 1)))
  })
  return `<div class="panels">${(await Promise.all(figures)).join("\n")}</div>`
}

/** The plots of an allocation: title, and what is drawn. */
function layerBars({ budget, constraint }: RunReport): [string, LayerBars][] {
  const share = (cost: number) => (100 * cost) / budget
  const use: LayerBars = {
    title: `% of ${constraint.name} budget`,
    color: 1,
    of: l => share(l.cost),
    optimum: l => (l.optimum === undefined ? undefined : share(l.optimum.cost)),
  }
  return [
    ["Processing elements", { title: "PEs", color: 0, of: l => l.pe, optimum: l => l.optimum?.pe }],
    [
      "Local buffer of each PE",
      { title: "L1 bytes per PE", color: 2, of: l => l.l1Bytes, optimum: l => l.optimum?.l1Bytes },
    ],
    [`Share of the ${constraint.name} budget`, use],
  ]
}

async function layerPlots(report: RunReport): Promise<string> {
  const { layers, budget, objective, constraint } = report
  const figures = layerBars(report).map(async ([title, plot]) => {
    const content = await drawing(
      `${title} of each layer`,
      { width: 928, height: 190 },
      { width: 350, height: 190 },
      size => layerSpec(layers, plot, size),
    )
    return figure(title, content, "")
  })
  const ticks = layers.some(l => l.optimum !== undefined)
    ? '<p class="note">Bars: this allocation. Short lines: the proven optimum.</p>'
    : ""
  const header = ["layer", "name", "PEs", "tile", "L1 bytes", withUnit(objective), withUnit(constraint), "of budget"]
  const rows = layers.map(l => [
    String(l.layer),
    l.name,
    String(l.pe),
    String(l.tile),
    String(l.l1Bytes),
    number(l.value),
    number(l.cost),
    formatShare(l.cost / budget),
  ])
  return ticks + (await Promise.all(figures)).join("\n") + details("all layers", table(header, rows, 2))
}

function number(value: number | null): string {
  return value === null ? "–" : formatNumber(value)
}

function withUnit({ name, unit }: Quantity): string {
  return unit === "" ? name : `${name}, ${unit}`
}
