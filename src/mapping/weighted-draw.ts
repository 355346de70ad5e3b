// Draws with given weights, again and again: running sums once, a bisection per draw.

import type { Rng } from "../core/rng.ts"

/** Running sums of the items' weights. */
export function runningSums<T>(items: ArrayLike<T>, weight: (item: T, i: number) => number): Float64Array {
  const sums = new Float64Array(items.length)
  let sum = 0
  for (let i = 0; i < items.length; i++) {
    sum += weight(items[i], i)
    sums[i] = sum
  }
  return sums
}

/** An index with probability proportional to its weight, from the running sums. */
export function pick(rng: Rng, sums: Float64Array): number {
  if (sums.length === 1) return 0
  const x = rng.float() * sums[sums.length - 1]
  let low = 0
  let high = sums.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (sums[middle] > x) high = middle
    else low = middle + 1
  }
  return low
}
