import * as fc from "fast-check"
import { expect, test } from "vitest"
import { type Layer, layerOf } from "../../src/maestro/layer.ts"
import { LAYER_CSV_HEADER, layerCsv } from "../../src/workloads/layer-csv.ts"
import { beyondRow } from "../../src/workloads/network.ts"
import { parseNetworkCsv } from "../../src/workloads/network-csv.ts"

const line = (text: string) => () => parseNetworkCsv(`${LAYER_CSV_HEADER}\n${text}\n`, "net")

const strided = (name: string, stride: number) =>
  layerOf(name, "CONV", { K: 4, C: 3, Y: 9, X: 9, R: 3, S: 3 }, { Y: stride, X: stride })

test("names, strides, groups and batch come back", () => {
  const size = fc.integer({ min: 1, max: 50 })
  const some = fc.integer({ min: 2, max: 50 })
  const window = fc
    .record({ Y: size, X: size, R: size, S: size })
    .map(({ Y, X, R, S }) => ({ Y: Y + R, X: X + S, R, S }))
  const channels = fc.oneof(
    fc.record({ kind: fc.constant("CONV" as const), sizes: fc.record({ K: size, C: size }) }),
    fc.record({ kind: fc.constant("DSCONV" as const), sizes: fc.record({ K: fc.constant(1), C: size }) }),
    fc.record({ kind: fc.constant("NGCONV" as const), sizes: fc.record({ G: some, K: size, C: size }) }),
    fc.record({ kind: fc.constant("NGCONV" as const), sizes: fc.record({ N: some, G: some, K: size, C: size }) }),
  )
  const convolution = fc
    .tuple(channels, window, size, size)
    .map(([{ kind, sizes }, w, Y, X]): Layer => layerOf("/a/Conv", kind, { ...sizes, ...w }, { Y, X }))
  const product = fc.record({ M: size, N: size, K: size }).map((sizes): Layer => layerOf("b", "GEMM", sizes))
  fc.assert(
    fc.property(fc.array(fc.oneof(convolution, product), { minLength: 1 }), layers => {
      expect(parseNetworkCsv(layerCsv(layers), "net").layers).toEqual(layers)
    }),
  )
})

test("layers that differ in their stride are distinct, in their name not", () => {
  const network = parseNetworkCsv(layerCsv([strided("a", 1), strided("b", 2), strided("c", 1)]), "net")
  expect([...network.shapeOf]).toEqual([0, 1, 0])
  expect(network.distinct.map(d => [d.count, beyondRow(d.layer)])).toEqual([
    [2, ""],
    [1, "stride 2"],
  ])
})

test("mistakes are named with their place", () => {
  expect(line("a,1,1,1,1,1,1,1,1,1,1")).toThrow("net.csv:2:1: 11 columns, expected 12")
  expect(line("a,1,x,1,1,1,1,1,1,1,1,1")).toThrow(
    'net.csv:2:5: column C is "x", expected an integer in [1, 2147483647]',
  )
  expect(line("a,1,1,1,1,3,1,1,1,1,1,1")).toThrow("column R is 3, expected at most Y = 1")
  expect(line("a,1,1,1,1,1,1,3,2,1,1,1")).toThrow("column G of a matrix product (T = 3) must be 1")
  expect(line("a,1,1,1,1,2,1,3,1,1,1,1")).toThrow(":2:11: column R of a matrix product (T = 3) must be 0 or 1")
  expect(line("a,1,1,1,0,0,0,3,1,1,1,1")).not.toThrow()
  expect(line(" ,1,1,1,1,1,1,1,1,1,1,1")).toThrow("column name is empty")
  expect(() => parseNetworkCsv(`${LAYER_CSV_HEADER}\n`, "net")).toThrow("no layer follows the header")
})
