// The page that `analects cost --html` writes: latency, energy and utilisation of every layer.

import { type NetworkReport, utilizationOf } from "../../src/maestro/analyze-mapping.ts"
import { type BufferLimits, type CostTableText, hardwareText } from "../cost-tables.ts"
import { formatNumber, formatShare } from "../terminal/text-table.ts"
import { details, drawing, escapeHtml, figure, page, pairs, section, table } from "./html-page.ts"
import { type LayerBars, layerSpec } from "./plots.ts"

/** What the page shows. */
export interface CostPage {
  readonly title: string
  readonly report: NetworkReport
  readonly limits: BufferLimits
  readonly constants: string
  readonly layers: CostTableText
  readonly tensors: CostTableText
  readonly warnings: readonly string[]
}

interface Bar {
  readonly layer: number
  readonly cycles: number
  readonly energy: number
  readonly use: number
}

/** The page as HTML text. Equal reports give equal bytes. */
export async function renderCostPage(cost: CostPage): Promise<string> {
  const { report, limits } = cost
  const { totals } = report
  const lead =
    `${report.layers.length} layers take ${formatNumber(totals.runtime, "cycles")} and ${formatNumber(totals.ownEnergy, "nJ")}; ` +
    `${formatShare(totals.utilization)} of the array is at work.`
  const warnings = cost.warnings.map(w => `<p class="note">Warning: ${escapeHtml(w)}.</p>`).join("\n")
  return page(cost.title, [
    `<h1>${escapeHtml(cost.title)}</h1>`,
    `<p class="lead">${escapeHtml(lead)}</p>`,
    pairs([
      ["hardware", hardwareText(report, limits)],
      ["constants", cost.constants],
    ]),
    warnings,
    section("Layers", (await plots(report)).join("\n") + details("all layers", tableOf(cost.layers))),
    section("Tensors", details("buffers, reuse and energy per tensor", tableOf(cost.tensors))),
    '<p class="note">Own energy: all accesses and MACs of the layer. Reference energy: the column of the reference program’s CSV file, which leaves out the MACs, reads of outputs from L2 and, for clustered mappings, the layer’s own L1 accesses.</p>',
  ])
}

function tableOf({ header, rows, texts }: CostTableText): string {
  return table(header, rows, texts, rows[rows.length - 1][0] === "network" ? rows.length - 1 : -1)
}

async function plots(report: NetworkReport): Promise<string[]> {
  const bars: Bar[] = report.layers.map((r, i) => ({
    layer: i + 1,
    cycles: finite(r.runtime),
    energy: finite(r.ownEnergy),
    use: finite(100 * utilizationOf(r.throughput, report.hardware)),
  }))
  const shown: [string, LayerBars<Bar>][] = [
    ["Latency", { title: "cycles", color: 0, of: b => b.cycles, optimum: none }],
    ["Energy, the layer’s own", { title: "nJ", color: 1, of: b => b.energy, optimum: none }],
    ["Utilisation", { title: "% of MAC lanes", color: 2, of: b => b.use, optimum: none }],
  ]
  const wide = { width: 928, height: 190 }
  const narrow = { width: 350, height: 190 }
  return Promise.all(
    shown.map(async ([title, plot]) => {
      const content = await drawing(`${title} of each layer`, wide, narrow, size => layerSpec(bars, plot, size))
      return figure(title, content, "")
    }),
  )
}

const none = () => undefined
const finite = (value: number) => (Number.isFinite(value) ? value : 0)
