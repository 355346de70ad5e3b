// Memory for the flat arrays that evaluations work in.
//
// The compiler builds the address of an array into the code if the array lies in a buffer; a short array
// without one moves with garbage collection instead, and is looked up at every use.

/** A new array of n float64. */
export function f64(n: number): Float64Array {
  return new Float64Array(new ArrayBuffer(8 * n))
}

/** A new array of n int32. */
export function i32(n: number): Int32Array {
  return new Int32Array(new ArrayBuffer(4 * n))
}
