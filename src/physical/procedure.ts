// The closed-form evaluation of a legal mapping: cases per level, recursion into the level below with memory.
//
// Source: specification "physical", sections 3.2–3.6. Exact: equal, integer by integer, to enumerating
// every step, unit and element (test/reference). Elements, cycles; exact in float64 below 2^53.
//
// Beyond the text: when a parent keeps a part of its output tile (taps split unevenly above a map in
// input rows), first visits of kept outputs are partial sums that return. Their positions are then
// told apart (`singly`), so that run time is exact there as well.

import type { NocLink } from "../maestro/hardware.ts"
import { FILTER, INPUT, OUTPUT } from "../maestro/layer.ts"
import { casesOf, lastStep, type Placement, type StepCase } from "./cases.ts"
import type { LegalMapping } from "./legality.ts"
import { type Before, type UnitClass, unitClasses } from "./units.ts"
import { overlap, shared, volume } from "./volumes.ts"

/** Counts of input, filter and output. */
export type PerTensor = [number, number, number]

/** What one level moves, summed over everything (specification, section 1.5). */
export interface LevelCounts {
  /** Steps, summed over all parents. */
  steps: number
  /** Elements new to a parent's whole array: multicast and shared halo once. */
  readonly arrayNew: PerTensor
  /** Elements new to a unit, summed over units. */
  readonly unitNew: PerTensor
  /** Output elements that return partly summed. */
  psumReread: number
  /** Largest piece of one unit, and of an array. */
  readonly unitTile: PerTensor
  readonly arrayTile: PerTensor
}

/** The evaluation of a chunk; levels above the chunk's are zero. */
export interface Evaluation {
  macs: number
  /** Cycles of all PEs at work. */
  busyCycles: number
  /** Cycles without waiting for data. */
  computeCycles: number
  /** Mean number of PEs at work, over steps. */
  active: number
  /** Cycles when the first data of a chunk are fetched ahead, and when they are waited for. Without drain. */
  prefetch: number
  exposed: number
  readonly levels: readonly LevelCounts[]
}

/** What the procedure needs to know of the hardware; off-chip is not part of it. */
export interface ArrayTiming {
  readonly simdLanes: number
  readonly nocBandwidth: number
  readonly nocLatency: number
  /** Bandwidth and latency per level where they differ, innermost level first. */
  readonly nocByHeight?: readonly NocLink[]
}

/** The chunk before: none yet in the layer, none because the unit was idle, or its place. */
type Previous = "start" | "idle" | Placement

/** Outputs of a chunk that its unit holds since before: all or part of them, as a box; null for none. */
type Kept = Placement | null

/** Evaluates the layer. */
export function evaluateMapping(mapping: LegalMapping, timing: ArrayTiming): Evaluation {
  return new Procedure(mapping, timing).chunk(0, mapping.axes.sizes, "start")
}

/** Cycles to write back what is held when the layer ends: per level the largest output set of one parent. */
export function drainCycles(mapping: LegalMapping, timing: ArrayTiming): number {
  const largest = mapping.levels.map(() => 0)
  const visit = (level: number, sizes: readonly number[]) => {
    if (level === largest.length) return
    const form = mapping.form(level, sizes)
    const last = lastStep(form, sizes)
    largest[level] = Math.max(largest[level], volume(mapping.axes.tensors[OUTPUT], last.sizes))
    for (const units of unitClasses(form, last.sizes, null)) visit(level + 1, units.sizes)
  }
  visit(0, mapping.axes.sizes)
  return largest.reduce((sum, elements, l) => sum + transferCycles(timing, elements, largest.length - 1 - l), 0)
}

/** Cycles to move elements into or out of an array: never fewer than bandwidth allows, none for none. `height`: levels below it. */
export function transferCycles(timing: ArrayTiming, elements: number, height = 0): number {
  if (elements === 0) return 0
  const own = timing.nocByHeight?.[height]
  const latency = Math.max(own?.latency ?? timing.nocLatency, 1)
  return latency + Math.ceil(elements / (own?.bandwidth ?? timing.nocBandwidth)) - 1
}

const noCounts = (): LevelCounts => ({
  steps: 0,
  arrayNew: [0, 0, 0],
  unitNew: [0, 0, 0],
  psumReread: 0,
  unitTile: [0, 0, 0],
  arrayTile: [0, 0, 0],
})

class Procedure {
  readonly #mapping: LegalMapping
  readonly #timing: ArrayTiming
  /** Chunks already evaluated, by level, sizes and previous chunk. */
  readonly #known = new Map<string, Evaluation>()

  constructor(mapping: LegalMapping, timing: ArrayTiming) {
    this.#mapping = mapping
    this.#timing = timing
  }

  /** Evaluates a chunk of a level; the previous chunk matters to its first step only. */
  chunk(level: number, sizes: readonly number[], previous: Previous): Evaluation {
    const { axes, levels } = this.#mapping
    const from = typeof previous === "string" ? previous : `${previous.sizes.join()}/${previous.shift.join()}`
    const key = `${level}/${sizes.join()}/${from}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const sum: Evaluation = {
      macs: 0,
      busyCycles: 0,
      computeCycles: 0,
      active: 0,
      prefetch: 0,
      exposed: 0,
      levels: levels.map(noCounts),
    }
    const form = this.#mapping.form(level, sizes)
    const kept = this.#keptOutputs(sizes, previous)
    const singly = kept !== null && volume(axes.tensors[OUTPUT], kept.sizes) < volume(axes.tensors[OUTPUT], sizes)
    for (const step of casesOf(form, sizes, axes.inOutput, singly)) {
      const before = step.before === null ? this.#lastOf(level, previous) : { ...step.before, form }
      const first = step.before === null && previous === "start"
      this.#addStep(sum, level, { step, before, first, kept, units: unitClasses(form, step.sizes, before) })
    }
    sum.active /= sum.levels[level].steps
    this.#known.set(key, sum)
    return sum
  }

  /** The array's piece in the last step of the previous chunk. */
  #lastOf(level: number, previous: Previous): Before | null {
    if (typeof previous === "string") return null
    const form = this.#mapping.form(level, previous.sizes)
    const last = lastStep(form, previous.sizes)
    return { form, sizes: last.sizes, shift: last.shift.map((d, axis) => d + previous.shift[axis]) }
  }

  #keptOutputs(sizes: readonly number[], previous: Previous): Kept {
    if (typeof previous === "string") return null
    const outputs = this.#mapping.axes.tensors[OUTPUT]
    if (shared(outputs, sizes, previous.sizes, previous.shift) === 0) return null
    return {
      sizes: sizes.map((n, axis) => overlap(n, previous.shift[axis], previous.sizes[axis])),
      shift: previous.shift.map(d => Math.max(0, d)),
    }
  }

  /** Adds the steps of a case, and of the levels below in them. */
  #addStep(sum: Evaluation, level: number, at: CaseContext): void {
    const { step, before, first } = at
    const counts = sum.levels[level]
    const { tensors } = this.#mapping.axes
    const n = step.count
    counts.steps += n
    const entering = tensors.map((tensor, t) => {
      const all = volume(tensor, step.sizes)
      counts.arrayTile[t] = Math.max(counts.arrayTile[t], all)
      const fresh = all - (before === null ? 0 : shared(tensor, step.sizes, before.sizes, before.shift))
      counts.arrayNew[t] += n * fresh
      return fresh
    })
    const reread = step.again ? entering[OUTPUT] : this.#returning(at)
    counts.psumReread += n * reread
    const leaving =
      before === null
        ? 0
        : volume(tensors[OUTPUT], before.sizes) - (volume(tensors[OUTPUT], step.sizes) - entering[OUTPUT])
    const height = this.#mapping.levels.length - 1 - level
    const input = transferCycles(this.#timing, entering[INPUT] + entering[FILTER] + reread, height)
    const output = transferCycles(this.#timing, leaving, height)

    const below = { compute: 0, prefetch: 0, exposed: 0 }
    for (const units of at.units) this.#addUnits(sum, level, units, at, below)
    const filled = (cycles: number) => input + Math.max(cycles, output)
    const hidden = (cycles: number) => Math.max(cycles, input, output)
    sum.computeCycles += n * below.compute
    sum.prefetch += n * (first ? filled : hidden)(below.prefetch)
    sum.exposed += n * (first || (level > 0 && step.before === null) ? filled : hidden)(below.exposed)
  }

  /** Adds a class of units in the steps of a case; `slowest` collects the longest times below. */
  #addUnits(sum: Evaluation, level: number, units: UnitClass, at: CaseContext, slowest: Slowest): void {
    const counts = sum.levels[level]
    const times = at.step.count * units.count
    for (const [t, tensor] of this.#mapping.axes.tensors.entries()) {
      const all = volume(tensor, units.sizes)
      const kept = units.before === null ? 0 : shared(tensor, units.sizes, units.before.sizes, units.before.shift)
      counts.unitTile[t] = Math.max(counts.unitTile[t], all)
      counts.unitNew[t] += times * (all - kept)
    }
    if (level === this.#mapping.levels.length - 1) {
      const macs = units.sizes.reduce((product, size) => product * size, 1)
      const cycles = Math.ceil(macs / this.#timing.simdLanes)
      sum.macs += times * macs
      sum.busyCycles += times * cycles
      sum.active += times
      slowest.compute = Math.max(slowest.compute, cycles)
      slowest.prefetch = Math.max(slowest.prefetch, cycles)
      slowest.exposed = Math.max(slowest.exposed, cycles)
      return
    }
    const previous = units.before ?? (at.first ? "start" : "idle")
    const below = this.chunk(level + 1, units.sizes, previous)
    addTimes(sum, below, times)
    slowest.compute = Math.max(slowest.compute, below.computeCycles)
    slowest.prefetch = Math.max(slowest.prefetch, below.prefetch)
    slowest.exposed = Math.max(slowest.exposed, below.exposed)
  }

  /** Outputs that enter in a first visit although the parent held them before. */
  #returning({ step, before, kept }: CaseContext): number {
    if (kept === null) return 0
    const box = (axis: number) => {
      const start = kept.shift[axis] - step.starts[axis]
      return [Math.max(0, start), Math.min(step.sizes[axis], start + kept.sizes[axis])]
    }
    let inside = 1
    let stayed = before === null ? 0 : 1
    for (const { axis } of this.#mapping.axes.tensors[OUTPUT]) {
      const [low, high] = box(axis)
      inside *= Math.max(0, high - low)
      if (before !== null) {
        const start = before.shift[axis]
        stayed *= Math.max(0, Math.min(high, start + before.sizes[axis]) - Math.max(low, start))
      }
    }
    return inside - stayed
  }
}

/** One case of a level with its surroundings. */
interface CaseContext {
  readonly step: StepCase
  readonly before: Before | null
  /** The layer's very first step. */
  readonly first: boolean
  readonly kept: Kept
  readonly units: readonly UnitClass[]
}

interface Slowest {
  compute: number
  prefetch: number
  exposed: number
}

/** Adds the counts of the levels below, `times` over. */
function addTimes(sum: Evaluation, below: Evaluation, times: number): void {
  sum.macs += times * below.macs
  sum.busyCycles += times * below.busyCycles
  sum.active += times * below.active
  for (const [i, from] of below.levels.entries()) {
    const to = sum.levels[i]
    to.steps += times * from.steps
    to.psumReread += times * from.psumReread
    for (let t = INPUT; t <= OUTPUT; t++) {
      to.arrayNew[t] += times * from.arrayNew[t]
      to.unitNew[t] += times * from.unitNew[t]
      to.unitTile[t] = Math.max(to.unitTile[t], from.unitTile[t])
      to.arrayTile[t] = Math.max(to.arrayTile[t], from.arrayTile[t])
    }
  }
}
