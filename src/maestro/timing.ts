// Run time for another bandwidth without another analysis.
//
// Source: specification "cost model", section 8.6. Traffic, work and occurrences do not depend on the network on
// chip, the off-chip link or the MAC lanes. One evaluation leaves them behind as a tape of numbers, levels below
// first; run time is a fold over it. Everything else of a row but its delays and bandwidth needs stays as it is.
//
// Tape: per level evaluation a header (number of masks, of groups, 1 when innermost), per mask its outputs and its
// critical work (or the numbers of one or two evaluations below; work of 0 or less: not counted), per group its
// weight, fetched elements and mask. The last evaluation is the top level's, with the buffer needs after it.

import type { Hardware, NocLink } from "./hardware.ts"
import { nocDelay } from "./walk/noc.ts"
import { offchipFloor } from "./walk/record.ts"

/** What an analysis leaves behind for `runtimeOf`. */
export type Timing = Float64Array

/** Fields per mask: outputs, critical work, and the evaluations below (−1: none). */
const MASK_SIZE = 4
const GROUP_SIZE = 3

/** Collects the level evaluations of one analysis after another: each a `level`, its masks, its groups. */
export class TimingRecorder {
  #values = new Float64Array(1024)
  #count = 0
  #evaluations = 0

  /** Forgets what was collected. */
  clear(): void {
    this.#count = 1
    this.#evaluations = 0
  }

  /** Begins a level evaluation after those below it; its number. */
  level(masks: number, groups: number, isInnermost: boolean): number {
    const size = this.#count + 3 + masks * MASK_SIZE + groups * GROUP_SIZE + 2
    if (size > this.#values.length) this.#grow(size)
    this.#add(masks)
    this.#add(groups)
    this.#add(isInnermost ? 1 : 0)
    return this.#evaluations++
  }

  /** `first` and `rest`: evaluations of the level below, −1 for none. */
  mask(egress: number, critical: number, first: number, rest: number): void {
    this.#add(egress)
    this.#add(critical)
    this.#add(first)
    this.#add(rest)
  }

  group(weight: number, ingress: number, mask: number): void {
    this.#add(weight)
    this.#add(ingress)
    this.#add(mask)
  }

  /** The tape, closed with the double-buffered needs of inputs and output. */
  finish(inputs: number, outputs: number): Timing {
    this.#values[0] = this.#evaluations
    this.#add(inputs)
    this.#add(outputs)
    return this.#values.slice(0, this.#count)
  }

  #add(value: number): void {
    this.#values[this.#count++] = value
  }

  #grow(size: number): void {
    const larger = new Float64Array(2 * size)
    larger.set(this.#values)
    this.#values = larger
  }
}

/** Run times of the evaluations so far; kept between calls, so that none allocates. */
let runtimes = new Float64Array(64)

/**
 * Run time in cycles under other hardware (same PE count); `nocByHeight` may set the top level apart from all others: its
 * first link is theirs, its last one the top's. NaN when a step of the top level computes nothing, at
 * which the reference stops.
 */
export function runtimeOf(timing: Timing, hardware: Omit<Hardware, "numPEs">): number {
  const evaluations = timing[0]
  const top = evaluations - 1
  const { nocByHeight } = hardware
  const isSame = nocByHeight === undefined
  const first = isSame ? hardware : settled(hardware, nocByHeight[0])
  const last = isSame ? hardware : settled(hardware, nocByHeight[nocByHeight.length - 1])
  const floor = offchipFloor(timing[timing.length - 2], timing[timing.length - 1], hardware.offchipBandwidth)
  if (runtimes.length < evaluations) runtimes = new Float64Array(2 * evaluations)
  let at = 1
  for (let i = 0; i < evaluations; i++) {
    runtimes[i] = levelRuntime(timing, at, i === top ? last : first, i === top ? floor : Number.NEGATIVE_INFINITY)
    if (i === top && Number.isNaN(runtimes[i])) return Number.NaN
    at += 3 + timing[at] * MASK_SIZE + timing[at + 1] * GROUP_SIZE
  }
  return runtimes[top]
}

function settled(hardware: Omit<Hardware, "numPEs">, { bandwidth, latency }: NocLink): Omit<Hardware, "numPEs"> {
  return { ...hardware, nocBandwidth: bandwidth, nocLatency: latency }
}

/** Run time of the level evaluation at `at`; at the top (a finite floor) NaN when a step computes nothing. */
function levelRuntime(timing: Timing, at: number, hardware: Omit<Hardware, "numPEs">, floor: number): number {
  const { nocBandwidth, nocLatency } = hardware
  const masks = timing[at]
  const groups = timing[at + 1]
  const firstMask = at + 3
  const firstGroup = firstMask + masks * MASK_SIZE
  let runtime = 0
  for (let x = 0; x < groups; x++) {
    const group = firstGroup + x * GROUP_SIZE
    const mask = firstMask + timing[group + 2] * MASK_SIZE
    if (timing[mask + 1] <= 0) continue
    const compute = computeDelay(timing, mask, timing[at + 2] === 1, hardware.simdLanes)
    if (compute === 0 && Number.isFinite(floor)) return Number.NaN
    const delayIn = nocDelay(timing[group + 1], nocBandwidth, nocLatency)
    const delayOut = nocDelay(timing[mask], nocBandwidth, nocLatency)
    const step = x === 0 ? compute + delayIn : Math.max(delayOut, compute, delayIn)
    runtime += timing[group] * Math.max(step, floor)
  }
  return runtime
}

/** Cycles of one step of a mask: of its critical work, or of the slower evaluation below. */
function computeDelay(timing: Timing, mask: number, isInnermost: boolean, lanes: number): number {
  if (isInnermost) return Math.ceil(timing[mask + 1] / lanes)
  const first = runtimes[timing[mask + 2]]
  const rest = timing[mask + 3]
  return Math.max(0, first, rest < 0 ? 0 : runtimes[rest])
}
