// Accumulators of one level while its cases are walked: a row (row.ts) and the sums behind its averages.
//
// Source: specification "cost model", section 3.8. A record stands at r[z].

import { FILTER, INPUT, OUTPUT } from "../layer.ts"
import * as Row from "../row.ts"
import * as W from "./workspace.ts"

const { STRIDE, DIMS } = W
const { lastOn, sliding, coupling, couplings } = W.dimensions
const { actual, full } = W.tables

/** Valid cases so far, and their occurrences. */
export const CASES = Row.ROW_SIZE
const OCCURRENCES = CASES + 1
const OFFCHIP_NEED = CASES + 2
export const RECORD_SIZE = CASES + 3

/** Resets a record and fills in what no case of level l changes. */
export function openRecord(l: number, r: Float64Array, z: number): void {
  r.fill(0, z, z + RECORD_SIZE)
  for (let d = Row.INGRESS_DELAY; d <= Row.COMPUTE_DELAY; d += 3) r[z + d] = Number.POSITIVE_INFINITY
  r[z + Row.L2_WRITES + INPUT] = wholeTensor(l, INPUT)
  r[z + Row.L2_WRITES + FILTER] = wholeTensor(l, FILTER)
  r[z + Row.L2_READS + OUTPUT] = wholeTensor(l, OUTPUT)
  r[z + Row.L1_SIZE + OUTPUT] = unitTile(l, OUTPUT)
}

/** Elements of tensor t for the actual sizes of level l: what fills or drains its upper buffer once. */
export function wholeTensor(l: number, t: number): number {
  const from = t * DIMS
  const base = l * DIMS
  let tensor = 1
  for (let i = from; i < from + couplings[t]; i++) {
    const d = coupling[i]
    const slide = t === OUTPUT ? sliding[d] : -1
    tensor *= actual[base + d] - (slide < 0 ? 0 : actual[base + slide] - 1)
  }
  return tensor
}

/**
 * Elements of tensor t that a unit of level l holds, double buffered.
 * Quirk 15: the output's counts input rows and columns, not output ones.
 */
export function unitTile(l: number, t: number): number {
  const from = t * DIMS
  let tile = 2
  for (let i = from; i < from + couplings[t]; i++) {
    const j = lastOn[l * DIMS + coupling[i]]
    if (j >= 0) tile *= full[l * STRIDE + j]
  }
  return tile
}

/** Buffer needs, from the cases up to the first valid one. Quirk 12: those of the inputs add up until then. */
export function addBufferNeeds(
  l: number,
  r: Float64Array,
  z: number,
  fetchedInput: number,
  fetchedFilter: number,
  egress: number,
): void {
  r[z + Row.L2_SIZE + INPUT] += 2 * fetchedInput
  r[z + Row.L2_SIZE + FILTER] += 2 * fetchedFilter
  r[z + Row.L2_SIZE + OUTPUT] = 2 * egress
  r[z + Row.L1_SIZE + INPUT] += unitTile(l, INPUT)
  r[z + Row.L1_SIZE + FILTER] += unitTile(l, FILTER)
}

/** What a case writes, valid or not. */
export function addWrites(r: Float64Array, z: number, occ: number, egress: number, work: number): void {
  r[z + Row.L2_WRITES + OUTPUT] += occ * egress
  r[z + Row.L1_WRITES + OUTPUT] += occ * work
  r[z + Row.L1_READS + OUTPUT] += occ * work
}

/** What a valid case reads and computes. */
export function addReads(
  r: Float64Array,
  z: number,
  occ: number,
  fetchedInput: number,
  fetchedFilter: number,
  work: number,
): void {
  r[z + Row.L2_READS + INPUT] += occ * fetchedInput
  r[z + Row.L2_READS + FILTER] += occ * fetchedFilter
  r[z + Row.MACS] += occ * work
  r[z + Row.INTENSITY] = work / (fetchedInput + fetchedFilter)
}

/** A step of the top level lasts at least half the time its buffers (elements) take over the off-chip link. */
export function offchipFloor(inputs: number, outputs: number, bandwidth: number): number {
  return Math.max(Math.trunc(Math.trunc(outputs / bandwidth) / 2), Math.trunc(Math.trunc(inputs / bandwidth) / 2))
}

/** Off-chip need of a case of the top level. Quirk 16: it is halved after every case. */
export function addOffchipNeed(
  r: Float64Array,
  z: number,
  inputs: number,
  outputs: number,
  computeDelay: number,
): void {
  const need = Math.max(r[z + OFFCHIP_NEED], Math.trunc(outputs / computeDelay), Math.trunc(inputs / computeDelay))
  r[z + OFFCHIP_NEED] = Math.trunc(need / 2)
}

/** Time, active units and bandwidth needs of a valid case; `busiest` is the larger of its transfers. */
export function addStep(
  r: Float64Array,
  z: number,
  occ: number,
  step: number,
  busiest: number,
  computeDelay: number,
): void {
  const compute = computeDelay === 0 ? 1 : computeDelay
  r[z + Row.RUNTIME] += occ * step
  r[z + Row.PEAK_BW] = Math.max(r[z + Row.PEAK_BW], Math.trunc(busiest / compute))
  r[z + Row.AVG_BW] += Math.trunc((occ * busiest) / compute)
  addDelay(r, z + Row.COMPUTE_DELAY, compute, occ)
  r[z + OCCURRENCES] += occ
  r[z + CASES]++
}

/** Minimum, maximum and sum of a delay. */
export function addDelay(r: Float64Array, at: number, delay: number, occ: number): void {
  r[at] = Math.min(r[at], delay)
  r[at + 1] = Math.max(r[at + 1], delay)
  r[at + 2] += occ * delay
}

/** Turns sums into averages once all cases of a level are done. */
export function closeRecord(r: Float64Array, z: number, isInnermost: boolean): void {
  const total = r[z + OCCURRENCES]
  r[z + Row.L1_READS + INPUT] = r[z + Row.MACS]
  r[z + Row.L1_READS + FILTER] = r[z + Row.MACS]
  r[z + Row.L1_WRITES + INPUT] = r[z + Row.L2_READS + INPUT] // Quirk 14: no replication per PE.
  r[z + Row.L1_WRITES + FILTER] = r[z + Row.L2_READS + FILTER]
  r[z + Row.OFFCHIP_BW] = r[z + OFFCHIP_NEED]
  if (total !== 0) r[z + Row.ACTIVE] /= total
  r[z + Row.AVG_BW] /= total
  for (let d = Row.INGRESS_DELAY; d <= Row.COMPUTE_DELAY; d += 3) {
    if (total === 0) r[z + d] = r[z + d + 2] = Row.NO_DELAY
    else r[z + d + 2] = Math.trunc(r[z + d + 2] / total)
  }
  if (isInnermost || r[z + CASES] === 0) r[z + Row.SINGLE_RECORD] = 1
}
