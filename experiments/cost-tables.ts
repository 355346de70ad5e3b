// What `analects cost` prints: tables of layers and tensors, and warnings, from one network report.

import { type NetworkReport, utilizationOf } from "../src/maestro/analyze-mapping.ts"
import type { CostConstants } from "../src/maestro/constants.ts"
import { TENSORS } from "../src/maestro/layer.ts"
import { NO_LIMIT } from "../src/maestro/mapping-text/read-hardware.ts"
import type { AccessEnergy, LayerReport } from "../src/maestro/report.ts"
import { formatNumber, formatShare } from "./terminal/text-table.ts"

/** Buffers that needs are held against, in bytes; absent where nothing limits them. */
export interface BufferLimits {
  readonly l1?: number
  readonly l2?: number
}

/** A table before it is laid out: the first `texts` columns are text. */
export interface CostTableText {
  readonly header: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly texts: number
}

/**
 * One row per layer and one for the network. "own energy" counts all accesses and MACs of the layer;
 * "reference energy" is the CSV column of the reference program, which does not.
 */
export function layerTable({ layers, totals, hardware }: NetworkReport): CostTableText {
  const header = [
    "layer",
    "type",
    "MACs",
    "cycles",
    "MACs/cycle",
    "PE use",
    "own energy, nJ",
    "reference energy, nJ",
    "L1 per PE, bytes",
    "L2, bytes",
    "NoC, elements/cycle",
    "verdict",
  ]
  const rows = layers.map((r, i) => [
    `${i + 1} ${r.layer.name}`,
    r.layer.kind,
    ...amounts(r, utilizationOf(r.throughput, hardware)),
    r.verdict,
  ])
  const verdict = totals.impossible === 0 ? "ok" : `${totals.impossible} of ${layers.length} impossible`
  rows.push([
    "network",
    `${layers.length} layer${layers.length === 1 ? "" : "s"}`,
    ...amounts(totals, totals.utilization),
    verdict,
  ])
  return { header, rows, texts: 2 }
}

/** The columns that layers and the network share. */
function amounts(r: LayerReport | NetworkReport["totals"], use: number): string[] {
  const { macs, runtime, throughput, ownEnergy, energy, l1Size, l2Size, peakBandwidth } = r
  const after = [ownEnergy, energy, l1Size, l2Size, peakBandwidth].map(x => formatNumber(x))
  return [formatNumber(macs), formatNumber(runtime), formatNumber(throughput), formatShare(use), ...after]
}

/** Buffers, reuse and energy of every tensor of every layer; energies in nJ add up to the layer's own energy. */
export function tensorTable({ layers }: NetworkReport, constants: CostConstants): CostTableText {
  const header = [
    "layer",
    "tensor",
    "L2, bytes",
    "L1, bytes",
    "reads per L1 write",
    "L2 writes, nJ",
    "L2 reads, nJ",
    "L1 writes, nJ",
    "L1 reads, nJ",
    "of own energy",
  ]
  const kinds: readonly (keyof AccessEnergy)[] = ["l2Writes", "l2Reads", "l1Writes", "l1Reads"]
  const rows = layers.flatMap((r, i) => {
    const of = (energy: number) => formatShare(energy / r.totalEnergy)
    const tensors = TENSORS.map(name => {
      const t = r.tensors[name]
      const energies = kinds.map(kind => formatNumber(t.energy[kind] * constants.macEnergy))
      const sum = kinds.reduce((total, kind) => total + t.energy[kind], 0)
      const label = name === "input" ? `${i + 1} ${r.layer.name}` : ""
      return [label, name, formatNumber(t.l2Size), formatNumber(t.l1Size), formatNumber(t.reuse), ...energies, of(sum)]
    })
    return [
      ...tensors,
      ["", "(MACs)", "–", "–", "–", "–", "–", "–", formatNumber(r.macs * constants.macEnergy), of(r.macs)],
    ]
  })
  return { header, rows, texts: 2 }
}

/** Sentences on needs that the hardware does not meet and on rows no machine could achieve. */
export function costWarnings({ layers, hardware, totals }: NetworkReport, limits: BufferLimits): string[] {
  const checks: [what: string, unit: string, limit: number | undefined, of: (r: LayerReport) => number][] = [
    ["L1 of a PE", "bytes", limits.l1, r => r.l1Size],
    ["L2", "bytes", limits.l2, r => r.l2Size],
    ["the network on chip", "elements/cycle", hardware.nocBandwidth, r => r.peakBandwidth],
    ["the off-chip link", "elements/cycle", hardware.offchipBandwidth, r => r.offchipBandwidth],
  ]
  const warnings = checks.flatMap(([what, unit, limit, of]) => {
    if (limit === undefined) return []
    const numbers = layers.flatMap((r, i) => (of(r) > limit ? [i + 1] : []))
    if (numbers.length === 0) return []
    const most = formatNumber(Math.max(...layers.map(of)), unit)
    return [`${what}: ${formatNumber(limit, unit)} do not suffice for ${layersText(numbers)} (up to ${most} needed)`]
  })
  if (totals.impossible > 0) {
    const numbers = layers.flatMap((r, i) => (r.verdict === "ok" ? [] : [i + 1]))
    warnings.push(`no machine could do what the model says of ${layersText(numbers)}; see the verdict column`)
  }
  return warnings
}

/** "layer 3", "layers 1–4, 7". */
export function layersText(numbers: readonly number[]): string {
  const runs: string[] = []
  for (let i = 0; i < numbers.length; ) {
    let end = i
    while (numbers[end + 1] === numbers[end] + 1) end++
    runs.push(end === i ? String(numbers[i]) : `${numbers[i]}–${numbers[end]}`)
    i = end + 1
  }
  return `layer${numbers.length === 1 ? "" : "s"} ${runs.join(", ")}`
}

/** One line on the hardware, and on the buffers when there are any limits to show. */
export function hardwareText({ hardware }: Pick<NetworkReport, "hardware">, limits?: BufferLimits): string {
  const { numPEs, simdLanes, nocBandwidth, nocLatency, offchipBandwidth } = hardware
  return [
    `${numPEs} PEs × ${simdLanes} MAC lane${simdLanes === 1 ? "" : "s"}`,
    `network on chip ${limitText(nocBandwidth, "elements/cycle")}, latency ${nocLatency}`,
    `off-chip ${limitText(offchipBandwidth, "elements/cycle")}`,
    ...(limits === undefined ? [] : [`L1 ${limitText(limits.l1, "bytes")}, L2 ${limitText(limits.l2, "bytes")}`]),
  ].join(" · ")
}

function limitText(value: number | undefined, unit: string): string {
  return value === undefined || value >= NO_LIMIT ? "unlimited" : formatNumber(value, unit)
}
