// One cluster level as small tables: the fast half of the cost model.
//
// Source: specification "cost model", sections 3.6, 3.7 and 8. The ordered walk (evaluate.ts) computes the
// same case by case and is the reference. What is exact, and used here, for levels that map no dimension twice:
//
//   1. A directive with more than one state is no edge tile in Init, so Init and Steady have equal factors
//      in Out, Work, Crit and in the tile handed down. These depend on the *mask* of edge states only: one
//      table entry per mask, and one evaluation of the level below. Masks number 2 to 4 on average.
//   2. Temporal factors multiply out: Work = τW · sW, Crit = τW · sC, Out = τO · sO. The spatial part s
//      depends on the *joint* edge state of the one or two spatial directives, at most four combinations
//      (spatial-parts.ts).
//   3. In(t) depends on the changing directive c* and the joint state only: 0 when c* is not coupled to t,
//      else the product of full tiles, in which new data replace the tile of c* when no later coupled
//      directive has several states.
//   4. Directives with a single state are constant factors and drop out of the enumeration.

import * as Tensors from "../layer.ts"
import { MAX_LEVELS } from "../plan.ts"
import * as Arrays from "./arrays.ts"
import { fillState } from "./cases.ts"
import * as Parts from "./spatial-parts.ts"
import { fetchedOf, select } from "./spatial-parts.ts"
import * as W from "./workspace.ts"

const { STRIDE, DIMS, LOOPS, MASKS, JOINT, FETCHES } = W
const { FILTER, INPUT, OUTPUT } = Tensors
const { WORK, CRITICAL, EGRESS, AT_EDGE, PARTIAL, OPENING, parts } = Parts
const { isSpatial, dim, coupled, count, spatials, spatialCount } = W.structure
const { full, offset, fresh, edgeFull, hatFull, hatEdgeFull, actual } = W.tables
const { steadyCount, hasEdge, initEdge, initUnrolled } = W.states

/** Occurrences are 32-bit integers upstream: from here on they may wrap around. */
const OCCURRENCE_LIMIT = 2 ** 31

const INPUT_BIT = 1 << INPUT
const FILTER_BIT = 1 << FILTER
const OUTPUT_BIT = 1 << OUTPUT

const f64 = (n: number) => Arrays.f64(MAX_LEVELS * n)
const i32 = (n: number) => Arrays.i32(MAX_LEVELS * n)

/** Tables of all levels; entry i of level l at l * (entries per level) + i. */
export const levelTables = {
  /** Loops are the directives with several states, outermost first: position in the level and steady count. */
  loops: i32(1),
  loop: i32(LOOPS),
  steady: f64(LOOPS),
  /** Bit of the loop's edge state in a mask, 0 when it has none (while loops are listed: 1 when it has one). */
  edgeBit: i32(LOOPS),
  /** Number of masks: 2^(loops with an edge state). */
  masks: i32(1),
  // Per mask.
  work: f64(MASKS),
  critical: f64(MASKS),
  egress: f64(MASKS),
  /** Occurrences of all cases together. */
  weight: f64(MASKS),
  /** Bit s: spatial directive s is in its edge state. */
  joint: i32(MASKS),
  /** Bit j: directive j is at an edge tile, single-state ones included. */
  edges: i32(MASKS),
  // Per (1 + loop of c*, joint state); row 0 is the first case.
  fetchedInput: f64(FETCHES),
  fetchedFilter: f64(FETCHES),
  /** Per joint state: whether the first spatial directive is at its edge, and has a partial last unit. */
  atEdge: i32(JOINT),
  partial: i32(JOINT),
}
const { loops, loop, steady, edgeBit, masks, work, critical, egress, weight, joint, edges } = levelTables
const { fetchedInput, fetchedFilter, atEdge, partial } = levelTables

/** Joint states that occur at each level, as a bit set over the spatial directives. */
const jointBits = i32(1)
// Per input tensor: the product of whole temporal tiles, the same with new data only of the last coupled loop, and that loop.
const tile = f64(2)
const advance = f64(2)
const lastLoop = i32(2)

/** Fills the tables for the actual sizes of level l; false when the ordered walk is needed. */
export function fillLevel(l: number): boolean {
  foldSingles(l)
  masks[l] = 1
  const z = l * MASKS
  joint[z] = jointBits[l] = 0
  weight[z] = 1
  if (loops[l] === 0) {
    fillOnlyCase(l)
    return true
  }
  if (!foldLoops(l) || !foldFetched(l, INPUT) || !foldFetched(l, FILTER)) return false
  const bits = jointBits[l]
  for (let g = 0; g <= bits; g++) if ((g & ~bits) === 0) fillJointState(l, g)
  return true
}

/**
 * States of all directives (cases.ts): those with one state are constant factors, the others are listed as
 * loops. One pass, for this runs most often; of the states only what the spatial parts read is stored.
 */
function foldSingles(l: number): void {
  const base = l * STRIDE
  const extents = l * DIMS
  const n = count[l]
  const first = l * LOOPS
  let found = first
  let atEdges = 0
  let allWork = 1
  let out = 1
  let input = 1
  let filter = 1
  for (let j = 0; j < n; j++) {
    const at = base + j
    const a = actual[extents + dim[at]]
    const m = full[at]
    if (isSpatial[at] === 1) {
      fillState(l, at)
      if (initEdge[at] === 1) atEdges |= 1 << j
      if (initUnrolled[at] === 1) continue
      steady[found] = steadyCount[at]
      edgeBit[found] = hasEdge[at]
      loop[found++] = j
      continue
    }
    if (a > m) {
      const o = offset[at]
      const k = o === 1 ? a - m : Math.trunc((a - m) / o)
      steady[found] = k
      edgeBit[found] = k * o + m < a ? 1 : 0
      loop[found++] = j
      continue
    }
    const isEdge = a < m
    if (isEdge) atEdges |= 1 << j
    const whole = isEdge ? edgeFull[at] : full[at]
    const c = coupled[at]
    if ((c & INPUT_BIT) !== 0) input *= whole
    if ((c & FILTER_BIT) !== 0) filter *= whole
    if ((c & OUTPUT_BIT) === 0) allWork *= whole
    else {
      const hat = isEdge ? hatEdgeFull[at] : hatFull[at]
      allWork *= hat
      out *= hat
    }
  }
  const z = l * MASKS
  loops[l] = found - first
  work[z] = allWork
  egress[z] = out
  edges[z] = atEdges
  tile[2 * l + INPUT] = input
  tile[2 * l + FILTER] = filter
}

/** Bits of the loops' edge states in a mask, and their temporal factors: a loop with an edge state doubles the masks. */
function foldLoops(l: number): boolean {
  const base = l * STRIDE
  const end = l * LOOPS + loops[l]
  const start = l * MASKS
  let most = 1
  let n = 1
  let bits = 0
  for (let i = l * LOOPS; i < end; i++) {
    const j = loop[i]
    const at = base + j
    const k = steady[i]
    if (k > 1) most *= k
    const temporal = isSpatial[at] === 0
    const isOutput = (coupled[at] & OUTPUT_BIT) !== 0
    const inside = temporal ? (isOutput ? hatFull[at] : full[at]) : 1
    const stop = start + n
    if (edgeBit[i] === 1) {
      edgeBit[i] = n
      if (n === MASKS) return false
      const edge = temporal ? (isOutput ? hatEdgeFull[at] : edgeFull[at]) : 1
      const bit = temporal ? 0 : j === spatials[2 * l] ? 1 : 2
      bits |= bit
      for (let z = start; z < stop; z++) {
        work[z + n] = work[z] * edge
        egress[z + n] = isOutput ? egress[z] * edge : egress[z]
        weight[z + n] = weight[z]
        joint[z + n] = joint[z] | bit
        edges[z + n] = edges[z] | (1 << j)
      }
      n *= 2
    }
    for (let z = start; z < stop; z++) {
      work[z] *= inside
      if (isOutput) egress[z] *= inside
      weight[z] *= 1 + k
    }
  }
  masks[l] = n
  jointBits[l] = bits
  return most < OCCURRENCE_LIMIT
}

/** Temporal part of In(t); false when its last loop has no new data to fetch: the reference stops there. */
function foldFetched(l: number, t: number): boolean {
  const base = l * STRIDE
  const first = l * LOOPS
  const end = first + loops[l]
  const bit = 1 << t
  let whole = tile[2 * l + t]
  let advances = whole
  let last = -1
  for (let i = first; i < end; i++) {
    const at = base + loop[i]
    if ((coupled[at] & bit) === 0) continue
    last = i
    if (isSpatial[at] === 1) advances = whole
    else {
      advances = whole * fresh[at]
      whole *= full[at]
    }
  }
  tile[2 * l + t] = whole
  advance[2 * l + t] = advances
  lastLoop[2 * l + t] = last - first
  return last < 0 || isSpatial[base + loop[last]] === 1 || fresh[base + loop[last]] !== 0
}

/** `fillJointState` without loops, as most lower levels are. */
function fillOnlyCase(l: number): void {
  const at = select(l, 0)
  const z = l * MASKS
  const f = l * FETCHES
  atEdge[l * JOINT] = parts[at + AT_EDGE]
  partial[l * JOINT] = parts[at + PARTIAL]
  critical[z] = work[z] * parts[at + CRITICAL]
  work[z] *= parts[at + WORK]
  egress[z] *= parts[at + EGRESS]
  fetchedInput[f] = tile[2 * l + INPUT] * parts[at + OPENING + INPUT]
  fetchedFilter[f] = tile[2 * l + FILTER] * parts[at + OPENING + FILTER]
}

/** Multiplies the spatial parts of a joint state in. */
function fillJointState(l: number, g: number): void {
  const at = select(l, g)
  atEdge[l * JOINT + g] = parts[at + AT_EDGE]
  partial[l * JOINT + g] = parts[at + PARTIAL]
  const allWork = parts[at + WORK]
  const unitWork = parts[at + CRITICAL]
  const out = parts[at + EGRESS]
  const end = l * MASKS + masks[l]
  for (let z = l * MASKS; z < end; z++) {
    if (joint[z] !== g) continue
    critical[z] = work[z] * unitWork
    work[z] *= allWork
    egress[z] *= out
  }
  fillFetched(l, g, at, INPUT, fetchedInput)
  fillFetched(l, g, at, FILTER, fetchedFilter)
}

/** In(t) of a joint state, for the first case and every changing directive. */
function fillFetched(l: number, g: number, selected: number, t: number, into: Float64Array): void {
  const base = l * STRIDE
  const first = l * LOOPS
  const n = loops[l]
  const whole = tile[2 * l + t]
  const last = lastLoop[2 * l + t]
  const bit = 1 << t
  const inner = spatials[2 * l + spatialCount[l] - 1]
  const outer = spatialCount[l] === 2 ? spatials[2 * l] : -1
  let row = l * FETCHES + g
  into[row] = whole * parts[selected + OPENING + t]
  for (let i = 0; i < n; i++) {
    const j = loop[first + i]
    row += JOINT
    // Quirk 8: see volumes.ts.
    if ((coupled[base + j] & bit) === 0) {
      into[row] = 0
      continue
    }
    // The spatial directives inside a changing loop fetch new data only; so does the last loop itself.
    const inside = (inner > j ? 1 : 0) + (outer > j ? 1 : 0)
    if (i !== last) into[row] = whole * fetchedOf(l, selected, t, j, false, inside)
    else into[row] = advance[2 * l + t] * fetchedOf(l, selected, t, j, true, inside + isSpatial[base + j])
  }
}
