// The spatial factors of a level's volumes, for every state of its one or two spatial directives.
//
// Source: specification "cost model", section 3.7. They depend on the tables of the level and on the states,
// not on the actual sizes, so each combination is worked out once, by volumes.ts, for as long as they stay.

import * as Tensors from "../layer.ts"
import { MAX_LEVELS } from "../plan.ts"
import { f64, i32 } from "./arrays.ts"
import * as Cases from "./cases.ts"
import { enter } from "./cases.ts"
import { arrayEgress, arrayWork, criticalWork, fetchedAcross, SPATIAL } from "./volumes.ts"
import * as W from "./workspace.ts"

const { STRIDE, DIMS } = W
const { FILTER, INPUT, OUTPUT } = Tensors
const { EDGE, INIT } = Cases
const { coupled, dim, spatials, spatialCount, spatialOf } = W.structure
const { full, offset, fresh, hatFull, hatFresh, hatEdgeFull, units, nominal } = W.tables
const { initEdge, edgeSee, isEdge, see } = W.states

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
const COMBINATIONS = STATES * STATES
const UNKNOWN = -1

/** Combinations of all levels: what `select` returns is the offset of one. */
export const parts = f64(MAX_LEVELS * COMBINATIONS * SIZE)
const knownIn = i32(MAX_LEVELS * COMBINATIONS)
/** Per level: what its combinations were worked out from, and since when that is unchanged. */
const generation = i32(MAX_LEVELS)
const SOURCES = 1 + 2 * 5
const sources = f64(MAX_LEVELS * SOURCES)

/** Forgets all combinations: another structure is loaded. */
export function forgetParts(): void {
  for (let l = 0; l < MAX_LEVELS; l++) generation[l] = (generation[l] + 1) | 0
}

/** Forgets the combinations of level l if its spatial tables have changed, as between most points of a grid they have not. */
export function renewParts(l: number): void {
  const from = l * SOURCES
  let changed = 0
  changed |= renew(from, units[l])
  for (let s = 0; s < spatialCount[l]; s++) {
    const at = l * STRIDE + spatials[2 * l + s]
    const to = from + 1 + 5 * s
    // All other sizes, and the active units in an edge step, follow from these.
    changed |= renew(to, full[at]) | renew(to + 1, offset[at]) | renew(to + 2, nominal[l * DIMS + dim[at]])
    changed |= renew(to + 3, hatFull[at]) | renew(to + 4, hatEdgeFull[at])
  }
  generation[l] = (generation[l] + changed) | 0
}

/** Stores a value; 1 if it is another. */
function renew(at: number, value: number): number {
  if (sources[at] === value) return 0
  sources[at] = value
  return 1
}

/** Puts the spatial directives of level l into joint state g (bit s: directive s in Edge); offset of the combination. */
export function select(l: number, g: number): number {
  const base = l * STRIDE
  const n = spatialCount[l]
  let code = l
  let edges = 0
  for (let s = 0; s < n; s++) {
    const at = base + spatials[2 * l + s]
    const inEdge = (g >> s) & 1
    const tile = inEdge | initEdge[at]
    edges |= tile
    code = code * STATES + inEdge + 2 * tile + 4 * (inEdge === 1 ? edgeSee[at] : initEdge[at])
  }
  if (n === 1) code *= STATES
  const into = code * SIZE
  if (edges !== 0) for (let s = 0; s < n; s++) enter(base + spatials[2 * l + s], (g >> s) & 1 ? EDGE : INIT)
  if (knownIn[code] !== generation[l]) {
    knownIn[code] = generation[l]
    if (edges !== 0) fill(l, into)
    else fillInside(l, into)
  }
  return into
}

/** Away from all edges every unit holds a whole tile; only what neighbours share is left out. */
function fillInside(l: number, into: number): void {
  const base = l * STRIDE
  const n = spatialCount[l]
  const others = units[l] - 1
  let work = 1
  let egress = 1
  let shared = 1
  for (let s = 0; s < n; s++) {
    const at = base + spatials[2 * l + s]
    const isOutput = (coupled[at] & (1 << OUTPUT)) !== 0
    work *= isOutput ? hatFull[at] : full[at]
    if (!isOutput) continue
    egress *= hatFull[at]
    shared *= hatFresh[at] === 0 ? 1 : hatFresh[at]
  }
  parts[into + WORK] = (others + 1) * work
  parts[into + CRITICAL] = work
  parts[into + EGRESS] = spatialOf[l * 3 + OUTPUT] < 0 ? 1 : egress + others * shared
  parts[into + AT_EDGE] = parts[into + PARTIAL] = 0
  fillInsideFetched(l, into, INPUT)
  fillInsideFetched(l, into, FILTER)
}

/** Spatial part of In(t) away from all edges: the first unit's tile, and what is new to the others. */
function fillInsideFetched(l: number, into: number, t: number): void {
  const base = l * STRIDE
  const n = spatialCount[l]
  const others = spatialOf[l * 3 + t] < 0 ? 0 : units[l] - 1
  const first = base + spatials[2 * l]
  const last = base + spatials[2 * l + n - 1]
  const outer = n === 2 && (coupled[first] & (1 << t)) !== 0
  const inner = (coupled[last] & (1 << t)) !== 0
  const outerTile = outer ? full[first] : 1
  const innerTile = inner ? full[last] : 1
  const innerNew = inner ? fresh[last] : 1
  const outerNew = outer ? fresh[first] : 1
  const tile = outerTile * innerTile
  const to = into + CHANGING + t * FRESH
  parts[into + OPENING + t] = parts[to] = tile + others * tile
  parts[to + 1] = tile + others * (outerTile * innerNew)
  parts[to + 2] = tile + others * (outerNew * innerNew)
}

function fill(l: number, into: number): void {
  const first = l * STRIDE + spatials[2 * l]
  parts[into + WORK] = arrayWork(l, SPATIAL)
  parts[into + CRITICAL] = criticalWork(l, SPATIAL)
  parts[into + EGRESS] = arrayEgress(l, SPATIAL)
  parts[into + AT_EDGE] = isEdge[first]
  parts[into + PARTIAL] = see[first]
  for (let t = INPUT; t <= FILTER; t++) {
    if (!hasEdge(l, t)) {
      fillInsideFetched(l, into, t)
      continue
    }
    const isMapped = spatialOf[l * 3 + t] >= 0
    parts[into + OPENING + t] = isMapped ? fetchedAcross(l, t, SPATIAL, -1, false) : 1
    for (let i = 0; i < FRESH; i++) parts[into + CHANGING + t * FRESH + i] = isMapped ? UNKNOWN : 1
  }
}

/** Whether a spatial directive coupled to tensor t is at an edge. */
function hasEdge(l: number, t: number): boolean {
  const base = l * STRIDE
  for (let s = 0; s < spatialCount[l]; s++) {
    const at = base + spatials[2 * l + s]
    if ((coupled[at] & (1 << t)) !== 0 && isEdge[at] === 1) return true
  }
  return false
}

/**
 * Spatial part of In(t) of the selected combination when a loop at position j changes; arguments as in volumes.ts.
 * It depends on how many of the spatial directives then fetch new data only: `news`.
 */
export function fetchedOf(l: number, selected: number, t: number, j: number, advances: boolean, news: number): number {
  const at = selected + CHANGING + t * FRESH + news
  if (parts[at] === UNKNOWN) parts[at] = fetchedAcross(l, t, SPATIAL, j, advances)
  return parts[at]
}
