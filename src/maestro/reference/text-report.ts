// The reference's text report.
//
// Source: specification "cost model", section 5.4.

import { addExtended, divideExtended, extended, formatExtended } from "../extended.ts"
import { formatInteger, formatReal } from "../format-number.ts"
import { TENSORS } from "../layer.ts"
import type { AccessEnergy, Delay, LayerReport, TensorReport } from "../report.ts"

/** The report of one layer, with the two empty lines before it. */
export function layerText(r: LayerReport): string {
  const tensors = TENSORS.map(name => [name, r.tensors[name]] as const)
  return `${[
    "",
    "",
    `Num MACs: ${formatInteger(r.macs)}`,
    "",
    "[Performance Analysis]",
    ...rateLines(r),
    "[Buffer Access Analysis]",
    ...tensors.flatMap(([name, t]) => accessLines(name, t)),
    `Overall data reuse factor: ${formatReal(r.overallReuse)}`,
    "[Energy Analysis]",
    "-For each data class",
    ...tensors.flatMap(([name, t]) => [`Tensor ${name}`, ...energyLines(t.energy)]),
    "",
    "[Summary]",
    ...summaryLines(r),
    ...delayLines("Ingress", r.ingressDelay),
    ...delayLines("Egress", r.egressDelay),
    ...delayLines("Computation", r.computeDelay),
    `Average number of utilized PEs: ${formatReal(r.utilizedPEs)}`,
    `Arithmetic intensity: ${formatReal(r.arithmeticIntensity)}`,
  ].join("\n")}\n`
}

function rateLines(r: LayerReport): string[] {
  return [`Runtime: ${formatInteger(r.runtime)} cycles`, `Throughput: ${formatReal(r.throughput)} MACs/cycle`]
}

function summaryLines(r: LayerReport): string[] {
  const need = (size: "l1Size" | "l2Size") => formatInteger(total(TENSORS.map(name => r.tensors[name][size])))
  const totals = r.energyTotals
  const sums = energySums(r)
  const performance = divideExtended(extended(r.throughput), sums.all)
  return [
    `Total L2 buffer requirement: ${need("l2Size")}`,
    `Total L1 buffer requirement: ${need("l1Size")}`,
    `Total L2 buffer write energy: ${formatExtended(sums.l2Writes, totals.l2Writes)} X MAC energy`,
    `Total L2 buffer read energy: ${formatExtended(sums.l2Reads, totals.l2Reads)} X MAC energy`,
    `Total L1 buffer write energy: ${formatExtended(sums.l1Writes, totals.l1Writes)} X MAC energy`,
    `Total L1 buffer read energy: ${formatExtended(sums.l1Reads, totals.l1Reads)} X MAC energy`,
    `Total MAC energy: ${formatInteger(r.macs)} X MAC energy`,
    `Peak bandwidth requirement: ${formatInteger(r.peakBandwidth)}`,
    `Avg bandwidth requirement: ${formatReal(r.averageBandwidth)}`,
    "",
    `Total energy consumption: ${formatExtended(sums.all, r.totalEnergy)} X MAC energy`,
    ...rateLines(r),
    `Performance per MAC energy: ${formatExtended(performance, r.performancePerEnergy)} MACs/cycle/(MAC_energy)`,
  ]
}

/** Sums over the tensors, and of everything with the MACs, as the reference adds them up. */
function energySums(r: LayerReport) {
  const sum = (kind: keyof AccessEnergy) =>
    TENSORS.map(name => extended(r.tensors[name].energy[kind])).reduce(addExtended)
  const parts = {
    l2Writes: sum("l2Writes"),
    l2Reads: sum("l2Reads"),
    l1Writes: sum("l1Writes"),
    l1Reads: sum("l1Reads"),
  }
  const accesses = [parts.l2Writes, parts.l2Reads, parts.l1Writes, parts.l1Reads].reduce(addExtended)
  return { ...parts, all: addExtended(accesses, extended(r.macs)) }
}

function accessLines(name: string, t: TensorReport): string[] {
  return [
    `Tensor ${name}`,
    `L2 size requirement: ${formatInteger(t.l2Size)}`,
    `L1 size requirement: ${formatInteger(t.l1Size)}`,
    `L2 buffer write: ${formatInteger(t.l2Writes)}`,
    `L2 buffer read: ${formatInteger(t.l2Reads)}`,
    `L1 buffer write: ${formatInteger(t.l1Writes)}`,
    `L1 buffer read: ${formatInteger(t.l1Reads)}`,
    `Data reuse factor: ${formatReal(t.reuse)}`,
  ]
}

function energyLines(e: AccessEnergy): string[] {
  return [
    `L2 buffer write energy: ${formatReal(e.l2Writes)} X MAC energy`,
    `L2 buffer read energy: ${formatReal(e.l2Reads)} X MAC energy`,
    `L1 buffer write energy: ${formatReal(e.l1Writes)} X MAC energy`,
    `L1 buffer read energy: ${formatReal(e.l1Reads)} X MAC energy`,
  ]
}

function delayLines(name: string, d: Delay): string[] {
  return [
    `${name} Delay`,
    `Min: ${formatInteger(d.min)}`,
    `Max: ${formatInteger(d.max)}`,
    `Avg: ${formatInteger(d.average)}`,
  ]
}

/** The summary of buffer needs after all layers. @param l1 and l2 the sizes they are held against */
export function bufferText(reports: readonly LayerReport[], l1: number, l2: number): string {
  const needs = (size: "l1Size" | "l2Size") =>
    reports.map(r => TENSORS.reduce((sum, name) => sum + r.tensors[name][size], 0))
  const [l1Needs, l2Needs] = [needs("l1Size"), needs("l2Size")]
  const lines = warnings([
    ["Buffer", "L1 size", most(l1Needs), l1],
    ["Buffer", "L2 size", most(l2Needs), l2],
  ])
  return `Buffer Analysis:\n${lines}[Model-wise Buffer Summary]\nModel-wise total L2 size usage: ${formatInteger(total(l2Needs))}\nModel-wise total L1 size usage: ${formatInteger(total(l1Needs))}\n`
}

/** The summary of bandwidth needs, printed after the CSV was written. */
export function bandwidthText(reports: readonly LayerReport[], noc: number, offchip: number): string {
  return `BW Analysis:\n${warnings([
    ["BW", "NoC BW", most(reports.map(r => r.peakBandwidth)), noc],
    ["BW", "OffChip BW", most(reports.map(r => r.offchipBandwidth)), offchip],
  ])}`
}

function total(needs: readonly number[]): number {
  return needs.reduce((a, b) => a + b, 0)
}

/** The largest need, at least 0. */
function most(needs: readonly number[]): number {
  return needs.reduce((a, b) => (b > a ? b : a), 0)
}

/** One line per need above what is given, or that all is well. */
function warnings(checks: readonly (readonly [kind: string, what: string, need: number, given: number])[]): string {
  const lines = checks
    .filter(([, , need, given]) => need > given)
    .map(
      ([kind, what, need, given]) =>
        `[WARNING:${kind}] Per-layer ${what} requirement [${formatInteger(need)}] is larger than the given ${what} [${given}]\n`,
    )
  return lines.length === 0 ? "[PASS]\n" : lines.join("")
}
