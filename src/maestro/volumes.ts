// Data volumes and work of one case of one level: what is held, fetched, emitted and computed.
//
// Source: specification "cost model", section 3.7. Units: elements, and MACs for work. Each function
// multiplies one factor per directive; only spatial directives look at which unit of the array is meant
// (`first`: it has no neighbour to share with; `see`: it is the partial last unit of an edge).
//
// `among` is the list of directives that are multiplied: all of the level, or the spatial ones alone when
// the temporal product is known already (level-walk.ts). Both walks use this one set of formulas.

import { InputError } from "../core/errors.ts"
import { INIT, STEADY } from "./cases.ts"
import { OUTPUT } from "./layer.ts"
import type { Workspace } from "./workspace.ts"

// Which unit of the array is meant, as bits (an object would be allocated per call).
const FIRST = 1
const SEE = 2
const REUSE = 4

/** Factor of a spatial directive in the volume a unit holds. */
function spatialTile(w: Workspace, q: number, edgeUnits: number, first: boolean, see: boolean): number {
  if (w.isEdge[q] === 0) return w.full[q]
  if (edgeUnits === 1) return first || see ? w.edgeFull[q] : 1
  return see ? w.edgeFull[q] : w.full[q]
}

/** tile(t, first, see): elements of tensor t that one unit holds. */
function tile(w: Workspace, l: number, t: number, among: Int32Array, first: boolean, see: boolean): number {
  const base = l * w.stride
  const edgeUnits = w.edgeUnits[l]
  let product = 1
  for (let i = 0; i < among.length; i++) {
    const at = base + among[i]
    if ((w.coupled[at] & (1 << t)) === 0) continue
    const q = base + w.last[at]
    if (w.isSpatial[at] === 1) product *= spatialTile(w, q, edgeUnits, first, see)
    else product *= w.isEdge[q] === 1 ? w.edgeFull[q] : w.full[q]
  }
  return product
}

/**
 * Whether a loop inside the changing one, coupled to t, has just wrapped around to its first step: the
 * changing directive then fetches a whole tile.
 */
function isInited(w: Workspace, l: number, t: number): boolean {
  const base = l * w.stride
  for (let j = w.changing[l] + 1; j < w.count[l]; j++) {
    if ((w.coupled[base + j] & (1 << t)) === 0) continue
    const q = base + w.last[base + j]
    if (w.position[q] === INIT && w.initUnrolled[q] === 0) return true
  }
  return false
}

/**
 * fetch1(t, first, see): elements of tensor t that are new to one unit when directive `changing` advances
 * (−1: the first step). `advances`: the changing directive fetches its new data only.
 */
function fetch(
  w: Workspace,
  l: number,
  t: number,
  among: Int32Array,
  changing: number,
  advances: boolean,
  unit: number,
): number {
  const first = (unit & FIRST) !== 0
  const see = (unit & SEE) !== 0
  if (changing < 0) return tile(w, l, t, among, first, see)
  const base = l * w.stride
  let product = 1
  for (let i = 0; i < among.length; i++) {
    const j = among[i]
    const at = base + j
    if ((w.coupled[at] & (1 << t)) === 0) continue
    const q = base + w.last[at]
    if (w.isSpatial[at] === 0) {
      // Quirk 9: a step at the edge fetches a full tile.
      if (w.position[q] === INIT) product *= w.isEdge[q] === 1 ? w.edgeFull[q] : w.full[q]
      else if (j === changing && advances) product *= freshData(w, q)
      else product *= w.full[q]
    } else if (!first && (j > changing || (j === changing && advances))) product *= see ? w.edgeFresh[q] : w.fresh[q]
    else product *= see ? w.edgeFull[q] : w.full[q]
  }
  return product
}

/** New data of an advancing temporal directive. @throws InputError when there is none. */
function freshData(w: Workspace, q: number): number {
  if (w.fresh[q] === 0) throw new InputError("a temporal map advances without new data", "no-new-data")
  return Math.max(w.fresh[q], 1)
}

/** In(t): elements of tensor t that the array takes from the level above in the current case. */
export function arrayFetch(w: Workspace, l: number, t: number): number {
  const changing = w.changing[l]
  // Quirk 8: when a loop not coupled to t advances, t counts as still resident, wrapped inner loops included.
  if (changing >= 0 && (w.coupled[l * w.stride + changing] & (1 << t)) === 0) return 0
  return fetchedAcross(w, l, t, w.all[l], changing, changing >= 0 && !isInited(w, l, t))
}

/** What all units together fetch of tensor t, multicast counted once. Arguments as of `fetch`. */
export function fetchedAcross(
  w: Workspace,
  l: number,
  t: number,
  among: Int32Array,
  changing: number,
  advances: boolean,
): number {
  const spatial = w.spatialOf[l * 3 + t]
  const head = fetch(w, l, t, among, changing, advances, FIRST)
  if (spatial < 0) return head
  if (!anySpatialEdge(w, l, 1 << t)) {
    return w.units[l] === 1 ? head : head + (w.units[l] - 1) * fetch(w, l, t, among, changing, advances, 0)
  }
  const edgeUnits = w.edgeUnits[l]
  const partial = w.see[l * w.stride + w.last[l * w.stride + spatial]]
  if (edgeUnits <= 1) {
    return edgeUnits === 1 && partial === 1 ? fetch(w, l, t, among, changing, advances, FIRST | SEE) : head
  }
  const middle = Math.max(edgeUnits - partial - 1, 0) * fetch(w, l, t, among, changing, advances, 0)
  return head + middle + (partial === 1 ? fetch(w, l, t, among, changing, advances, SEE) : 0)
}

/** Whether a spatial directive coupled to the tensors of `mask` is at its edge (mask 0: any spatial directive). */
function anySpatialEdge(w: Workspace, l: number, mask: number): boolean {
  const base = l * w.stride
  const among = w.spatials[l]
  for (let i = 0; i < among.length; i++) {
    const at = base + among[i]
    if (mask !== 0 && (w.coupled[at] & mask) === 0) continue
    if (w.isEdge[base + w.last[at]] === 1) return true
  }
  return false
}

const nonZero = (x: number) => (x === 0 ? 1 : x)

/** Factor of a directive that is reduced over (not coupled to the output) in the partial sums of a unit. */
function reducedFactor(w: Workspace, at: number, q: number, edgeUnits: number, first: boolean, see: boolean): number {
  const atEdge = w.isEdge[q] === 1
  if (w.isSpatial[at] === 0) return atEdge ? w.edgeFull[q] : w.full[q]
  const position = w.position[q]
  if (position === INIT) {
    if (atEdge && see) return w.edgeFull[q]
  } else if (position !== STEADY) {
    if (edgeUnits === 1) return first || see ? w.edgeFull[q] : 1
    if (see) return w.edgeFresh[q]
  }
  return first ? w.full[q] : nonZero(w.fresh[q])
}

/** Factor of a directive coupled to the output. */
function outputFactor(w: Workspace, at: number, q: number, edgeUnits: number, unit: number): number {
  const position = w.position[q]
  const first = (unit & FIRST) !== 0
  const see = (unit & SEE) !== 0
  if (w.isSpatial[at] === 0) {
    if (position === INIT) return w.isEdge[q] === 1 ? w.hatEdgeFull[q] : w.hatFull[q]
    return position === STEADY ? w.hatFull[q] : w.hatEdgeFull[q]
  }
  if (position === INIT) {
    if (w.isEdge[q] === 1 && see) {
      return edgeUnits > 1 && (unit & REUSE) !== 0 ? w.hatEdgeFresh[q] : w.hatEdgeFull[q]
    }
  } else if (position !== STEADY) {
    // Quirk 10: the size of Y or X itself, not of Y' or X'.
    if (edgeUnits === 1) return first || see ? w.edgeFull[q] : 1
    if (see) return w.hatEdgeFresh[q]
  }
  return first ? w.hatFull[q] : nonZero(w.hatFresh[q])
}

/** emit1: outputs of one unit, or its MACs when the reduced dimensions count as well (`work`). */
function emit(w: Workspace, l: number, among: Int32Array, work: boolean, unit: number): number {
  const base = l * w.stride
  const edgeUnits = w.edgeUnits[l]
  let product = 1
  for (let i = 0; i < among.length; i++) {
    const j = among[i]
    const at = base + j
    const q = base + w.last[at]
    if ((w.coupled[at] & (1 << OUTPUT)) !== 0) {
      if (w.firstOn[l * w.dims + w.dim[at]] === j) product *= outputFactor(w, at, q, edgeUnits, unit)
    } else if (work) {
      product *= reducedFactor(w, at, q, edgeUnits, (unit & FIRST) !== 0, (unit & SEE) !== 0)
    }
  }
  return product
}

/** Whether the partial last unit of the output's spatial map is the whole edge step. */
function outputPartial(w: Workspace, l: number): number {
  const spatial = w.spatialOf[l * 3 + OUTPUT]
  return spatial < 0 ? 0 : w.see[l * w.stride + w.last[l * w.stride + spatial]]
}

/** Out: elements of the output that the array hands to the level above. Every case emits its tile. */
export function arrayEgress(w: Workspace, l: number, among = w.all[l]): number {
  const spatial = w.spatialOf[l * 3 + OUTPUT]
  const head = FIRST | REUSE
  if (spatial < 0) return emit(w, l, among, false, head)
  if (!anySpatialEdge(w, l, 1 << OUTPUT)) {
    return emit(w, l, among, false, head) + (w.units[l] - 1) * emit(w, l, among, false, REUSE)
  }
  const edgeUnits = w.edgeUnits[l]
  const partial = outputPartial(w, l)
  const first = emit(w, l, among, false, edgeUnits === 1 && partial === 1 ? head | SEE : head)
  if (edgeUnits <= 1) return first
  const middle = Math.max(edgeUnits - partial - 1, 0)
  return first + middle * emit(w, l, among, false, REUSE) + (partial === 1 ? emit(w, l, among, false, SEE | REUSE) : 0)
}

/** Crit: MACs of the unit that has most to do. */
export function criticalWork(w: Workspace, l: number, among = w.all[l]): number {
  const partial = w.edgeUnits[l] === 1 && outputPartial(w, l) === 1 && anySpatialEdge(w, l, 1 << OUTPUT) ? SEE : 0
  return emit(w, l, among, true, FIRST | REUSE | partial)
}

/** Work: MACs of all units together. */
export function arrayWork(w: Workspace, l: number, among = w.all[l]): number {
  if (!anySpatialEdge(w, l, 0)) return w.units[l] * emit(w, l, among, true, FIRST | REUSE)
  const base = l * w.stride
  const edgeUnits = w.edgeUnits[l]
  const partial = w.see[base + w.last[base + w.lastSpatial[l]]]
  const first = emit(w, l, among, true, FIRST | REUSE | (edgeUnits === 1 && partial === 1 ? SEE : 0))
  if (edgeUnits <= 1) return first
  const middle = Math.max(edgeUnits - partial - 1, 0)
  return first + middle * emit(w, l, among, true, FIRST | REUSE) + (partial === 1 ? emit(w, l, among, true, SEE) : 0)
}
