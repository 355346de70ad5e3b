// One evaluation as a packed row: ROW_SIZE float64 values, row i at i * ROW_SIZE.
//
// Fields that exist per tensor take three places, in the order input, filter, output.
// Source of the meanings: specification "cost model", sections 3.8, 4 and 5.

export const RUNTIME = 0 // cycles
export const MACS = 1 // as the model counts them
export const ACTIVE = 2 // average number of units at work
export const INTENSITY = 3 // MACs per element fetched, last case
export const OFFCHIP_BW = 4 // elements per cycle
export const PEAK_BW = 5
export const AVG_BW = 6
export const INGRESS_DELAY = 7 // min, max, average cycles
export const EGRESS_DELAY = 10
export const COMPUTE_DELAY = 13
export const L2_READS = 16 // per tensor, elements
export const L2_WRITES = 19
export const L1_READS = 22
export const L1_WRITES = 25
export const L2_SIZE = 28 // elements needed, double buffered
export const L1_SIZE = 31 // the same of one unit of the innermost level
/** 1 when no lower level was evaluated: the reference then adds the layer's own L1 accesses to its energy. */
export const SINGLE_RECORD = 34
// Priced.
export const ENERGY = 35 // nJ, the reference's column: without L1 for clustered mappings of one layer
export const AREA = 36 // µm²
export const POWER = 37 // mW, the sum of the next four
export const PE_POWER = 38
export const L1_POWER = 39
export const L2_POWER = 40
export const NOC_POWER = 41
export const ROW_SIZE = 42

/** What the reference prints for the delays of a layer none of whose cases is valid. */
export const NO_DELAY = -(2 ** 63)
