// The plot of a Pareto front: cost against objective, as steps.

import type { TopLevelSpec } from "vega-lite"
import { CONSTRAINT_UNITS, type Constraint, OBJECTIVE_UNITS, type Objective } from "../../src/allocation/build.ts"
import type { FrontPoint } from "../../src/allocation/front.ts"
import { formatNumber } from "../terminal/text-table.ts"
import { details, drawing, escapeHtml, figure, page, table } from "./html-page.ts"
import { type PlotSize, plotFrame, renderSvg, valueScale } from "./plots.ts"

/** What is drawn. */
export interface FrontPlot {
  readonly title: string
  readonly objective: Objective
  readonly constraint: Constraint
  readonly front: readonly FrontPoint[]
}

/** The plot as SVG text. */
export function renderFrontSvg(plot: FrontPlot): Promise<string> {
  return renderSvg(frontSpec(plot, { width: 720, height: 400 }), plot.title)
}

/** The plot and its points as a self-contained page. */
export async function renderFrontPage(plot: FrontPlot): Promise<string> {
  const { title, objective, constraint, front } = plot
  const content = await drawing(title, { width: 928, height: 420 }, { width: 350, height: 300 }, size =>
    frontSpec(plot, size),
  )
  const rows = front.map(({ allocation }) => [
    formatNumber(allocation.cost, CONSTRAINT_UNITS[constraint]),
    formatNumber(allocation.objective, OBJECTIVE_UNITS[objective]),
  ])
  return page(title, [
    `<h1>${escapeHtml(title)}</h1>`,
    figure(`${objective} over ${constraint}`, content, ""),
    details(`${front.length} points`, table([constraint, objective], rows, 0)),
  ])
}

/** The least objective that a budget admits falls in steps from point to point. */
function frontSpec({ objective, constraint, front }: FrontPlot, size: PlotSize): TopLevelSpec {
  const values = front.map(({ allocation: { cost, objective: value } }) => ({ cost, value }))
  const axis = (field: "cost" | "value", title: string) => {
    const { type, domain, ticks } = valueScale(values.map(v => v[field]))
    const labels = { labelExpr: "format(datum.value, abs(datum.value) < 1000 ? '~g' : '~s')" }
    return {
      field,
      type: "quantitative",
      title,
      scale: { type, domain: [...domain], nice: false, ...(type === "linear" ? { zero: false } : {}) },
      axis: { ...labels, ...(ticks === undefined ? { tickCount: 5 } : { values: [...ticks] }) },
    }
  }
  const encoding = {
    x: axis("cost", `${constraint} (${CONSTRAINT_UNITS[constraint]})`),
    y: axis("value", `${objective} (${OBJECTIVE_UNITS[objective]})`),
  }
  return {
    ...plotFrame(size),
    data: { values },
    layer: [
      { mark: { type: "line", interpolate: "step-after", strokeWidth: 2, color: "#2f7ec2" }, encoding },
      { mark: { type: "point", filled: true, size: 22, color: "#2f7ec2", opacity: 1 }, encoding },
    ],
  } as unknown as TopLevelSpec
}
