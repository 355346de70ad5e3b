// The tables of specification "physical", section 5, as the bench counts them: the two quick ones.

import { expect, test } from "vitest"
import { gridTable, shippedTable } from "../../experiments/bench/physical-tables.ts"

test("depthwise layers of MobileNetV2 on the ConfuciuX grid", () => {
  const { changes, ...counts } = gridTable("mobilenet_v2", "dpt")
  const dpt = { network: "mobilenet_v2", dataflow: "dpt", entries: 1008, legal: 1008, wrongMacs: 155, impossible: 0 }
  expect(counts).toEqual(dpt)
  const above = Object.fromEntries(Object.entries(changes).map(([name, { one, ten }]) => [name, [one, ten]]))
  expect(above).toMatchObject({
    "run time, exposed": [30, 14],
    "run time, prefetch": [30, 14],
    "energy, column": [1008, 1007],
    "energy, completed": [161, 5],
  })
})

test("shipped mappings", () => {
  const { runtime, traffic, refusedFiles, ...counts } = shippedTable()
  expect(counts).toEqual({
    files: 41,
    parsed: 37,
    layers: 1651,
    legal: 1635,
    refused: { gap: 1, overlap: 2, window: 13 },
    notCosted: 38,
    wrongMacs: 17,
  })
  expect(refusedFiles).toEqual({ ResNeXt50_yxp_os: 1, Transformer_Layers: 1, UNet_yxp_os: 1, vgg16_rs: 13 })
  expect([runtime.one, runtime.ten, traffic.ten]).toEqual([17, 12, 264])
})
