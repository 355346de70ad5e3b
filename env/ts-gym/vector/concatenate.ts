// Observations of a batch in one array.
//
// Source: Gymnasium 1.4.0, vector/utils/space_utils.py, `concatenate`, for Box.

import { ValueError } from "../errors.ts"
import type { Box } from "../spaces/box.ts"
import { type ArrayDtype, type ArrayOf, newArray } from "../spaces/dtype.ts"

/**
 * The elements one after the other, as an array of shape [items.length, ...space.shape].
 *
 * @param out where to write; a new array by default
 * @throws ValueError if an item or `out` has another length than it should
 */
export function concatenate<D extends ArrayDtype>(
  space: Box<D>,
  items: readonly ArrayOf[D][],
  out: ArrayOf[D] = newArray(space.dtype, items.length * space.low.length),
): ArrayOf[D] {
  const size = space.low.length
  if (out.length !== items.length * size)
    throw new ValueError(`out has ${out.length} entries, expected ${items.length * size}`)
  items.forEach((item, i) => {
    if (item.length !== size) throw new ValueError(`item ${i} has ${item.length} entries, expected ${size}`)
    out.set(item, i * size)
  })
  return out
}
