// Laws the cost model should obey: on random legal mappings, and on every accepted recorded case.
//
// Where the reference's model breaks a law, the counterexample stays here as a documented exception of the
// profile `maestro`.

import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { analyze } from "../../src/maestro/analyze.ts"
import { analyzeNetwork, type MappedLayer, NetworkError } from "../../src/maestro/analyze-mapping.ts"
import { cluster, type Dataflow, spatial, temporal } from "../../src/maestro/dataflow.ts"
import type { Hardware } from "../../src/maestro/hardware.ts"
import { convolution, depthwise, gemm, type Layer } from "../../src/maestro/layer.ts"
import type { LayerReport } from "../../src/maestro/report.ts"
import { readJsonLines } from "./recorded.ts"
import { parseHardware, parseMapping, type RecordedCase } from "./recorded-case.ts"

/** A layer, a mapping all of whose tiles divide their dimensions, and the PEs it is made for. */
interface Divided {
  readonly layer: Layer
  readonly dataflow: Dataflow
  readonly numPEs: number
}

const factor = fc.integer({ min: 1, max: 4 })

/** Tiles divide, windows are whole, and the spatial maps use all units in every step. */
const divided: fc.Arbitrary<Divided> = fc
  .record({
    kind: fc.constantFrom("CONV", "CONV2", "DSCONV", "GEMM", "GEMM2"),
    tile: fc.tuple(factor, factor, factor, factor),
    count: fc.tuple(factor, factor, factor, factor),
    units: factor,
    clusters: factor,
    window: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    order: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
  })
  .map(({ kind, tile, count, units, clusters, window: [r, s], order }) => {
    const inOrder = (list: Dataflow) => order.filter(i => i < list.length).map(i => list[i])
    // Output rows and columns in tiles of tile[2] and tile[3], count[2] and count[3] of them.
    const rows = temporal("Y", tile[2] + r - 1, tile[2])
    const columns = temporal("X", tile[3] + s - 1, tile[3])
    const [y, x] = [tile[2] * count[2] + r - 1, tile[3] * count[3] + s - 1]
    const k = tile[0] * units * count[0]
    const c = tile[1] * clusters * count[1]
    switch (kind) {
      case "CONV":
        return {
          layer: convolution(k, tile[1] * count[1], y, x, r, s),
          dataflow: inOrder([spatial("K", tile[0]), temporal("C", tile[1]), rows, columns]),
          numPEs: units,
        }
      case "CONV2":
        return {
          layer: convolution(k, c, y, x, r, s),
          dataflow: [
            ...inOrder([spatial("K", tile[0]), temporal("C", tile[1] * clusters), rows, columns]),
            cluster(clusters),
            spatial("C", tile[1]),
          ],
          numPEs: units * clusters,
        }
      case "DSCONV":
        return {
          layer: depthwise(k, y, x, r, s),
          dataflow: inOrder([spatial("C", tile[0]), rows, columns]),
          numPEs: units,
        }
      case "GEMM":
        return {
          layer: gemm(k, tile[2] * count[2], tile[1] * count[1]),
          dataflow: inOrder([spatial("M", tile[0]), temporal("N", tile[2]), temporal("K", tile[1])]),
          numPEs: units,
        }
      default:
        return {
          layer: gemm(k, tile[2] * count[2], c),
          dataflow: [
            ...inOrder([spatial("M", tile[0]), temporal("N", tile[2]), temporal("K", tile[1] * clusters)]),
            cluster(clusters),
            spatial("K", tile[1]),
          ],
          numPEs: units * clusters,
        }
    }
  })

const settings: fc.Arbitrary<Omit<Hardware, "numPEs">> = fc.record({
  simdLanes: factor,
  nocBandwidth: fc.integer({ min: 1, max: 64 }),
  nocLatency: fc.integer({ min: 1, max: 5 }),
  offchipBandwidth: fc.integer({ min: 1, max: 64 }),
})

/** A law that every such mapping obeys. */
function holds(law: (r: LayerReport, d: Divided) => void): void {
  fc.assert(
    fc.property(divided, settings, (d, hardware) => {
      law(analyze(d.layer, d.dataflow, { ...hardware, numPEs: d.numPEs }), d)
    }),
    { numRuns: 500 },
  )
}

describe("mappings whose tiles divide", () => {
  test("MACs are the layer's own", () =>
    holds(r => {
      expect(r.macs).toBe(r.trueMacs)
    }))

  test("every MAC reads each operand and the partial sum from L1 once", () =>
    holds(r => {
      const { input, filter, output } = r.tensors
      expect([input.l1Reads, filter.l1Reads, output.l1Reads, output.l1Writes]).toEqual(Array(4).fill(r.macs))
    }))

  test("not faster than every lane at work in every cycle, and no more units at work than there are", () =>
    holds((r, d) => {
      expect(r.verdict).toBe("ok")
      expect(r.runtime * d.numPEs * r.hardware.simdLanes).toBeGreaterThanOrEqual(r.macs)
      expect(r.utilizedPEs).toBeLessThanOrEqual(d.numPEs)
    }))

  test("what is written to L1 was read from L2, at least once per element", () =>
    holds(r => {
      for (const [name, size] of [
        ["input", r.inputSize],
        ["filter", r.filterSize],
      ] as const) {
        const t = r.tensors[name]
        expect(t.l1Writes).toBe(t.l2Reads)
        expect(t.l2Reads, name).toBeGreaterThanOrEqual(size)
      }
    }))
})

/** Hardware changes that should never cost cycles. */
const BETTER: readonly [name: string, change: (h: Hardware) => Partial<Hardware>][] = [
  ["a wider network on chip", h => ({ nocBandwidth: h.nocBandwidth * 2 })],
  ["a network on chip with less latency", h => ({ nocLatency: Math.max(0, h.nocLatency - 1) })],
  ["a wider off-chip link", h => ({ offchipBandwidth: h.offchipBandwidth * 2 })],
  ["more lanes", h => ({ simdLanes: h.simdLanes * 2 })],
]

/** Every third recorded case whose hardware makes sense; its first layer. */
const recorded = readJsonLines<RecordedCase>("random-mappings.jsonl.gz")
  .filter((_, i) => i % 3 === 0)
  .map(c => {
    const [{ layer, dataflow }] = parseMapping(c.mapping).layers
    return { id: c.id, layers: [{ layer, closed: dataflow }], hardware: parseHardware(c.flags, c.hw_text) }
  })
  .filter(({ hardware: h }) => h.numPEs > 0 && h.nocBandwidth > 0 && h.offchipBandwidth > 0)

/** The report of the first layer; null when the model refuses (what the reference dies of). */
function reportOrNull(layers: readonly MappedLayer[], hardware: Hardware): LayerReport | null {
  try {
    return analyzeNetwork(layers, hardware).layers[0]
  } catch (error) {
    if (error instanceof NetworkError) return null
    throw error
  }
}

describe("recorded mappings, legal or not", () => {
  test.each(BETTER)("%s never costs cycles, and moves the same data", (name, change) => {
    const refused: string[] = []
    const wrong: string[] = []
    for (const { id, layers, hardware } of recorded) {
      const base = reportOrNull(layers, hardware) as LayerReport
      const better = reportOrNull(layers, { ...hardware, ...change(hardware) })
      if (better === null) refused.push(id)
      else if (better.runtime > base.runtime) wrong.push(`${id}: ${base.runtime} → ${better.runtime} cycles`)
      else if (JSON.stringify(better.tensors) !== JSON.stringify(base.tensors)) wrong.push(`${id}: other accesses`)
    }
    expect(wrong).toEqual([])
    // Exception 1 below.
    expect(refused.length).toBeLessThanOrEqual(name.includes("latency") ? 16 : 0)
  })

  test("area and the parts of the power grow with the PEs", () => {
    for (const { id, layers, hardware } of recorded.filter((_, i) => i % 8 === 0)) {
      const clusters = layers[0].closed.reduce((n, d) => (d.kind === "cluster" ? n * d.size : n), 1)
      // As many PEs more as leave the number of top-level units the same.
      const numPEs = (Math.trunc(hardware.numPEs / clusters) + 1) * clusters - 1
      if (numPEs === hardware.numPEs) continue
      const base = reportOrNull(layers, hardware) as LayerReport
      const more = reportOrNull(layers, { ...hardware, numPEs }) as LayerReport
      expect([more.runtime, more.ownEnergy], id).toEqual([base.runtime, base.ownEnergy])
      expect(more.area, id).toBeGreaterThan(base.area)
      expect(more.pePower, id).toBeGreaterThan(base.pePower)
    }
  })
})

/** Hardware whose network on chip and off-chip link limit nothing. */
function settingsOf(numPEs: number): Hardware {
  return { numPEs, simdLanes: 1, nocBandwidth: 81_920_000, nocLatency: 1, offchipBandwidth: 81_920_000 }
}

describe("exceptions of the profile maestro", () => {
  test("1: less latency can end in a division by zero", () => {
    // Below one cycle of latency a lower level takes −1 cycles for nothing to send, and so 0 in all.
    const layer = depthwise(232, 14, 14, 3, 3)
    const dataflow: Dataflow = [
      temporal("R", 3),
      temporal("S", 3),
      temporal("X'", 1),
      spatial("Y'", 2),
      temporal("C", 2),
      cluster(289),
      temporal("Y'", 1),
      temporal("S", 3),
      spatial("X'", 1),
      temporal("C", 2),
      temporal("R", 3),
      cluster(3),
      temporal("R", 3),
      temporal("S", 3),
      temporal("Y'", 1),
      temporal("X'", 2),
      spatial("C", 29),
    ]
    expect(analyze(layer, dataflow, settingsOf(1024)).runtime).toBeGreaterThan(0)
    expect(() => analyze(layer, dataflow, { ...settingsOf(1024), nocLatency: 0 })).toThrow("computes nothing")
  })

  test("2: twice the PEs can be slower", () => {
    // Two units at the top instead of one: the double-buffered tiles grow, and with them the off-chip time of a step.
    const layer = gemm(256, 256, 32)
    const dataflow: Dataflow = [
      spatial("N", 4),
      temporal("K", 1),
      cluster(592),
      spatial("K", 1),
      temporal("N", 4),
      temporal("M", 1),
    ]
    const run = (numPEs: number) =>
      analyze(layer, dataflow, { ...settingsOf(numPEs), nocLatency: 0, offchipBandwidth: 1 })
    expect([run(1024).runtime, run(2048).runtime]).toEqual([2_097_152, 2_162_688])
  })

  test("3: an operand can be read less often than it has elements (quirk 8)", () => {
    // N × K = 256 weights, each needed; the step in which M wraps around is never charged.
    const dataflow: Dataflow = [temporal("N", 1), spatial("K", 1), temporal("M", 1)]
    const { tensors, filterSize } = analyze(gemm(4, 32, 8), dataflow, settingsOf(64))
    expect([tensors.filter.l2Reads, filterSize]).toEqual([225, 256])
  })

  test("4: a filter dimension over the PEs counts MACs that do not exist", () => {
    const { macs, trueMacs } = analyze(depthwise(7, 8, 8, 3, 3), [temporal("S", 3), spatial("R", 1)], settingsOf(303))
    expect([macs, trueMacs]).toEqual([3024, 2268])
  })

  test("5: with a stride and more than one output per tile, MACs are counted as if the stride were 1 (quirk 4)", () => {
    const layer = convolution(4, 4, 11, 11, 3, 3)
    const strided = { ...layer, dimensions: layer.dimensions.map(d => ({ ...d, stride: /[XY]/.test(d.name) ? 2 : 1 })) }
    const dataflow: Dataflow = [spatial("K", 1), temporal("Y", 5, 2), temporal("X", 5, 2)]
    const { macs, trueMacs } = analyze(strided, dataflow, settingsOf(4))
    expect(trueMacs).toBe(4 * 4 * 9 * 5 * 5)
    expect(macs).toBeGreaterThan(trueMacs)
  })
})
