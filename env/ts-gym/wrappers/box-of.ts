// The check that a space is a Box, for wrappers that need one.

import { ValueError } from "../errors.ts"
import { Box } from "../spaces/box.ts"
import type { ArrayDtype, NumberArray } from "../spaces/dtype.ts"
import type { Space } from "../spaces/space.ts"

/** A Box of any element type. */
export type AnyBox = Box<ArrayDtype> & Space<NumberArray>

/** The space as a Box. ValueError naming the wrapper if it is none. */
export function boxOf(wrapper: string, field: "observationSpace" | "actionSpace", space: unknown): AnyBox {
  if (space instanceof Box) return space as AnyBox
  throw new ValueError(`${wrapper}: ${field} is ${String(space)}, expected a Box`)
}

/** Throws unless all bounds are finite. */
export function checkBounded(wrapper: string, field: "observationSpace" | "actionSpace", box: AnyBox): void {
  const at = Array.from(box.low).findIndex((low, i) => !Number.isFinite(low) || !Number.isFinite(box.high[i]))
  if (at !== -1)
    throw new ValueError(`${wrapper}: ${field} is [${box.low[at]}, ${box.high[at]}] at [${at}], expected finite bounds`)
}
