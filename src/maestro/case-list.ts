// All cases of a level in the reference's order, as three short arrays, and the sums over them.
//
// Source: specification "cost model", sections 3.6 and 3.8. A case is its occurrences, its mask (which loops
// are in their edge state) and its fetch (1 + changing loop, joint spatial state); everything else is a
// look-up by mask or fetch. One short loop per group of columns, with few live values each.

import { EDGE, INIT, STEADY } from "./cases.ts"
import { JOINT, type LevelTables, MAX_DIRECTIVES } from "./level-tables.ts"

/** Cases of a level, at most: beyond, the ordered walk takes over. */
export const MAX_CASES = 2048

export class CaseList {
  /** Valid cases: what stands in the arrays. */
  count = 0
  readonly occurrences = new Float64Array(MAX_CASES)
  readonly mask = new Int32Array(MAX_CASES)
  readonly fetch = new Int32Array(MAX_CASES)
  /** Cases up to and including the first valid one, and the buffer needs they set: quirk 12, those of the inputs add up. */
  opening = 0
  inputNeed = 0
  filterNeed = 0
  outputNeed = 0
  /** Sum of the occurrences of the valid cases. */
  total = 0
  /** Outputs and MACs of all cases. Quirk 13: those of invalid ones, whose critical path does nothing, count too. */
  egress = 0
  work = 0

  readonly #tables: LevelTables
  // The current case: the state of each loop, and per number of outer loops their occurrences, mask and 1 + last changing loop.
  readonly #state = new Uint8Array(MAX_DIRECTIVES)
  readonly #occ = new Float64Array(MAX_DIRECTIVES + 1)
  readonly #mask = new Int32Array(MAX_DIRECTIVES + 1)
  readonly #changing = new Int32Array(MAX_DIRECTIVES + 1)

  constructor(tables: LevelTables) {
    this.#tables = tables
  }

  /** Lists the cases; false when there are too many. */
  fill(): boolean {
    const { loops, joint, work, critical, egress, fetchedInput, fetchedFilter } = this.#tables
    const { occurrences, mask, fetch } = this
    let count = 0
    this.opening = 0
    this.inputNeed = this.filterNeed = this.outputNeed = 0
    let total = 0
    let egressSum = 0
    let workSum = 0
    for (let i = 0; i < loops; i++) this.#state[i] = INIT
    this.#note(0)
    do {
      const occ = this.#occ[loops]
      const z = this.#mask[loops]
      const f = this.#changing[loops] * JOINT + joint[z]
      if (count === 0) {
        this.opening++
        this.inputNeed += 2 * fetchedInput[f]
        this.filterNeed += 2 * fetchedFilter[f]
        this.outputNeed = 2 * egress[z]
      }
      egressSum += occ * egress[z]
      workSum += occ * work[z]
      if (critical[z] <= 0) continue
      if (count === MAX_CASES) return false
      total += occ
      occurrences[count] = occ
      mask[count] = z
      fetch[count] = f
      count++
    } while (this.#next())
    this.count = count
    this.total = total
    this.egress = egressSum
    this.work = workSum
    return true
  }

  /** Advances as cases.ts does; false after the last case. */
  #next(): boolean {
    const { loops, steady, edgeBit } = this.#tables
    const state = this.#state
    let i = loops - 1
    for (; i >= 0; i--) {
      if (state[i] !== INIT) {
        state[i] = state[i] === STEADY && edgeBit[i] !== 0 ? EDGE : INIT
        break
      }
      state[i] = steady[i] > 0 ? STEADY : EDGE
    }
    this.#note(i < 0 ? 0 : i)
    return this.#changing[loops] !== 0
  }

  /** Occurrences, mask and changing loop of the current case, from loop `from` inwards. */
  #note(from: number): void {
    const { loops, steady, edgeBit } = this.#tables
    const occ = this.#occ
    const mask = this.#mask
    const changing = this.#changing
    const states = this.#state
    if (from === 0) {
      occ[0] = 1
      mask[0] = changing[0] = 0
    }
    for (let i = from; i < loops; i++) {
      const state = states[i]
      occ[i + 1] = state === STEADY ? occ[i] * steady[i] : occ[i]
      mask[i + 1] = state === EDGE ? mask[i] | edgeBit[i] : mask[i]
      changing[i + 1] = state === INIT ? changing[i] : i + 1
    }
  }
}
