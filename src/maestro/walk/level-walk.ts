// The walk over one level from its tables (level-tables.ts), and down to the level below.
//
// Source: specification "cost model", sections 3.8 and 3.9. Results are bit for bit those of the ordered walk
// (evaluate.ts). Whether that walk is needed is found out on the way: `walkLevel` then returns false.
//
// A level below depends on which directives of this one are at an edge tile, so its results are remembered by
// these bits: exact, and most cases share one of a few.

import * as Tensors from "../layer.ts"
import { MAX_LEVELS } from "../plan.ts"
import type { TimingRecorder } from "../timing.ts"
import { f64, i32 } from "./arrays.ts"
import { cases, listCases, openingCases, placeOf } from "./case-list.ts"
import { fillGroups, groups } from "./groups.ts"
import { fillLevel, levelTables } from "./level-tables.ts"
import { nocDelay } from "./noc.ts"
import { renewParts } from "./spatial-parts.ts"
import * as W from "./workspace.ts"

const { LEVELS, STRIDE, DIMS, MASKS, JOINT, FETCHES, GROUPS, current } = W
const { FILTER, INPUT, OUTPUT } = Tensors
const { dim, coupled, count, spatialBits } = W.structure
const { full, edgeFull, units, edgeUnits, actual } = W.tables
const { count: groupCount, weight: groupWeight, mask: groupMask, fetch: groupFetch } = groups
const { loops, masks, critical, egress, weight, joint, edges, fetchedInput, fetchedFilter, atEdge, partial } =
  levelTables

// A remembered result of a lower level: what the level above takes from it.
const RUNTIME = 0
const ACTIVE = 1
const L1_LEVEL = 2 // level whose tiles are the L1 need, and how often they count for the inputs
const L1_TIMES = 3
/** Number of the evaluation on the recorded tape. */
const EVALUATION = 4
const RESULT_SIZE = 5
/** Results a level remembers per evaluation. */
const RESULTS = 2 * MASKS

// What an evaluation is made for, besides the workspace.
export const LANES = 0
export const BANDWIDTH = 1
export const LATENCY = 2
export const OFFCHIP = 3
export const settings = f64(4)

/** Times of all levels, those of level l from l * (entries per level) on. */
export const times = {
  /** Sum of the occurrences of all valid cases. */
  total: f64(MAX_LEVELS),
  // Per mask: cycles and active units of a step, and the time to hand its outputs up.
  compute: f64(MAX_LEVELS * MASKS),
  active: f64(MAX_LEVELS * MASKS),
  egressDelay: f64(MAX_LEVELS * MASKS),
}
const { total, compute, active, egressDelay } = times

/** Whether the active units of all masks of a level are whole numbers. */
const wholeActive = i32(MAX_LEVELS)
/** Per mask: its results of the level below, for whole or partial units and for the rest (−1: none). */
const firstBelow = i32(MAX_LEVELS * MASKS)
const restBelow = i32(MAX_LEVELS * MASKS)
// Results of a level by the edges of the level above.
const known = i32(MAX_LEVELS)
const keys = i32(MAX_LEVELS * RESULTS)
const results = f64(MAX_LEVELS * RESULTS * RESULT_SIZE)

/** Takes down every evaluation while it is set (timing.ts). */
let recorder: TimingRecorder | null = null

/** Sets what takes down the next evaluation; null: nothing. */
export function recordWith(next: TimingRecorder | null): void {
  recorder = next
}

/** Forgets what no longer holds: sizes or settings have changed. */
export function forgetLevels(): void {
  for (let l = 0; l < current[LEVELS]; l++) {
    known[l] = 0
    renewParts(l)
  }
}

/** Fills tables, delays and groups of level l; false when the ordered walk is needed. */
export function walkLevel(l: number): boolean {
  return fillLevel(l) && walkFilled(l)
}

function walkFilled(l: number): boolean {
  if (!timeMasks(l)) return false
  fillGroups(l)
  return true
}

/** Compute delay, active units and egress delay of every mask (section 3.9). */
function timeMasks(l: number): boolean {
  const isInnermost = l === current[LEVELS] - 1
  const bandwidth = settings[BANDWIDTH]
  const latency = settings[LATENCY]
  const end = l * MASKS + masks[l]
  let whole = 1
  let sum = 0
  for (let z = l * MASKS; z < end; z++) {
    if (critical[z] <= 0) continue
    sum += weight[z]
    egressDelay[z] = nocDelay(egress[z], bandwidth, latency)
    if (isInnermost) compute[z] = cyclesOf(critical[z])
    else if (!timeBelow(l, z)) return false
    // The reference divides by it at the top.
    if (l === 0 && compute[z] === 0) return false
    if (isInnermost || active[z] === 0) active[z] = atEdge[l * JOINT + joint[z]] === 1 ? edgeUnits[l] : units[l]
    if (Math.trunc(active[z]) !== active[z]) whole = 0
  }
  wholeActive[l] = whole
  total[l] = sum
  return true
}

/** Evaluations of the level below that a mask needs: for whole units, and for a partial last one. */
function timeBelow(l: number, z: number): boolean {
  const g = l * JOINT + joint[z]
  const atEdges = edgeUnits[l]
  const isPartial = atEdge[g] === 1 && partial[g] === 1
  const copies = isPartial ? 1 : atEdge[g] === 1 ? atEdges : units[l]
  const first = resultBelow(l, z, atEdges === 1 || isPartial)
  if (first < 0) return false
  firstBelow[z] = first
  restBelow[z] = -1
  compute[z] = Math.max(0, results[first + RUNTIME])
  active[z] = results[first + ACTIVE] * copies
  if (!isPartial || atEdges <= 1) return true
  const rest = resultBelow(l, z, false)
  if (rest < 0) return false
  restBelow[z] = rest
  compute[z] = Math.max(compute[z], results[rest + RUNTIME])
  active[z] += results[rest + ACTIVE] * (atEdges - 1)
  return true
}

/** Offset of the result below for the tiles of a mask, evaluated unless known; −1 when it needs the ordered walk. */
function resultBelow(l: number, z: number, wholeUnit: boolean): number {
  const key = wholeUnit ? edges[z] : edges[z] & ~spatialBits[l]
  const below = l + 1
  const first = below * RESULTS
  const n = known[below]
  for (let i = first; i < first + n; i++) if (keys[i] === key) return i * RESULT_SIZE
  if (n === RESULTS) return -1
  handDown(l, key)
  const at = (first + n) * RESULT_SIZE
  if (!evaluateBelow(below, at)) return -1
  keys[first + n] = key
  known[below] = n + 1
  return at
}

/** Evaluates a lower level for the actual sizes handed down; false when the ordered walk is needed. */
function evaluateBelow(l: number, at: number): boolean {
  if (!fillLevel(l)) return false
  const z = l * MASKS
  const isPlain = recorder === null && loops[l] === 0 && l === current[LEVELS] - 1 && critical[z] > 0
  if (!isPlain) return walkFilled(l) && sumUp(l, at)
  // One step of one unit each, as most innermost levels are: nothing to sum up.
  const f = l * FETCHES
  const ingress = nocDelay(fetchedInput[f] + fetchedFilter[f], settings[BANDWIDTH], settings[LATENCY])
  results[at + RUNTIME] = cyclesOf(critical[z]) + ingress
  results[at + ACTIVE] = atEdge[l * JOINT] === 1 ? edgeUnits[l] : units[l]
  results[at + L1_LEVEL] = l
  results[at + L1_TIMES] = 1
  return true
}

/** Cycles that one unit of the innermost level takes for its MACs. */
function cyclesOf(work: number): number {
  const lanes = settings[LANES]
  return lanes === 1 ? work : Math.ceil(work / lanes)
}

/** Actual sizes of the level below: the tiles of this one, at the edge where `key` has a bit. */
function handDown(l: number, key: number): void {
  const base = l * STRIDE
  const into = (l + 1) * DIMS
  for (let j = count[l] - 1; j >= 0; j--) {
    const at = base + j
    actual[into + dim[at]] = (key >> j) & 1 ? edgeFull[at] : full[at]
  }
}

/** The result of a lower level: run time, average active units and what its L1 need is. */
function sumUp(l: number, at: number): boolean {
  const z = l * MASKS
  const isSingle = groupCount[l] === 1 && total[l] === 1
  results[at + RUNTIME] = isSingle ? compute[z] + timeToFetch(l, l * GROUPS) : runtimeOfLevel(l)
  results[at + ACTIVE] = isSingle ? active[z] : averageActive(l)
  if (recorder !== null) results[at + EVALUATION] = recordLevel(l, recorder)
  return findL1(l, at)
}

/** Run time of a lower level. */
function runtimeOfLevel(l: number): number {
  const z0 = l * MASKS
  const first = l * GROUPS
  const end = first + groupCount[l]
  let runtime = 0
  for (let x = first; x < end; x++) {
    const z = z0 + groupMask[x]
    if (critical[z] <= 0) continue // Quirk 13: a case without critical work is skipped.
    // Nothing leaves in the first step; later steps overlap with both transfers.
    const delayIn = timeToFetch(l, x)
    const step = x === first ? compute[z] + delayIn : Math.max(egressDelay[z], compute[z], delayIn)
    runtime += groupWeight[x] * step
  }
  return runtime
}

/** Average number of active units of level l. */
export function averageActive(l: number): number {
  const n = total[l]
  if (n === 0) return 0
  if (wholeActive[l] === 0) return orderedActive(l) / n
  const end = l * MASKS + masks[l]
  let sum = 0
  for (let z = l * MASKS; z < end; z++) sum += critical[z] > 0 ? weight[z] * active[z] : 0
  return sum / n
}

/** Sums of fractions depend on their order, which must be the reference's. NaN when there are too many cases. */
function orderedActive(l: number): number {
  const n = listCases(l)
  if (n === 0) return Number.NaN
  let sum = 0
  for (let c = 0; c < n; c++) {
    const x = placeOf(c)
    const z = l * MASKS + cases.mask[x]
    if (critical[z] > 0) sum += active[z] * cases.occurrences[x]
  }
  return sum
}

/** The level whose tiles are the L1 need: along the first valid case of each level, down to one without a level below. */
function findL1(l: number, at: number): boolean {
  let first = 0
  let opening = 1
  if (critical[l * MASKS] <= 0) {
    if (listCases(l) === 0) return false
    opening = openingCases()
    first = total[l] > 0 ? cases.mask[placeOf(opening - 1)] : -1
  }
  const isOwn = l === current[LEVELS] - 1 || first < 0
  const below = isOwn ? 0 : firstBelow[l * MASKS + first]
  results[at + L1_LEVEL] = isOwn ? l : results[below + L1_LEVEL]
  results[at + L1_TIMES] = isOwn ? opening : results[below + L1_TIMES]
  return true
}

/** L1 need per tensor. Quirk 12: the tiles of the inputs add up over skipped cases. False: the ordered walk is needed. */
export function l1Into(out: Float64Array, at: number): boolean {
  if (!findL1(0, 0)) return false
  const level = results[L1_LEVEL] | 0 // an integer to the compiler as well: it indexes
  const end = level * STRIDE + count[level]
  let input = 2
  let filter = 2
  let output = 2
  for (let d = level * STRIDE; d < end; d++) {
    const c = coupled[d]
    if ((c & (1 << INPUT)) !== 0) input *= full[d]
    if ((c & (1 << FILTER)) !== 0) filter *= full[d]
    if ((c & (1 << OUTPUT)) !== 0) output *= full[d] // Quirk 15: see record.ts.
  }
  out[at + INPUT] = results[L1_TIMES] * input
  out[at + FILTER] = results[L1_TIMES] * filter
  out[at + OUTPUT] = output
  return true
}

/** Takes down the evaluation of level l; its number on the tape. */
export function recordLevel(l: number, into: TimingRecorder): number {
  const isInnermost = l === current[LEVELS] - 1
  const firstGroup = l * GROUPS
  const number = into.level(masks[l], groupCount[l], isInnermost)
  for (let z = l * MASKS; z < l * MASKS + masks[l]; z++) {
    const first = isInnermost ? -1 : evaluationOf(firstBelow[z])
    const rest = isInnermost ? -1 : evaluationOf(restBelow[z])
    into.mask(egress[z], critical[z], first, rest)
  }
  for (let x = 0; x < groupCount[l]; x++) {
    into.group(groupWeight[firstGroup + x], fetchedBy(l, firstGroup + x), groupMask[firstGroup + x])
  }
  return number
}

/** Number on the tape of a result of the level below, −1 for none. */
function evaluationOf(result: number): number {
  return result < 0 ? -1 : results[result + EVALUATION]
}

/** Elements of both inputs that group x of level l fetches. */
function fetchedBy(l: number, x: number): number {
  const f = l * FETCHES + groupFetch[x]
  return fetchedInput[f] + fetchedFilter[f]
}

/** Cycles until they are there. */
function timeToFetch(l: number, x: number): number {
  return nocDelay(fetchedBy(l, x), settings[BANDWIDTH], settings[LATENCY])
}
