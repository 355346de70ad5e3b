// Tables for the terminal, and numbers for people (reports use them too; files carry exact numbers).

import { printable } from "../../src/core/printable.ts"

/** A table cell; null shows as a dash. */
export type TableCell = string | number | null

/**
 * Lines of an aligned table: columns two spaces apart, a rule under the header. Columns that hold
 * nothing but numbers (or text that starts like one, such as "1.2M cycles") are aligned to the right.
 */
export function textTable(header: readonly string[], rows: readonly (readonly TableCell[])[]): string {
  const body = rows.map(row => row.map(cell => (cell === null ? "–" : printable(String(cell)))))
  const width = header.map((title, c) => Math.max(title.length, ...body.map(row => row[c].length)))
  const right = header.map((_, c) => body.length > 0 && body.every(row => /^([-+]?[\d.]|–$|< )/.test(row[c])))
  const line = (row: readonly string[]) =>
    row
      .map((cell, c) => (right[c] ? cell.padStart(width[c]) : cell.padEnd(width[c])))
      .join("  ")
      .trimEnd()
  return [line(header), width.map(w => "-".repeat(w)).join("  "), ...body.map(line)].map(l => `${l}\n`).join("")
}

const PREFIXES: readonly [number, string][] = [
  [1e12, "T"],
  [1e9, "G"],
  [1e6, "M"],
  [1e3, "k"],
  [1, ""],
  [1e-3, "m"],
  [1e-6, "µ"],
]

/**
 * Three significant digits with an engineering prefix: 1234567 → "1.23M"; with a unit "1.23M cycles".
 * Integers below 1000 stay whole; numbers beyond the prefixes are written with an exponent.
 */
export function formatNumber(value: number, unit = ""): string {
  const after = unit === "" ? "" : ` ${unit}`
  if (!Number.isFinite(value)) return `${value}${after}`
  const rounded = Number(value.toPrecision(3))
  const size = Math.abs(rounded)
  if (Number.isInteger(value) && Math.abs(value) < 1000) return `${value}${after}`
  const prefix = PREFIXES.find(([factor]) => size >= factor)
  if (prefix === undefined || size >= 1e15) return `${value.toExponential(2)}${after}`
  return `${Number((rounded / prefix[0]).toPrecision(3))}${prefix[1]}${after}`
}

/** A distance from the optimum (value / optimum − 1) in percent: 0.0123 → "1.23 %"; null → "–". */
export function formatGap(gap: number | null): string {
  if (gap === null || !Number.isFinite(gap)) return "–"
  if (gap === 0) return "0 %"
  const percent = gap * 100
  if (Math.abs(percent) < 0.001) return percent > 0 ? "< 0.001 %" : "> -0.001 %"
  const digits = Math.abs(percent) >= 100 ? 0 : Math.abs(percent) >= 0.1 ? 2 : 3
  return `${percent.toFixed(digits)} %`
}

/** A share of the budget: 0.98765 → "98.8 %". */
export function formatShare(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

/** A time: "85 ms", "3.2 s", "2 min 05 s", "1 h 02 min". */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return "–"
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes} min ${pad(whole % 60)} s`
  return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`
}

/** Steps per second: "1.23k/s". */
export function formatRate(perSecond: number): string {
  return `${formatNumber(perSecond)}/s`
}

function pad(n: number): string {
  return String(n).padStart(2, "0")
}
