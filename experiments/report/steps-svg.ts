// The first steps of a level as a picture: units beside each other, steps below each other. A box is what a
// unit holds of a tensor; in it each axis is a line, with the held range dark where it is new.

import { TENSORS } from "../../src/maestro/layer.ts"
import type { LevelView, Piece, Range, StepView } from "../../src/physical/explain.ts"
import { arrayText, rangeText, stepTitle, varyingAxes } from "../explain/words.ts"
import { escapeHtml } from "./html-page.ts"

/** Sizes in pixels. */
const WIDTH = 928
const LABEL = 58
const NOTE = 212
const GAP = 10
const LINE = 13
const PAD = 7
const TITLE = 26
const NAMES = 16

/** Style of the pictures; colours of input, filter and output. */
export const STEPS_STYLE = `:root { --input: #2f6db5; --filter: #b7651b; --output: #2c8658; }
@media screen and (prefers-color-scheme: dark) { :root { --input: #6fa8e8; --filter: #e29a55; --output: #63c193; } }
.steps { min-width: 760px; font: 12px system-ui, sans-serif; }
.steps text { fill: var(--ink); }
.steps .soft { fill: var(--soft); }
.steps .step { font-weight: 600; }
.steps .box { fill: var(--card); stroke: var(--line); }
.steps .track { fill: var(--line); }
.steps .kept { opacity: 0.4; }
.t0 { fill: var(--input); } .t1 { fill: var(--filter); } .t2 { fill: var(--output); }
.key { display: inline-block; width: 26px; height: 8px; margin: 0 4px 1px 12px; }
.key.kept { opacity: 0.4; }
.k0 { background: var(--input); } .k1 { background: var(--filter); } .k2 { background: var(--output); }
td:last-child:not(.n), th:last-child:not(.n) { padding-left: 20px; }
dl.reasons { grid-template-columns: 1fr; }
.nest { white-space: pre; overflow-x: auto; }
`

/** What the colours mean. */
export const STEPS_KEY = `<p class="note">${TENSORS.map(
  (name, t) => `<span class="key k${t}"></span>${name}, new<span class="key k${t} kept"></span>kept`,
).join("")}</p>`

/** An SVG of the shown steps. */
export function stepsSvg(level: LevelView, axes: readonly (readonly string[])[], label: string): string {
  const columns = Math.max(...level.shown.map(step => step.units.length))
  const parts: string[] = []
  let y = 0
  let named = ""
  for (const step of level.shown) {
    parts.push(textAt(0, y + 17, stepTitle(step, level), "step"))
    y += TITLE
    const units = step.units.map(({ unit }) => unit).join()
    if (units !== named) {
      parts.push(...unitNames(step, columns, y + 10))
      y += NAMES
      named = units // once is enough
    }
    for (const t of TENSORS.keys()) {
      parts.push(...tensorRow({ level, step, t, axes: axes[t], columns, y }))
      y += boxHeight(axes[t]) + GAP / 2
    }
    y += GAP
  }
  const title = escapeHtml(label)
  return `<div class="scroll" tabindex="0"><svg class="steps" role="img" aria-label="${title}" viewBox="0 0 ${WIDTH} ${y}">${parts.join("")}</svg></div>`
}

const boxHeight = (axes: readonly string[]) => axes.length * LINE + 2 * PAD
const columnWidth = (columns: number) => (WIDTH - LABEL - NOTE) / columns
const columnAt = (column: number, columns: number) => LABEL + column * columnWidth(columns)

function textAt(x: number, y: number, text: string, kind = "", anchor = "start"): string {
  return `<text x="${round(x)}" y="${round(y)}" class="${kind}" text-anchor="${anchor}">${escapeHtml(text)}</text>`
}

/** Names above the columns; the last one is the last unit at work. */
function unitNames({ units, working }: StepView, columns: number, y: number): string[] {
  return units.map(({ unit }, u) => {
    const skipped = u === units.length - 1 && working > units.length
    return textAt(columnAt(u, columns), y, `${skipped ? "… " : ""}unit ${unit}`, "soft")
  })
}

interface Row {
  readonly level: LevelView
  readonly step: StepView
  readonly t: number
  readonly axes: readonly string[]
  readonly columns: number
  readonly y: number
}

/** A tensor in a step: one box a unit, or a single one over all units that hold the same. */
function tensorRow(row: Row): string[] {
  const { step, t, axes, columns, y } = row
  const height = boxHeight(axes)
  const middle = y + height / 2 + 4
  const labels = [textAt(0, middle, TENSORS[t], "soft"), textAt(WIDTH - NOTE, middle, arrayText(step, t), "soft")]
  const same = step.units.length > 1 && !varyingAxes(step, t).includes(true) && sameFresh(step, t)
  if (same) return [...labels, box(row, step.units[0].pieces[t], 0, columnWidth(columns) * step.units.length - GAP)]
  return [
    ...labels,
    ...step.units.map(({ pieces }, u) => box(row, pieces[t], u * columnWidth(columns), columnWidth(columns) - GAP)),
  ]
}

function sameFresh({ units }: StepView, t: number): boolean {
  return units.every(({ pieces }) => pieces[t].fresh === units[0].pieces[t].fresh)
}

/** One box: a line per axis of the tensor with the whole chunk, the held range, and its numbers. */
function box({ level, t, axes, y }: Row, piece: Piece, offset: number, width: number): string {
  const x = LABEL + offset
  const [from, length] = [x + PAD, width - 2 * PAD - 58]
  const lines = axes.map((axis, a) => {
    const at = y + PAD + a * LINE
    const place = (index: number) => from + (index / level.extents[t][a]) * length
    const bar = ([low, high]: Range, kind: string) =>
      `<rect x="${round(place(low))}" y="${round(at + 3)}" width="${round(Math.max(1, place(high) - place(low)))}" height="7" class="${kind}"/>`
    const bars = [
      bar([0, level.extents[t][a]], "track"),
      ...heldBars(piece, a).map(([range, kind]) => bar(range, `t${t} ${kind}`)),
    ]
    return [...bars, textAt(x + width - PAD, at + 10, rangeText(axis, piece.ranges[a]), "", "end")].join("")
  })
  const frame = `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${boxHeight(axes)}" rx="4" class="box"/>`
  return frame + lines.join("")
}

/** The held range of an axis in parts: what is kept, and what is new before and after it. */
function heldBars({ ranges, kept }: Piece, a: number): [Range, string][] {
  const [from, to] = ranges[a]
  if (kept.length === 0) return [[[from, to], "fresh"]]
  const [low, high] = kept[a]
  const parts: [Range, string][] = [
    [[from, low], "fresh"],
    [[low, high], "kept"],
    [[high, to], "fresh"],
  ]
  return parts.filter(([[start, end]]) => end > start)
}

const round = (value: number) => Number(value.toFixed(1))
