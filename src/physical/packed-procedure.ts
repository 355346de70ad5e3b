// The procedure of procedure.ts in flat arrays and without allocation: the same integers, in other groups.
//
// Source: specification "physical", sections 3.2–3.6. Three facts carry it. Steps that differ in position only
// have equal sizes and transfers, whether a loop outside is in its first or a later step; so per changed loop
// only the partial loops outside are told apart, and how often outputs return. The chunk before matters to a
// chunk's first step alone; all its other steps are summed once per chunk. And each point is computed once, so
// MACs need no counting. Sums are exact in any order below 2^53.

import { FILTER, INPUT, OUTPUT } from "../maestro/layer.ts"
import type { PhysicalChoices } from "./options.ts"
import type { PackedAxes } from "./packed-axes.ts"
import { PackedChunks } from "./packed-chunks.ts"
import { MAX_LEVELS, type PackedLevels } from "./packed-levels.ts"
import type { ArrayTiming } from "./procedure.ts"
import { overlap, rowsOf, sharedRows } from "./volumes.ts"

/** Sums over the steps of a chunk but its first one; the second of two records holds for kept outputs. */
const CYCLES = 0
const UNIT_INPUT = 1
const UNIT_FILTER = 2
const CLUSTER = 3
const RECORD = 4

/** Per level and tensor: product of the factors the spread axis has no part in, whole and shared, and the factor it has. */
const WHOLE = 0
const SHARED = 3
const SPREAD = 6
const FACTORS = 9

export class PackedProcedure {
  /** Cycles of the array without drain, and of the final write-back. */
  cycles = 0
  drain = 0
  /** Elements of input, filter and output new to the whole array. */
  readonly arrayNew = new Float64Array(3)
  /** Elements of input and filter new to a PE, summed over PEs. */
  unitInput = 0
  unitFilter = 0
  /** Accesses of cluster buffers. */
  cluster = 0
  /** Largest piece of the array and of a PE, per tensor. */
  readonly arrayTile = new Float64Array(3)
  readonly unitTile = new Float64Array(3)

  readonly #axes: PackedAxes
  readonly #levels: PackedLevels
  readonly #chunks: PackedChunks
  #lanes = 1
  #bandwidth = 1
  #latency = 1
  /** Choice `innerFill`, and whether accesses of cluster buffers are asked for. */
  #exposed = false
  #countClusters = false
  #last = 0
  /** Whether a unit keeps a part of its outputs, which is left to the readable procedure. */
  #partlyKept = false

  // The step at hand of every level: sizes, sizes in the step before, and start of that minus start of this.
  readonly #now: Int32Array
  readonly #before: Int32Array
  readonly #shift: Int32Array
  readonly #factors = new Float64Array(MAX_LEVELS * FACTORS)
  // Results of a step, read before the next one begins.
  #compute = 0
  #entering = 0
  #enteringAgain = 0
  #leaving = 0
  /** Records of chunks, two each, and whether they are made. */
  #records = new Float64Array(0)
  #known = new Uint8Array(0)
  readonly #largest = new Float64Array(MAX_LEVELS)

  constructor(axes: PackedAxes, levels: PackedLevels) {
    this.#axes = axes
    this.#levels = levels
    this.#chunks = new PackedChunks(axes, levels)
    this.#now = new Int32Array(MAX_LEVELS * axes.count)
    this.#before = new Int32Array(MAX_LEVELS * axes.count)
    this.#shift = new Int32Array(MAX_LEVELS * axes.count)
  }

  /** Evaluates the mapping in the levels. Returns "refused", or "left" if the readable procedure is needed. */
  evaluate(hardware: ArrayTiming, choices: PhysicalChoices): "done" | "refused" | "left" {
    this.#lanes = hardware.simdLanes
    this.#bandwidth = hardware.nocBandwidth
    this.#latency = Math.max(hardware.nocLatency, 1)
    this.#exposed = choices.innerFill === "exposed"
    this.#countClusters = choices.clusterAccess !== 0
    const chunks = this.#chunks
    chunks.clear()
    this.#known.fill(0)
    this.#partlyKept = false
    this.#last = this.#levels.count - 1
    this.arrayNew.fill(0)
    this.unitTile.fill(0)
    this.unitInput = this.unitFilter = this.cluster = 0
    const layer = chunks.idOf(0, this.#axes.sizes, 0)
    this.cycles = this.#first(0, layer, -1, 0, 1, true, false) + this.#rest(0, layer, false, 1)
    if (chunks.refused) return "refused"
    if (this.#partlyKept) return "left"
    this.#tiles(layer)
    this.#largest.fill(0)
    this.#drainOf(0, layer)
    this.drain = 0
    for (let i = 0; i <= this.#last; i++) this.drain += this.#transfer(this.#largest[i])
    return "done"
  }

  /** Cycles to move elements into or out of an array. */
  #transfer(elements: number): number {
    if (elements === 0) return 0
    return this.#latency + Math.ceil(elements / this.#bandwidth) - 1
  }

  /**
   * The first step of a chunk, `times` over. Returns its cycles.
   *
   * @param previous the chunk before, −1 for none; its shift stands at `shiftAt`
   * @param start the layer's very first step
   * @param kept whether the unit holds the chunk's outputs since before
   */
  #first(
    level: number,
    id: number,
    previous: number,
    shiftAt: number,
    times: number,
    start: boolean,
    kept: boolean,
  ): number {
    const n = this.#axes.count
    const at = level * n
    const { first, last, lastStart } = this.#chunks
    for (let a = 0; a < n; a++) {
      this.#now[at + a] = first[id * n + a]
      if (previous < 0) continue
      this.#before[at + a] = last[previous * n + a]
      this.#shift[at + a] = this.#shift[shiftAt + a] + lastStart[previous * n + a]
    }
    this.#step(level, id, previous, times, start)
    const input = kept ? this.#enteringAgain : this.#entering
    const others = Math.max(this.#compute, this.#leaving)
    return start || (this.#exposed && level > 0) ? input + others : Math.max(input, others)
  }

  /** All steps of a chunk but its first, `times` over. Returns the cycles of one time. */
  #rest(level: number, id: number, kept: boolean, times: number): number {
    const record = (2 * id + (kept ? 1 : 0)) * RECORD
    if (record >= this.#records.length) this.#grow(record)
    if (this.#known[record / RECORD] === 0) this.#sumUp(level, id, kept, record)
    const records = this.#records
    this.unitInput += times * records[record + UNIT_INPUT]
    this.unitFilter += times * records[record + UNIT_FILTER]
    this.cluster += times * records[record + CLUSTER]
    return records[record + CYCLES]
  }

  #grow(record: number): void {
    const records = new Float64Array(2 * (record + 2 * RECORD))
    const known = new Uint8Array(records.length / RECORD)
    records.set(this.#records)
    known.set(this.#known)
    this.#records = records
    this.#known = known
  }

  /** Makes the record of a chunk. */
  #sumUp(level: number, id: number, kept: boolean, record: number): void {
    const { unitInput, unitFilter, cluster } = this
    this.unitInput = this.unitFilter = this.cluster = 0
    let cycles = 0
    const loops = this.#chunks.loops[id]
    for (let c = 0; c < loops; c++) cycles += this.#changes(level, id, c, kept)
    const records = this.#records
    records[record + CYCLES] = cycles
    records[record + UNIT_INPUT] = this.unitInput
    records[record + UNIT_FILTER] = this.unitFilter
    records[record + CLUSTER] = this.cluster
    this.#known[record / RECORD] = 1
    this.unitInput = unitInput
    this.unitFilter = unitFilter
    this.cluster = cluster
  }

  /** The steps in which loop c is the innermost one past its first step. Returns their cycles. */
  #changes(level: number, id: number, c: number, kept: boolean): number {
    const n = this.#axes.count
    const at = level * n
    const { loopAxis, loopStep, loopWhole, loopPartial, last, lastStart, first, sizes } = this.#chunks
    const loop = id * n
    const inOutput = this.#axes.inOutput
    let partials = 0
    for (let i = 0; i < c; i++) partials += loopPartial[loop + i]
    let cycles = 0
    for (let mask = 0; mask < 1 << partials; mask++) {
      for (let a = 0; a < n; a++) {
        this.#now[at + a] = this.#before[at + a] = sizes[loop + a]
        this.#shift[at + a] = 0
      }
      // Steps outside c, and those of them in which outputs are there for the first time.
      let count = 1
      let fresh = kept || inOutput[loopAxis[loop + c]] === 0 ? 0 : 1
      for (let i = 0, bit = 1; i < c; i++) {
        const axis = loopAxis[loop + i]
        let size = loopStep[loop + i]
        let here = loopWhole[loop + i]
        let unseen = inOutput[axis] === 1 ? here : 1
        if (loopPartial[loop + i] === 1) {
          if ((mask & bit) !== 0) {
            size = last[loop + axis]
            here = 1
            unseen = inOutput[axis]
          }
          bit <<= 1
        }
        this.#now[at + axis] = this.#before[at + axis] = size
        count *= here
        fresh *= unseen
      }
      for (let i = c + 1; i < this.#chunks.loops[id]; i++) {
        const axis = loopAxis[loop + i]
        this.#now[at + axis] = first[loop + axis]
        this.#before[at + axis] = last[loop + axis]
        this.#shift[at + axis] = lastStart[loop + axis]
      }
      const axis = loopAxis[loop + c]
      this.#now[at + axis] = this.#before[at + axis] = loopStep[loop + c]
      this.#shift[at + axis] = -loopStep[loop + c]
      const later = loopWhole[loop + c] - 1
      if (later > 0) cycles += this.#alike(level, id, later * count, later * fresh)
      if (loopPartial[loop + c] === 1) {
        this.#now[at + axis] = last[loop + axis]
        cycles += this.#alike(level, id, count, fresh)
      }
    }
    return cycles
  }

  /** `count` equal steps, in `fresh` of which the outputs that enter were never there before. Returns their cycles. */
  #alike(level: number, id: number, count: number, fresh: number): number {
    this.#step(level, id, id, count, false)
    const others = Math.max(this.#compute, this.#leaving)
    return fresh * Math.max(this.#entering, others) + (count - fresh) * Math.max(this.#enteringAgain, others)
  }

  /**
   * The step whose sizes are set, `times` over: what it moves, and how long its parts take.
   *
   * @param previous the chunk that the step before belonged to, −1 for no step
   */
  #step(level: number, id: number, previous: number, times: number, start: boolean): void {
    const n = this.#axes.count
    const at = level * n
    const axis = this.#chunks.spatialAxis[id]
    const tile = this.#chunks.spatialTile[id]
    const held = previous >= 0
    this.#multiply(level, axis, held)
    const all = this.#whole(level, OUTPUT)
    const stays = held ? this.#same(level, OUTPUT) : 0
    const input = this.#whole(level, INPUT) - (held ? this.#same(level, INPUT) : 0)
    const filter = this.#whole(level, FILTER) - (held ? this.#same(level, FILTER) : 0)
    const output = all - stays
    const leaving = held ? this.#volumeBefore(at) - stays : 0
    if (level === 0) {
      this.arrayNew[INPUT] += times * input
      this.arrayNew[FILTER] += times * filter
      this.arrayNew[OUTPUT] += times * output
    } else if (this.#countClusters) this.cluster += times * (input + filter + output)

    let compute = 0
    const cutAlike =
      !held || (this.#chunks.spatialAxis[previous] === axis && this.#chunks.spatialTile[previous] === tile)
    if (!cutAlike) compute = this.#unitsSingly(level, id, previous, times)
    else if (axis < 0) compute = this.#units(level, times, held, start)
    else {
      const size = this.#now[at + axis]
      const old = held ? this.#before[at + axis] : 0
      const working = Math.ceil(size / tile)
      const whole = Math.floor(size / tile)
      const oldWhole = Math.floor(old / tile)
      const oldWorking = Math.ceil(old / tile)
      for (let u = 0; u < working; ) {
        // Up to where the new or the old piece stops being whole.
        let next = working
        if (u < whole && whole < next) next = whole
        if (u < oldWhole && oldWhole < next) next = oldWhole
        if (u < oldWorking && oldWorking < next) next = oldWorking
        this.#now[at + axis] = Math.min(tile, size - u * tile)
        this.#before[at + axis] = Math.min(tile, old - u * tile)
        compute = Math.max(compute, this.#units(level, times * (next - u), u < oldWorking, start))
        u = next
      }
      this.#now[at + axis] = size
      this.#before[at + axis] = old
    }
    this.#compute = compute
    this.#entering = this.#transfer(input + filter)
    this.#enteringAgain = this.#transfer(input + filter + output)
    this.#leaving = this.#transfer(leaving)
  }

  /** Unit by unit, when the step before was cut differently. */
  #unitsSingly(level: number, id: number, previous: number, times: number): number {
    const at = level * this.#axes.count
    const { spatialAxis, spatialTile } = this.#chunks
    const axis = spatialAxis[id]
    const tile = spatialTile[id]
    const oldAxis = spatialAxis[previous]
    const oldTile = spatialTile[previous]
    const size = axis < 0 ? 0 : this.#now[at + axis]
    const old = oldAxis < 0 ? 0 : this.#before[at + oldAxis]
    const units = axis < 0 ? 1 : Math.ceil(size / tile)
    const oldUnits = oldAxis < 0 ? 1 : Math.ceil(old / oldTile)
    const shift = axis < 0 ? 0 : this.#shift[at + axis]
    const oldShift = oldAxis < 0 ? 0 : this.#shift[at + oldAxis]
    let compute = 0
    for (let u = 0; u < units; u++) {
      const held = u < oldUnits
      // Units that were idle are alike as long as they are whole.
      const alike = held ? 1 : Math.max(1, Math.floor(size / tile) - u)
      if (oldAxis >= 0) {
        this.#before[at + oldAxis] = Math.min(oldTile, old - u * oldTile)
        this.#shift[at + oldAxis] = oldShift
      }
      if (axis >= 0) {
        this.#now[at + axis] = Math.min(tile, size - u * tile)
        this.#shift[at + axis] = shift
        this.#shift[at + axis] -= u * tile
      }
      if (oldAxis >= 0) this.#shift[at + oldAxis] += u * oldTile
      this.#multiply(level, -1, held)
      compute = Math.max(compute, this.#units(level, times * alike, held, false))
      u += alike - 1
    }
    return compute
  }

  /** `times` equal units, whose sizes are set. Returns the cycles of one. */
  #units(level: number, times: number, held: boolean, start: boolean): number {
    const n = this.#axes.count
    const at = level * n
    if (level === this.#last) {
      this.unitInput += times * (this.#whole(level, INPUT) - (held ? this.#same(level, INPUT) : 0))
      this.unitFilter += times * (this.#whole(level, FILTER) - (held ? this.#same(level, FILTER) : 0))
      let macs = 1
      for (let a = 0; a < n; a++) macs *= this.#now[at + a]
      return Math.ceil(macs / this.#lanes)
    }
    if (this.#countClusters) {
      for (let t = INPUT; t <= OUTPUT; t++) {
        this.cluster += times * (this.#whole(level, t) - (held ? this.#same(level, t) : 0))
      }
    }
    let kept = false
    if (held) {
      const stays = this.#same(level, OUTPUT)
      kept = stays > 0
      if (kept && stays < this.#whole(level, OUTPUT)) this.#partlyKept = true
    }
    const id = this.#chunks.idOf(level + 1, this.#now, at)
    const previous = held ? this.#chunks.idOf(level + 1, this.#before, at) : -1
    return this.#first(level + 1, id, previous, at, times, start, kept) + this.#rest(level + 1, id, kept, times)
  }

  /** Multiplies the factors of all tensors but those that `axis` has a part in. */
  #multiply(level: number, axis: number, held: boolean): void {
    const at = level * this.#axes.count
    const to = level * FACTORS
    const { start, factorAxis, factorTaps } = this.#axes
    const factors = this.#factors
    for (let t = INPUT; t <= OUTPUT; t++) {
      let whole = 1
      let shared = held ? 1 : 0
      factors[to + SPREAD + t] = -1
      for (let f = start[t]; f < start[t + 1]; f++) {
        if (factorAxis[f] === axis || (factorTaps[f] === axis && axis >= 0)) {
          factors[to + SPREAD + t] = f
          continue
        }
        whole *= this.#sizeOf(f, at)
        if (shared !== 0) shared *= this.#sharedOf(f, at)
      }
      factors[to + WHOLE + t] = whole
      factors[to + SHARED + t] = shared
    }
  }

  /** Elements of a tensor in the step at hand. */
  #whole(level: number, t: number): number {
    const at = level * FACTORS + t
    const factor = this.#factors[at + SPREAD]
    const rest = this.#factors[at + WHOLE]
    return factor < 0 ? rest : rest * this.#sizeOf(factor, level * this.#axes.count)
  }

  /** Those of them that were held in the step before. */
  #same(level: number, t: number): number {
    const at = level * FACTORS + t
    const factor = this.#factors[at + SPREAD]
    const rest = this.#factors[at + SHARED]
    return factor < 0 || rest === 0 ? rest : rest * this.#sharedOf(factor, level * this.#axes.count)
  }

  #sizeOf(f: number, at: number): number {
    const axis = this.#axes.factorAxis[f]
    const taps = this.#axes.factorTaps[f]
    const size = this.#now[at + axis]
    return taps < 0 ? size : rowsOf(size, this.#now[at + taps], this.#axes.strides[axis])
  }

  #sharedOf(f: number, at: number): number {
    const now = this.#now
    const before = this.#before
    const shift = this.#shift
    const a = at + this.#axes.factorAxis[f]
    const taps = this.#axes.factorTaps[f]
    if (taps < 0) return overlap(now[a], shift[a], before[a])
    const w = at + taps
    const stride = this.#axes.strides[a - at]
    return sharedRows(stride, now[a], now[w], before[a], before[w], shift[a], shift[w])
  }

  /** Outputs of the step before. */
  #volumeBefore(at: number): number {
    const { start, factorAxis } = this.#axes
    let product = 1
    for (let f = start[OUTPUT]; f < start[OUTPUT + 1]; f++) product *= this.#before[at + factorAxis[f]]
    return product
  }

  /** Largest pieces: the first step's of the array, and the full ones of every chunk of a PE. */
  #tiles(layer: number): void {
    const n = this.#axes.count
    for (let t = INPUT; t <= OUTPUT; t++) this.arrayTile[t] = this.#axes.volume(t, this.#chunks.first, layer * n)
    for (let id = this.#chunks.newestOf(this.#last); id >= 0; id = this.#chunks.olderThan(id)) {
      for (let t = INPUT; t <= OUTPUT; t++) {
        this.unitTile[t] = Math.max(this.unitTile[t], this.#axes.volume(t, this.#chunks.pieces, id * n))
      }
    }
  }

  /** Collects per level the largest output set of one parent at the end of the layer. */
  #drainOf(level: number, id: number): void {
    const n = this.#axes.count
    const { last, spatialAxis, spatialTile } = this.#chunks
    this.#largest[level] = Math.max(this.#largest[level], this.#axes.volume(OUTPUT, last, id * n))
    if (level === this.#last) return
    const at = level * n
    for (let a = 0; a < n; a++) this.#now[at + a] = last[id * n + a]
    const axis = spatialAxis[id]
    const tile = spatialTile[id]
    const size = axis < 0 ? 0 : last[id * n + axis]
    if (axis >= 0) this.#now[at + axis] = Math.min(tile, size)
    this.#drainOf(level + 1, this.#chunks.idOf(level + 1, this.#now, at))
    const rest = axis < 0 || size < tile ? 0 : size % tile
    if (rest === 0) return
    this.#now[at + axis] = rest
    this.#drainOf(level + 1, this.#chunks.idOf(level + 1, this.#now, at))
  }
}
