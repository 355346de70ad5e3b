// The report of profile `physical`: counts of section 3.7, its choices, and pinned totals.

import { expect, test } from "vitest"
import { analyze } from "../../src/maestro/analyze.ts"
import { cluster, spatial, temporal } from "../../src/maestro/dataflow.ts"
import { GRID_ROW_SIZE } from "../../src/maestro/grid/grid-row.ts"
import { convolution, gemm } from "../../src/maestro/layer.ts"
import { templateFor } from "../../src/maestro/templates.ts"
import { analyzePhysical, type PhysicalOptions } from "../../src/physical/analyze.ts"
import { checkMapping } from "../../src/physical/legality.ts"
import { PhysicalKernel } from "../../src/physical/packed/kernel.ts"
import { isRefusal } from "../../src/physical/refusal.ts"
import { countsOf, simulatedCounts } from "./compare.ts"

const layer = convolution(64, 32, 28, 28, 3, 3)
const hardware = { numPEs: 16, nocBandwidth: 16, nocLatency: 2, offchipBandwidth: 8 }
const parameters = { pe: 16, tile: 4 }
const run = (options: PhysicalOptions = {}, changed = {}) =>
  analyzePhysical(layer, templateFor("dla", "CONV"), { ...hardware, ...changed }, { parameters, ...options })

test("accesses and energy follow from the counts", () => {
  const report = run()
  const [top] = report.levels
  const inner = report.levels[1]
  const { input, filter, output } = report.tensors
  expect([input.l2Reads, filter.l2Reads]).toEqual([top.arrayNew[0], top.arrayNew[1]])
  expect(output.l2Reads).toBe(top.psumReread + report.outputSize)
  expect([input.l1Writes, filter.l1Writes, output.l1Writes]).toEqual([inner.unitNew[0], inner.unitNew[1], report.macs])
  expect([input.l2Writes, filter.l2Writes, output.l2Writes]).toEqual([32 * 28 * 28, 64 * 32 * 9, top.arrayNew[2]])
  const sum = (kind: "l2Reads" | "l2Writes" | "l1Reads" | "l1Writes") => input[kind] + filter[kind] + output[kind]
  expect(sum("l1Reads")).toBe(3 * report.macs)
  const accesses = 18.61 * (sum("l2Reads") + sum("l2Writes")) + 1.68 * (sum("l1Reads") + sum("l1Writes"))
  expect(report.energy).toBeCloseTo(0.00023 * (accesses + report.macs), 6)
  expect(report.verdict).toBe("ok")
})

test("sizes, area and power mean the same as in profile maestro", () => {
  const report = run()
  const reference = analyze(layer, templateFor("dla", "CONV"), hardware, { parameters })
  expect(report.l2Size).toBe(reference.l2Size)
  expect([report.pePower, report.nocPower, report.l2Power]).toEqual([
    reference.pePower,
    reference.nocPower,
    reference.l2Power,
  ])
  expect([report.inputSize, report.filterSize]).toEqual([reference.inputSize, reference.filterSize])
  expect(report.residentSize).toBe(report.inputSize + report.filterSize + report.outputSize)
})

test("L2: resident, streaming, or by capacity", () => {
  const resident = run()
  const streaming = run({ l2: "streaming" })
  expect(streaming.tensors.input.l2Writes).toBe(resident.levels[0].arrayNew[0])
  expect(streaming.offchipTraffic).toBeGreaterThan(resident.offchipTraffic)
  expect(run({ l2: { capacity: resident.residentSize } }).energy).toBe(resident.energy)
  expect(run({ l2: { capacity: resident.residentSize - 1 } }).energy).toBe(streaming.energy)
})

test("off-chip bandwidth sets a floor of the run time", () => {
  const fast = run()
  const slow = run({}, { offchipBandwidth: 0.01 })
  expect(fast.runtime).toBe(fast.arrayCycles)
  expect(slow.runtime).toBe(Math.ceil(slow.offchipTraffic / 0.01))
  expect(run({ offchipFloor: false }, { offchipBandwidth: 0.01 }).runtime).toBe(fast.arrayCycles)
  expect(slow.arrayCycles).toBe(fast.arrayCycles)
})

test("cluster buffers cost nothing unless priced", () => {
  const [free, priced] = [run(), run({ clusterAccess: 1.68 })]
  expect(free.clusterEnergy).toBe(0)
  expect(priced.energy - free.energy).toBeCloseTo(0.00023 * 1.68 * priced.clusterAccesses, 6)
  const [top, inner] = free.levels
  const between = [0, 1, 2].reduce((sum, t) => sum + top.unitNew[t] + inner.arrayNew[t], 0)
  expect(free.clusterAccesses).toBe(between)
})

test("wrong hardware and missing parameters are named", () => {
  expect(() => analyzePhysical(layer, [spatial("K", 1)], { numPEs: 0 })).toThrow("numPEs is 0")
  expect(() => analyzePhysical(layer, templateFor("dla", "CONV"), hardware)).toThrow('a value for parameter "tile"')
})

test.each<[object, PhysicalOptions, string]>([
  [{ numPEs: 0 }, {}, "numPEs is 0, expected an integer of at least 1"],
  [{ simdLanes: 1.5 }, {}, "simdLanes is 1.5"],
  [{ nocBandwidth: 0 }, {}, "nocBandwidth is 0, expected a number above 0"],
  [{ offchipBandwidth: Number.NaN }, {}, "offchipBandwidth is NaN"],
  [{ nocLatency: -5 }, {}, "nocLatency is -5"],
  [
    {},
    { innerFill: "prefecth" as "prefetch" },
    'innerFill "prefecth" is unknown; known: prefetch, exposed. Did you mean',
  ],
  [{}, { l2: "residnt" as "resident" }, 'Did you mean "resident"?'],
  [{}, { l2: { capacity: -1 } }, "l2.capacity is -1"],
  [{}, { clusterAccess: Number.NaN }, "clusterAccess is NaN"],
])("refuses %j %j, as the report and as the kernel", (changed, choices, message) => {
  const settings = { simdLanes: 1, ...hardware, ...changed }
  const dataflow = [spatial("K", 1)]
  expect(() => analyzePhysical(layer, dataflow, settings, choices)).toThrow(message)
  const row = new Float64Array(GRID_ROW_SIZE)
  expect(() => new PhysicalKernel(choices).evaluateInto(row, 0, layer, dataflow, settings)).toThrow(message)
})

test("outputs of which a unit keeps a part are partial sums when they come back", () => {
  // Two of three taps first: rows by twos, the last output alone; then one tap: all three at once.
  const rows = convolution(1, 1, 5, 1, 3, 1)
  const dataflow = [
    spatial("R", 2),
    cluster(1),
    spatial("K", 1),
    temporal("Y", 3, 2),
    cluster(1),
    spatial("K", 1),
    temporal("Y'", 1),
  ]
  const slow = { numPEs: 1, simdLanes: 1, nocBandwidth: 1, nocLatency: 2 }
  const mapping = checkMapping(rows, dataflow, 1)
  if (isRefusal(mapping)) throw new Error(mapping.message)
  const counts = countsOf(mapping, slow)
  expect(counts).toEqual(simulatedCounts({ layer: rows, dataflow, hardware: slow }))
  expect(counts.psumReread).toEqual([0, 2, 1])
})

test("the searched-for VGG16 row costs the same however far its tiles reach over the edge", () => {
  // 26 × 26 outputs; the reference says 1,557,504, 9,216 and 0 for tiles that differ in unused reach only.
  const row9 = convolution(512, 256, 28, 28, 3, 3)
  const cycles = [
    [26, 26],
    [27, 27],
    [26, 27],
  ].map(([y, x]) => {
    const outer = [spatial("K", 1), temporal("C", 1), temporal("Y'", y), temporal("X'", x)]
    return analyzePhysical(row9, [...outer, temporal("R", 3), temporal("S", 3)], { numPEs: 512 }).computeCycles
  })
  expect(cycles).toEqual([256 * 676 * 9, 256 * 676 * 9, 256 * 676 * 9])
  expect(256 * 676 * 9).toBe(1_557_504)
})

test("matrix products: the roofs of compute and of bandwidth", () => {
  const dataflow = [spatial("M", 1), temporal("N", 8), temporal("K", 8)]
  const [wide, narrow] = [64, 1].map(nocBandwidth =>
    analyzePhysical(gemm(64, 64, 64), dataflow, { numPEs: 64, nocBandwidth }),
  )
  expect(wide.computeCycles).toBe(64 * 64)
  const moved = wide.levels[0].arrayNew.reduce((sum, n) => sum + n, 0)
  expect(narrow.runtime).toBeGreaterThan(moved / 2)
})
