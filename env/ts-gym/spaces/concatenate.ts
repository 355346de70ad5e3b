// Several elements of a space as one batch.
//
// Source: Gymnasium 1.4.0, vector/utils/space_utils.py, `concatenate`.

import { ValueError } from "../errors.ts"
import { arrayDtypeOf } from "./batch-space.ts"
import { Box } from "./box.ts"
import { Dict } from "./dict.ts"
import { Discrete } from "./discrete.ts"
import {
  ARRAY_CLASS,
  type ArrayDtype,
  type ArrayOf,
  kindOf,
  type NumberArray,
  newArray,
  sizeOf,
  withArticle,
} from "./dtype.ts"
import { MultiBinary } from "./multi-binary.ts"
import { MultiDiscrete } from "./multi-discrete.ts"
import type { Space } from "./space.ts"
import { Tuple } from "./tuple.ts"

type Fields = { readonly [key: string]: unknown }

/**
 * The batch of `items`, an element of `batchSpace(space, items.length)`: arrays one after the other in one array, in
 * Dict and Tuple part by part; for other spaces the list of items.
 *
 * @param out where to write, e.g. from `createEmptyArray`; new arrays by default
 * @throws ValueError if an item or `out` has another form or length than it should
 */
export function concatenate<D extends ArrayDtype>(
  space: Box<D>,
  items: readonly ArrayOf[D][],
  out?: ArrayOf[D],
): ArrayOf[D]
export function concatenate(space: Space, items: readonly unknown[], out?: unknown): unknown
export function concatenate(space: Space, items: readonly unknown[], out?: unknown): unknown {
  if (space instanceof Dict) return concatenateDict(space, items, out as Fields | undefined)
  if (space instanceof Tuple) return concatenateTuple(space, items, out as readonly unknown[] | undefined)
  if (space instanceof Discrete) {
    const batch = outOf(arrayDtypeOf(space), items.length, out)
    batch.set(items as number[])
    return batch
  }
  if (space instanceof Box || space instanceof MultiDiscrete || space instanceof MultiBinary)
    return concatenateArrays(space.dtype as ArrayDtype, sizeOf(space.shape), items, out)
  return [...items]
}

/** `out` if it fits, a new array if there is none. */
function outOf(dtype: ArrayDtype, length: number, out: unknown): NumberArray {
  if (out === undefined) return newArray(dtype, length)
  return checkArray("out", out, dtype, length)
}

function checkArray(field: string, x: unknown, dtype: ArrayDtype, length: number): NumberArray {
  const wanted = ARRAY_CLASS[dtype]
  if (!(x instanceof wanted)) throw new ValueError(`${field} is ${kindOf(x)}, expected ${withArticle(wanted.name)}`)
  if (x.length !== length) throw new ValueError(`${field} has ${x.length} entries, expected ${length}`)
  return x
}

function concatenateArrays(dtype: ArrayDtype, size: number, items: readonly unknown[], out: unknown): NumberArray {
  const batch = outOf(dtype, items.length * size, out)
  items.forEach((item, i) => batch.set(checkArray(`item ${i}`, item, dtype, size), i * size))
  return batch
}

function concatenateTuple(space: Tuple, items: readonly unknown[], out: readonly unknown[] | undefined): unknown[] {
  return space.spaces.map((part: Space, i) => concatenate(part, partsOf(items, i), out?.[i]))
}

function concatenateDict(space: Dict, items: readonly unknown[], out: Fields | undefined): Fields {
  const parts = space.keys.map(key => [key, concatenate(space.spaces[key] as Space, partsOf(items, key), out?.[key])])
  return Object.fromEntries(parts)
}

/** One part of every item. */
function partsOf(items: readonly unknown[], key: string | number): unknown[] {
  return items.map((item, i) => {
    if (typeof item !== "object" || item === null)
      throw new ValueError(`item ${i} is ${kindOf(item)}, expected an element with a part ${key}`)
    return (item as Fields)[key]
  })
}
