// What is known of a value of the graph: its shape, whether only constants go into it, and its numbers when they matter.

import { InputError } from "../../core/errors.ts"

/** Element types by their ONNX numbers, as far as they make a difference here. */
export const FLOAT = 1
export const INT64 = 7
export const BOOL = 9
const FLOATING = new Set([1, 10, 11, 16, 17, 18, 19, 20, 23])
/** Eight and four bit integers: what quantised weights are. */
const NARROW = new Set([2, 3, 21, 22])

/** Whether numbers of that type are weights rather than shapes, indices or masks. */
export const isWeightType = (type: number): boolean => FLOATING.has(type) || NARROW.has(type)
export const isFloating = (type: number): boolean => FLOATING.has(type)

/** Shapes are exact integers, and so is everything counted from them. */
export type Shape = readonly number[]

/** Constant numbers that a value is made of: what a parameter is. */
export interface Origin {
  readonly name: string
  readonly elements: number
  readonly type: number
}

/** A value. */
export interface Value {
  /** Null when it depends on data or on an unknown operator. */
  readonly shape: Shape | null
  /** Element type; 0 when unknown. */
  readonly type: number
  /** The numbers, row-major, of small values that are the same for every input; null otherwise. */
  readonly data: readonly number[] | null
  /** The constant that it is, or is a rearrangement of; null when it depends on the network's input. */
  readonly origin: Origin | null
}

/** Values with more numbers are never followed number by number. Few floats decide over shapes: scales of images. */
const MAX_FOLDED = 512
const MAX_FOLDED_FLOATS = 16

/** Whether a value is small enough to be followed number by number. */
export function isFolded(shape: Shape, type: number): boolean {
  return volume(shape) <= (isFloating(type) ? MAX_FOLDED_FLOATS : MAX_FOLDED)
}

export const UNKNOWN: Value = { shape: null, type: 0, data: null, origin: null }

/** Number of elements. @throws InputError when it is no exact integer */
export function volume(shape: Shape): number {
  let product = 1
  for (const extent of shape) {
    if (!Number.isSafeInteger(extent) || extent < 0) {
      throw new InputError(`a shape [${shape.join(", ")}] has an extent of ${extent}`)
    }
    product *= extent
  }
  if (Number.isSafeInteger(product)) return product
  throw new InputError(`a shape [${shape.join(", ")}] has more than 2^53 elements`)
}

const MAX_RANK = 32

/** The shape. @throws InputError when it has too many axes or elements */
export function checkShape(shape: Shape): Shape {
  if (shape.length > MAX_RANK) throw new InputError(`a value with ${shape.length} axes, expected at most ${MAX_RANK}`)
  volume(shape)
  return shape
}

/** The shape of an elementwise result. @throws InputError when the shapes do not go together */
export function broadcast(...shapes: readonly Shape[]): number[] {
  const rank = Math.max(...shapes.map(s => s.length))
  return Array.from({ length: rank }, (_, i) => {
    const extents = shapes.map(s => s[s.length - rank + i] ?? 1)
    const extent = extents.find(e => e !== 1) ?? 1
    if (extents.every(e => e === 1 || e === extent)) return extent
    throw new InputError(`shapes ${shapes.map(s => `[${s.join(", ")}]`).join(" and ")} do not go together`)
  })
}

/** Position of an axis that may count from the end. */
export function axisOf(axis: number, rank: number): number {
  const at = axis < 0 ? axis + rank : axis
  if (Number.isInteger(at) && at >= 0 && at < rank) return at
  throw new InputError(`axis ${axis} of a value with ${rank} axes`)
}

/** Row-major strides of a shape. */
export function stridesOf(shape: Shape): number[] {
  const strides = shape.map(() => 1)
  for (let i = shape.length - 2; i >= 0; i--) strides[i] = strides[i + 1] * shape[i + 1]
  return strides
}

/** The entries of `data` at every index of `shape`: entry i counts `steps[axis]` along each axis from `start`. */
export function pick(data: readonly number[], shape: Shape, steps: readonly number[], start = 0): number[] {
  const count = volume(shape)
  const out: number[] = []
  const index = shape.map(() => 0)
  let at = start
  for (let i = 0; i < count; i++) {
    out.push(data[at])
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += steps[axis]
      if (++index[axis] < shape[axis]) break
      at -= steps[axis] * shape[axis]
      index[axis] = 0
    }
  }
  return out
}

/** The entries of a value stretched to a shape that it broadcasts to. */
export function stretch(data: readonly number[], from: Shape, to: Shape): readonly number[] {
  if (from.join() === to.join()) return data
  const own = stridesOf(from)
  const steps = to.map((_, i) => {
    const axis = i - (to.length - from.length)
    return axis < 0 || from[axis] === 1 ? 0 : own[axis]
  })
  return pick(data, to, steps)
}
