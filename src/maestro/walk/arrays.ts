// Memory for the flat arrays that evaluations work in.
//
// One buffer, for two reasons. The compiler can build in the address of an array that lies in a buffer; a short
// array of its own moves with garbage collection instead, and is looked up at every use. And what belongs
// together lies together, in few cache lines.

const BYTES = 1 << 20
const memory = new ArrayBuffer(BYTES)
let taken = 0

/** All of it as numbers: what stands at index i of an f64 array stands here at `placeOf(array)` + i. */
export const numbers = new Float64Array(memory)

/** A new array of n float64. */
export function f64(n: number): Float64Array {
  const at = taken
  taken += 8 * n
  return new Float64Array(memory, at, n)
}

/** A new array of n int32. */
export function i32(n: number): Int32Array {
  const at = taken
  taken += 8 * Math.ceil(n / 2)
  return new Int32Array(memory, at, n)
}

/** Index in `numbers` of the first entry of an f64 array. */
export function placeOf(array: Float64Array): number {
  return array.byteOffset / 8
}
