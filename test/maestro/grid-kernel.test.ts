// Generated code gives the generic kernel's numbers, bit for bit.

import { expect, test } from "vitest"
import { COARSE_GRID, gridSize } from "../../src/core/choices.ts"
import { analyze } from "../../src/maestro/analyze.ts"
import { cluster, type OpenDataflow, spatial } from "../../src/maestro/dataflow.ts"
import { GridKernel } from "../../src/maestro/grid/grid-kernel.ts"
import { GRID_ROW_SIZE } from "../../src/maestro/grid/grid-row.ts"
import { convolution, gemm, type Layer } from "../../src/maestro/layer.ts"
import { DATAFLOW_NAMES, templateFor } from "../../src/maestro/templates.ts"
import { builtInNetwork } from "../../src/workloads/built-in.ts"
import { RECORDED_SPACES } from "./recorded.ts"

const wide = { simdLanes: 1, nocBandwidth: 81_920_000, nocLatency: 1, offchipBandwidth: 70_000 }
const narrow = { simdLanes: 2, nocBandwidth: 5, nocLatency: 3, offchipBandwidth: 2 }
const points = gridSize(COARSE_GRID)

/** Every distinct layer of the published networks once. */
const layers = new Map<string, Layer>()
for (const name of RECORDED_SPACES) {
  for (const d of builtInNetwork(name).distinct) layers.set(d.row.join(), d.layer)
}

let compared = 0

/** Fields in which generated and generic rows differ, and points left to the generic kernel. */
function compare(dataflow: string, layer: Layer, hardware: typeof wide) {
  const template = templateFor(dataflow, layer.kind)
  const generated = new GridKernel(template, layer, COARSE_GRID, hardware)
  const generic = new GridKernel(template, layer, COARSE_GRID, hardware, { generic: true })
  const a = new Float64Array(points * GRID_ROW_SIZE)
  const b = new Float64Array(points * GRID_ROW_SIZE)
  generated.evaluateInto(a, layer)
  generic.evaluateInto(b, layer)
  const wrong: string[] = []
  compared += points
  for (let i = 0; i < a.length; i++) {
    const [point, field] = [Math.floor(i / GRID_ROW_SIZE), i % GRID_ROW_SIZE]
    if (!Object.is(a[i], b[i])) wrong.push(`point ${point} field ${field}: ${a[i]}, expected ${b[i]}`)
  }
  return { wrong, leftOver: generated.leftOver, isGenerated: generated.isGenerated }
}

test.each(DATAFLOW_NAMES)("%s: every layer of the 13 published networks, whole grid", dataflow => {
  let leftOver = 0
  for (const layer of layers.values()) {
    const found = compare(dataflow, layer, wide)
    expect(found.wrong.slice(0, 5), layer.name).toEqual([])
    expect(found.isGenerated).toBe(true)
    leftOver += found.leftOver
  }
  expect(leftOver).toBeLessThan(0.01 * layers.size * points)
})

test("matrix products", () => {
  for (const [m, n, k] of [
    [128, 64, 96],
    [1, 1000, 512],
    [49, 17, 3],
  ]) {
    for (const dataflow of DATAFLOW_NAMES) {
      const found = compare(dataflow, gemm(m, n, k), narrow)
      expect(found.wrong.slice(0, 5)).toEqual([])
      expect(found.isGenerated).toBe(true)
    }
  }
})

test("what is not generated takes the generic kernel", () => {
  const layer = convolution(16, 8, 12, 12, 3, 3)
  const deep: OpenDataflow = [spatial("K", 2), cluster(2), spatial("C", 2), cluster(2), spatial("X", 3, 1)]
  const grid = { pe: [4, 8], tile: [1] }
  const kernel = new GridKernel(deep, layer, grid, narrow)
  const rows = new Float64Array(2 * GRID_ROW_SIZE)
  kernel.evaluateInto(rows, layer)
  expect(kernel.isGenerated).toBe(false)
  expect(rows[GRID_ROW_SIZE]).toBe(analyze(layer, deep, { ...narrow, numPEs: 8 }).runtime)
})

test("layers with strides take the generic kernel", () => {
  const plain = convolution(16, 8, 13, 13, 3, 3)
  const dimensions = plain.dimensions.map(d => (d.name === "X" || d.name === "Y" ? { ...d, stride: 2 } : d))
  const found = compare("dla", { ...plain, dimensions }, narrow)
  expect(found.wrong).toEqual([])
  expect(found.leftOver).toBe(points)
})

test.each(DATAFLOW_NAMES)("%s: narrow hardware", dataflow => {
  for (const { layer } of builtInNetwork("mobilenet_v2").distinct) {
    expect(compare(dataflow, layer, narrow).wrong.slice(0, 5)).toEqual([])
  }
})

test("these were more than 100,000 points", () => {
  expect(compared).toBeGreaterThan(100_000)
})
