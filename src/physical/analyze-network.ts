// Profile `physical` for a whole mapping: a report or a refusal per layer, and what holds for the network.
//
// Layers are independent of each other and run one after the other on one array.

import { InputError } from "../core/errors.ts"
import { type LayerFailure, type MappedLayer, NetworkError, utilizationOf } from "../maestro/analyze-mapping.ts"
import { HARDWARE_DEFAULTS, type Hardware } from "../maestro/hardware.ts"
import type { Layer } from "../maestro/layer.ts"
import { analyzePhysical, type PhysicalReport } from "./analyze.ts"
import { checkHardware, completeChoices, type PhysicalChoices } from "./options.ts"
import { MappingError, type Refusal } from "./refusal.ts"

/** A layer whose mapping is refused: it has no numbers. */
export interface RefusedLayer {
  readonly layer: Layer
  readonly verdict: "refused"
  readonly refusal: Refusal
}

/** Sums and largest needs over the layers that are legal. */
export interface PhysicalTotals {
  readonly macs: number
  /** Cycles, one layer after the other; MACs per cycle, and the same as a share of what the array could do. */
  readonly runtime: number
  readonly throughput: number
  readonly utilization: number
  /** nJ. */
  readonly energy: number
  /** Elements read and written off-chip. */
  readonly offchipTraffic: number
  /** Largest needs, bytes: L1 of one PE, L2 for a step, L2 for a whole layer. */
  readonly l1Size: number
  readonly l2Size: number
  readonly residentSize: number
  /** Largest, µm² and mW. */
  readonly area: number
  readonly power: number
  /** Layers left out. */
  readonly refused: number
}

/** The analysis of a mapping. */
export interface PhysicalNetworkReport {
  readonly hardware: Hardware
  readonly choices: PhysicalChoices
  readonly layers: readonly (PhysicalReport | RefusedLayer)[]
  readonly totals: PhysicalTotals
}

/** Options of `analyzePhysicalNetwork`; absent choices take PHYSICAL_DEFAULTS. */
export interface PhysicalNetworkOptions extends Partial<PhysicalChoices> {
  /** How a layer is called in messages. */
  readonly nameOf?: (failure: LayerFailure) => string
}

/** Whether a layer has no numbers. */
export function isRefusedLayer(layer: PhysicalReport | RefusedLayer): layer is RefusedLayer {
  return layer.verdict === "refused"
}

/**
 * Analyses every layer of a mapping. A mapping that is not legal is a result, with its reason.
 *
 * @param hardware absent fields take the reference's command-line defaults
 * @throws NetworkError with every layer whose numbers make no sense (a size of 0, …)
 */
export function analyzePhysicalNetwork(
  layers: readonly MappedLayer[],
  hardware: Partial<Hardware> = {},
  options: PhysicalNetworkOptions = {},
): PhysicalNetworkReport {
  const { nameOf = f => `layer ${f.index + 1} "${f.layer.name}"`, ...given } = options
  const settings = checkHardware({ ...HARDWARE_DEFAULTS, ...hardware })
  const choices = completeChoices(given)
  const reports: (PhysicalReport | RefusedLayer)[] = []
  const failures: LayerFailure[] = []
  for (const [index, { layer, closed }] of layers.entries()) {
    try {
      reports.push(analyzePhysical(layer, closed, settings, choices))
    } catch (error) {
      if (error instanceof MappingError) reports.push({ layer, verdict: "refused", refusal: error.refusal })
      else if (error instanceof InputError) failures.push({ index, layer, message: error.message })
      else throw error
    }
  }
  if (failures.length > 0) throw new NetworkError(failures, nameOf)
  return { hardware: settings, choices, layers: reports, totals: totalsOf(reports, settings) }
}

function totalsOf(layers: readonly (PhysicalReport | RefusedLayer)[], hardware: Hardware): PhysicalTotals {
  const legal = layers.filter(r => !isRefusedLayer(r))
  const sum = (of: (r: PhysicalReport) => number) => legal.reduce((total, r) => total + of(r), 0)
  const most = (of: (r: PhysicalReport) => number) => legal.reduce((max, r) => Math.max(max, of(r)), 0)
  const macs = sum(r => r.macs)
  const runtime = sum(r => r.runtime)
  const throughput = runtime === 0 ? 0 : macs / runtime
  return {
    macs,
    runtime,
    throughput,
    utilization: utilizationOf(throughput, hardware),
    energy: sum(r => r.energy),
    offchipTraffic: sum(r => r.offchipTraffic),
    l1Size: most(r => r.l1Size),
    l2Size: most(r => r.l2Size),
    residentSize: most(r => r.residentSize),
    area: most(r => r.area),
    power: most(r => r.power),
    refused: layers.length - legal.length,
  }
}
