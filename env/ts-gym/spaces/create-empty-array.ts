// Room for a batch.
//
// Source: Gymnasium 1.4.0, vector/utils/space_utils.py, `create_empty_array`.

import { arrayDtypeOf, checkCount } from "./batch-space.ts"
import { Box } from "./box.ts"
import { Dict } from "./dict.ts"
import { Discrete } from "./discrete.ts"
import { type ArrayDtype, newArray, sizeOf } from "./dtype.ts"
import { Graph, type GraphInstance } from "./graph.ts"
import { MultiBinary } from "./multi-binary.ts"
import { MultiDiscrete } from "./multi-discrete.ts"
import { OneOf } from "./one-of.ts"
import { Sequence } from "./sequence.ts"
import type { Space } from "./space.ts"
import { Text } from "./text.ts"
import { Tuple } from "./tuple.ts"

/**
 * What `concatenate` may write n elements into: arrays of zeros, in Dict and Tuple one per part. Of Graph, Text,
 * Sequence and OneOf a list of n small values; null for spaces of other classes. Zeros need not be members.
 *
 * @throws ValueError if n is no count
 */
export function createEmptyArray(space: Space, n = 1): unknown {
  checkCount(n)
  if (space instanceof Box || space instanceof MultiDiscrete || space instanceof MultiBinary)
    return newArray(space.dtype as ArrayDtype, n * sizeOf(space.shape))
  if (space instanceof Discrete) return newArray(arrayDtypeOf(space), n)
  if (space instanceof Tuple) return space.spaces.map((part: Space) => createEmptyArray(part, n))
  if (space instanceof Dict)
    return Object.fromEntries(space.keys.map((key: string) => [key, createEmptyArray(space.spaces[key], n)]))
  const empty = emptyElement(space)
  return empty === null ? null : Array.from({ length: n }, empty)
}

/** Makes one small value of the space. */
function emptyElement(space: Space): (() => unknown) | null {
  if (space instanceof Graph) return () => emptyGraph(space)
  if (space instanceof Text) return () => space.characters.charAt(0).repeat(space.minLength)
  if (space instanceof Sequence) return () => (space.stack ? createEmptyArray(space.featureSpace) : [])
  return space instanceof OneOf ? () => [] : null
}

/** A node, and if there are edge features an edge from it to itself. */
function emptyGraph({ nodeSpace, edgeSpace }: Graph): GraphInstance {
  const nodes = createEmptyArray(nodeSpace)
  if (edgeSpace === null) return { nodes, edges: null, edgeLinks: null }
  return { nodes, edges: createEmptyArray(edgeSpace), edgeLinks: new Int32Array(2) }
}
