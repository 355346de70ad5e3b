// Draws from distributions over integers.
//
// Source: NumPy 2.4's forms of inversion, for equal draws.

import type { PCG64 } from "./pcg64.ts"
import { standardExponential } from "./ziggurat.ts"

// Below this probability of success NumPy inverts an exponential draw, from it on it adds up probabilities.
const SEARCH_FROM = 1 / 3

/** Number of trials up to the first success, each with probability `p` in (0, 1]. */
export function geometric(bits: PCG64, p: number): number {
  if (p < SEARCH_FROM) return Math.ceil(-standardExponential(bits) / Math.log1p(-p))
  const u = bits.nextDouble()
  let trials = 1
  let term = p
  for (let sum = p; u > sum; sum += term) {
    term *= 1 - p
    trials++
  }
  return trials
}
