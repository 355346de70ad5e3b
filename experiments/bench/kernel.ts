// Evaluations per second of the cost model on one thread: generic kernels and generated code of both profiles.

import { platformNamed } from "../../src/allocation/platforms.ts"
import { COARSE_GRID, gridSize } from "../../src/core/choices.ts"
import { Rng } from "../../src/core/rng.ts"
import { GridKernel } from "../../src/maestro/grid/grid-kernel.ts"
import { GRID_ROW_SIZE } from "../../src/maestro/grid/grid-row.ts"
import { Kernel } from "../../src/maestro/kernel.ts"
import type { Layer } from "../../src/maestro/layer.ts"
import { ROW_SIZE } from "../../src/maestro/row.ts"
import { DATAFLOW_NAMES, templateFor } from "../../src/maestro/templates.ts"
import { runtimeOf } from "../../src/maestro/timing.ts"
import { PhysicalGridKernel } from "../../src/physical/grid/grid-kernel.ts"
import { findRefusal } from "../../src/physical/legality.ts"
import { PHYSICAL_DEFAULTS } from "../../src/physical/options.ts"
import { PhysicalKernel } from "../../src/physical/packed/kernel.ts"
import { PHYSICAL_DATAFLOW_NAMES } from "../../src/physical/templates.ts"
import { builtInNetwork } from "../../src/workloads/built-in.ts"
import type { BenchOptions, BenchResult } from "./bench.ts"
import { randomMappings } from "./random-mappings.ts"
import { RATE_HEADER, rateRow, rates } from "./rates.ts"
import { type MappingKernel, recordedKernels } from "./recorded-kernels.ts"

const MAPPINGS = 10_000
/** Rounds of a case until it counts as one repeat: short work is repeated. */
const TABLES = 10

/** One evaluation of every choice of every layer, all columns, tables made anew each time. */
function genericWork(layers: readonly Layer[], dataflow: string): () => void {
  const platform = platformNamed("confuciux")
  const kernels = layers.map(layer => new Kernel(templateFor(dataflow, layer.kind), layer))
  const hardware = COARSE_GRID.pe.map(numPEs => ({ ...platform, numPEs }))
  const row = new Float64Array(ROW_SIZE)
  return () => {
    for (const kernel of kernels) {
      for (const settings of hardware) {
        kernel.setParameter("pe", settings.numPEs)
        for (const tile of COARSE_GRID.tile) {
          kernel.setParameter("tile", tile)
          kernel.evaluateInto(row, 0, settings)
        }
      }
    }
  }
}

/** The same points through generated code: ConfuciuX's columns and all access counts. */
function generatedWork(layers: readonly Layer[], dataflow: string): () => void {
  const platform = platformNamed("confuciux")
  const kernel = new GridKernel(templateFor(dataflow, layers[0].kind), layers[0], COARSE_GRID, platform)
  const rows = new Float64Array(gridSize(COARSE_GRID) * GRID_ROW_SIZE)
  return () => {
    for (let i = 0; i < TABLES; i++) for (const layer of layers) kernel.evaluateInto(rows, layer)
  }
}

/** Run times of the same points at another bandwidth, from what one evaluation of each left behind. */
function repricedWork(layers: readonly Layer[], dataflow: string): () => void {
  const platform = platformNamed("confuciux")
  const row = new Float64Array(ROW_SIZE)
  const timings = layers.flatMap(layer => {
    const kernel = new Kernel(templateFor(dataflow, layer.kind), layer)
    return COARSE_GRID.pe.flatMap(numPEs =>
      COARSE_GRID.tile.flatMap(tile => {
        kernel.setParameters({ pe: numPEs, tile })
        return kernel.evaluateAndRecordInto(row, 0, { ...platform, numPEs }) ?? []
      }),
    )
  })
  const narrow = { ...platform, nocBandwidth: 16 }
  return () => {
    for (let i = 0; i < TABLES; i++) for (const timing of timings) runtimeOf(timing, narrow)
  }
}

function randomKernels(): MappingKernel[] {
  const row = new Float64Array(ROW_SIZE)
  const kernels: MappingKernel[] = []
  randomMappings(MAPPINGS, Rng.fromSeed(0), ({ layer, dataflow, hardware }) => {
    const kernel = new Kernel(dataflow, layer)
    kernel.evaluateInto(row, 0, hardware)
    return kernels.push({ kernel, hardware }) > 0
  })
  return kernels
}

function mappingsWork(kernels: readonly MappingKernel[]): () => void {
  const row = new Float64Array(ROW_SIZE)
  return () => {
    for (let i = 0; i < MAPPINGS; i++) {
      const { kernel, hardware } = kernels[i % kernels.length]
      kernel.evaluateInto(row, 0, hardware)
    }
  }
}

/** The points of a dataflow under profile physical, by generated code or each as a mapping of its own. */
function physicalWork(layers: readonly Layer[], dataflow: string, generic: boolean): () => void {
  const platform = platformNamed("confuciux")
  const kernel = new PhysicalGridKernel(dataflow, layers[0], COARSE_GRID, platform, PHYSICAL_DEFAULTS, { generic })
  const rows = new Float64Array(gridSize(COARSE_GRID) * GRID_ROW_SIZE)
  const tables = generic ? 1 : TABLES
  return () => {
    for (let i = 0; i < tables; i++) for (const layer of layers) kernel.evaluateInto(rows, layer)
  }
}

function physicalRandomWork(): () => void {
  const mappings = randomMappings(
    MAPPINGS,
    Rng.fromSeed(0),
    ({ layer, dataflow, hardware }) => findRefusal(layer, dataflow, hardware.numPEs) === null,
  )
  const kernel = new PhysicalKernel()
  const row = new Float64Array(GRID_ROW_SIZE)
  return () => {
    for (const { layer, dataflow, hardware } of mappings) kernel.evaluateInto(row, 0, layer, dataflow, hardware)
  }
}

/** Bench `kernel`. */
export async function benchKernel({ onItem }: BenchOptions): Promise<BenchResult> {
  const layers = builtInNetwork("resnet50").distinct.map(d => d.layer)
  const points = layers.length * gridSize(COARSE_GRID)
  const cases = [
    ...DATAFLOW_NAMES.map(d => ({ name: `generic ${d}`, units: points, work: () => genericWork(layers, d) })),
    { name: "generic recorded", units: MAPPINGS, work: () => mappingsWork(recordedKernels()) },
    { name: "generic random", units: MAPPINGS, work: () => mappingsWork(randomKernels()) },
    ...DATAFLOW_NAMES.map(d => ({
      name: `generated ${d}`,
      units: TABLES * points,
      work: () => generatedWork(layers, d),
    })),
    ...DATAFLOW_NAMES.map(d => ({
      name: `re-priced ${d}`,
      units: TABLES * points,
      work: () => repricedWork(layers, d),
    })),
    ...PHYSICAL_DATAFLOW_NAMES.map(d => ({
      name: `physical generic ${d}`,
      units: points,
      work: () => physicalWork(layers, d, true),
    })),
    { name: "physical generic random", units: MAPPINGS, work: physicalRandomWork },
    ...PHYSICAL_DATAFLOW_NAMES.map(d => ({
      name: `physical generated ${d}`,
      units: TABLES * points,
      work: () => physicalWork(layers, d, false),
    })),
  ]
  const found = cases.map(({ name, units, work }, i) => {
    onItem(i, cases.length, name)
    return { name, rates: rates(units, work()) }
  })
  return {
    header: RATE_HEADER,
    rows: found.map(f => rateRow(f.name, f.rates)),
    notes: [
      "generic: all columns, tables made anew for every evaluation; generated: ConfuciuX's columns and access counts",
      "re-priced: run time alone, at another bandwidth",
      "physical: the same columns, complete energy; generic: each point a mapping of its own, its legality checked",
    ],
    data: { evaluationsPerSecond: Object.fromEntries(found.map(f => [f.name, Math.max(...f.rates)])) },
  }
}
