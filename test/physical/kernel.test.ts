// Single mappings through the packed kernel: the numbers of analyzePhysical bit for bit, and its refusals.

import * as fc from "fast-check"
import { expect, test } from "vitest"
import { cluster, spatial, temporal } from "../../src/maestro/dataflow.ts"
import { ENERGY, GRID_ROW_SIZE, RUNTIME } from "../../src/maestro/grid/grid-row.ts"
import { convolution } from "../../src/maestro/layer.ts"
import { findRefusal } from "../../src/physical/legality.ts"
import { PhysicalKernel } from "../../src/physical/packed/kernel.ts"
import type { MappedLayer } from "./compare.ts"
import { CHOICES, differences, expectedFields } from "./grid-rows.ts"
import { LARGER, mappedLayers, SMALL } from "./mappings.ts"

/** One kernel per choice for all mappings, so that nothing may stay behind from one to the next. */
const kernels = CHOICES.map(choices => new PhysicalKernel(choices))
const row = new Float64Array(2 * GRID_ROW_SIZE)
const RUNS = 1000
let legal = 0

function compare({ layer, dataflow, hardware }: MappedLayer, which: number): void {
  const complete = { offchipBandwidth: 3, ...hardware }
  const found = kernels[which].evaluateInto(row, GRID_ROW_SIZE, layer, dataflow, complete)
  expect(found).toBe(findRefusal(layer, dataflow, hardware.numPEs) === null)
  expect(differences(row, GRID_ROW_SIZE, expectedFields(layer, dataflow, complete, CHOICES[which]))).toEqual([])
  if (found) legal++
}

test.each([
  ["small", SMALL],
  ["larger", LARGER],
] as const)("random mappings of %s layers, legal or not", (_, ranges) => {
  const which = fc.integer({ min: 0, max: CHOICES.length - 1 })
  legal = 0
  fc.assert(fc.property(mappedLayers(ranges), which, compare), { numRuns: RUNS, seed: 7 })
  expect(legal).toBeGreaterThan(RUNS / 2)
})

test.each([
  [
    "a map of all taps beside the one that spreads them",
    convolution(2, 2, 7, 6, 3, 3),
    3,
    [temporal("K", 1), spatial("S", 1), temporal("S", 3), temporal("Y'", 2)],
  ],
  [
    "folded taps of a diagonal stand where its rows do",
    convolution(2, 2, 6, 3, 5, 1),
    2,
    [spatial("Y", 2, 1), temporal("K", 1), spatial("R", 1)],
  ],
] as const)("%s", (_, layer, numPEs, dataflow) => {
  legal = 0
  const hardware = { numPEs, simdLanes: 1, nocBandwidth: 1, nocLatency: 2 }
  for (const which of CHOICES.keys()) compare({ layer, dataflow, hardware }, which)
  expect(legal).toBe(CHOICES.length)
})

test("units that keep a part of their outputs are left to the readable path", () => {
  // Two of three taps first: rows by twos, the last output alone; then one tap: all three at once.
  const layer = convolution(1, 1, 5, 1, 3, 1)
  const rows = [cluster(1), spatial("K", 1), temporal("Y", 3, 2), cluster(1), spatial("K", 1), temporal("Y'", 1)]
  const hardware = { numPEs: 1, simdLanes: 1, nocBandwidth: 1, nocLatency: 2 }
  const before = kernels[0].leftOver
  compare({ layer, dataflow: [spatial("R", 2), ...rows], hardware }, 0)
  expect(kernels[0].leftOver).toBe(before + 1)
  compare({ layer, dataflow: [spatial("R", 3), ...rows], hardware }, 0)
  expect(kernels[0].leftOver).toBe(before + 1)
})

test("what is wrong rather than illegal is an error, as on the readable path", () => {
  const layer = convolution(4, 4, 6, 6, 3, 3)
  const hardware = { numPEs: 4, simdLanes: 1, nocBandwidth: 4, nocLatency: 1, offchipBandwidth: 4 }
  const run = (...maps: Parameters<PhysicalKernel["evaluateInto"]>[3]) =>
    kernels[0].evaluateInto(row, 0, layer, maps, hardware)
  expect(() => run(spatial("K", 0))).toThrow("size is 0")
  expect(() => run(spatial("K", 1), temporal("R", 2))).toThrow("does not cover R")
  expect(run(spatial("K", 1), temporal("C", 2, 3))).toBe(false)
  expect([row[RUNTIME], row[ENERGY]]).toEqual([Number.NaN, Number.NaN])
  expect(run(spatial("K", 1), temporal("C", 2))).toBe(true)
})
