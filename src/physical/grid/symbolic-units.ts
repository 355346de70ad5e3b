// The units of an array in one step as groups of equal ones, counts being expressions: units.ts for templates.

import type { Expr, Expressions } from "../../maestro/grid/expressions.ts"
import type { SymbolicForm } from "./symbolic-forms.ts"
import type { Bounds } from "./symbolic-levels.ts"
import type { AxisStep } from "./symbolic-procedure.ts"

/** Equal units, maybe none. */
export interface UnitGroup {
  readonly count: Expr
  readonly steps: readonly AxisStep[]
  /** Whether they had work in the step before. */
  readonly held: boolean
}

/** Groups of the working units, given the array's step. `held`: there was a step before. */
export function unitGroups(
  E: Expressions,
  bounds: Bounds,
  { spatialAxis: axis, spatialTile: tile }: SymbolicForm,
  steps: readonly AxisStep[],
  held: boolean,
): UnitGroup[] {
  if (axis < 0) return [{ count: E.one, steps, held }]
  const { now, before } = steps[axis]
  const group = (count: Expr, size: Expr, old: Expr | null): UnitGroup => ({
    count,
    steps: steps.with(axis, { ...steps[axis], now: size, before: old ?? size }),
    held: old !== null,
  })
  const groups: UnitGroup[] = []
  if (tile === E.one) {
    const busyBefore = held ? bounds.min(now, before) : E.zero
    groups.push(group(busyBefore, tile, tile), group(E.sub(now, busyBefore), tile, null))
  } else {
    const whole = E.quotient(now, tile)
    const rest = E.sub(now, E.mul(whole, tile))
    const some = E.less(E.zero, rest)
    // Absent pieces count as one element, so that what is computed for nothing stays finite.
    const restSize = E.add(rest, E.not(some))
    bounds.note(restSize, tile)
    if (!held) return [group(whole, tile, null), group(some, restSize, null)]
    const oldWhole = E.quotient(before, tile)
    const oldRest = E.sub(before, E.mul(oldWhole, tile))
    const oldSome = E.less(E.zero, oldRest)
    const oldRestSize = E.add(oldRest, E.not(oldSome))
    bounds.note(oldRestSize, tile)
    const both = E.min(whole, oldWhole)
    const wholeAfterRest = E.and(E.less(oldWhole, whole), oldSome)
    const restAfterWhole = E.and(some, E.less(whole, oldWhole))
    const restAfterRest = E.and(some, E.equal(whole, oldWhole), oldSome)
    groups.push(
      group(both, tile, tile),
      group(wholeAfterRest, tile, oldRestSize),
      group(E.sub(E.sub(whole, both), wholeAfterRest), tile, null),
      group(restAfterWhole, restSize, tile),
      group(restAfterRest, restSize, oldRestSize),
      group(E.sub(E.sub(some, restAfterWhole), restAfterRest), restSize, null),
    )
  }
  return groups.filter(g => g.count !== E.zero)
}
