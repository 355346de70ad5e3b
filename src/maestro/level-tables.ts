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
//      and is what volumes.ts gives for the spatial directives alone.
//   3. In(t) depends on the changing directive c* and the joint state only: 0 when c* is not coupled to t,
//      else the product of full tiles, in which new data replace the tile of c* when no later coupled
//      directive has several states.
//   4. Directives with a single state are constant factors and drop out of the enumeration.
//
// All kernels share one set of these tables: evaluations are synchronous, and a set in use stays in the cache.

import { EDGE, enter, fillStates, INIT } from "./cases.ts"
import { FILTER, INPUT, OUTPUT } from "./layer.ts"
import { arrayEgress, arrayWork, criticalWork, fetchedAcross } from "./volumes.ts"
import type { Workspace } from "./workspace.ts"

/** Directives of a level, at most; loops with an edge state, at most. Beyond, the ordered walk takes over. */
export const MAX_DIRECTIVES = 16
const MASK_BITS = 8
export const MASKS = 1 << MASK_BITS
/** Joint edge states of two spatial directives. */
export const JOINT = 4
/** Occurrences are 32-bit integers upstream: from here on they may wrap around. */
const OCCURRENCE_LIMIT = 2 ** 31

/** Loops (directives with several states), factors and tables of level `l`. */
export class LevelTables {
  readonly l: number
  /** Directives with several states, outermost first: position in the level and steady count. */
  loops = 0
  readonly loop = new Int32Array(MAX_DIRECTIVES)
  readonly steady = new Float64Array(MAX_DIRECTIVES)
  /** Bit of the loop's edge state in a mask, 0 when it has none. */
  readonly edgeBit = new Int32Array(MAX_DIRECTIVES)
  /** Number of masks: 2^(loops with an edge state). */
  masks = 1
  // Per mask.
  readonly work = new Float64Array(MASKS)
  readonly critical = new Float64Array(MASKS)
  readonly egress = new Float64Array(MASKS)
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

  // Per input tensor: the product of whole temporal tiles, the same without that of the last coupled loop, and that loop.
  readonly #tile = new Float64Array(2)
  readonly #withoutLast = new Float64Array(2)
  readonly #lastLoop = new Int32Array(2)
  /** Per choice of spatial directives that fetch new data only: their part of In, once known. */
  readonly #share = new Float64Array(JOINT)
  /** Joint states that occur, as a bit set over the spatial directives. */
  #jointBits = 0

  constructor(l: number) {
    this.l = l
  }

  /** Fills the tables for the level's actual sizes; false when the ordered walk is needed. */
  fill(w: Workspace): boolean {
    fillStates(w, this.l)
    if (!this.#fillMasks(w) || !this.#lastLoopsAdvance(w)) return false
    this.#fillJointStates(w)
    return true
  }

  /** Lists the loops; multiplies the temporal factors out, per mask. */
  #fillMasks(w: Workspace): boolean {
    const { work, egress } = this
    const { initUnrolled, steadyCount, hasEdge, isSpatial, full, hatFull } = w
    const base = this.l * w.stride
    const end = base + w.count[this.l]
    let most = 1
    this.loops = 0
    this.masks = 1
    this.#jointBits = 0
    for (let t = INPUT; t <= FILTER; t++) {
      this.#tile[t] = 1
      this.#lastLoop[t] = -1
    }
    work[0] = egress[0] = 1
    this.joint[0] = this.edges[0] = 0
    for (let at = base; at < end; at++) {
      if (initUnrolled[at] === 1) {
        this.#foldSingle(w, at - base, at)
        continue
      }
      const i = this.loops++
      this.loop[i] = at - base
      this.steady[i] = steadyCount[at]
      if (steadyCount[at] > 1) most *= steadyCount[at]
      this.#noteLoop(w, i, at)
      this.edgeBit[i] = 0
      if (hasEdge[at] === 1) {
        if (this.masks === MASKS) return false
        this.edgeBit[i] = this.masks
        this.#addEdge(w, at - base, at)
      } else if (isSpatial[at] === 0) this.#scale(w.coupled[at], full[at], hatFull[at])
    }
    return most < OCCURRENCE_LIMIT
  }

  /** A directive with one state: a constant factor. */
  #foldSingle(w: Workspace, j: number, at: number): void {
    const isEdge = w.initEdge[at] === 1
    if (isEdge) for (let z = 0; z < this.masks; z++) this.edges[z] |= 1 << j
    if (w.isSpatial[at] === 1) return
    const plain = isEdge ? w.edgeFull[at] : w.full[at]
    const coupled = w.coupled[at]
    for (let t = INPUT; t <= FILTER; t++) {
      if ((coupled & (1 << t)) === 0) continue
      this.#tile[t] *= plain
      this.#withoutLast[t] *= plain
    }
    this.#scale(coupled, plain, isEdge ? w.hatEdgeFull[at] : w.hatFull[at])
  }

  /** Loop i is the last one so far that is coupled to its tensors. */
  #noteLoop(w: Workspace, i: number, at: number): void {
    const coupled = w.coupled[at]
    for (let t = INPUT; t <= FILTER; t++) {
      if ((coupled & (1 << t)) === 0) continue
      this.#lastLoop[t] = i
      this.#withoutLast[t] = this.#tile[t]
      if (w.isSpatial[at] === 0) this.#tile[t] *= w.full[at]
    }
  }

  /** Multiplies all masks by a temporal directive's factor. */
  #scale(coupled: number, plain: number, hat: number): void {
    const { work, egress, masks } = this
    if ((coupled & (1 << OUTPUT)) === 0) {
      for (let z = 0; z < masks; z++) work[z] *= plain
      return
    }
    for (let z = 0; z < masks; z++) {
      work[z] *= hat
      egress[z] *= hat
    }
  }

  /** A loop with an edge state doubles the masks. */
  #addEdge(w: Workspace, j: number, at: number): void {
    const { work, egress, joint, edges } = this
    const n = this.masks
    const isSpatial = w.isSpatial[at] === 1
    const isOutput = (w.coupled[at] & (1 << OUTPUT)) !== 0
    const inside = isSpatial ? 1 : isOutput ? w.hatFull[at] : w.full[at]
    const edge = isSpatial ? 1 : isOutput ? w.hatEdgeFull[at] : w.edgeFull[at]
    const bit = isSpatial ? (j === w.firstSpatial[this.l] ? 1 : 2) : 0
    this.#jointBits |= bit
    for (let z = 0; z < n; z++) {
      work[z + n] = work[z] * edge
      work[z] *= inside
      egress[z + n] = isOutput ? egress[z] * edge : egress[z]
      if (isOutput) egress[z] *= inside
      joint[z + n] = joint[z] | bit
      edges[z + n] = edges[z] | (1 << j)
    }
    this.masks = 2 * n
  }

  /** Whether the last coupled loops have new data to fetch when they advance: the reference stops where not. */
  #lastLoopsAdvance(w: Workspace): boolean {
    for (let t = INPUT; t <= FILTER; t++) {
      if (this.#lastLoop[t] < 0) continue
      const at = this.l * w.stride + this.loop[this.#lastLoop[t]]
      if (w.isSpatial[at] === 1) continue
      if (w.fresh[at] === 0) return false
      this.#withoutLast[t] *= w.fresh[at]
    }
    return true
  }

  /** The spatial parts, per joint state, from volumes.ts; then the volumes of all masks and changing directives. */
  #fillJointStates(w: Workspace): void {
    const { l, joint, work, critical, egress, masks } = this
    const base = l * w.stride
    const spatials = w.spatials[l]
    const first = base + spatials[0]
    for (let g = 0; g < JOINT; g++) {
      if ((g & ~this.#jointBits) !== 0) continue
      for (let s = 0; s < spatials.length; s++) enter(w, base + spatials[s], (g >> s) & 1 ? EDGE : INIT)
      this.atEdge[g] = w.isEdge[first]
      this.partial[g] = w.see[first]
      const spatialWork = arrayWork(w, l, spatials)
      const spatialCritical = criticalWork(w, l, spatials)
      const spatialEgress = arrayEgress(w, l, spatials)
      for (let z = 0; z < masks; z++) {
        if (joint[z] !== g) continue
        critical[z] = work[z] * spatialCritical
        work[z] *= spatialWork
        egress[z] *= spatialEgress
      }
      this.#fillFetched(w, g, INPUT, this.fetchedInput)
      this.#fillFetched(w, g, FILTER, this.fetchedFilter)
    }
  }

  /** In(t) of a joint state, for the first case and every changing directive. */
  #fillFetched(w: Workspace, g: number, t: number, into: Float64Array): void {
    const { l, loop, loops } = this
    const { coupled } = w
    const base = l * w.stride
    const spatials = w.spatials[l]
    const isSpatial = w.spatialOf[l * 3 + t] >= 0
    const tile = this.#tile[t]
    const share = this.#share
    into[g] = isSpatial ? tile * fetchedAcross(w, l, t, spatials, -1, false) : tile
    for (let p = 0; p < JOINT; p++) share[p] = -1
    for (let i = 0; i < loops; i++) {
      const j = loop[i]
      const row = (i + 1) * JOINT + g
      if ((coupled[base + j] & (1 << t)) === 0) {
        into[row] = 0 // Quirk 8: see volumes.ts.
        continue
      }
      const advances = i === this.#lastLoop[t]
      into[row] = advances ? this.#withoutLast[t] : tile
      if (!isSpatial) continue
      let fresh = 0
      for (let s = 0; s < spatials.length; s++) if (spatials[s] > j || (spatials[s] === j && advances)) fresh |= 1 << s
      if (share[fresh] < 0) share[fresh] = fetchedAcross(w, l, t, spatials, j, advances)
      into[row] *= share[fresh]
    }
  }
}
