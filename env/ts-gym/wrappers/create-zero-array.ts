// The element of a space nearest to zero.
//
// Source: Gymnasium 1.4.0, wrappers/utils.py, `create_zero_array`.

import { ValueError } from "../errors.ts"
import { Box } from "../spaces/box.ts"
import { Dict } from "../spaces/dict.ts"
import { Discrete } from "../spaces/discrete.ts"
import { newArray, sizeOf } from "../spaces/dtype.ts"
import { MultiBinary } from "../spaces/multi-binary.ts"
import { MultiDiscrete } from "../spaces/multi-discrete.ts"
import type { Space } from "../spaces/space.ts"

/** A new element: zeros, or the bound next to zero; the smallest element of integers. */
export function createZeroArray(space: Space): unknown {
  if (space instanceof Box) {
    const zeros = newArray(space.dtype, space.low.length)
    for (let i = 0; i < zeros.length; i++) zeros[i] = Math.min(space.high[i], Math.max(space.low[i], 0))
    return zeros
  }
  if (space instanceof Discrete) return space.start
  if (space instanceof MultiDiscrete) return Int32Array.from(space.start)
  if (space instanceof MultiBinary) return new Int8Array(sizeOf(space.shape as readonly number[]))
  if (space instanceof Dict)
    return Object.fromEntries(Object.entries<Space>(space.spaces).map(([key, part]) => [key, createZeroArray(part)]))
  throw new ValueError(`createZeroArray: ${space} has no zero`)
}
