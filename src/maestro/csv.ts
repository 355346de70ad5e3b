// The reference's CSV file: 52 columns per layer, printed as it prints them.
//
// Source: specification "cost model", section 5.2. Separators are part of the format: a bare comma up
// to column 26, comma and blank from column 27 on.

import { formatInteger, formatQuotient, formatReal } from "./format-number.ts"
import type { Delay, LayerReport, TensorReport } from "./report.ts"

/** Column names exactly as printed, leading blanks included. Quirk 18: the second "Compute Delay (Min)" is the maximum. */
export const CSV_HEADER =
  "Neural Network Name, Layer Number, NumPEs, Runtime (Cycles), Activity count-based Energy (nJ), " +
  "Throughput (MACs/Cycle), Throughput Per Energy (GMACs/s*J), Area, Power, NoC BW Req (Elements/cycle), " +
  "Avg BW Req, Peak BW Req, Vector Width, Offchip BW Req (Elements/cycle),  L2 SRAM Size Req (Bytes), " +
  "L1 SRAM Size Req (Bytes), Multicasting Factor (Weight), Multicasting Factor (Input), Num Total Input Pixels, " +
  "Num Total Weight Pixels, Ops/J, Num MACs, PE power, L1 power, L2 power, NOC power, input l1 read, " +
  "input l1 write, input l2 read, input l2 write, input reuse factor,filter l1 read, filter l1 write, " +
  "filter l2 read, filter l2 write, filter reuse factor,output l1 read, output l1 write, output l2 read, " +
  "output l2 write, output reuse factor,Ingress Delay (Min), Ingress Delay (Max), Ingress Delay (Avg), " +
  "Egress Delay (Min), Egress Delay (Max),  Egress Delay (Avg),Compute Delay (Min), Compute Delay (Min), " +
  "Compute Delay (Avg),Avg number of utilized PEs, Arithmetic Intensity"

/** Columns 1 to 26 are joined by a bare comma. */
const BARE = 26

/** The 52 printed values of a layer, in column order. */
export function csvValues(network: string, r: LayerReport): string[] {
  const { input, filter, output } = r.tensors
  return [
    network,
    r.layer.name,
    formatInteger(r.hardware.numPEs),
    formatInteger(r.runtime),
    formatReal(r.energy),
    formatReal(r.throughput),
    formatReal(r.throughputPerEnergy),
    formatReal(r.area),
    formatReal(r.power),
    formatInteger(r.peakBandwidth),
    formatReal(r.averageBandwidth),
    formatInteger(r.peakBandwidth),
    formatInteger(r.hardware.simdLanes),
    formatInteger(r.offchipBandwidth),
    formatInteger(r.l2Size),
    formatInteger(r.l1Size),
    formatReal(filter.l1Writes / filter.l2Reads),
    formatReal(input.l1Writes / input.l2Reads),
    formatInteger(r.inputSize),
    formatInteger(r.filterSize),
    formatReal(r.opsPerJoule),
    formatInteger(r.macs),
    formatReal(r.pePower),
    formatReal(r.l1Power),
    formatReal(r.l2Power),
    formatReal(r.nocPower),
    ...accessValues(input),
    ...accessValues(filter),
    ...accessValues(output),
    ...delayValues(r.ingressDelay),
    ...delayValues(r.egressDelay),
    ...delayValues(r.computeDelay),
    formatReal(r.utilizedPEs),
    formatReal(r.arithmeticIntensity),
  ]
}

/** One line of the file, without its line end. */
export function csvRow(network: string, report: LayerReport): string {
  const values = csvValues(network, report)
  return `${values.slice(0, BARE).join(",")},${values.slice(BARE).join(", ")}`
}

function accessValues(t: TensorReport): string[] {
  return [...[t.l1Reads, t.l1Writes, t.l2Reads, t.l2Writes].map(formatInteger), formatQuotient(t.l1Reads, t.l1Writes)]
}

function delayValues(d: Delay): string[] {
  return [d.min, d.max, d.average].map(formatInteger)
}
