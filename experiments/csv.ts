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

/** The rows of a text that `csvLine` wrote, a header first, as texts by column; a missing cell is "". */
export function csvRows(text: string): Readonly<Record<string, string>>[] {
  const [header = [], ...rows] = text.split("\n").slice(0, -1).map(cellsOf)
  return rows.map(cells => Object.fromEntries(header.map((name, i) => [name, cells[i] ?? ""])))
}

/** The cells of a line; quoted ones may hold commas and quotes. */
function cellsOf(line: string): string[] {
  if (!line.includes('"')) return line.split(",")
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain,
  )
}
