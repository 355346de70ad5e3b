// Properties of the cost model, its errors, and the agreement of its two faces.

import * as fc from "fast-check"
import { expect, test } from "vitest"
import { buildCostTable } from "../../src/costs/cost-table.ts"
import { analyze } from "../../src/maestro/analyze.ts"
import { cluster, type Dataflow, spatial, temporal } from "../../src/maestro/dataflow.ts"
import { Kernel } from "../../src/maestro/kernel.ts"
import { convolution, depthwise, gemm, type Layer, layerOf, macsOf } from "../../src/maestro/layer.ts"
import { ROW_SIZE } from "../../src/maestro/row.ts"
import { DATAFLOW_NAMES, templateFor } from "../../src/maestro/templates.ts"

const layers: fc.Arbitrary<Layer> = fc
  .record({
    kind: fc.constantFrom("CONV", "DSCONV", "GEMM"),
    k: fc.integer({ min: 1, max: 64 }),
    c: fc.integer({ min: 1, max: 64 }),
    r: fc.integer({ min: 1, max: 5 }),
    extra: fc.integer({ min: 0, max: 30 }),
  })
  .map(({ kind, k, c, r, extra }) => {
    const y = r + extra
    if (kind === "GEMM") return gemm(k, c, y)
    return kind === "DSCONV" ? depthwise(c, y, y, r, r) : convolution(k, c, y, y, r, r)
  })
const choice = fc.record({ pe: fc.integer({ min: 1, max: 64 }), tile: fc.integer({ min: 1, max: 12 }) })
const flow = fc.constantFrom(...DATAFLOW_NAMES)
const hardware = { simdLanes: 1, nocBandwidth: 16, nocLatency: 2, offchipBandwidth: 8 }

test("a table row holds the report's numbers", () => {
  fc.assert(
    fc.property(layers, choice, flow, (layer, { pe, tile }, dataflow) => {
      const table = buildCostTable([layer], { pe: [pe], tile: [tile] }, { profile: "maestro", dataflow, hardware })
      const parameters = { pe, tile }
      const report = analyze(layer, templateFor(dataflow, layer.kind), { ...hardware, numPEs: pe }, { parameters })
      const { runtime, energy, area, power, l1Size, l2Size, macs, verdict } = report
      expect([table.runtime[0], table.energy[0], table.area[0], table.power[0]]).toEqual([runtime, energy, area, power])
      expect([table.l1[0], table.l2[0], table.macs[0]]).toEqual([l1Size, l2Size, macs])
      expect(table.possible[0]).toBe(verdict === "ok" ? 1 : 0)
    }),
  )
})

test("a wider network on chip never costs cycles, and traffic does not depend on it", () => {
  fc.assert(
    fc.property(layers, choice, flow, (layer, { pe, tile }, dataflow) => {
      const run = (nocBandwidth: number) =>
        analyze(
          layer,
          templateFor(dataflow, layer.kind),
          { ...hardware, numPEs: pe, nocBandwidth },
          { parameters: { pe, tile } },
        )
      const [narrow, wide] = [run(4), run(64)]
      expect(wide.runtime).toBeLessThanOrEqual(narrow.runtime)
      expect(wide.tensors).toEqual(narrow.tensors)
    }),
  )
})

test("two PE counts with the same number of clusters differ in area and power only", () => {
  const layer = convolution(16, 8, 12, 12, 3, 3)
  const dataflow: Dataflow = [spatial("K", 2), temporal("Y", 3, 1), temporal("X", 3, 1), cluster(4), spatial("C", 1)]
  const [a, b] = [8, 11].map(numPEs => analyze(layer, dataflow, { ...hardware, numPEs }))
  expect(b.runtime).toBe(a.runtime)
  expect(b.energy).toBe(a.energy)
  expect(b.area).toBeGreaterThan(a.area)
})

test("true MACs: strides counted, depthwise without K, GEMM as a product", () => {
  expect(macsOf(convolution(64, 3, 224, 224, 7, 7))).toBe(64 * 3 * 49 * 218 * 218)
  expect(macsOf(depthwise(32, 112, 112, 3, 3))).toBe(32 * 9 * 110 * 110)
  expect(macsOf(gemm(3, 5, 7))).toBe(105)
  const dimensions = convolution(2, 3, 11, 11, 3, 3).dimensions.map(d => (d.name === "Y" ? { ...d, stride: 2 } : d))
  expect(macsOf({ name: "s", kind: "CONV", dimensions })).toBe(2 * 3 * 9 * 5 * 9)
})

test("impossible rows carry a verdict", () => {
  // Two PEs with six channels each: the reference drops the last, partial unit of 32 channels.
  const parameters = { pe: 2, tile: 6 }
  const report = analyze(depthwise(32, 112, 112, 3, 3), templateFor("dla", "DSCONV"), { numPEs: 2 }, { parameters })
  expect(report.macs).toBeLessThan(report.trueMacs)
  expect(report.verdict).toBe("lost-macs")
})

const conv = convolution(8, 8, 10, 10, 3, 3)

test.each<[string, Layer, Dataflow, string]>([
  ["no spatial map", conv, [temporal("K", 1)], "no spatial map at level 0"],
  ["three spatial maps", conv, [spatial("K", 1), spatial("C", 1), spatial("Y", 3, 1)], "3 spatial maps at level 0"],
  ["an unknown dimension", conv, [spatial("K", 1), temporal("Q", 1)], "dimension Q not found at level 0"],
  [
    "K below the top of a depthwise layer",
    depthwise(8, 10, 10, 3, 3),
    [spatial("C", 1), cluster(2), spatial("K", 1)],
    "dimension K not found at level 1",
  ],
  [
    "clusters beyond the PEs",
    conv,
    [spatial("K", 1), cluster(16), spatial("C", 1)],
    "clusters of 16 units need at least 16 PEs, numPEs is 8",
  ],
  [
    "four clusters",
    conv,
    [1, 2, 3, 4].flatMap(() => [spatial("K", 1), cluster(1)]).concat([spatial("C", 1)]),
    "4 Cluster directives",
  ],
  [
    "a partial filter row",
    conv,
    [spatial("K", 1), temporal("R", 1)],
    "directive 2 (temporal R): (1, 1) does not cover R in one step, expected (3, 3)",
  ],
  ["a size of zero", conv, [spatial("K", 0)], "directive 1 (spatial K): size is 0"],
  ["Y' without R", conv, [spatial("Y'", 1), temporal("S", 3)], "a level maps Y' without a directive of its own for R"],
  [
    "both centrings",
    layerOf("l", "CONV", { K: 1, C: 1, Y: 5, "Y'": 3, X: 5, R: 3, S: 3 }),
    [spatial("K", 1)],
    "both input- and output-centric",
  ],
])("refuses %s", (_name, layer, dataflow, message) => {
  expect(() => analyze(layer, dataflow, { ...hardware, numPEs: 8 })).toThrow(message)
})

test("an open dataflow needs its parameters", () => {
  expect(() => analyze(conv, templateFor("dla", "CONV"), {}, { parameters: { pe: 4 } })).toThrow('parameter "tile"')
})

const many = (n: number): Dataflow => [spatial("K", 2), ...Array.from({ length: n - 1 }, () => temporal("K", 16))]

test("a level takes 64 directives, kernels in any order give what each gives alone", () => {
  const layer = convolution(16, 8, 12, 12, 3, 3)
  // The five dimensions that are missing are added behind: 59 directives of its own make 64.
  const alone = analyze(layer, many(59), { ...hardware, numPEs: 4 }).row
  const other = new Kernel(templateFor("dla", layer.kind), layer)
  const kernel = new Kernel(many(59), layer)
  const row = new Float64Array(ROW_SIZE)
  for (const k of [other, kernel, other, kernel]) {
    if (k === other) k.setParameters({ pe: 4, tile: 3 })
    k.evaluateInto(row, 0, { ...hardware, numPEs: 4 })
  }
  expect([...row]).toEqual([...alone])
  expect(() => analyze(layer, many(60), { ...hardware, numPEs: 4 })).toThrow("a level of 65 directives (at most 64)")
})
