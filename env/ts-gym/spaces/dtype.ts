// Element types of array spaces and the typed arrays that hold them. Names are NumPy's.

/** Element type of a space: those with a typed array of numbers, and int64 for a single integer. */
export type Dtype = ArrayDtype | "int64"

/** Element types an array may have. */
export type ArrayDtype = "float32" | "float64" | "int8" | "int32" | "uint8"

/** The typed array of an element type. */
export interface ArrayOf {
  float32: Float32Array
  float64: Float64Array
  int8: Int8Array
  int32: Int32Array
  uint8: Uint8Array
}

/** Any of the typed arrays. */
export type NumberArray = ArrayOf[ArrayDtype]

/** The typed array classes, by element type. */
export const ARRAY_CLASS: { readonly [D in ArrayDtype]: new (length: number) => ArrayOf[D] } = {
  float32: Float32Array,
  float64: Float64Array,
  int8: Int8Array,
  int32: Int32Array,
  uint8: Uint8Array,
}

/** Smallest and largest finite value of an element type. */
export const DTYPE_RANGE: { readonly [D in ArrayDtype]: readonly [min: number, max: number] } = {
  float32: [-3.4028234663852886e38, 3.4028234663852886e38],
  float64: [-Number.MAX_VALUE, Number.MAX_VALUE],
  int8: [-128, 127],
  int32: [-2147483648, 2147483647],
  uint8: [0, 255],
}

/** A new zeroed array. */
export function newArray<D extends ArrayDtype>(dtype: D, length: number): ArrayOf[D] {
  return new ARRAY_CLASS[dtype](length)
}

/** Whether the type holds integers only. */
export function isIntegerDtype(dtype: Dtype): boolean {
  return dtype !== "float32" && dtype !== "float64"
}

/** Number of elements of an array with these axes; 1 for a scalar. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1)
}

/** `an Int8Array`, `a Box`. */
function withArticle(name: string): string {
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
