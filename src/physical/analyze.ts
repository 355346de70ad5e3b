// Profile `physical` for one layer: dimensions, dataflow and hardware in, everything it costs out.
//
// Source: specification "physical", sections 3.5–3.7. Sizes in elements (one byte each), times in
// cycles, energies in nJ where named so, else in units of one MAC's energy. Nothing depends on other layers.

import { checkDataflow, closeDataflow, type Dataflow, type OpenDataflow } from "../maestro/dataflow.ts"
import { HARDWARE_DEFAULTS, type Hardware } from "../maestro/hardware.ts"
import { FILTER, INPUT, type Layer, OUTPUT } from "../maestro/layer.ts"
import { priceInto } from "../maestro/price.ts"
import { areaAndPower, type LayerReport, sumEnergy, tensorReport } from "../maestro/report.ts"
import * as Row from "../maestro/row.ts"
import { verdictOf } from "../maestro/verdict.ts"
import { checkMapping, type LegalMapping } from "./legality.ts"
import { checkHardware, completeChoices, type PhysicalChoices } from "./options.ts"
import { drainCycles, type Evaluation, evaluateMapping, type LevelCounts } from "./procedure.ts"
import { isRefusal, MappingError } from "./refusal.ts"
import { volume } from "./volumes.ts"

/** Options of `analyzePhysical`; absent choices take PHYSICAL_DEFAULTS. */
export interface PhysicalOptions extends Partial<PhysicalChoices> {
  /** Values of the dataflow's parameters. */
  readonly parameters?: Readonly<Record<string, number>>
}

/** Fields that mean the same in either profile. */
type SharedFields =
  | "layer"
  | "hardware"
  | "macs"
  | "trueMacs"
  | "runtime"
  | "throughput"
  | "energy"
  | "throughputPerEnergy"
  | "opsPerJoule"
  | "area"
  | "power"
  | "pePower"
  | "l1Power"
  | "l2Power"
  | "nocPower"
  | "averageBandwidth"
  | "offchipBandwidth"
  | "l1Size"
  | "l2Size"
  | "tensors"
  | "overallReuse"
  | "inputSize"
  | "filterSize"
  | "utilizedPEs"
  | "totalEnergy"
  | "energyTotals"
  | "performancePerEnergy"
  | "verdict"
  | "row"

/** What a level does. */
export interface LevelReport extends LevelCounts {
  /** Units below one parent. */
  readonly units: number
}

/** The analysis of one layer. `energy` is complete: L2, L1, cluster buffers if priced, and MACs. */
export interface PhysicalReport extends Pick<LayerReport, SharedFields> {
  readonly choices: PhysicalChoices
  readonly outputSize: number
  /** Run time of the array alone, drain included, and the floor that off-chip bandwidth sets. */
  readonly arrayCycles: number
  readonly offchipCycles: number
  /** Cycles if every transfer were hidden. */
  readonly computeCycles: number
  /** Final write-back, part of the run time. */
  readonly drain: number
  /** Busy cycles summed over PEs, and their share of all PEs × compute cycles. */
  readonly busyCycles: number
  readonly utilization: number
  /** Whether L2 is taken to hold the whole layer, and the elements it then needs (`l2Size`: one step, double buffered). */
  readonly resident: boolean
  readonly residentSize: number
  /** Elements read and written off-chip. */
  readonly offchipTraffic: number
  /** Accesses of cluster buffers, and their energy. */
  readonly clusterAccesses: number
  readonly clusterEnergy: number
  /** Top first. */
  readonly levels: readonly LevelReport[]
}

/**
 * Analyses one layer under a dataflow on given hardware (profile `physical`).
 *
 * @param hardware absent fields take the reference's command-line defaults
 * @throws MappingError (code: the reason) for a mapping that does not compute every point exactly once
 * @throws InputError for hardware that could not exist and choices that there are not
 */
export function analyzePhysical(
  layer: Layer,
  dataflow: Dataflow | OpenDataflow,
  hardware: Partial<Hardware> = {},
  options: PhysicalOptions = {},
): PhysicalReport {
  const { parameters = {}, ...given } = options
  const choices = completeChoices(given)
  const settings = checkHardware({ ...HARDWARE_DEFAULTS, ...hardware })
  const closed = closeDataflow(dataflow, layer, parameters)
  checkDataflow(closed, layer)
  const mapping = checkMapping(layer, closed, settings.numPEs)
  if (isRefusal(mapping)) throw new MappingError(mapping)
  return reportOf(layer, settings, choices, mapping)
}

function reportOf(layer: Layer, hardware: Hardware, choices: PhysicalChoices, mapping: LegalMapping): PhysicalReport {
  const { axes } = mapping
  const evaluation = evaluateMapping(mapping, hardware)
  const [inputSize, filterSize, outputSize] = axes.tensors.map(tensor => volume(tensor, axes.sizes))
  const residentSize = inputSize + filterSize + outputSize
  const resident = isResident(choices.l2, residentSize)
  const row = countsRow(evaluation, [inputSize, filterSize, outputSize], resident)
  const drain = drainCycles(mapping, hardware)
  const times = timesInto(row, { evaluation, drain, outputSize, hardware, choices })
  priceInto(row, 0, hardware, null, choices.constants)
  const energies = energiesInto(row, evaluation, choices)
  const trueMacs = axes.sizes.reduce((product, size) => product * size, 1)
  return {
    layer,
    hardware,
    choices,
    trueMacs,
    drain,
    computeCycles: evaluation.computeCycles,
    busyCycles: evaluation.busyCycles,
    utilization: evaluation.busyCycles / (hardware.numPEs * evaluation.computeCycles),
    utilizedPEs: evaluation.active,
    resident,
    residentSize,
    inputSize,
    filterSize,
    outputSize,
    ...times,
    ...energies,
    ...pricedFields(row, energies.totalEnergy),
    levels: evaluation.levels.map((counts, i) => ({ units: mapping.levels[i].units, ...counts })),
    verdict: verdictOf(row, 0, trueMacs, hardware),
    row,
  }
}

interface TimingInputs {
  readonly evaluation: Evaluation
  readonly drain: number
  readonly outputSize: number
  readonly hardware: Hardware
  readonly choices: PhysicalChoices
}

/** Run time with its parts (section 3.6), and the bandwidths it makes of the traffic. */
function timesInto(row: Float64Array, { evaluation, drain, outputSize, hardware, choices }: TimingInputs) {
  const offchipTraffic = row[Row.L2_WRITES + INPUT] + row[Row.L2_WRITES + FILTER] + outputSize
  const offchipCycles = Math.ceil(offchipTraffic / hardware.offchipBandwidth)
  const arrayCycles = (choices.innerFill === "prefetch" ? evaluation.prefetch : evaluation.exposed) + drain
  const runtime = choices.offchipFloor ? Math.max(arrayCycles, offchipCycles) : arrayCycles
  const { arrayNew, psumReread } = evaluation.levels[0]
  row[Row.RUNTIME] = runtime
  row[Row.OFFCHIP_BW] = offchipTraffic / runtime
  row[Row.AVG_BW] = arrayNew.reduce((sum, n) => sum + n, psumReread) / runtime
  return { runtime, arrayCycles, offchipCycles, offchipTraffic }
}

/** Energy with its parts (section 3.7). */
function energiesInto(row: Float64Array, { levels, macs }: Evaluation, { constants, clusterAccess }: PhysicalChoices) {
  const [input, filter, output] = [INPUT, FILTER, OUTPUT].map(t => tensorReport(row, t, constants))
  const energyTotals = sumEnergy([input, filter, output])
  const { l2Writes, l2Reads, l1Writes, l1Reads } = energyTotals
  const clusterAccesses = clusterAccessesOf(levels)
  const clusterEnergy = clusterAccesses * clusterAccess
  const totalEnergy = l2Writes + l2Reads + l1Writes + l1Reads + clusterEnergy + macs
  row[Row.ENERGY] = totalEnergy * constants.macEnergy
  return {
    tensors: { input, filter, output },
    l1Size: input.l1Size + filter.l1Size + output.l1Size,
    l2Size: input.l2Size + filter.l2Size + output.l2Size,
    overallReuse: (3 * macs) / (input.l1Writes + filter.l1Writes + output.l1Writes),
    energyTotals,
    clusterAccesses,
    clusterEnergy,
    totalEnergy,
  }
}

/** Names for what stands in a complete row. */
function pricedFields(row: Float64Array, totalEnergy: number) {
  const macs = row[Row.MACS]
  const energy = row[Row.ENERGY]
  const throughput = macs / row[Row.RUNTIME]
  return {
    macs,
    energy,
    throughput,
    throughputPerEnergy: (throughput / energy) * 1e9,
    opsPerJoule: (macs / energy) * 1e9,
    performancePerEnergy: throughput / totalEnergy,
    ...areaAndPower(row),
    averageBandwidth: row[Row.AVG_BW],
    offchipBandwidth: row[Row.OFFCHIP_BW],
  }
}

function isResident(rule: PhysicalChoices["l2"], size: number): boolean {
  return typeof rule === "string" ? rule === "resident" : size <= rule.capacity
}

/** The packed row but for time and price: access counts of section 3.7 and buffer needs of 3.5. */
function countsRow({ macs, active, levels }: Evaluation, sizes: readonly number[], resident: boolean): Float64Array {
  const row = new Float64Array(Row.ROW_SIZE)
  const top = levels[0]
  const inner = levels[levels.length - 1]
  row[Row.MACS] = macs
  row[Row.ACTIVE] = active
  for (let t = INPUT; t <= OUTPUT; t++) {
    row[Row.L2_READS + t] = top.arrayNew[t] // outputs: partial sums, and the result leaving the chip
    row[Row.L2_WRITES + t] = t === OUTPUT || !resident ? top.arrayNew[t] : sizes[t]
    row[Row.L1_READS + t] = macs
    row[Row.L1_WRITES + t] = t === OUTPUT ? macs : inner.unitNew[t]
    row[Row.L2_SIZE + t] = 2 * top.arrayTile[t]
    row[Row.L1_SIZE + t] = 2 * inner.unitTile[t]
  }
  return row
}

/** Elements that pass between clusters' buffers and what is above and below them. */
function clusterAccessesOf(levels: readonly LevelCounts[]): number {
  let accesses = 0
  for (let i = 1; i < levels.length; i++) {
    for (let t = INPUT; t <= OUTPUT; t++) accesses += levels[i].arrayNew[t] + levels[i - 1].unitNew[t]
  }
  return accesses
}
