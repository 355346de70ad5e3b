// Run times from a recorded tape are those of a new analysis.

import { expect, test } from "vitest"
import type { Hardware } from "../../src/maestro/hardware.ts"
import { Kernel } from "../../src/maestro/kernel.ts"
import { ROW_SIZE, RUNTIME } from "../../src/maestro/row.ts"
import { DATAFLOW_NAMES, templateFor } from "../../src/maestro/templates.ts"
import { runtimeOf } from "../../src/maestro/timing.ts"
import { builtInNetwork } from "../../src/workloads/built-in.ts"
import { readLines } from "./recorded.ts"
import { parseHardware, parseMapping, type RecordedCase } from "./recorded-case.ts"

const SETTINGS: readonly Omit<Hardware, "numPEs">[] = [
  { simdLanes: 1, nocBandwidth: 1, nocLatency: 1, offchipBandwidth: 70_000 },
  { simdLanes: 1, nocBandwidth: 7, nocLatency: 3, offchipBandwidth: 3 },
  { simdLanes: 4, nocBandwidth: 64, nocLatency: 2, offchipBandwidth: 1 },
  { simdLanes: 2, nocBandwidth: 81_920_000, nocLatency: 1, offchipBandwidth: 70_000 },
]
const row = new Float64Array(ROW_SIZE)

/** Settings under which the tape's run time is not the analysis's; null when there is no tape. */
function differences(kernel: Kernel, hardware: Hardware): string[] | null {
  const timing = kernel.evaluateAndRecordInto(row, 0, hardware)
  if (timing === null) return null
  return [hardware, ...SETTINGS].flatMap(settings => {
    kernel.evaluateInto(row, 0, { ...settings, numPEs: hardware.numPEs })
    const found = runtimeOf(timing, settings)
    return Object.is(found, row[RUNTIME]) ? [] : [`${found}, expected ${row[RUNTIME]}`]
  })
}

test("recorded random mappings", () => {
  let compared = 0
  for (const line of readLines("random-mappings.jsonl.gz").filter((_, i) => i % 4 === 0)) {
    const recorded = JSON.parse(line) as RecordedCase
    for (const { layer, dataflow } of parseMapping(recorded.mapping).layers) {
      const found = differences(new Kernel(dataflow, layer), parseHardware(recorded.flags, recorded.hw_text))
      if (found === null) continue
      expect(found, recorded.id).toEqual([])
      compared++
    }
  }
  expect(compared).toBeGreaterThan(1_000)
})

test.each(DATAFLOW_NAMES)("%s: MobileNetV2", dataflow => {
  for (const { layer } of builtInNetwork("mobilenet_v2").distinct) {
    const kernel = new Kernel(templateFor(dataflow, layer.kind), layer)
    for (const pe of [1, 12, 64]) {
      for (const tile of [1, 5]) {
        kernel.setParameters({ pe, tile })
        expect(differences(kernel, { ...SETTINGS[0], numPEs: pe })).toEqual([])
      }
    }
  }
})
