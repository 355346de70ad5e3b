// Integers of a type, in a range or one range per draw.
//
// Source: NumPy 2.4, numpy.random.Generator.integers. The type decides how many bits a draw takes.

import { ValueError } from "../errors.ts"
import { bounded32, bounded64, NarrowDraws } from "./bounded.ts"
import type { PCG64 } from "./pcg64.ts"

/** Types of integers to draw. `int64` are numbers: their bounds are safe integers. */
export type IntegerDtype = "int8" | "int16" | "int32" | "int64" | "uint8" | "uint16" | "uint32"

/** What an array of drawn integers is. */
export interface IntegersOf {
  int8: Int8Array
  int16: Int16Array
  int32: Int32Array
  int64: number[]
  uint8: Uint8Array
  uint16: Uint16Array
  uint32: Uint32Array
}

const MAX_SAFE = Number.MAX_SAFE_INTEGER

const TYPES: {
  readonly [D in IntegerDtype]: { min: number; max: number; make: (length: number) => IntegersOf[D] }
} = {
  int8: { min: -128, max: 127, make: length => new Int8Array(length) },
  int16: { min: -32768, max: 32767, make: length => new Int16Array(length) },
  int32: { min: -2147483648, max: 2147483647, make: length => new Int32Array(length) },
  int64: { min: -MAX_SAFE, max: MAX_SAFE, make: length => Array.from({ length }, () => 0) },
  uint8: { min: 0, max: 255, make: length => new Uint8Array(length) },
  uint16: { min: 0, max: 65535, make: length => new Uint16Array(length) },
  uint32: { min: 0, max: 4294967295, make: length => new Uint32Array(length) },
}

/** Throws unless `first` ≤ `last` are integers of the type. */
export function checkIntegerRange(first: number, last: number, dtype: IntegerDtype): void {
  const { min, max } = TYPES[dtype]
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last) || first < min || last > max || last < first)
    throw new ValueError(
      `integers from ${first} to ${last}: expected ${dtype === "int64" ? "safe integers" : dtype}, the first not above the last`,
    )
}

/** A 32- or 64-bit integer in [first, last]. */
export function drawInteger(bits: PCG64, first: number, last: number): number {
  if (last - first <= 0xffffffff) return first + bounded32(bits, last - first)
  return Number(BigInt(first) + bounded64(bits, BigInt(last) - BigInt(first)))
}

/** A function that draws from [first, last]; its draws share words where the type is narrow. */
export function integerDrawer(bits: PCG64, dtype: IntegerDtype): (first: number, last: number) => number {
  const width = dtype.endsWith("int8") ? 8 : dtype.endsWith("int16") ? 16 : null
  if (width === null) return (first, last) => drawInteger(bits, first, last)
  const narrow = new NarrowDraws(bits, width)
  return (first, last) => first + narrow.draw(last - first)
}

/** An array of zeros for drawn integers. */
export function newIntegers<D extends IntegerDtype>(dtype: D, length: number): IntegersOf[D] {
  return TYPES[dtype].make(length)
}
