// All cases of a level as three short arrays.
//
// Source: specification "cost model", sections 3.6 and 3.8. A case is its occurrences, its mask (which loops
// are in their edge state) and its fetch (1 + changing loop, joint spatial state); everything else is a
// look-up by mask or fetch.
//
// The list is built loop by loop from outside in: each loop repeats what is listed so far (loop in Init) for
// its other states. So the state indices of a case are the mixed-radix digits of its place, outermost loop
// first. The reference's order, case c having state ceil(c / f) mod s, matters for few columns: `placeOf`
// turns its numbers into places.

import { type LevelTables, MAX_DIRECTIVES } from "./level-tables.ts"
import { JOINT } from "./spatial-parts.ts"

/** Cases of a level, at most: beyond, the ordered walk takes over. */
export const MAX_CASES = 2048

export class CaseList {
  /** Cases, valid or not. */
  count = 0
  readonly occurrences = new Float64Array(MAX_CASES)
  readonly mask = new Int32Array(MAX_CASES)
  readonly fetch = new Int32Array(MAX_CASES)
  readonly #tables: LevelTables
  /** Per loop: number of its states, and distance between places that differ by one in its state. */
  readonly #states = new Int32Array(MAX_DIRECTIVES)
  readonly #step = new Int32Array(MAX_DIRECTIVES)

  constructor(tables: LevelTables) {
    this.#tables = tables
  }

  /** Lists the cases; false when there are too many. */
  fill(): boolean {
    const { loops, steady, edgeBit, joint } = this.#tables
    const { occurrences, mask, fetch } = this
    let n = 1
    occurrences[0] = 1
    mask[0] = fetch[0] = 0
    for (let i = 0; i < loops; i++) {
      const k = steady[i]
      const bit = edgeBit[i]
      const f = (i + 1) * JOINT
      const states = 1 + (k > 0 ? 1 : 0) + (bit !== 0 ? 1 : 0)
      if (n * states > MAX_CASES) return false
      this.#states[i] = states
      this.#step[i] = n
      let to = n
      if (k > 0) {
        for (let x = 0; x < n; x++, to++) {
          occurrences[to] = occurrences[x] * k
          mask[to] = mask[x]
          fetch[to] = f + joint[mask[x]]
        }
      }
      if (bit !== 0) {
        for (let x = 0; x < n; x++, to++) {
          occurrences[to] = occurrences[x]
          mask[to] = mask[x] + bit
          fetch[to] = f + joint[mask[x] + bit]
        }
      }
      n = to
    }
    this.count = n
    return true
  }

  /** Number of cases up to and including the first valid one; all when none is. Cases without critical work are not valid. */
  opening(): number {
    const { critical } = this.#tables
    let c = 1
    while (c < this.count && critical[this.mask[this.placeOf(c - 1)]] <= 0) c++
    return c
  }

  /** The last valid case in the reference's order, or −1. */
  last(): number {
    const { critical } = this.#tables
    for (let c = this.count - 1; c >= 0; c--) {
      const x = this.placeOf(c)
      if (critical[this.mask[x]] > 0) return x
    }
    return -1
  }

  /** Place of case number `c` of the reference's order. */
  placeOf(c: number): number {
    if (c === 0) return 0
    const states = this.#states
    let place = 0
    let inner = 1
    for (let i = this.#tables.loops - 1; i >= 0; i--) {
      // Rounded up; as 32-bit integers, for which the remainder is fast.
      place += ((((c + inner - 1) / inner) | 0) % states[i]) * this.#step[i]
      inner *= states[i]
    }
    return place
  }
}
