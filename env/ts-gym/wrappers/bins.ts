// Bins of a bounded Box: as many per element as asked for, and one number for all of them together.
//
// Source: Gymnasium 1.4.0, DiscretizeObservation and DiscretizeAction.

import { ValueError } from "../errors.ts"
import type { AnyBox } from "./box-of.ts"

/** Bins per element: one number for all, or one per element. */
export type Bins = number | readonly number[]

/** Bins per element. ValueError unless they are positive integers, one per element. */
export function binsOf(wrapper: string, bins: Bins, box: AnyBox): readonly number[] {
  const size = box.low.length
  const each = typeof bins === "number" ? Array.from({ length: size }, () => bins) : bins
  if (each.length !== size) throw new ValueError(`${wrapper}: bins has ${each.length} entries, expected ${size}`)
  const at = each.findIndex(n => !(Number.isSafeInteger(n) && n > 0))
  if (at !== -1) throw new ValueError(`${wrapper}: bins[${at}] is ${each[at]}, expected a positive integer`)
  return each
}

/** Evenly spaced numbers from low to high, computed in the Box's precision as NumPy does. */
export function binEdges(box: AnyBox, i: number, bins: number): number[] {
  const round = box.dtype === "float32" ? Math.fround : (x: number) => x
  const [low, high] = [box.low[i], box.high[i]]
  const step = round(round(high - low) / bins)
  const edges = Array.from({ length: bins + 1 }, (_, k) => round(round(k * step) + low))
  edges[bins] = high
  return edges
}

/** The number of a combination of bins, the first the most significant. */
export function joinBins(bins: readonly number[], indices: ArrayLike<number>): number {
  return bins.reduce((number, n, i) => number * n + indices[i], 0)
}

/** The bins of a number. */
export function splitBins(bins: readonly number[], number: number): number[] {
  let rest = number
  return bins
    .toReversed()
    .map(n => {
      const index = rest % n
      rest = Math.floor(rest / n)
      return index
    })
    .toReversed()
}

/** Number of all combinations. */
export function combinations(bins: readonly number[]): number {
  return bins.reduce((product, n) => product * n, 1)
}
