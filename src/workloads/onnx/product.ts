// Convolutions and matrix products as layers of the cost models, with stride and padding and without.

import { InputError } from "../../core/errors.ts"
import { type Layer, type LayerKind, layerOf, macsOf } from "../../maestro/layer.ts"
import type { WindowAxis } from "./window.ts"

/** A product, still without its node's name. */
export interface Product {
  /** What is added to the name where a node has several, such as "/recurrent"; else "". */
  readonly part: string
  /** Strided, over padded extents: its MACs are the network's. */
  readonly layer: Layer
  /** The convention of the published tables: stride 1, no padding. */
  readonly flat: Layer
}

/** Largest extent the models' 32-bit arithmetic takes. */
const MAX_EXTENT = 2 ** 31 - 1

/** Channels of a convolution: C and K per group. */
export interface Channels {
  readonly batch: number
  readonly groups: number
  readonly k: number
  readonly c: number
}

/** A convolution over rows and columns. Depthwise where every group has one channel in and one out. */
export function convolutionProduct({ batch, groups, k, c }: Channels, y: WindowAxis, x: WindowAxis): Product {
  const one = k === 1 && c === 1
  const kind: LayerKind = groups === 1 ? "CONV" : one ? "DSCONV" : "NGCONV"
  const channels: Readonly<Record<string, number>> =
    kind === "DSCONV" ? { K: 1, C: groups } : groups === 1 ? { K: k, C: c } : { G: groups, K: k, C: c }
  const start: Readonly<Record<string, number>> = batch === 1 ? channels : { N: batch, ...channels }
  const filter = { R: y.taps, S: x.taps }
  const layer = checked(
    layerOf("", kind, { ...start, Y: extentOf(y), X: extentOf(x), ...filter }, { Y: y.stride, X: x.stride }),
  )
  const flat = { Y: Math.max(y.input, y.taps), X: Math.max(x.input, x.taps) }
  return { part: "", layer, flat: checked(layerOf("", kind, { ...start, ...flat, ...filter })) }
}

/**
 * What an axis declares: the padded extent. The models know no dilation; a dilated axis declares the
 * extent that gives as many outputs with its taps side by side, so MACs are right and the halo is too small.
 */
function extentOf({ input, before, after, taps, stride, dilation, outputs }: WindowAxis): number {
  return dilation === 1 ? input + before + after : (outputs - 1) * stride + taps
}

/** An axis that is not there. */
export const NO_AXIS: WindowAxis = { input: 1, taps: 1, stride: 1, dilation: 1, before: 0, after: 0, outputs: 1 }

/** An axis without a window: a position per entry. */
export const plainAxis = (extent: number): WindowAxis => ({ ...NO_AXIS, input: extent, outputs: extent })

/** `groups` matrix products (m × k) · (k × n). Several are one grouped 1 × 1 convolution, which is the same work and data. */
export function matrixProduct(
  { groups, m, n, k }: { readonly groups: number; readonly m: number; readonly n: number; readonly k: number },
  part = "",
): Product {
  const layer = checked(
    groups === 1
      ? layerOf("", "GEMM", { M: m, N: n, K: k })
      : layerOf("", "NGCONV", { G: groups, K: n, C: k, Y: m, X: 1, R: 1, S: 1 }),
  )
  return { part, layer, flat: layer }
}

function checked(layer: Layer): Layer {
  for (const { name, size, stride } of layer.dimensions) {
    const wrong = [size, stride].find(x => !Number.isInteger(x) || x < 1 || x > MAX_EXTENT)
    if (wrong !== undefined) throw new InputError(`its dimension ${name} is ${wrong}, expected an integer in [1, 2^31)`)
  }
  if (Number.isSafeInteger(macsOf(layer))) return layer
  throw new InputError("it has more than 2^53 MACs")
}
