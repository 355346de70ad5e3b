// Flat arrays as nested lists of numbers, and back: the form of samples in JSON, which NumPy's `tolist` has too.
//
// Infinities and NaN, which JSON has not, are strings.

import { ValueError } from "../errors.ts"
import { type ArrayDtype, type ArrayOf, kindOf, sizeOf, toArray } from "./dtype.ts"

const toJSON = (x: number): number | string => (Number.isFinite(x) ? x : String(x))

function nestFrom(values: ArrayLike<number>, shape: readonly number[], start: number): unknown {
  if (shape.length === 0) return toJSON(values[start])
  const [length, ...inner] = shape
  const stride = sizeOf(inner)
  return Array.from({ length }, (_, i) => nestFrom(values, inner, start + i * stride))
}

/** Lists in lists, one level per axis; a number for no axes. The first axis is as long as the values make it. */
export function nest(values: ArrayLike<number>, shape: readonly number[]): unknown {
  const inner = sizeOf(shape.slice(1))
  if (shape.length === 0 || inner === 0) return nestFrom(values, shape, 0)
  return nestFrom(values, [values.length / inner, ...shape.slice(1)], 0)
}

/**
 * The numbers of nested lists, as a flat array.
 *
 * @throws ValueError if there is anything but numbers
 */
export function unnest<D extends ArrayDtype>(json: unknown, dtype: D): ArrayOf[D] {
  const flat: unknown[] = Array.isArray(json) ? json.flat(Number.POSITIVE_INFINITY) : [json]
  return toArray(dtype, flat.map(numberFromJSON))
}

/**
 * A number `nest` wrote.
 *
 * @throws ValueError if it is none
 */
export function numberFromJSON(x: unknown): number {
  if (typeof x === "number") return x
  if (x === "Infinity" || x === "-Infinity" || x === "NaN") return Number(x)
  throw new ValueError(`a sample in JSON has ${kindOf(x)}, expected a number`)
}

/**
 * The entries of a list in JSON.
 *
 * @throws ValueError if it is none
 */
export function listFromJSON(json: unknown): readonly unknown[] {
  if (Array.isArray(json)) return json
  throw new ValueError(`samples in JSON are ${kindOf(json)}, expected an array`)
}
