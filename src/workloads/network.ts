// A network: its layers in order, and its distinct shapes, each of which is evaluated once.

import type { Layer } from "../maestro/layer.ts"

/** The seven published columns of a layer: K, C, Y, X, R, S and the type T (0 FC, 1 CONV, 2 DSCONV, 3 GEMM as M, N, K). */
export type LayerRow = readonly [number, number, number, number, number, number, number]

/** A distinct shape of a network. */
export interface DistinctLayer {
  readonly layer: Layer
  readonly row: LayerRow
  /** Position of its first occurrence in the network, and how often it occurs. */
  readonly index: number
  readonly count: number
}

/** Ordered layers. */
export interface Network {
  readonly name: string
  readonly rows: readonly LayerRow[]
  readonly layers: readonly Layer[]
  readonly distinct: readonly DistinctLayer[]
  /** Per layer the position of its shape in `distinct`. */
  readonly shapeOf: Int32Array
}

/** Puts layers together and finds the distinct shapes, in order of first occurrence. */
export function networkOf(name: string, rows: readonly LayerRow[], toLayer: (row: LayerRow) => Layer): Network {
  const positions = new Map<string, number>()
  const distinct: { layer: Layer; row: LayerRow; index: number; count: number }[] = []
  const shapeOf = new Int32Array(rows.length)
  for (const [index, row] of rows.entries()) {
    const key = row.join(",")
    let shape = positions.get(key)
    if (shape === undefined) {
      shape = distinct.push({ layer: toLayer(row), row, index, count: 0 }) - 1
      positions.set(key, shape)
    }
    distinct[shape].count++
    shapeOf[index] = shape
  }
  return { name, rows, layers: Array.from(shapeOf, shape => distinct[shape].layer), distinct, shapeOf }
}

/** Some layers of a network, in the order given, as a network of their own over the same distinct shapes: its cost tables stay valid. */
export function subNetwork(network: Network, layers: Int32Array): Network {
  const pick = <T>(of: readonly T[]) => Array.from(layers, l => of[l])
  const shapeOf = layers.map(l => network.shapeOf[l])
  return { ...network, rows: pick(network.rows), layers: pick(network.layers), shapeOf }
}
