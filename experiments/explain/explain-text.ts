// `analects explain` in the terminal.

import { TENSORS } from "../../src/maestro/layer.ts"
import type { LevelView, StepView } from "../../src/physical/explain.ts"
import { hardwareText } from "../cost/cost-view.ts"
import { textTable } from "../terminal/text-table.ts"
import type { Anatomy, Explanation } from "./explanation.ts"
import * as Words from "./words.ts"

/** The whole text. */
export function explanationText(explanation: Explanation, title: string): string {
  const { layer, anatomy } = explanation
  const head = [
    title,
    Words.layerText(layer),
    hardwareText(explanation.hardware),
    Words.profilesText(explanation),
    ...wrapped(Words.refusedTexts(explanation)),
  ]
  return [head.join("\n"), ...(anatomy === null ? [] : sections(anatomy))].join("\n\n")
}

function sections(anatomy: Anatomy): string[] {
  const { levels } = anatomy
  return [
    ...levels.map((_, i) => levelText(levels, i, anatomy.axes)),
    heading("How often data move (an element, on average)"),
    reuseText(anatomy),
    heading("What the profiles say (elements, cycles, nJ)"),
    comparisonText(anatomy),
  ]
}

const heading = (text: string) => `${text}\n${"=".repeat(text.length)}`

function levelText(levels: readonly LevelView[], i: number, axes: Anatomy["axes"]): string {
  const level = levels[i]
  const smaller = Words.smallerText(level)
  const title = heading(Words.levelTitle(levels, i))
  return [title, nestText(level), ...(smaller === "" ? [] : [smaller]), "", picture(level, axes), Words.LEGEND].join(
    "\n",
  )
}

/** The loop nest: one line a directive, indented by the loops around it. */
function nestText({ loops, steps }: LevelView): string {
  let depth = 0
  const lines = loops.map(loop => {
    const line = `${"  ".repeat(depth)}${loop.text}`
    if (loop.steps > 1) depth++
    return { line, text: Words.loopText(loop) }
  })
  const width = Math.max(...lines.map(({ line }) => line.length)) + 3
  return [...lines.map(({ line, text }) => line.padEnd(width) + text), `${Words.plural(steps, "step")} in all`].join(
    "\n",
  )
}

/** Steps below each other, units beside each other. */
function picture(level: LevelView, axes: Anatomy["axes"]): string {
  let names = ""
  const blocks = level.shown.map(step => {
    const [head, ...rows] = stepRows(step, axes)
    const known = head.join() === names // once is enough
    names = head.join()
    return { title: Words.stepTitle(step, level), rows: known ? rows : [head, ...rows] }
  })
  const columns = Math.max(...blocks.map(({ rows }) => rows[0].length))
  const filled = blocks.flatMap(({ rows }) => rows.map(row => fill(row, columns)))
  const widths = Array.from({ length: columns }, (_, c) => Math.max(...filled.map(row => row[c].length)))
  const lineOf = (row: readonly string[]) =>
    `  ${fill(row, columns)
      .map((cell, c) => cell.padEnd(widths[c]))
      .join("   ")
      .trimEnd()}`
  return blocks.map(({ title, rows }) => [title, ...rows.map(lineOf)].join("\n")).join("\n")
}

/** The last cell stays the last when a step shows fewer units. */
function fill(row: readonly string[], columns: number): string[] {
  return [...row.slice(0, -1), ...Array.from({ length: columns - row.length }, () => ""), row[row.length - 1]]
}

/** Rows of a step: the units' names, then a row per tensor. Ranges that all units share stand in front. */
function stepRows(step: StepView, axes: Anatomy["axes"]): string[][] {
  const gap = (cells: string[], mark: string) => (skips(step) ? cells.toSpliced(-1, 0, mark) : cells)
  const names = step.units.map(({ unit }) => `unit ${unit}`)
  const rows = TENSORS.map((name, t) => {
    const varying = Words.varyingAxes(step, t)
    const ranges = (unit: number, which: boolean) =>
      axes[t]
        .flatMap((axis, a) =>
          varying[a] === which ? [Words.rangeText(axis, step.units[unit].pieces[t].ranges[a])] : [],
        )
        .join("  ")
    const cells = step.units.map(({ pieces }, u) => {
      const { fresh, elements } = pieces[t]
      const some = fresh > 0 && fresh < elements ? `${fresh} of ${elements}` : ""
      return [Words.signOf(pieces[t]), ranges(u, true), some].filter(part => part !== "").join(" ")
    })
    return [`${name.padEnd(7)}${ranges(0, false)}`, ...gap(cells, "…"), `│ ${Words.arrayText(step, t)}`]
  })
  return [["", ...gap(names, ""), "│ all units"], ...rows]
}

/** Whether units are left out before the last one. */
function skips({ units, working }: StepView): boolean {
  return working > units.length
}

function reuseText(anatomy: Anatomy): string {
  const { header, rows } = Words.reuseTable(anatomy)
  const sentences = anatomy.reuse.map((reuse, t) => Words.reuseText(reuse, t))
  return `${textTable(header, rows)}\n${wrapped(sentences).join("\n")}`
}

function comparisonText(anatomy: Anatomy): string {
  const { header, rows } = Words.comparisonTable(anatomy)
  const notes = Words.findingTexts(anatomy).map(({ id, title, text }) => `${id.padEnd(4)}${title}: ${text}`)
  const refused =
    typeof anatomy.reference === "string" ? [`maestro does not cost this mapping: ${anatomy.reference}`] : []
  const legend = notes.length === 0 ? [] : ["Deviations of the reference at work (with ?: likely):"]
  return [textTable(header, rows), ...refused, ...legend, ...wrapped(notes, "    ")].join("\n")
}

/** Lines of at most 118 characters. */
function wrapped(texts: readonly string[], indent = "  "): string[] {
  return texts.flatMap(text => {
    const lines: string[] = []
    let line = ""
    for (const word of text.split(" ")) {
      if (line !== "" && line.length + 1 + word.length > 118) {
        lines.push(line)
        line = indent + word
      } else line = line === "" ? word : `${line} ${word}`
    }
    return [...lines, line]
  })
}
