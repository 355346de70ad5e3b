// Elements as flat arrays.
//
// Source: Gymnasium 1.4.0, spaces/utils.py, `flatten`.

import { ValueError } from "../errors.ts"
import { Box } from "./box.ts"
import { concatenate } from "./concatenate.ts"
import { Dict } from "./dict.ts"
import { Discrete } from "./discrete.ts"
import { type ArrayDtype, explainArray, kindOf, type NumberArray, newArray, sizeOf } from "./dtype.ts"
import { flatDtype, flatdim, notFlat } from "./flat-dim.ts"
import { flattenSpace } from "./flatten-space.ts"
import { Graph, type GraphInstance } from "./graph.ts"
import { MultiBinary } from "./multi-binary.ts"
import { MultiDiscrete } from "./multi-discrete.ts"
import { OneOf } from "./one-of.ts"
import { checkList, within } from "./parts.ts"
import { Sequence } from "./sequence.ts"
import type { Space } from "./space.ts"
import { Text } from "./text.ts"
import { Tuple } from "./tuple.ts"

type Fields = { readonly [key: string]: unknown }

/**
 * An element as an element of `flattenSpace(space)`, a new array: Box and MultiBinary as they are, Discrete and
 * MultiDiscrete one-hot, Text the indices of its characters, padded with their number, OneOf the index and the element,
 * padded with its first entry; Dict and Tuple all parts one after the other. Where a Graph or Sequence is part of the
 * space, the structure stays and its leaves are flattened.
 *
 * @throws ValueError if `x` has another form than a member (a Box's bounds are not looked at), or for spaces of other
 *   classes
 */
export function flatten<T>(space: Space<T>, x: T): unknown {
  return flattenAny(space as Space, x)
}

function flattenAny(space: Space, x: unknown): unknown {
  if (space.isNpFlattenable) return flatArray(space, x)
  if (space instanceof Tuple) {
    const parts = checkList("x", x, space.spaces.length, "one per part")
    return space.spaces.map((part: Space, i: number) => flattenAny(part, parts[i]))
  }
  if (space instanceof Sequence) return flattenBatch(space as Sequence<unknown, boolean>, x)
  if (typeof x !== "object" || x === null) throw new ValueError(`flatten: x is ${kindOf(x)}, expected an object`)
  if (space instanceof Dict)
    return Object.fromEntries(space.keys.map((key: string) => [key, flattenAny(space.spaces[key], (x as Fields)[key])]))
  if (space instanceof Graph) return flattenGraph(space, x as GraphInstance)
  return notFlat(space)
}

/** Of every element of a sequence; stacked again if they were. */
function flattenBatch(space: Sequence<unknown, boolean>, x: unknown): unknown {
  if (!space.stack && !Array.isArray(x)) throw new ValueError(`flatten: x is ${kindOf(x)}, expected an array`)
  const flat = space.elementsOf(x).map(element => flattenAny(space.featureSpace, element))
  return space.stack ? concatenate(flattenSpace(space.featureSpace), flat) : flat
}

function flattenGraph({ nodeSpace, edgeSpace }: Graph, { nodes, edges, edgeLinks }: GraphInstance): GraphInstance {
  return {
    nodes: flattenBatch(new Sequence(nodeSpace, { stack: true }), nodes),
    edges: edgeSpace === null || edges === null ? null : flattenBatch(new Sequence(edgeSpace, { stack: true }), edges),
    edgeLinks: edgeLinks?.slice() ?? null,
  }
}

/** Throws if there is a reason. */
function refuse(reason: string | null): void {
  if (reason !== null) throw new ValueError(`flatten: ${within("x", reason)}`)
}

/** A member of a space whose elements become one array. */
function flatArray(space: Space, x: unknown): NumberArray {
  if (space instanceof Box || space instanceof MultiBinary) {
    refuse(explainArray(x, space.dtype as ArrayDtype, sizeOf(space.shape)))
    return (x as NumberArray).slice()
  }
  if (space instanceof Tuple)
    return joinParts(space, space.spaces, checkList("x", x, space.spaces.length, "one per part"))
  if (space instanceof Dict) {
    if (typeof x !== "object" || x === null) throw new ValueError(`flatten: x is ${kindOf(x)}, expected an object`)
    const { keys, spaces } = space as Dict
    const parts = keys.map(key => spaces[key])
    return joinParts(
      space,
      parts,
      keys.map(key => (x as Fields)[key]),
    )
  }
  if (space instanceof OneOf) return flattenOneOf(space, x)
  refuse(space.explain(x))
  const flat = newArray(flatDtype(space), flatdim(space))
  if (space instanceof Discrete) flat[(x as number) - space.start] = 1
  else if (space instanceof MultiDiscrete) markEntries(flat, space, x as NumberArray)
  else if (space instanceof Text) {
    flat.fill(space.characterList.length)
    flat.set([...(x as string)].map(c => space.characterIndex(c) as number))
  }
  return flat
}

function flattenOneOf(space: OneOf, x: unknown): NumberArray {
  const [index, element] = checkList("x", x, 2, "[index, element]") as [number, unknown]
  const part: Space | undefined = space.spaces[index]
  if (part === undefined)
    throw new ValueError(`flatten: x[0] is ${kindOf(index)}, expected one of ${space.spaces.length} parts`)
  const values = flatArray(part, element)
  const flat = newArray(flatDtype(space), flatdim(space))
  flat.fill(values[0] ?? 0)
  flat[0] = index
  flat.set(values, 1)
  return flat
}

function markEntries(flat: NumberArray, { nvec, start }: Pick<MultiDiscrete, "nvec" | "start">, x: NumberArray): void {
  let offset = 0
  nvec.forEach((n, i) => {
    flat[offset + x[i] - start[i]] = 1
    offset += n
  })
}

/** The parts of a Tuple or Dict one after the other. */
function joinParts(space: Space, parts: readonly Space[], values: readonly unknown[]): NumberArray {
  const flat = newArray(flatDtype(space), flatdim(space))
  let offset = 0
  parts.forEach((part, i) => {
    const piece = flatArray(part, values[i])
    flat.set(piece, offset)
    offset += piece.length
  })
  return flat
}
