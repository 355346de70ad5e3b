// Templates over all PEs, through generated code.

import type { ChoiceGrid } from "../core/choices.ts"
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
import { type AnalysedRows, analyseRows } from "./analyse-rows.ts"
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

/** Rows of a grid analysed at most. */
const GRID_POINTS = 4096

/** Rows of a layer for some PE counts. */
interface GridRows {
  /** Index of the first PE count, and of the first tile. */
  readonly first: number
  readonly tile: number
  readonly pe: readonly number[]
  readonly tiles: readonly number[]
  /** Per layer, once asked for. */
  readonly rows: AnalysedRows[]
  readonly kernels: Map<string, (GridKernel | PhysicalGridKernel)[]>
}

export class GeneratedSource implements Source {
  readonly #space: Space
  readonly #shape: DataflowShape
  readonly #times = new Map<string, TimesOf | null>()
  /** Serves what no code is made for. */
  readonly #generic: KernelSource
  readonly #tiles: readonly number[]
  #grid: GridRows | null = null
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
    const grid = this.#gridOf(block)
    const rows = grid.rows[l] ?? this.#fillRows(l, grid)
    const from = (this.#space.pes.indexOf(block.pes) - grid.first) * block.count
    analyseRows(this.#space, layer, block, rows, from, into)
  }

  /** The grid that a block is part of: as many PE counts from its own on as make a table of some thousand rows. */
  #gridOf(block: Block): GridRows {
    const at = this.#space.pes.indexOf(block.pes)
    const known = this.#grid
    if (known !== null && known.tile === block.first && at >= known.first && at < known.first + known.pe.length) {
      return known
    }
    const isWhole = block.count === this.#tiles.length
    const pes = isWhole ? Math.max(1, Math.floor(GRID_POINTS / block.count)) : 1
    const pe = this.#space.pes.slice(at, at + pes)
    const tiles = this.#tiles.slice(block.first, block.first + block.count)
    this.#grid = { first: at, tile: block.first, pe, tiles, rows: [], kernels: new Map() }
    return this.#grid
  }

  /** Counts and needs of a layer; the setting does not matter. */
  #fillRows(l: number, grid: GridRows): AnalysedRows {
    const { layer } = this.#space.layers[l]
    const form = formOf(layer)
    let kernels = grid.kernels.get(form)
    if (kernels === undefined) {
      kernels = this.#kernelsFor(layer, { pe: grid.pe, tile: grid.tiles })
      grid.kernels.set(form, kernels)
    }
    const size = grid.pe.length * grid.tiles.length * Grid.GRID_ROW_SIZE
    const [held, streamed] = kernels.map(kernel => {
      const rows = new Float64Array(size)
      kernel.evaluateInto(rows, layer)
      return rows
    })
    grid.rows[l] = { held, streamed: streamed ?? held }
    return grid.rows[l]
  }

  /** Kernels for layers that L2 holds, and, where the design's L2 decides, for those it does not. */
  #kernelsFor(layer: Layer, grid: ChoiceGrid): (GridKernel | PhysicalGridKernel)[] {
    const { profile, constants, physical, nocLatency, lanes, nocBandwidth, offchipBandwidth, l2Decides } = this.#space
    const hardware = {
      simdLanes: lanes[0],
      nocBandwidth: nocBandwidth[0],
      nocLatency,
      offchipBandwidth: offchipBandwidth[0],
    }
    if (profile === "maestro") {
      const template = directivesFor(this.#space, this.#shape.dataflow, layer.kind)
      return [new GridKernel(template, layer, grid, hardware, { constants })]
    }
    const rules = l2Decides ? (["resident", "streaming"] as const) : [physical.l2]
    const { name } = this.#shape.dataflow
    return rules.map(l2 => new PhysicalGridKernel(name, layer, grid, hardware, { ...physical, constants, l2 }))
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
      // oxlint-disable-next-line unicorn/no-array-fill-with-reference-type -- not an array
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
        const count = tiles.length * (settings.length / SETTING_SIZE)
        for (let i = 0; i < count; i++) out[i] = Number.NaN
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
