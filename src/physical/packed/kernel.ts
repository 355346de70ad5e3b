// Single mappings under profile `physical`, fast: what searches call by the hundred thousand.
//
// The packed procedure where it applies, analyzePhysical for the few mappings it leaves (a unit keeps part of its
// outputs, numbers beyond what float64 adds exactly) and for errors.

import type { CostConstants } from "../../maestro/constants.ts"
import type { Dataflow } from "../../maestro/dataflow.ts"
import { GridPrices } from "../../maestro/grid/grid-prices.ts"
import * as Grid from "../../maestro/grid/grid-row.ts"
import type { Hardware } from "../../maestro/hardware.ts"
import type { Layer } from "../../maestro/layer.ts"
import { analyzePhysical } from "../analyze.ts"
import { axesOf, axisName } from "../axes.ts"
import { checkHardware, completeChoices, type PhysicalChoices } from "../options.ts"
import { isRefusal, MappingError } from "../refusal.ts"
import { isPackable, PackedAxes } from "./axes.ts"
import { completeInto, countsInto, isExact, LayerSizes, refusedInto } from "./costs.ts"
import { CyclesRecorder, type CyclesTape } from "./cycles-tape.ts"
import { fillLevels, PackedDirectives } from "./levels.ts"
import { DONE, evaluateLevels, isTaken, LEFT, REFUSED, type Result, takeLayer } from "./procedure.ts"

/** Everything about layers with the same axes. */
class Prepared {
  readonly axes: PackedAxes
  readonly sizes = new LayerSizes()
  /** Per dimension name 2 · axis id, plus 1 where it counts input rows. */
  readonly dimensions = new Map<string, number>()

  constructor(axes: PackedAxes) {
    this.axes = axes
  }
}

/** Prices of hardware, as long as it exists: searches of many layers on it need the same sums. */
const PRICES = new WeakMap<Hardware, { readonly constants: CostConstants; readonly prices: GridPrices }>()

/** Checks hardware when it is new. */
function pricesOf(hardware: Hardware, constants: CostConstants): GridPrices {
  const known = PRICES.get(hardware)
  if (known !== undefined && known.constants === constants) return known.prices
  checkHardware(hardware)
  const prices = new GridPrices(Float64Array.of(hardware.numPEs), hardware, constants)
  PRICES.set(hardware, { constants, prices })
  return prices
}

/** Evaluates mappings with given choices. Not reentrant. */
export class PhysicalKernel {
  readonly #choices: PhysicalChoices
  readonly #directives = new PackedDirectives()
  readonly #prepared = new Map<string, Prepared>()
  #layer: Layer | null = null
  /** What belongs to the layer; null if the readable path has to see to it. */
  #current: Prepared | null = null
  #prices: GridPrices | null = null
  #pricedFor: Hardware | null = null
  /** Mappings that took the readable path. */
  leftOver = 0
  /** Of the last mapping, if it was recorded: what `cyclesOf` (cycles-tape.ts) needs. Null where only the readable path is exact. */
  tape: CyclesTape | null = null

  constructor(choices: Partial<PhysicalChoices> = {}) {
    this.#choices = completeChoices(choices)
  }

  /**
   * Writes the row (maestro/grid/grid-row.ts) of a mapping at `at`, with the digits of analyzePhysical. Returns whether the
   * mapping is legal; if not, run time and energy are NaN, and findRefusal says why.
   *
   * @param layer not changed between calls
   * @param hardware not changed between calls
   * @param isRecorded leaves a tape behind
   * @throws InputError for a size or offset that is no positive integer, a cut temporal map of R or S, impossible hardware
   */
  evaluateInto(
    row: Float64Array,
    at: number,
    layer: Layer,
    dataflow: Dataflow,
    hardware: Hardware,
    isRecorded = false,
  ): boolean {
    if (layer !== this.#layer) this.#take(layer)
    this.#priceFor(hardware)
    const current = this.#current
    this.tape = null
    if (current === null || !this.#write(current, layer, dataflow) || !isExact(current.sizes, hardware)) {
      return this.#readableInto(row, at, layer, dataflow, hardware)
    }
    const levels = fillLevels(this.#directives, current.axes, hardware.numPEs)
    if (levels === 0) return refusedInto(row, at)
    const recorder = isRecorded ? new CyclesRecorder() : null
    const result = this.#evaluate(row, at, current, levels, hardware, recorder)
    if (result === LEFT) return this.#readableInto(row, at, layer, dataflow, hardware)
    if (recorder !== null && result === DONE) this.tape = recorder.finish(levels)
    return result === DONE
  }

  /**
   * The same for a mapping that the caller wrote into the levels (levels.ts), and knows to be made of plain tiles on these
   * PEs. Returns REFUSED for an illegal one, and LEFT where only `evaluateInto` has the numbers.
   */
  evaluateWritten(row: Float64Array, at: number, layer: Layer, levels: number, hardware: Hardware): Result {
    if (layer !== this.#layer) this.#take(layer)
    this.#priceFor(hardware)
    const current = this.#current
    if (current === null || !isExact(current.sizes, hardware)) return LEFT
    return this.#evaluate(row, at, current, levels, hardware, null)
  }

  /** Evaluates what stands in the levels. */
  #evaluate(
    row: Float64Array,
    at: number,
    { axes, sizes }: Prepared,
    levels: number,
    hardware: Hardware,
    recorder: CyclesRecorder | null,
  ): Result {
    if (!isTaken(axes)) takeLayer(axes)
    const result = evaluateLevels(levels, hardware, this.#choices, recorder)
    if (result === REFUSED) refusedInto(row, at)
    if (result !== DONE) return result
    countsInto(row, at)
    completeInto(row, at, 1, sizes, hardware, this.#choices)
    this.#prices?.priceInto(row, 1, at)
    return DONE
  }

  #take(layer: Layer): void {
    this.#layer = layer
    this.#current = null
    const axes = axesOf(layer)
    if (isRefusal(axes) || !isPackable(axes)) return
    const key = `${layer.kind} ${axes.names.join()}`
    const current = this.#prepared.get(key) ?? new Prepared(new PackedAxes(axes))
    this.#prepared.set(key, current)
    current.axes.takeSizes(axes)
    current.sizes.take(current.axes)
    takeLayer(current.axes)
    this.#current = current
  }

  /** Writes the directives. Returns false for what only the readable path judges. */
  #write({ axes, dimensions }: Prepared, layer: Layer, dataflow: Dataflow): boolean {
    const to = this.#directives
    to.count = to.clusters = 0
    for (const d of dataflow) {
      if (d.kind === "cluster") {
        if (!to.addCluster(d.size)) return false
        continue
      }
      let code = dimensions.get(d.dim)
      if (code === undefined) {
        const name = axisName(layer.kind, d.dim)
        code = 2 * axes.names.indexOf(name) + (name === d.dim ? 0 : 1)
        dimensions.set(d.dim, code)
      }
      const axis = code >> 1
      if (!to.addMap(axis, d.kind === "spatial", (code & 1) === 1, d.size, d.offset)) return false
      if (d.kind === "spatial" || layer.kind === "GEMM" || (d.dim !== "R" && d.dim !== "S")) continue
      if (d.size !== axes.sizes[axis] || d.offset !== d.size) return false
    }
    return true
  }

  #readableInto(row: Float64Array, at: number, layer: Layer, dataflow: Dataflow, hardware: Hardware): boolean {
    this.leftOver++
    try {
      Grid.fromRow(analyzePhysical(layer, dataflow, hardware, this.#choices).row, row, at)
      return true
    } catch (error) {
      if (!(error instanceof MappingError)) throw error
      return refusedInto(row, at)
    }
  }

  #priceFor(hardware: Hardware): void {
    if (hardware === this.#pricedFor) return
    this.#prices = pricesOf(hardware, this.#choices.constants)
    this.#pricedFor = hardware
  }
}
