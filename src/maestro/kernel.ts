// The packed kernel: one dataflow, many layers, parameters and hardware settings, no allocation per call.
//
// A kernel is a compiled plan with its workspace. `analyze` is the same kernel with names around it.
// Cases are walked from tables (walk/table-walk.ts) where that is exact, else one by one in full (walk/evaluate.ts).

import { InputError } from "../core/errors.ts"
import { type CostConstants, MAESTRO_CONSTANTS } from "./constants.ts"
import type { OpenDataflow } from "./dataflow.ts"
import type { Hardware } from "./hardware.ts"
import { dimensionTable, type Layer } from "./layer.ts"
import { declaresBatch, type Plan, planDataflow } from "./plan.ts"
import { priceInto } from "./price.ts"
import type { Timing } from "./timing.ts"
import { Evaluator } from "./walk/evaluate.ts"
import { forgetParts } from "./walk/spatial-parts.ts"
import { hasTables, walkAndRecord, walkTables } from "./walk/table-walk.ts"
import { completeValues, fillTables, IS_STRIDED, loadValues, SIZES } from "./walk/tables.ts"
import * as W from "./walk/workspace.ts"

/** The structure of the kernel whose values the workspace holds. */
let inWorkspace: W.Structure | null = null

/** Evaluates one open dataflow for layers of one kind. Reused across calls; not reentrant. */
export class Kernel {
  readonly #plan: Plan
  readonly #structure: W.Structure
  /** Made when first needed: most mappings never need it. */
  #evaluator: Evaluator | null = null
  readonly #overflowIsImpossible: boolean
  readonly #hasTables: boolean
  /** What the workspace is given (walk/tables.ts), the first slot's place in it, and the number of dimensions. */
  readonly #values: Float64Array
  readonly #firstSlot: number
  readonly #dimensions: number
  /** Slots of the values that are parameters. */
  readonly #parameters: readonly { name: string; slot: number }[]
  readonly #constants: CostConstants

  /**
   * @param layer a layer of the kind, declaring the dimension names that all layers will have
   * @throws InputError when the dataflow does not fit such layers (section 3.2)
   */
  constructor(dataflow: OpenDataflow, layer: Layer, options: KernelOptions = {}) {
    const plan = planDataflow(dataflow, layer, options.batched ?? declaresBatch(layer), options.maxLevels)
    this.#plan = plan
    this.#structure = new W.Structure(plan)
    this.#overflowIsImpossible = options.overflowIsImpossible === true
    this.#hasTables = options.ordered !== true && hasTables(this.#structure)
    this.#dimensions = plan.dimensions.length
    this.#firstSlot = SIZES + 2 * plan.dimensions.length
    this.#values = new Float64Array(this.#firstSlot + plan.slots.length)
    this.#constants = options.constants ?? MAESTRO_CONSTANTS
    this.#parameters = plan.slots.flatMap((extent, slot) =>
      typeof extent === "object" && "parameter" in extent ? [{ name: extent.parameter, slot }] : [],
    )
    this.setLayer(layer)
  }

  /** Sets the sizes and strides of the layer to be evaluated next. */
  setLayer(layer: Layer): void {
    const { dimensions, slots } = this.#plan
    const values = this.#values
    const table = dimensionTable(layer)
    const n = dimensions.length
    for (const [d, name] of dimensions.entries()) {
      values[SIZES + d] = table.get(name)?.size ?? 0
      values[SIZES + n + d] = table.get(name)?.stride ?? 1
    }
    for (const [i, extent] of slots.entries()) {
      if (typeof extent === "number") values[this.#firstSlot + i] = extent
      else if ("sizeOf" in extent) values[this.#firstSlot + i] = table.get(extent.sizeOf)?.size ?? 0
    }
    inWorkspace = null
    this.#structure.loadDimensions()
    completeValues(values, n)
  }

  /** Sets the values of the dataflow's parameters, by name. Names it does not have are ignored. */
  setParameters(parameters: Readonly<Record<string, number>>): void {
    for (const { name } of this.#parameters) if (name in parameters) this.setParameter(name, parameters[name])
  }

  /** Sets the value of one parameter wherever the dataflow has it. */
  setParameter(name: string, value: number): void {
    for (let i = 0; i < this.#parameters.length; i++) {
      const parameter = this.#parameters[i]
      if (parameter.name !== name) continue
      this.#values[this.#firstSlot + parameter.slot] = value
      if (inWorkspace === this.#structure) W.values.slots[parameter.slot] = value
    }
  }

  /**
   * Evaluates and prices the current layer and parameters; writes one row (see row.ts) at `out[at]`.
   *
   * @param previous row of the layer before in the same file, whose L1 accesses the reference charges here (quirk 17)
   * @throws InputError when the reference would stop (section 6)
   */
  evaluateInto(out: Float64Array, at: number, hardware: Hardware, previous: ArrayLike<number> | null = null): void {
    this.#fill(hardware)
    if (!this.#hasTables || !walkTables(out, at, hardware)) {
      this.#walkInOrder(out, at, hardware)
    }
    priceInto(out, at, hardware, previous, this.#constants)
  }

  /**
   * `evaluateInto` that also returns what `runtimeOf` (timing.ts) needs to tell the run time for other bandwidths,
   * latencies and lanes. Null where only the ordered walk is exact; the row is written in any case.
   */
  evaluateAndRecordInto(out: Float64Array, at: number, hardware: Hardware): Timing | null {
    this.#fill(hardware)
    const timing = this.#hasTables ? walkAndRecord(out, at, hardware) : null
    if (timing === null) this.#walkInOrder(out, at, hardware)
    priceInto(out, at, hardware, null, this.#constants)
    return timing
  }

  #walkInOrder(out: Float64Array, at: number, hardware: Hardware): void {
    this.#structure.loadDimensions()
    this.#evaluator ??= new Evaluator(this.#structure.levels, this.#overflowIsImpossible)
    this.#evaluator.evaluateInto(out, at, hardware)
  }

  /** Makes the tables of all levels. */
  #fill(hardware: Hardware): void {
    if (hardware.nocBandwidth === 0 || hardware.offchipBandwidth === 0) {
      throw new InputError("a bandwidth is 0, expected at least 1 element per cycle", "division-by-zero")
    }
    const structure = this.#structure
    if (inWorkspace !== structure) {
      inWorkspace = structure
      structure.load()
      forgetParts()
      loadValues(this.#values, this.#dimensions)
      if (this.#values[IS_STRIDED] === 1) structure.loadDimensions()
    }
    fillTables(hardware.numPEs)
  }
}

/** Options of a kernel. */
export interface KernelOptions {
  /** Whether input and output have a batch dimension N; default: whether the layer declares one. */
  readonly batched?: boolean
  readonly constants?: CostConstants
  /** Most cluster levels; default MAX_LEVELS. */
  readonly maxLevels?: number
  /**
   * What a case that occurs more than 2^31 times gives: an error, as the reference stops there (default), or a row
   * whose counts are NaN and whose verdict says so; area, power and buffer needs stay known.
   */
  readonly overflowIsImpossible?: boolean
  /** Walks every case in full, for comparison; default: from tables where that is exact. */
  readonly ordered?: boolean
}
