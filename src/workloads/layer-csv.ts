// The CSV form of networks whose layers have names, strides, groups or a batch: the published columns and four more.
//
// `name`, then K,C,Y,X,R,S,T as published, then groups G (K and C are per group), batch N, and the strides of Y and X.
// Columns 2 to 8 alone are a published table.

import type { InputError } from "../core/errors.ts"
import { type Layer, layerOf, sizeOf } from "../maestro/layer.ts"
import { rowOf } from "./network.ts"

/** The header of this form. */
export const LAYER_CSV_HEADER = "name,K,C,Y,X,R,S,T,G,N,stride_y,stride_x"
const COLUMNS = LAYER_CSV_HEADER.split(",")
const LARGEST = 2 ** 31 - 1

/** Makes the error for a place in the text. */
type Fail = (line: number, column: number, message: string) => InputError

/** The CSV text of layers. Commas, quotes and control characters in names become "_". */
export function layerCsv(layers: readonly Layer[]): string {
  return [LAYER_CSV_HEADER, ...layers.map(lineOf)].map(line => `${line}\n`).join("")
}

function lineOf(layer: Layer): string {
  const stride = (name: string) => layer.dimensions.find(d => d.name === name)?.stride ?? 1
  const more = [sizeOf(layer, "G"), layer.kind === "GEMM" ? 1 : sizeOf(layer, "N"), stride("Y"), stride("X")]
  // oxlint-disable-next-line no-control-regex
  const name = layer.name.replace(/[,"\u0000-\u001f\u007f]/g, "_").trim()
  return [name, ...rowOf(layer), ...more].join(",")
}

/** The layer of a line. */
export function parseLayerLine(line: string, number: number, fail: Fail): Layer {
  const cells = line.split(",")
  if (cells.length !== COLUMNS.length) throw fail(number, 1, `${cells.length} columns, expected ${COLUMNS.length}`)
  const name = cells[0].trim()
  if (name === "") throw fail(number, 1, "column name is empty")
  const column = (i: number) => 1 + cells.slice(0, i).join(",").length + 1
  const value = (title: string, least = 1, most = LARGEST): number => {
    const i = COLUMNS.indexOf(title)
    const n = /^\s*\d+\s*$/.test(cells[i]) ? Number(cells[i]) : Number.NaN
    if (n >= least && n <= most) return n
    throw fail(number, column(i), `column ${title} is "${cells[i].trim()}", expected an integer in [${least}, ${most}]`)
  }
  const type = value("T", 0, 3)
  const unused = type === 3 ? "XRS" : ""
  const [k, c, y, x, r, s] = "KCYXRS".split("").map(title => value(title, unused.includes(title) ? 0 : 1))
  const [G, N] = [value("G"), value("N")]
  const strides = { Y: value("stride_y"), X: value("stride_x") }
  const only = (titles: readonly string[], kind: string) => {
    const odd = titles.find(title => value(title) !== 1)
    if (odd !== undefined) throw fail(number, column(COLUMNS.indexOf(odd)), `column ${odd} of a ${kind} must be 1`)
  }
  if (type === 3) {
    const odd = [x, r, s].findIndex(size => size > 1)
    if (odd >= 0)
      throw fail(number, column(4 + odd), `column ${unused[odd]} of a matrix product (T = 3) must be 0 or 1`)
    only(["G", "N", "stride_y", "stride_x"], "matrix product (T = 3)")
    return layerOf(name, "GEMM", { M: k, N: c, K: y })
  }
  if (r > y) throw fail(number, column(3), `column R is ${r}, expected at most Y = ${y}`)
  if (s > x) throw fail(number, column(4), `column S is ${s}, expected at most X = ${x}`)
  if (type === 2) only(["K", "G"], "depthwise layer (T = 2)")
  const channels = G > 1 ? { G, K: k, C: c } : { K: k, C: c }
  const start = N > 1 ? { N, ...channels } : channels
  const kind = type === 2 ? "DSCONV" : G > 1 ? "NGCONV" : "CONV"
  return layerOf(name, kind, { ...(start as Readonly<Record<string, number>>), Y: y, X: x, R: r, S: s }, strides)
}
