// Any dataflow, through the packed kernels: one recorded analysis per mapping point, run time by replaying it.

import { InputError } from "../core/errors.ts"
import { closeDataflow } from "../maestro/dataflow.ts"
import * as Grid from "../maestro/grid/grid-row.ts"
import type { Hardware, NocLink } from "../maestro/hardware.ts"
import { Kernel } from "../maestro/kernel.ts"
import type { Layer, LayerKind } from "../maestro/layer.ts"
import * as Row from "../maestro/row.ts"
import { runtimeOf, type Timing } from "../maestro/timing.ts"
import { refusedInto } from "../physical/packed/costs.ts"
import { type CyclesTape, cyclesOf } from "../physical/packed/cycles-tape.ts"
import { PhysicalKernel } from "../physical/packed/kernel.ts"
import { analyseRows } from "./analyse-rows.ts"
import type { Analysis, Block, Source } from "./source.ts"
import { type DataflowShape, directivesFor, parametersOf, type SettingList, type Space, valuesAt } from "./space.ts"

/** What is left of an analysis: a tape of either profile; null where each setting needs an analysis of its own. */
type Recorded = { readonly timing: Timing } | { readonly tape: CyclesTape } | null

export class KernelSource implements Source {
  readonly #space: Space
  readonly #shape: DataflowShape
  readonly #kernels = new Map<string, Kernel | null>()
  /** The layer that is set, and its kernel. */
  #set = -1
  #kernel: Kernel | null = null
  readonly #physical: PhysicalKernel
  readonly #streaming: PhysicalKernel
  /** Cycles without the floor of off-chip traffic. */
  readonly #cycles: PhysicalKernel
  readonly #full = new Float64Array(Row.ROW_SIZE)
  readonly #row = new Float64Array(Grid.GRID_ROW_SIZE)
  /** The list of settings asked for last, as hardware per kind of layer. */
  #settings: SettingList | null = null
  readonly #settled = new Map<LayerKind, readonly Omit<Hardware, "numPEs">[]>()
  #rows = new Float64Array(0)
  #streamingRows = new Float64Array(0)
  /** Recorded analyses of the current block, by layer. */
  #block: Block | null = null
  #recorded: (Recorded | undefined)[][] = []
  /** Their parameters, by layer. */
  #parameters: Record<string, number>[] = []

  constructor(space: Space, shape: DataflowShape) {
    this.#space = space
    this.#shape = shape
    const choices = { ...space.physical, constants: space.constants }
    this.#physical = new PhysicalKernel(space.l2Decides ? { ...choices, l2: "resident" } : choices)
    this.#streaming = new PhysicalKernel({ ...choices, l2: "streaming" })
    this.#cycles = new PhysicalKernel({ ...choices, offchipFloor: false })
  }

  analyse(l: number, block: Block, into: Analysis): void {
    const { layer } = this.#space.layers[l]
    const size = block.count * Grid.GRID_ROW_SIZE
    if (this.#rows.length < size) {
      this.#rows = new Float64Array(size)
      this.#streamingRows = new Float64Array(size)
    }
    for (let i = 0; i < block.count; i++) this.#record(l, block, i, this.#rows, this.#streamingRows)
    const rows = { held: this.#rows, streamed: this.#streamingRows }
    analyseRows(this.#space, layer, block, rows, into)
  }

  /** Writes the rows of point i of a block. */
  analysePoint(l: number, block: Block, i: number, held: Float64Array, streamed: Float64Array): void {
    this.#record(l, block, i, held, streamed)
  }

  times(l: number, block: Block, live: Int32Array, settings: SettingList, out: Float64Array): void {
    const hardware = this.#hardwareOf(l, settings)
    for (let k = 0, at = 0; k < live.length; k++) {
      const recorded = this.#recordedOf(l, block, live[k])
      for (let s = 0; s < settings.count; s++, at++) {
        if (recorded === null) out[at] = this.#runtimeAnew(l, block, live[k], hardware[s])
        else if ("timing" in recorded) out[at] = runtimeOf(recorded.timing, hardware[s])
        else out[at] = cyclesOf(recorded.tape, hardware[s])
      }
    }
  }

  /** Hardware of every setting for a kind of layer; made once per list. */
  #hardwareOf(l: number, settings: SettingList): readonly Omit<Hardware, "numPEs">[] {
    if (this.#settings !== settings) {
      this.#settings = settings
      this.#settled.clear()
    }
    const { kind } = this.#space.layers[l].layer
    let found = this.#settled.get(kind)
    if (found === undefined) {
      const directives = directivesFor(this.#space, this.#shape.dataflow, kind)
      const below = directives.filter(d => d.kind === "cluster").length
      const { nocLatency } = this.#space
      found = Array.from({ length: settings.count }, (_, s) => ({
        simdLanes: settings.lanes[s],
        nocBandwidth: settings.noc[s],
        nocLatency,
        offchipBandwidth: settings.offchip[s],
        nocByHeight: this.#linksOf(below, settings, s),
      }))
      this.#settled.set(kind, found)
    }
    return found
  }

  /** Networks of the levels, innermost first, where they differ. */
  #linksOf(below: number, settings: SettingList, s: number): NocLink[] | undefined {
    const { innerBandwidth, nocLatency: latency } = this.#space
    if (innerBandwidth === null) return undefined
    const inner = Array.from({ length: below }, () => ({ bandwidth: settings.inner[s], latency }))
    return [...inner, { bandwidth: settings.noc[s], latency }]
  }

  #recordedOf(l: number, block: Block, i: number): Recorded {
    if (this.#block === block) {
      const found = this.#recorded[l]?.[i]
      if (found !== undefined) return found
    }
    return this.#record(l, block, i, null, null)
  }

  /** Analyses point i of a block and keeps what run times need; writes its rows if there is room for them. */
  #record(l: number, block: Block, i: number, rows: Float64Array | null, streaming: Float64Array | null): Recorded {
    if (this.#block !== block) {
      this.#block = block
      this.#recorded = this.#space.layers.map(() => [])
      this.#parameters = []
    }
    const at = i * Grid.GRID_ROW_SIZE
    const recorded =
      this.#space.profile === "maestro"
        ? this.#maestro(l, block, i, rows, at)
        : this.#recordPhysical(l, block, i, rows, streaming, at)
    this.#recorded[l][i] = recorded
    return recorded
  }

  /** Values of all open names; the same object for every point of a block. */
  #parametersOf(l: number, block: Block, i: number): Readonly<Record<string, number>> {
    this.#parameters[l] ??= parametersOf(this.#space.layers[l].layer, block.pes, block.cluster)
    return valuesAt(this.#shape, block.first + i, this.#parameters[l])
  }

  /** Hardware of the analysis, whose setting does not matter. */
  #hardware(pes: number): Hardware {
    const { lanes, nocBandwidth, nocLatency, offchipBandwidth } = this.#space
    const [simdLanes, bandwidth, offchip] = [lanes[0], nocBandwidth[0], offchipBandwidth[0]]
    return { numPEs: pes, simdLanes, nocBandwidth: bandwidth, nocLatency, offchipBandwidth: offchip }
  }

  #maestro(l: number, block: Block, i: number, rows: Float64Array | null, at: number): Recorded {
    try {
      const kernel = this.#kernelFor(l)
      if (kernel === null) throw new InputError("no kernel")
      kernel.setParameters(this.#parametersOf(l, block, i))
      const timing = kernel.evaluateAndRecordInto(this.#full, 0, this.#hardware(block.pes))
      if (rows !== null) Grid.fromRow(this.#full, rows, at)
      return timing === null ? null : { timing }
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      if (rows !== null) refusedInto(rows, at)
      return null
    }
  }

  /** The kernel for a layer, which is set. @throws InputError for a layer that the reference refuses */
  #kernelFor(l: number): Kernel | null {
    if (this.#set !== l) {
      this.#set = -1
      this.#kernel = this.#kernelOfKind(this.#space.layers[l].layer)
      this.#kernel?.setLayer(this.#space.layers[l].layer)
      this.#set = l
    }
    return this.#kernel
  }

  #kernelOfKind(layer: Layer): Kernel | null {
    const key = [layer.kind, ...layer.dimensions.map(d => d.name)].join()
    let found = this.#kernels.get(key)
    if (found !== undefined) return found
    try {
      const directives = directivesFor(this.#space, this.#shape.dataflow, layer.kind)
      found = new Kernel(directives, layer, { constants: this.#space.constants, overflowIsImpossible: true })
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      found = null
    }
    this.#kernels.set(key, found)
    return found
  }

  #recordPhysical(
    l: number,
    block: Block,
    i: number,
    rows: Float64Array | null,
    streaming: Float64Array | null,
    at: number,
  ): Recorded {
    const { layer } = this.#space.layers[l]
    const row = rows ?? this.#row
    const to = rows === null ? 0 : at
    const dataflow = this.#closed(l, block, i)
    const hardware = this.#hardware(block.pes)
    if (!this.#physical.evaluateInto(row, to, layer, dataflow, hardware, true)) return null
    const { tape } = this.#physical
    if (streaming !== null && this.#space.l2Decides) {
      this.#streaming.evaluateInto(streaming, at, layer, dataflow, hardware)
    }
    return tape === null ? null : { tape }
  }

  #closed(l: number, block: Block, i: number) {
    const { layer } = this.#space.layers[l]
    const directives = directivesFor(this.#space, this.#shape.dataflow, layer.kind)
    return closeDataflow(directives, layer, this.#parametersOf(l, block, i))
  }

  /** Run time by a new analysis. */
  #runtimeAnew(l: number, block: Block, i: number, hardware: Omit<Hardware, "numPEs">): number {
    const { layer } = this.#space.layers[l]
    const settled = { ...hardware, numPEs: block.pes }
    if (this.#space.profile === "physical") {
      const dataflow = this.#closed(l, block, i)
      const legal = this.#cycles.evaluateInto(this.#row, 0, layer, dataflow, settled)
      return legal ? this.#row[Grid.RUNTIME] : Number.NaN
    }
    try {
      const kernel = this.#kernelFor(l)
      if (kernel === null) return Number.NaN
      kernel.setParameters(this.#parametersOf(l, block, i))
      kernel.evaluateInto(this.#full, 0, settled)
      return this.#full[Row.RUNTIME]
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      return Number.NaN
    }
  }
}
