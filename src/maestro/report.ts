// One evaluated layer as an object: every statistic of the cost model under its own name.
//
// Source: specification "cost model", sections 4.3, 5.2, 5.3 and 5.5. Sizes in elements (one byte each),
// times in cycles, energies in nJ where named so, else in units of one MAC's energy.

import { type CostConstants, MAESTRO_CONSTANTS } from "./constants.ts"
import type { Hardware } from "./hardware.ts"
import { couplingOf, type Layer, macsOf, TENSORS } from "./layer.ts"
import { declaresBatch } from "./plan.ts"
import * as Row from "./row.ts"
import { type Verdict, verdictOf } from "./verdict.ts"

/** Minimum, maximum and average over the cases of the top level, in cycles. */
export interface Delay {
  readonly min: number
  readonly max: number
  readonly average: number
}

/** Accesses of one kind, and their energy in units of one MAC's. */
export interface AccessEnergy {
  readonly l2Writes: number
  readonly l2Reads: number
  readonly l1Writes: number
  readonly l1Reads: number
}

/** What one tensor needs and moves. */
export interface TensorReport extends AccessEnergy {
  /** Buffer needs in elements, double buffered: shared L2, and L1 of one PE. */
  readonly l2Size: number
  readonly l1Size: number
  /** L1 reads per L1 write. */
  readonly reuse: number
  /** Energy of the four kinds of access, in units of one MAC's. */
  readonly energy: AccessEnergy
}

/** The analysis of one layer. The CSV's 52 columns and the text report are printed from it. */
export interface LayerReport {
  readonly layer: Layer
  readonly hardware: Hardware
  /** MACs as the model counts them, and as the layer defines them. */
  readonly macs: number
  readonly trueMacs: number
  /** Product of all declared sizes. */
  readonly absoluteMacs: number
  readonly runtime: number
  /** MACs per cycle. */
  readonly throughput: number
  /** The reference's energy column in nJ (quirk 17: L1 accesses may be missing or a neighbour's). */
  readonly energy: number
  /** The layer's own energy in nJ: all its L1 and L2 accesses, output reads included, and its MACs (totalEnergy in nJ). */
  readonly ownEnergy: number
  /** throughput / energy · 10⁹ and macs / energy · 10⁹. */
  readonly throughputPerEnergy: number
  readonly opsPerJoule: number
  /** µm², mW; the power's four parts. */
  readonly area: number
  readonly power: number
  readonly pePower: number
  readonly l1Power: number
  readonly l2Power: number
  readonly nocPower: number
  /** Needs in elements per cycle. */
  readonly peakBandwidth: number
  readonly averageBandwidth: number
  readonly offchipBandwidth: number
  /** Buffer needs summed over the tensors (32-bit as upstream). */
  readonly l1Size: number
  readonly l2Size: number
  readonly tensors: Readonly<Record<(typeof TENSORS)[number], TensorReport>>
  readonly overallReuse: number
  /** Sizes of input and filter: products of the *declared* dimensions coupled to them. */
  readonly inputSize: number
  readonly filterSize: number
  readonly ingressDelay: Delay
  readonly egressDelay: Delay
  readonly computeDelay: Delay
  readonly utilizedPEs: number
  readonly arithmeticIntensity: number
  /** All accesses and MACs, in units of one MAC's energy: the text report's total (includes what `energy` leaves out). */
  readonly totalEnergy: number
  readonly energyTotals: AccessEnergy
  /** throughput / totalEnergy. */
  readonly performancePerEnergy: number
  readonly verdict: Verdict
  /** The packed row all of this is made from (row.ts). */
  readonly row: Float64Array
}

/** Names the numbers of a priced row. */
export function reportOf(
  layer: Layer,
  hardware: Hardware,
  row: Float64Array,
  options: ReportOptions = {},
): LayerReport {
  const constants = options.constants ?? MAESTRO_CONSTANTS
  const tensors = [0, 1, 2].map(t => tensorReport(row, t, constants)) as [TensorReport, TensorReport, TensorReport]
  const [input, filter, output] = tensors
  const coupling = couplingOf(layer.kind, options.batched ?? declaresBatch(layer))
  const trueMacs = macsOf(layer)
  const throughput = row[Row.MACS] / row[Row.RUNTIME]
  const energy = row[Row.ENERGY]
  const energyTotals = sumEnergy(tensors)
  const totalEnergy =
    energyTotals.l2Writes + energyTotals.l2Reads + energyTotals.l1Writes + energyTotals.l1Reads + row[Row.MACS]
  return {
    layer,
    hardware,
    macs: row[Row.MACS],
    trueMacs,
    absoluteMacs: layer.dimensions.reduce((product, d) => product * d.size, 1),
    runtime: row[Row.RUNTIME],
    throughput,
    energy,
    ownEnergy: totalEnergy * constants.macEnergy,
    throughputPerEnergy: (throughput / energy) * 1e9,
    opsPerJoule: (row[Row.MACS] / energy) * 1e9,
    ...areaAndPower(row),
    peakBandwidth: row[Row.PEAK_BW],
    averageBandwidth: row[Row.AVG_BW],
    offchipBandwidth: row[Row.OFFCHIP_BW],
    l1Size: (input.l1Size + filter.l1Size + output.l1Size) | 0,
    l2Size: (input.l2Size + filter.l2Size + output.l2Size) | 0,
    tensors: { input, filter, output },
    overallReuse:
      (input.l1Reads + filter.l1Reads + output.l1Reads) / (input.l1Writes + filter.l1Writes + output.l1Writes),
    inputSize: declaredSize(layer, coupling[0]),
    filterSize: declaredSize(layer, coupling[1]),
    ingressDelay: delay(row, Row.INGRESS_DELAY),
    egressDelay: delay(row, Row.EGRESS_DELAY),
    computeDelay: delay(row, Row.COMPUTE_DELAY),
    utilizedPEs: row[Row.ACTIVE],
    arithmeticIntensity: row[Row.INTENSITY],
    totalEnergy,
    energyTotals,
    performancePerEnergy: throughput / totalEnergy,
    verdict: verdictOf(row, 0, trueMacs, hardware),
    row,
  }
}

/** Area in µm² and power in mW with its four parts, as a report names them. */
export function areaAndPower(row: Float64Array) {
  return {
    area: row[Row.AREA],
    power: row[Row.POWER],
    pePower: row[Row.PE_POWER],
    l1Power: row[Row.L1_POWER],
    l2Power: row[Row.L2_POWER],
    nocPower: row[Row.NOC_POWER],
  }
}

/** Options of a report. */
export interface ReportOptions {
  readonly batched?: boolean
  readonly constants?: CostConstants
}

/** Counts and energies of one tensor (0 input, 1 filter, 2 output) of a row. */
export function tensorReport(row: Float64Array, t: number, c: CostConstants): TensorReport {
  const l2Writes = row[Row.L2_WRITES + t]
  const l2Reads = row[Row.L2_READS + t]
  const l1Writes = row[Row.L1_WRITES + t]
  const l1Reads = row[Row.L1_READS + t]
  return {
    l2Size: row[Row.L2_SIZE + t],
    l1Size: row[Row.L1_SIZE + t],
    l2Writes,
    l2Reads,
    l1Writes,
    l1Reads,
    reuse: l1Reads / l1Writes,
    energy: {
      l2Writes: l2Writes * c.l2Access,
      l2Reads: l2Reads * c.l2Access,
      l1Writes: l1Writes * c.l1Access,
      l1Reads: l1Reads * c.l1Access,
    },
  }
}

/** Energies of all tensors together, by kind of access. */
export function sumEnergy(tensors: readonly TensorReport[]): AccessEnergy {
  const sum = (kind: keyof AccessEnergy) => tensors.reduce((total, t) => total + t.energy[kind], 0)
  return { l2Writes: sum("l2Writes"), l2Reads: sum("l2Reads"), l1Writes: sum("l1Writes"), l1Reads: sum("l1Reads") }
}

function declaredSize(layer: Layer, coupled: readonly string[]): number {
  return layer.dimensions.reduce((product, d) => (coupled.includes(d.name) ? product * d.size : product), 1)
}

function delay(row: Float64Array, at: number): Delay {
  return { min: row[at], max: row[at + 1], average: row[at + 2] }
}
