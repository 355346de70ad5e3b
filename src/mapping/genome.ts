// A mapping as integers: what searches copy, change and compare.
//
// Source: specification "mapping and DSE", sections 1.3 and 1.4. Levels from the outside in; each has the dimension that is
// spread over units, a second one for the row-stationary diagonal, the units under one unit of the level above, a loop
// order and a tile per dimension. Tiles are in elements of the dimension (outputs for Y and X) and are what one unit of the
// level works on in a step, so they never grow inwards.

import { InputError } from "../core/errors.ts"
import { FILTER, INPUT, type Layer, OUTPUT } from "../maestro/layer.ts"
import { type AxisTable, axesOf } from "../physical/axes.ts"
import { isRefusal } from "../physical/refusal.ts"
import { volume } from "../physical/volumes.ts"

/** Most levels of a genome. */
export const MAX_LEVELS = 4

/** Genes before the first level: number of levels, and PEs (0: those of the hardware). */
export const LEVELS = 0
export const PES = 1
export const HEAD = 2

/** Genes of a level: spatial dimension, rows of the diagonal (−1 for none), cluster size (0 at the top), order, tiles. */
export const PAR = 0
export const ROWS = 1
export const CLUSTER = 2
export const ORDER = 3

/** See the layout above. Dimensions are ids into `Dimensions.names`. */
export type Genome = Int32Array

/** The dimensions of a layer that a mapping can cut: its axes, outputs for rows and columns. */
export class Dimensions {
  readonly layer: Layer
  readonly axes: AxisTable
  /** As directives name them: K, C, R, S, Y', X', … */
  readonly names: readonly string[]
  readonly sizes: Int32Array
  readonly count: number
  /** 1 for R and S, which time may not cut: their tile is whole unless units share it. */
  readonly isTap: Uint8Array
  /** Genes of one level, and of a genome. */
  readonly stride: number
  readonly length: number
  readonly macs: number
  /** Elements of input, filter and output. */
  readonly tensors: readonly [number, number, number]

  /** @throws InputError for a layer without a meaning (a missing dimension, a filter larger than its input) */
  constructor(layer: Layer) {
    const axes = axesOf(layer)
    if (isRefusal(axes)) throw new InputError(axes.message, axes.reason)
    const coupled = axes.names.map((_, axis) =>
      axes.tensors.some(tensor => tensor.some(f => f.axis === axis || f.taps === axis)),
    )
    // An axis coupled to nothing (K of a depthwise layer) comes last and has size 1.
    const count = coupled.lastIndexOf(true) + 1
    this.layer = layer
    this.axes = axes
    this.count = count
    this.names = axes.names.slice(0, count)
    this.sizes = Int32Array.from(axes.sizes.slice(0, count))
    this.isTap = Uint8Array.from({ length: count }, (_, d) => (axes.taps.includes(d) ? 1 : 0))
    this.stride = ORDER + 2 * count
    this.length = HEAD + MAX_LEVELS * this.stride
    this.macs = this.sizes.reduce((product, size) => product * size, 1)
    this.tensors = [INPUT, FILTER, OUTPUT].map(t => volume(axes.tensors[t], axes.sizes)) as [number, number, number]
  }

  /** Place of gene `field` (PAR, ROWS, CLUSTER) of a level. */
  at(level: number, field: number): number {
    return HEAD + level * this.stride + field
  }

  /** Place of the i-th dimension in a level's order, outermost first. */
  order(level: number, i = 0): number {
    return HEAD + level * this.stride + ORDER + i
  }

  /** Place of a dimension's tile in a level. */
  tile(level: number, dimension = 0): number {
    return HEAD + level * this.stride + ORDER + this.count + dimension
  }

  /** Id of a dimension name; Y and X mean Y' and X'. −1 if the layer has no such dimension. */
  idOf(name: string): number {
    const direct = this.names.indexOf(name)
    return direct >= 0 ? direct : this.names.indexOf(`${name}'`)
  }

  /** A genome of `levels` levels without cuts: whole tiles, natural order, first dimension spatial, clusters of one. */
  blank(levels: number): Genome {
    const genome = new Int32Array(this.length)
    genome[LEVELS] = levels
    for (let l = 0; l < MAX_LEVELS; l++) {
      genome[this.at(l, ROWS)] = -1
      genome[this.at(l, CLUSTER)] = l === 0 ? 0 : 1
      for (let d = 0; d < this.count; d++) {
        genome[this.order(l, d)] = d
        genome[this.tile(l, d)] = this.sizes[d]
      }
    }
    return genome
  }

  /** Units under one unit of the level above, given all PEs. */
  unitsOf(genome: Genome, level: number, numPEs: number): number {
    if (level > 0) return genome[HEAD + level * this.stride + CLUSTER]
    let perTop = 1
    for (let l = 1, at = HEAD + this.stride + CLUSTER; l < genome[LEVELS]; l++, at += this.stride) perTop *= genome[at]
    return Math.floor(numPEs / perTop)
  }

  /**
   * Makes a genome legal in place: tiles within those of the level above, R and S whole unless spatial, clusters within
   * the PEs, one output row per unit above a diagonal. Every genome that has been through this is a legal mapping.
   */
  repair(genome: Genome, numPEs: number): void {
    const { count, stride, sizes, isTap } = this
    const levels = genome[LEVELS]
    // Places are added up by hand here and in estimate.ts: these run for every proposal of a search.
    for (let l = 1, at = HEAD + stride + CLUSTER, left = numPEs; l < levels; l++, at += stride) {
      genome[at] = Math.max(1, Math.min(genome[at], left))
      left = Math.floor(left / genome[at])
    }
    for (let l = 0, at = HEAD, above = 0; l < levels; l++, at += stride) {
      const par = genome[at + PAR]
      const tiles = at + ORDER + count
      for (let d = 0; d < count; d++) {
        const parent = l === 0 ? sizes[d] : genome[above + d]
        const tile = genome[tiles + d]
        if (tile > parent || (isTap[d] === 1 && d !== par)) genome[tiles + d] = parent
        else if (tile < 1) genome[tiles + d] = 1
      }
      if (genome[at + ROWS] >= 0) this.#repairRows(genome, l)
      above = tiles
    }
  }

  /** One output row per unit from the top down to a diagonal, and one tap in it. */
  #repairRows(genome: Genome, level: number): void {
    const par = genome[this.at(level, PAR)]
    const rows = genome[this.at(level, ROWS)]
    if (level === 0 || this.axes.taps[rows] !== par) {
      genome[this.at(level, ROWS)] = -1
      return
    }
    for (let above = 0; above <= level; above++) genome[this.tile(above, rows)] = 1
    genome[this.tile(level, par)] = 1
  }
}
