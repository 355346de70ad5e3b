// The cost model for a whole mapping file: a report per layer, and what holds for the network.
//
// Profile `maestro`: rows are the reference's, including what neighbours in the file do to each other
// (quirk 17, the energy column; and the batch dimension, decided by the first layer of each kind). The
// totals are ours: layers run one after the other on one array.

import { InputError } from "../core/errors.ts"
import type { CostConstants } from "./constants.ts"
import { checkDataflow, type Dataflow } from "./dataflow.ts"
import { HARDWARE_DEFAULTS, type Hardware } from "./hardware.ts"
import { Kernel } from "./kernel.ts"
import type { Layer, LayerKind } from "./layer.ts"
import { declaresBatch } from "./plan.ts"
import { type LayerReport, reportOf } from "./report.ts"
import { ROW_SIZE } from "./row.ts"

/** A layer and its dataflow in numbers. */
export interface MappedLayer {
  readonly layer: Layer
  readonly closed: Dataflow
}

/** What holds for all layers together. */
export interface NetworkTotals {
  readonly macs: number
  readonly trueMacs: number
  /** Cycles of all layers, one after the other. */
  readonly runtime: number
  /** MACs per cycle, and the same as a share of what the array could do. */
  readonly throughput: number
  readonly utilization: number
  /** nJ, sums of the layers' own energy and of the reference's column. */
  readonly ownEnergy: number
  readonly energy: number
  /** Largest needs over the layers: bytes, and elements per cycle. */
  readonly l1Size: number
  readonly l2Size: number
  readonly peakBandwidth: number
  readonly offchipBandwidth: number
  /** Largest over the layers, µm² and mW. */
  readonly area: number
  readonly power: number
  /** Layers whose row is not physically possible. */
  readonly impossible: number
}

/** The analysis of a mapping. */
export interface NetworkReport {
  readonly hardware: Hardware
  readonly layers: readonly LayerReport[]
  readonly totals: NetworkTotals
}

/** A layer that cannot be analysed. */
export interface LayerFailure {
  readonly index: number
  readonly layer: Layer
  readonly message: string
}

/** Thrown when layers cannot be analysed, with all of them. */
export class NetworkError extends InputError {
  readonly failures: readonly LayerFailure[]
  constructor(failures: readonly LayerFailure[], name: (failure: LayerFailure) => string) {
    super(failures.map(f => `${name(f)}: ${f.message}`).join("\n"), "bad-network")
    this.failures = failures
  }
}

/** Options of `analyzeNetwork`. */
export interface NetworkOptions {
  readonly constants?: CostConstants
  /** How a layer is called in messages. */
  readonly nameOf?: (failure: LayerFailure) => string
}

/**
 * Analyses every layer of a mapping.
 *
 * @param hardware absent fields take the reference's command-line defaults
 * @throws NetworkError with every layer that the reference would refuse or stop at
 */
export function analyzeNetwork(
  layers: readonly MappedLayer[],
  hardware: Partial<Hardware> = {},
  options: NetworkOptions = {},
): NetworkReport {
  const settings = { ...HARDWARE_DEFAULTS, ...hardware }
  const batchedKinds = new Map<LayerKind, boolean>()
  const reports: LayerReport[] = []
  const failures: LayerFailure[] = []
  let previous: Float64Array | null = null
  for (const [index, { layer, closed }] of layers.entries()) {
    if (!batchedKinds.has(layer.kind)) batchedKinds.set(layer.kind, declaresBatch(layer))
    const model = { batched: batchedKinds.get(layer.kind), constants: options.constants }
    try {
      checkDataflow(closed, layer)
      const row = new Float64Array(ROW_SIZE)
      new Kernel(closed, layer, model).evaluateInto(row, 0, settings, previous)
      reports.push(reportOf(layer, settings, row, model))
      previous = row
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      failures.push({ index, layer, message: error.message })
    }
  }
  const nameOf = options.nameOf ?? (f => `layer ${f.index + 1} "${f.layer.name}"`)
  if (failures.length > 0) throw new NetworkError(failures, nameOf)
  return { hardware: settings, layers: reports, totals: totalsOf(reports, settings) }
}

/** Share of the array's MAC lanes at work, averaged over the run: throughput / (PEs × lanes). */
export function utilizationOf(throughput: number, { numPEs, simdLanes }: Hardware): number {
  return throughput / (numPEs * simdLanes)
}

function totalsOf(reports: readonly LayerReport[], hardware: Hardware): NetworkTotals {
  const sum = (of: (r: LayerReport) => number) => reports.reduce((total, r) => total + of(r), 0)
  const most = (of: (r: LayerReport) => number) => reports.reduce((max, r) => Math.max(max, of(r)), 0)
  const macs = sum(r => r.macs)
  const runtime = sum(r => r.runtime)
  return {
    macs,
    trueMacs: sum(r => r.trueMacs),
    runtime,
    throughput: macs / runtime,
    utilization: utilizationOf(macs / runtime, hardware),
    ownEnergy: sum(r => r.ownEnergy),
    energy: sum(r => r.energy),
    l1Size: most(r => r.l1Size),
    l2Size: most(r => r.l2Size),
    peakBandwidth: most(r => r.peakBandwidth),
    offchipBandwidth: most(r => r.offchipBandwidth),
    area: most(r => r.area),
    power: most(r => r.power),
    impossible: sum(r => (r.verdict === "ok" ? 0 : 1)),
  }
}
