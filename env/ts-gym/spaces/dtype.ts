// Element types of array spaces and the typed arrays that hold them. Names are NumPy's.

import { ValueError } from "../errors.ts"

/** Element type of a space: those with a typed array of numbers, int64 for a single integer, str for a text. */
export type Dtype = ArrayDtype | "int64" | "str"

/** Integer types an array may have. */
export type IntegerArrayDtype = "int8" | "int16" | "int32" | "uint8" | "uint16" | "uint32"

/** Element types an array may have. */
export type ArrayDtype = IntegerArrayDtype | "float32" | "float64"

/** The typed array of an element type. */
export interface ArrayOf {
  float32: Float32Array
  float64: Float64Array
  int8: Int8Array
  int16: Int16Array
  int32: Int32Array
  uint8: Uint8Array
  uint16: Uint16Array
  uint32: Uint32Array
}

/** Any of the typed arrays. */
export type NumberArray = ArrayOf[ArrayDtype]

/** The typed array classes, by element type. */
export const ARRAY_CLASS: { readonly [D in ArrayDtype]: new (length: number) => ArrayOf[D] } = {
  float32: Float32Array,
  float64: Float64Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
}

/** Smallest and largest finite value of an element type. */
export const DTYPE_RANGE: { readonly [D in ArrayDtype]: readonly [min: number, max: number] } = {
  float32: [-3.4028234663852886e38, 3.4028234663852886e38],
  float64: [-Number.MAX_VALUE, Number.MAX_VALUE],
  int8: [-128, 127],
  int16: [-32768, 32767],
  int32: [-2147483648, 2147483647],
  uint8: [0, 255],
  uint16: [0, 65535],
  uint32: [0, 4294967295],
}

/** A new zeroed array. */
export function newArray<D extends ArrayDtype>(dtype: D, length: number): ArrayOf[D] {
  return new ARRAY_CLASS[dtype](length)
}

/** The values as an array of the type, rounded to it as assignment does. A new array. */
export function toArray<D extends ArrayDtype>(dtype: D, values: ArrayLike<number>): ArrayOf[D] {
  const out = newArray(dtype, values.length)
  out.set(values)
  return out
}

/** Whether the type holds integers only. */
export function isIntegerDtype(dtype: Dtype): boolean {
  return /int/.test(dtype)
}

/** Whether the type holds no negative numbers. */
export function isUnsignedDtype(dtype: Dtype): boolean {
  return dtype.startsWith("uint")
}

/** Bits of an element. */
function bitsOf(dtype: ArrayDtype): number {
  return Number(/\d+$/.exec(dtype)?.[0])
}

/**
 * The smallest type that holds the values of all: NumPy's `result_type`. Where that is int64 (uint32 with a signed
 * type), float64, which holds all those values too.
 *
 * @throws ValueError for no types at all
 */
export function promote(dtypes: readonly ArrayDtype[]): ArrayDtype {
  if (dtypes.length === 0) throw new ValueError("there is no common dtype of nothing, expected at least one part")
  const widest = (of: readonly ArrayDtype[]) => Math.max(0, ...of.map(bitsOf))
  const unsigned = widest(dtypes.filter(isUnsignedDtype))
  const signed = widest(dtypes.filter(d => isIntegerDtype(d) && !isUnsignedDtype(d)))
  // A float32 holds all integers of 16 bits.
  if (dtypes.includes("float64") || (dtypes.includes("float32") && Math.max(signed, unsigned) > 16)) return "float64"
  if (dtypes.includes("float32")) return "float32"
  if (signed === 0) return `uint${unsigned}` as ArrayDtype
  const bits = unsigned === 0 ? signed : Math.max(signed, 2 * unsigned)
  return bits > 32 ? "float64" : (`int${bits}` as ArrayDtype)
}

/** Number of elements of an array with these axes; 1 for a scalar. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1)
}

/** Throws unless `dtype` is one of `allowed`. */
export function checkDtype(space: string, dtype: string, allowed: readonly string[]): void {
  if (!allowed.includes(dtype))
    throw new ValueError(`${space}: dtype is ${dtype}, expected one of ${allowed.join(", ")}`)
}

/** Throws unless all axes have a length of at least `least`. */
export function checkShape(space: string, shape: readonly number[], least: number): void {
  if (!shape.every(n => Number.isSafeInteger(n) && n >= least))
    throw new ValueError(`${space}: shape is [${shape.join(", ")}], expected integers of at least ${least}`)
}

/** `an Int8Array`, `a Box`. */
export function withArticle(name: string): string {
  return /^[AEIOU](?!int)/.test(name) ? `an ${name}` : `a ${name}`
}

/** Why `x` is not a typed array of `length` elements of the type; null if it is one. */
export function explainArray(x: unknown, dtype: ArrayDtype, length: number): string | null {
  const wanted = withArticle(ARRAY_CLASS[dtype].name)
  if (!(x instanceof ARRAY_CLASS[dtype])) return `is ${kindOf(x)}, expected ${wanted} of length ${length}`
  if (x.length !== length) return `is ${wanted} of length ${x.length}, expected length ${length}`
  return null
}

/** What a value is, for a message: its text if it is no object, else its class. */
export function kindOf(x: unknown): string {
  if (typeof x === "function") return "a function"
  if (x === null || typeof x !== "object") return typeof x === "string" ? JSON.stringify(x) : String(x)
  return withArticle(x.constructor?.name ?? "object")
}
