// The table of tensors, the same in either profile.

import type { CostConstants } from "../../src/maestro/constants.ts"
import { TENSORS } from "../../src/maestro/layer.ts"
import type { AccessEnergy, LayerReport, TensorReport } from "../../src/maestro/report.ts"
import { formatNumber, formatShare } from "../terminal/text-table.ts"

const KINDS: readonly (keyof AccessEnergy)[] = ["l2Writes", "l2Reads", "l1Writes", "l1Reads"]

/** What a row of no tensor has between its name and its energy: two sizes, reuse, and all energies but the last. */
const NO_TENSOR: readonly string[] = Array.from({ length: 3 + KINDS.length - 1 }, () => "–")

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
function tensorCells(t: TensorReport, whole: number, { macEnergy }: CostConstants): string[] {
  const energies = KINDS.map(kind => formatNumber(t.energy[kind] * macEnergy))
  const sum = KINDS.reduce((total, kind) => total + t.energy[kind], 0)
  return [formatNumber(t.l2Size), formatNumber(t.l1Size), formatNumber(t.reuse), ...energies, formatShare(sum / whole)]
}

/** A row of energy that belongs to no tensor; `energy` and `whole` in units of one MAC's. */
function otherRow(what: string, energy: number, whole: number, { macEnergy }: CostConstants): string[] {
  return ["", what, ...NO_TENSOR, formatNumber(energy * macEnergy), formatShare(energy / whole)]
}

/** A layer's rows: its tensors, then what else takes energy, each [name, in units of one MAC's]. */
export function tensorRows(
  layer: string,
  { tensors, totalEnergy }: Pick<LayerReport, "tensors" | "totalEnergy">,
  others: readonly (readonly [what: string, energy: number])[],
  constants: CostConstants,
): string[][] {
  return [
    ...TENSORS.map((name, i) => [i === 0 ? layer : "", name, ...tensorCells(tensors[name], totalEnergy, constants)]),
    ...others.map(([what, energy]) => otherRow(what, energy, totalEnergy, constants)),
  ]
}
