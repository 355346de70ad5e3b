// The mapping points of a space in order, and the blocks they are swept in.

import { checkInteger } from "../core/check.ts"
import { type DataflowShape, type Space, shapesOf } from "./space.ts"

/** Mapping points of a block at most. */
export const BLOCK = 256

/** Where a block of mapping points lies. */
export interface BlockPlace {
  readonly shape: number
  readonly pes: number
  readonly cluster: number
  readonly first: number
  readonly count: number
  /** Number of its first mapping point. */
  readonly mapping: number
}

/** A mapping point. */
export interface MappingPoint {
  readonly shape: DataflowShape
  readonly pes: number
  /** null: all PEs. */
  readonly cluster: number | null
  readonly tile: number
  readonly index: { readonly shape: number; readonly pes: number; readonly cluster: number }
}

export class MappingPoints {
  readonly shapes: readonly DataflowShape[]
  /** Blocks in order; they cover all mapping points. */
  readonly blocks: number
  readonly #space: Space

  constructor(space: Space) {
    this.#space = space
    this.shapes = shapesOf(space)
    this.blocks = this.shapes.reduce((sum, s) => sum + space.pes.length * s.clusters * Math.ceil(s.tiles / BLOCK), 0)
  }

  /** Place of a block. */
  placeOf(block: number): BlockPlace {
    checkInteger("block", block, 0, this.blocks - 1)
    let rest = block
    let mapping = 0
    for (const [shape, { clusters, tiles }] of this.shapes.entries()) {
      const perPoint = Math.ceil(tiles / BLOCK)
      const own = this.#space.pes.length * clusters * perPoint
      if (rest >= own) {
        rest -= own
        mapping += this.#space.pes.length * clusters * tiles
        continue
      }
      const point = Math.floor(rest / perPoint)
      const first = (rest % perPoint) * BLOCK
      const [pes, cluster] = [Math.floor(point / clusters), point % clusters]
      const count = Math.min(BLOCK, tiles - first)
      return { shape, pes, cluster, first, count, mapping: mapping + point * tiles + first }
    }
    throw new Error("unreachable")
  }

  /** Dataflow, PE count, cluster size and parameter values of a mapping point. */
  pointAt(mapping: number): MappingPoint {
    let rest = mapping
    for (const [i, shape] of this.shapes.entries()) {
      const own = this.#space.pes.length * shape.clusters * shape.tiles
      if (rest >= own) {
        rest -= own
        continue
      }
      const point = Math.floor(rest / shape.tiles)
      const index = { shape: i, pes: Math.floor(point / shape.clusters), cluster: point % shape.clusters }
      const cluster = shape.clustered ? (this.#space.clusters?.[index.cluster] ?? null) : null
      return { shape, pes: this.#space.pes[index.pes], cluster, tile: rest % shape.tiles, index }
    }
    throw new Error(`no mapping point ${mapping}`)
  }
}
