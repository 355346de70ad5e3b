// The walk over one level's cases from its tables (level-tables.ts), and down to the level below.
//
// Source: specification "cost model", sections 3.8 and 3.9. Results are bit for bit those of the ordered walk
// (evaluate.ts). What needs that walk is not decided here: `walk` then returns false.

import { EDGE, INIT, STEADY } from "./cases.ts"
import { JOINT, LevelTables, MASKS } from "./level-tables.ts"
import { nocDelay } from "./noc.ts"
import {
  addBufferNeeds,
  addDelay,
  addOffchipNeed,
  addReads,
  addStep,
  addWrites,
  CASES,
  closeRecord,
  offchipFloor,
  openRecord,
  RECORD_SIZE,
} from "./record.ts"
import * as Row from "./row.ts"
import type { Workspace } from "./workspace.ts"

// A remembered result of a lower level.
const RESULT_RUNTIME = 0
const RESULT_ACTIVE = 1
const RESULT_L1 = 2 // three tensors
const RESULT_SIZE = 5
/** Results a level remembers per evaluation. */
const RESULTS = 2 * MASKS

// What the levels share, as numbers (settings of an evaluation).
export const LANES = 0
export const BANDWIDTH = 1
export const LATENCY = 2
export const OFFCHIP = 3
export const SETTINGS_SIZE = 4

/** Evaluates one level for the actual sizes in the workspace. */
export class LevelWalk {
  /** The result of the last walk (record.ts). */
  readonly record = new Float64Array(RECORD_SIZE)
  readonly #w: Workspace
  readonly #l: number
  readonly #tables: LevelTables
  readonly #below: LevelWalk | null
  readonly #settings: Float64Array
  /** Bits of the level's spatial directives in `edges`. */
  readonly #spatialBits: number
  // Per mask: cycles and active units of a step, the time to hand its outputs up, the first result below.
  readonly #compute = new Float64Array(MASKS)
  readonly #active = new Float64Array(MASKS)
  readonly #egressDelay = new Float64Array(MASKS)
  readonly #firstBelow = new Int32Array(MASKS)
  /** Per (1 + loop of c*, joint state): the time to fetch its data. */
  readonly #ingressDelay: Float64Array
  // The current case: the state of each loop, and per number of outer loops their occurrences, mask and last changing loop + 1.
  readonly #state: Uint8Array
  readonly #occurrences: Float64Array
  readonly #mask: Int32Array
  readonly #changing: Int32Array
  // Results by the edges of the level above.
  readonly #keys = new Int32Array(RESULTS)
  readonly #results = new Float64Array(RESULTS * RESULT_SIZE)
  #known = 0

  constructor(w: Workspace, l: number, settings: Float64Array) {
    this.#w = w
    this.#l = l
    this.#tables = new LevelTables(w, l)
    this.#settings = settings
    this.#spatialBits = w.spatials[l].reduce((bits, j) => bits | (1 << j), 0)
    this.#below = l + 1 < w.levels ? new LevelWalk(w, l + 1, settings) : null
    this.#ingressDelay = new Float64Array((w.stride + 1) * JOINT)
    this.#state = new Uint8Array(w.stride)
    this.#occurrences = new Float64Array(w.stride + 1)
    this.#mask = new Int32Array(w.stride + 1)
    this.#changing = new Int32Array(w.stride + 1)
  }

  /** Forgets results: sizes or settings have changed. */
  forget(): void {
    this.#known = 0
    this.#below?.forget()
  }

  /** Fills `record`; false when the ordered walk is needed. */
  walk(): boolean {
    if (!this.#tables.fill() || !this.#timeMasks()) return false
    this.#timeFetches()
    openRecord(this.#w, this.#l, this.record, 0)
    this.#walkCases()
    closeRecord(this.record, 0, this.#below === null)
    return true
  }

  /** Compute delay, active units and egress delay of every mask (section 3.9). */
  #timeMasks(): boolean {
    const w = this.#w
    const l = this.#l
    const { masks, joint, critical, egress, atEdge } = this.#tables
    const lanes = this.#settings[LANES]
    const bandwidth = this.#settings[BANDWIDTH]
    const latency = this.#settings[LATENCY]
    for (let z = 0; z < masks; z++) {
      this.#egressDelay[z] = nocDelay(egress[z], bandwidth, latency)
      if (critical[z] <= 0) continue
      if (this.#below === null) this.#compute[z] = Math.ceil(critical[z] / lanes)
      else if (!this.#timeBelow(this.#below, z)) return false
      // The reference divides by it at the top.
      if (l === 0 && this.#compute[z] === 0) return false
      if (this.#below === null || this.#active[z] === 0) {
        this.#active[z] = atEdge[joint[z]] === 1 ? w.edgeUnits[l] : w.units[l]
      }
    }
    return true
  }

  /** Evaluations of the level below that a mask needs: for whole units, and for a partial last one. */
  #timeBelow(below: LevelWalk, z: number): boolean {
    const w = this.#w
    const { joint, atEdge, partial } = this.#tables
    const edgeUnits = w.edgeUnits[this.#l]
    const g = joint[z]
    const isPartial = atEdge[g] === 1 && partial[g] === 1
    const copies = isPartial ? 1 : atEdge[g] === 1 ? edgeUnits : w.units[this.#l]
    const first = this.#resultBelow(below, z, edgeUnits === 1 || isPartial)
    if (first < 0) return false
    this.#firstBelow[z] = first
    const found = below.#results
    let compute = Math.max(0, found[first + RESULT_RUNTIME])
    let active = found[first + RESULT_ACTIVE] * copies
    if (isPartial && edgeUnits > 1) {
      const rest = this.#resultBelow(below, z, false)
      if (rest < 0) return false
      compute = Math.max(compute, found[rest + RESULT_RUNTIME])
      active += found[rest + RESULT_ACTIVE] * (edgeUnits - 1)
    }
    this.#compute[z] = compute
    this.#active[z] = active
    return true
  }

  /** Offset of the result below for the tiles of a mask, evaluated unless known; −1 when it needs the ordered walk. */
  #resultBelow(below: LevelWalk, z: number, wholeUnit: boolean): number {
    const w = this.#w
    const edges = this.#tables.edges[z]
    const key = wholeUnit ? edges : edges & ~this.#spatialBits
    const keys = below.#keys
    const known = below.#known
    for (let i = 0; i < known; i++) if (keys[i] === key) return i * RESULT_SIZE
    if (known === RESULTS) return -1
    const base = this.#l * w.stride
    const into = (this.#l + 1) * w.dims
    for (let j = w.count[this.#l] - 1; j >= 0; j--) {
      w.actual[into + w.dim[base + j]] = (key >> j) & 1 ? w.edgeFull[base + j] : w.full[base + j]
    }
    const row = below.record
    if (!below.walk()) return -1
    keys[known] = key
    below.#known = known + 1
    const at = known * RESULT_SIZE
    below.#results[at + RESULT_RUNTIME] = row[Row.RUNTIME]
    below.#results[at + RESULT_ACTIVE] = row[Row.ACTIVE]
    for (let t = 0; t < 3; t++) below.#results[at + RESULT_L1 + t] = row[Row.L1_SIZE + t]
    return at
  }

  #timeFetches(): void {
    const { loops, fetchedInput, fetchedFilter } = this.#tables
    const bandwidth = this.#settings[BANDWIDTH]
    const latency = this.#settings[LATENCY]
    for (let f = 0; f < (loops + 1) * JOINT; f++) {
      this.#ingressDelay[f] = nocDelay(fetchedInput[f] + fetchedFilter[f], bandwidth, latency)
    }
  }

  /** All cases in the reference's order (section 3.8): a few look-ups and additions each. */
  #walkCases(): void {
    const isTop = this.#l === 0
    const r = this.record
    const { loops, joint, work, critical, egress, fetchedInput, fetchedFilter } = this.#tables
    let floor = Number.NEGATIVE_INFINITY
    this.#firstCase()
    do {
      const occ = this.#occurrences[loops]
      const z = this.#mask[loops]
      const f = this.#changing[loops] * JOINT + joint[z]
      const input = fetchedInput[f]
      const filter = fetchedFilter[f]
      if (r[CASES] === 0) addBufferNeeds(this.#w, this.#l, r, 0, input, filter, egress[z])
      addWrites(r, 0, occ, egress[z], work[z])
      if (critical[z] <= 0) continue // Quirk 13: the case is skipped, but what it wrote stays.
      if (r[CASES] === 0) {
        this.#takeL1(z)
        if (isTop) floor = offchipFloor(r, 0, this.#settings[OFFCHIP])
      }
      addReads(r, 0, occ, input, filter, work[z])
      const compute = this.#compute[z]
      const delayIn = this.#ingressDelay[f]
      const delayOut = this.#egressDelay[z]
      const step = f < JOINT ? compute + delayIn : Math.max(delayOut, compute, delayIn)
      if (isTop) addOffchipNeed(r, 0, compute)
      addDelay(r, Row.INGRESS_DELAY, delayIn, occ)
      addDelay(r, Row.EGRESS_DELAY, delayOut, occ)
      r[Row.ACTIVE] += this.#active[z] * occ
      addStep(r, 0, occ, Math.max(floor, step), Math.max(input + filter, egress[z]), compute)
    } while (this.#nextCase())
  }

  /** The L1 need is that of the first record of the first valid case. */
  #takeL1(z: number): void {
    if (this.#below === null) return
    const from = this.#firstBelow[z] + RESULT_L1
    for (let t = 0; t < 3; t++) this.record[Row.L1_SIZE + t] = this.#below.#results[from + t]
  }

  #firstCase(): void {
    for (let i = 0; i < this.#tables.loops; i++) this.#state[i] = INIT
    this.#note(0)
  }

  /** Advances as cases.ts does; false after the last case. */
  #nextCase(): boolean {
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
    this.#note(Math.max(i, 0))
    return this.#changing[loops] !== 0
  }

  /** Occurrences, mask and changing loop of the current case, from loop `from` inwards. */
  #note(from: number): void {
    const { loops, steady, edgeBit } = this.#tables
    const occurrences = this.#occurrences
    const mask = this.#mask
    const changing = this.#changing
    if (from === 0) {
      occurrences[0] = 1
      mask[0] = changing[0] = 0
    }
    for (let i = from; i < loops; i++) {
      const state = this.#state[i]
      occurrences[i + 1] = state === STEADY ? occurrences[i] * steady[i] : occurrences[i]
      mask[i + 1] = state === EDGE ? mask[i] | edgeBit[i] : mask[i]
      changing[i + 1] = state === INIT ? changing[i] : i + 1
    }
  }
}
