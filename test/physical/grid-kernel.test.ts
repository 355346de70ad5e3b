// The grid kernel gives the numbers of analyzePhysical, bit for bit, and refuses what it refuses.

import { expect, test } from "vitest"
import { platformNamed } from "../../src/allocation/platforms.ts"
import { type ChoiceGrid, COARSE_GRID, FINE_GRID, gridSize, peOf, tileOf } from "../../src/core/choices.ts"
import { Rng } from "../../src/core/rng.ts"
import { ENERGY, GRID_ROW_SIZE, RUNTIME } from "../../src/maestro/grid/grid-row.ts"
import type { TableHardware } from "../../src/maestro/hardware.ts"
import { convolution, depthwise, gemm, type Layer, layerOf } from "../../src/maestro/layer.ts"
import { PhysicalGridKernel } from "../../src/physical/grid/grid-kernel.ts"
import { PHYSICAL_DEFAULTS, type PhysicalChoices } from "../../src/physical/options.ts"
import { PHYSICAL_DATAFLOW_NAMES, physicalParameters, physicalTemplate } from "../../src/physical/templates.ts"
import { builtInNetwork } from "../../src/workloads/built-in.ts"
import { CHOICES, differences, expectedFields } from "./grid-rows.ts"

const HARDWARE: readonly TableHardware[] = [
  platformNamed("confuciux"),
  platformNamed("edge"),
  { simdLanes: 8, nocBandwidth: 2, nocLatency: 0, offchipBandwidth: 2 },
]

interface Case {
  readonly dataflow: string
  readonly layer: Layer
  readonly grid: ChoiceGrid
  readonly hardware: TableHardware
  readonly choices: PhysicalChoices
  readonly generic?: boolean
}

/** Points (drawn, or all) and fields in which a kernel differs from the readable path. */
function wrongFields(of: Case, points = Number.POSITIVE_INFINITY): string[] {
  const { dataflow, layer, grid, hardware, choices } = of
  const rows = new Float64Array(gridSize(grid) * GRID_ROW_SIZE)
  new PhysicalGridKernel(dataflow, layer, grid, hardware, choices, of).evaluateInto(rows, layer)
  const rng = Rng.fromSeed(layer.dimensions.reduce((sum, d) => sum + d.size, 0))
  const template = physicalTemplate(dataflow, layer.kind)
  return Array.from({ length: Math.min(points, gridSize(grid)) }, (_, i) => {
    const k = points > gridSize(grid) ? i : rng.int(gridSize(grid))
    const [numPEs, tile] = [peOf(grid, k), tileOf(grid, k)]
    const parameters = physicalParameters(layer, { pe: numPEs, tile })
    const expected = expectedFields(layer, template, { ...hardware, numPEs }, { ...choices, parameters })
    return differences(rows, k * GRID_ROW_SIZE, expected).map(
      text => `${layer.name}, ${numPEs} PEs, tile ${tile}: ${text}`,
    )
  }).flat()
}

test.each(PHYSICAL_DATAFLOW_NAMES)("%s: layers of several networks", dataflow => {
  const networks = ["resnet50", "mobilenet_v2", "bert", "ncf"]
  const layers = networks.flatMap(name => builtInNetwork(name).distinct.map(d => d.layer))
  for (const [i, layer] of layers.entries()) {
    if (i % 3 !== 0) continue
    const [hardware, choices] = [HARDWARE[(i / 3) % HARDWARE.length], CHOICES[(i / 3) % CHOICES.length]]
    expect(wrongFields({ dataflow, layer, grid: COARSE_GRID, hardware, choices }, 3)).toEqual([])
  }
})

/** Small layers of every kind, in which everything is an edge: sizes around tiles and PE counts, filters of one tap. */
const EDGES: readonly Layer[] = [
  convolution(5, 7, 6, 9, 3, 2),
  convolution(1, 1, 1, 1, 1, 1),
  convolution(13, 3, 5, 4, 5, 1),
  { ...depthwise(9, 8, 7, 3, 3), name: "depthwise" },
  gemm(7, 11, 5),
  layerOf("batch", "CONV", { N: 3, K: 4, C: 5, Y: 7, X: 6, R: 2, S: 3 }),
  layerOf("groups", "NGCONV", { G: 3, K: 4, C: 2, Y: 7, X: 6, R: 2, S: 3 }),
]

/** The layer with strides; rows and columns differ. */
const strided = (layer: Layer, y: number, x: number): Layer => ({
  ...layer,
  name: `${layer.name}, strides ${y} and ${x}`,
  dimensions: layer.dimensions.map(d =>
    d.name === "Y" ? { ...d, stride: y } : d.name === "X" ? { ...d, stride: x } : d,
  ),
})

const SMALL_GRID: ChoiceGrid = { pe: [1, 2, 3, 6, 16], tile: [1, 2, 5, 12] }

const STRIDED = [strided(EDGES[0], 2, 3), strided(EDGES[2], 3, 1), strided(EDGES[3], 2, 2), strided(EDGES[6], 4, 2)]

test.each(PHYSICAL_DATAFLOW_NAMES)("%s: small layers of every kind, with and without strides", dataflow => {
  for (const [i, layer] of [...EDGES, ...STRIDED].entries()) {
    const [hardware, choices] = [HARDWARE[2 - (i % 2)], CHOICES[i % CHOICES.length]]
    for (const generic of [false, true]) {
      expect(wrongFields({ dataflow, layer, grid: SMALL_GRID, hardware, choices, generic }, 8)).toEqual([])
    }
  }
})

test.each(PHYSICAL_DATAFLOW_NAMES)("%s: code is generated for every kind of layer", dataflow => {
  const rows = new Float64Array(gridSize(SMALL_GRID) * GRID_ROW_SIZE)
  for (const layer of [...EDGES, ...STRIDED]) {
    const kernel = new PhysicalGridKernel(dataflow, layer, SMALL_GRID, HARDWARE[0], PHYSICAL_DEFAULTS)
    kernel.evaluateInto(rows, layer)
    expect(kernel.isGenerated, layer.name).toBe(true)
  }
})

test("a grid of every PE count", () => {
  const [layer, hardware] = [convolution(30, 50, 9, 130, 3, 3), HARDWARE[1]]
  expect(wrongFields({ dataflow: "tpu", layer, grid: FINE_GRID, hardware, choices: PHYSICAL_DEFAULTS }, 40)).toEqual([])
})

test("numbers that float64 cannot add in any order, and latencies that are no integers, take the readable path", () => {
  const huge = convolution(4e6, 4e6, 20, 20, 3, 3)
  const grid = { pe: [12], tile: [3] }
  const slow = { ...HARDWARE[1], nocLatency: 0.3 }
  expect(
    wrongFields({ dataflow: "dla", layer: huge, grid, hardware: HARDWARE[1], choices: PHYSICAL_DEFAULTS }),
  ).toEqual([])
  expect(wrongFields({ dataflow: "shi", layer: EDGES[0], grid, hardware: slow, choices: PHYSICAL_DEFAULTS })).toEqual(
    [],
  )
})

test("one kernel, layer after layer: a refused layer leaves nothing behind", () => {
  const layer = EDGES[0]
  const broken: Layer = { ...layer, dimensions: layer.dimensions.map(d => (d.name === "X" ? { ...d, size: 1 } : d)) }
  const kernel = new PhysicalGridKernel("dla", layer, SMALL_GRID, HARDWARE[1], PHYSICAL_DEFAULTS)
  const rows = new Float64Array(gridSize(SMALL_GRID) * GRID_ROW_SIZE)
  kernel.evaluateInto(rows, layer)
  const before = rows.slice()
  kernel.evaluateInto(rows, broken)
  expect([rows[RUNTIME], rows[ENERGY]]).toEqual([Number.NaN, Number.NaN])
  kernel.evaluateInto(rows, layer)
  expect(rows).toEqual(before)
})
