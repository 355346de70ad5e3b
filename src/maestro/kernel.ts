// The packed kernel: one dataflow, many layers, parameters and hardware settings, no allocation per call.
//
// A kernel is a compiled plan with its workspace. `analyze` is the same kernel with names around it.
// Cases are walked from tables (table-walk.ts) where that is exact, else one by one in full (evaluate.ts).

import { InputError } from "../core/errors.ts"
import { type CostConstants, MAESTRO_CONSTANTS } from "./constants.ts"
import type { OpenDataflow } from "./dataflow.ts"
import { Evaluator } from "./evaluate.ts"
import type { Hardware } from "./hardware.ts"
import { dimensionTable, type Layer } from "./layer.ts"
import { declaresBatch, planDataflow } from "./plan.ts"
import { priceInto } from "./price.ts"
import { hasTables, walkAndRecord, walkTables } from "./table-walk.ts"
import { fillTables, type Values } from "./tables.ts"
import type { Timing } from "./timing.ts"
import { Workspace } from "./workspace.ts"

/** Evaluates one open dataflow for layers of one kind. Reused across calls; not reentrant. */
export class Kernel {
  readonly #workspace: Workspace
  /** Made when first needed: most mappings never need it. */
  #evaluator: Evaluator | null = null
  readonly #overflowIsImpossible: boolean
  readonly #hasTables: boolean
  readonly #values: Values
  /** Slots of the values that are parameters. */
  readonly #parameters: readonly { name: string; slot: number }[]
  readonly #constants: CostConstants

  /**
   * @param layer a layer of the kind, declaring the dimension names that all layers will have
   * @throws InputError when the dataflow does not fit such layers (section 3.2)
   */
  constructor(dataflow: OpenDataflow, layer: Layer, options: KernelOptions = {}) {
    const plan = planDataflow(dataflow, layer, options.batched ?? declaresBatch(layer), options.maxLevels)
    this.#workspace = new Workspace(plan)
    this.#overflowIsImpossible = options.overflowIsImpossible === true
    this.#hasTables = options.ordered !== true && hasTables(this.#workspace)
    this.#values = {
      sizes: new Float64Array(plan.dimensions.length),
      strides: new Float64Array(plan.dimensions.length),
      slots: new Float64Array(plan.slots.length),
    }
    this.#constants = options.constants ?? MAESTRO_CONSTANTS
    this.#parameters = plan.slots.flatMap((extent, slot) =>
      typeof extent === "object" && "parameter" in extent ? [{ name: extent.parameter, slot }] : [],
    )
    this.setLayer(layer)
  }

  /** Sets the sizes and strides of the layer to be evaluated next. */
  setLayer(layer: Layer): void {
    const { plan } = this.#workspace
    const table = dimensionTable(layer)
    for (const [d, name] of plan.dimensions.entries()) {
      this.#values.sizes[d] = table.get(name)?.size ?? 0
      this.#values.strides[d] = table.get(name)?.stride ?? 1
    }
    for (const [i, extent] of plan.slots.entries()) {
      if (typeof extent === "number") this.#values.slots[i] = extent
      else if ("sizeOf" in extent) this.#values.slots[i] = table.get(extent.sizeOf)?.size ?? 0
    }
  }

  /** Sets the values of the dataflow's parameters, by name. Names it does not have are ignored. */
  setParameters(parameters: Readonly<Record<string, number>>): void {
    for (let i = 0; i < this.#parameters.length; i++) {
      const value = parameters[this.#parameters[i].name]
      if (value !== undefined) this.#values.slots[this.#parameters[i].slot] = value
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
    if (!this.#hasTables || !walkTables(this.#workspace, out, at, hardware)) {
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
    const timing = this.#hasTables ? walkAndRecord(this.#workspace, out, at, hardware) : null
    if (timing === null) this.#walkInOrder(out, at, hardware)
    priceInto(out, at, hardware, null, this.#constants)
    return timing
  }

  #walkInOrder(out: Float64Array, at: number, hardware: Hardware): void {
    this.#evaluator ??= new Evaluator(this.#workspace, this.#overflowIsImpossible)
    this.#evaluator.evaluateInto(out, at, hardware)
  }

  /** Makes the tables of all levels. */
  #fill(hardware: Hardware): void {
    if (hardware.nocBandwidth === 0 || hardware.offchipBandwidth === 0) {
      throw new InputError("a bandwidth is 0, expected at least 1 element per cycle", "division-by-zero")
    }
    const w = this.#workspace
    fillTables(w, this.#values, hardware.numPEs)
    for (let d = 0; d < w.dims; d++) w.actual[d] = w.nominal[d]
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
