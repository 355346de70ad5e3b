// The walk from tables gives the ordered walk's rows, bit for bit.

import { expect, test } from "vitest"
import { COARSE_GRID } from "../../src/core/choices.ts"
import type { Hardware } from "../../src/maestro/hardware.ts"
import { Kernel } from "../../src/maestro/kernel.ts"
import type { Layer, LayerKind } from "../../src/maestro/layer.ts"
import { declaresBatch } from "../../src/maestro/plan.ts"
import * as Row from "../../src/maestro/row.ts"
import { DATAFLOW_NAMES, templateFor } from "../../src/maestro/templates.ts"
import { builtInNetwork } from "../../src/workloads/built-in.ts"
import { readLines } from "./recorded.ts"
import { parseHardware, parseMapping, type RecordedCase } from "./recorded-case.ts"

const fast = new Float64Array(Row.ROW_SIZE)
const ordered = new Float64Array(Row.ROW_SIZE)

/** The first field in which the two rows differ, or null. */
function difference(): string | null {
  for (let i = 0; i < Row.ROW_SIZE; i++) {
    if (!Object.is(fast[i], ordered[i])) return `field ${i}: ${fast[i]}, expected ${ordered[i]}`
  }
  return null
}

const narrow = { simdLanes: 2, nocBandwidth: 5, nocLatency: 3, offchipBandwidth: 2 }
const wide = { simdLanes: 1, nocBandwidth: 81_920_000, nocLatency: 1, offchipBandwidth: 70_000 }

test("every recorded random mapping", () => {
  const wrong: string[] = []
  let compared = 0
  for (const line of readLines("random-mappings.jsonl.gz")) {
    const recorded = JSON.parse(line) as RecordedCase
    const hardware = parseHardware(recorded.flags, recorded.hw_text)
    const batched = new Map<LayerKind, boolean>()
    for (const { layer, dataflow } of parseMapping(recorded.mapping).layers) {
      if (!batched.has(layer.kind)) batched.set(layer.kind, declaresBatch(layer))
      const options = { batched: batched.get(layer.kind) }
      const kernel = new Kernel(dataflow, layer, options)
      const reference = new Kernel(dataflow, layer, { ...options, ordered: true })
      for (const settings of [hardware, { ...narrow, numPEs: hardware.numPEs }]) {
        kernel.evaluateInto(fast, 0, settings)
        reference.evaluateInto(ordered, 0, settings)
        const found = difference()
        if (found !== null) wrong.push(`${recorded.id} ${found}`)
        compared++
      }
    }
  }
  expect(wrong.slice(0, 5)).toEqual([])
  expect(compared).toBe(2 * 7_292)
})

function compareSpace(layer: Layer, dataflow: string, settings: Omit<Hardware, "numPEs">): string[] {
  const wrong: string[] = []
  const template = templateFor(dataflow, layer.kind)
  const kernel = new Kernel(template, layer)
  const reference = new Kernel(template, layer, { ordered: true })
  for (const pe of COARSE_GRID.pe) {
    for (const tile of COARSE_GRID.tile) {
      for (const k of [kernel, reference]) k.setParameters({ pe, tile })
      kernel.evaluateInto(fast, 0, { ...settings, numPEs: pe })
      reference.evaluateInto(ordered, 0, { ...settings, numPEs: pe })
      const found = difference()
      if (found !== null) wrong.push(`${dataflow} pe ${pe} tile ${tile}: ${found}`)
    }
  }
  return wrong
}

test.each(DATAFLOW_NAMES)("%s: the whole space of three networks, two kinds of hardware", dataflow => {
  for (const name of ["alexnet", "mobilenet_v2", "resnet18"]) {
    for (const { layer } of builtInNetwork(name).distinct) {
      expect(compareSpace(layer, dataflow, wide)).toEqual([])
      expect(compareSpace(layer, dataflow, narrow)).toEqual([])
    }
  }
})
