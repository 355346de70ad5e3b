// One point of a grid as a packed row: what searches read, and all access counts. GRID_ROW_SIZE float64 values.
//
// Fields that exist per tensor take three places, in the order input, filter, output; meanings as in row.ts.

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
