// Length and element type of flat elements.
//
// Source: Gymnasium 1.4.0, spaces/utils.py, `flatdim` and the dtype of `flatten_space`.

import { ValueError } from "../errors.ts"
import { arrayDtypeOf } from "./batch-space.ts"
import { Box } from "./box.ts"
import { Dict } from "./dict.ts"
import { Discrete } from "./discrete.ts"
import { type ArrayDtype, DTYPE_RANGE, isIntegerDtype, promote, sizeOf } from "./dtype.ts"
import { MultiBinary } from "./multi-binary.ts"
import { MultiDiscrete } from "./multi-discrete.ts"
import { OneOf } from "./one-of.ts"
import type { Space } from "./space.ts"
import { Text } from "./text.ts"
import { Tuple } from "./tuple.ts"

/** The parts of a Tuple, Dict or OneOf in the order of flat values; null for other spaces. */
export function orderedParts(space: Space): readonly Space[] | null {
  if (space instanceof Tuple || space instanceof OneOf) return space.spaces
  return space instanceof Dict ? space.keys.map((key: string) => space.spaces[key]) : null
}

/** Throws: there is no flat form. */
export function notFlat(space: Space): never {
  throw new ValueError(
    `${space} cannot be flattened, expected spaces of this library; no Graph or Sequence in a OneOf, or for one array`,
  )
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)

/**
 * The number of entries `flatten` gives.
 *
 * @throws ValueError for spaces whose elements do not become one array
 */
export function flatdim(space: Space): number {
  if (!space.isNpFlattenable) notFlat(space)
  if (space instanceof Box || space instanceof MultiBinary) return sizeOf(space.shape)
  if (space instanceof Discrete) return space.n
  if (space instanceof MultiDiscrete) return sum(space.nvec)
  if (space instanceof Text) return space.maxLength
  const parts = orderedParts(space) ?? notFlat(space)
  const lengths = parts.map(flatdim)
  return space instanceof OneOf ? 1 + Math.max(...lengths) : sum(lengths)
}

/** The type of those entries: that of arrays of the space; for composites the smallest that holds all parts. */
export function flatDtype(space: Space): ArrayDtype {
  if (space instanceof Discrete) return arrayDtypeOf(space)
  if (space instanceof Text) return "int32"
  if (space instanceof Box || space instanceof MultiBinary || space instanceof MultiDiscrete)
    return space.dtype as ArrayDtype
  const parts = orderedParts(space) ?? notFlat(space)
  const dtype = promote(parts.map(flatDtype))
  const last = parts.length - 1
  if (!(space instanceof OneOf) || !isIntegerDtype(dtype) || last <= DTYPE_RANGE[dtype][1]) return dtype
  // The index of the part has to fit too.
  return promote([dtype, last < 256 ? "uint8" : "uint16"])
}
