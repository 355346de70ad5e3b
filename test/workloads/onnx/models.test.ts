// Third-party models: MACs and parameters against figures counted by others.

import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { platformNamed } from "../../../src/allocation/platforms.ts"
import { COARSE_GRID } from "../../../src/core/choices.ts"
import { buildCostTable } from "../../../src/costs/cost-table.ts"
import { macsOf } from "../../../src/maestro/layer.ts"
import { builtInNetwork } from "../../../src/workloads/built-in.ts"
import { importOnnx, networkOfModel } from "../../../src/workloads/onnx/import.ts"
import { layerTexts } from "./build.ts"
import { readCounts, readLayers, readModel } from "./models.ts"

const counts = readCounts()
const sorted = (list: readonly number[]) => [...list].sort((a, b) => a - b)
const sum = (list: readonly number[]) => list.reduce((a, b) => a + b, 0)

const load = (name: string) => importOnnx(readModel(name), name.startsWith("encoder") ? { dims: { seq: 24 } } : {})

/** Parameters of whole networks, and whose figure it is. */
const LIGHT_PARAMETERS: Readonly<Record<string, number>> = {
  light_bvlc_alexnet: 60_965_224, // the Caffe model zoo's
  light_densenet121: 7_978_856 + 2 * 41_824, // torchvision's, and Caffe's extra scale and shift per normalised channel
  light_inception_v1: 6_998_552, // the Caffe model zoo's GoogLeNet
  light_resnet50: 25_557_032, // torchvision's
  light_squeezenet: 1_235_496, // torchvision's squeezenet1_1
  light_vgg19: 143_667_240, // torchvision's
}

describe("classifiers of the onnx package", () => {
  test("all nine are there", () => {
    expect(Object.keys(counts.light).length).toBe(9)
  })

  test.each(Object.keys(counts.light))("%s: every layer as ONNX's own shape inference has it", name => {
    const model = load(name)
    const own = model.layers.map(l => [l.name, l.macs])
    expect(own).toEqual(counts.light[name].map(([node, macs]) => [node, macs]))
    expect(model.layers.map(l => l.parameters)).toEqual(counts.light[name].map(([, , parameters]) => parameters))
    expect([undefined, model.parameters]).toContain(LIGHT_PARAMETERS[name])
    expect(model.uncosted.filter(u => u.reason.startsWith("unknown"))).toEqual([])
  })
})

describe("networks exported by PyTorch", () => {
  const files = Object.keys(counts.torch).flatMap(name =>
    name === "vit_b_16" || name === "upsampler" ? [`${name}.dynamo`] : [`${name}.dynamo`, `${name}.script`],
  )

  test.each(files)("%s: MACs and parameters as PyTorch and torchvision have them", file => {
    const [name, exporter] = file.split(".")
    const { macs, parameters, batchNormChannels, published, modules } = counts.torch[name]
    const model = load(file)
    const recurrent = name === "recurrent"
    expect(model.macs === macs).toBe(!recurrent)
    // The newer exporter folds every normalisation's scale and shift into one bias.
    expect(model.parameters).toBe(exporter === "dynamo" ? parameters - batchNormChannels : parameters)
    const figures = { ops: Number((model.macs / 1e9).toFixed(3)), num_params: parameters }
    expect([null, figures]).toContainEqual(published)
    // Attention multiplies in functions, not modules, and recurrent modules have no MACs of their own.
    const modular = !["encoder", "recurrent", "vit_b_16"].includes(name)
    const [own, hooked] = [sorted(model.layers.map(l => l.macs)), sorted(modules.map(m => m[1]))]
    expect(own.join() === hooked.join()).toBe(modular)
    expect(model.uncosted.filter(u => u.reason.startsWith("unknown"))).toEqual([])
  })

  test("recurrent layers: gates × hidden × (inputs + hidden) per step and direction", () => {
    const lstm = 2 * 30 * 4 * 64 * (40 + 64) + 2 * 30 * 4 * 64 * (128 + 64)
    const gru = 30 * 3 * 32 * (128 + 32)
    expect(load("recurrent.script").macs).toBe(lstm + gru + 30 * 32 * 11)
    expect(load("recurrent.dynamo").macs).toBe(lstm + gru + 30 * 32 * 11)
  })

  test("an open batch multiplies MACs", () => {
    const model = importOnnx(readModel("mobilenet_v2.dynamo"), { batch: 8 })
    expect(model.macs).toBe(8 * counts.torch.mobilenet_v2.macs)
  })
})

test("profile physical counts the MACs of the models", () => {
  const hardware = platformNamed("edge")
  const grid = { ...COARSE_GRID, pe: [4], tile: [2] }
  for (const name of ["light_shufflenet", "mobilenet_v2.dynamo", "vit_b_16.dynamo"]) {
    const model = load(name)
    const network = networkOfModel(name, model)
    const table = buildCostTable(
      network.distinct.map(d => d.layer),
      grid,
      { profile: "physical", dataflow: "dla", hardware },
    )
    expect(sum(network.distinct.map((d, i) => d.count * table.macs[i])), name).toBe(model.macs)
  }
})

test.each([
  ["mobilenet_v2", 52],
  ["resnet50", 53],
] as const)("%s with strides flattened is the built-in table, but for the classifier behind it", (name, layers) => {
  const model = load(`${name}.script`)
  const table = builtInNetwork(name)
  const flat = networkOfModel(name, model, { flat: true })
  expect(flat.rows.slice(0, -1)).toEqual(table.rows)
  expect(table.rows.length).toBe(layers)
  expect(model.layers[layers].layer.kind).toBe("GEMM")
  // docs/onnx.md lists the layers whose MACs differ: those with padding or a stride, and no others.
  const text = readFileSync(new URL("../../../docs/onnx.md", import.meta.url), "utf8")
  for (const [i, { layer, macs }] of model.layers.slice(0, -1).entries()) {
    const own = layer.dimensions.map(d => [d.size, d.stride]).join()
    const differs = own !== table.layers[i].dimensions.map(d => [d.size, d.stride]).join()
    expect(differs).toBe(macsOf(table.layers[i]) !== macs)
    expect(text.includes(`| ${macsOf(table.layers[i])} | ${macs} |`) || !differs, layer.name).toBe(true)
  }
})

test("layer lists are the recorded ones", () => {
  const recorded = readLayers()
  expect(Object.keys(recorded).length).toBeGreaterThan(18)
  for (const [name, list] of Object.entries(recorded)) expect(layerTexts(load(name)), name).toEqual(list)
})
