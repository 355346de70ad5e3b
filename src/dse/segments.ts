// Sizes of L2 by the layers that they hold.

import { elementsOf } from "./analyse-rows.ts"
import type { Space } from "./space.ts"

/** Index of the first value of at least x; the length if there is none. */
export function lowerBound(values: readonly number[], x: number): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (values[middle] < x) low = middle + 1
    else high = middle
  }
  return low
}

/** Runs of L2 sizes that hold the same layers. */
export interface Segments {
  /** First index of L2 of each, and the end. */
  readonly at: Int32Array
  /** Per layer the first that holds it. */
  readonly residentFrom: Int32Array
}

/** The segments of a space; one where the L2 size does not decide. */
export function segmentsOf({ layers, l2, l2Decides }: Space): Segments {
  const sizes = l2 ?? [0]
  if (!l2Decides) return { at: Int32Array.of(0, sizes.length), residentFrom: new Int32Array(layers.length) }
  const from = layers.map(({ layer }) => lowerBound(sizes, elementsOf(layer).all))
  const at = [...new Set([0, ...from, sizes.length])].sort((a, b) => a - b)
  return { at: Int32Array.from(at), residentFrom: Int32Array.from(from, index => at.indexOf(index)) }
}
