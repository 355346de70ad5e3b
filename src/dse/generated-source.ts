// Templates over all PEs, through generated code.

import type { OpenDataflow } from "../maestro/dataflow.ts"
import { type GeneratedTimes, generateTimes } from "../maestro/grid/generate.ts"
import { GridKernel } from "../maestro/grid/grid-kernel.ts"
import { SETTING_SIZE } from "../maestro/grid/grid-program.ts"
import * as Grid from "../maestro/grid/grid-row.ts"
import { dimensionTable, type Layer } from "../maestro/layer.ts"
import { declaresBatch, type Plan, planDataflow } from "../maestro/plan.ts"
import { axesOf } from "../physical/axes.ts"
import { GridCode, timesCodeFor } from "../physical/grid/generate-grid.ts"
import { PhysicalGridKernel } from "../physical/grid/grid-kernel.ts"
import { isPackable, PackedAxes } from "../physical/packed/axes.ts"
import { isExact, LayerSizes } from "../physical/packed/costs.ts"
import { isRefusal } from "../physical/refusal.ts"
import { physicalParameters } from "../physical/templates.ts"
import { analyseRows } from "./analyse-rows.ts"
import { KernelSource } from "./kernel-source.ts"
import type { Analysis, Block, Source } from "./source.ts"
import { type DataflowShape, directivesFor, type SettingList, type Space } from "./space.ts"

/** Code for the run times of layers of one form. */
interface TimesOf {
  fill(layer: Layer, pes: number, tiles: Float64Array, settings: Float64Array, out: Float64Array): void
}

/** Kinds with different dimensions, or with strides, need code of their own. */
function formOf({ kind, dimensions }: Layer): string {
  return `${kind} ${dimensions.map(d => `${d.name}${d.stride === 1 ? "" : "/"}`).join()}`
}

/** Whether a dataflow can be served: a template with no parameter but `tile`, clusters of all PEs, one bandwidth. */
export function isGenerated(space: Space, shape: DataflowShape): boolean {
  const parameters = shape.parameters.every(p => p.name === "tile")
  return shape.dataflow.directives === undefined && parameters && !shape.clustered && space.innerBandwidth === null
}

export class GeneratedSource implements Source {
  readonly #space: Space
  readonly #shape: DataflowShape
  readonly #times = new Map<string, TimesOf | null>()
  /** Serves what no code is made for. */
  readonly #generic: KernelSource
  readonly #tiles: readonly number[]
  #rows = new Float64Array(0)
  #streamingRows = new Float64Array(0)
  #settings: SettingList | null = null
  #packed = new Float64Array(0)
  #some = new Float64Array(0)

  constructor(space: Space, shape: DataflowShape) {
    this.#space = space
    this.#shape = shape
    this.#generic = new KernelSource(space, shape)
    this.#tiles = shape.parameters[0]?.values ?? [1]
  }

  analyse(l: number, block: Block, into: Analysis): void {
    const { layer } = this.#space.layers[l]
    const size = block.count * Grid.GRID_ROW_SIZE
    if (this.#rows.length < size) {
      this.#rows = new Float64Array(size)
      this.#streamingRows = new Float64Array(size)
    }
    const tile = this.#tiles.slice(block.first, block.first + block.count)
    this.#fillRows(layer, { pe: [block.pes], tile })
    analyseRows(this.#space, layer, block, this.#rows, this.#streamingRows, into)
  }

  /** Counts and needs of a layer; the setting does not matter. */
  #fillRows(layer: Layer, grid: { pe: number[]; tile: readonly number[] }): void {
    const { profile, constants, physical, nocLatency, lanes, nocBandwidth, offchipBandwidth } = this.#space
    const hardware = {
      simdLanes: lanes[0],
      nocBandwidth: nocBandwidth[0],
      nocLatency,
      offchipBandwidth: offchipBandwidth[0],
    }
    const template = directivesFor(this.#space, this.#shape.dataflow, layer.kind)
    if (profile === "maestro") {
      new GridKernel(template, layer, grid, hardware, { constants }).evaluateInto(this.#rows, layer)
      return
    }
    const { name } = this.#shape.dataflow
    const choices = { ...physical, constants }
    const fill = (l2: typeof physical.l2, rows: Float64Array) =>
      new PhysicalGridKernel(name, layer, grid, hardware, { ...choices, l2 }).evaluateInto(rows, layer)
    fill(this.#space.l2Decides ? "resident" : physical.l2, this.#rows)
    if (this.#space.l2Decides) fill("streaming", this.#streamingRows)
  }

  times(l: number, block: Block, live: Int32Array, settings: SettingList, out: Float64Array): void {
    const { layer } = this.#space.layers[l]
    const code = this.#codeFor(layer)
    if (code === null) {
      this.#generic.times(l, block, live, settings, out)
      return
    }
    if (this.#settings !== settings) this.#pack(settings)
    if (this.#some.length < live.length) this.#some = new Float64Array(live.length)
    const tiles = this.#some.subarray(0, live.length)
    for (let k = 0; k < live.length; k++) tiles[k] = this.#tiles[block.first + live[k]]
    code.fill(layer, block.pes, tiles, this.#packed, out)
    for (let k = 0, at = 0; k < live.length; k++, at += settings.count) {
      if (Number.isNaN(out[at])) {
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

  #codeFor(layer: Layer): TimesOf | null {
    const form = formOf(layer)
    let found = this.#times.get(form)
    if (found === undefined) {
      const template = directivesFor(this.#space, this.#shape.dataflow, layer.kind)
      found = this.#space.profile === "maestro" ? maestroTimes(this.#space, template, layer) : null
      if (this.#space.profile === "physical") found = physicalTimes(this.#space, template, layer)
      this.#times.set(form, found)
    }
    return found
  }
}

function maestroTimes(space: Space, template: OpenDataflow, sample: Layer): TimesOf | null {
  if (sample.dimensions.some(d => d.stride !== 1)) return null
  const plan: Plan = planDataflow(template, sample, declaresBatch(sample))
  const code: GeneratedTimes | null = generateTimes(plan)
  if (code === null) return null
  const inputs = new Float64Array(1 + plan.dimensions.length)
  const pe = new Float64Array(1)
  let scratch = new Float64Array(0)
  return {
    fill(layer, pes, tiles, settings, out) {
      const table = dimensionTable(layer)
      inputs[0] = space.nocLatency
      for (const [d, name] of plan.dimensions.entries()) inputs[1 + d] = table.get(name)?.size ?? 0
      pe[0] = pes
      if (scratch.length < code.scratchSize * tiles.length) scratch = new Float64Array(code.scratchSize * tiles.length)
      code.fill(inputs, pe, tiles, settings, scratch, out)
    },
  }
}

function physicalTimes(space: Space, template: OpenDataflow, sample: Layer): TimesOf | null {
  const sampleAxes = axesOf(sample)
  if (isRefusal(sampleAxes) || !isPackable(sampleAxes)) return null
  const code = timesCodeFor(template, sample.kind, sampleAxes, space.physical)
  if (code === null) return null
  const axes = new PackedAxes(sampleAxes)
  const grid = new GridCode(() => {}, 0, axes.count)
  const sizes = new LayerSizes()
  const pe = new Float64Array(1)
  let scratch = new Float64Array(0)
  const widest = { simdLanes: 1, nocBandwidth: Math.min(...space.nocBandwidth), nocLatency: space.nocLatency }
  return {
    fill(layer, pes, tiles, settings, out) {
      const own = axesOf(layer)
      const fits = !isRefusal(own) && isPackable(own) && axes.takeSizes(own)
      if (fits) sizes.take(axes)
      if (!fits || !isExact(sizes, { ...widest, offchipBandwidth: 1 })) {
        out.fill(Number.NaN, 0, tiles.length * (settings.length / SETTING_SIZE))
        return
      }
      const { side } = physicalParameters(layer, { pe: pes, tile: 1 })
      const inputs = grid.inputsOf({ simdLanes: 1, nocBandwidth: 1, nocLatency: space.nocLatency }, [side])
      grid.setLayer(inputs, axes.sizes, axes.strides)
      pe[0] = pes
      if (scratch.length < code.scratchSize * tiles.length) scratch = new Float64Array(code.scratchSize * tiles.length)
      code.fill(inputs, pe, tiles, settings, scratch, out)
    },
  }
}
