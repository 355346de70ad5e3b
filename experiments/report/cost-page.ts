// The page that `analects cost --html` writes: latency, energy and utilisation of every layer.

import type { CostBar, CostTableText, CostView } from "../cost/cost-view.ts"
import { details, drawing, escapeHtml, figure, page, pairs, section, table } from "./html-page.ts"
import { type LayerBars, layerSpec } from "./plots.ts"

/** What the page shows. */
export interface CostPage {
  readonly title: string
  readonly hardware: string
  readonly constants: string
  readonly view: CostView
}

/** The page as HTML text. Equal reports give equal bytes. */
export async function renderCostPage({ title, hardware, constants, view }: CostPage): Promise<string> {
  const warnings = view.warnings.map(w => `<p class="note">Warning: ${escapeHtml(w)}.</p>`).join("\n")
  return page(title, [
    `<h1>${escapeHtml(title)}</h1>`,
    `<p class="lead">${escapeHtml(view.lead)}</p>`,
    pairs([
      ["hardware", hardware],
      ["profile", view.profile],
      ["constants", constants],
    ]),
    warnings,
    section("Layers", (await plots(view.bars)).join("\n") + details("all layers", tableOf(view.layers))),
    section("Tensors", details("buffers, reuse and energy per tensor", tableOf(view.tensors))),
    `<p class="note">${escapeHtml(view.energyNote)}</p>`,
  ])
}

function tableOf({ header, rows, texts }: CostTableText): string {
  return table(header, rows, texts, rows.at(-1)?.[0] === "network" ? rows.length - 1 : -1)
}

async function plots(bars: readonly CostBar[]): Promise<string[]> {
  const shown: [string, LayerBars<CostBar>][] = [
    ["Latency", { title: "cycles", color: 0, of: b => finite(b.cycles), optimum: none }],
    ["Energy, the layer’s own", { title: "nJ", color: 1, of: b => finite(b.energy), optimum: none }],
    ["Utilisation", { title: "% of MAC lanes", color: 2, of: b => finite(100 * b.use), optimum: none }],
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
