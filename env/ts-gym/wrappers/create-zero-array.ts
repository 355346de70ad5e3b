// The element of a space nearest to zero.
//
// Source: Gymnasium 1.4.0, wrappers/utils.py, `create_zero_array`.

import { ValueError } from "../errors.ts"
import { batchSpace } from "../spaces/batch-space.ts"
import { Box } from "../spaces/box.ts"
import { Dict } from "../spaces/dict.ts"
import { Discrete } from "../spaces/discrete.ts"
import { type ArrayDtype, type IntegerArrayDtype, newArray, sizeOf, toArray } from "../spaces/dtype.ts"
import { Graph, type GraphInstance } from "../spaces/graph.ts"
import { MultiBinary } from "../spaces/multi-binary.ts"
import { MultiDiscrete } from "../spaces/multi-discrete.ts"
import { OneOf } from "../spaces/one-of.ts"
import { Sequence } from "../spaces/sequence.ts"
import type { Space } from "../spaces/space.ts"
import { Text } from "../spaces/text.ts"
import { Tuple } from "../spaces/tuple.ts"

/**
 * A new element: zeros, or the bound next to zero; the smallest of integers; the shortest of texts and sequences.
 *
 * @throws ValueError for a space of another class
 */
export function createZeroArray(space: Space): unknown {
  if (space instanceof Box) {
    const { low, high, dtype } = space as Box<ArrayDtype>
    return toArray(
      dtype,
      Array.from(low, (bound, i) => Math.min(high[i], Math.max(bound, 0))),
    )
  }
  if (space instanceof Discrete) return space.start
  if (space instanceof MultiDiscrete) return toArray(space.dtype as IntegerArrayDtype, space.start)
  if (space instanceof MultiBinary) return newArray("int8", sizeOf(space.shape))
  if (space instanceof Tuple) return space.spaces.map((part: Space) => createZeroArray(part))
  if (space instanceof Dict)
    return Object.fromEntries(space.keys.map((key: string) => [key, createZeroArray(space.spaces[key])]))
  if (space instanceof Sequence)
    return space.stackedFeatureSpace === null ? [] : createZeroArray(space.stackedFeatureSpace)
  if (space instanceof Text) return space.characters.charAt(0).repeat(space.minLength)
  if (space instanceof Graph) return zeroGraph(space)
  if (space instanceof OneOf) return [0, createZeroArray(space.spaces[0])]
  throw new ValueError(`createZeroArray: ${space} has no zero`)
}

/** One node, and if there are edge features one edge from it to itself. */
function zeroGraph({ nodeSpace, edgeSpace }: Graph): GraphInstance {
  const nodes = createZeroArray(batchSpace(nodeSpace, 1))
  if (edgeSpace === null) return { nodes, edges: null, edgeLinks: null }
  return { nodes, edges: createZeroArray(batchSpace(edgeSpace, 1)), edgeLinks: new Int32Array(2) }
}
