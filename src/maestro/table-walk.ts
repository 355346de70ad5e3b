// The fast walk over all levels: when it may be used, and a row from the cases of the top level.
//
// Source: specification "cost model", section 3.8. Bit for bit the ordered walk's results (evaluate.ts).

import type { CaseList } from "./case-list.ts"
import type { Hardware } from "./hardware.ts"
import { FILTER, INPUT, OUTPUT } from "./layer.ts"
import { MAX_DIRECTIVES } from "./level-tables.ts"
import { BANDWIDTH, LANES, LATENCY, LevelWalk, OFFCHIP, SETTINGS_SIZE } from "./level-walk.ts"
import { MAX_LEVELS } from "./plan.ts"
import { offchipFloor, wholeTensor } from "./record.ts"
import * as Row from "./row.ts"
import type { Workspace } from "./workspace.ts"

/** Whether a mapping may be walked from tables: no level maps a dimension twice. */
export function hasTables(w: Workspace): boolean {
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

/**
 * Evaluates the tables in a workspace; writes the unpriced fields of a row at `out[at]`. False when this
 * layer and hardware need the ordered walk: very many cases or edges, or an error to be reported.
 */
export function walkTables(w: Workspace, out: Float64Array, at: number, hardware: Hardware): boolean {
  if (w.units[0] < 1) return false
  settings[LANES] = hardware.simdLanes
  settings[BANDWIDTH] = hardware.nocBandwidth
  settings[LATENCY] = hardware.nocLatency
  settings[OFFCHIP] = hardware.offchipBandwidth
  for (let l = 1; l < w.levels; l++) levels[l].forget()
  if (!top.walk(w)) return false
  const { cases } = top
  out[at + Row.SINGLE_RECORD] = w.levels === 1 || cases.count === 0 ? 1 : 0
  top.l1Into(w, out, at + Row.L1_SIZE)
  fillCounts(w, cases, out, at)
  fillTimes(cases, out, at)
  fillDelays(cases, out, at)
  fillBandwidths(cases, out, at)
  return true
}

/** Accesses and MACs. Levels below do not count: quirk 11. */
function fillCounts(w: Workspace, cases: CaseList, out: Float64Array, at: number): void {
  const { count, occurrences, mask, fetch } = cases
  const { work, fetchedInput, fetchedFilter } = top.tables
  let inputReads = 0
  let filterReads = 0
  let macs = 0
  for (let i = 0; i < count; i++) {
    const occ = occurrences[i]
    const f = fetch[i]
    inputReads += occ * fetchedInput[f]
    filterReads += occ * fetchedFilter[f]
    macs += occ * work[mask[i]]
  }
  out[at + Row.MACS] = macs
  out[at + Row.L2_READS + INPUT] = inputReads
  out[at + Row.L2_READS + FILTER] = filterReads
  out[at + Row.L2_READS + OUTPUT] = wholeTensor(w, 0, OUTPUT)
  out[at + Row.L2_WRITES + INPUT] = wholeTensor(w, 0, INPUT)
  out[at + Row.L2_WRITES + FILTER] = wholeTensor(w, 0, FILTER)
  out[at + Row.L2_WRITES + OUTPUT] = cases.egress
  out[at + Row.L1_READS + INPUT] = macs
  out[at + Row.L1_READS + FILTER] = macs
  out[at + Row.L1_READS + OUTPUT] = cases.work
  out[at + Row.L1_WRITES + INPUT] = inputReads // Quirk 14: no replication per PE.
  out[at + Row.L1_WRITES + FILTER] = filterReads
  out[at + Row.L1_WRITES + OUTPUT] = cases.work
  out[at + Row.L2_SIZE + INPUT] = cases.inputNeed
  out[at + Row.L2_SIZE + FILTER] = cases.filterNeed
  out[at + Row.L2_SIZE + OUTPUT] = cases.outputNeed
  const last = fetch[count - 1]
  out[at + Row.INTENSITY] = count === 0 ? 0 : work[mask[count - 1]] / (fetchedInput[last] + fetchedFilter[last])
}

/** Run time and average active units. */
function fillTimes(cases: CaseList, out: Float64Array, at: number): void {
  const inputs = cases.inputNeed + cases.filterNeed
  top.sumTime(offchipFloor(inputs, cases.outputNeed, settings[OFFCHIP]), out, at + Row.RUNTIME, at + Row.ACTIVE)
}

/** Minimum, maximum and average of the three delays. */
function fillDelays(cases: CaseList, out: Float64Array, at: number): void {
  fillDelay(cases, cases.fetch, top.ingressDelay, out, at + Row.INGRESS_DELAY)
  fillDelay(cases, cases.mask, top.egressDelay, out, at + Row.EGRESS_DELAY)
  fillDelay(cases, cases.mask, top.compute, out, at + Row.COMPUTE_DELAY)
}

function fillDelay(cases: CaseList, key: Int32Array, delays: Float64Array, out: Float64Array, at: number): void {
  const { count, occurrences, total } = cases
  let min = Number.POSITIVE_INFINITY
  let max = 0
  let sum = 0
  for (let i = 0; i < count; i++) {
    const delay = delays[key[i]]
    if (delay < min) min = delay
    if (delay > max) max = delay
    sum += occurrences[i] * delay
  }
  out[at] = total === 0 ? Row.NO_DELAY : min
  out[at + 1] = max
  out[at + 2] = total === 0 ? Row.NO_DELAY : Math.trunc(sum / total)
}

/** Bandwidth needs: the peak and average of the network on chip, and off-chip. */
function fillBandwidths(cases: CaseList, out: Float64Array, at: number): void {
  const { count, occurrences, mask, fetch } = cases
  const { egress, fetchedInput, fetchedFilter } = top.tables
  const { compute } = top
  const largest = Math.max(cases.inputNeed + cases.filterNeed, cases.outputNeed)
  let peak = 0
  let sum = 0
  let need = 0
  for (let i = 0; i < count; i++) {
    const z = mask[i]
    const f = fetch[i]
    const busiest = Math.max(fetchedInput[f] + fetchedFilter[f], egress[z])
    peak = Math.max(peak, busiest / compute[z])
    sum += Math.trunc((occurrences[i] * busiest) / compute[z])
    // Quirk 16: halved after every case.
    need = Math.trunc(Math.max(need, Math.trunc(largest / compute[z])) / 2)
  }
  out[at + Row.PEAK_BW] = Math.trunc(peak)
  out[at + Row.AVG_BW] = sum / cases.total
  out[at + Row.OFFCHIP_BW] = need
}
