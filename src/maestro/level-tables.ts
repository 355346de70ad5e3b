// One cluster level as small tables: the fast half of the cost model.
//
// Source: specification "cost model", sections 3.6, 3.7 and 8. The ordered walk (evaluate.ts) computes the
// same case by case and is the reference. What is exact, and used here, for levels that map no dimension twice:
//
//   1. A directive with more than one state is no edge tile in Init, so Init and Steady have equal factors
//      in Out, Work, Crit and in the tile handed down. These depend on the *mask* of edge states only: one
//      table entry per mask, and one evaluation of the level below. Masks number 2 to 4 on average.
//   2. Temporal factors multiply out: Work = τW · sW, Crit = τW · sC, Out = τO · sO. The spatial part s
//      depends on the *joint* edge state of the one or two spatial directives, at most four combinations,
//      and is what volumes.ts gives for the spatial directives alone (spatial-parts.ts).
//   3. In(t) depends on the changing directive c* and the joint state only: 0 when c* is not coupled to t,
//      else the product of full tiles, in which new data replace the tile of c* when no later coupled
//      directive has several states.
//   4. Directives with a single state are constant factors and drop out of the enumeration.
//
// All kernels share one set of these tables: evaluations are synchronous, and a set in use stays in the cache.

import { fillState } from "./cases.ts"
import { FILTER, INPUT, OUTPUT } from "./layer.ts"
import { AT_EDGE, CRITICAL, EGRESS, JOINT, OPENING, PARTIAL, SpatialParts, WORK } from "./spatial-parts.ts"
import type { Workspace } from "./workspace.ts"

/** Directives of a level, at most; loops with an edge state, at most. Beyond, the ordered walk takes over. */
export const MAX_DIRECTIVES = 16
const MASK_BITS = 8
export const MASKS = 1 << MASK_BITS
/** Occurrences are 32-bit integers upstream: from here on they may wrap around. */
const OCCURRENCE_LIMIT = 2 ** 31

const INPUT_BIT = 1 << INPUT
const FILTER_BIT = 1 << FILTER
const OUTPUT_BIT = 1 << OUTPUT

/** Loops (directives with several states), factors and tables of level `l`. */
export class LevelTables {
  readonly l: number
  /** Directives with several states, outermost first: position in the level and steady count. */
  loops = 0
  readonly loop = new Int32Array(MAX_DIRECTIVES)
  readonly steady = new Float64Array(MAX_DIRECTIVES)
  /** Bit of the loop's edge state in a mask, 0 when it has none (while loops are listed: 1 when it has one). */
  readonly edgeBit = new Int32Array(MAX_DIRECTIVES)
  /** Number of masks: 2^(loops with an edge state). */
  masks = 1
  // Per mask.
  readonly work = new Float64Array(MASKS)
  readonly critical = new Float64Array(MASKS)
  readonly egress = new Float64Array(MASKS)
  /** Occurrences of all cases together. */
  readonly weight = new Float64Array(MASKS)
  /** Bit s: spatial directive s is in its edge state. */
  readonly joint = new Int32Array(MASKS)
  /** Bit j: directive j is at an edge tile, single-state ones included. */
  readonly edges = new Int32Array(MASKS)
  // Per (1 + loop of c*, joint state); row 0 is the first case.
  readonly fetchedInput = new Float64Array((MAX_DIRECTIVES + 1) * JOINT)
  readonly fetchedFilter = new Float64Array((MAX_DIRECTIVES + 1) * JOINT)
  /** Per joint state: whether the first spatial directive is at its edge, and has a partial last unit. */
  readonly atEdge = new Uint8Array(JOINT)
  readonly partial = new Uint8Array(JOINT)

  /** Joint states that occur, as a bit set over the spatial directives. */
  jointBits = 0

  // Per input tensor: the product of whole temporal tiles, the same with new data only of the last coupled loop, and that loop.
  readonly #tile = new Float64Array(2)
  readonly #advance = new Float64Array(2)
  readonly #lastLoop = new Int32Array(2)
  readonly #spatial: SpatialParts

  constructor(l: number) {
    this.l = l
    this.#spatial = new SpatialParts(l)
  }

  /** Forgets what is kept between walks of one evaluation: tables have changed. */
  forget(): void {
    this.#spatial.forget()
  }

  /** Fills the tables for the level's actual sizes; false when the ordered walk is needed. */
  fill(w: Workspace): boolean {
    this.#foldSingles(w)
    this.masks = 1
    this.jointBits = this.joint[0] = 0
    this.weight[0] = 1
    if (this.loops > 0) {
      if (!this.#foldLoops(w)) return false
      for (let t = INPUT; t <= FILTER; t++) if (!this.#foldFetched(w, t)) return false
    }
    if (this.loops === 0) this.#fillOnlyCase(w)
    else for (let g = 0; g <= this.jointBits; g++) if ((g & ~this.jointBits) === 0) this.#fillJointState(w, g)
    return true
  }

  /**
   * States of all directives (cases.ts): those with one state are constant factors, the others are listed as
   * loops. One pass, for this runs most often; in the workspace only what the spatial parts read is stored.
   */
  #foldSingles(w: Workspace): void {
    const { loop, steady, edgeBit } = this
    const { size, offset, dim, actual, isSpatial, coupled, full, edgeFull, hatFull, hatEdgeFull } = w
    const base = this.l * w.stride
    const sizes = this.l * w.dims
    const n = w.count[this.l]
    let loops = 0
    let edges = 0
    let work = 1
    let egress = 1
    let input = 1
    let filter = 1
    for (let j = 0; j < n; j++) {
      const at = base + j
      const a = actual[sizes + dim[at]]
      const m = size[at]
      if (isSpatial[at] === 1) {
        fillState(w, this.l, at)
        if (w.initEdge[at] === 1) edges |= 1 << j
        if (w.initUnrolled[at] === 1) continue
        steady[loops] = w.steadyCount[at]
        edgeBit[loops] = w.hasEdge[at]
        loop[loops++] = j
        continue
      }
      if (a > m) {
        const o = offset[at]
        const k = o === 1 ? a - m : Math.trunc((a - m) / o)
        steady[loops] = k
        edgeBit[loops] = k * o + m < a ? 1 : 0
        loop[loops++] = j
        continue
      }
      const isEdge = a < m
      if (isEdge) edges |= 1 << j
      const tile = isEdge ? edgeFull[at] : full[at]
      const c = coupled[at]
      if ((c & INPUT_BIT) !== 0) input *= tile
      if ((c & FILTER_BIT) !== 0) filter *= tile
      if ((c & OUTPUT_BIT) === 0) work *= tile
      else {
        const hat = isEdge ? hatEdgeFull[at] : hatFull[at]
        work *= hat
        egress *= hat
      }
    }
    this.loops = loops
    this.work[0] = work
    this.egress[0] = egress
    this.edges[0] = edges
    this.#tile[INPUT] = input
    this.#tile[FILTER] = filter
  }

  /** Bits of the loops' edge states in a mask, and their temporal factors: a loop with an edge state doubles the masks. */
  #foldLoops(w: Workspace): boolean {
    const { loop, loops, steady, edgeBit, work, egress, weight, joint, edges } = this
    const { isSpatial, coupled, full, edgeFull, hatFull, hatEdgeFull } = w
    const base = this.l * w.stride
    let most = 1
    let n = 1
    for (let i = 0; i < loops; i++) {
      const j = loop[i]
      const at = base + j
      if (steady[i] > 1) most *= steady[i]
      const temporal = isSpatial[at] === 0
      const isOutput = (coupled[at] & OUTPUT_BIT) !== 0
      const inside = temporal ? (isOutput ? hatFull[at] : full[at]) : 1
      const hasEdge = edgeBit[i] === 1
      if (hasEdge) {
        edgeBit[i] = n
        if (n === MASKS) return false
        const edge = temporal ? (isOutput ? hatEdgeFull[at] : edgeFull[at]) : 1
        const bit = temporal ? 0 : j === w.firstSpatial[this.l] ? 1 : 2
        this.jointBits |= bit
        for (let z = 0; z < n; z++) {
          work[z + n] = work[z] * edge
          egress[z + n] = isOutput ? egress[z] * edge : egress[z]
          weight[z + n] = weight[z]
          joint[z + n] = joint[z] | bit
          edges[z + n] = edges[z] | (1 << j)
        }
      }
      for (let z = 0; z < n; z++) {
        work[z] *= inside
        if (isOutput) egress[z] *= inside
        weight[z] *= 1 + steady[i]
      }
      if (hasEdge) n *= 2
    }
    this.masks = n
    return most < OCCURRENCE_LIMIT
  }

  /** Temporal part of In(t); false when its last loop has no new data to fetch: the reference stops there. */
  #foldFetched(w: Workspace, t: number): boolean {
    const { loop, loops } = this
    const { coupled, isSpatial, full, fresh } = w
    const base = this.l * w.stride
    let tile = this.#tile[t]
    let advance = tile
    let last = -1
    for (let i = 0; i < loops; i++) {
      const at = base + loop[i]
      if ((coupled[at] & (1 << t)) === 0) continue
      last = i
      advance = isSpatial[at] === 1 ? tile : tile * fresh[at]
      if (isSpatial[at] === 0) tile *= full[at]
    }
    if (last >= 0 && isSpatial[base + loop[last]] === 0 && fresh[base + loop[last]] === 0) return false
    this.#tile[t] = tile
    this.#advance[t] = advance
    this.#lastLoop[t] = last
    return true
  }

  /** `#fillJointState` without loops, as most lower levels are. */
  #fillOnlyCase(w: Workspace): void {
    const { values } = this.#spatial
    const at = this.#spatial.select(w, 0)
    const work = this.work[0]
    this.atEdge[0] = values[at + AT_EDGE]
    this.partial[0] = values[at + PARTIAL]
    this.critical[0] = work * values[at + CRITICAL]
    this.work[0] = work * values[at + WORK]
    this.egress[0] *= values[at + EGRESS]
    this.fetchedInput[0] = this.#tile[INPUT] * values[at + OPENING + INPUT]
    this.fetchedFilter[0] = this.#tile[FILTER] * values[at + OPENING + FILTER]
  }

  /** Multiplies the spatial parts of a joint state in. */
  #fillJointState(w: Workspace, g: number): void {
    const { joint, work, critical, egress, masks } = this
    const parts = this.#spatial
    const { values } = parts
    const at = parts.select(w, g)
    this.atEdge[g] = values[at + AT_EDGE]
    this.partial[g] = values[at + PARTIAL]
    for (let z = 0; z < masks; z++) {
      if (joint[z] !== g) continue
      critical[z] = work[z] * values[at + CRITICAL]
      work[z] *= values[at + WORK]
      egress[z] *= values[at + EGRESS]
    }
    this.#fillFetched(w, g, at, INPUT, this.fetchedInput)
    this.#fillFetched(w, g, at, FILTER, this.fetchedFilter)
  }

  /** In(t) of a joint state, for the first case and every changing directive. */
  #fillFetched(w: Workspace, g: number, selected: number, t: number, into: Float64Array): void {
    const { loop, loops } = this
    const { coupled } = w
    const base = this.l * w.stride
    const tile = this.#tile[t]
    const last = this.#lastLoop[t]
    into[g] = tile * this.#spatial.values[selected + OPENING + t]
    for (let i = 0; i < loops; i++) {
      const j = loop[i]
      const row = (i + 1) * JOINT + g
      // Quirk 8: see volumes.ts.
      if ((coupled[base + j] & (1 << t)) === 0) into[row] = 0
      else into[row] = (i === last ? this.#advance[t] : tile) * this.#spatial.fetched(w, selected, t, j, i === last)
    }
  }
}
