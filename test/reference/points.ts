// The plain reading of a layer and its mapping that the simulator works on: axes, ranges, directives.
//
// Source: specification "physical", sections 1.1–1.3. Written for clarity; shares nothing with
// src/physical but the data types of layers and directives.

import type { Dataflow, MapDirective } from "../../src/maestro/dataflow.ts"
import type { Layer } from "../../src/maestro/layer.ts"

/** One half-open index range per axis. Output rows and columns are called y and x. */
export type Ranges = Readonly<Record<string, readonly [number, number]>>

/** An axis of a tensor: a plain one, or the input rows (columns) touched by outputs and taps. */
export type TensorAxis = string | { readonly outputs: string; readonly taps: string; readonly stride: number }

export interface PlainLayer {
  readonly ranges: Ranges
  /** Axes of input, filter and output. */
  readonly tensors: readonly (readonly TensorAxis[])[]
  readonly strideOf: Readonly<Record<string, number>>
}

const TENSOR_AXES = {
  CONV: ["NCyx", "KCRS", "NKyx"],
  DSCONV: ["NCyx", "CRS", "NCyx"],
  NGCONV: ["NGCyx", "GKCRS", "NGKyx"],
  GEMM: ["MK", "KN", "MN"],
} as const

/** Axes and tensors of a layer, output extents from the input extents. */
export function plainLayer(layer: Layer): PlainLayer {
  const ranges: Record<string, readonly [number, number]> = {}
  const strideOf: Record<string, number> = {}
  for (const d of layer.dimensions) {
    const axis = d.name[0] === "Y" ? "y" : d.name[0] === "X" ? "x" : d.name
    const tap = layer.dimensions.find(t => t.name === (axis === "y" ? "R" : "S"))?.size ?? 1
    const extent = d.name === "Y" || d.name === "X" ? Math.floor((d.size - tap) / d.stride) + 1 : d.size
    ranges[axis] = [0, extent]
    strideOf[axis] = d.stride
  }
  const tensors = TENSOR_AXES[layer.kind].map((names, tensor) =>
    [...names]
      .filter(axis => axis in ranges)
      .map((axis): TensorAxis => {
        if (tensor !== 0 || (axis !== "y" && axis !== "x")) return axis
        return { outputs: axis, taps: axis === "y" ? "R" : "S", stride: strideOf[axis] }
      }),
  )
  return { ranges, tensors, strideOf }
}

/** A directive of a level in the simulator's words. */
export interface PlainMap {
  readonly spatial: boolean
  readonly axis: string
  /** Pieces are ranges of input rows, not of the axis itself. */
  readonly inRows: boolean
  readonly size: number
  readonly offset: number
}

export interface PlainLevel {
  readonly units: number
  readonly maps: readonly PlainMap[]
}

/** Cuts a dataflow into levels, drops repeated full temporal maps and applies the stride rule. */
export function plainLevels(dataflow: Dataflow, layer: Layer, numPEs: number): PlainLevel[] {
  const groups: MapDirective[][] = [[]]
  const sizes: number[] = []
  for (const d of dataflow) {
    if (d.kind === "cluster") {
      groups.push([])
      sizes.push(d.size)
    } else groups[groups.length - 1].push(d)
  }
  const top = Math.floor(numPEs / sizes.reduce((product, c) => product * c, 1))
  const plain = plainLayer(layer)
  return groups.map((maps, level) => ({
    units: level === 0 ? top : sizes[level - 1],
    maps: withoutRepeats(
      maps.map(d => plainMap(d, layer, plain)),
      plain,
    ),
  }))
}

const axisOf = (dim: string) => (dim[0] === "Y" ? "y" : dim[0] === "X" ? "x" : dim)

/** Leaves out temporal maps of a whole axis that stand beside another map of it: they do nothing. */
function withoutRepeats(maps: readonly PlainMap[], plain: PlainLayer): PlainMap[] {
  const whole = (map: PlainMap) => {
    const [low, high] = cutRange(map, plain.ranges, plain.strideOf)
    return !map.spatial && low + map.size >= high
  }
  return maps.filter(map => !whole(map) || maps.every(o => o === map || o.axis !== map.axis))
}

function plainMap(d: MapDirective, layer: Layer, plain: PlainLayer): PlainMap {
  const axis = axisOf(d.dim)
  const spatial = d.kind === "spatial"
  if (layer.kind === "GEMM" || (d.dim !== "Y" && d.dim !== "X"))
    return { spatial, axis, inRows: false, size: d.size, offset: d.offset }
  const filter = plain.ranges[axis === "y" ? "R" : "S"][1]
  const stride = plain.strideOf[axis]
  if (stride > 1 && d.size >= filter) {
    const outputs = Math.floor((d.size - filter) / stride) + 1
    return { spatial, axis, inRows: false, size: outputs, offset: outputs }
  }
  return { spatial, axis, inRows: true, size: d.size, offset: d.offset }
}

/** One step of a level: what each unit works on, null when it is idle. */
export type Step = readonly (Ranges | null)[]

/** The steps of a level for one chunk, in order; steps in which no unit has work are left out. */
export function stepsOf(level: PlainLevel, chunk: Ranges, strideOf: PlainLayer["strideOf"]): Step[] {
  const pieces = level.maps.map(map => piecesOf(map, chunk, strideOf))
  const loops = level.maps.map((map, i) => (map.spatial ? Math.ceil(pieces[i] / level.units) : pieces[i]))
  const steps: Step[] = []
  const at = loops.map(() => 0)
  for (let more = true; more; more = advance(at, loops)) {
    const step: (Ranges | null)[] = []
    for (let unit = 0; unit < level.units; unit++) {
      const piece = level.maps.map((map, i) => (map.spatial ? at[i] * level.units + unit : at[i]))
      const missing = piece.some((p, i) => p >= pieces[i])
      step.push(missing ? null : unitRanges(level.maps, piece, chunk, strideOf))
    }
    if (step.some(ranges => ranges !== null)) steps.push(step)
  }
  return steps
}

/** Next position of a loop nest, last loop innermost; false after the last position. */
function advance(at: number[], loops: readonly number[]): boolean {
  for (let i = at.length - 1; i >= 0; i--) {
    at[i]++
    if (at[i] < loops[i]) return true
    at[i] = 0
  }
  return false
}

/** The range a map cuts: the axis, or the input rows from the first output's first tap to the last one's last. */
function cutRange(map: PlainMap, chunk: Ranges, strideOf: PlainLayer["strideOf"]): readonly [number, number] {
  const [low, high] = chunk[map.axis]
  if (!map.inRows) return [low, high]
  const [firstTap, endTap] = chunk[map.axis === "y" ? "R" : "S"]
  return [low * strideOf[map.axis] + firstTap, (high - 1) * strideOf[map.axis] + endTap]
}

function piecesOf(map: PlainMap, chunk: Ranges, strideOf: PlainLayer["strideOf"]): number {
  const [low, high] = cutRange(map, chunk, strideOf)
  let pieces = 1
  while (low + (pieces - 1) * map.offset + map.size < high) pieces++
  return pieces
}

function unitRanges(
  maps: readonly PlainMap[],
  piece: readonly number[],
  chunk: Ranges,
  strideOf: PlainLayer["strideOf"],
): Ranges | null {
  const ranges: Record<string, readonly [number, number]> = { ...chunk }
  const cut = maps.map((map, i): readonly [number, number] => {
    const [low, high] = cutRange(map, chunk, strideOf)
    const start = low + piece[i] * map.offset
    return [start, Math.min(start + map.size, high)]
  })
  if (cut.some(([start, end]) => start >= end)) return null
  for (const [i, map] of maps.entries()) if (!map.inRows) ranges[map.axis] = cut[i]
  for (const [i, map] of maps.entries()) {
    if (!map.inRows) continue
    const tap = map.axis === "y" ? "R" : "S"
    const diagonal = map.spatial && maps.some(o => o.spatial && o.axis === tap)
    const [firstTap, endTap] = diagonal ? ranges[tap] : chunk[tap]
    const inside: number[] = []
    for (let output = chunk[map.axis][0]; output < chunk[map.axis][1]; output++) {
      const row = output * strideOf[map.axis]
      if (row + firstTap >= cut[i][0] && row + endTap <= cut[i][1]) inside.push(output)
    }
    if (inside.length === 0) return null
    ranges[map.axis] = [inside[0], inside[inside.length - 1] + 1]
  }
  return ranges
}

/** Number of points of a chunk. */
export function pointsOf(ranges: Ranges): number {
  return Object.values(ranges).reduce((product, [low, high]) => product * (high - low), 1)
}

/** Elements of a tensor that a chunk touches, each as one integer. */
export function elementsOf(tensor: readonly TensorAxis[], ranges: Ranges): Set<number> {
  let elements = [0]
  for (const axis of tensor) {
    const values = indicesOf(axis, ranges)
    const longer: number[] = []
    for (const e of elements) for (const v of values) longer.push(e * 1024 + v)
    elements = longer
  }
  return new Set(elements)
}

function indicesOf(axis: TensorAxis, ranges: Ranges): number[] {
  const indices: number[] = []
  if (typeof axis === "string") {
    const [low, high] = ranges[axis]
    for (let at = low; at < high; at++) indices.push(at)
    return indices
  }
  for (let output = ranges[axis.outputs][0]; output < ranges[axis.outputs][1]; output++) {
    for (let tap = ranges[axis.taps][0]; tap < ranges[axis.taps][1]; tap++) {
      const row = output * axis.stride + tap
      if (!indices.includes(row)) indices.push(row)
    }
  }
  return indices
}
