// Data volumes and work of one case of one level: what is held, fetched, emitted and computed.
//
// Source: specification "cost model", section 3.7. Units: elements, and MACs for work. Each function
// multiplies one factor per directive; only spatial directives look at which unit of the array is meant
// (`first`: it has no neighbour to share with; `see`: it is the partial last unit of an edge).
//
// `among` tells which directives are multiplied: all of the level, or the spatial ones alone when the
// temporal product is known already (spatial-parts.ts). Both walks use this one set of formulas.

import { InputError } from "../../core/errors.ts"
import * as Tensors from "../layer.ts"
import * as Cases from "./cases.ts"
import * as W from "./workspace.ts"

const { STRIDE, DIMS } = W
const { OUTPUT } = Tensors
const { INIT, STEADY } = Cases
const { isSpatial, dim, coupled, last, count, spatials, spatialCount, spatialOf } = W.structure
const { firstOn } = W.dimensions
const { full, fresh, edgeFull, edgeFresh, hatFull, hatFresh, hatEdgeFull, hatEdgeFresh, units, edgeUnits } = W.tables
const { initUnrolled, position, isEdge, see: lastPartial, changing } = W.states

/** Directives that are multiplied; the spatial ones alone only where no dimension repeats. */
const ALL = 0
export const SPATIAL = 1

// Which unit of the array is meant, as bits (an object would be allocated per call).
const FIRST = 1
const SEE = 2
const REUSE = 4

/** Factor of a spatial directive in the volume a unit holds. */
function spatialTile(q: number, active: number, first: boolean, see: boolean): number {
  if (isEdge[q] === 0) return full[q]
  if (active === 1) return first || see ? edgeFull[q] : 1
  return see ? edgeFull[q] : full[q]
}

/** tile(t, first, see): elements of tensor t that one unit holds. */
function tile(l: number, t: number, first: boolean, see: boolean): number {
  const base = l * STRIDE
  const end = base + count[l]
  const active = edgeUnits[l]
  let product = 1
  for (let at = base; at < end; at++) {
    if ((coupled[at] & (1 << t)) === 0) continue
    const q = base + last[at]
    if (isSpatial[at] === 1) product *= spatialTile(q, active, first, see)
    else product *= isEdge[q] === 1 ? edgeFull[q] : full[q]
  }
  return product
}

/**
 * Whether a loop inside the changing one, coupled to t, has just wrapped around to its first step: the
 * changing directive then fetches a whole tile.
 */
function isInited(l: number, t: number): boolean {
  const base = l * STRIDE
  for (let j = changing[l] + 1; j < count[l]; j++) {
    if ((coupled[base + j] & (1 << t)) === 0) continue
    const q = base + last[base + j]
    if (position[q] === INIT && initUnrolled[q] === 0) return true
  }
  return false
}

/**
 * fetch1(t, first, see): elements of tensor t that are new to one unit when directive `c` changes (−1: the
 * first step). `advances`: the changing directive fetches its new data only.
 */
function fetch(l: number, t: number, among: number, c: number, advances: boolean, unit: number): number {
  if (among === SPATIAL) return fetchSpatial(l, t, c, advances, unit)
  const first = (unit & FIRST) !== 0
  const see = (unit & SEE) !== 0
  if (c < 0) return tile(l, t, first, see)
  const base = l * STRIDE
  const n = count[l]
  let product = 1
  for (let j = 0; j < n; j++) {
    const at = base + j
    if ((coupled[at] & (1 << t)) === 0) continue
    const q = base + last[at]
    if (isSpatial[at] === 1) product *= spatialFetch(q, see, !first && (j > c || (j === c && advances)))
    // Quirk 9: a step at the edge fetches a full tile.
    else if (position[q] === INIT) product *= isEdge[q] === 1 ? edgeFull[q] : full[q]
    else product *= j === c && advances ? freshData(q) : full[q]
  }
  return product
}

/** Factor of a spatial directive in what a unit fetches: all of its tile, or its new data only. */
function spatialFetch(q: number, see: boolean, isNew: boolean): number {
  if (isNew) return see ? edgeFresh[q] : fresh[q]
  return see ? edgeFull[q] : full[q]
}

/** The spatial factors of `fetch`. */
function fetchSpatial(l: number, t: number, c: number, advances: boolean, unit: number): number {
  const first = (unit & FIRST) !== 0
  const see = (unit & SEE) !== 0
  const base = l * STRIDE
  let product = 1
  for (let s = 2 * l; s < 2 * l + spatialCount[l]; s++) {
    const j = spatials[s]
    if ((coupled[base + j] & (1 << t)) === 0) continue
    if (c < 0) product *= spatialTile(base + j, edgeUnits[l], first, see)
    else product *= spatialFetch(base + j, see, !first && (j > c || (j === c && advances)))
  }
  return product
}

/** New data of an advancing temporal directive. @throws InputError when there is none. */
function freshData(q: number): number {
  if (fresh[q] === 0) throw new InputError("a temporal map advances without new data", "no-new-data")
  return Math.max(fresh[q], 1)
}

/** In(t): elements of tensor t that the array takes from the level above in the current case. */
export function arrayFetch(l: number, t: number): number {
  const c = changing[l]
  // Quirk 8: when a loop not coupled to t advances, t counts as still resident, wrapped inner loops included.
  if (c >= 0 && (coupled[l * STRIDE + c] & (1 << t)) === 0) return 0
  return fetchedAcross(l, t, ALL, c, c >= 0 && !isInited(l, t))
}

/** What all units together fetch of tensor t, multicast counted once. Arguments as of `fetch`. */
export function fetchedAcross(l: number, t: number, among: number, c: number, advances: boolean): number {
  const spatial = spatialOf[l * 3 + t]
  const head = fetch(l, t, among, c, advances, FIRST)
  if (spatial < 0) return head
  if (!anySpatialEdge(l, 1 << t)) {
    return units[l] === 1 ? head : head + (units[l] - 1) * fetch(l, t, among, c, advances, 0)
  }
  const active = edgeUnits[l]
  const partial = lastPartial[l * STRIDE + last[l * STRIDE + spatial]]
  if (active <= 1) {
    return active === 1 && partial === 1 ? fetch(l, t, among, c, advances, FIRST | SEE) : head
  }
  const middle = Math.max(active - partial - 1, 0) * fetch(l, t, among, c, advances, 0)
  return head + middle + (partial === 1 ? fetch(l, t, among, c, advances, SEE) : 0)
}

/** Whether a spatial directive coupled to the tensors of `mask` is at its edge (mask 0: any spatial directive). */
function anySpatialEdge(l: number, mask: number): boolean {
  const base = l * STRIDE
  for (let i = 0; i < spatialCount[l]; i++) {
    const at = base + spatials[2 * l + i]
    if (mask !== 0 && (coupled[at] & mask) === 0) continue
    if (isEdge[base + last[at]] === 1) return true
  }
  return false
}

const OUTPUT_BIT = 1 << OUTPUT
const nonZero = (x: number) => (x === 0 ? 1 : x)

/** Factor of a directive that is reduced over (not coupled to the output) in the partial sums of a unit. */
function reducedFactor(at: number, q: number, active: number, first: boolean, see: boolean): number {
  const atEdge = isEdge[q] === 1
  if (isSpatial[at] === 0) return atEdge ? edgeFull[q] : full[q]
  const state = position[q]
  if (state === INIT) {
    if (atEdge && see) return edgeFull[q]
  } else if (state !== STEADY) {
    if (active === 1) return first || see ? edgeFull[q] : 1
    if (see) return edgeFresh[q]
  }
  return first ? full[q] : nonZero(fresh[q])
}

/** Factor of a directive coupled to the output. */
function outputFactor(at: number, q: number, active: number, unit: number): number {
  const state = position[q]
  const first = (unit & FIRST) !== 0
  const see = (unit & SEE) !== 0
  if (isSpatial[at] === 0) {
    if (state === INIT) return isEdge[q] === 1 ? hatEdgeFull[q] : hatFull[q]
    return state === STEADY ? hatFull[q] : hatEdgeFull[q]
  }
  if (state === INIT) {
    if (isEdge[q] === 1 && see) {
      return active > 1 && (unit & REUSE) !== 0 ? hatEdgeFresh[q] : hatEdgeFull[q]
    }
  } else if (state !== STEADY) {
    // Quirk 10: the size of Y or X itself, not of Y' or X'.
    if (active === 1) return first || see ? edgeFull[q] : 1
    if (see) return hatEdgeFresh[q]
  }
  return first ? hatFull[q] : nonZero(hatFresh[q])
}

/** emit1: outputs of one unit, or its MACs when the reduced dimensions count as well (`work`). */
function emit(l: number, among: number, work: boolean, unit: number): number {
  if (among === SPATIAL) return emitSpatial(l, work, unit)
  const base = l * STRIDE
  const n = count[l]
  const active = edgeUnits[l]
  let product = 1
  for (let j = 0; j < n; j++) {
    const at = base + j
    const isRepeated = (coupled[at] & OUTPUT_BIT) !== 0 && firstOn[l * DIMS + dim[at]] !== j
    if (!isRepeated) product *= emitFactor(at, base + last[at], active, work, unit)
  }
  return product
}

/** The spatial factors of `emit`. */
function emitSpatial(l: number, work: boolean, unit: number): number {
  const active = edgeUnits[l]
  const first = l * STRIDE + spatials[2 * l]
  const product = emitFactor(first, first, active, work, unit)
  if (spatialCount[l] === 1) return product
  const second = l * STRIDE + spatials[2 * l + 1]
  return product * emitFactor(second, second, active, work, unit)
}

function emitFactor(at: number, q: number, active: number, work: boolean, unit: number): number {
  if ((coupled[at] & OUTPUT_BIT) !== 0) return outputFactor(at, q, active, unit)
  return work ? reducedFactor(at, q, active, (unit & FIRST) !== 0, (unit & SEE) !== 0) : 1
}

/** Whether the partial last unit of the output's spatial map is the whole edge step. */
function outputPartial(l: number): number {
  const spatial = spatialOf[l * 3 + OUTPUT]
  return spatial < 0 ? 0 : lastPartial[l * STRIDE + last[l * STRIDE + spatial]]
}

/** Out: elements of the output that the array hands to the level above. Every case emits its tile. */
export function arrayEgress(l: number, among = ALL): number {
  const spatial = spatialOf[l * 3 + OUTPUT]
  const head = FIRST | REUSE
  if (spatial < 0) return emit(l, among, false, head)
  if (!anySpatialEdge(l, OUTPUT_BIT)) {
    return emit(l, among, false, head) + (units[l] - 1) * emit(l, among, false, REUSE)
  }
  const active = edgeUnits[l]
  const partial = outputPartial(l)
  const first = emit(l, among, false, active === 1 && partial === 1 ? head | SEE : head)
  if (active <= 1) return first
  const middle = Math.max(active - partial - 1, 0)
  return first + middle * emit(l, among, false, REUSE) + (partial === 1 ? emit(l, among, false, SEE | REUSE) : 0)
}

/** Crit: MACs of the unit that has most to do. */
export function criticalWork(l: number, among = ALL): number {
  const partial = edgeUnits[l] === 1 && outputPartial(l) === 1 && anySpatialEdge(l, OUTPUT_BIT) ? SEE : 0
  return emit(l, among, true, FIRST | REUSE | partial)
}

/** Work: MACs of all units together. */
export function arrayWork(l: number, among = ALL): number {
  if (!anySpatialEdge(l, 0)) return units[l] * emit(l, among, true, FIRST | REUSE)
  const base = l * STRIDE
  const active = edgeUnits[l]
  const partial = lastPartial[base + last[base + spatials[2 * l + spatialCount[l] - 1]]]
  const first = emit(l, among, true, FIRST | REUSE | (active === 1 && partial === 1 ? SEE : 0))
  if (active <= 1) return first
  const middle = Math.max(active - partial - 1, 0)
  return first + middle * emit(l, among, true, FIRST | REUSE) + (partial === 1 ? emit(l, among, true, SEE) : 0)
}
