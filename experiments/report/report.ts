// report.html of a run: one self-contained page, without scripts or anything loaded from elsewhere.
//
// Every plot is drawn twice, for desks and for phones, and the style sheet shows the one that
// fits; numbers behind the plots are in tables that unfold. Equal reports give equal bytes.

import { formatGap, formatNumber, formatSeconds, formatShare } from "../terminal/text-table.ts"
import { details, drawing, escapeHtml, figure, page, pairs, section, table } from "./html-page.ts"
import { changesOf, convergenceSpec, type LayerBars, layerSpec } from "./plots.ts"
import type { Constrained, Quantity, RunReport } from "./report-data.ts"

/** The page as HTML text. */
export async function renderReport(report: RunReport): Promise<string> {
  const body = [
    `<h1>${escapeHtml(report.title)}</h1>`,
    `<p class="lead">${escapeHtml(underWay(report) + headline(report))}</p>`,
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

function underWay(report: RunReport): string {
  return report.underWay === null ? "" : `Under way: ${report.underWay}. `
}

/** The answer, its distance from the optimum and its use of the budgets, in a sentence. */
function headline({ results, answer, objective, constraints, optimum, proven, underWay: under }: RunReport): string {
  const result = results.find(({ method }) => method === answer)
  if (result === undefined) throw new Error(`no result of method "${answer}"`)
  const { value, costs } = result
  const names = constraints.map(({ name }) => name).join(", ")
  if (value === null || costs === null)
    return `${answer} found no allocation within the ${names} budget${under === null ? "" : " yet"}.`
  const gap = optimum === null ? null : value / optimum - 1
  const reference = proven ? "the proven optimum" : "a lower bound of the optimum"
  const distance = gap === null ? "" : gap <= 1e-9 ? ", the proven optimum" : `, ${formatGap(gap)} above ${reference}`
  const use = constraints.map((c, j) => `${formatShare(costs[j] / c.budget)} of the ${c.name} budget`).join(", ")
  return `${answer}: ${objective.name} ${formatNumber(value, objective.unit)}${distance}; ${use} used.`
}

function gapOf(value: number | null, optimum: number | null): string {
  return value === null || optimum === null ? "–" : formatGap(value / optimum - 1)
}

function resultsTable(report: RunReport): string {
  const { objective, constraints, optimum, proven, results } = report
  const header = ["method", withUnit(objective), "gap", ...costHeader(constraints), "time"]
  const rows = results.map(({ method, value, costs, seconds, ...own }) => [
    method,
    number(value),
    gapOf(value, own.optimum ?? optimum),
    ...costCells(constraints, costs),
    seconds === null ? "–" : formatSeconds(seconds),
  ])
  const answer = results.findIndex(({ method }) => method === report.answer)
  const reference = proven ? "the proven optimum" : "a lower bound of the optimum"
  const note =
    optimum === null
      ? "The optimum was not computed."
      : `Gap: distance from ${reference} among the method's own choices (the answer's: ${formatNumber(optimum, objective.unit)}).`
  const budgets = constraints.map(({ name, unit, budget }) => {
    return `${constraints.length > 1 ? `${name} ` : ""}${formatNumber(budget, unit)}`
  })
  const text = `${note} Budget: ${budgets.join(", ")}.`
  return `${table(header, rows, 1, answer)}<p class="note">${escapeHtml(text)}</p>`
}

/** Two columns per constraint: the cost and its share of the budget. */
function costHeader(constraints: readonly Constrained[]): string[] {
  return constraints.flatMap(c => [withUnit(c), "of budget"])
}

function costCells(constraints: readonly Constrained[], costs: readonly number[] | null): string[] {
  return constraints.flatMap(({ budget }, j) => {
    const cost = costs?.[j] ?? null
    return [number(cost), cost === null ? "–" : formatShare(cost / budget)]
  })
}

async function searchPlots({ searches, objective, optimum, proven }: RunReport): Promise<string> {
  const figures = searches.map(async ({ title, step, lines, ...own }) => {
    const value = `best ${withUnit(objective)}`
    const drawn = lines.filter(line => changesOf(line).length > 0)
    const rows = drawn.flatMap(line => changesOf(line).map(([at, y]) => [line.name, String(at), String(y)]))
    const plot = { lines: drawn, step, value, optimum: own.optimum ?? optimum, proven }
    const label = `${title}: ${value} so far against the ${step}`
    const wide = { width: searches.length > 1 ? 456 : 928, height: 300 }
    const content = await drawing(label, wide, { width: 350, height: 250 }, size => convergenceSpec(plot, size))
    return figure(title, content, details("changes of the best value", table(["line", step, value], rows, 1)))
  })
  return `<div class="panels">${(await Promise.all(figures)).join("\n")}</div>`
}

/** The plots of an allocation: title, and what is drawn. */
function layerBars({ constraints }: RunReport): [string, LayerBars][] {
  return [
    ["Processing elements", { title: "PEs", color: 0, of: l => l.pe, optimum: l => l.optimum?.pe }],
    [
      "Local buffer of each PE",
      { title: "L1 bytes per PE", color: 2, of: l => l.l1Bytes, optimum: l => l.optimum?.l1Bytes },
    ],
    ...constraints.map(({ name, budget }, j): [string, LayerBars] => {
      const share = (costs: readonly number[]) => (100 * costs[j]) / budget
      const optimum: LayerBars["optimum"] = l => (l.optimum === undefined ? undefined : share(l.optimum.costs))
      return [
        `Share of the ${name} budget`,
        { title: `% of ${name} budget`, color: 1, of: l => share(l.costs), optimum },
      ]
    }),
  ]
}

async function layerPlots(report: RunReport): Promise<string> {
  const { layers, objective, constraints, proven } = report
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
    ? `<p class="note">Bars: this allocation. Short lines: ${proven ? "the proven optimum" : "the best that the solver found"}.</p>`
    : ""
  const mixed = layers.some(l => l.dataflow !== undefined)
  const dataflow = mixed ? ["dataflow"] : []
  const header = [
    "layer",
    "name",
    ...dataflow,
    "PEs",
    "tile",
    "L1 bytes",
    withUnit(objective),
    ...costHeader(constraints),
  ]
  const rows = layers.map(l => [
    String(l.layer),
    l.name,
    ...(mixed ? [l.dataflow ?? "–"] : []),
    String(l.pe),
    String(l.tile),
    String(l.l1Bytes),
    number(l.value),
    ...costCells(constraints, l.costs),
  ])
  return ticks + (await Promise.all(figures)).join("\n") + details("all layers", table(header, rows, mixed ? 3 : 2))
}

function number(value: number | null): string {
  return value === null ? "–" : formatNumber(value)
}

function withUnit({ name, unit }: Quantity): string {
  return unit === "" ? name : `${name}, ${unit}`
}
