// The flat arrays that evaluations work in: one set for all kernels.
//
// Level l, directive j stands at l * STRIDE + j; level l, dimension d at l * DIMS + d. A kernel loads its
// structure, tables.ts fills the sizes per evaluation, cases.ts the iteration states.
//
// Why constants of a module: the compiler then knows their addresses and lengths. As fields of an object every
// access of every loop loads and checks them again, which made the inner loops three to four times slower. For
// the same reason users name the arrays they need by a `const` of their own (an imported binding is looked up
// at every use). Evaluations are synchronous, so one set is enough, and it stays in the cache.

import type { PlannedDirective } from "../plan.ts"
import { COMPLETED, INHERITED, MAX_DIMENSIONS, MAX_DIRECTIVES, MAX_LEVELS_SWEPT, type Plan } from "../plan.ts"
import { f64, i32 } from "./arrays.ts"

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

/** How many levels the loaded structure has. */
export const LEVELS = 0
/** 1 when any stride of the layer is not 1. */
export const STRIDED = 1
export const current = i32(2)

/** Structure, from the plan. */
export const structure = {
  // Per directive.
  isSpatial: i32(DIRECTIVES),
  dim: i32(DIRECTIVES),
  /** Bit t is set when the directive's dimension is coupled to tensor t. */
  coupled: i32(DIRECTIVES),
  /** Position of the last directive of the level on the same dimension: tables and states of a repeated dimension are that one's. */
  last: i32(DIRECTIVES),
  /** The level's R or S directive when this one was written for Y' or X', else −1. */
  window: i32(DIRECTIVES),
  /** Where size (upper half) and offset come from, as indices of `extentSources`. */
  extents: i32(DIRECTIVES),
  // Per level.
  /** Slot of the cluster size, −1 at the top. */
  clusterSlot: i32(MAX_LEVELS_SWEPT),
  count: i32(MAX_LEVELS_SWEPT),
  /** Whether any directive has a window. */
  hasWindows: i32(MAX_LEVELS_SWEPT),
  /** The spatial directives, one or two per level, and how many. */
  spatials: i32(2 * MAX_LEVELS_SWEPT),
  spatialCount: i32(MAX_LEVELS_SWEPT),
  /** Bit j: directive j is spatial (levels of at most 32 directives). */
  spatialBits: i32(MAX_LEVELS_SWEPT),
  /** Per level and tensor: the spatial directive of the last spatially mapped coupled dimension, −1 for none. */
  spatialOf: i32(3 * MAX_LEVELS_SWEPT),
  /** Directives along which a filter slides, and how many; with each the last directive on the filter's dimension, −1 for none. */
  slid: i32(DIRECTIVES),
  slider: i32(DIRECTIVES),
  slidCount: i32(MAX_LEVELS_SWEPT),
}

/** The dimensions of the plan, which only layers with strides and the ordered walk ask for. */
export const dimensions = {
  /** Per level and dimension: first and last directive on it, −1 for none. */
  firstOn: i32(SIZES),
  lastOn: i32(SIZES),
  /** The filter dimension that slides along a dimension, −1 for none. */
  sliding: i32(DIMS),
  /** Dimensions coupled to tensor t, from t * DIMS on. */
  coupling: i32(3 * DIMS),
  /** How many these are. */
  couplings: i32(3),
}

// What sizes and offsets of directives are taken from stands side by side, so that a directive needs an index only.
const SLOTS_FROM = 0
const FULL_FROM = SLOTS_FROM + SLOTS
const OFFSET_FROM = FULL_FROM + DIRECTIVES
const NOMINAL_FROM = OFFSET_FROM + DIRECTIVES
export const extentSources = f64(NOMINAL_FROM + SIZES)

/** What varies from evaluation to evaluation of one plan. */
export const values = {
  /** Stride per dimension. */
  strides: f64(DIMS),
  /** Value per slot of the plan. */
  slots: extentSources.subarray(SLOTS_FROM, FULL_FROM),
  /** Elements of each tensor of the layer. */
  elements: f64(3),
}

/** Sizes of section 3.5 per directive; the hat tables equal the plain ones except on X and Y. */
export const tables = {
  /** M, the size of the tile, and its offset. */
  full: extentSources.subarray(FULL_FROM, OFFSET_FROM),
  offset: extentSources.subarray(OFFSET_FROM, NOMINAL_FROM),
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
  nominal: extentSources.subarray(NOMINAL_FROM),
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

const { isSpatial, dim, coupled, last, window, extents, clusterSlot, count, hasWindows } = structure
const { spatials, spatialCount, spatialBits, spatialOf, slid, slider, slidCount } = structure
const { firstOn, lastOn, sliding, coupling, couplings } = dimensions

// The packed structure: number of levels; then per level these fields, two words per directive, one per slid directive.
const CLUSTER_SLOT = 0
const COUNT = 1
const HAS_WINDOWS = 2
const SPATIAL_COUNT = 3
const SPATIAL_BITS = 4
const SPATIALS = 5
const SPATIAL_OF = 7
const SLID_COUNT = 10
const LEVEL_SIZE = 11

/** The plan whose dimensions are loaded. */
let withDimensions: Plan | null = null

/** The structure of a plan. Loading it is all that changing from one kernel to another takes. */
export class Structure {
  readonly levels: number
  /** Most directives of a level. */
  readonly directives: number
  /** Whether a level maps a dimension twice. */
  readonly repeats: boolean
  readonly #plan: Plan
  /** One short array without gaps: many kernels, each evaluated once, spend much of their time on fetching them. */
  readonly #packed: Int32Array

  constructor(plan: Plan) {
    this.levels = plan.levels.length
    this.directives = Math.max(...plan.levels.map(l => l.directives.length))
    this.repeats = plan.levels.some(l => new Set(l.directives.map(d => d.dim)).size < l.directives.length)
    this.#plan = plan
    this.#packed = Int32Array.from([plan.levels.length, ...plan.levels.flatMap((_, l) => packLevel(plan, l))])
  }

  /** Makes this the structure that evaluations follow. */
  load(): void {
    const packed = this.#packed
    const levels = packed[0]
    current[LEVELS] = levels
    let from = 1
    for (let l = 0; l < levels; l++) {
      loadLevel(l, packed, from)
      from += LEVEL_SIZE
      const base = l * STRIDE
      for (let at = base; at < base + count[l]; at++, from += 2) loadDirective(at, packed[from], packed[from + 1])
      for (let at = base; at < base + slidCount[l]; at++, from++) {
        slid[at] = base + (packed[from] & 0xff)
        slider[at] = (packed[from] >> 8) - 1
      }
    }
  }

  /** Loads what its dimensions are. */
  loadDimensions(): void {
    const plan = this.#plan
    if (withDimensions === plan) return
    withDimensions = plan
    for (const [t, dims] of plan.coupling.entries()) {
      couplings[t] = dims.length
      coupling.set(dims, t * DIMS)
    }
    sliding.set(plan.sliding)
    for (const [l, { directives }] of plan.levels.entries()) {
      firstOn.fill(-1, l * DIMS, (l + 1) * DIMS)
      for (const [j, d] of directives.entries()) {
        const at = l * DIMS + d.dim
        if (firstOn[at] < 0) firstOn[at] = j
        lastOn[at] = j
      }
      for (let at = l * DIMS; at < (l + 1) * DIMS; at++) if (firstOn[at] < 0) lastOn[at] = -1
    }
  }
}

/** The words of level l. */
function packLevel(plan: Plan, l: number): number[] {
  const { directives, clusterSlot: slot } = plan.levels[l]
  const positions = [...directives.keys()].filter(j => directives[j].spatial)
  const lastOf = (dimension: number) => directives.findLastIndex(d => d.dim === dimension)
  const spatialPositions = plan.coupling.map(dims => {
    const mapped = dims.map(dimension => directives.findIndex(d => d.dim === dimension))
    return mapped.findLast(j => j >= 0 && directives[j].spatial) ?? -1
  })
  const slidWords = directives.flatMap((d, j) => {
    const filter = plan.sliding[d.dim]
    return filter < 0 ? [] : j | ((lastOf(filter) + 1) << 8)
  })
  return [
    slot,
    directives.length,
    directives.some(d => d.window >= 0) ? 1 : 0,
    positions.length,
    positions.reduce((bits, j) => bits | (1 << j), 0),
    positions[0],
    positions[1] ?? -1,
    ...spatialPositions,
    slidWords.length,
    ...directives.flatMap(d => packDirective(plan, l, d, lastOf(d.dim))),
    ...slidWords,
  ]
}

function loadLevel(l: number, packed: Int32Array, from: number): void {
  clusterSlot[l] = packed[from + CLUSTER_SLOT]
  count[l] = packed[from + COUNT]
  hasWindows[l] = packed[from + HAS_WINDOWS]
  spatialCount[l] = packed[from + SPATIAL_COUNT]
  spatialBits[l] = packed[from + SPATIAL_BITS]
  spatials[2 * l] = packed[from + SPATIALS]
  spatials[2 * l + 1] = packed[from + SPATIALS + 1]
  for (let t = 0; t < 3; t++) spatialOf[3 * l + t] = packed[from + SPATIAL_OF + t]
  slidCount[l] = packed[from + SLID_COUNT]
}

/** A directive as two words: small numbers side by side, one that may be −1 increased by one. */
function packDirective(plan: Plan, l: number, d: PlannedDirective, lastPosition: number): [what: number, from: number] {
  const tensors = plan.coupling.reduce((bits, dims, t) => (dims.includes(d.dim) ? bits | (1 << t) : bits), 0)
  const what = (d.spatial ? 1 : 0) | (tensors << 1) | (d.dim << 4) | (lastPosition << 10) | ((d.window + 1) << 16)
  return [what, (sourceOf(d, l, FULL_FROM, d.sizeSlot) << 16) | sourceOf(d, l, OFFSET_FROM, d.offsetSlot)]
}

/** Index of what a directive of level l takes its size or offset from; `from`: where these begin. */
function sourceOf(d: PlannedDirective, l: number, from: number, slot: number): number {
  if (d.source === INHERITED) return from + (l - 1) * STRIDE + d.upper
  return d.source === COMPLETED ? NOMINAL_FROM + l * DIMS + d.dim : SLOTS_FROM + slot
}

function loadDirective(at: number, what: number, from: number): void {
  isSpatial[at] = what & 1
  coupled[at] = (what >> 1) & 7
  dim[at] = (what >> 4) & 63
  last[at] = (what >> 10) & 63
  window[at] = (what >> 16) - 1
  extents[at] = from
}
