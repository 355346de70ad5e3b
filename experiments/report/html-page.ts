// The pieces of a self-contained HTML page: nothing loaded from elsewhere, everything escaped, and no script but the page's own.

import { createHash } from "node:crypto"
import { type PlotSize, renderSvg } from "./plots.ts"
import { REPORT_STYLE } from "./report-style.ts"

/** What the pages may load: their own styles, pictures and links that they carry themselves; no scripts. */
export const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"

/** A page of HTML parts; `style` goes behind the common style sheet, `script` runs at the end, and no other. */
export function page(title: string, parts: readonly string[], style = "", script = ""): string {
  const hash = createHash("sha256").update(script).digest("base64")
  const policy = script === "" ? PAGE_POLICY : `${PAGE_POLICY}; script-src 'sha256-${hash}'`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>
${REPORT_STYLE}${style}</style>
</head>
<body>
<main>
${parts.join("\n")}
</main>
${script === "" ? "" : `<script>${script}</script>\n`}</body>
</html>
`
}

/** Text for an HTML element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;")
}

/** The wide and the narrow version of a plot. */
export async function drawing(
  label: string,
  wide: PlotSize,
  narrow: PlotSize,
  spec: (size: PlotSize) => Parameters<typeof renderSvg>[0],
): Promise<string> {
  const [a, b] = [await renderSvg(spec(wide), label), await renderSvg(spec(narrow), label)]
  return `<div class="wide">${a}</div><div class="narrow">${b}</div>`
}

/** A plot or table with its caption. */
export function figure(title: string, content: string, after: string): string {
  return `<figure><figcaption>${escapeHtml(title)}</figcaption>${content}${after}</figure>`
}

/** Content that unfolds. */
export function details(summary: string, content: string): string {
  return `<details><summary>${escapeHtml(summary)}</summary>${content}</details>`
}

/** Content under a heading. */
export function section(title: string, content: string): string {
  return `<section><h2>${escapeHtml(title)}</h2>${content}</section>`
}

/** Names and values as a list. */
export function pairs(entries: readonly (readonly [string, string])[]): string {
  const items = entries.map(([name, value]) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`)
  return items.length === 0 ? "" : `<dl>${items.join("")}</dl>`
}

/** An HTML table; the first `texts` columns are text (and the last one if `lastIsText`), the others numbers. Row `strong` stands out. */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  texts: number,
  strong = -1,
  lastIsText = false,
): string {
  const isText = (c: number) => c < texts || (lastIsText && c === header.length - 1)
  const cells = (row: readonly string[], tag: "td" | "th") =>
    row.map((cell, c) => `<${tag}${isText(c) ? "" : ' class="n"'}>${escapeHtml(cell)}</${tag}>`).join("")
  const body = rows.map((row, i) => `<tr${i === strong ? ' class="answer"' : ""}>${cells(row, "td")}</tr>`).join("\n")
  return `<div class="scroll" tabindex="0"><table><thead><tr>${cells(header, "th")}</tr></thead><tbody>\n${body}\n</tbody></table></div>`
}
