// What both profiles say of a layer, under common names.

import type { LayerReport } from "../maestro/report.ts"
import type { PhysicalReport } from "./analyze.ts"

/** Fields that mean the same in either report. */
type Both = Pick<
  LayerReport,
  "macs" | "runtime" | "utilizedPEs" | "tensors" | "l1Size" | "l2Size" | "energy" | "offchipBandwidth"
>

/** Elements, but for cycles, nJ and elements per cycle. */
const COUNTS = {
  MACs: r => r.macs,
  cycles: r => r.runtime,
  "PEs at work": r => r.utilizedPEs,
  "input L2 fill": r => r.tensors.input.l2Writes,
  "filter L2 fill": r => r.tensors.filter.l2Writes,
  "input L2 reads": r => r.tensors.input.l2Reads,
  "filter L2 reads": r => r.tensors.filter.l2Reads,
  "output L2 writes": r => r.tensors.output.l2Writes,
  "output L2 reads": r => r.tensors.output.l2Reads,
  "input L1 fills": r => r.tensors.input.l1Writes,
  "filter L1 fills": r => r.tensors.filter.l1Writes,
  "L1 need": r => r.l1Size,
  "L2 need": r => r.l2Size,
  "energy, reference’s column": r => r.energy,
  "off-chip bandwidth": r => r.offchipBandwidth,
} as const satisfies Record<string, (r: Both) => number>

/** A quantity by name. */
export type Quantity = keyof typeof COUNTS

/** All of them, in the order of tables. */
export const QUANTITIES = Object.keys(COUNTS) as readonly Quantity[]

/** What a report of either profile says. */
export function valueOf(quantity: Quantity, report: LayerReport | PhysicalReport): number {
  return COUNTS[quantity](report)
}
