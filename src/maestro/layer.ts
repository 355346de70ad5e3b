// Layers: a DNN operator as a list of named dimensions, and which tensor is coupled to which.
//
// Source: specification "cost model", sections 1.1 and 3.1 (MAESTRO 4eb08d1).
// Sizes are in elements. No padding: input extents are what the layer reads.

import { InputError } from "../core/errors.ts"

/** Operators the model implements. A transposed convolution is costed as CONV (section 1.2). */
export type LayerKind = "CONV" | "DSCONV" | "NGCONV" | "GEMM"

/** One named dimension. `stride` matters for the input rows Y and columns X of convolutions only. */
export interface Dimension {
  readonly name: string
  readonly size: number
  readonly stride: number
}

/** A layer. The order of the dimensions, and repeated names, matter as section 3.1 says: the first of equal names counts. */
export interface Layer {
  readonly name: string
  readonly kind: LayerKind
  readonly dimensions: readonly Dimension[]
}

/** The three tensors, in the order of every table here. */
export const TENSORS = ["input", "filter", "output"] as const
export const INPUT = 0
export const FILTER = 1
export const OUTPUT = 2

/** Dimension names per tensor, in coupling order (section 1.1), without the batch dimension. */
const COUPLING: Readonly<Record<LayerKind, readonly [string[], string[], string[]]>> = {
  CONV: [
    ["C", "Y", "X"],
    ["K", "C", "R", "S"],
    ["K", "Y", "X"],
  ],
  DSCONV: [
    ["C", "Y", "X"],
    ["C", "R", "S"],
    ["C", "Y", "X"],
  ],
  // Quirk 1: the output of a grouped convolution is coupled to C as well, so C is not reduced.
  NGCONV: [
    ["G", "C", "Y", "X"],
    ["G", "K", "C", "R", "S"],
    ["G", "K", "C", "Y", "X"],
  ],
  GEMM: [
    ["M", "K"],
    ["K", "N"],
    ["M", "N"],
  ],
}

/** Dimension names coupled to input, filter and output; `batched` puts N before those of input and output (not GEMM). */
export function couplingOf(kind: LayerKind, batched: boolean): readonly (readonly string[])[] {
  const [input, filter, output] = COUPLING[kind]
  return batched && kind !== "GEMM" ? [["N", ...input], filter, ["N", ...output]] : [input, filter, output]
}

/** The filter dimension that slides along an input dimension: S along X, R along Y; null elsewhere and for GEMM. */
export function slidingDimension(kind: LayerKind, name: string): "R" | "S" | null {
  if (kind === "GEMM") return null
  return name === "X" ? "S" : name === "Y" ? "R" : null
}

/** Size of the first dimension called `name`, or `fallback` when the layer does not declare it. */
export function sizeOf(layer: Layer, name: string, fallback = 1): number {
  return layer.dimensions.find(d => d.name === name)?.size ?? fallback
}

/** A CONV layer: K output channels, C input channels, Y × X input, R × S filter. */
export function convolution(k: number, c: number, y: number, x: number, r: number, s: number, name = "CONV"): Layer {
  return layerOf(name, "CONV", { K: k, C: c, Y: y, X: x, R: r, S: s })
}

/** A depthwise layer (DSCONV) of C channels; K is declared as 1, as the published tables do. */
export function depthwise(c: number, y: number, x: number, r: number, s: number, name = "DSCONV"): Layer {
  return layerOf(name, "DSCONV", { K: 1, C: c, Y: y, X: x, R: r, S: s })
}

/** A matrix product: (M × K) · (K × N). */
export function gemm(m: number, n: number, k: number, name = "GEMM"): Layer {
  return layerOf(name, "GEMM", { M: m, N: n, K: k })
}

/** A layer from a size per dimension name; strides are 1 where none is given. */
export function layerOf(
  name: string,
  kind: LayerKind,
  sizes: Readonly<Record<string, number>>,
  strides: Readonly<Record<string, number>> = {},
): Layer {
  return {
    name,
    kind,
    dimensions: Object.entries(sizes).map(([d, size]) => ({ name: d, size, stride: strides[d] ?? 1 })),
  }
}

/**
 * The dimension table of section 3.1: name → first declared size and stride, with the derived output
 * extents X', Y' (or, for output-centric layers, the derived X, Y).
 *
 * @throws InputError when both X and X' (or Y and Y') are declared, or X' with Y (Y' with X), whose stride the
 *   reference leaves undefined
 */
export function dimensionTable(layer: Layer): Map<string, Dimension> {
  const table = new Map<string, Dimension>()
  for (const d of layer.dimensions) if (!table.has(d.name)) table.set(d.name, d)
  if (layer.kind === "GEMM") return table
  const outputCentric = ["X'", "Y'"].filter(name => table.has(name))
  const inputCentric = ["X", "Y"].filter(name => table.has(name))
  if (outputCentric.length === 1 && inputCentric.length === 1 && outputCentric[0][0] !== inputCentric[0]) {
    throw new InputError(
      `${inputCentric[0]} and ${outputCentric[0]} are declared: give both as input extents or both as output extents`,
      "mixed-centric",
    )
  }
  deriveExtent(table, "X", "X'", "S", "Y'")
  deriveExtent(table, "Y", "Y'", "R", "X'")
  return table
}

/** Adds the missing one of an input extent and its output extent. Strides do not enter the sizes. */
function deriveExtent(table: Map<string, Dimension>, input: string, output: string, slide: string, strideFrom: string) {
  const filter = table.get(slide)?.size ?? 0
  const inputSize = table.get(input)
  const outputSize = table.get(output)
  if (inputSize !== undefined && outputSize !== undefined) {
    throw new InputError(
      `both input- and output-centric: ${input} and ${output} are declared; keep one`,
      "both-centric",
    )
  }
  if (inputSize !== undefined) {
    table.set(output, { name: output, size: inputSize.size - filter + 1, stride: inputSize.stride })
  } else if (outputSize !== undefined) {
    // Quirk 2: the derived input extent takes the stride declared for the *other* output dimension.
    const stride = table.get(strideFrom)?.stride ?? 1
    table.set(input, { name: input, size: outputSize.size + filter - 1, stride })
  }
}

/** Output positions along one direction: as declared, or floor((input − filter) / stride) + 1, at least 0. */
function outputs(layer: Layer, input: "X" | "Y", filter: "S" | "R"): number {
  const declared = layer.dimensions.find(d => d.name === `${input}'`)
  if (declared !== undefined) return declared.size
  const extent = layer.dimensions.find(d => d.name === input)
  if (extent === undefined) return 1
  const w = sizeOf(layer, filter)
  return Math.max(0, Math.floor((extent.size - w) / Math.max(1, extent.stride)) + 1)
}

/**
 * Multiply-accumulates the layer really needs (strides counted, no padding). The reference's own
 * "Num MACs" can differ from it: see the verdict.
 */
export function macsOf(layer: Layer): number {
  const size = (name: string) => sizeOf(layer, name)
  if (layer.kind === "GEMM") return size("M") * size("N") * size("K")
  const kernels = layer.kind === "DSCONV" ? 1 : size("K")
  const channels = size("N") * size("G") * kernels * size("C")
  return channels * size("R") * size("S") * outputs(layer, "Y", "R") * outputs(layer, "X", "S")
}
