// One cluster level, evaluated from small tables: the fast half of the cost model.
//
// Source: specification "cost model", sections 3.6–3.9 and 8; the ordered walk (evaluate.ts) computes the
// same and is the reference. What is exact, and used here, for levels that map no dimension twice:
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
// The cases are then walked in the reference's order, each a few look-ups and additions, so columns that
// depend on the order (off-chip need, intensity, averages that are truncated case by case) need no care.
// Hot path: flat arrays, nothing allocated.

import { EDGE, enter, fillStates, INIT } from "./cases.ts"
import { FILTER, INPUT, OUTPUT } from "./layer.ts"
import { arrayEgress, arrayWork, criticalWork, fetchedAcross } from "./volumes.ts"
import type { Workspace } from "./workspace.ts"

/** Directives that can be at an edge, at most: beyond, the ordered walk takes over. */
const MASK_BITS = 8
export const MASKS = 1 << MASK_BITS
/** Joint edge states of two spatial directives. */
export const JOINT = 4
/** Occurrences are 32-bit integers upstream: from here on they may wrap around. */
const OCCURRENCE_LIMIT = 2 ** 31

/** Loops (directives with several states), factors and tables of one level. */
export class LevelTables {
  readonly w: Workspace
  readonly l: number
  /** Directives with several states, outermost first: position in the level and steady count. */
  loops = 0
  readonly loop: Int32Array
  readonly steady: Float64Array
  /** Bit of the loop's edge state in a mask, 0 when it has none. */
  readonly edgeBit: Int32Array
  /** Number of masks: 2^(loops with an edge state). */
  masks = 1
  // Per mask.
  readonly work = new Float64Array(MASKS)
  readonly critical = new Float64Array(MASKS)
  readonly egress = new Float64Array(MASKS)
  /** Bit s: spatial directive s is in its edge state. */
  readonly joint = new Uint8Array(MASKS)
  /** Bit j: directive j is at an edge tile, single-state ones included. */
  readonly edges = new Int32Array(MASKS)
  // Per (1 + loop of c*, joint state); row 0 is the first case.
  readonly fetchedInput: Float64Array
  readonly fetchedFilter: Float64Array
  /** Per joint state: whether the first spatial directive is at its edge, and has a partial last unit. */
  readonly atEdge = new Uint8Array(JOINT)
  readonly partial = new Uint8Array(JOINT)

  // Products over the temporal directives, per tensor: of whole tiles, and without the tile of the last coupled loop.
  readonly #tile = new Float64Array(3)
  readonly #withoutLast = new Float64Array(3)
  readonly #lastLoop = new Int32Array(3)
  /** Joint states that occur, as a bit set over the spatial directives. */
  #jointBits = 0

  constructor(w: Workspace, l: number) {
    this.w = w
    this.l = l
    this.loop = new Int32Array(w.stride)
    this.steady = new Float64Array(w.stride)
    this.edgeBit = new Int32Array(w.stride)
    this.fetchedInput = new Float64Array((w.stride + 1) * JOINT)
    this.fetchedFilter = new Float64Array((w.stride + 1) * JOINT)
  }

  /** Fills the tables for the level's actual sizes; false when the ordered walk is needed. */
  fill(): boolean {
    fillStates(this.w, this.l)
    if (!this.#fillMasks() || !this.#lastLoopsAdvance()) return false
    this.#fillJointStates()
    return true
  }

  /** Lists the loops; multiplies the temporal factors out, per mask. */
  #fillMasks(): boolean {
    const { w, l, egress, work, joint, edges } = this
    const base = l * w.stride
    const n = w.count[l]
    let most = 1
    this.loops = 0
    this.masks = 1
    this.#jointBits = 0
    this.#tile.fill(1)
    this.#lastLoop.fill(-1)
    work[0] = egress[0] = 1
    joint[0] = edges[0] = 0
    for (let j = 0; j < n; j++) {
      const at = base + j
      if (w.initUnrolled[at] === 1) {
        this.#foldSingle(j, at)
        continue
      }
      const i = this.loops++
      this.loop[i] = j
      this.steady[i] = w.steadyCount[at]
      most *= Math.max(w.steadyCount[at], 1)
      this.#noteLoop(i, at)
      this.edgeBit[i] = w.hasEdge[at] === 1 ? this.masks : 0
      if (w.hasEdge[at] === 1) {
        if (this.masks === MASKS) return false
        this.#addEdge(j, at)
      } else if (w.isSpatial[at] === 0) this.#scale(at, w.full[at], w.hatFull[at])
    }
    return most < OCCURRENCE_LIMIT
  }

  /** A directive with one state: a constant factor. */
  #foldSingle(j: number, at: number): void {
    const { w, edges } = this
    const isEdge = w.initEdge[at] === 1
    if (isEdge) for (let z = 0; z < this.masks; z++) edges[z] |= 1 << j
    if (w.isSpatial[at] === 1) return
    const plain = isEdge ? w.edgeFull[at] : w.full[at]
    for (let t = INPUT; t <= FILTER; t++) {
      if ((w.coupled[at] & (1 << t)) === 0) continue
      this.#tile[t] *= plain
      this.#withoutLast[t] *= plain
    }
    this.#scale(at, plain, isEdge ? w.hatEdgeFull[at] : w.hatFull[at])
  }

  /** Loop i is the last one so far that is coupled to its tensors. */
  #noteLoop(i: number, at: number): void {
    const { w } = this
    for (let t = INPUT; t <= FILTER; t++) {
      if ((w.coupled[at] & (1 << t)) === 0) continue
      this.#lastLoop[t] = i
      this.#withoutLast[t] = this.#tile[t]
      if (w.isSpatial[at] === 0) this.#tile[t] *= w.full[at]
    }
  }

  /** Multiplies all masks by a temporal directive's factor. */
  #scale(at: number, plain: number, hat: number): void {
    const { work, egress } = this
    const isOutput = (this.w.coupled[at] & (1 << OUTPUT)) !== 0
    const factor = isOutput ? hat : plain
    for (let z = 0; z < this.masks; z++) {
      work[z] *= factor
      if (isOutput) egress[z] *= factor
    }
  }

  /** A loop with an edge state doubles the masks. */
  #addEdge(j: number, at: number): void {
    const { w, work, egress, joint, edges } = this
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
  #lastLoopsAdvance(): boolean {
    const { w, l } = this
    for (let t = INPUT; t <= FILTER; t++) {
      if (this.#lastLoop[t] < 0) continue
      const at = l * w.stride + this.loop[this.#lastLoop[t]]
      if (w.isSpatial[at] === 1) continue
      if (w.fresh[at] === 0) return false
      this.#withoutLast[t] *= w.fresh[at]
    }
    return true
  }

  /** The spatial parts, per joint state, from volumes.ts; then the volumes of all masks and changing directives. */
  #fillJointStates(): void {
    const { w, l, joint, work, critical, egress } = this
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
      for (let z = 0; z < this.masks; z++) {
        if (joint[z] !== g) continue
        critical[z] = work[z] * spatialCritical
        work[z] *= spatialWork
        egress[z] *= spatialEgress
      }
      this.#fillFetched(g, INPUT, this.fetchedInput)
      this.#fillFetched(g, FILTER, this.fetchedFilter)
    }
  }

  /** In(t) of a joint state, for the first case and every changing directive. */
  #fillFetched(g: number, t: number, into: Float64Array): void {
    const { w, l } = this
    const base = l * w.stride
    const spatials = w.spatials[l]
    const isSpatial = w.spatialOf[l * 3 + t] >= 0
    const tile = this.#tile[t]
    into[g] = isSpatial ? tile * fetchedAcross(w, l, t, spatials, -1, false) : tile
    for (let i = 0; i < this.loops; i++) {
      const j = this.loop[i]
      if ((w.coupled[base + j] & (1 << t)) === 0) {
        // Quirk 8: see volumes.ts.
        into[(i + 1) * JOINT + g] = 0
        continue
      }
      const advances = i === this.#lastLoop[t]
      const temporal = advances ? this.#withoutLast[t] : tile
      into[(i + 1) * JOINT + g] = isSpatial ? temporal * fetchedAcross(w, l, t, spatials, j, advances) : temporal
    }
  }
}
