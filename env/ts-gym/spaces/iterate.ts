// The elements of a batch, one by one.
//
// Source: Gymnasium 1.4.0, vector/utils/space_utils.py, `iterate`. Parts of arrays are views, as in NumPy.

import { ValueError } from "../errors.ts"
import { Box } from "./box.ts"
import { Dict } from "./dict.ts"
import { Discrete } from "./discrete.ts"
import { ARRAY_CLASS, type ArrayDtype, kindOf, type NumberArray, sizeOf, withArticle } from "./dtype.ts"
import { MultiBinary } from "./multi-binary.ts"
import { MultiDiscrete } from "./multi-discrete.ts"
import { within } from "./parts.ts"
import type { Space } from "./space.ts"
import { Tuple } from "./tuple.ts"

/** The elements, or the reason why the items cannot be taken apart. */
type Split = readonly unknown[] | string

/**
 * The elements of `items`, an element of the batched space `space` or a batch of another length: along the first axis
 * for arrays (numbers for MultiDiscrete and MultiBinary of one axis), part by part for Dict and Tuple. A Tuple of
 * spaces that cannot be batched otherwise (see `batchSpace`) is a batch itself.
 *
 * @throws ValueError for items of another form, a Discrete space, an array without axes
 */
export function iterate(space: Space, items: unknown): readonly unknown[] {
  const elements = split(space, items)
  if (typeof elements !== "string") return elements
  throw new ValueError(within("items", elements) ?? "")
}

/** The same, with the reason instead of an error. */
export function split(space: Space, items: unknown): Split {
  if (space instanceof Dict) return splitDict(space, items)
  if (space instanceof Tuple) return splitTuple(space, items)
  if (space instanceof Box) return splitArray(space.dtype as ArrayDtype, space.shape, items)
  if (space instanceof MultiDiscrete || space instanceof MultiBinary) {
    const elements = splitArray(space.dtype as ArrayDtype, space.shape, items)
    return typeof elements === "string" || space.shape.length > 1 ? elements : Array.from(items as NumberArray)
  }
  return `are of ${space}, expected a batched space: Box, MultiBinary, MultiDiscrete, Dict or Tuple`
}

/** Whether a batch of the space is one of arrays, so that a Tuple of such spaces is split part by part. */
function isSplit(space: Space): boolean {
  return [Box, Discrete, MultiDiscrete, MultiBinary, Dict, Tuple].some(known => space instanceof known)
}

function splitArray(dtype: ArrayDtype, shape: readonly number[], items: unknown): Split {
  const wanted = ARRAY_CLASS[dtype]
  if (shape.length === 0) return "have no axis, expected at least one"
  if (!(items instanceof wanted)) return `is ${kindOf(items)}, expected ${withArticle(wanted.name)}`
  const size = sizeOf(shape.slice(1))
  if (size !== 0 && items.length % size !== 0) return `has length ${items.length}, expected a multiple of ${size}`
  // Elements without entries leave no trace: there are as many as the space says.
  const count = size === 0 ? shape[0] : items.length / size
  return Array.from({ length: count }, (_, i) => items.subarray(i * size, (i + 1) * size))
}

function splitTuple(space: Tuple, items: unknown): Split {
  if (!Array.isArray(items)) return `is ${kindOf(items)}, expected an array`
  if (!space.spaces.every(isSplit)) return items
  if (items.length !== space.spaces.length) return `has length ${items.length}, expected ${space.spaces.length}`
  return zip(
    space.spaces.map((part, i) => [`[${i}]`, split(part, items[i])] as const),
    values => values,
  )
}

function splitDict(space: Dict, items: unknown): Split {
  if (typeof items !== "object" || items === null) return `is ${kindOf(items)}, expected an object`
  return zip(
    space.keys.map(key => [`.${key}`, split(space.spaces[key], (items as { [key: string]: unknown })[key])] as const),
    values => Object.fromEntries(space.keys.map((key, i) => [key, values[i]])),
  )
}

/** Elements from columns of equal length. */
function zip(columns: (readonly [path: string, Split])[], make: (values: unknown[]) => unknown): Split {
  const lists: (readonly unknown[])[] = []
  for (const [path, column] of columns) {
    if (typeof column === "string") return within(path, column) ?? ""
    if (lists.length > 0 && column.length !== lists[0].length)
      return `${path} has ${column.length} elements, expected ${lists[0].length} as in the first part`
    lists.push(column)
  }
  return (lists[0] ?? []).map((_, row) => make(lists.map(list => list[row])))
}
