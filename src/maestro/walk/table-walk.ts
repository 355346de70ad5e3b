// The fast walk over all levels: when it may be used, and a row from the cases of the top level.
//
// Source: specification "cost model", section 3.8. Bit for bit the ordered walk's results (evaluate.ts).

import type { Hardware } from "../hardware.ts"
import * as Tensors from "../layer.ts"
import { MAX_LEVELS } from "../plan.ts"
import * as Row from "../row.ts"
import { type Timing, TimingRecorder } from "../timing.ts"
import { f64 } from "./arrays.ts"
import { cases, lastCase, lastPlace, listCases, openingCases, placeBefore, placeOf } from "./case-list.ts"
import { groups } from "./groups.ts"
import { levelTables } from "./level-tables.ts"
import * as Walk from "./level-walk.ts"
import { nocDelay } from "./noc.ts"
import { offchipFloor } from "./record.ts"
import * as W from "./workspace.ts"

// All of it is the top level's, which is level 0: its tables begin the arrays.
const { units } = W.tables
const { elements } = W.values
const { masks, weight, work, critical, egress, fetchedInput, fetchedFilter } = levelTables
const { occurrences, mask, group } = cases
const { settings } = Walk
const { FILTER, INPUT, OUTPUT } = Tensors
const { total, compute, egressDelay } = Walk.times
const { count: groupCount, weight: groupWeight, mask: groupMask, fetch: groupFetch } = groups
const TOP = 0
/** Per group: elements of the larger of its transfers, and cycles of its steps; 0 and 1 when it is not valid. */
const busiest = f64(W.GROUPS)
const cycles = f64(W.GROUPS)

/** Whether a mapping may be walked from tables: no level maps a dimension twice. */
export function hasTables(structure: W.Structure): boolean {
  return structure.levels <= MAX_LEVELS && structure.directives <= W.LOOPS && !structure.repeats
}

/**
 * Evaluates the tables in the workspace; writes the unpriced fields of a row at `out[at]`. False when this
 * layer and hardware need the ordered walk: very many cases or edges, or an error to be reported.
 */
export function walkTables(out: Float64Array, at: number, hardware: Hardware): boolean {
  if (units[TOP] < 1 || hardware.nocByHeight !== undefined) return false
  settings[Walk.LANES] = hardware.simdLanes
  settings[Walk.BANDWIDTH] = hardware.nocBandwidth
  settings[Walk.LATENCY] = hardware.nocLatency
  settings[Walk.OFFCHIP] = hardware.offchipBandwidth
  Walk.forgetLevels()
  if (!Walk.walkLevel(TOP) || !Walk.l1Into(out, at + Row.L1_SIZE)) return false
  const active = Walk.averageActive(TOP)
  const listed = listCases(TOP)
  if (listed === 0) return false
  out[at + Row.ACTIVE] = active
  out[at + Row.SINGLE_RECORD] = W.current[W.LEVELS] === 1 || total[TOP] === 0 ? 1 : 0
  fillL2Needs(out, at + Row.L2_SIZE)
  const inputs = out[at + Row.L2_SIZE + INPUT] + out[at + Row.L2_SIZE + FILTER]
  const outputs = out[at + Row.L2_SIZE + OUTPUT]
  foldGroups(out, at, offchipFloor(inputs, outputs, settings[Walk.OFFCHIP]))
  foldMasks(out, at)
  fillWholeTensors(out, at)
  fillIntensity(out, at)
  fillAverageNeed(listed, out, at)
  out[at + Row.OFFCHIP_BW] = offchipNeed(listed, Math.max(inputs, outputs), out[at + Row.COMPUTE_DELAY])
  return true
}

const recorder = new TimingRecorder()

/** `walkTables` that also takes down what `runtimeOf` needs; null when the ordered walk is needed. */
export function walkAndRecord(out: Float64Array, at: number, hardware: Hardware): Timing | null {
  recorder.clear()
  Walk.recordWith(recorder)
  try {
    if (!walkTables(out, at, hardware)) return null
    Walk.recordLevel(TOP, recorder)
  } finally {
    Walk.recordWith(null)
  }
  const needs = at + Row.L2_SIZE
  return recorder.finish(out[needs + INPUT] + out[needs + FILTER], out[needs + OUTPUT])
}

/** Double-buffered needs, of the first valid case. Quirk 12: those of the inputs add up over the cases skipped before. */
function fillL2Needs(out: Float64Array, at: number): void {
  const opening = openingCases()
  out[at + INPUT] = out[at + FILTER] = 0
  for (let c = 0; c < opening; c++) {
    const x = placeOf(c)
    const f = groupFetch[group[x]]
    out[at + INPUT] += 2 * fetchedInput[f]
    out[at + FILTER] += 2 * fetchedFilter[f]
    out[at + OUTPUT] = 2 * egress[mask[x]]
  }
}

/** Run time, ingress delays, what is read of the inputs and what the network on chip has to carry: sums over groups. A step lasts at least `floor` cycles. */
function foldGroups(out: Float64Array, at: number, floor: number): void {
  const bandwidth = settings[Walk.BANDWIDTH]
  const latency = settings[Walk.LATENCY]
  const n = groupCount[TOP]
  let runtime = 0
  let inputs = 0
  let filters = 0
  let least = Number.POSITIVE_INFINITY
  let most = 0
  let sum = 0
  // The peak need as a fraction: one division in the end.
  let peak = 0
  let within = 1
  for (let x = 0; x < n; x++) {
    const z = groupMask[x]
    busiest[x] = 0
    cycles[x] = 1
    if (critical[z] <= 0) continue // Quirk 13: a case without critical work is skipped.
    const w = groupWeight[x]
    const input = fetchedInput[groupFetch[x]]
    const filter = fetchedFilter[groupFetch[x]]
    const delay = nocDelay(input + filter, bandwidth, latency)
    // Nothing leaves in the first step; later steps overlap with both transfers.
    const step = x === 0 ? compute[z] + delay : Math.max(egressDelay[z], compute[z], delay)
    runtime += w * Math.max(step, floor)
    inputs += w * input
    filters += w * filter
    if (delay < least) least = delay
    if (delay > most) most = delay
    sum += w * delay
    const larger = Math.max(input + filter, egress[z])
    const time = compute[z]
    busiest[x] = larger
    cycles[x] = time
    if (larger * within > peak * time) {
      peak = larger
      within = time
    }
  }
  out[at + Row.RUNTIME] = runtime
  out[at + Row.PEAK_BW] = Math.trunc(peak / within)
  out[at + Row.L2_READS + INPUT] = out[at + Row.L1_WRITES + INPUT] = inputs // Quirk 14: no replication per PE.
  out[at + Row.L2_READS + FILTER] = out[at + Row.L1_WRITES + FILTER] = filters
  putDelay(out, at + Row.INGRESS_DELAY, least, most, sum)
}

/** MACs, what is written of the outputs, compute and egress delays: sums over masks. Levels below do not count: quirk 11. */
function foldMasks(out: Float64Array, at: number): void {
  const n = masks[TOP]
  let macs = 0
  let allWork = 0
  let outputs = 0
  let leastOut = Number.POSITIVE_INFINITY
  let mostOut = 0
  let sumOut = 0
  let least = Number.POSITIVE_INFINITY
  let most = 0
  let sum = 0
  for (let z = 0; z < n; z++) {
    const w = weight[z]
    outputs += w * egress[z]
    allWork += w * work[z]
    if (critical[z] <= 0) continue // What a skipped case wrote stays.
    macs += w * work[z]
    const delayOut = egressDelay[z]
    if (delayOut < leastOut) leastOut = delayOut
    if (delayOut > mostOut) mostOut = delayOut
    sumOut += w * delayOut
    const time = compute[z]
    if (time < least) least = time
    if (time > most) most = time
    sum += w * time
  }
  out[at + Row.MACS] = macs
  out[at + Row.L2_WRITES + OUTPUT] = outputs
  out[at + Row.L1_READS + INPUT] = out[at + Row.L1_READS + FILTER] = macs
  out[at + Row.L1_READS + OUTPUT] = out[at + Row.L1_WRITES + OUTPUT] = allWork
  putDelay(out, at + Row.EGRESS_DELAY, leastOut, mostOut, sumOut)
  putDelay(out, at + Row.COMPUTE_DELAY, least, most, sum)
}

/** Minimum, maximum and average of a delay. */
function putDelay(out: Float64Array, at: number, least: number, most: number, sum: number): void {
  const isNone = total[TOP] === 0
  out[at] = isNone ? Row.NO_DELAY : least
  out[at + 1] = most
  out[at + 2] = isNone ? Row.NO_DELAY : Math.trunc(sum / total[TOP])
}

/** What fills or drains L2 once. */
function fillWholeTensors(out: Float64Array, at: number): void {
  out[at + Row.L2_READS + OUTPUT] = elements[OUTPUT]
  out[at + Row.L2_WRITES + INPUT] = elements[INPUT]
  out[at + Row.L2_WRITES + FILTER] = elements[FILTER]
}

/** MACs per element fetched, of the last valid case. */
function fillIntensity(out: Float64Array, at: number): void {
  const last = lastCase()
  const f = last < 0 ? 0 : groupFetch[group[last]]
  out[at + Row.INTENSITY] = last < 0 ? 0 : work[mask[last]] / (fetchedInput[f] + fetchedFilter[f])
}

/** Average bandwidth need of the network on chip, rounded down for every case. */
function fillAverageNeed(count: number, out: Float64Array, at: number): void {
  let sum = 0
  for (let x = 0; x < count; x++) {
    const g = group[x]
    sum += Math.trunc((occurrences[x] * busiest[g]) / cycles[g])
  }
  out[at + Row.AVG_BW] = sum / total[TOP]
}

/**
 * Off-chip need: the largest of its cases, but halved after every case (quirk 16). Halving nests, so a case
 * counts floor(need / 2^(1 + valid cases after it)): only the last few can matter.
 */
function offchipNeed(count: number, buffers: number, fastest: number): number {
  if (total[TOP] === 0) return 0
  const largest = buffers / fastest
  let need = 0
  let divisor = 2
  for (let x = lastPlace(); count > 0 && largest >= (need + 1) * divisor; x = placeBefore(), count--) {
    const z = mask[x]
    if (critical[z] <= 0) continue
    need = Math.max(need, Math.trunc(buffers / (compute[z] * divisor)))
    divisor *= 2
  }
  return need
}
