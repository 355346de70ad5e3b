// The units of an array in one step: classes of units whose pieces, and pieces before, have equal sizes.
//
// Source: specification "physical", section 3.3 (second half).

import type { Placement } from "./cases.ts"
import type { Form } from "./form.ts"

/** Units alike in a step. */
export interface UnitClass {
  readonly count: number
  readonly sizes: readonly number[]
  /** The unit's piece of the step before, relative to this one; null if it was idle or there was no step. */
  readonly before: Placement | null
}

/** The array's piece of the step before, and the form it was cut by. */
export interface Before extends Placement {
  readonly form: Form
}

/** Elements of unit u along a spread axis of `size` elements. */
const share = (size: number, tile: number, u: number) => Math.min(tile, size - u * tile)

/** Classes of the working units, given the array's piece (`sizes`) and that of the step before. */
export function unitClasses(form: Form, sizes: readonly number[], before: Before | null): UnitClass[] {
  const { spatialAxis: axis, spatialTile: tile } = form
  const sameCut = before === null || (before.form.spatialAxis === axis && before.form.spatialTile === tile)
  if (!sameCut) return unitsSingly(form, sizes, before)
  if (axis < 0) return [{ count: 1, sizes, before }]
  const size = sizes[axis]
  const old = before === null ? 0 : before.sizes[axis]
  const units = Math.ceil(size / tile)
  // Cut where either the new or the old piece stops being whole.
  const cuts = [Math.floor(size / tile), units, Math.floor(old / tile), Math.ceil(old / tile)]
    .filter(cut => cut <= units)
    .sort((a, b) => a - b)
  const classes: UnitClass[] = []
  let u = 0
  for (const cut of cuts) {
    if (cut <= u) continue
    const mine = share(old, tile, u)
    classes.push({
      count: cut - u,
      sizes: sizes.with(axis, share(size, tile, u)),
      before: before !== null && mine > 0 ? { sizes: before.sizes.with(axis, mine), shift: before.shift } : null,
    })
    u = cut
  }
  return classes
}

/** Unit by unit, when the step before was cut differently. */
function unitsSingly(form: Form, sizes: readonly number[], before: Before): UnitClass[] {
  const { spatialAxis: axis, spatialTile: tile } = form
  const { spatialAxis: oldAxis, spatialTile: oldTile } = before.form
  const units = axis < 0 ? 1 : Math.ceil(sizes[axis] / tile)
  const classes: UnitClass[] = []
  for (let u = 0; u < units; u++) {
    const mine = axis < 0 ? [...sizes] : sizes.with(axis, share(sizes[axis], tile, u))
    const old = [...before.sizes]
    const shift = [...before.shift]
    if (axis >= 0) shift[axis] -= u * tile
    let held = u === 0
    if (oldAxis >= 0) {
      old[oldAxis] = share(before.sizes[oldAxis], oldTile, u)
      shift[oldAxis] += u * oldTile
      held = old[oldAxis] > 0
    }
    classes.push({ count: 1, sizes: mine, before: held ? { sizes: old, shift } : null })
  }
  return classes
}
