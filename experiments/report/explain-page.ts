// The page that `analects explain --html` writes: one layer's mapping for the classroom.

import type { LevelView } from "../../src/physical/explain.ts"
import { type CostTableText, hardwareText } from "../cost/cost-view.ts"
import type { Anatomy, Explanation } from "../explain/explanation.ts"
import * as Words from "../explain/words.ts"
import { escapeHtml, page, section, table } from "./html-page.ts"
import { STEPS_KEY, STEPS_STYLE, stepsSvg } from "./steps-svg.ts"

/** The page as HTML text. Equal explanations give equal bytes. */
export function renderExplainPage(explanation: Explanation, title: string): string {
  const { layer, anatomy } = explanation
  const refused = Words.refusedTexts(explanation).map((text, i) => (i === 0 ? strong(text) : paragraph(text)))
  return page(
    title,
    [
      `<h1>${escapeHtml(title)}</h1>`,
      `<p class="lead">${escapeHtml(Words.layerText(layer))}</p>`,
      paragraph(hardwareText(explanation.hardware)),
      paragraph(Words.profilesText(explanation)),
      ...refused,
      ...(anatomy === null ? [] : sections(anatomy)),
    ],
    STEPS_STYLE,
  )
}

const paragraph = (text: string) => `<p class="note">${escapeHtml(text)}</p>`
const strong = (text: string) => `<p><strong>${escapeHtml(text)}</strong></p>`
const tableOf = ({ header, rows, texts }: CostTableText, lastIsText = false) =>
  table(header, rows, texts, -1, lastIsText)

function sections(anatomy: Anatomy): string[] {
  const { levels, axes, reuse } = anatomy
  const findings = Words.findingTexts(anatomy).map(
    ({ id, title, text }) => `<div><dt>${escapeHtml(`${id} ${title}`)}</dt><dd>${escapeHtml(text)}</dd></div>`,
  )
  const { reference } = anatomy
  return [
    ...levels.map((level, i) => section(Words.levelTitle(levels, i), levelPart(level, axes))),
    section(
      "How often data move",
      tableOf(Words.reuseTable(anatomy)) +
        reuse.map((r, t) => `<p>${escapeHtml(Words.reuseText(r, t))}.</p>`).join("") +
        paragraph(
          "The factors are means over the elements of a tensor; their product is the MACs that use an element.",
        ),
    ),
    section(
      "What the profiles say",
      tableOf(Words.comparisonTable(anatomy), true) +
        (typeof reference === "string" ? paragraph(`maestro does not cost this mapping: ${reference}`) : ""),
    ),
    findings.length === 0
      ? ""
      : section(
          "Why they differ",
          `<dl class="reasons">${findings.join("")}</dl>${paragraph("With ?: the deviation is likely at work. D1–D26 are the known deviations of the reference; E numbers were found since.")}`,
        ),
  ]
}

function levelPart(level: LevelView, axes: Anatomy["axes"]): string {
  const smaller = Words.smallerText(level)
  let depth = 0
  const nest = level.loops.map(loop => {
    const indent = "  ".repeat(depth)
    if (loop.steps > 1) depth++
    return { text: indent + loop.text, meaning: Words.loopText(loop) }
  })
  const width = Math.max(...nest.map(({ text }) => text.length)) + 3
  const lines = nest.map(({ text, meaning }) => escapeHtml(text.padEnd(width) + meaning)).join("\n")
  return [
    `<pre class="nest"><code>${lines}</code></pre>`,
    smaller === "" ? "" : paragraph(smaller),
    STEPS_KEY,
    stepsSvg(level, axes, `first steps: ${level.shown.map(step => Words.stepTitle(step, level)).join("; ")}`),
  ].join("")
}
