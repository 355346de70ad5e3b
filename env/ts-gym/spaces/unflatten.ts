// Elements from flat arrays.
//
// Source: Gymnasium 1.4.0, spaces/utils.py, `unflatten`.

import { ValueError } from "../errors.ts"
import { Box } from "./box.ts"
import { concatenate } from "./concatenate.ts"
import { Dict } from "./dict.ts"
import { Discrete } from "./discrete.ts"
import { type ArrayDtype, kindOf, type NumberArray, toArray } from "./dtype.ts"
import { flatDtype, flatdim, notFlat } from "./flat-dim.ts"
import { flattenSpace } from "./flatten-space.ts"
import { Graph, type GraphInstance } from "./graph.ts"
import { MultiBinary } from "./multi-binary.ts"
import { MultiDiscrete } from "./multi-discrete.ts"
import { OneOf } from "./one-of.ts"
import { checkList } from "./parts.ts"
import { Sequence } from "./sequence.ts"
import type { Space } from "./space.ts"
import { Text } from "./text.ts"
import { Tuple } from "./tuple.ts"

type Fields = { readonly [key: string]: unknown }

/**
 * The element `flatten` made flat. Of any other flat values the nearest reading: the first entry that is not 0 of a
 * Discrete's counts.
 *
 * @throws ValueError for another length or structure, or if an entry of Discrete or MultiDiscrete is all 0
 */
export function unflatten<T>(space: Space<T>, x: unknown): T {
  return unflattenAny(space as Space, x) as T
}

function unflattenAny(space: Space, x: unknown): unknown {
  if (space.isNpFlattenable) {
    const length = flatdim(space)
    if (!ArrayBuffer.isView(x) || (x as NumberArray).length !== length)
      throw new ValueError(`unflatten: x is ${kindOf(x)}, expected a typed array of length ${length}`)
    return fromArray(space, x as NumberArray)
  }
  if (space instanceof Tuple) {
    const parts = checkList("x", x, space.spaces.length, "one per part")
    return space.spaces.map((part: Space, i: number) => unflattenAny(part, parts[i]))
  }
  if (space instanceof Sequence) return unflattenBatch(space as Sequence<unknown, boolean>, x)
  if (typeof x !== "object" || x === null) throw new ValueError(`unflatten: x is ${kindOf(x)}, expected an object`)
  if (space instanceof Dict)
    return Object.fromEntries(
      space.keys.map((key: string) => [key, unflattenAny(space.spaces[key], (x as Fields)[key])]),
    )
  if (space instanceof Graph) return unflattenGraph(space, x as GraphInstance)
  return notFlat(space)
}

/** Of every element of a sequence; stacked again if they were. */
function unflattenBatch(space: Sequence<unknown, boolean>, x: unknown): unknown {
  const flat = new Sequence(flattenSpace(space.featureSpace), { stack: space.stack })
  if (!space.stack && !Array.isArray(x)) throw new ValueError(`unflatten: x is ${kindOf(x)}, expected an array`)
  const elements = flat.elementsOf(x).map(element => unflattenAny(space.featureSpace, element))
  return space.stack ? concatenate(space.featureSpace, elements) : elements
}

function unflattenGraph({ nodeSpace, edgeSpace }: Graph, { nodes, edges, edgeLinks }: GraphInstance): GraphInstance {
  return {
    nodes: unflattenBatch(new Sequence(nodeSpace, { stack: true }), nodes),
    edges:
      edgeSpace === null || edges === null ? null : unflattenBatch(new Sequence(edgeSpace, { stack: true }), edges),
    edgeLinks: edgeLinks?.slice() ?? null,
  }
}

/** An element of a space whose elements become one array; `x` has the right length. */
function fromArray(space: Space, x: NumberArray): unknown {
  if (space instanceof Box || space instanceof MultiBinary) return toArray(space.dtype as ArrayDtype, x)
  if (space instanceof Discrete) return space.start + markedIn(space, x, 0, space.n)
  if (space instanceof MultiDiscrete) {
    let offset = 0
    const values = space.nvec.map((n, i) => {
      const value = space.start[i] + markedIn(space, x, offset, n)
      offset += n
      return value
    })
    return toArray(space.dtype as ArrayDtype, values)
  }
  if (space instanceof Text) return Array.from(x, index => space.characterList[index] ?? "").join("")
  if (space instanceof OneOf) {
    const part = space.spaces[x[0]]
    if (part === undefined)
      throw new ValueError(`unflatten: x[0] is ${x[0]}, expected one of ${space.spaces.length} parts`)
    return [x[0], fromArray(part, toArray(flatDtype(part), x.subarray(1, 1 + flatdim(part))))]
  }
  return splitParts(space, x)
}

/** Place of the first entry that is not 0 among the `count` from `start` on. */
function markedIn(space: Space, x: NumberArray, start: number, count: number): number {
  const at = x.subarray(start, start + count).findIndex(v => v !== 0)
  if (at === -1) throw new ValueError(`unflatten: x has only zeros from [${start}] on for ${space}, expected a one-hot`)
  return at
}

/** The parts of a Tuple or Dict. */
function splitParts(space: Space, x: NumberArray): unknown {
  let offset = 0
  const next = (part: Space) => {
    const start = offset
    offset += flatdim(part)
    return fromArray(part, x.subarray(start, offset))
  }
  if (space instanceof Dict) return Object.fromEntries(space.keys.map((key: string) => [key, next(space.spaces[key])]))
  return (space as Tuple).spaces.map(next)
}
