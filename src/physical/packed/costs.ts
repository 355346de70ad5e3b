// What a packed evaluation costs: the row of grid-row.ts but for area and power.
//
// Source: specification "physical", sections 3.5–3.7. Digits depend on the order of additions, which is that of
// analyze.ts: energies per kind of access over the tensors, then the kinds.

import * as Grid from "../../maestro/grid/grid-row.ts"
import type { TableHardware } from "../../maestro/hardware.ts"
import { FILTER, INPUT, OUTPUT } from "../../maestro/layer.ts"
import type { PhysicalChoices } from "../options.ts"
import type { PackedAxes } from "./axes.ts"
import { MAX_LEVELS } from "./levels.ts"
import * as Found from "./procedure.ts"

/** Sizes of a layer's tensors, and of its work. */
export class LayerSizes {
  readonly tensors = new Float64Array(3)
  macs = 0

  take(axes: PackedAxes): void {
    for (let t = INPUT; t <= OUTPUT; t++) this.tensors[t] = axes.volume(t, axes.sizes, 0)
    this.macs = 1
    for (let a = 0; a < axes.count; a++) this.macs *= axes.sizes[a]
  }
}

const { found, CYCLES, DRAIN, ARRAY_NEW, UNIT_INPUT, UNIT_FILTER, CLUSTER, ARRAY_TILE, UNIT_TILE } = Found

/** Writes what the procedure found, for `completeInto`. */
export function countsInto(row: Float64Array, at: number): void {
  let l1Size = 0
  let l2Size = 0
  for (let t = INPUT; t <= OUTPUT; t++) {
    row[at + Grid.L2_READS + t] = found[ARRAY_NEW + t]
    l1Size += 2 * found[UNIT_TILE + t]
    l2Size += 2 * found[ARRAY_TILE + t]
  }
  row[at + Grid.L1_WRITES + INPUT] = found[UNIT_INPUT]
  row[at + Grid.L1_WRITES + FILTER] = found[UNIT_FILTER]
  row[at + Grid.L1_SIZE] = l1Size
  row[at + Grid.L2_SIZE] = l2Size
  row[at + Grid.RUNTIME] = found[CYCLES] + found[DRAIN]
  row[at + Grid.ENERGY] = found[CLUSTER]
}

/**
 * Completes `rows` rows that follow each other. They hold L2 reads, L1 fills and buffer needs; cycles of the array,
 * drain included, in place of the run time, and accesses of cluster buffers in place of the energy.
 */
export function completeInto(
  row: Float64Array,
  from: number,
  rows: number,
  { tensors, macs }: LayerSizes,
  { offchipBandwidth }: TableHardware,
  { l2, offchipFloor, clusterAccess, constants }: PhysicalChoices,
): void {
  const { l1Access, l2Access, macEnergy } = constants
  const elements = tensors[INPUT] + tensors[FILTER] + tensors[OUTPUT]
  const resident = typeof l2 === "string" ? l2 === "resident" : elements <= l2.capacity
  const l1Reads = macs * l1Access + macs * l1Access + macs * l1Access
  for (let i = 0, at = from; i < rows; i++, at += Grid.GRID_ROW_SIZE) {
    for (let t = INPUT; t <= OUTPUT; t++) {
      row[at + Grid.L2_WRITES + t] = t === OUTPUT || !resident ? row[at + Grid.L2_READS + t] : tensors[t]
      row[at + Grid.L1_READS + t] = macs
    }
    row[at + Grid.L1_WRITES + OUTPUT] = macs
    row[at + Grid.MACS] = macs
    if (offchipFloor) {
      const traffic = row[at + Grid.L2_WRITES + INPUT] + row[at + Grid.L2_WRITES + FILTER] + tensors[OUTPUT]
      row[at + Grid.RUNTIME] = Math.max(row[at + Grid.RUNTIME], Math.ceil(traffic / offchipBandwidth))
    }
    const l2Writes = kindEnergy(row, at + Grid.L2_WRITES, l2Access)
    const l2Reads = kindEnergy(row, at + Grid.L2_READS, l2Access)
    const l1Writes = kindEnergy(row, at + Grid.L1_WRITES, l1Access)
    const cluster = row[at + Grid.ENERGY] * clusterAccess
    row[at + Grid.ENERGY] = (l2Writes + l2Reads + l1Writes + l1Reads + cluster + macs) * macEnergy
  }
}

/** Energy of one kind of access, summed over the tensors. */
function kindEnergy(row: Float64Array, at: number, access: number): number {
  return row[at + INPUT] * access + row[at + FILTER] * access + row[at + OUTPUT] * access
}

/** Writes the row of a refused mapping. Returns false. */
export function refusedInto(row: Float64Array, at: number): false {
  row.fill(0, at, at + Grid.GRID_ROW_SIZE)
  row[at + Grid.RUNTIME] = row[at + Grid.ENERGY] = Number.NaN
  return false
}

/** Whether all counts stay exact in float64 in whatever order they are added, and the hardware makes sense. */
export function isExact({ macs }: LayerSizes, { simdLanes, nocBandwidth, nocLatency }: TableHardware): boolean {
  if (!Number.isInteger(nocLatency) || !Number.isInteger(simdLanes) || simdLanes < 1) return false
  // No count exceeds the MACs; a step of any level lasts no longer than its MACs and three transfers.
  const perMac = 4 + 4 * Math.max(1, nocLatency) + 4 / Math.min(1, nocBandwidth)
  return nocBandwidth > 0 && MAX_LEVELS * macs * perMac < 2 ** 53
}
