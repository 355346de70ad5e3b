// The space of flat elements.
//
// Source: Gymnasium 1.4.0, spaces/utils.py, `flatten_space`.

import { Box } from "./box.ts"
import { Dict } from "./dict.ts"
import type { ArrayDtype } from "./dtype.ts"
import { flatDtype, flatdim, notFlat, orderedParts } from "./flat-dim.ts"
import { Graph } from "./graph.ts"
import { OneOf } from "./one-of.ts"
import { Sequence } from "./sequence.ts"
import type { Space } from "./space.ts"
import { Text } from "./text.ts"
import { Tuple } from "./tuple.ts"

/**
 * The space of what `flatten` gives: a Box of one axis; where a Graph or Sequence is part of the space, a Dict, Tuple,
 * Graph or Sequence of such.
 *
 * @throws ValueError for spaces of other classes
 */
export function flattenSpace(space: Space): Space {
  if (space.isNpFlattenable) return flatBox(space)
  if (space instanceof Tuple) return new Tuple(space.spaces.map(flattenSpace))
  if (space instanceof Dict) return new Dict(space.keys.map(key => [key, flattenSpace(space.spaces[key])] as const))
  if (space instanceof Graph)
    return new Graph(flattenSpace(space.nodeSpace), space.edgeSpace === null ? null : flattenSpace(space.edgeSpace))
  if (space instanceof Sequence)
    return new Sequence(flattenSpace(space.featureSpace as Space), { stack: space.stack as boolean })
  return notFlat(space)
}

/** The Box of a space whose elements become one array. */
function flatBox(space: Space): Box<ArrayDtype> {
  if (space instanceof Box) {
    const { low, high, dtype } = space as Box<ArrayDtype>
    return new Box(low, high, [low.length], dtype)
  }
  const dtype = flatDtype(space)
  const size = flatdim(space)
  if (space instanceof Text) return new Box(0, space.characterList.length, [size], dtype)
  const parts = orderedParts(space)?.map(flatBox)
  if (parts === undefined) return new Box(0, 1, [size], dtype)
  const lows = parts.flatMap(part => Array.from(part.low))
  const highs = parts.flatMap(part => Array.from(part.high))
  if (!(space instanceof OneOf)) return new Box(lows, highs, [size], dtype)
  const [low, high] = [lows.reduce((a, b) => Math.min(a, b)), highs.reduce((a, b) => Math.max(a, b))]
  const fill = (first: number, rest: number) => Array.from({ length: size }, (_, i) => (i === 0 ? first : rest))
  return new Box(fill(0, low), fill(parts.length - 1, high), [size], dtype)
}
