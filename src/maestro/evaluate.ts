// A layer's cost by recursion over cluster levels: traffic, run time, buffers, delays.
//
// Source: specification "cost model", sections 3.8 and 3.9. Each level walks its cases; the time of a
// step is the time of the level below for the tile of that case. Lower levels hand up run time, active
// units and the L1 size only; all counts are the top level's own (quirk 11).
//
// A lower level depends on which directives of the level above are at an edge tile, so its result is
// remembered per edge mask (section 8.2): exact, and most cases share one of a few masks.

import { InputError } from "../core/errors.ts"
import { fillStates, firstCase, nextCase, OVERFLOW, occurrences } from "./cases.ts"
import type { Hardware } from "./hardware.ts"
import { FILTER, INPUT, OUTPUT } from "./layer.ts"
import { nocDelay } from "./noc.ts"
import * as Row from "./row.ts"
import { arrayEgress, arrayFetch, arrayWork, criticalWork } from "./volumes.ts"
import type { Workspace } from "./workspace.ts"

// Accumulators of a level that is being walked: the row, then sums that are averaged at the end.
const CASES = Row.ROW_SIZE // valid cases so far
const OCCURRENCES = CASES + 1
const OFFCHIP_NEED = CASES + 2
const RECORD_SIZE = CASES + 3

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

/** Walks the levels of a workspace. One per workspace; not reentrant. */
export class Evaluator {
  readonly #w: Workspace
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
  constructor(w: Workspace, overflowIsImpossible = false) {
    this.#w = w
    this.#overflowIsImpossible = overflowIsImpossible
    this.#records = new Float64Array(w.levels * RECORD_SIZE)
    this.#results = new Float64Array(w.levels * (MASKS + 1) * RESULT_SIZE)
    this.#knownIn = new Int32Array(w.levels * (MASKS + 1))
    this.#activeBelow = new Float64Array(w.levels)
  }

  /** Evaluates the tables in the workspace; writes the unpriced fields of a row at `out[at]`. */
  evaluateInto(out: Float64Array, at: number, hardware: Hardware): void {
    this.#generation++
    this.#visits = 0
    this.#hardware = hardware
    const w = this.#w
    for (let d = 0; d < w.dims; d++) w.actual[d] = w.nominal[d]
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
    const w = this.#w
    const r = this.#records
    const z = l * RECORD_SIZE
    this.#open(l)
    do {
      this.#visits += w.count[l]
      if (this.#visits > MOST_VISITS) throw new InputError("too many iteration cases", "too-many-cases")
      const fetchedInput = arrayFetch(w, l, INPUT)
      const fetchedFilter = arrayFetch(w, l, FILTER)
      const egress = arrayEgress(w, l)
      const work = arrayWork(w, l)
      const critical = criticalWork(w, l)
      if (r[z + CASES] === 0) this.#bufferNeeds(l, fetchedInput, fetchedFilter, egress)
      const occ = occurrences(w, l)
      r[z + Row.L2_WRITES + OUTPUT] += occ * egress
      r[z + Row.L1_WRITES + OUTPUT] += occ * work
      r[z + Row.L1_READS + OUTPUT] += occ * work
      if (critical <= 0) continue // Quirk 13: the case is skipped, but the three counts above stay.
      r[z + Row.L2_READS + INPUT] += occ * fetchedInput
      r[z + Row.L2_READS + FILTER] += occ * fetchedFilter
      r[z + Row.L1_READS + INPUT] += occ * work
      r[z + Row.L1_READS + FILTER] += occ * work
      r[z + Row.MACS] += occ * work
      const ingress = fetchedInput + fetchedFilter
      r[z + Row.INTENSITY] = work / ingress
      this.#time(l, occ, ingress, egress, this.#computeDelay(l, critical))
      r[z + Row.ACTIVE] += this.#activeUnits(l) * occ
      r[z + OCCURRENCES] += occ
      r[z + CASES]++
    } while (nextCase(w, l))
    this.#close(l)
  }

  /** Resets the record and fills in what no case changes. */
  #open(l: number): void {
    const w = this.#w
    const r = this.#records
    const z = l * RECORD_SIZE
    r.fill(0, z, z + RECORD_SIZE)
    for (let d = Row.INGRESS_DELAY; d <= Row.COMPUTE_DELAY; d += 3) r[z + d] = Number.POSITIVE_INFINITY
    fillStates(w, l)
    firstCase(w, l)
    for (let t = 0; t < 3; t++) {
      let tensor = 1
      let tile = 2
      for (const d of w.plan.coupling[t]) {
        const slide = t === OUTPUT ? w.plan.sliding[d] : -1
        tensor *= w.actual[l * w.dims + d] - (slide < 0 ? 0 : w.actual[l * w.dims + slide] - 1)
        const j = w.lastOn[l * w.dims + d]
        if (j >= 0) tile *= w.full[l * w.stride + j]
      }
      r[z + (t === OUTPUT ? Row.L2_READS : Row.L2_WRITES) + t] = tensor
      // Quirk 15: the output's L1 tile counts input rows and columns, not output ones.
      if (t === OUTPUT) r[z + Row.L1_SIZE + t] = tile
    }
  }

  /** Double-buffered needs, from the cases up to the first valid one. Quirk 12: those of the inputs add up until then. */
  #bufferNeeds(l: number, fetchedInput: number, fetchedFilter: number, egress: number): void {
    const w = this.#w
    const r = this.#records
    const z = l * RECORD_SIZE
    r[z + Row.L2_SIZE + INPUT] += 2 * fetchedInput
    r[z + Row.L2_SIZE + FILTER] += 2 * fetchedFilter
    r[z + Row.L2_SIZE + OUTPUT] = 2 * egress
    for (let t = INPUT; t <= FILTER; t++) {
      let tile = 2
      for (const d of w.plan.coupling[t]) {
        const j = w.lastOn[l * w.dims + d]
        if (j >= 0) tile *= w.full[l * w.stride + j]
      }
      r[z + Row.L1_SIZE + t] += tile
    }
  }

  /** Run time, delays and bandwidth needs of one case. */
  #time(l: number, occ: number, ingress: number, egress: number, computeDelay: number): void {
    const r = this.#records
    const z = l * RECORD_SIZE
    const own = this.#hardware.nocByHeight?.[this.#w.levels - 1 - l]
    const bandwidth = own?.bandwidth ?? this.#hardware.nocBandwidth
    const latency = own?.latency ?? this.#hardware.nocLatency
    const delayIn = nocDelay(ingress, bandwidth, latency)
    const delayOut = nocDelay(egress, bandwidth, latency)
    const allInit = this.#w.changing[l] < 0
    const step = allInit ? computeDelay + delayIn : Math.max(delayOut, computeDelay, delayIn)
    r[z + Row.RUNTIME] += occ * (l === 0 ? this.#offchipFloor(step, computeDelay) : step)
    const compute = computeDelay === 0 ? 1 : computeDelay
    const busiest = Math.max(ingress, egress)
    r[z + Row.PEAK_BW] = Math.max(r[z + Row.PEAK_BW], Math.trunc(busiest / compute))
    r[z + Row.AVG_BW] += Math.trunc((occ * busiest) / compute)
    this.#noteDelay(z + Row.INGRESS_DELAY, delayIn, occ)
    this.#noteDelay(z + Row.EGRESS_DELAY, delayOut, occ)
    this.#noteDelay(z + Row.COMPUTE_DELAY, compute, occ)
  }

  #noteDelay(at: number, delay: number, occ: number): void {
    const r = this.#records
    r[at] = Math.min(r[at], delay)
    r[at + 1] = Math.max(r[at + 1], delay)
    r[at + 2] += occ * delay
  }

  /** A step lasts at least half the time its buffers take over the off-chip link. Quirk 16: the need is halved after every case. */
  #offchipFloor(step: number, computeDelay: number): number {
    const r = this.#records
    const outputs = r[Row.L2_SIZE + OUTPUT]
    const inputs = r[Row.L2_SIZE + INPUT] + r[Row.L2_SIZE + FILTER]
    if (computeDelay === 0) throw new InputError("a step of the top level computes nothing", "division-by-zero")
    const need = Math.max(r[OFFCHIP_NEED], Math.trunc(outputs / computeDelay), Math.trunc(inputs / computeDelay))
    r[OFFCHIP_NEED] = Math.trunc(need / 2)
    r[Row.OFFCHIP_BW] = r[OFFCHIP_NEED]
    const { offchipBandwidth } = this.#hardware
    const output = Math.trunc(Math.trunc(outputs / offchipBandwidth) / 2)
    const input = Math.trunc(Math.trunc(inputs / offchipBandwidth) / 2)
    return Math.max(input, step, output)
  }

  /** Cycles of one step at level l: of one unit's MACs, or of the slowest cluster below (section 3.9). */
  #computeDelay(l: number, critical: number): number {
    const w = this.#w
    if (l === w.levels - 1) return Math.ceil(critical / this.#hardware.simdLanes)
    const q = l * w.stride + w.last[l * w.stride + w.firstSpatial[l]]
    if (w.isEdge[q] === 0) return this.#below(l, false, w.units[l], true)
    const edgeUnits = w.edgeUnits[l]
    if (w.see[q] === 0) return this.#below(l, false, edgeUnits, true)
    const partial = this.#below(l, true, 1, true)
    return edgeUnits > 1 ? Math.max(partial, this.#below(l, false, edgeUnits - 1, false)) : partial
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
    const w = this.#w
    const base = l * w.stride
    const wholeUnit = w.edgeUnits[l] === 1 || partial
    let mask = 0
    let bits = 0
    for (let j = w.count[l] - 1; j >= 0; j--) {
      const q = base + w.last[base + j]
      const atEdge = w.isEdge[q] === 1 && (w.isSpatial[base + j] === 0 || wholeUnit)
      w.actual[(l + 1) * w.dims + w.dim[base + j]] = atEdge ? w.edgeFull[q] : w.full[q]
      if (w.edgeFull[q] === w.full[q]) continue
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
    const w = this.#w
    const below = l === w.levels - 1 ? 0 : this.#activeBelow[l]
    if (below !== 0) return below
    const q = l * w.stride + w.last[l * w.stride + w.firstSpatial[l]]
    return w.isEdge[q] === 1 ? w.edgeUnits[l] : w.units[l]
  }

  /** Turns sums into averages once all cases are done. */
  #close(l: number): void {
    const r = this.#records
    const z = l * RECORD_SIZE
    const total = r[z + OCCURRENCES]
    r[z + Row.L1_WRITES + INPUT] = r[z + Row.L2_READS + INPUT] // Quirk 14: no replication per PE.
    r[z + Row.L1_WRITES + FILTER] = r[z + Row.L2_READS + FILTER]
    if (total !== 0) r[z + Row.ACTIVE] /= total
    r[z + Row.AVG_BW] /= total
    for (let d = Row.INGRESS_DELAY; d <= Row.COMPUTE_DELAY; d += 3) {
      if (total === 0) r[z + d] = r[z + d + 2] = Row.NO_DELAY
      else r[z + d + 2] = Math.trunc(r[z + d + 2] / total)
    }
    if (l === this.#w.levels - 1 || r[z + CASES] === 0) r[z + Row.SINGLE_RECORD] = 1
  }
}

function isOverflow(error: unknown): boolean {
  return error instanceof InputError && error.code === OVERFLOW
}
