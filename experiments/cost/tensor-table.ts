// The columns that the table of tensors has in either profile.

import type { CostConstants } from "../../src/maestro/constants.ts"
import type { AccessEnergy, TensorReport } from "../../src/maestro/report.ts"
import { formatNumber, formatShare } from "../terminal/text-table.ts"

const KINDS: readonly (keyof AccessEnergy)[] = ["l2Writes", "l2Reads", "l1Writes", "l1Reads"]

/** Names of all columns. */
export function tensorHeader(share: string): string[] {
  return [
    "layer",
    "tensor",
    "L2, bytes",
    "L1, bytes",
    "reads per L1 write",
    "L2 writes, nJ",
    "L2 reads, nJ",
    "L1 writes, nJ",
    "L1 reads, nJ",
    share,
  ]
}

/** The cells after layer and tensor. `whole` is the layer's energy in units of one MAC's. */
export function tensorCells(t: TensorReport, whole: number, { macEnergy }: CostConstants): string[] {
  const energies = KINDS.map(kind => formatNumber(t.energy[kind] * macEnergy))
  const sum = KINDS.reduce((total, kind) => total + t.energy[kind], 0)
  return [formatNumber(t.l2Size), formatNumber(t.l1Size), formatNumber(t.reuse), ...energies, formatShare(sum / whole)]
}
