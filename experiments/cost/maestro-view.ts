// A mapping costed by profile `maestro`, as `analects cost` shows it.

import { type NetworkReport, utilizationOf } from "../../src/maestro/analyze-mapping.ts"
import type { CostConstants } from "../../src/maestro/constants.ts"
import { CSV_HEADER, csvRow } from "../../src/maestro/csv.ts"
import type { LayerReport } from "../../src/maestro/report.ts"
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
export function maestroView(
  network: string,
  report: NetworkReport,
  constants: CostConstants,
  limits: BufferLimits,
): CostView {
  const { layers, totals, hardware } = report
  const warnings = costWarnings(report, limits)
  const json = layers.map(({ layer, ...statistics }) => {
    const utilization = utilizationOf(statistics.throughput, hardware)
    return { ...layerJson(layer), utilization, ...statistics, row: undefined, hardware: undefined }
  })
  return {
    profile: "maestro",
    layers: layerTable(report),
    tensors: tensorTable(report, constants),
    warnings,
    csv: [CSV_HEADER, ...layers.map(r => csvRow(network, r))].join("\n"),
    json: { layers: json, totals, warnings },
    lead:
      `${countText(layers.length)} take ${formatNumber(totals.runtime, "cycles")} and ` +
      `${formatNumber(totals.ownEnergy, "nJ")}; ${formatShare(totals.utilization)} of the array is at work.`,
    energyNote:
      "Own energy: all accesses and MACs of the layer. Reference energy: the column of the reference program’s CSV " +
      "file, which leaves out the MACs, reads of outputs from L2 and, for clustered mappings, the layer’s own L1 accesses.",
    bars: layers.map((r, i) => ({
      layer: i + 1,
      cycles: r.runtime,
      energy: r.ownEnergy,
      use: utilizationOf(r.throughput, hardware),
    })),
  }
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
  rows.push(["network", countText(layers.length), ...amounts(totals, totals.utilization), verdict])
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
  const rows = layers.flatMap((r, i) => tensorRows(`${i + 1} ${r.layer.name}`, r, [["(MACs)", r.macs]], constants))
  return { header: tensorHeader("of own energy"), rows, texts: 2 }
}

/** Sentences on needs that the hardware does not meet and on rows no machine could achieve. */
export function costWarnings({ layers, hardware, totals }: NetworkReport, limits: BufferLimits): string[] {
  const numbered = layers.map((r, i) => [i + 1, r] as const)
  const warnings = unmetNeeds<LayerReport>(numbered, [
    { what: "L1 of a PE", unit: "bytes", limit: limits.l1, of: r => r.l1Size },
    { what: "L2", unit: "bytes", limit: limits.l2, of: r => r.l2Size },
    { what: "the network on chip", unit: "elements/cycle", limit: hardware.nocBandwidth, of: r => r.peakBandwidth },
    {
      what: "the off-chip link",
      unit: "elements/cycle",
      limit: hardware.offchipBandwidth,
      of: r => r.offchipBandwidth,
    },
  ])
  if (totals.impossible > 0) {
    const numbers = numbered.flatMap(([n, r]) => (r.verdict === "ok" ? [] : [n]))
    warnings.push(`no machine could do what the model says of ${layersText(numbers)}; see the verdict column`)
  }
  return warnings
}
