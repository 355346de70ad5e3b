// oxlint-disable max-lines -- one procedure, with what it takes down for cycles-tape.ts
// The procedure of procedure.ts in flat arrays and without allocation: the same integers, in other groups.
//
// Source: specification "physical", sections 3.2–3.6. Three facts carry it. Steps that differ in position only
// have equal sizes and transfers, whether a loop outside is in its first or a later step; so per changed loop
// only the partial loops outside are told apart, and how often outputs return. The chunk before matters to a
// chunk's first step alone; all its other steps are summed once per chunk. And each point is computed once, so
// MACs need no counting. Sums are exact in any order below 2^53.
//
// Evaluates what stands in levels.ts. Everything is kept in tables of this and the neighbouring modules (chunks.ts says
// why), so one evaluation is under way at a time.

import { FILTER, INPUT, OUTPUT } from "../../maestro/layer.ts"
import type { PhysicalChoices } from "../options.ts"
import type { ArrayTiming } from "../procedure.ts"
import { AXES, type PackedAxes } from "./axes.ts"
import * as Chunks from "./chunks.ts"
import type { CyclesRecorder } from "./cycles-tape.ts"
import { MAX_LEVELS } from "./levels.ts"
import * as Step from "./step.ts"

const { idOf, known, newest, older, sizes, first, last, lastStart, pieces, spatialAxis, spatialTile } = Chunks
const { loops, loopAxis, loopStep, loopWhole, loopPartial } = Chunks
const { amounts, before, factorIn, longAxes, multiply, now, oldOutputs, shift, takeAxes, volumesOf } = Step
const { INPUTS, FILTERS, OUTPUTS, SAME_INPUTS, SAME_FILTERS, SAME_OUTPUTS, POINTS } = Step

// Places in `found`: cycles of the array without drain, and of the final write-back; elements new to the whole array, per
// tensor; elements of input and filter new to a PE, summed over PEs; accesses of cluster buffers; the largest piece of the
// array and of a PE, per tensor.
export const CYCLES = 0
export const DRAIN = 1
export const ARRAY_NEW = 2
export const UNIT_INPUT = 5
export const UNIT_FILTER = 6
export const CLUSTER = 7
export const ARRAY_TILE = 8
export const UNIT_TILE = 11

/** How an evaluation ends: with results; the mapping is illegal; the readable procedure is needed. */
export const DONE = 0
export const REFUSED = 1
export const LEFT = 2
export type Result = typeof DONE | typeof REFUSED | typeof LEFT

/** Results, valid until the next evaluation. */
export const found = new Float64Array(14)

/** Sums over the steps of a chunk but its first one: cycles, and shares of `found`; the second of two records holds for kept outputs. */
const RECORD = 4
const records = new Float64Array(RECORD * known.length)

// What `step` leaves, read before the next one begins: cycles to compute, to take data in (with outputs, if these were there
// before), and to write back; the same transfers in elements.
const COMPUTE = 0
const ENTERING = 1
const ENTERING_AGAIN = 2
const LEAVING = 3
const NEW_INPUTS = 4
const NEW_OUTPUTS = 5
const LEAVERS = 6
const stepped = new Float64Array(7)

/** Per level. */
const bandwidths = new Float64Array(MAX_LEVELS)
const latencies = new Float64Array(MAX_LEVELS)
const largest = new Float64Array(MAX_LEVELS)

let axes: PackedAxes | null = null
/** Axes of more than one element: only these are copied from step to step. */
let longCount = 0
let lanes = 1
/** Choice `innerFill`, and whether accesses of cluster buffers are asked for. */
let isExposed = false
let countsClusters = false
/** The level of the PEs. */
let pes = 0
/** Whether a unit keeps a part of its outputs, which is left to the readable procedure. */
let isPartlyKept = false
/** Takes down what is done with times, while it is set. */
let tape: CyclesRecorder | null = null

/** Takes a layer's axes, for evaluations until the next call. */
export function takeLayer(of: PackedAxes): void {
  axes = of
  longCount = takeAxes(of)
}

/** Whether these are the axes taken last. */
export function isTaken(of: PackedAxes): boolean {
  return axes === of
}

/**
 * Evaluates the mapping in the levels.
 *
 * @param recorder takes down what `cyclesOf` (cycles-tape.ts) needs; of use if the result is DONE
 */
export function evaluateLevels(
  levels: number,
  hardware: ArrayTiming,
  choices: PhysicalChoices,
  recorder: CyclesRecorder | null = null,
): Result {
  const layerAxes = axes as PackedAxes
  tape = recorder
  lanes = hardware.simdLanes
  for (let l = 0; l < levels; l++) {
    const own = hardware.nocByHeight?.[levels - 1 - l]
    bandwidths[l] = own?.bandwidth ?? hardware.nocBandwidth
    latencies[l] = Math.max(own?.latency ?? hardware.nocLatency, 1)
  }
  isExposed = choices.innerFill === "exposed"
  countsClusters = choices.clusterAccess !== 0
  Chunks.clearChunks(layerAxes, longCount)
  isPartlyKept = false
  pes = levels - 1
  found.fill(0)
  const layer = idOf(0, layerAxes.sizes, 0)
  found[CYCLES] = firstStep(0, layer, -1, 0, 1, true, false) + rest(0, layer, false, 1)
  tape?.add()
  const state = Chunks.stateOfChunks()
  if (state !== Chunks.FINE) return state === Chunks.REFUSED ? REFUSED : LEFT
  if (isPartlyKept) return LEFT
  tilesInto(layer)
  largest.fill(0)
  drainOf(0, layer)
  for (let i = 0; i <= pes; i++) {
    found[DRAIN] += transfer(i, largest[i])
    tape?.drain(i, largest[i])
  }
  return DONE
}

/** Cycles to move elements into or out of an array of a level. */
function transfer(level: number, elements: number): number {
  return elements === 0 ? 0 : latencies[level] + Math.ceil(elements / bandwidths[level]) - 1
}

/**
 * The first step of a chunk, `times` over. Returns its cycles.
 *
 * @param previous the chunk before, −1 for none; its shift stands at `shiftAt`
 * @param start the layer's very first step
 * @param kept whether the unit holds the chunk's outputs since before
 */
function firstStep(
  level: number,
  id: number,
  previous: number,
  shiftAt: number,
  times: number,
  start: boolean,
  kept: boolean,
): number {
  const at = level * AXES
  const from = id * AXES
  const held = previous >= 0
  const old = held ? previous * AXES : 0
  for (let i = 0; i < longCount; i++) {
    const a = longAxes[i]
    now[at + a] = first[from + a]
    if (!held) continue
    before[at + a] = last[old + a]
    shift[at + a] = shift[shiftAt + a] + lastStart[old + a]
  }
  step(level, id, previous, times, start)
  const input = stepped[kept ? ENTERING_AGAIN : ENTERING]
  const others = Math.max(stepped[COMPUTE], stepped[LEAVING])
  const isFilled = start || (isExposed && level > 0)
  if (tape !== null) {
    const entering = stepped[NEW_INPUTS] + (kept ? stepped[NEW_OUTPUTS] : 0)
    tape.first(level, entering, stepped[LEAVERS], isFilled)
  }
  return isFilled ? input + others : Math.max(input, others)
}

/** All steps of a chunk but its first, `times` over. Returns the cycles of one time. */
function rest(level: number, id: number, kept: boolean, times: number): number {
  const record = 2 * id + (kept ? 1 : 0)
  const at = record * RECORD
  if (known[record] === 0) sumUp(level, id, kept, record)
  tape?.load(record)
  found[UNIT_INPUT] += times * records[at + 1]
  found[UNIT_FILTER] += times * records[at + 2]
  found[CLUSTER] += times * records[at + 3]
  return records[at]
}

/** Makes the record of a chunk. */
function sumUp(level: number, id: number, kept: boolean, record: number): void {
  const unitInput = found[UNIT_INPUT]
  const unitFilter = found[UNIT_FILTER]
  const cluster = found[CLUSTER]
  found[UNIT_INPUT] = found[UNIT_FILTER] = found[CLUSTER] = 0
  let cycles = 0
  tape?.zero()
  for (let c = 0; c < loops[id]; c++) cycles += changes(level, id, c, kept)
  const at = record * RECORD
  records[at] = cycles
  records[at + 1] = found[UNIT_INPUT]
  records[at + 2] = found[UNIT_FILTER]
  records[at + 3] = found[CLUSTER]
  known[record] = 1
  tape?.store(record)
  found[UNIT_INPUT] = unitInput
  found[UNIT_FILTER] = unitFilter
  found[CLUSTER] = cluster
}

/** Whether an axis is one of the output. */
function isOutput(axis: number): boolean {
  return ((axes as PackedAxes).plain[axis] & (1 << OUTPUT)) !== 0
}

/** The steps in which loop c is the innermost one past its first step. Returns their cycles. */
function changes(level: number, id: number, c: number, kept: boolean): number {
  const at = level * AXES
  const loop = id * AXES
  let partials = 0
  for (let i = 0; i < c; i++) partials += loopPartial[loop + i]
  const axis = loopAxis[loop + c]
  const returnsOutputs = kept || !isOutput(axis)
  let cycles = 0
  for (let mask = 0; mask < 1 << partials; mask++) {
    for (let i = 0; i < longCount; i++) {
      const a = longAxes[i]
      now[at + a] = before[at + a] = sizes[loop + a]
      shift[at + a] = 0
    }
    // Steps outside c, and those of them in which outputs are there for the first time.
    let count = 1
    let fresh = returnsOutputs ? 0 : 1
    for (let i = 0, bit = 1; i < c; i++) {
      const outer = loopAxis[loop + i]
      let size = loopStep[loop + i]
      let here = loopWhole[loop + i]
      let unseen = isOutput(outer) ? here : 1
      if (loopPartial[loop + i] === 1) {
        if ((mask & bit) !== 0) {
          size = last[loop + outer]
          here = 1
          unseen = isOutput(outer) ? 1 : 0
        }
        bit <<= 1
      }
      now[at + outer] = before[at + outer] = size
      count *= here
      fresh *= unseen
    }
    for (let i = c + 1; i < loops[id]; i++) {
      const inner = loopAxis[loop + i]
      now[at + inner] = first[loop + inner]
      before[at + inner] = last[loop + inner]
      shift[at + inner] = lastStart[loop + inner]
    }
    now[at + axis] = before[at + axis] = loopStep[loop + c]
    shift[at + axis] = -loopStep[loop + c]
    const later = loopWhole[loop + c] - 1
    if (later > 0) cycles += alike(level, id, later * count, later * fresh)
    if (loopPartial[loop + c] === 1) {
      now[at + axis] = last[loop + axis]
      cycles += alike(level, id, count, fresh)
    }
  }
  return cycles
}

/** `count` equal steps, in `fresh` of which the outputs that enter were never there before. Returns their cycles. */
function alike(level: number, id: number, count: number, fresh: number): number {
  step(level, id, id, count, false)
  if (tape !== null) {
    const inputs = stepped[NEW_INPUTS]
    tape.alike(level, fresh, count - fresh, inputs, inputs + stepped[NEW_OUTPUTS], stepped[LEAVERS])
    tape.add()
  }
  const others = Math.max(stepped[COMPUTE], stepped[LEAVING])
  return fresh * Math.max(stepped[ENTERING], others) + (count - fresh) * Math.max(stepped[ENTERING_AGAIN], others)
}

/**
 * The step whose sizes are set, `times` over: what it moves, and how long its parts take.
 *
 * @param previous the chunk that the step before belonged to, −1 for no step
 */
function step(level: number, id: number, previous: number, times: number, start: boolean): void {
  const axis = spatialAxis[id]
  const held = previous >= 0
  multiply(level, axis, held)
  factorIn(level, axis, held)
  const inputs = amounts[INPUTS] - amounts[SAME_INPUTS]
  const filters = amounts[FILTERS] - amounts[SAME_FILTERS]
  const outputs = amounts[OUTPUTS] - amounts[SAME_OUTPUTS]
  const leavers = held ? oldOutputs(level) - amounts[SAME_OUTPUTS] : 0
  if (level === 0) {
    found[ARRAY_NEW + INPUT] += times * inputs
    found[ARRAY_NEW + FILTER] += times * filters
    found[ARRAY_NEW + OUTPUT] += times * outputs
  } else if (countsClusters) found[CLUSTER] += times * (inputs + filters + outputs)
  tape?.zero()
  let compute: number
  if (held && (spatialAxis[previous] !== axis || spatialTile[previous] !== spatialTile[id])) {
    compute = unitsSingly(level, id, previous, times)
  } else if (axis < 0) compute = units(level, axis, times, held, start)
  else compute = unitsInGroups(level, id, times, held, start)
  stepped[COMPUTE] = compute
  stepped[NEW_INPUTS] = inputs + filters
  stepped[NEW_OUTPUTS] = outputs
  stepped[LEAVERS] = leavers
  stepped[ENTERING] = transfer(level, inputs + filters)
  stepped[ENTERING_AGAIN] = transfer(level, inputs + filters + outputs)
  stepped[LEAVING] = transfer(level, leavers)
}

/** Units that share an axis, those with equal pieces now and before at once. Returns the cycles of the slowest. */
function unitsInGroups(level: number, id: number, times: number, held: boolean, start: boolean): number {
  const at = level * AXES + spatialAxis[id]
  const tile = spatialTile[id]
  const size = now[at]
  const old = held ? before[at] : 0
  const whole = (size / tile) | 0
  const working = whole * tile < size ? whole + 1 : whole
  const oldWhole = (old / tile) | 0
  const oldWorking = oldWhole * tile < old ? oldWhole + 1 : oldWhole
  let compute = 0
  for (let u = 0; u < working; ) {
    // Up to where the new or the old piece stops being whole.
    let next = working
    if (u < whole && whole < next) next = whole
    if (u < oldWhole && oldWhole < next) next = oldWhole
    if (u < oldWorking && oldWorking < next) next = oldWorking
    now[at] = Math.min(tile, size - u * tile)
    before[at] = Math.min(tile, old - u * tile)
    compute = Math.max(compute, units(level, spatialAxis[id], times * (next - u), u < oldWorking, start))
    u = next
  }
  now[at] = size
  before[at] = old
  return compute
}

/** Unit by unit, when the step before was cut differently. */
function unitsSingly(level: number, id: number, previous: number, times: number): number {
  const at = level * AXES
  const axis = spatialAxis[id]
  const tile = spatialTile[id]
  const oldAxis = spatialAxis[previous]
  const oldTile = spatialTile[previous]
  const size = axis < 0 ? 0 : now[at + axis]
  const old = oldAxis < 0 ? 0 : before[at + oldAxis]
  const working = axis < 0 ? 1 : Math.ceil(size / tile)
  const oldWorking = oldAxis < 0 ? 1 : Math.ceil(old / oldTile)
  const moved = axis < 0 ? 0 : shift[at + axis]
  const oldMoved = oldAxis < 0 ? 0 : shift[at + oldAxis]
  let compute = 0
  for (let u = 0; u < working; u++) {
    const held = u < oldWorking
    // Units that were idle are alike as long as they are whole.
    const equal = held ? 1 : Math.max(1, Math.floor(size / tile) - u)
    if (oldAxis >= 0) {
      before[at + oldAxis] = Math.min(oldTile, old - u * oldTile)
      shift[at + oldAxis] = oldMoved
    }
    if (axis >= 0) {
      now[at + axis] = Math.min(tile, size - u * tile)
      shift[at + axis] = moved
      shift[at + axis] -= u * tile
    }
    if (oldAxis >= 0) shift[at + oldAxis] += u * oldTile
    multiply(level, -1, held)
    compute = Math.max(compute, units(level, -1, times * equal, held, false))
    u += equal - 1
  }
  return compute
}

/** `times` equal units, whose sizes are set; products leave out `axis`. Returns the cycles of one. */
function units(level: number, axis: number, times: number, held: boolean, start: boolean): number {
  factorIn(level, axis, held)
  const inputs = amounts[INPUTS] - amounts[SAME_INPUTS]
  const filters = amounts[FILTERS] - amounts[SAME_FILTERS]
  if (level === pes) {
    found[UNIT_INPUT] += times * inputs
    found[UNIT_FILTER] += times * filters
    if (tape !== null) {
      tape.pe(amounts[POINTS])
      tape.max()
    }
    return Math.ceil(amounts[POINTS] / lanes)
  }
  const stays = amounts[SAME_OUTPUTS]
  if (countsClusters) found[CLUSTER] += times * (inputs + filters + amounts[OUTPUTS] - stays)
  if (stays > 0 && stays < amounts[OUTPUTS]) isPartlyKept = true
  const at = level * AXES
  const id = idOf(level + 1, now, at)
  const previous = held ? idOf(level + 1, before, at) : -1
  const begin = firstStep(level + 1, id, previous, at, times, start, stays > 0)
  const further = rest(level + 1, id, stays > 0, times)
  if (tape !== null) {
    tape.add()
    tape.max()
  }
  return begin + further
}

/** Largest pieces: the first step's of the array, and the full ones of every chunk of a PE. */
function tilesInto(layer: number): void {
  volumesOf(first, layer * AXES)
  for (let t = INPUT; t <= OUTPUT; t++) found[ARRAY_TILE + t] = amounts[t]
  for (let id = newest[pes]; id >= 0; id = older[id]) {
    volumesOf(pieces, id * AXES)
    for (let t = INPUT; t <= OUTPUT; t++) found[UNIT_TILE + t] = Math.max(found[UNIT_TILE + t], amounts[t])
  }
}

/** Collects per level the largest output set of one parent at the end of the layer. */
function drainOf(level: number, id: number): void {
  const from = id * AXES
  volumesOf(last, from)
  largest[level] = Math.max(largest[level], amounts[OUTPUTS])
  if (level === pes) return
  const at = level * AXES
  for (let i = 0; i < longCount; i++) now[at + longAxes[i]] = last[from + longAxes[i]]
  const axis = spatialAxis[id]
  const tile = spatialTile[id]
  const size = axis < 0 ? 0 : last[from + axis]
  if (axis >= 0) now[at + axis] = Math.min(tile, size)
  drainOf(level + 1, idOf(level + 1, now, at))
  const remainder = axis < 0 || size < tile ? 0 : size % tile
  if (remainder === 0) return
  now[at + axis] = remainder
  drainOf(level + 1, idOf(level + 1, now, at))
}
