// Reads a network from the published CSV form, with the place of every mistake.
//
// Format: one of the published headers, then seven integers a row (see data/README.md), of which rows that do not use a column
// hold 0 or 1 in it; the short forms of matrix products; or the form with names and strides of layer-csv.ts. Lines end in LF.

import { InputError } from "../core/errors.ts"
import { convolution, depthwise, gemm, type Layer } from "../maestro/layer.ts"
import { LAYER_CSV_HEADER, parseLayerLine } from "./layer-csv.ts"
import { type LayerRow, type Network, networkOf, networkOfLayers } from "./network.ts"

/** The published ones, then the short ones of matrix products. */
const HEADERS = ["K,C,Y,X,R,S,T", "M,N,K,0,0,0,T", "O,I,0,0,0,0,T", "M,N,K,T", "M,N,K"]
/** Sizes of a layer: all columns but the type. */
const SIZES = 6
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

/** The columns of one of the headers. */
function checkHeader(header: string, fail: Fail): string[] {
  const given = header.split(",").map(cell => cell.trim())
  if (HEADERS.includes(given.join(","))) return given
  const alike = HEADERS.filter(h => h.split(",")[0] === given[0])
  const allowed = alike.length === 0 ? HEADERS : alike
  const agreeing = (columns: readonly string[]) => [...columns, null].findIndex((column, i) => given[i] !== column)
  const [expected] = allowed.map(h => h.split(",")).sort((a, b) => agreeing(b) - agreeing(a))
  const place = agreeing(expected)
  const column = 1 + header.split(",").slice(0, place).join(",").length + (place > 0 ? 1 : 0)
  const found = place < given.length ? `found "${given[place]}"` : "the header ends"
  const message = `${found}, expected ${place < expected.length ? `column ${expected[place]}` : "nothing more"}`
  throw fail(1, Math.min(column, header.length + 1), `${message} (the header is ${allowed.join(" or ")})`)
}

function parseRow(line: string, number: number, columns: readonly string[], fail: Fail): LayerRow {
  const cells = line.split(",")
  const typeAt = columns.indexOf("T")
  const type = typeAt < 0 ? "3" : (cells[typeAt] ?? "").trim()
  const row: number[] = []
  let column = 1
  for (const [i, cell] of cells.entries()) {
    const start = column + (cell.length - cell.trimStart().length)
    column += cell.length + 1
    if (i >= columns.length) throw fail(number, start, `${cells.length} columns, expected ${columns.length}`)
    if (i === typeAt) continue
    const unused = isUnused(columns[i], i, type)
    const [least, most] = unused ? [0, 1] : [1, LARGEST]
    const text = cell.trim()
    if (!/^\d+$/.test(text) || Number(text) < least || Number(text) > most) {
      const title = columns[i] === "0" ? `${i + 1} (headed 0)` : columns[i]
      const expected = unused ? `0 or 1: T = ${type} does not use it` : `an integer in [1, ${LARGEST}]`
      throw fail(number, start, `column ${title} is ${text === "" ? "empty" : `"${text}"`}, expected ${expected}`)
    }
    row.push(unused ? 1 : Number(text))
  }
  if (cells.length < columns.length) {
    const missing = columns.slice(cells.length).join(", ")
    throw fail(number, line.length + 1, `${cells.length} columns, column ${missing} is missing`)
  }
  const isShort = columns.length <= SIZES
  if (isShort ? type !== "3" : !/^[0-3]$/.test(type)) {
    const start = line.length - cells[typeAt].trimStart().length + 1
    const expected = isShort
      ? `3 (GEMM); other layers need the header ${HEADERS[0]}`
      : "0 (FC), 1 (CONV), 2 (DSCONV) or 3 (GEMM)"
    throw fail(number, start, `column T is "${type}", expected ${expected}`)
  }
  while (row.length < SIZES) row.push(1)
  return checkExtents([...row, Number(type)] as unknown as LayerRow, number, fail)
}

/** Whether a layer of the type has no size in a column: a matrix product after its third, a fully connected one where the header is 0. */
function isUnused(title: string, column: number, type: string): boolean {
  return type === "3" ? column >= 3 : type === "0" && title === "0"
}

/** A filter larger than its input has no output. */
function checkExtents(row: LayerRow, number: number, fail: Fail): LayerRow {
  const [, , y, x, r, s, type] = row
  if (type === 3) return row
  if (r > y) throw fail(number, 1, `column R is ${r}, expected at most Y = ${y}`)
  if (s > x) throw fail(number, 1, `column S is ${s}, expected at most X = ${x}`)
  return row
}
