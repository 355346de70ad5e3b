// Comma-separated values as written by runs (RFC 4180, with "\n" between lines).
//
// Numbers are the shortest text that reads back as the same double, so equal runs give equal bytes.

/** A cell; null and numbers that are not finite stay empty. */
export type Cell = string | number | null

/** One line with its line feed. Text with a comma, a quote or a line break is quoted. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(cellText).join(",")}\n`
}

function cellText(cell: Cell): string {
  if (typeof cell === "number") return Number.isFinite(cell) ? String(cell) : ""
  if (cell === null) return ""
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
