// The spatial factors of a level's volumes, for every state of its one or two spatial directives.
//
// Source: specification "cost model", section 3.7. They depend on the tables of the level and on the states,
// not on the actual sizes, so each combination is worked out once per evaluation, by volumes.ts, however often
// the level is walked.

import { EDGE, enter, INIT } from "./cases.ts"
import { FILTER, INPUT, OUTPUT } from "./layer.ts"
import { arrayEgress, arrayWork, criticalWork, fetchedAcross } from "./volumes.ts"
import type { Workspace } from "./workspace.ts"

/** Joint edge states of two spatial directives. */
export const JOINT = 4

// Fields of a combination; the spatial part of In comes per input tensor.
export const WORK = 0
export const CRITICAL = 1
export const EGRESS = 2
/** 1 when the first spatial directive is at its edge, and when its last unit is then partial. */
export const AT_EDGE = 3
export const PARTIAL = 4
/** Of the first case. */
export const OPENING = 5
/** When a loop changes, by the number of spatial directives (the inner ones) that then fetch new data only. */
const CHANGING = 7
const FRESH = 3
const SIZE = CHANGING + 2 * FRESH

/** States of one spatial directive: in Init or Edge, at an edge tile or not, with a partial last unit or not. */
const STATES = 8
const UNKNOWN = -1

export class SpatialParts {
  readonly values = new Float64Array(STATES * STATES * SIZE)
  readonly #l: number
  readonly #knownIn = new Int32Array(STATES * STATES)
  #generation = 0

  constructor(l: number) {
    this.#l = l
  }

  /** Forgets all combinations: tables have changed. */
  forget(): void {
    this.#generation++
  }

  /** Puts the spatial directives into joint state g (bit s: directive s in Edge); offset of the combination in `values`. */
  select(w: Workspace, g: number): number {
    const { initEdge, edgeSee } = w
    const spatials = w.spatials[this.#l]
    const base = this.#l * w.stride
    let code = 0
    let edges = 0
    for (let s = 0; s < spatials.length; s++) {
      const at = base + spatials[s]
      const inEdge = (g >> s) & 1
      const isEdge = inEdge | initEdge[at]
      edges |= isEdge
      code = code * STATES + inEdge + 2 * isEdge + 4 * (inEdge === 1 ? edgeSee[at] : initEdge[at])
    }
    const into = code * SIZE
    if (edges !== 0) for (let s = 0; s < spatials.length; s++) enter(w, base + spatials[s], (g >> s) & 1 ? EDGE : INIT)
    if (this.#knownIn[code] !== this.#generation) {
      this.#knownIn[code] = this.#generation
      if (edges !== 0) this.#fill(w, into)
      else this.#fillInside(w, into)
    }
    return into
  }

  /** Away from all edges every unit holds a whole tile; only what neighbours share is left out. */
  #fillInside(w: Workspace, into: number): void {
    const { values } = this
    const { coupled, full, hatFull, hatFresh } = w
    const spatials = w.spatials[this.#l]
    const base = this.#l * w.stride
    const others = w.units[this.#l] - 1
    let work = 1
    let egress = 1
    let shared = 1
    for (let s = 0; s < spatials.length; s++) {
      const at = base + spatials[s]
      const isOutput = (coupled[at] & (1 << OUTPUT)) !== 0
      work *= isOutput ? hatFull[at] : full[at]
      if (!isOutput) continue
      egress *= hatFull[at]
      shared *= hatFresh[at] === 0 ? 1 : hatFresh[at]
    }
    values[into + WORK] = (others + 1) * work
    values[into + CRITICAL] = work
    values[into + EGRESS] = w.spatialOf[this.#l * 3 + OUTPUT] < 0 ? 1 : egress + others * shared
    values[into + AT_EDGE] = values[into + PARTIAL] = 0
    for (let t = INPUT; t <= FILTER; t++) this.#fillInsideFetched(w, into, t)
  }

  /** Spatial part of In(t) away from all edges: the first unit's tile, and what is new to the others. */
  #fillInsideFetched(w: Workspace, into: number, t: number): void {
    const { values } = this
    const { coupled, full, fresh } = w
    const spatials = w.spatials[this.#l]
    const base = this.#l * w.stride
    const others = w.spatialOf[this.#l * 3 + t] < 0 ? 0 : w.units[this.#l] - 1
    const n = spatials.length
    const outer = n === 2 && (coupled[base + spatials[0]] & (1 << t)) !== 0
    const inner = (coupled[base + spatials[n - 1]] & (1 << t)) !== 0
    const outerTile = outer ? full[base + spatials[0]] : 1
    const innerTile = inner ? full[base + spatials[n - 1]] : 1
    const innerNew = inner ? fresh[base + spatials[n - 1]] : 1
    const outerNew = outer ? fresh[base + spatials[0]] : 1
    const tile = outerTile * innerTile
    const to = into + CHANGING + t * FRESH
    values[into + OPENING + t] = values[to] = tile + others * tile
    values[to + 1] = tile + others * (outerTile * innerNew)
    values[to + 2] = tile + others * (outerNew * innerNew)
  }

  #fill(w: Workspace, into: number): void {
    const l = this.#l
    const { values } = this
    const spatials = w.spatials[l]
    const first = l * w.stride + spatials[0]
    values[into + WORK] = arrayWork(w, l, spatials)
    values[into + CRITICAL] = criticalWork(w, l, spatials)
    values[into + EGRESS] = arrayEgress(w, l, spatials)
    values[into + AT_EDGE] = w.isEdge[first]
    values[into + PARTIAL] = w.see[first]
    for (let t = INPUT; t <= FILTER; t++) {
      if (!this.#hasEdge(w, t)) {
        this.#fillInsideFetched(w, into, t)
        continue
      }
      const isSpatial = w.spatialOf[l * 3 + t] >= 0
      values[into + OPENING + t] = isSpatial ? fetchedAcross(w, l, t, spatials, -1, false) : 1
      for (let i = 0; i < FRESH; i++) values[into + CHANGING + t * FRESH + i] = isSpatial ? UNKNOWN : 1
    }
  }

  /** Whether a spatial directive coupled to tensor t is at an edge. */
  #hasEdge(w: Workspace, t: number): boolean {
    const spatials = w.spatials[this.#l]
    const base = this.#l * w.stride
    for (let s = 0; s < spatials.length; s++) {
      const at = base + spatials[s]
      if ((w.coupled[at] & (1 << t)) !== 0 && w.isEdge[at] === 1) return true
    }
    return false
  }

  /** Spatial part of In(t) of the selected combination when a loop at position j changes; arguments as in volumes.ts. */
  fetched(w: Workspace, selected: number, t: number, j: number, advances: boolean): number {
    const { values } = this
    const spatials = w.spatials[this.#l]
    let fresh = 0
    for (let s = 0; s < spatials.length; s++) if (spatials[s] > j || (spatials[s] === j && advances)) fresh++
    const at = selected + CHANGING + t * FRESH + fresh
    if (values[at] === UNKNOWN) values[at] = fetchedAcross(w, this.#l, t, spatials, j, advances)
    return values[at]
  }
}
