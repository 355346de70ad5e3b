// The affine map between a Box and one with other bounds.
//
// Source: Gymnasium 1.4.0, wrappers/utils.py, `rescale_box`: the same roundings.

import { ValueError } from "../errors.ts"
import { Box } from "../spaces/box.ts"
import { type ArrayDtype, type NumberArray, newArray } from "../spaces/dtype.ts"
import type { AnyBox } from "./box-of.ts"

/** One number for all elements, or one per element. */
export type Bounds = number | ArrayLike<number>

/** A Box of other bounds with the maps to it and back. */
export interface Rescaled {
  readonly box: AnyBox
  /** From the original to the new Box. */
  readonly forward: (x: NumberArray) => NumberArray
  /** From the new Box to the original. */
  readonly backward: (x: NumberArray) => NumberArray
}

/**
 * The Box with new bounds. An element without a bound keeps that side unbounded.
 *
 * @throws ValueError for a wrong number of bounds, min above max, or a finite bound where the Box has none or the reverse
 */
export function rescaleBox(wrapper: string, box: AnyBox, min: Bounds, max: Bounds): Rescaled {
  const size = box.low.length
  const [low, high] = [boundsOf(wrapper, "min", min, size), boundsOf(wrapper, "max", max, size)]
  checkBounds(wrapper, box, low, high)
  const gradient = newArray(box.dtype, size).fill(1)
  const intercept = newArray(box.dtype, size)
  const round = box.dtype === "float32" ? Math.fround : (x: number) => x
  for (let i = 0; i < size; i++) {
    const [below, above] = [Number.isFinite(low[i]), Number.isFinite(high[i])]
    if (below && above) gradient[i] = (high[i] - low[i]) / (box.high[i] - box.low[i])
    if (below) intercept[i] = round(gradient[i] * -box.low[i]) + low[i]
    else if (above) intercept[i] = high[i] - box.high[i]
  }
  const map = (f: (x: number, i: number) => number) => (x: NumberArray) => {
    const out = newArray(box.dtype, size)
    for (let i = 0; i < size; i++) out[i] = f(x[i], i)
    return out
  }
  return {
    box: new Box(low, high, box.shape, box.dtype) as AnyBox,
    forward: map((x, i) => round(gradient[i] * x) + intercept[i]),
    backward: map((x, i) => round(x - intercept[i]) / gradient[i]),
  }
}

function boundsOf(wrapper: string, field: string, bounds: Bounds, size: number): Float64Array {
  if (typeof bounds === "number") return new Float64Array(size).fill(bounds)
  if (bounds.length === size) return Float64Array.from(bounds)
  throw new ValueError(`${wrapper}: ${field} has ${bounds.length} entries, expected ${size}`)
}

function checkBounds(wrapper: string, box: Box<ArrayDtype>, low: Float64Array, high: Float64Array): void {
  for (let i = 0; i < low.length; i++) {
    for (const [wanted, has] of [
      [low[i], box.low[i]],
      [high[i], box.high[i]],
    ])
      if (Number.isFinite(wanted) !== Number.isFinite(has))
        throw new ValueError(
          `${wrapper}: the bound at [${i}] is ${wanted}, the space's ${has}; expected both finite or equal`,
        )
    if (!(low[i] <= high[i])) throw new ValueError(`${wrapper}: min is ${low[i]} at [${i}], above max, ${high[i]}`)
  }
}
