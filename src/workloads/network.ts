// A network: its layers in order, and its distinct shapes, each of which is evaluated once.

import { type Layer, sizeOf } from "../maestro/layer.ts"

/**
 * The seven published columns of a layer: K, C, Y, X, R, S and the type T (0 FC, 1 CONV, 2 DSCONV, 3 GEMM as M, N, K).
 * Of a layer with strides, groups (K and C per group, T = 1) or a batch they are not all there is to know.
 */
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

/** A network of given layers, such as imported ones. Layers that differ in their name alone are one distinct shape. */
export function networkOfLayers(name: string, layers: readonly Layer[]): Network {
  const positions = new Map<string, number>()
  const distinct: { layer: Layer; row: LayerRow; index: number; count: number }[] = []
  const rows = layers.map(rowOf)
  const shapeOf = Int32Array.from(layers, (layer, index) => {
    const key = `${layer.kind} ${layer.dimensions.map(d => `${d.name} ${d.size} ${d.stride}`).join()}`
    let shape = positions.get(key)
    if (shape === undefined) {
      shape = distinct.push({ layer, row: rows[index], index, count: 0 }) - 1
      positions.set(key, shape)
    }
    distinct[shape].count++
    return shape
  })
  return { name, rows, layers, distinct, shapeOf }
}

/** The seven columns of a layer. */
export function rowOf(layer: Layer): LayerRow {
  const sizes = (names: string) => names.split("").map(d => sizeOf(layer, d))
  const [a, b, c, x, r, s] = layer.kind === "GEMM" ? [...sizes("MNK"), 1, 1, 1] : sizes("KCYXRS")
  return [a, b, c, x, r, s, layer.kind === "GEMM" ? 3 : layer.kind === "DSCONV" ? 2 : 1]
}

/** What a layer has beyond its seven columns: "stride 2", "stride 2 × 1", "32 groups", "batch 4"; "" for most. */
export function beyondRow(layer: Layer): string {
  const stride = (name: string) => layer.dimensions.find(d => d.name === name)?.stride ?? 1
  const [y, x, groups] = [stride("Y"), stride("X"), sizeOf(layer, "G")]
  const batch = layer.kind === "GEMM" ? 1 : sizeOf(layer, "N")
  return [
    ...(y === 1 && x === 1 ? [] : [`stride ${y === x ? y : `${y} × ${x}`}`]),
    ...(groups === 1 ? [] : [`${groups} groups`]),
    ...(batch === 1 ? [] : [`batch ${batch}`]),
  ].join(", ")
}

/** Some layers of a network, in the order given, as a network of their own over the same distinct shapes: its cost tables stay valid. */
export function subNetwork(network: Network, layers: Int32Array): Network {
  const pick = <T>(of: readonly T[]) => Array.from(layers, l => of[l])
  const shapeOf = layers.map(l => network.shapeOf[l])
  return { ...network, rows: pick(network.rows), layers: pick(network.layers), shapeOf }
}
