// Axes of a layer's points, and the tensors as products of axes.
//
// Source: specification "physical", section 1.1. One point is one MAC. Output rows and columns are axes;
// input rows are not: they follow from output rows, filter rows (taps) and the stride. No padding.

import { type Layer, type LayerKind, TENSORS } from "../maestro/layer.ts"
import { type Refusal, refuseAll } from "./refusal.ts"

const words = (text: string): readonly string[] => text.split(" ")
/** Axes of a kind in order, and those of input, filter and output; Y' and X' of an input stand for its rows and columns. */
const AXES: Readonly<Record<LayerKind, readonly (readonly string[])[]>> = {
  CONV: [words("N K C R S Y' X'"), words("N C Y' X'"), words("K C R S"), words("N K Y' X'")],
  DSCONV: [words("N C R S Y' X'"), words("N C Y' X'"), words("C R S"), words("N C Y' X'")],
  NGCONV: [words("N G K C R S Y' X'"), words("N G C Y' X'"), words("G K C R S"), words("N G K Y' X'")],
  GEMM: [words("M N K"), words("M K"), words("K N"), words("M N")],
}

/** One factor of a tensor's size: an axis, or the input rows that outputs and taps touch together. */
export interface Factor {
  /** Axis id. */
  readonly axis: number
  /** Axis id of the taps sliding over input rows, −1 for a plain axis. */
  readonly taps: number
  readonly stride: number
}

/** The axes of one layer; ids are positions in `names`. */
export interface AxisTable {
  readonly names: readonly string[]
  readonly sizes: readonly number[]
  /** Per axis the id of its taps (for Y' and X'), or −1. */
  readonly taps: readonly number[]
  /** Per axis the stride of Y' and X', else 1. */
  readonly strides: readonly number[]
  /** Factors of input, filter and output. */
  readonly tensors: readonly (readonly Factor[])[]
  /** Per axis whether the output is coupled to it; the others are reduced. */
  readonly inOutput: readonly boolean[]
}

/** Axis a dimension name belongs to: input rows Y and output rows Y' are the same one. */
export function axisName(kind: LayerKind, dim: string): string {
  return kind !== "GEMM" && (dim === "Y" || dim === "X") ? `${dim}'` : dim
}

/**
 * The axes of a layer, or why it has none: a dimension missing or declared twice in two forms, a filter
 * larger than its input, a depthwise layer with K > 1, or any other dimension without a meaning here.
 */
export function axesOf(layer: Layer): AxisTable | Refusal {
  const [all, ...coupled] = AXES[layer.kind]
  const declared = new Map<string, { size: number; stride: number }>()
  for (const d of layer.dimensions) {
    const name = axisName(layer.kind, d.name)
    const known = declared.get(name)
    if (known === undefined) declared.set(name, extent(layer, d.name))
    else if (!layer.dimensions.some(e => e !== d && e.name === d.name)) {
      return refuseAll("layer", `layer ${layer.name} declares both ${name[0]} and ${name}; keep one`)
    }
  }
  const names = all.filter(name => name !== "N" || layer.kind === "GEMM" || declared.has("N"))
  for (const name of names) {
    if (declared.has(name)) continue
    const missing = name.endsWith("'") ? `neither ${name[0]} nor ${name}` : `no ${name}`
    return refuseAll("layer", `layer ${layer.name} (${layer.kind}) declares ${missing}`)
  }
  for (const [name, { size }] of declared) {
    if (!(size >= 1)) {
      const why = name.endsWith("'") ? "; the filter may be larger than the input" : ""
      return refuseAll("layer", `layer ${layer.name}: ${name} is ${size}, expected at least 1${why}`)
    }
    if (names.includes(name)) continue
    if (size > 1) return refuseAll("layer", `layer ${layer.name} (${layer.kind}) has ${name} = ${size}, expected 1`)
    names.push(name) // coupled to nothing
  }
  const taps = names.map(name => (name === "Y'" ? names.indexOf("R") : name === "X'" ? names.indexOf("S") : -1))
  const strides = names.map((name, i) => (taps[i] < 0 ? 1 : (declared.get(name)?.stride ?? 1)))
  const tensors = TENSORS.map((_, t) =>
    coupled[t]
      .filter(name => names.includes(name))
      .map(name => {
        const axis = names.indexOf(name)
        return { axis, taps: t === 0 ? taps[axis] : -1, stride: strides[axis] }
      }),
  )
  return {
    names,
    sizes: names.map(name => declared.get(name)?.size ?? 1),
    taps,
    strides,
    tensors,
    inOutput: names.map((_, axis) => tensors[2].some(f => f.axis === axis)),
  }
}

/** Size along the axis, and stride, of the first dimension of that name: input rows are turned into outputs. */
function extent(layer: Layer, dim: string): { size: number; stride: number } {
  const first = (name: string) => layer.dimensions.find(d => d.name === name)
  const { size, stride } = first(dim) ?? { size: 1, stride: 1 }
  if (axisName(layer.kind, dim) === dim) return { size, stride }
  const taps = first(dim === "Y" ? "R" : "S")?.size ?? 1
  return { size: size < taps ? 0 : Math.floor((size - taps) / stride) + 1, stride }
}
