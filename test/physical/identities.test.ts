// What must hold for every legal mapping (specification "physical", section 3.8), as properties.

import * as fc from "fast-check"
import { expect, test } from "vitest"
import { analyze } from "../../src/maestro/analyze.ts"
import { type Dataflow, type Directive, spatial, temporal } from "../../src/maestro/dataflow.ts"
import { gemm, type Layer, macsOf } from "../../src/maestro/layer.ts"
import { analyzePhysical, type PhysicalReport } from "../../src/physical/analyze.ts"
import { checkMapping } from "../../src/physical/legality.ts"
import { isRefusal } from "../../src/physical/refusal.ts"
import { volume } from "../../src/physical/volumes.ts"
import { countsOf, type MappedLayer } from "./compare.ts"
import { LARGER, mappedLayers } from "./mappings.ts"

const RUNS = { numRuns: 1500 }

/** A legal mapping and its report. */
interface Analysed extends MappedLayer {
  readonly report: PhysicalReport
  /** Sizes of input, filter and output. */
  readonly sizes: readonly number[]
}

function forAllLegal(check: (analysed: Analysed) => void): void {
  let legal = 0
  const property = fc.property(mappedLayers(LARGER), mapped => {
    const mapping = checkMapping(mapped.layer, mapped.dataflow, mapped.hardware.numPEs)
    if (isRefusal(mapping)) return
    legal++
    const sizes = mapping.axes.tensors.map(tensor => volume(tensor, mapping.axes.sizes))
    check({ ...mapped, report: analyzePhysical(mapped.layer, mapped.dataflow, mapped.hardware), sizes })
  })
  fc.assert(property, RUNS)
  expect(legal).toBeGreaterThan(RUNS.numRuns / 2)
}

test("MACs are the layer's; cycles and busy cycles suffice for them", () => {
  forAllLegal(({ layer, hardware, report }) => {
    expect(report.macs).toBe(macsOf(layer))
    expect(report.trueMacs).toBe(report.macs)
    expect(report.busyCycles * hardware.simdLanes).toBeGreaterThanOrEqual(report.macs)
    expect(report.computeCycles * hardware.simdLanes * hardware.numPEs).toBeGreaterThanOrEqual(report.macs)
    expect(report.runtime).toBeGreaterThanOrEqual(report.computeCycles)
    expect(report.utilization).toBeLessThanOrEqual(1)
    expect(report.verdict).toBe("ok")
  })
})

test("an array receives at most what its units receive, and at the top at least each tensor", () => {
  forAllLegal(({ report, sizes }) => {
    for (const { arrayNew, unitNew } of report.levels) {
      for (const [t, n] of arrayNew.entries()) expect(n).toBeLessThanOrEqual(unitNew[t])
    }
    for (const [t, size] of sizes.entries()) expect(report.levels[0].arrayNew[t]).toBeGreaterThanOrEqual(size)
  })
})

test("partial sums that return: what enters beyond the first time", () => {
  forAllLegal(({ report, sizes }) => {
    const entering = report.levels.map(level => level.arrayNew[2])
    const held = [sizes[2], ...report.levels.map(level => level.unitNew[2])]
    expect(report.levels.map(level => level.psumReread)).toEqual(entering.map((n, i) => n - held[i]))
  })
})

test("traffic for outputs is symmetric, and the first fill exposes no more than every fill", () => {
  forAllLegal(({ layer, dataflow, hardware, report }) => {
    expect(report.tensors.output.l2Reads).toBe(report.tensors.output.l2Writes)
    const exposed = analyzePhysical(layer, dataflow, hardware, { innerFill: "exposed" })
    expect(exposed.arrayCycles).toBeGreaterThanOrEqual(report.arrayCycles)
    expect({ ...exposed.tensors }).toEqual(report.tensors)
  })
})

test("directives that cover their chunk change nothing, wherever they stand", () => {
  const place = fc.array(fc.tuple(fc.nat(20), fc.nat(20)), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(mappedLayers(LARGER), place, ({ layer, dataflow, hardware }, additions) => {
      const mapping = checkMapping(layer, dataflow, hardware.numPEs)
      if (isRefusal(mapping)) return
      const longer = additions.reduce((flow, [axis, at]) => withCovering(flow, layer, axis, at), dataflow)
      const same = checkMapping(layer, longer, hardware.numPEs)
      if (isRefusal(same)) throw new Error(same.message)
      expect(countsOf(same, hardware)).toEqual(countsOf(mapping, hardware))
    }),
    RUNS,
  )
})

/** Adds a temporal map of a whole dimension at some place, or moves it there when there is one. */
function withCovering(dataflow: Dataflow, layer: Layer, dimension: number, at: number): Dataflow {
  const { name, size } = layer.dimensions[dimension % layer.dimensions.length]
  const covers = (d: Directive) => d.kind === "temporal" && d.dim === name && d.size >= size
  const place = at % (dataflow.length + 1)
  // Within one level: the nearest Cluster directives bound it.
  const start = dataflow.slice(0, place).findLastIndex(d => d.kind === "cluster") + 1
  const end = dataflow.findIndex((d, i) => i >= place && d.kind === "cluster")
  const level = dataflow.slice(start, end < 0 ? undefined : end)
  const rest = level.filter(d => !covers(d))
  rest.splice(Math.min(place - start, rest.length), 0, temporal(name, size))
  return [...dataflow.slice(0, start), ...rest, ...(end < 0 ? [] : dataflow.slice(end))]
}

test("one-level matrix products with tiles that divide: MACs and cycles of the reference", () => {
  // Tile and number of tiles of M, N and K, the spatial one of them, PEs.
  const tiles = fc.tuple(
    ...[0, 1, 2].map(() => fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 5 }))),
  )
  const order = fc.shuffledSubarray([0, 1, 2], { minLength: 3 })
  fc.assert(
    fc.property(tiles, order, fc.nat(2), fc.integer({ min: 1, max: 6 }), (sizes, loops, spread, numPEs) => {
      const [m, n, k] = sizes.map(([tile, count]) => tile * count)
      const map = (i: number) => (i === spread ? spatial : temporal)("MNK"[i], sizes[i][0])
      const dataflow = loops.map(map)
      const reference = analyze(gemm(m, n, k), dataflow, { numPEs })
      const physical = analyzePhysical(gemm(m, n, k), dataflow, { numPEs })
      expect([physical.macs, physical.computeCycles]).toEqual([reference.macs, reference.runtime])
    }),
  )
})
