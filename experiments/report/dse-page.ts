// The page that `analects dse` writes: what was swept, the picks, and the front to be read, hovered and filtered.

import { METRIC_UNITS, METRICS } from "../../src/dse/metrics.ts"
import { choiceNames, type Design, designsOf } from "../dse/designs.ts"
import type { StudyResult } from "../dse/study.ts"
import { contradictionText, countRows, pickedDesigns, refineText } from "../dse/study-text.ts"
import { formatNumber } from "../terminal/text-table.ts"
import { DSE_PAGE_SCRIPT } from "./dse-page-script.ts"
import { escapeHtml, page, pairs, section, table } from "./html-page.ts"

/** Designs of the front on the page at most; a larger one is thinned out evenly along the run time. */
const MOST = 20_000

const STYLE = `
.plotbox { position: relative; }
canvas { display: block; width: 100%; touch-action: pan-y; cursor: crosshair; }
#tip { position: absolute; pointer-events: none; background: var(--card); border: 1px solid var(--line); border-radius: 6px;
  padding: 8px 10px; font-size: 0.8125rem; line-height: 1.35; min-width: 180px; }
#tip div { display: flex; justify-content: space-between; gap: 14px; }
#tip span { color: var(--soft); }
.controls, #flows { display: flex; flex-wrap: wrap; gap: 8px 18px; align-items: center; margin: 8px 0; font-size: 0.875rem; }
.controls select, .filter input, #reset { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line);
  border-radius: 4px; padding: 3px 6px; max-width: 100%; }
.flow i { display: inline-block; width: 10px; height: 10px; border-radius: 5px; margin: 0 6px 0 4px; }
#scale i { display: inline-block; width: 120px; height: 10px; margin: 0 8px; border-radius: 3px; }
#filters { display: grid; grid-template-columns: repeat(auto-fill, minmax(270px, 1fr)); gap: 6px 20px; padding: 10px 0; }
.filter { display: grid; grid-template-columns: 1fr 84px 84px; gap: 6px; align-items: center; }
.filter input { min-width: 0; width: 100%; font-size: 0.8125rem; }
th button { all: unset; cursor: pointer; color: inherit; }
th button:focus-visible { outline: 2px solid var(--soft); }
th[aria-sort=ascending] button::after { content: " ▲"; }
th[aria-sort=descending] button::after { content: " ▼"; }
#body tr { cursor: pointer; }
@media screen and (max-width: 560px) { #tip { position: static; margin-top: 8px; } }
`

/** The page as HTML text. Equal results give equal bytes. */
export async function renderDsePage(outcome: StudyResult): Promise<string> {
  const { study, sweep, designs, result } = outcome
  const { space } = study
  const all = designsOf(sweep, result.front)
  const shown =
    all.length <= MOST ? all : Array.from({ length: MOST }, (_, i) => all[Math.floor((i * all.length) / MOST)])
  const names = choiceNames(sweep)
  const isSearch = outcome.refined !== null
  const lead = isSearch
    ? `${designs.toLocaleString("en")} designs searched adaptively: ${refineText(outcome)}.`
    : `${designs.toLocaleString("en")} designs, ${result.counts.valid.toLocaleString("en")} of them valid, ${all.length.toLocaleString("en")} on the front.`
  const budgets = Object.entries(space.budgets).map(
    ([name, value]) =>
      [name, formatNumber(value, METRIC_UNITS[name === "latency" ? "runtime" : (name as "area")])] as const,
  )
  const parts = [
    `<h1>${escapeHtml(study.name)}</h1>`,
    `<p class="lead">${escapeHtml(lead)}</p>`,
    pairs([
      ["network", `${study.network}, ${space.layers.length} distinct layers`],
      ["dataflows", space.dataflows.map(d => d.name).join(", ")],
      ["profile", space.profile],
      ["objectives", space.objectives.join(", ")],
      ...budgets.map(([name, text]) => [`${name} budget`, text] as const),
    ]),
  ]
  if (result.counts.valid === 0) parts.push(`<pre>${escapeHtml(contradictionText(outcome))}</pre>`)
  else {
    const header = ["pick", "dataflow", ...names, "cycles", "nJ", "mm²", "mW"]
    const rows = pickedDesigns(outcome).map(({ pick, design }) => [pick, ...cellsOf(design, names)])
    parts.push(section("Picks", table(header, rows, 2)), section("Pareto front", explorer(shown, names)))
  }
  parts.push(section("Where the designs went", table(["designs", "count"], countRows(outcome), 1)))
  return page(study.name, parts, STYLE, result.counts.valid === 0 ? "" : DSE_PAGE_SCRIPT)
}

function cellsOf(design: Design, names: readonly string[]): string[] {
  const choices = names.map(name => (design.choices[name] === undefined ? "–" : String(design.choices[name])))
  const { runtime, energy, area, power } = design
  return [
    design.dataflow,
    ...choices,
    ...[runtime, energy].map(value => formatNumber(value)),
    `${Number((area / 1e6).toPrecision(3))}`,
    formatNumber(power),
  ]
}

/** The scatter with its controls; hidden until the script runs. */
function explorer(designs: readonly Design[], names: readonly string[]): string {
  const columns = [
    { name: "dataflow", unit: "", kind: "text" },
    ...names.map(name => ({ name, unit: "", kind: "choice" })),
    ...METRICS.map(name => ({ name, unit: METRIC_UNITS[name], kind: "metric" })),
  ]
  const rows = designs.map(d => [
    d.dataflow,
    ...names.map(name => d.choices[name] ?? 0),
    ...METRICS.map(name => Number(d[name].toPrecision(9))),
  ])
  // A "<" could end the block.
  const data = JSON.stringify({ columns, rows }).replaceAll("<", "\\u003c")
  return `<noscript><p class="note">The scatter needs JavaScript; front.csv has all designs.</p></noscript>
<script type="application/json" id="data">${data}</script>
<div id="explorer" hidden>
<div class="controls"><label>across <select id="x"></select></label><label>up <select id="y"></select></label>
<label>colour <select id="color"></select></label><span id="shown" class="note"></span></div>
<div id="flows"></div><div id="scale" class="note" hidden></div>
<div class="plotbox"><canvas id="plot" role="img" aria-label="designs of the Pareto front; the table below lists them"></canvas><div id="tip" hidden></div></div>
<details><summary>filters</summary><div id="filters"></div><button id="reset" type="button">reset</button></details>
<details><summary>designs</summary><div class="scroll" tabindex="0"><table><thead><tr id="head"></tr></thead><tbody id="body"></tbody></table></div><p id="more" class="note"></p></details>
</div>`
}
