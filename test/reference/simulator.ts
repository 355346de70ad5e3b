// A slow and plain simulator of a mapping: every step, unit, element and point is enumerated.
//
// Source: specification "physical", sections 1.4, 1.5 and 3.6 (run time of a step). It exists to be
// compared with src/physical, so it uses none of its formulas: held data are sets, coverage is an array.

import type { Dataflow } from "../../src/maestro/dataflow.ts"
import type { Layer } from "../../src/maestro/layer.ts"
import {
  elementsOf,
  type PlainLayer,
  type PlainLevel,
  plainLayer,
  plainLevels,
  pointsOf,
  type Ranges,
  stepsOf,
} from "./points.ts"

/** What the simulator needs to know of the hardware; off-chip is unlimited. */
export interface SimulatedHardware {
  readonly numPEs: number
  readonly simdLanes: number
  readonly nocBandwidth: number
  readonly nocLatency: number
}

/** How often the points of a layer are computed. */
export interface Coverage {
  readonly points: number
  readonly computedOnce: number
  readonly never: number
  readonly repeated: number
}

/** Counts per tensor: input, filter, output. */
export type PerTensor = [number, number, number]

/** Everything of section 1.5; arrays per level, top first. */
export interface Simulation {
  macs: number
  computeCycles: number
  busyCycles: number
  active: number
  pesUsed: number
  steps: number[]
  arrayNew: PerTensor[]
  unitNew: PerTensor[]
  psumReread: number[]
  unitTileMax: PerTensor[]
  arrayTileMax: PerTensor
  runtimePrefetch: number
  runtimeExposed: number
  drain: number
}

/** Counts how often every point of the layer is computed. */
export function coverage(layer: Layer, dataflow: Dataflow, numPEs: number): Coverage {
  const plain = plainLayer(layer)
  const levels = plainLevels(dataflow, layer, numPEs)
  const axes = Object.entries(plain.ranges).map(([axis, [, size]]) => ({ axis, size }))
  const points = pointsOf(plain.ranges)
  const times = new Uint32Array(points)
  const visit = (level: number, chunk: Ranges): void => {
    if (level === levels.length) {
      let indices = [0]
      for (const { axis, size } of axes) {
        const [low, high] = chunk[axis]
        const longer: number[] = []
        for (const i of indices) for (let at = low; at < high; at++) longer.push(i * size + at)
        indices = longer
      }
      for (const i of indices) times[i]++
      return
    }
    for (const step of stepsOf(levels[level], chunk, plain.strideOf))
      for (const ranges of step) if (ranges !== null) visit(level + 1, ranges)
  }
  visit(0, plain.ranges)
  const count = (test: (n: number) => boolean) => times.reduce((sum, n) => sum + (test(n) ? 1 : 0), 0)
  return { points, computedOnce: count(n => n === 1), never: count(n => n === 0), repeated: count(n => n > 1) }
}

type Held = [Set<number>, Set<number>, Set<number>]

/** What the units below one parent hold. */
interface ArrayState {
  /** Union over the units, after the last step. */
  held: Held
  /** Outputs partly summed here while the parent held them. */
  summed: Set<number>
  readonly units: (UnitState | null)[]
}

interface UnitState {
  held: Held
  /** The unit's own array; null for a PE. */
  readonly array: ArrayState | null
}

const nothing = (): Held => [new Set(), new Set(), new Set()]
const emptyArray = (): ArrayState => ({ held: nothing(), summed: new Set(), units: [] })

/** Elements of a set that another one has (or lacks). */
function filtered(elements: Set<number>, other: Set<number>, present: boolean): Set<number> {
  const out = new Set<number>()
  for (const e of elements) if (other.has(e) === present) out.add(e)
  return out
}

/** Number of elements that another set lacks. */
function missing(elements: Set<number>, other: Set<number>): number {
  let count = 0
  for (const e of elements) if (!other.has(e)) count++
  return count
}

interface Evaluation {
  readonly cycles: number
  readonly prefetch: number
  readonly exposed: number
  readonly active: number
}

/** Runs a mapping. The counts mean something only when `coverage` finds every point computed once. */
export function simulate(layer: Layer, dataflow: Dataflow, hardware: SimulatedHardware): Simulation {
  return new Simulator(layer, dataflow, hardware).run()
}

class Simulator {
  readonly #plain: PlainLayer
  readonly #levels: readonly PlainLevel[]
  readonly #hardware: SimulatedHardware
  readonly #used = new Set<number>()
  readonly #out: Simulation

  constructor(layer: Layer, dataflow: Dataflow, hardware: SimulatedHardware) {
    this.#plain = plainLayer(layer)
    this.#levels = plainLevels(dataflow, layer, hardware.numPEs)
    this.#hardware = hardware
    const counts = () => this.#levels.map(() => 0)
    const tensorCounts = () => this.#levels.map((): PerTensor => [0, 0, 0])
    this.#out = {
      macs: 0,
      computeCycles: 0,
      busyCycles: 0,
      active: 0,
      pesUsed: 0,
      steps: counts(),
      arrayNew: tensorCounts(),
      unitNew: tensorCounts(),
      psumReread: counts(),
      unitTileMax: tensorCounts(),
      arrayTileMax: [0, 0, 0],
      runtimePrefetch: 0,
      runtimeExposed: 0,
      drain: 0,
    }
  }

  run(): Simulation {
    const array = emptyArray()
    const { cycles, prefetch, exposed, active } = this.#chunk(0, array, this.#plain.ranges, true, 0)
    const out = this.#out
    const last = this.#levels.map(() => 0)
    largestOutputs(array, 0, last)
    out.drain = last.reduce((sum, elements) => sum + this.#delay(elements), 0)
    out.computeCycles = cycles
    out.active = active
    out.pesUsed = this.#used.size
    out.runtimePrefetch = prefetch + out.drain
    out.runtimeExposed = exposed + out.drain
    return out
  }

  /** Cycles to move elements into or out of an array. */
  #delay(elements: number): number {
    if (elements === 0) return 0
    return Math.max(this.#hardware.nocLatency, 1) + Math.ceil(elements / this.#hardware.nocBandwidth) - 1
  }

  /** All steps of a level for one chunk; `start`: the layer's very first step is among them. */
  #chunk(level: number, array: ArrayState, chunk: Ranges, start: boolean, id: number): Evaluation {
    const parentOutputs = elementsOf(this.#plain.tensors[2], chunk)
    array.summed = filtered(array.summed, parentOutputs, true)
    const steps = stepsOf(this.#levels[level], chunk, this.#plain.strideOf)
    this.#out.steps[level] += steps.length
    const sum = { cycles: 0, prefetch: 0, exposed: 0, active: 0 }
    for (const [k, step] of steps.entries()) {
      const first = start && k === 0
      const before = array.held
      array.held = nothing()
      const below = { cycles: 0, prefetch: 0, exposed: 0 }
      for (const [u, ranges] of step.entries()) {
        if (ranges === null) {
          array.units[u] = null
          continue
        }
        const unitId = id * this.#levels[level].units + u
        const e = this.#unit(level, array, u, ranges, first, unitId)
        below.cycles = Math.max(below.cycles, e.cycles)
        below.prefetch = Math.max(below.prefetch, e.prefetch)
        below.exposed = Math.max(below.exposed, e.exposed)
        sum.active += e.active
      }
      const { input, output } = this.#transfers(level, array, before)
      const hidden = (compute: number) => Math.max(compute, input, output)
      const filled = (compute: number) => input + Math.max(compute, output)
      sum.cycles += below.cycles
      sum.prefetch += first ? filled(below.prefetch) : hidden(below.prefetch)
      sum.exposed += first || (level > 0 && k === 0) ? filled(below.exposed) : hidden(below.exposed)
    }
    return { ...sum, active: sum.active / steps.length }
  }

  /** One unit's work in one step. */
  #unit(level: number, array: ArrayState, u: number, ranges: Ranges, first: boolean, id: number): Evaluation {
    const last = level === this.#levels.length - 1
    const unit = array.units[u] ?? { held: nothing(), array: last ? null : emptyArray() }
    array.units[u] = unit
    const held = this.#plain.tensors.map(tensor => elementsOf(tensor, ranges)) as Held
    for (const [t, elements] of held.entries()) {
      this.#out.unitNew[level][t] += missing(elements, unit.held[t])
      this.#out.unitTileMax[level][t] = Math.max(this.#out.unitTileMax[level][t], elements.size)
      for (const e of elements) array.held[t].add(e)
    }
    unit.held = held
    if (unit.array !== null) return this.#chunk(level + 1, unit.array, ranges, first, id)
    const points = pointsOf(ranges)
    const cycles = Math.ceil(points / this.#hardware.simdLanes)
    this.#out.macs += points
    this.#out.busyCycles += cycles
    this.#used.add(id)
    return { cycles, prefetch: cycles, exposed: cycles, active: 1 }
  }

  /** Counts what entered and left an array in a step; cycles for either direction. */
  #transfers(level: number, array: ArrayState, before: Held): { input: number; output: number } {
    const entered = array.held.map((elements, t) => missing(elements, before[t]))
    for (const t of [0, 1, 2]) {
      this.#out.arrayNew[level][t] += entered[t]
      if (level === 0) this.#out.arrayTileMax[t] = Math.max(this.#out.arrayTileMax[t], array.held[t].size)
    }
    const reread = filtered(filtered(array.held[2], before[2], false), array.summed, true).size
    this.#out.psumReread[level] += reread
    for (const e of array.held[2]) array.summed.add(e)
    return {
      input: this.#delay(entered[0] + entered[1] + reread),
      output: this.#delay(missing(before[2], array.held[2])),
    }
  }
}

/** Per level the largest set of outputs that one parent's units hold together. */
function largestOutputs(array: ArrayState, level: number, out: number[]): void {
  out[level] = Math.max(out[level], array.held[2].size)
  for (const unit of array.units) if (unit?.array) largestOutputs(unit.array, level + 1, out)
}
