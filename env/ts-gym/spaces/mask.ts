// Masks and probabilities: which of n values may be drawn, and how likely.
//
// Source: Gymnasium 1.4.0, `sample` of Discrete, MultiDiscrete and Text; where nothing is admitted the first value is taken.

import { ValueError } from "../errors.ts"
import type { Generator } from "../random/generator.ts"
import { pairwiseSum } from "../random/pairwise-sum.ts"
import { kindOf } from "./dtype.ts"

/** One entry per value: 1 admits it, 0 does not. */
export type Mask = Int8Array | Uint8Array

/** Throws if a call gave both a mask and probabilities. */
export function checkOneOf(mask: unknown, probability: unknown): void {
  if (mask !== undefined && probability !== undefined)
    throw new ValueError("sample was given a mask and probabilities, expected at most one of them")
}

/** Throws unless `mask` is an Int8Array or Uint8Array of n entries in `allowed`. */
export function checkMask(field: string, mask: unknown, n: number, allowed: readonly number[] = [0, 1]): Mask {
  if (!(mask instanceof Int8Array || mask instanceof Uint8Array))
    throw new ValueError(`${field} is ${kindOf(mask)}, expected an Int8Array or Uint8Array of length ${n}`)
  if (mask.length !== n) throw new ValueError(`${field} has ${mask.length} entries, expected ${n}`)
  for (let i = 0; i < n; i++)
    if (!allowed.includes(mask[i]))
      throw new ValueError(`${field}[${i}] is ${mask[i]}, expected ${allowed.join(" or ")}`)
  return mask
}

/** Throws unless `probability` is a Float64Array of n numbers in [0, 1]. */
export function checkProbability(field: string, probability: unknown, n: number): Float64Array {
  if (!(probability instanceof Float64Array))
    throw new ValueError(`${field} is ${kindOf(probability)}, expected a Float64Array of length ${n}`)
  if (probability.length !== n) throw new ValueError(`${field} has ${probability.length} entries, expected ${n}`)
  for (let i = 0; i < n; i++)
    if (!(probability[i] >= 0 && probability[i] <= 1))
      throw new ValueError(`${field}[${i}] is ${probability[i]}, expected a number in [0, 1]`)
  return probability
}

/** The sum of `probability`; throws unless it is 1 within the default tolerance of NumPy's isclose. */
export function checkSum(field: string, probability: Float64Array): number {
  const sum = pairwiseSum(probability)
  if (!(Math.abs(sum - 1) <= 1e-8 + 1e-5)) throw new ValueError(`${field} sums to ${sum}, expected 1`)
  return sum
}

/** Index drawn uniformly among those admitted; 0 if none is. */
export function drawMasked(random: Generator, mask: Mask): number {
  let admitted = 0
  for (let i = 0; i < mask.length; i++) admitted += mask[i]
  if (admitted === 0) return 0
  let skip = random.integers(admitted)
  let index = mask.indexOf(1)
  while (skip-- > 0) index = mask.indexOf(1, index + 1)
  return index
}
