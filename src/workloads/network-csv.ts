// Reads a network from the published CSV form, with the place of every mistake.
//
// Format: one of three headers, then seven integers a row (see data/README.md); or the form with names and strides of
// layer-csv.ts. Lines end in LF.

import { InputError } from "../core/errors.ts"
import { convolution, depthwise, gemm, type Layer } from "../maestro/layer.ts"
import { LAYER_CSV_HEADER, parseLayerLine } from "./layer-csv.ts"
import { type LayerRow, type Network, networkOf, networkOfLayers } from "./network.ts"

const HEADERS = ["K,C,Y,X,R,S,T", "M,N,K,0,0,0,T", "O,I,0,0,0,0,T"]
const COLUMNS = HEADERS[0].split(",")
const TYPE = COLUMNS.length - 1
/** Larger sizes are surely mistakes, and their products would leave the range of exact integers. */
const LARGEST = 1_000_000

/** The layer a row describes. */
export function layerFromRow([k, c, y, x, r, s, type]: LayerRow): Layer {
  if (type === 3) return gemm(k, c, y)
  return type === 2 ? depthwise(c, y, x, r, s) : convolution(k, c, y, x, r, s)
}

/**
 * Parses CSV text.
 *
 * @param name the network's name
 * @param source what messages call the text (a file name)
 * @throws InputError `source:line:column: …` for the first mistake
 */
export function parseNetworkCsv(text: string, name: string, source = `${name}.csv`): Network {
  const fail = (line: number, column: number, message: string) =>
    new InputError(`${source}:${line}:${column}: ${message}`, "bad-network")
  if (text.trim() === "") throw fail(1, 1, `the file is empty, expected the header ${HEADERS[0]}`)
  const lines = text.replace(/^\uFEFF/, "").split("\n")
  for (const [i, line] of lines.entries()) {
    const at = line.indexOf("\r")
    if (at >= 0) throw fail(i + 1, at + 1, "a carriage return (Windows line end), expected lines that end in LF alone")
  }
  if (lines[0].trim() === LAYER_CSV_HEADER) {
    const layers = lines.flatMap((line, i) =>
      i === 0 || line.trim() === "" ? [] : [parseLayerLine(line, i + 1, fail)],
    )
    if (layers.length === 0) throw fail(2, 1, "no layer follows the header")
    return networkOfLayers(name, layers)
  }
  const columns = checkHeader(lines[0], fail)
  const rows: LayerRow[] = []
  for (let i = 1; i < lines.length; i++) {
    if (lines[i].trim() === "") continue
    rows.push(parseRow(lines[i], i + 1, columns, fail))
  }
  if (rows.length === 0) throw fail(2, 1, "no layer follows the header")
  return networkOf(name, rows, layerFromRow)
}

type Fail = (line: number, column: number, message: string) => InputError

/** Names of the columns for messages: those of the header, a column headed 0 by its number. */
function checkHeader(header: string, fail: Fail): string[] {
  const given = header.split(",").map(cell => cell.trim())
  if (HEADERS.includes(given.join(","))) return given.map((name, i) => (name === "0" ? String(i + 1) : name))
  const expected = HEADERS.find(h => h.split(",")[0] === given[0])?.split(",") ?? COLUMNS
  const wrong = expected.findIndex((column, i) => given[i] !== column)
  const place = wrong < 0 ? expected.length : wrong
  const column = 1 + header.split(",").slice(0, place).join(",").length + (place > 0 ? 1 : 0)
  const found = place < given.length ? `found "${given[place]}"` : "the header ends"
  const message = wrong < 0 ? `${found}, expected nothing more` : `${found}, expected column ${expected[place]}`
  throw fail(1, Math.min(column, header.length + 1), `${message} (the header is ${expected.join(",")})`)
}

function parseRow(line: string, number: number, columns: readonly string[], fail: Fail): LayerRow {
  const cells = line.split(",")
  const row: number[] = []
  let column = 1
  for (const [i, cell] of cells.entries()) {
    const start = column + (cell.length - cell.trimStart().length)
    column += cell.length + 1
    if (i >= columns.length) throw fail(number, start, `${cells.length} columns, expected ${columns.length}`)
    if (i === TYPE) continue
    if (!/^\d+$/.test(cell.trim()) || Number(cell) < 1 || Number(cell) > LARGEST) {
      const expected = `expected an integer in [1, ${LARGEST}]`
      throw fail(
        number,
        start,
        `column ${columns[i]} is ${cell.trim() === "" ? "empty" : `"${cell.trim()}"`}, ${expected}`,
      )
    }
    row.push(Number(cell))
  }
  if (cells.length < columns.length) {
    const missing = columns.slice(cells.length).join(", ")
    throw fail(number, line.length + 1, `${cells.length} columns, column ${missing} is missing`)
  }
  const type = cells[TYPE].trim()
  if (!/^[0-3]$/.test(type)) {
    const start = line.length - cells[TYPE].trimStart().length + 1
    throw fail(number, start, `column T is "${type}", expected 0 (FC), 1 (CONV), 2 (DSCONV) or 3 (GEMM)`)
  }
  return checkExtents([...row, Number(type)] as unknown as LayerRow, number, fail)
}

/** A filter larger than its input has no output. */
function checkExtents(row: LayerRow, number: number, fail: Fail): LayerRow {
  const [, , y, x, r, s, type] = row
  if (type === 3) return row
  if (r > y) throw fail(number, 1, `column R is ${r}, expected at most Y = ${y}`)
  if (s > x) throw fail(number, 1, `column S is ${s}, expected at most X = ${x}`)
  return row
}
