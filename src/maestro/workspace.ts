// The flat arrays one evaluation works in, sized by a plan.
//
// Level l, directive j stands at l * stride + j; level l, dimension d at l * dims + d. Structure is
// written once from the plan; tables.ts fills the sizes per evaluation, cases.ts the iteration
// states. Flat typed arrays and no allocation per evaluation: this is the inner loop of every search.

import type { Plan } from "./plan.ts"

export class Workspace {
  readonly plan: Plan
  readonly levels: number
  readonly stride: number
  readonly dims: number

  // Structure: per directive.
  readonly isSpatial: Uint8Array
  readonly dim: Int32Array
  /** Bit t is set when the directive's dimension is coupled to tensor t. */
  readonly coupled: Uint8Array
  /** Position of the last directive of the level on the same dimension: tables and states of a repeated dimension are that one's. */
  readonly last: Int32Array
  readonly source: Uint8Array
  readonly sizeSlot: Int32Array
  readonly offsetSlot: Int32Array
  readonly window: Int32Array
  readonly upper: Int32Array
  // Structure: per dimension.
  /** The filter dimension that slides along a dimension, −1 for none. */
  readonly sliding: Int32Array
  /** Dimensions coupled to each tensor. */
  readonly coupling: readonly Int32Array[]
  /** Dimensions handed from level to level. */
  readonly shared: Int32Array
  // Structure: per level.
  /** Slot of the cluster size, −1 at the top. */
  readonly clusterSlot: Int32Array
  readonly count: Int32Array
  readonly firstSpatial: Int32Array
  readonly lastSpatial: Int32Array
  /** Per level: positions of all directives, and of the spatial ones. */
  readonly all: readonly Int32Array[]
  readonly spatials: readonly Int32Array[]
  /** Bit j: directive j is spatial. */
  readonly spatialBits: Int32Array
  /** Per level and dimension: first and last directive on it, −1 for none. */
  readonly firstOn: Int32Array
  readonly lastOn: Int32Array
  /** Per level and tensor: the spatial directive of the last spatially mapped coupled dimension, −1 for none. */
  readonly spatialOf: Int32Array

  // Sizes: per directive (section 3.5; the hat tables equal the plain ones except on X and Y).
  readonly size: Float64Array
  readonly offset: Float64Array
  readonly full: Float64Array
  readonly fresh: Float64Array
  readonly edgeFull: Float64Array
  readonly edgeFresh: Float64Array
  readonly hatFull: Float64Array
  readonly hatFresh: Float64Array
  readonly hatEdgeFull: Float64Array
  readonly hatEdgeFresh: Float64Array
  // Sizes: per level.
  readonly units: Float64Array
  readonly edgeUnits: Float64Array
  /** Per level and dimension: the level's nominal size and the size it is evaluated for. */
  readonly nominal: Float64Array
  readonly actual: Float64Array
  /** Strides per dimension (only Y and X matter). */
  readonly strideOf: Float64Array
  /** Whether any of them is not 1. */
  strided = false

  // Iteration states (section 3.6): per directive.
  readonly steadyCount: Float64Array
  readonly hasEdge: Uint8Array
  readonly initEdge: Uint8Array
  readonly initUnrolled: Uint8Array
  readonly edgeSee: Uint8Array
  // The current case: per directive.
  readonly position: Uint8Array
  readonly isEdge: Uint8Array
  readonly see: Uint8Array
  /** Per level: the changing directive c* of the current case, −1 when all are in Init. */
  readonly changing: Int32Array

  constructor(plan: Plan) {
    this.plan = plan
    this.levels = plan.levels.length
    this.stride = Math.max(...plan.levels.map(l => l.directives.length))
    this.dims = plan.dimensions.length
    const n = this.levels * this.stride
    const nd = this.levels * this.dims
    const f64 = () => new Float64Array(n)
    const i32 = () => new Int32Array(n).fill(-1)
    const u8 = () => new Uint8Array(n)
    this.isSpatial = u8()
    this.dim = i32()
    this.coupled = u8()
    this.last = i32()
    this.source = u8()
    this.sizeSlot = i32()
    this.offsetSlot = i32()
    this.window = i32()
    this.upper = i32()
    this.sliding = Int32Array.from(plan.sliding)
    this.coupling = plan.coupling.map(dims => Int32Array.from(dims))
    this.shared = Int32Array.from(plan.shared)
    this.clusterSlot = Int32Array.from(plan.levels, l => l.clusterSlot)
    this.count = new Int32Array(this.levels)
    this.firstSpatial = new Int32Array(this.levels)
    this.lastSpatial = new Int32Array(this.levels)
    this.firstOn = new Int32Array(nd).fill(-1)
    this.lastOn = new Int32Array(nd).fill(-1)
    this.spatialOf = new Int32Array(this.levels * 3).fill(-1)
    this.size = f64()
    this.offset = f64()
    this.full = f64()
    this.fresh = f64()
    this.edgeFull = f64()
    this.edgeFresh = f64()
    this.hatFull = f64()
    this.hatFresh = f64()
    this.hatEdgeFull = f64()
    this.hatEdgeFresh = f64()
    this.units = new Float64Array(this.levels)
    this.edgeUnits = new Float64Array(this.levels)
    this.nominal = new Float64Array(nd)
    this.actual = new Float64Array(nd)
    this.strideOf = new Float64Array(this.dims).fill(1)
    this.steadyCount = f64()
    this.hasEdge = u8()
    this.initEdge = u8()
    this.initUnrolled = u8()
    this.edgeSee = u8()
    this.position = u8()
    this.isEdge = u8()
    this.see = u8()
    this.changing = new Int32Array(this.levels).fill(-1)
    this.all = plan.levels.map(({ directives }) => Int32Array.from(directives.keys()))
    this.spatials = plan.levels.map(({ directives }, l) => this.all[l].filter(j => directives[j].spatial))
    this.spatialBits = Int32Array.from(this.spatials, list => list.reduce((bits, j) => bits | (1 << j), 0))
    for (let l = 0; l < this.levels; l++) this.#layOut(l)
  }

  #layOut(l: number): void {
    const { plan, stride, dims } = this
    const list = plan.levels[l].directives
    this.count[l] = list.length
    this.firstSpatial[l] = list.findIndex(d => d.spatial)
    this.lastSpatial[l] = list.findLastIndex(d => d.spatial)
    for (const [j, d] of list.entries()) {
      const at = l * stride + j
      this.isSpatial[at] = d.spatial ? 1 : 0
      this.dim[at] = d.dim
      for (let t = 0; t < 3; t++) if (plan.coupling[t].includes(d.dim)) this.coupled[at] |= 1 << t
      this.source[at] = d.source
      this.sizeSlot[at] = d.sizeSlot
      this.offsetSlot[at] = d.offsetSlot
      this.window[at] = d.window
      this.upper[at] = d.upper
      if (this.firstOn[l * dims + d.dim] < 0) this.firstOn[l * dims + d.dim] = j
      this.lastOn[l * dims + d.dim] = j
    }
    for (const [j, d] of list.entries()) this.last[l * stride + j] = this.lastOn[l * dims + d.dim]
    for (let t = 0; t < 3; t++) {
      for (const dim of plan.coupling[t]) {
        const j = this.firstOn[l * dims + dim]
        if (j >= 0 && this.isSpatial[l * stride + j] === 1) this.spatialOf[l * 3 + t] = j
      }
    }
  }
}
