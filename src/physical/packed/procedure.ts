// oxlint-disable max-lines -- one procedure, with what it takes down for cycles-tape.ts
// The procedure of procedure.ts in flat arrays and without allocation: the same integers, in other groups.
//
// Source: specification "physical", sections 3.2–3.6. Three facts carry it. Steps that differ in position only
// have equal sizes and transfers, whether a loop outside is in its first or a later step; so per changed loop
// only the partial loops outside are told apart, and how often outputs return. The chunk before matters to a
// chunk's first step alone; all its other steps are summed once per chunk. And each point is computed once, so
// MACs need no counting. Sums are exact in any order below 2^53.

import { FILTER, INPUT, OUTPUT } from "../../maestro/layer.ts"
import type { PhysicalChoices } from "../options.ts"
import type { ArrayTiming } from "../procedure.ts"
import type { PackedAxes } from "./axes.ts"
import { PackedChunks } from "./chunks.ts"
import type { CyclesRecorder } from "./cycles-tape.ts"
import { MAX_LEVELS, type PackedLevels } from "./levels.ts"
import { PackedStep } from "./step.ts"

/** Sums over the steps of a chunk but its first one; the second of two records holds for kept outputs. */
const CYCLES = 0
const UNIT_INPUT = 1
const UNIT_FILTER = 2
const CLUSTER = 3
const RECORD = 4

/** Whether an axis with these factors is one of the output. */
const isOutput = (plain: number) => (plain & (1 << OUTPUT)) !== 0

/** Evaluates what stands in the levels; results are fields, valid until the next evaluation. */
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
  /** Per level. */
  readonly #bandwidths = new Float64Array(MAX_LEVELS)
  readonly #latencies = new Float64Array(MAX_LEVELS)
  /** Choice `innerFill`, and whether accesses of cluster buffers are asked for. */
  #exposed = false
  #countClusters = false
  /** The level of the PEs. */
  #last = 0
  /** Whether a unit keeps a part of its outputs, which is left to the readable procedure. */
  #partlyKept = false

  readonly #steps: PackedStep
  // Results of a step, read before the next one begins.
  #compute = 0
  #entering = 0
  #enteringAgain = 0
  #leaving = 0
  // The same in elements: new inputs, new outputs, leaving outputs.
  #inputs = 0
  #outputs = 0
  #leavers = 0
  /** Takes down what is done with times, while it is set. */
  #tape: CyclesRecorder | null = null
  /** Records of chunks, two each, and whether they are made. */
  #records = new Float64Array(0)
  #known = new Uint8Array(0)
  readonly #largest = new Float64Array(MAX_LEVELS)

  constructor(axes: PackedAxes, levels: PackedLevels) {
    this.#axes = axes
    this.#levels = levels
    this.#chunks = new PackedChunks(axes, levels)
    this.#steps = new PackedStep(axes, MAX_LEVELS)
  }

  /**
   * Evaluates the mapping in the levels. Returns "refused", or "left" if the readable procedure is needed.
   *
   * @param tape takes down what `cyclesOf` (cycles-tape.ts) needs; of use if the result is "done"
   */
  evaluate(
    hardware: ArrayTiming,
    choices: PhysicalChoices,
    tape: CyclesRecorder | null = null,
  ): "done" | "refused" | "left" {
    this.#tape = tape
    this.#lanes = hardware.simdLanes
    for (let l = 0; l < this.#levels.count; l++) {
      const own = hardware.nocByHeight?.[this.#levels.count - 1 - l]
      this.#bandwidths[l] = own?.bandwidth ?? hardware.nocBandwidth
      this.#latencies[l] = Math.max(own?.latency ?? hardware.nocLatency, 1)
    }
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
    this.#tape?.add()
    if (chunks.refused) return "refused"
    if (this.#partlyKept) return "left"
    this.#tiles(layer)
    this.#largest.fill(0)
    this.#drainOf(0, layer)
    this.drain = 0
    for (let i = 0; i <= this.#last; i++) {
      this.drain += this.#transfer(i, this.#largest[i])
      this.#tape?.drain(i, this.#largest[i])
    }
    return "done"
  }

  /** Cycles to move elements into or out of an array of a level. */
  #transfer(level: number, elements: number): number {
    if (elements === 0) return 0
    return this.#latencies[level] + Math.ceil(elements / this.#bandwidths[level]) - 1
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
      this.#steps.now[at + a] = first[id * n + a]
      if (previous < 0) continue
      this.#steps.before[at + a] = last[previous * n + a]
      this.#steps.shift[at + a] = this.#steps.shift[shiftAt + a] + lastStart[previous * n + a]
    }
    this.#step(level, id, previous, times, start)
    const input = kept ? this.#enteringAgain : this.#entering
    const others = Math.max(this.#compute, this.#leaving)
    const isFilled = start || (this.#exposed && level > 0)
    if (this.#tape !== null) {
      this.#tape.first(level, kept ? this.#inputs + this.#outputs : this.#inputs, this.#leavers, isFilled)
    }
    return isFilled ? input + others : Math.max(input, others)
  }

  /** All steps of a chunk but its first, `times` over. Returns the cycles of one time. */
  #rest(level: number, id: number, kept: boolean, times: number): number {
    const record = (2 * id + (kept ? 1 : 0)) * RECORD
    if (record >= this.#records.length) this.#grow(record)
    if (this.#known[record / RECORD] === 0) this.#sumUp(level, id, kept, record)
    this.#tape?.load(record / RECORD)
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
    this.#tape?.zero()
    const loops = this.#chunks.loops[id]
    for (let c = 0; c < loops; c++) cycles += this.#changes(level, id, c, kept)
    const records = this.#records
    records[record + CYCLES] = cycles
    records[record + UNIT_INPUT] = this.unitInput
    records[record + UNIT_FILTER] = this.unitFilter
    records[record + CLUSTER] = this.cluster
    this.#known[record / RECORD] = 1
    this.#tape?.store(record / RECORD)
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
    const { plain } = this.#axes
    let partials = 0
    for (let i = 0; i < c; i++) partials += loopPartial[loop + i]
    let cycles = 0
    for (let mask = 0; mask < 1 << partials; mask++) {
      for (let a = 0; a < n; a++) {
        this.#steps.now[at + a] = this.#steps.before[at + a] = sizes[loop + a]
        this.#steps.shift[at + a] = 0
      }
      // Steps outside c, and those of them in which outputs are there for the first time.
      let count = 1
      let fresh = kept || !isOutput(plain[loopAxis[loop + c]]) ? 0 : 1
      for (let i = 0, bit = 1; i < c; i++) {
        const axis = loopAxis[loop + i]
        let size = loopStep[loop + i]
        let here = loopWhole[loop + i]
        let unseen = isOutput(plain[axis]) ? here : 1
        if (loopPartial[loop + i] === 1) {
          if ((mask & bit) !== 0) {
            size = last[loop + axis]
            here = 1
            unseen = isOutput(plain[axis]) ? 1 : 0
          }
          bit <<= 1
        }
        this.#steps.now[at + axis] = this.#steps.before[at + axis] = size
        count *= here
        fresh *= unseen
      }
      for (let i = c + 1; i < this.#chunks.loops[id]; i++) {
        const axis = loopAxis[loop + i]
        this.#steps.now[at + axis] = first[loop + axis]
        this.#steps.before[at + axis] = last[loop + axis]
        this.#steps.shift[at + axis] = lastStart[loop + axis]
      }
      const axis = loopAxis[loop + c]
      this.#steps.now[at + axis] = this.#steps.before[at + axis] = loopStep[loop + c]
      this.#steps.shift[at + axis] = -loopStep[loop + c]
      const later = loopWhole[loop + c] - 1
      if (later > 0) cycles += this.#alike(level, id, later * count, later * fresh)
      if (loopPartial[loop + c] === 1) {
        this.#steps.now[at + axis] = last[loop + axis]
        cycles += this.#alike(level, id, count, fresh)
      }
    }
    return cycles
  }

  /** `count` equal steps, in `fresh` of which the outputs that enter were never there before. Returns their cycles. */
  #alike(level: number, id: number, count: number, fresh: number): number {
    this.#step(level, id, id, count, false)
    if (this.#tape !== null) {
      const inputs = this.#inputs
      this.#tape.alike(level, fresh, count - fresh, inputs, inputs + this.#outputs, this.#leavers)
      this.#tape.add()
    }
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
    const steps = this.#steps
    steps.multiply(level, axis, held)
    const stays = steps.same(level, OUTPUT, axis)
    const input = steps.whole(level, INPUT, axis) - steps.same(level, INPUT, axis)
    const filter = steps.whole(level, FILTER, axis) - steps.same(level, FILTER, axis)
    const output = steps.whole(level, OUTPUT, axis) - stays
    const leaving = held ? steps.oldOutputs(level) - stays : 0
    if (level === 0) {
      this.arrayNew[INPUT] += times * input
      this.arrayNew[FILTER] += times * filter
      this.arrayNew[OUTPUT] += times * output
    } else if (this.#countClusters) this.cluster += times * (input + filter + output)

    let compute = 0
    this.#tape?.zero()
    const cutAlike =
      !held || (this.#chunks.spatialAxis[previous] === axis && this.#chunks.spatialTile[previous] === tile)
    if (!cutAlike) compute = this.#unitsSingly(level, id, previous, times)
    else if (axis < 0) compute = this.#units(level, axis, times, held, start)
    else {
      const size = this.#steps.now[at + axis]
      const old = held ? this.#steps.before[at + axis] : 0
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
        this.#steps.now[at + axis] = Math.min(tile, size - u * tile)
        this.#steps.before[at + axis] = Math.min(tile, old - u * tile)
        compute = Math.max(compute, this.#units(level, axis, times * (next - u), u < oldWorking, start))
        u = next
      }
      this.#steps.now[at + axis] = size
      this.#steps.before[at + axis] = old
    }
    this.#compute = compute
    this.#inputs = input + filter
    this.#outputs = output
    this.#leavers = leaving
    this.#entering = this.#transfer(level, input + filter)
    this.#enteringAgain = this.#transfer(level, input + filter + output)
    this.#leaving = this.#transfer(level, leaving)
  }

  /** Unit by unit, when the step before was cut differently. */
  #unitsSingly(level: number, id: number, previous: number, times: number): number {
    const at = level * this.#axes.count
    const { spatialAxis, spatialTile } = this.#chunks
    const axis = spatialAxis[id]
    const tile = spatialTile[id]
    const oldAxis = spatialAxis[previous]
    const oldTile = spatialTile[previous]
    const size = axis < 0 ? 0 : this.#steps.now[at + axis]
    const old = oldAxis < 0 ? 0 : this.#steps.before[at + oldAxis]
    const units = axis < 0 ? 1 : Math.ceil(size / tile)
    const oldUnits = oldAxis < 0 ? 1 : Math.ceil(old / oldTile)
    const shift = axis < 0 ? 0 : this.#steps.shift[at + axis]
    const oldShift = oldAxis < 0 ? 0 : this.#steps.shift[at + oldAxis]
    let compute = 0
    for (let u = 0; u < units; u++) {
      const held = u < oldUnits
      // Units that were idle are alike as long as they are whole.
      const alike = held ? 1 : Math.max(1, Math.floor(size / tile) - u)
      if (oldAxis >= 0) {
        this.#steps.before[at + oldAxis] = Math.min(oldTile, old - u * oldTile)
        this.#steps.shift[at + oldAxis] = oldShift
      }
      if (axis >= 0) {
        this.#steps.now[at + axis] = Math.min(tile, size - u * tile)
        this.#steps.shift[at + axis] = shift
        this.#steps.shift[at + axis] -= u * tile
      }
      if (oldAxis >= 0) this.#steps.shift[at + oldAxis] += u * oldTile
      this.#steps.multiply(level, -1, held)
      compute = Math.max(compute, this.#units(level, -1, times * alike, held, false))
      u += alike - 1
    }
    return compute
  }

  /** `times` equal units, whose sizes are set; products leave out `axis`. Returns the cycles of one. */
  #units(level: number, axis: number, times: number, held: boolean, start: boolean): number {
    const steps = this.#steps
    if (level === this.#last) {
      this.unitInput += times * (steps.whole(level, INPUT, axis) - (held ? steps.same(level, INPUT, axis) : 0))
      this.unitFilter += times * (steps.whole(level, FILTER, axis) - (held ? steps.same(level, FILTER, axis) : 0))
      const points = steps.points(level, axis)
      if (this.#tape !== null) {
        this.#tape.pe(points)
        this.#tape.max()
      }
      return Math.ceil(points / this.#lanes)
    }
    if (this.#countClusters) {
      for (let t = INPUT; t <= OUTPUT; t++) {
        this.cluster += times * (steps.whole(level, t, axis) - (held ? steps.same(level, t, axis) : 0))
      }
    }
    const stays = held ? steps.same(level, OUTPUT, axis) : 0
    const kept = stays > 0
    if (kept && stays < steps.whole(level, OUTPUT, axis)) this.#partlyKept = true
    const at = level * this.#axes.count
    const id = this.#chunks.idOf(level + 1, this.#steps.now, at)
    const previous = held ? this.#chunks.idOf(level + 1, this.#steps.before, at) : -1
    const first = this.#first(level + 1, id, previous, at, times, start, kept)
    const rest = this.#rest(level + 1, id, kept, times)
    if (this.#tape !== null) {
      this.#tape.add()
      this.#tape.max()
    }
    return first + rest
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
    for (let a = 0; a < n; a++) this.#steps.now[at + a] = last[id * n + a]
    const axis = spatialAxis[id]
    const tile = spatialTile[id]
    const size = axis < 0 ? 0 : last[id * n + axis]
    if (axis >= 0) this.#steps.now[at + axis] = Math.min(tile, size)
    this.#drainOf(level + 1, this.#chunks.idOf(level + 1, this.#steps.now, at))
    const rest = axis < 0 || size < tile ? 0 : size % tile
    if (rest === 0) return
    this.#steps.now[at + axis] = rest
    this.#drainOf(level + 1, this.#chunks.idOf(level + 1, this.#steps.now, at))
  }
}
