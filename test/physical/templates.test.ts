// The dataflows of profile `physical` are legal wherever they are used.

import { expect, test } from "vitest"
import { COARSE_GRID } from "../../src/core/choices.ts"
import { closeDataflow, type OpenDataflow } from "../../src/maestro/dataflow.ts"
import { convolution, depthwise, gemm, type Layer, layerOf } from "../../src/maestro/layer.ts"
import { templateFor } from "../../src/maestro/templates.ts"
import { analyzePhysical } from "../../src/physical/analyze.ts"
import { findRefusal } from "../../src/physical/legality.ts"
import { PHYSICAL_DATAFLOW_NAMES, physicalParameters, physicalTemplate } from "../../src/physical/templates.ts"
import { builtInNetwork, NETWORK_NAMES } from "../../src/workloads/built-in.ts"

/** Distinct shapes of all built-in networks. */
function builtInLayers(): Layer[] {
  const layers = new Map<string, Layer>()
  for (const name of NETWORK_NAMES) {
    for (const { layer } of builtInNetwork(name).distinct) layers.set(JSON.stringify(layer.dimensions), layer)
  }
  return [...layers.values()]
}

/** Choices of the 12 × 12 grid for which a mapping is refused. */
function refusals(layer: Layer, template: OpenDataflow): string[] {
  const out: string[] = []
  for (const pe of COARSE_GRID.pe) {
    for (const tile of COARSE_GRID.tile) {
      const parameters = physicalParameters(layer, { pe, tile })
      const refusal = findRefusal(layer, closeDataflow(template, layer, parameters), pe)
      if (refusal !== null) out.push(`${layer.name} pe ${pe} tile ${tile}: ${refusal.message}`)
    }
  }
  return out
}

test.each(PHYSICAL_DATAFLOW_NAMES)("%s is legal on all built-in networks for the whole 12 × 12 grid", name => {
  const layers = builtInLayers()
  expect(layers.length).toBeGreaterThan(250)
  expect(layers.flatMap(layer => refusals(layer, physicalTemplate(name, layer.kind)))).toEqual([])
})

const strided = (layer: Layer, stride: number): Layer => ({
  ...layer,
  dimensions: layer.dimensions.map(d => (d.name === "Y" || d.name === "X" ? { ...d, stride } : d)),
})

test.each(PHYSICAL_DATAFLOW_NAMES)("%s is legal with strides, groups, batch and output extents", name => {
  const sizes = { G: 2, K: 5, C: 3, Y: 9, X: 8, R: 3, S: 3 }
  const layers = [
    layerOf("grouped", "NGCONV", sizes),
    strided(convolution(5, 3, 11, 9, 3, 3), 2),
    strided(convolution(5, 3, 11, 9, 1, 1), 2),
    strided(depthwise(7, 11, 9, 3, 3), 2),
    layerOf("batched", "CONV", { N: 2, K: 5, C: 3, Y: 9, X: 8, R: 3, S: 3 }),
    layerOf("outputs", "CONV", { K: 5, C: 3, "Y'": 4, "X'": 5, R: 3, S: 3 }),
    gemm(5, 7, 3),
  ]
  expect(layers.flatMap(layer => refusals(layer, physicalTemplate(name, layer.kind)))).toEqual([])
})

test("eye is a legal mapping for one PE only", () => {
  const layer = convolution(16, 8, 14, 14, 3, 3)
  const refused = refusals(layer, templateFor("eye", "CONV"))
  expect(refused).toHaveLength(132)
  expect(refused[0]).toContain("SpatialMap(1,1) Y': with SpatialMap(1,1) X' it pairs only equal positions")
})

test("row-stationary keeps filter rows in place and uses whole clusters", () => {
  const layer = convolution(16, 8, 18, 18, 3, 3)
  const parameters = physicalParameters(layer, { pe: 48, tile: 16 })
  const report = analyzePhysical(layer, physicalTemplate("rs", "CONV"), { numPEs: 48 }, { parameters })
  // 16 output rows on 16 clusters of 3: every PE works in every step, every filter element is read once.
  expect(report.utilization).toBe(1)
  expect(report.tensors.filter.l2Reads).toBe(report.filterSize)
})

test("the weight-stationary grid reads every weight once", () => {
  const layer = gemm(64, 24, 30)
  const parameters = physicalParameters(layer, { pe: 24, tile: 2 })
  expect(parameters.side).toBe(4)
  const report = analyzePhysical(layer, physicalTemplate("tpu", "GEMM"), { numPEs: 24 }, { parameters })
  expect(report.tensors.filter.l2Reads).toBe(report.filterSize)
})
