// A mapping costed by profile `physical`, as `analects cost` shows it. A refused layer is a row with its verdict.

import { utilizationOf } from "../../src/maestro/analyze-mapping.ts"
import { TENSORS } from "../../src/maestro/layer.ts"
import type { PhysicalReport } from "../../src/physical/analyze.ts"
import { isRefusedLayer, type PhysicalNetworkReport, type RefusedLayer } from "../../src/physical/analyze-network.ts"
import { type Cell, csvLine } from "../csv.ts"
import { profileText } from "../profile-options.ts"
import { formatNumber, formatShare } from "../terminal/text-table.ts"
import {
  type BufferLimits,
  type CostTableText,
  type CostView,
  countText,
  layerJson,
  layersText,
  unmetNeeds,
} from "./cost-view.ts"
import { tensorHeader, tensorRows } from "./tensor-table.ts"

/** Everything the command shows. `network` is the name in the CSV file. */
export function physicalView(network: string, report: PhysicalNetworkReport, limits: BufferLimits): CostView {
  const { layers, totals, hardware, choices } = report
  const { constants: _, ...named } = choices
  const warnings = physicalWarnings(report, limits)
  const left = totals.refused === 0 ? "" : ` ${countText(totals.refused)} refused, not counted.`
  const bars = layers.map((r, i) => {
    if (isRefusedLayer(r)) return { layer: i + 1, cycles: 0, energy: 0, use: 0 }
    return { layer: i + 1, cycles: r.runtime, energy: r.energy, use: utilizationOf(r.throughput, hardware) }
  })
  return {
    profile: profileText({ profile: "physical", physical: named }),
    layers: physicalLayerTable(report),
    tensors: physicalTensorTable(report),
    warnings,
    csv: csvOf(network, report),
    json: { choices: named, layers: layers.map(r => jsonOf(r, report)), totals, warnings },
    lead:
      `${countText(layers.length - totals.refused)} take ${formatNumber(totals.runtime, "cycles")} and ` +
      `${formatNumber(totals.energy, "nJ")}; ${formatShare(totals.utilization)} of the array is at work.${left}`,
    energyNote: "Energy: all accesses of L1 and L2 and the MACs of the layer; off-chip transfers are not priced.",
    bars,
  }
}

/** One row per layer and one for the network. */
export function physicalLayerTable({ layers, totals, hardware }: PhysicalNetworkReport): CostTableText {
  const header = [
    "layer",
    "type",
    "MACs",
    "cycles",
    "MACs/cycle",
    "PE use",
    "energy, nJ",
    "L1 per PE, bytes",
    "L2 for a step, bytes",
    "L2 for the layer, bytes",
    "off-chip, elements",
    "verdict",
  ]
  const rows = layers.map((r, i) => {
    const start = [`${i + 1} ${r.layer.name}`, r.layer.kind]
    if (isRefusedLayer(r))
      return [...start, ...Array<string>(header.length - 3).fill("–"), `refused: ${r.refusal.reason}`]
    return [...start, ...amounts(r, utilizationOf(r.throughput, hardware)), r.verdict]
  })
  const verdict = totals.refused === 0 ? "ok" : `${totals.refused} of ${layers.length} refused`
  const numbers = totals.refused === layers.length ? Array<string>(9).fill("–") : amounts(totals, totals.utilization)
  rows.push(["network", countText(layers.length), ...numbers, verdict])
  return { header, rows, texts: 2 }
}

/** The columns that layers and the network share. */
function amounts(r: PhysicalReport | PhysicalNetworkReport["totals"], use: number): string[] {
  const { macs, runtime, throughput, energy, l1Size, l2Size, residentSize, offchipTraffic } = r
  const after = [energy, l1Size, l2Size, residentSize, offchipTraffic].map(x => formatNumber(x))
  return [formatNumber(macs), formatNumber(runtime), formatNumber(throughput), formatShare(use), ...after]
}

/** Buffers, reuse and energy of every tensor of every legal layer; energies in nJ add up to the layer's. */
export function physicalTensorTable({ layers, choices }: PhysicalNetworkReport): CostTableText {
  const { constants } = choices
  const rows = layers.flatMap((r, i) => {
    if (isRefusedLayer(r)) return []
    const clusters = r.clusterEnergy > 0 ? [["(cluster buffers)", r.clusterEnergy] as const] : []
    return tensorRows(`${i + 1} ${r.layer.name}`, r, [...clusters, ["(MACs)", r.macs]], constants)
  })
  return { header: tensorHeader("of energy"), rows, texts: 2 }
}

/** Refusals with their repairs, and needs that the hardware does not meet. */
export function physicalWarnings({ layers }: PhysicalNetworkReport, limits: BufferLimits): string[] {
  const legal = layers.flatMap((r, i) => (isRefusedLayer(r) ? [] : [[i + 1, r] as const]))
  const refusals = layers.flatMap((r, i) => (isRefusedLayer(r) ? [`layer ${i + 1} refused: ${r.refusal.message}`] : []))
  const warnings = unmetNeeds<PhysicalReport>(legal, [
    { what: "L1 of a PE", unit: "bytes", limit: limits.l1, of: r => r.l1Size },
    { what: "L2", unit: "bytes", limit: limits.l2, of: r => r.l2Size },
  ])
  const { l2 } = limits
  const large = legal.flatMap(([n, r]) => (l2 !== undefined && r.resident && r.residentSize > l2 ? [n] : []))
  if (large.length > 0 && l2 !== undefined) {
    const size = formatNumber(l2, "bytes")
    warnings.push(`L2 is taken to hold the whole layer, but ${size} do not hold ${layersText(large)}; give --l2 ${l2}`)
  }
  return [...refusals, ...warnings, ...waitingWarnings(legal)]
}

/** Share of the cycles from which on waiting for data is worth a word. */
const WAITING = 0.1

/** Layers whose PEs wait for the network on chip, and layers that the off-chip link holds up. */
function waitingWarnings(legal: readonly (readonly [layer: number, report: PhysicalReport])[]): string[] {
  const links: readonly [what: string, waiting: (r: PhysicalReport) => number][] = [
    ["the network on chip", r => 1 - r.computeCycles / r.arrayCycles],
    ["the off-chip link", r => (r.choices.offchipFloor ? 1 - r.arrayCycles / r.offchipCycles : 0)],
  ]
  return links.flatMap(([what, waiting]) => {
    const slow = legal.filter(([, r]) => waiting(r) > WAITING)
    if (slow.length === 0) return []
    const most = formatShare(Math.max(...slow.map(([, r]) => waiting(r))))
    return [`${what} holds up ${layersText(slow.map(([n]) => n))} (up to ${most} of the cycles are waiting for it)`]
  })
}

function jsonOf(r: PhysicalReport | RefusedLayer, { hardware }: PhysicalNetworkReport): object {
  if (isRefusedLayer(r)) return { ...layerJson(r.layer), verdict: r.verdict, refusal: r.refusal }
  const { layer, hardware: _, choices: __, row: ___, utilization: busyShare, ...statistics } = r
  return { ...layerJson(layer), utilization: utilizationOf(r.throughput, hardware), busyShare, ...statistics }
}

type Column = readonly [name: string, of: (r: PhysicalReport) => number]

const ACCESSES: readonly Column[] = TENSORS.flatMap(t => [
  [`${t}_l2_reads`, (r: PhysicalReport) => r.tensors[t].l2Reads] as const,
  [`${t}_l2_writes`, (r: PhysicalReport) => r.tensors[t].l2Writes] as const,
  [`${t}_l1_reads`, (r: PhysicalReport) => r.tensors[t].l1Reads] as const,
  [`${t}_l1_writes`, (r: PhysicalReport) => r.tensors[t].l1Writes] as const,
])

/** Numbers of the CSV file; counts in elements, sizes in bytes, times in cycles. */
const COLUMNS: readonly Column[] = [
  ["macs", r => r.macs],
  ["cycles", r => r.runtime],
  ["array_cycles", r => r.arrayCycles],
  ["offchip_cycles", r => r.offchipCycles],
  ["compute_cycles", r => r.computeCycles],
  ["energy_nj", r => r.energy],
  ["area_um2", r => r.area],
  ["power_mw", r => r.power],
  ["l1_bytes", r => r.l1Size],
  ["l2_step_bytes", r => r.l2Size],
  ["l2_layer_bytes", r => r.residentSize],
  ["offchip_elements", r => r.offchipTraffic],
  ...ACCESSES,
]

function csvOf(network: string, { layers }: PhysicalNetworkReport): string {
  const header = ["network", "layer", "name", "type", "verdict", "reason", ...COLUMNS.map(([name]) => name), "message"]
  const lines = layers.map((r, i) => {
    const start: Cell[] = [network, i + 1, r.layer.name, r.layer.kind, r.verdict]
    if (isRefusedLayer(r)) return [...start, r.refusal.reason, ...COLUMNS.map(() => null), r.refusal.message]
    return [...start, null, ...COLUMNS.map(([, of]) => of(r)), null]
  })
  return [header, ...lines].map(csvLine).join("")
}
