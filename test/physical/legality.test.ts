// Refusals: reasons, places, repairs, and the words of the messages.

import * as fc from "fast-check"
import { expect, test } from "vitest"
import { cluster, type Dataflow, spatial, temporal } from "../../src/maestro/dataflow.ts"
import { convolution, depthwise, gemm, type Layer, layerOf } from "../../src/maestro/layer.ts"
import { analyzePhysical } from "../../src/physical/analyze.ts"
import { checkMapping, findRefusal } from "../../src/physical/legality.ts"
import { applyRepair, isRefusal, MappingError, type Refusal } from "../../src/physical/refusal.ts"
import { coverage } from "../reference/simulator.ts"
import { countsOf, isIrregular, simulatedCounts } from "./compare.ts"
import { mappedLayers, SMALL } from "./mappings.ts"

const S = spatial
const T = temporal
const layer = convolution(4, 3, 8, 9, 3, 3)

function refusal(of: Layer, dataflow: Dataflow, numPEs = 4): Refusal {
  const found = findRefusal(of, dataflow, numPEs)
  if (found === null) throw new Error("the mapping is legal")
  return found
}

test.each<[string, Layer, Dataflow, string, string | null]>([
  [
    "overlap",
    layer,
    [S("K", 2, 1)],
    "level 0, SpatialMap(2,1) K: the tile holds 2 of K but advances by 1: points are computed twice; write SpatialMap(2,2) K",
    "SpatialMap(2,2) K",
  ],
  [
    "gap",
    convolution(4, 3, 30, 34, 3, 3),
    [S("K", 1), T("C", 1), cluster(2), T("X", 8, 8), S("Y'", 2)],
    "level 1, TemporalMap(8,8) X: the tile holds 6 of X' but advances by 8: points are skipped; write TemporalMap(8,6) X",
    "TemporalMap(8,6) X",
  ],
  [
    "window",
    layer,
    [S("K", 1), T("Y", 2, 1)],
    "level 0, TemporalMap(2,1) Y: a tile of 2 input rows is smaller than its window of 3 taps: nothing is computed; write TemporalMap(3,1) Y",
    "TemporalMap(3,1) Y",
  ],
  [
    "pair",
    gemm(4, 6, 2),
    [S("M", 1), S("N", 2)],
    "level 0, SpatialMap(1,1) M: with SpatialMap(2,2) N it pairs only equal positions (a grid of 4 × 3 units is needed)",
    null,
  ],
  [
    "pair",
    layer,
    [S("K", 1), T("Y'", 1), cluster(3), S("Y'", 1), S("R", 1)],
    "level 1, SpatialMap(1,1) Y': with SpatialMap(1,1) R it pairs only equal positions (a grid of 3 × 1 units is needed); write SpatialMap(1,1) Y",
    "SpatialMap(1,1) Y",
  ],
  [
    "joint",
    layer,
    [S("Y", 1), S("R", 1)],
    "level 0, SpatialMap(1,1) Y: with SpatialMap(1,1) R the diagonal does not line up into a product of loops: not supported",
    null,
  ],
  ["twice", layer, [S("K", 1), T("K", 2)], "level 0, TemporalMap(2,2) K: the level maps K already; leave it out", ""],
  [
    "twice",
    layer,
    [S("Y", 3, 1), T("Y'", 2)],
    "level 0, TemporalMap(2,2) Y': the level maps Y' already; leave it out",
    "",
  ],
  [
    "dimension",
    depthwise(4, 5, 5, 3, 3),
    [S("C", 1), T("G", 1)],
    "level 0, TemporalMap(1,1) G: G is no dimension of this DSCONV layer; leave it out",
    "",
  ],
  ["no-spatial-map", layer, [S("K", 1), cluster(2), T("K", 1)], "level 1: no spatial map, expected one or two", null],
  [
    "too-many-spatial-maps",
    layer,
    [S("K", 1), S("C", 1), S("Y'", 1)],
    "level 0: 3 spatial maps, expected one or two",
    null,
  ],
  [
    "units",
    layer,
    [S("K", 1), cluster(2), S("C", 1), cluster(3), S("X'", 1)],
    "clusters of 6 PEs on 4; needs at least 6 PEs",
    null,
  ],
  [
    "layer",
    layerOf("dw", "DSCONV", { K: 2, C: 3, Y: 5, X: 5, R: 3, S: 3 }),
    [S("C", 1)],
    "layer dw (DSCONV) has K = 2, expected 1",
    null,
  ],
  [
    "layer",
    layerOf("small", "CONV", { K: 2, C: 3, Y: 2, X: 5, R: 3, S: 3 }),
    [S("C", 1)],
    "layer small: Y' is 0, expected at least 1; the filter may be larger than the input",
    null,
  ],
  [
    "layer",
    layerOf("lacking", "CONV", { K: 2, C: 3, Y: 5, X: 5, R: 3 }),
    [S("C", 1)],
    "layer lacking (CONV) declares no S",
    null,
  ],
  [
    "layer",
    layerOf("flat", "CONV", { K: 2, C: 3, X: 5, R: 3, S: 3 }),
    [S("C", 1)],
    "layer flat (CONV) declares neither Y nor Y'",
    null,
  ],
  [
    "layer",
    layerOf("both", "CONV", { K: 2, C: 3, Y: 5, X: 5, R: 3, S: 3, "Y'": 3 }),
    [S("C", 1)],
    "layer both declares both Y and Y'; keep one",
    null,
  ],
])("%s", (reason, of, dataflow, message, repair) => {
  const found = refusal(of, dataflow)
  expect([found.reason, found.message]).toEqual([reason, message])
  expect(found.repair === null ? null : message.includes("leave it out") ? "" : message.split("; write ")[1]).toBe(
    repair,
  )
  expect(() => analyzePhysical(of, dataflow, { numPEs: 4 })).toThrow(MappingError)
})

test("a K map below the top of a depthwise layer is fine", () => {
  const dataflow = [S("C", 1), T("K", 1), cluster(1), S("Y", 1), T("K", 1)]
  expect(findRefusal(depthwise(2, 2, 2, 1, 1), dataflow, 2)).toBeNull()
})

test("a full temporal map beside another map of its axis is ignored, as shipped files write it", () => {
  expect(findRefusal(layer, [S("K", 1), S("S", 1), T("S", 3)], 3)).toMatchObject({ reason: "pair" })
  expect(findRefusal(layer, [S("S", 1), T("S", 3)], 3)).toBeNull()
  expect(findRefusal(layer, [T("S", 3), S("S", 1)], 3)).toBeNull()
})

test("sizes that are no positive integers are input errors", () => {
  expect(() => findRefusal(layer, [S("K", 1.5)], 1)).toThrow("directive 1: size is 1.5")
  expect(() => findRefusal(layer, [S("K", 1, 0)], 1)).toThrow("directive 1: offset is 0")
  expect(() => analyzePhysical(layer, [S("K", 1), T("R", 2)])).toThrow("does not cover R in one step")
})

test("rows that advance by part of a stride: each output once, and still without a product form", () => {
  // Rows of one tap at stride 2: every other piece is empty.
  const dimensions = layerOf("s", "CONV", { K: 1, C: 1, R: 3, S: 1, Y: 7, X: 1 }).dimensions
  const strided: Layer = {
    name: "s",
    kind: "CONV",
    dimensions: dimensions.map(d => (d.name === "Y" ? { ...d, stride: 2 } : d)),
  }
  const dataflow = [S("R", 1), cluster(1), S("K", 1), T("Y", 1)]
  expect(coverage(strided, dataflow, 1).computedOnce).toBe(9)
  const found = refusal(strided, dataflow, 1)
  expect(found.message).toContain("advances by 0.5: not supported; write TemporalMap(1,1) Y'")
  expect(findRefusal(strided, applyRepair(dataflow, found.repair as NonNullable<Refusal["repair"]>), 1)).toBeNull()
})

test.each<[string, Layer, Dataflow, number, number[]]>([
  ["taps over units, outputs uncut", convolution(2, 1, 3, 4, 3, 2), [S("Y", 1), S("R", 1), T("K", 1)], 3, [2]],
  ["outputs in tiles, a fold each", convolution(2, 1, 7, 4, 2, 2), [T("K", 1), S("Y", 2, 1), S("R", 1)], 2, [6]],
  ["taps in folds", convolution(2, 1, 3, 4, 3, 2), [S("Y", 1), T("K", 1), S("R", 1)], 2, [4]],
  ["one unit holds all rows", convolution(2, 1, 5, 4, 3, 2), [S("Y", 5), T("K", 1), S("R", 1)], 1, [6]],
])("a diagonal lines up: %s", (_, of, dataflow, numPEs, steps) => {
  const hardware = { numPEs, simdLanes: 1, nocBandwidth: 2, nocLatency: 1 }
  const mapping = checkMapping(of, dataflow, numPEs)
  if (isRefusal(mapping)) throw new Error(mapping.message)
  const counts = countsOf(mapping, hardware)
  expect(counts).toEqual(simulatedCounts({ layer: of, dataflow, hardware }))
  expect(counts.steps).toEqual(steps)
})

test("outputs in tiles need pieces of equal taps", () => {
  const dataflow = [S("Y", 5, 2), S("R", 2)]
  const rows = convolution(1, 1, 10, 1, 3, 1)
  expect(coverage(rows, dataflow, 2).repeated).toBeGreaterThan(0)
  expect(refusal(rows, dataflow, 2).reason).toBe("joint")
})

test("a diagonal whose last fold has no units for it is refused", () => {
  // Units 0, 3, … would hold rows 0–2, 3–5, …; the second piece of taps does not exist.
  const dataflow = [S("Y", 3, 1), S("R", 1), T("C", 1)]
  const rows = convolution(1, 1, 4, 1, 1, 1)
  expect(coverage(rows, dataflow, 3).never).toBe(1)
  expect(refusal(rows, dataflow, 3).reason).toBe("joint")
})

test("a repair removes the complaint", () => {
  let repaired = 0
  fc.assert(
    fc.property(mappedLayers(SMALL), ({ layer: of, dataflow, hardware }) => {
      const first = findRefusal(of, dataflow, hardware.numPEs)
      if (first === null || first.repair === null) return
      repaired++
      const next = findRefusal(of, applyRepair(dataflow, first.repair), hardware.numPEs)
      expect(next?.level === first.level && next.directive === first.directive && next.reason === first.reason).toBe(
        false,
      )
    }),
    { numRuns: 4000 },
  )
  expect(repaired).toBeGreaterThan(50)
})

test("two faults that cancel are refused", () => {
  // Four of six rows overlap by one; the pair below drops the fourth of four.
  const dataflow = [T("M", 4, 3), S("N", 1), cluster(2), S("M", 3), S("K", 8)]
  const product = gemm(6, 1, 2)
  expect(coverage(product, dataflow, 2)).toMatchObject({ points: 12, computedOnce: 12 })
  const found = refusal(product, dataflow, 2)
  expect(found.reason).toBe("overlap")
  expect(isIrregular(found, product, dataflow, 2)).toBe(true)
})
