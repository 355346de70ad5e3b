// All cases of a level as three short arrays.
//
// Source: specification "cost model", sections 3.6 and 3.8. A case is its occurrences, its mask (which loops
// are in their edge state) and the group it belongs to (groups.ts); everything else is a look-up by these.
//
// The list is built loop by loop from outside in: each loop repeats what is listed so far (loop in Init) for
// its other states. So the state indices of a case are the mixed-radix digits of its place, outermost loop
// first. The reference's order, case c having state ceil(c / f) mod s, matters for few columns: `placeOf`
// turns its numbers into places.

import { f64, i32 } from "./arrays.ts"
import { levelTables } from "./level-tables.ts"
import * as W from "./workspace.ts"

const { LOOPS, MASKS } = W

/** Cases of a level, at most: beyond, the ordered walk takes over. */
const MOST_CASES = 2048

/** The level listed last, its number of cases, valid or not, and of loops. */
const LEVEL = 0
const COUNT = 1
const listed = i32(2)

/** The cases listed last. */
export const cases = {
  occurrences: f64(MOST_CASES),
  mask: i32(MOST_CASES),
  /** Number of the group of the level. */
  group: i32(MOST_CASES),
}
const { occurrences, mask, group } = cases
const { loops, steady, edgeBit, critical } = levelTables
/** Per loop: number of its states, and distance between places that differ by one in its state. */
const states = i32(LOOPS)
const step = i32(LOOPS)
/** State of each loop in the case that `placeBefore` came to, and its place. */
const digits = i32(LOOPS)
let place = 0

/** Lists the cases of level l; their number, 0 when there are too many. */
export function listCases(l: number): number {
  let n = 1
  let masks = 1
  let groups = 1
  occurrences[0] = 1
  mask[0] = group[0] = 0
  for (let i = 0; i < loops[l]; i++) {
    const k = steady[l * LOOPS + i]
    const bit = edgeBit[l * LOOPS + i]
    const more = 1 + (k > 0 ? 1 : 0) + (bit !== 0 ? 1 : 0)
    if (n * more > MOST_CASES) return 0
    states[i] = more
    step[i] = n
    let to = n
    if (k > 0) {
      for (let x = 0; x < n; x++, to++) {
        occurrences[to] = occurrences[x] * k
        mask[to] = mask[x]
        group[to] = groups + mask[x] * (more - 1)
      }
    }
    if (bit !== 0) {
      for (let x = 0; x < n; x++, to++) {
        occurrences[to] = occurrences[x]
        mask[to] = mask[x] + bit
        group[to] = groups + mask[x] * (more - 1) + more - 2
      }
    }
    n = to
    groups += masks * (more - 1)
    if (bit !== 0) masks *= 2
  }
  listed[LEVEL] = l
  listed[COUNT] = n
  return n
}

/** Number of cases up to and including the first valid one; all when none is. Cases without critical work are not valid. */
export function openingCases(): number {
  const z0 = listed[LEVEL] * MASKS
  let c = 1
  while (c < listed[COUNT] && critical[z0 + mask[placeOf(c - 1)]] <= 0) c++
  return c
}

/** Place of the last valid case in the reference's order, or −1. */
export function lastCase(): number {
  const z0 = listed[LEVEL] * MASKS
  let x = lastPlace()
  for (let c = listed[COUNT]; c > 0; c--, x = placeBefore()) if (critical[z0 + mask[x]] > 0) return x
  return -1
}

/** Place of the last case: its last loop in the last state, the others in Init. `placeBefore` goes on from there. */
export function lastPlace(): number {
  const n = loops[listed[LEVEL]]
  place = 0
  if (n === 0) return 0
  for (let i = 0; i < n; i++) digits[i] = 0
  digits[n - 1] = states[n - 1] - 1
  place = digits[n - 1] * step[n - 1]
  return place
}

/** Place of the case before: the last loop goes back one state; where that comes to Init, so does the loop outside it. */
export function placeBefore(): number {
  for (let i = loops[listed[LEVEL]] - 1; i >= 0; i--) {
    const d = digits[i]
    digits[i] = d === 0 ? states[i] - 1 : d - 1
    place += d === 0 ? (states[i] - 1) * step[i] : -step[i]
    if (digits[i] !== 0) break
  }
  return place
}

/** Place of case number `c` of the reference's order. */
export function placeOf(c: number): number {
  if (c === 0) return 0
  let found = 0
  let inner = 1
  for (let i = loops[listed[LEVEL]] - 1; i >= 0; i--) {
    // Rounded up; as 32-bit integers, for which the remainder is fast.
    found += ((((c + inner - 1) / inner) | 0) % states[i]) * step[i]
    inner *= states[i]
  }
  return found
}
