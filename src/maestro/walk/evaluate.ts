// A layer's cost by recursion over cluster levels, every case in full: the readable reference.
//
// Slower than level-walk.ts and right for every mapping: repeated dimensions, any number of edges, and
// the errors at which the reference program stops.
//
// Source: specification "cost model", sections 3.8 and 3.9. Each level walks its cases; the time of a
// step is the time of the level below for the tile of that case. Lower levels hand up run time, active
// units and the L1 size only; all counts are the top level's own (quirk 11).
//
// A lower level depends on which directives of the level above are at an edge tile, so its result is
// remembered per edge mask (section 8.2): exact, and most cases share one of a few masks.

import { InputError } from "../../core/errors.ts"
import type { Hardware } from "../hardware.ts"
import { FILTER, INPUT, OUTPUT } from "../layer.ts"
import * as Row from "../row.ts"
import { fillStates, firstCase, nextCase, OVERFLOW, occurrences } from "./cases.ts"
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
import { arrayEgress, arrayFetch, arrayWork, criticalWork } from "./volumes.ts"
import * as W from "./workspace.ts"

const { LEVELS, STRIDE, DIMS, current } = W
const { isSpatial, dim, last, count, spatials } = W.structure
const { full, edgeFull, units, edgeUnits, actual } = W.tables
const { isEdge, see, changing } = W.states

// A remembered result of a lower level.
const RESULT_RUNTIME = 0
const RESULT_ACTIVE = 1
const RESULT_L1 = 2 // three tensors
const RESULT_SIZE = 5
/** Directives with an edge tile up to which results are remembered; beyond, slot MASKS is used afresh each time. */
const MASK_BITS = 8
const MASKS = 1 << MASK_BITS

/** Directive states visited at most per evaluation (seconds); only mappings that repeat dimensions many times come near. */
const MOST_VISITS = 4e6

/** Walks the levels of the structure that is loaded, whose levels it is made for. */
export class Evaluator {
  readonly #overflowIsImpossible: boolean
  readonly #records: Float64Array
  readonly #results: Float64Array
  readonly #knownIn: Int32Array
  /** Per level: active units below, summed over the evaluations of the current case. */
  readonly #activeBelow: Float64Array
  #generation = 0
  #visits = 0
  #hardware!: Hardware

  /** @param overflowIsImpossible a case that occurs too often gives counts of NaN instead of an error */
  constructor(levels: number, overflowIsImpossible = false) {
    this.#overflowIsImpossible = overflowIsImpossible
    this.#records = new Float64Array(levels * RECORD_SIZE)
    this.#results = new Float64Array(levels * (MASKS + 1) * RESULT_SIZE)
    this.#knownIn = new Int32Array(levels * (MASKS + 1))
    this.#activeBelow = new Float64Array(levels)
  }

  /** Evaluates the tables in the workspace; writes the unpriced fields of a row at `out[at]`. */
  evaluateInto(out: Float64Array, at: number, hardware: Hardware): void {
    this.#generation++
    this.#visits = 0
    this.#hardware = hardware
    try {
      this.#walk(0)
    } catch (error) {
      if (!this.#overflowIsImpossible || !isOverflow(error)) throw error
      // The buffer needs are known from the first case on; what is counted over the cases is not.
      this.#records.fill(Number.NaN, 0, Row.L2_SIZE)
    }
    for (let i = 0; i <= Row.SINGLE_RECORD; i++) out[at + i] = this.#records[i]
  }

  /** All cases of level l for the actual sizes in the workspace (section 3.8). */
  #walk(l: number): void {
    const r = this.#records
    const z = l * RECORD_SIZE
    openRecord(l, r, z)
    fillStates(l)
    firstCase(l)
    do {
      this.#visits += count[l]
      if (this.#visits > MOST_VISITS) throw new InputError("too many iteration cases", "too-many-cases")
      const input = arrayFetch(l, INPUT)
      const filter = arrayFetch(l, FILTER)
      const egress = arrayEgress(l)
      const work = arrayWork(l)
      const critical = criticalWork(l)
      if (r[z + CASES] === 0) addBufferNeeds(l, r, z, input, filter, egress)
      const occ = occurrences(l)
      addWrites(r, z, occ, egress, work)
      if (critical <= 0) continue // Quirk 13: the case is skipped, but what it wrote stays.
      addReads(r, z, occ, input, filter, work)
      const computeDelay = this.#computeDelay(l, critical)
      r[z + Row.ACTIVE] += this.#activeUnits(l) * occ
      this.#time(l, occ, input + filter, egress, computeDelay)
    } while (nextCase(l))
    closeRecord(r, z, l === current[LEVELS] - 1)
  }

  /** Run time, delays and bandwidth needs of one case. */
  #time(l: number, occ: number, ingress: number, egress: number, computeDelay: number): void {
    const r = this.#records
    const z = l * RECORD_SIZE
    const { nocBandwidth, nocLatency, offchipBandwidth, nocByHeight } = this.#hardware
    const own = nocByHeight?.[current[LEVELS] - 1 - l]
    const delayIn = nocDelay(ingress, own?.bandwidth ?? nocBandwidth, own?.latency ?? nocLatency)
    const delayOut = nocDelay(egress, own?.bandwidth ?? nocBandwidth, own?.latency ?? nocLatency)
    let step = changing[l] < 0 ? computeDelay + delayIn : Math.max(delayOut, computeDelay, delayIn)
    if (l === 0) {
      if (computeDelay === 0) throw new InputError("a step of the top level computes nothing", "division-by-zero")
      const inputs = r[Row.L2_SIZE + INPUT] + r[Row.L2_SIZE + FILTER]
      const outputs = r[Row.L2_SIZE + OUTPUT]
      addOffchipNeed(r, z, inputs, outputs, computeDelay)
      step = Math.max(step, offchipFloor(inputs, outputs, offchipBandwidth))
    }
    addDelay(r, z + Row.INGRESS_DELAY, delayIn, occ)
    addDelay(r, z + Row.EGRESS_DELAY, delayOut, occ)
    addStep(r, z, occ, step, Math.max(ingress, egress), computeDelay)
  }

  /** Cycles of one step at level l: of one unit's MACs, or of the slowest cluster below (section 3.9). */
  #computeDelay(l: number, critical: number): number {
    if (l === current[LEVELS] - 1) return Math.ceil(critical / this.#hardware.simdLanes)
    const q = l * STRIDE + last[l * STRIDE + spatials[2 * l]]
    if (isEdge[q] === 0) return this.#below(l, false, units[l], true)
    const atEdge = edgeUnits[l]
    if (see[q] === 0) return this.#below(l, false, atEdge, true)
    const partial = this.#below(l, true, 1, true)
    return atEdge > 1 ? Math.max(partial, this.#below(l, false, atEdge - 1, false)) : partial
  }

  /** Run time (at least 0) of the level below for the current case; counts its active units `copies` times. */
  #below(l: number, partial: boolean, copies: number, isFirst: boolean): number {
    const result = this.#resultBelow(l, partial)
    const found = this.#results
    const active = found[result + RESULT_ACTIVE] * copies
    this.#activeBelow[l] = isFirst ? active : this.#activeBelow[l] + active
    if (isFirst && this.#records[l * RECORD_SIZE + CASES] === 0) {
      const into = l * RECORD_SIZE + Row.L1_SIZE
      for (let t = 0; t < 3; t++) this.#records[into + t] = found[result + RESULT_L1 + t]
    }
    return Math.max(0, found[result + RESULT_RUNTIME])
  }

  /** Hands the actual tile sizes down, evaluates the level below unless known; offset of its result. */
  #resultBelow(l: number, partial: boolean): number {
    const base = l * STRIDE
    const wholeUnit = edgeUnits[l] === 1 || partial
    let mask = 0
    let bits = 0
    for (let j = count[l] - 1; j >= 0; j--) {
      const q = base + last[base + j]
      const atEdge = isEdge[q] === 1 && (isSpatial[base + j] === 0 || wholeUnit)
      actual[(l + 1) * DIMS + dim[base + j]] = atEdge ? edgeFull[q] : full[q]
      if (edgeFull[q] === full[q]) continue
      if (atEdge) mask |= 1 << bits
      bits++
    }
    const slot = (l + 1) * (MASKS + 1) + (bits > MASK_BITS ? MASKS : mask)
    const result = slot * RESULT_SIZE
    if (this.#knownIn[slot] === this.#generation && bits <= MASK_BITS) return result
    this.#walk(l + 1)
    const z = (l + 1) * RECORD_SIZE
    this.#results[result + RESULT_RUNTIME] = this.#records[z + Row.RUNTIME]
    this.#results[result + RESULT_ACTIVE] = this.#records[z + Row.ACTIVE]
    for (let t = 0; t < 3; t++) this.#results[result + RESULT_L1 + t] = this.#records[z + Row.L1_SIZE + t]
    this.#knownIn[slot] = this.#generation
    return result
  }

  /** Active units of one case: those counted below, or this level's own units if there are none. */
  #activeUnits(l: number): number {
    const below = l === current[LEVELS] - 1 ? 0 : this.#activeBelow[l]
    if (below !== 0) return below
    const q = l * STRIDE + last[l * STRIDE + spatials[2 * l]]
    return isEdge[q] === 1 ? edgeUnits[l] : units[l]
  }
}

function isOverflow(error: unknown): boolean {
  return error instanceof InputError && error.code === OVERFLOW
}
