// The flat arrays that evaluations work in: one set for all kernels.
//
// Level l, directive j stands at l * STRIDE + j; level l, dimension d at l * DIMS + d. A kernel loads its
// structure, tables.ts fills the sizes per evaluation, cases.ts the iteration states.
//
// Why constants of a module: the compiler then knows their addresses and lengths. As fields of an object every
// access of every loop loads and checks them again, which made the inner loops three to four times slower. For
// the same reason users name the arrays they need by a `const` of their own (an imported binding is looked up
// at every use). Evaluations are synchronous, so one set is enough, and it stays in the cache.

import { MAX_DIMENSIONS, MAX_DIRECTIVES, MAX_LEVELS_SWEPT, type Plan } from "../plan.ts"

export const STRIDE = MAX_DIRECTIVES
export const DIMS = MAX_DIMENSIONS
const DIRECTIVES = MAX_LEVELS_SWEPT * STRIDE
const SIZES = MAX_LEVELS_SWEPT * DIMS
const SLOTS = 2 * DIRECTIVES + MAX_LEVELS_SWEPT

/** Loops (directives with several states) of a level, at most, where it is walked from tables. */
export const LOOPS = 16
/** Combinations of edge states of these loops, at most; beyond, the ordered walk takes over. */
export const MASKS = 256
/** Joint edge states of two spatial directives. */
export const JOINT = 4
/** Rows of In(t) per level: the first case, then one per loop that changes; JOINT entries each. */
export const FETCHES = (1 + LOOPS) * JOINT
/** Groups of cases of a level, at most. */
export const GROUPS = 1 + 2 * MASKS * LOOPS

const f64 = (n: number) => new Float64Array(n)
const i32 = (n: number) => new Int32Array(n)

/** What one evaluation has to know besides its arrays. */
export const LEVELS = 0
export const DIMENSIONS = 1
export const SHARED = 2
/** 1 when any stride is not 1. */
export const STRIDED = 3
export const current = i32(4)

/** Structure, from the plan. */
export const structure = {
  // Per directive.
  isSpatial: i32(DIRECTIVES),
  dim: i32(DIRECTIVES),
  /** Bit t is set when the directive's dimension is coupled to tensor t. */
  coupled: i32(DIRECTIVES),
  /** Position of the last directive of the level on the same dimension: tables and states of a repeated dimension are that one's. */
  last: i32(DIRECTIVES),
  source: i32(DIRECTIVES),
  sizeSlot: i32(DIRECTIVES),
  offsetSlot: i32(DIRECTIVES),
  window: i32(DIRECTIVES),
  upper: i32(DIRECTIVES),
  /** Per level and dimension: first and last directive on it, −1 for none. */
  firstOn: i32(SIZES),
  lastOn: i32(SIZES),
  // Per dimension.
  /** The filter dimension that slides along a dimension, −1 for none. */
  sliding: i32(DIMS),
  /** Dimensions handed from level to level. */
  shared: i32(DIMS),
  /** Dimensions coupled to tensor t, from t * DIMS on. */
  coupling: i32(3 * DIMS),
  /** How many these are. */
  couplings: i32(3),
  // Per level.
  /** Slot of the cluster size, −1 at the top. */
  clusterSlot: i32(MAX_LEVELS_SWEPT),
  count: i32(MAX_LEVELS_SWEPT),
  /** The spatial directives, one or two per level, and how many. */
  spatials: i32(2 * MAX_LEVELS_SWEPT),
  spatialCount: i32(MAX_LEVELS_SWEPT),
  /** Bit j: directive j is spatial (levels of at most 32 directives). */
  spatialBits: i32(MAX_LEVELS_SWEPT),
  /** Per level and tensor: the spatial directive of the last spatially mapped coupled dimension, −1 for none. */
  spatialOf: i32(3 * MAX_LEVELS_SWEPT),
}

/** What varies from evaluation to evaluation of one plan. */
export const values = {
  /** Stride per dimension. */
  strides: f64(DIMS),
  /** Value per slot of the plan. */
  slots: f64(SLOTS),
  /** Elements of each tensor of the layer. */
  elements: f64(3),
}

/** Sizes of section 3.5 per directive; the hat tables equal the plain ones except on X and Y. */
export const tables = {
  size: f64(DIRECTIVES),
  offset: f64(DIRECTIVES),
  full: f64(DIRECTIVES),
  fresh: f64(DIRECTIVES),
  edgeFull: f64(DIRECTIVES),
  edgeFresh: f64(DIRECTIVES),
  hatFull: f64(DIRECTIVES),
  hatFresh: f64(DIRECTIVES),
  hatEdgeFull: f64(DIRECTIVES),
  hatEdgeFresh: f64(DIRECTIVES),
  // Per level.
  units: f64(MAX_LEVELS_SWEPT),
  edgeUnits: f64(MAX_LEVELS_SWEPT),
  /** Per level and dimension: the level's nominal size and the size it is evaluated for. */
  nominal: f64(SIZES),
  actual: f64(SIZES),
}

/** Iteration states of section 3.6 per directive, and the current case. */
export const states = {
  steadyCount: f64(DIRECTIVES),
  hasEdge: i32(DIRECTIVES),
  initEdge: i32(DIRECTIVES),
  initUnrolled: i32(DIRECTIVES),
  edgeSee: i32(DIRECTIVES),
  position: i32(DIRECTIVES),
  isEdge: i32(DIRECTIVES),
  see: i32(DIRECTIVES),
  /** Per level: the changing directive c* of the current case, −1 when all are in Init. */
  changing: i32(MAX_LEVELS_SWEPT),
}

/** An array of the structure: how many rows of which distance hold how many entries, as indices of an extent. */
interface Field {
  readonly array: Int32Array
  readonly stride: number
  readonly rows: number
  readonly used: number
}

// Extents: a structure begins with them.
const ONE = 0
const TWO = 1
const TENSORS = 2
const PER_LEVEL = 3
const PER_DIMENSION = 4
/** How many extents there are. */
const EXTENTS = 5

const { isSpatial, dim, coupled, last, source, sizeSlot, offsetSlot, window, upper, firstOn, lastOn } = structure
const { sliding, shared, coupling, couplings, clusterSlot, count, spatials, spatialCount, spatialBits, spatialOf } =
  structure

const FIELDS: readonly Field[] = [
  ...[firstOn, lastOn].map(array => ({ array, stride: DIMS, rows: PER_LEVEL, used: PER_DIMENSION })),
  ...[sliding, shared].map(array => ({ array, stride: DIMS, rows: ONE, used: PER_DIMENSION })),
  { array: coupling, stride: DIMS, rows: TENSORS, used: PER_DIMENSION },
  { array: couplings, stride: 3, rows: ONE, used: TENSORS },
  ...[clusterSlot, count, spatialCount, spatialBits].map(array => ({ array, stride: 1, rows: PER_LEVEL, used: ONE })),
  { array: spatials, stride: 2, rows: PER_LEVEL, used: TWO },
  { array: spatialOf, stride: 3, rows: PER_LEVEL, used: TENSORS },
]

/** The structure of a plan. Loading it is all that changing from one kernel to another takes. */
export class Structure {
  readonly levels: number
  /** Most directives of a level. */
  readonly directives: number
  /** Whether a level maps a dimension twice. */
  readonly repeats: boolean
  /**
   * One short array, so that going from kernel to kernel touches little memory: extents, number of shared
   * dimensions, the fields, then two words per directive (`packDirective`).
   */
  readonly #packed: Int32Array

  constructor(plan: Plan) {
    this.levels = plan.levels.length
    this.directives = Math.max(...plan.levels.map(l => l.directives.length))
    this.repeats = plan.levels.some(l => new Set(l.directives.map(d => d.dim)).size < l.directives.length)
    const extents = [1, 2, 3, this.levels, plan.dimensions.length]
    layOut(plan)
    const packed = [...extents, plan.shared.length]
    for (const { array, stride, rows, used } of FIELDS) {
      for (let r = 0; r < extents[rows]; r++) {
        for (let x = 0; x < extents[used]; x++) packed.push(array[r * stride + x])
      }
    }
    for (let l = 0; l < this.levels; l++) {
      for (let at = l * STRIDE; at < l * STRIDE + count[l]; at++) packed.push(...packDirective(at))
    }
    this.#packed = Int32Array.from(packed)
  }

  /** Makes this the structure that evaluations follow. */
  load(): void {
    const packed = this.#packed
    const levels = packed[PER_LEVEL]
    current[LEVELS] = levels
    current[DIMENSIONS] = packed[PER_DIMENSION]
    current[SHARED] = packed[EXTENTS]
    let from = EXTENTS + 1
    for (let f = 0; f < FIELDS.length; f++) {
      const { array, stride, rows, used } = FIELDS[f]
      const n = packed[used]
      const end = packed[rows] * stride
      for (let into = 0; into < end; into += stride) {
        for (let x = 0; x < n; x++) array[into + x] = packed[from++]
      }
    }
    for (let l = 0; l < levels; l++) {
      const end = l * STRIDE + count[l]
      for (let at = l * STRIDE; at < end; at++, from += 2) unpackDirective(at, packed[from], packed[from + 1])
    }
  }
}

/** A directive as two words: small numbers side by side, those that may be −1 increased by one. */
function packDirective(at: number): [what: number, slots: number] {
  const what =
    isSpatial[at] |
    (coupled[at] << 1) |
    (source[at] << 4) |
    (dim[at] << 6) |
    (last[at] << 12) |
    ((upper[at] + 1) << 18) |
    ((window[at] + 1) << 25)
  return [what, ((sizeSlot[at] + 1) << 16) | (offsetSlot[at] + 1)]
}

function unpackDirective(at: number, what: number, slots: number): void {
  isSpatial[at] = what & 1
  coupled[at] = (what >> 1) & 7
  source[at] = (what >> 4) & 3
  dim[at] = (what >> 6) & 63
  last[at] = (what >> 12) & 63
  upper[at] = ((what >> 18) & 127) - 1
  window[at] = (what >>> 25) - 1
  sizeSlot[at] = (slots >> 16) - 1
  offsetSlot[at] = (slots & 0xffff) - 1
}

/** Writes a plan into the arrays. */
function layOut(plan: Plan): void {
  coupling.fill(-1)
  for (const [t, dims] of plan.coupling.entries()) {
    couplings[t] = dims.length
    coupling.set(dims, t * DIMS)
  }
  sliding.set(plan.sliding)
  shared.set(plan.shared)
  for (const [l, { directives, clusterSlot: slot }] of plan.levels.entries()) {
    clusterSlot[l] = slot
    count[l] = directives.length
    const positions = [...directives.keys()].filter(j => directives[j].spatial)
    spatialCount[l] = positions.length
    spatials.set(positions, 2 * l)
    spatialBits[l] = positions.reduce((bits, j) => bits | (1 << j), 0)
    layOutLevel(plan, l)
  }
}

function layOutLevel(plan: Plan, l: number): void {
  const list = plan.levels[l].directives
  for (const dimension of plan.dimensions.keys()) {
    firstOn[l * DIMS + dimension] = list.findIndex(d => d.dim === dimension)
    lastOn[l * DIMS + dimension] = list.findLastIndex(d => d.dim === dimension)
  }
  for (const [j, d] of list.entries()) {
    const at = l * STRIDE + j
    isSpatial[at] = d.spatial ? 1 : 0
    dim[at] = d.dim
    coupled[at] = plan.coupling.reduce((bits, dims, t) => (dims.includes(d.dim) ? bits | (1 << t) : bits), 0)
    last[at] = lastOn[l * DIMS + d.dim]
    source[at] = d.source
    sizeSlot[at] = d.sizeSlot
    offsetSlot[at] = d.offsetSlot
    window[at] = d.window
    upper[at] = d.upper
  }
  for (const [t, dims] of plan.coupling.entries()) {
    const mapped = dims.map(dimension => firstOn[l * DIMS + dimension])
    spatialOf[l * 3 + t] = mapped.findLast(j => j >= 0 && list[j].spatial) ?? -1
  }
}
