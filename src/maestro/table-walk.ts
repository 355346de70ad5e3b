// The fast walk over all levels: when it may be used, and a row from the cases of the top level.
//
// Source: specification "cost model", section 3.8. Bit for bit the ordered walk's results (evaluate.ts).

import type { Hardware } from "./hardware.ts"
import { FILTER, INPUT, OUTPUT } from "./layer.ts"
import { MASKS, MAX_DIRECTIVES } from "./level-tables.ts"
import { BANDWIDTH, LANES, LATENCY, LevelWalk, OFFCHIP, SETTINGS_SIZE } from "./level-walk.ts"
import { MAX_LEVELS } from "./plan.ts"
import { offchipFloor, wholeTensor } from "./record.ts"
import * as Row from "./row.ts"
import { type Timing, TimingRecorder } from "./timing.ts"
import type { Workspace } from "./workspace.ts"

/** Whether a mapping may be walked from tables: no level maps a dimension twice. */
export function hasTables(w: Workspace): boolean {
  if (w.levels > MAX_LEVELS) return false
  for (let l = 0; l < w.levels; l++) {
    if (w.count[l] > MAX_DIRECTIVES) return false
    for (let j = 0; j < w.count[l]; j++) if (w.last[l * w.stride + j] !== j) return false
  }
  return true
}

// One set of tables for all kernels: evaluations are synchronous.
const settings = new Float64Array(SETTINGS_SIZE)
const levels: LevelWalk[] = []
for (let l = MAX_LEVELS - 1; l >= 0; l--) levels.unshift(new LevelWalk(l, levels[0] ?? null, settings))
const top = levels[0]
const EVERY_MASK = Int32Array.from({ length: MASKS }, (_, z) => z)

/**
 * Evaluates the tables in a workspace; writes the unpriced fields of a row at `out[at]`. False when this
 * layer and hardware need the ordered walk: very many cases or edges, or an error to be reported.
 */
export function walkTables(w: Workspace, out: Float64Array, at: number, hardware: Hardware): boolean {
  if (w.units[0] < 1 || hardware.nocByHeight !== undefined) return false
  settings[LANES] = hardware.simdLanes
  settings[BANDWIDTH] = hardware.nocBandwidth
  settings[LATENCY] = hardware.nocLatency
  settings[OFFCHIP] = hardware.offchipBandwidth
  for (let l = 0; l < w.levels; l++) levels[l].forget()
  if (!top.walk(w) || !top.cases.fill() || !top.l1Into(w, out, at + Row.L1_SIZE)) return false
  const { groups, total } = top
  const { masks, weight } = top.tables
  out[at + Row.SINGLE_RECORD] = w.levels === 1 || total === 0 ? 1 : 0
  fillL2Needs(out, at + Row.L2_SIZE)
  fillCounts(w, out, at)
  const inputs = out[at + Row.L2_SIZE + INPUT] + out[at + Row.L2_SIZE + FILTER]
  const outputs = out[at + Row.L2_SIZE + OUTPUT]
  out[at + Row.RUNTIME] = top.runtime(offchipFloor(inputs, outputs, settings[OFFCHIP]))
  out[at + Row.ACTIVE] = top.averageActive()
  fillDelay(groups.count, groups.weight, groups.mask, top.ingressDelay, out, at + Row.INGRESS_DELAY)
  fillDelay(masks, weight, EVERY_MASK, top.egressDelay, out, at + Row.EGRESS_DELAY)
  fillDelay(masks, weight, EVERY_MASK, top.compute, out, at + Row.COMPUTE_DELAY)
  fillNocNeeds(out, at)
  out[at + Row.OFFCHIP_BW] = offchipNeed(Math.max(inputs, outputs))
  return true
}

/** `walkTables` that also takes down what `runtimeOf` needs; null when the ordered walk is needed. */
export function walkAndRecord(w: Workspace, out: Float64Array, at: number, hardware: Hardware): Timing | null {
  const recorder = new TimingRecorder()
  for (const level of levels) level.recorder = recorder
  try {
    if (!walkTables(w, out, at, hardware)) return null
    top.record(w, recorder)
  } finally {
    for (const level of levels) level.recorder = null
  }
  const needs = at + Row.L2_SIZE
  return recorder.finish(out[needs + INPUT] + out[needs + FILTER], out[needs + OUTPUT])
}

/** Double-buffered needs, of the first valid case. Quirk 12: those of the inputs add up over the cases skipped before. */
function fillL2Needs(out: Float64Array, at: number): void {
  const { cases } = top
  const { fetchedInput, fetchedFilter, egress } = top.tables
  const opening = cases.opening()
  out[at + INPUT] = out[at + FILTER] = 0
  for (let c = 0; c < opening; c++) {
    const x = cases.placeOf(c)
    out[at + INPUT] += 2 * fetchedInput[cases.fetch[x]]
    out[at + FILTER] += 2 * fetchedFilter[cases.fetch[x]]
    out[at + OUTPUT] = 2 * egress[cases.mask[x]]
  }
}

/** Accesses, MACs and intensity. Levels below do not count: quirk 11. */
function fillCounts(w: Workspace, out: Float64Array, at: number): void {
  const { masks, weight, work, critical, egress, fetchedInput, fetchedFilter } = top.tables
  const { groups, cases } = top
  let macs = 0
  let allWork = 0
  let outputs = 0
  for (let z = 0; z < masks; z++) {
    outputs += weight[z] * egress[z]
    allWork += weight[z] * work[z]
    if (critical[z] > 0) macs += weight[z] * work[z] // Quirk 13: a case is skipped, but what it wrote stays.
  }
  let inputReads = 0
  let filterReads = 0
  for (let x = 0; x < groups.count; x++) {
    if (critical[groups.mask[x]] <= 0) continue
    inputReads += groups.weight[x] * fetchedInput[groups.fetch[x]]
    filterReads += groups.weight[x] * fetchedFilter[groups.fetch[x]]
  }
  out[at + Row.MACS] = macs
  out[at + Row.L2_READS + INPUT] = inputReads
  out[at + Row.L2_READS + FILTER] = filterReads
  out[at + Row.L2_READS + OUTPUT] = wholeTensor(w, 0, OUTPUT)
  out[at + Row.L2_WRITES + INPUT] = wholeTensor(w, 0, INPUT)
  out[at + Row.L2_WRITES + FILTER] = wholeTensor(w, 0, FILTER)
  out[at + Row.L2_WRITES + OUTPUT] = outputs
  out[at + Row.L1_READS + INPUT] = macs
  out[at + Row.L1_READS + FILTER] = macs
  out[at + Row.L1_READS + OUTPUT] = allWork
  out[at + Row.L1_WRITES + INPUT] = inputReads // Quirk 14: no replication per PE.
  out[at + Row.L1_WRITES + FILTER] = filterReads
  out[at + Row.L1_WRITES + OUTPUT] = allWork
  const last = cases.last()
  const f = last < 0 ? 0 : cases.fetch[last]
  out[at + Row.INTENSITY] = last < 0 ? 0 : work[cases.mask[last]] / (fetchedInput[f] + fetchedFilter[f])
}

/** Minimum, maximum and average of a delay over n masks or groups. */
function fillDelay(
  n: number,
  weight: Float64Array,
  mask: Int32Array,
  delays: Float64Array,
  out: Float64Array,
  at: number,
): void {
  const { critical } = top.tables
  const { total } = top
  let min = Number.POSITIVE_INFINITY
  let max = 0
  let sum = 0
  for (let x = 0; x < n; x++) {
    if (critical[mask[x]] <= 0) continue
    const delay = delays[x]
    if (delay < min) min = delay
    if (delay > max) max = delay
    sum += weight[x] * delay
  }
  out[at] = total === 0 ? Row.NO_DELAY : min
  out[at + 1] = max
  out[at + 2] = total === 0 ? Row.NO_DELAY : Math.trunc(sum / total)
}

/** Peak and average bandwidth need of the network on chip. */
function fillNocNeeds(out: Float64Array, at: number): void {
  const { count, occurrences, mask, fetch } = top.cases
  const { critical, egress, fetchedInput, fetchedFilter } = top.tables
  const { compute } = top
  let peak = 0
  let sum = 0
  for (let x = 0; x < count; x++) {
    const z = mask[x]
    const f = fetch[x]
    if (critical[z] <= 0) continue
    const busiest = Math.max(fetchedInput[f] + fetchedFilter[f], egress[z])
    peak = Math.max(peak, busiest / compute[z])
    sum += Math.trunc((occurrences[x] * busiest) / compute[z])
  }
  out[at + Row.PEAK_BW] = Math.trunc(peak)
  out[at + Row.AVG_BW] = sum / top.total
}

/**
 * Off-chip need: the largest of its cases, but halved after every case (quirk 16). Halving nests, so a case
 * counts floor(need / 2^(1 + valid cases after it)): only the last few can matter.
 */
function offchipNeed(buffers: number): number {
  const { masks, critical } = top.tables
  const { cases, compute } = top
  let largest = 0
  for (let z = 0; z < masks; z++) if (critical[z] > 0) largest = Math.max(largest, Math.trunc(buffers / compute[z]))
  let need = 0
  let divisor = 2
  for (let c = cases.count - 1; c >= 0 && Math.trunc(largest / divisor) > need; c--) {
    const z = cases.mask[cases.placeOf(c)]
    if (critical[z] <= 0) continue
    need = Math.max(need, Math.trunc(Math.trunc(buffers / compute[z]) / divisor))
    divisor *= 2
  }
  return need
}
