// Templates over all PEs, through generated code.

import { onceEach } from "../core/once-each.ts"
import { codeKey, generatePoints } from "../maestro/grid/generate.ts"
import * as Grid from "../maestro/grid/grid-row.ts"
import { type PointsCode, SETTING_SIZE } from "../maestro/grid/points-program.ts"
import { dimensionTable, type Layer } from "../maestro/layer.ts"
import { declaresBatch, planDataflow } from "../maestro/plan.ts"
import { axesOf } from "../physical/axes.ts"
import { CodeInputs, pointsCodeFor } from "../physical/grid/generate-grid.ts"
import type { PhysicalChoices } from "../physical/options.ts"
import { isPackable, PackedAxes } from "../physical/packed/axes.ts"
import { completeInto, isExact, LayerSizes } from "../physical/packed/costs.ts"
import { isRefusal } from "../physical/refusal.ts"
import { physicalParameters } from "../physical/templates.ts"
import { analyseRows } from "./analyse-rows.ts"
import { KernelSource } from "./kernel-source.ts"
import { BLOCK } from "./mapping-points.ts"
import type { Analysis, Block, Source } from "./source.ts"
import { type DataflowShape, directivesFor, type SettingList, type Space } from "./space.ts"

/** Kinds with different dimensions, or with strides, need code of their own. */
function formOf({ kind, dimensions }: Layer): string {
  return `${kind} ${dimensions.map(d => `${d.name}${d.stride === 1 ? "" : "/"}`).join()}`
}

/** Whether a dataflow can be served: a template with no parameter but `tile`, clusters of all PEs, one bandwidth. */
export function isGenerated(space: Space, shape: DataflowShape): boolean {
  const parameters = shape.parameters.every(p => p.name === "tile")
  return shape.dataflow.directives === undefined && parameters && !shape.clustered && space.innerBandwidth === null
}

/** Code for layers of one form. */
interface LayerCode {
  readonly code: PointsCode
  /** Sets a layer and a PE count. Returns the code's inputs; null for a layer that is left to the kernels. */
  readonly inputsOf: (layer: Layer, pes: number) => Float64Array | null
  /** Completes the rows of the layer set last, as L2 holds it or not. */
  readonly complete: (rows: Float64Array, count: number, l2: PhysicalChoices["l2"]) => void
}

/** What is known of a layer in the block analysed last. */
interface LayerState {
  readonly code: LayerCode | null
  /** Values that run times start from, point by point. */
  readonly kept: Float64Array
  fromCode: boolean
}

export class GeneratedSource implements Source {
  readonly #space: Space
  readonly #shape: DataflowShape
  /** Serves what no code is made for. */
  readonly #generic: KernelSource
  readonly #tiles: Float64Array
  readonly #codes = new Map<string, LayerCode | null>()
  readonly #layers: LayerState[]
  readonly #held = new Float64Array(BLOCK * Grid.GRID_ROW_SIZE)
  readonly #streamed: Float64Array
  /** The setting that the analysis itself is made under. */
  readonly #first: Float64Array
  readonly #cycles = new Float64Array(1)
  #settings: SettingList | null = null
  #packed = new Float64Array(0)

  constructor(space: Space, shape: DataflowShape) {
    this.#space = space
    this.#shape = shape
    this.#generic = new KernelSource(space, shape)
    this.#tiles = Float64Array.from(shape.parameters[0]?.values ?? [1])
    this.#streamed = space.l2Decides ? new Float64Array(this.#held.length) : this.#held
    this.#first = Float64Array.of(space.lanes[0], space.nocBandwidth[0], space.offchipBandwidth[0])
    this.#layers = space.layers.map(({ layer }) => {
      const code = this.#codeFor(layer)
      return { code, kept: new Float64Array(BLOCK * (code?.code.keptSize ?? 0)), fromCode: false }
    })
  }

  analyse(l: number, block: Block, into: Analysis): void {
    const { layer } = this.#space.layers[l]
    const state = this.#layers[l]
    const inputs = state.code?.inputsOf(layer, block.pes) ?? null
    state.fromCode = inputs !== null
    if (state.code === null || inputs === null) {
      this.#generic.analyse(l, block, into)
      return
    }
    const { code, complete } = state.code
    const [held, streamed] = [this.#held, this.#streamed]
    const tiles = this.#tiles.subarray(block.first, block.first + block.count)
    code.points(inputs, block.pes, tiles, held, state.kept)
    if (this.#space.l2Decides) {
      streamed.set(held.subarray(0, block.count * Grid.GRID_ROW_SIZE))
      complete(streamed, block.count, "streaming")
      complete(held, block.count, "resident")
    } else complete(held, block.count, this.#space.physical.l2)
    for (let i = 0; i < block.count; i++) {
      code.settings(state.kept, i * code.keptSize, this.#first, this.#cycles, 0)
      held[i * Grid.GRID_ROW_SIZE + Grid.RUNTIME] = this.#cycles[0]
      if (Number.isNaN(this.#cycles[0])) this.#generic.analysePoint(l, block, i, held, streamed)
    }
    analyseRows(this.#space, layer, block, { held, streamed }, into)
  }

  times(l: number, block: Block, live: Int32Array, settings: SettingList, out: Float64Array): void {
    const { code: of, kept, fromCode } = this.#layers[l]
    if (of === null || !fromCode) {
      this.#generic.times(l, block, live, settings, out)
      return
    }
    if (this.#settings !== settings) this.#pack(settings)
    const { keptSize, settings: fill } = of.code
    for (let k = 0, at = 0; k < live.length; k++, at += settings.count) {
      fill(kept, live[k] * keptSize, this.#packed, out, at)
      if (hasNaN(out, at, settings.count)) {
        this.#generic.times(l, block, live.subarray(k, k + 1), settings, out.subarray(at, at + settings.count))
      }
    }
  }

  #pack(settings: SettingList): void {
    this.#settings = settings
    this.#packed = new Float64Array(settings.count * SETTING_SIZE)
    for (let s = 0; s < settings.count; s++) {
      this.#packed[s * SETTING_SIZE] = settings.lanes[s]
      this.#packed[s * SETTING_SIZE + 1] = settings.noc[s]
      this.#packed[s * SETTING_SIZE + 2] = settings.offchip[s]
    }
  }

  #codeFor(layer: Layer): LayerCode | null {
    const form = formOf(layer)
    let found = this.#codes.get(form)
    if (found === undefined) {
      const of = this.#space.profile === "maestro" ? maestroCode : physicalCode
      found = of(this.#space, this.#shape, layer)
      this.#codes.set(form, found)
    }
    return found
  }
}

function hasNaN(values: Float64Array, from: number, count: number): boolean {
  for (let i = from; i < from + count; i++) if (Number.isNaN(values[i])) return true
  return false
}

const maestroCodes = onceEach<PointsCode | null>()

function maestroCode(space: Space, { dataflow }: DataflowShape, sample: Layer): LayerCode | null {
  if (sample.dimensions.some(d => d.stride !== 1)) return null
  const template = directivesFor(space, dataflow, sample.kind)
  const plan = planDataflow(template, sample, declaresBatch(sample))
  const key = codeKey(plan, space.constants)
  const code = maestroCodes(template, key, () => generatePoints(plan, space.constants))
  if (code === null) return null
  const inputs = new Float64Array(1 + plan.dimensions.length)
  return {
    code,
    inputsOf(layer) {
      const table = dimensionTable(layer)
      inputs[0] = space.nocLatency
      for (const [d, name] of plan.dimensions.entries()) inputs[1 + d] = table.get(name)?.size ?? 0
      return inputs
    },
    complete() {},
  }
}

const layerAxes = onceEach<ReturnType<typeof axesOf>>()

function physicalCode(space: Space, { dataflow }: DataflowShape, sample: Layer): LayerCode | null {
  const own = axesOf(sample)
  if (isRefusal(own) || !isPackable(own)) return null
  const code = pointsCodeFor(directivesFor(space, dataflow, sample.kind), sample.kind, own, space.physical)
  if (code === null) return null
  const axes = new PackedAxes(own)
  const sizes = new LayerSizes()
  const narrowest = Math.min(...space.nocBandwidth)
  const hardware = { simdLanes: 1, nocBandwidth: narrowest, nocLatency: space.nocLatency, offchipBandwidth: 1 }
  const inputs = new CodeInputs(own.names.length, hardware, [1])
  return {
    code,
    inputsOf(layer, pes) {
      const of = layerAxes(layer, "", () => axesOf(layer))
      if (isRefusal(of) || !isPackable(of) || !axes.takeSizes(of)) return null
      sizes.take(axes)
      if (!isExact(sizes, hardware)) return null
      inputs.setLayer(axes.sizes, axes.strides)
      inputs.setSide(physicalParameters(layer, { pe: pes, tile: 1 }).side)
      return inputs.values
    },
    complete(rows, count, l2) {
      completeInto(rows, 0, count, sizes, hardware, { ...space.physical, constants: space.constants, l2 })
    },
  }
}
