// The reference program's digits, row by row and character by character.

import { expect, test } from "vitest"
import { analyze } from "../../src/maestro/analyze.ts"
import { csvValues } from "../../src/maestro/csv.ts"
import { formatInteger, formatReal } from "../../src/maestro/format-number.ts"
import type { Hardware } from "../../src/maestro/hardware.ts"
import { Kernel } from "../../src/maestro/kernel.ts"
import type { LayerKind } from "../../src/maestro/layer.ts"
import { declaresBatch } from "../../src/maestro/plan.ts"
import type { LayerReport } from "../../src/maestro/report.ts"
import * as Row from "../../src/maestro/row.ts"
import { templateFor } from "../../src/maestro/templates.ts"
import type { LayerRow } from "../../src/workloads/network.ts"
import { layerFromRow } from "../../src/workloads/network-csv.ts"
import { RECORDED_SPACES, readLines, readTable } from "./recorded.ts"
import { parseHardware, parseMapping, type RecordedCase } from "./recorded-case.ts"

const confuciux = (numPEs: number): Hardware => ({
  numPEs,
  simdLanes: 1,
  nocBandwidth: 81_920_000,
  nocLatency: 1,
  offchipBandwidth: 70_000,
})

const layerOf = (row: Record<string, string>) =>
  layerFromRow("KCYXRST".split("").map(c => Number(row[c])) as unknown as LayerRow)
const total = (row: Float64Array, at: number) => row[at] + row[at + 1] + row[at + 2]

test("every recorded row of the ConfuciuX space, through the kernel", () => {
  let compared = 0
  const wrong: string[] = []
  const row = new Float64Array(Row.ROW_SIZE)
  for (const network of RECORDED_SPACES) {
    let kernel: Kernel | null = null
    let current = ""
    for (const line of readLines(`confuciux-space/${network}.csv.gz`).slice(1)) {
      const cells = line.split(",")
      const key = [cells[1], cells[10]].join()
      const layer = layerFromRow(cells.slice(3, 10).map(Number) as unknown as LayerRow)
      if (kernel === null || key !== current) kernel = new Kernel(templateFor(cells[10], layer.kind), layer)
      current = key
      const pe = Number(cells[11])
      kernel.setParameters({ pe, tile: Number(cells[12]) })
      kernel.evaluateInto(row, 0, confuciux(pe))
      const printed = [
        formatInteger(row[Row.RUNTIME]),
        formatReal(row[Row.MACS] / row[Row.RUNTIME]),
        formatReal(row[Row.ENERGY]),
        formatReal(row[Row.AREA]),
        formatReal(row[Row.POWER]),
        formatInteger(total(row, Row.L1_SIZE)),
        formatInteger(total(row, Row.L2_SIZE)),
        formatInteger(row[Row.MACS]),
      ].join()
      if (printed !== cells.slice(14).join()) wrong.push(`${line} but ${printed}`)
      compared++
    }
  }
  expect(wrong.slice(0, 5)).toEqual([])
  expect(compared).toBe(109_728)
})

test("all 52 columns of the recorded sample of that space", () => {
  const rows = readTable("confuciux-space-full-columns.csv.gz")
  const wrong: string[] = []
  for (const row of rows) {
    const layer = layerOf(row)
    const dataflow = templateFor(row.dataflow === "dpt" ? "dla" : row.dataflow, layer.kind)
    const pe = Number(row.pe)
    const report = analyze(layer, dataflow, confuciux(pe), { parameters: { pe, tile: Number(row.tile) } })
    const printed = csvValues("0", report).join()
    const recorded = Object.values(row).slice(11).join()
    if (printed !== recorded) wrong.push(`${recorded} but ${printed}`)
  }
  expect(wrong.slice(0, 5)).toEqual([])
  expect(rows.length).toBe(5_133)
})

test("all 52 columns of every accepted random mapping", () => {
  let compared = 0
  const wrong: string[] = []
  for (const line of readLines("random-mappings.jsonl.gz")) {
    const recorded = JSON.parse(line) as RecordedCase
    const hardware = parseHardware(recorded.flags, recorded.hw_text)
    const { network, layers } = parseMapping(recorded.mapping)
    expect(layers.length, recorded.id).toBe(recorded.out.length)
    // Whether a kind of layer has a batch dimension is decided by the file's first layer of that kind.
    const batched = new Map<LayerKind, boolean>()
    let previous: LayerReport | undefined
    for (const [i, { layer, dataflow }] of layers.entries()) {
      if (!batched.has(layer.kind)) batched.set(layer.kind, declaresBatch(layer))
      previous = analyze(layer, dataflow, hardware, { previous, batched: batched.get(layer.kind) })
      const printed = csvValues(network, previous).join()
      if (printed !== recorded.out[i].join()) wrong.push(`${recorded.id}: ${recorded.out[i].join()} but ${printed}`)
      compared++
    }
  }
  expect(wrong.slice(0, 5)).toEqual([])
  expect(compared).toBe(7_292)
})
