// Which indices a `choice` takes.
//
// Source: NumPy 2.4, numpy.random.Generator.choice: the same indices from the same generator.

import { ValueError } from "../errors.ts"
import { bounded32 } from "./bounded.ts"
import type { PCG64 } from "./pcg64.ts"

/** Largest distance from 1 a sum of probabilities may have: the square root of a double's precision. */
const SUM_TOLERANCE = 1.4901161193847656e-8

/** Running sums, scaled to end at 1. */
function cumulate(p: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(p.length)
  let sum = 0
  for (let i = 0; i < p.length; i++) {
    sum += p[i]
    sums[i] = sum
  }
  return sums.map(s => s / sum)
}

/** First index whose value is above `x`. */
function upperBound(sorted: Float64Array, x: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle] <= x) low = middle + 1
    else high = middle
  }
  return low
}

/** Throws unless `p` holds `count` numbers of at least 0 with sum 1. */
export function checkWeights(p: ArrayLike<number>, count: number): void {
  if (p.length !== count) throw new ValueError(`p has ${p.length} entries, expected ${count}`)
  let sum = 0
  for (let i = 0; i < count; i++) {
    if (!(p[i] >= 0)) throw new ValueError(`p[${i}] is ${p[i]}, expected a number of at least 0`)
    sum += p[i]
  }
  if (!(Math.abs(sum - 1) <= SUM_TOLERANCE)) throw new ValueError(`p sums to ${sum}, expected 1`)
}

/** `size` indices, index i with probability p[i]. */
export function chooseWeighted(bits: PCG64, p: ArrayLike<number>, size: number): number[] {
  const cumulated = cumulate(p)
  return Array.from({ length: size }, () => upperBound(cumulated, bits.nextDouble()))
}

/** `size` different indices: draws as many as are missing, with the weight of those found set to 0, until enough. */
export function chooseWeightedDistinct(bits: PCG64, p: ArrayLike<number>, size: number): number[] {
  const weights = Float64Array.from(p)
  const possible = weights.filter(w => w > 0).length
  if (possible < size) throw new ValueError(`choice of ${size} without replacement, but p has only ${possible} above 0`)
  const found = new Set<number>()
  while (found.size < size) {
    for (const i of found) weights[i] = 0
    for (const i of chooseWeighted(bits, weights, size - found.size)) found.add(i)
  }
  return [...found]
}

/**
 * `size` different ones of `count` indices: Floyd's algorithm, or the tail of a shuffle where that is cheaper.
 * Without `shuffled` the set is random, its order is not.
 */
export function chooseDistinct(bits: PCG64, count: number, size: number, shuffled: boolean): number[] {
  if (count > 10000 && size > Math.floor(count / (shuffled ? 50 : 20))) {
    const all = Array.from({ length: count }, (_, i) => i)
    shuffleFrom(bits, all, Math.max(count - size, 1))
    return all.slice(count - size)
  }
  const chosen = new Set<number>()
  for (let j = count - size; j < count; j++) {
    const value = bounded32(bits, j)
    chosen.add(chosen.has(value) ? j : value)
  }
  const order = [...chosen]
  if (shuffled) shuffleFrom(bits, order, 1)
  return order
}

/** Shuffles by bounded integers, from the end down to index `first`. */
function shuffleFrom(bits: PCG64, items: number[], first: number): void {
  for (let i = items.length - 1; i >= first; i--) {
    const j = bounded32(bits, i)
    const swap = items[i]
    items[i] = items[j]
    items[j] = swap
  }
}
