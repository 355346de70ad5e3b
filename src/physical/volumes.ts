// How many elements of a tensor a chunk touches, and how many two chunks share.
//
// Source: specification "physical", sections 1.1 and 3.3. A chunk is a product of ranges: `sizes` per
// axis. A second chunk is given by its sizes and by `shift`, its start minus the first one's, per axis.

import type { Factor } from "./axes.ts"

/** Distinct input rows of n ≥ 1 consecutive outputs and w ≥ 1 consecutive taps. */
export function rowsOf(n: number, w: number, stride: number): number {
  return stride < w ? (n - 1) * stride + w : n * w
}

/** Elements of a tensor in a chunk. */
export function volume(tensor: readonly Factor[], sizes: readonly number[]): number {
  let product = 1
  for (const { axis, taps, stride } of tensor) {
    product *= taps < 0 ? sizes[axis] : rowsOf(sizes[axis], sizes[taps], stride)
  }
  return product
}

/** Length of the intersection of [0, size) and [start, start + other). */
export function overlap(size: number, start: number, other: number): number {
  return Math.max(0, Math.min(size, start + other) - Math.max(0, start))
}

/** Elements of a tensor that two chunks share. */
export function shared(
  tensor: readonly Factor[],
  sizes: readonly number[],
  other: readonly number[],
  shift: readonly number[],
): number {
  let product = 1
  for (const { axis, taps, stride } of tensor) {
    product *=
      taps < 0
        ? overlap(sizes[axis], shift[axis], other[axis])
        : sharedRows(stride, sizes[axis], sizes[taps], other[axis], other[taps], shift[axis], shift[taps])
    if (product === 0) return 0
  }
  return product
}

type OutputsAndTaps = readonly [number, number]

/** Input rows that n outputs × w taps share with `otherN` × `otherW`, which start d outputs and e taps later. */
export function sharedRows(
  stride: number,
  n: number,
  w: number,
  otherN: number,
  otherW: number,
  d: number,
  e: number,
): number {
  // Rows without gaps; numbers only up to here, because searches come by often.
  if ((n === 1 || w >= stride) && (otherN === 1 || otherW >= stride)) {
    return overlap((n - 1) * stride + w, d * stride + e, (otherN - 1) * stride + otherW)
  }
  return sharedByResidue(stride, [n, w], [otherN, otherW], [d, e])
}

/** Rows with gaps, residue by residue modulo the stride: on each, either set is one interval. */
function sharedByResidue(
  stride: number,
  [n, w]: OutputsAndTaps,
  [otherN, otherW]: OutputsAndTaps,
  [d, e]: OutputsAndTaps,
): number {
  let total = 0
  for (let residue = 0; residue < stride; residue++) {
    const [first, length] = residueInterval(residue, stride, [0, n], [0, w])
    const [otherFirst, otherLength] = residueInterval(residue, stride, [d, otherN], [e, otherW])
    if (length > 0 && otherLength > 0) total += overlap(length, otherFirst - first, otherLength)
  }
  return total
}

/** Start and length of the quotients k of all rows k·stride + residue = y·stride + r, y and r in [start, start + count). */
function residueInterval(
  residue: number,
  stride: number,
  [firstOutput, outputs]: OutputsAndTaps,
  [firstTap, taps]: OutputsAndTaps,
): OutputsAndTaps {
  const low = Math.ceil((firstTap - residue) / stride)
  const high = Math.floor((firstTap + taps - 1 - residue) / stride)
  return high < low ? [0, 0] : [firstOutput + low, outputs + high - low]
}
