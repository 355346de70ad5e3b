// One point of a grid as a packed row: what searches read, and all access counts. GRID_ROW_SIZE float64 values.
//
// Fields that exist per tensor take three places, in the order input, filter, output; meanings as in row.ts.

import * as Row from "../row.ts"

export const RUNTIME = 0
export const MACS = 1
export const L2_READS = 2
export const L2_WRITES = 5
export const L1_READS = 8
export const L1_WRITES = 11
/** Sums over the tensors. */
export const L2_SIZE = 14
export const L1_SIZE = 15
export const ENERGY = 16
export const AREA = 17
export const POWER = 18
export const GRID_ROW_SIZE = 19

/** Writes the fields of a full row that a grid row has at `out[at]`. */
export function fromRow(row: Float64Array, out: Float64Array, at: number): void {
  out[at + RUNTIME] = row[Row.RUNTIME]
  out[at + MACS] = row[Row.MACS]
  for (let t = 0; t < 3; t++) {
    out[at + L2_READS + t] = row[Row.L2_READS + t]
    out[at + L2_WRITES + t] = row[Row.L2_WRITES + t]
    out[at + L1_READS + t] = row[Row.L1_READS + t]
    out[at + L1_WRITES + t] = row[Row.L1_WRITES + t]
  }
  out[at + L2_SIZE] = row[Row.L2_SIZE] + row[Row.L2_SIZE + 1] + row[Row.L2_SIZE + 2]
  out[at + L1_SIZE] = row[Row.L1_SIZE] + row[Row.L1_SIZE + 1] + row[Row.L1_SIZE + 2]
  out[at + ENERGY] = row[Row.ENERGY]
  out[at + AREA] = row[Row.AREA]
  out[at + POWER] = row[Row.POWER]
}
