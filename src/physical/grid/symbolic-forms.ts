// Chunks of a template and their loops as expressions.
//
// Every map is a loop; where it has a single step, the numbers say so (no later and no partial step, the last
// step is the first). Source: specification "physical", section 3.1.

import type { Expr, Expressions } from "../../maestro/grid/expressions.ts"
import { NotGenerated } from "../../maestro/grid/symbolic-model.ts"
import type { Bounds, SymbolicLevel, SymbolicMapping } from "./symbolic-levels.ts"

/** A loop that may have more than one step. */
export interface SymbolicLoop {
  readonly axis: number
  /** Sizes of the first and the last step, and the start of the latter. */
  readonly first: Expr
  readonly last: Expr
  readonly lastStart: Expr
  /** Steps as large as the first one, and 1 if a smaller one follows, else 0. */
  readonly whole: Expr
  readonly partial: Expr
  /** 1 if there is one step only. */
  readonly single: Expr
}

/** What a level makes of a chunk. */
export interface SymbolicForm {
  readonly sizes: readonly Expr[]
  readonly loops: readonly SymbolicLoop[]
  /** Per axis the loop over it, if any. */
  readonly loopOf: readonly (SymbolicLoop | null)[]
  /** Axis spread over units, −1 for none, and elements per unit along it. */
  readonly spatialAxis: number
  readonly spatialTile: Expr
}

/** Forms of chunks, made once each. */
export class SymbolicForms {
  readonly #E: Expressions
  readonly #bounds: Bounds
  readonly #mapping: SymbolicMapping
  readonly #known = new Map<string, SymbolicForm>()

  constructor(E: Expressions, bounds: Bounds, mapping: SymbolicMapping) {
    this.#E = E
    this.#bounds = bounds
    this.#mapping = mapping
  }

  of(level: number, sizes: readonly Expr[]): SymbolicForm {
    const key = `${level}/${sizes.map(e => e.id).join()}`
    let form = this.#known.get(key)
    if (form === undefined) {
      form = this.#make(this.#mapping.levels[level], sizes)
      this.#known.set(key, form)
    }
    return form
  }

  #make(level: SymbolicLevel, sizes: readonly Expr[]): SymbolicForm {
    const loops: SymbolicLoop[] = []
    let spatialAxis = -1
    let spatialTile = this.#E.one
    for (const { axis, tile, spread, taps, uncut } of level.maps) {
      const n = sizes[axis]
      if (uncut && n !== this.#E.one) throw new NotGenerated("a diagonal with more than one output")
      if (taps >= 0 && sizes[taps] !== this.#mapping.sizes[taps]) throw new NotGenerated("a window of cut taps")
      if (this.#bounds.atMost(n, tile)) continue
      if (spread) {
        spatialAxis = axis
        spatialTile = tile
      }
      const step = spread ? this.#E.mul(tile, level.units) : tile
      if (!this.#bounds.atMost(n, step)) loops.push(this.#loop(axis, n, step))
    }
    const loopOf = sizes.map((_, axis) => loops.find(loop => loop.axis === axis) ?? null)
    return { sizes, loops, loopOf, spatialAxis, spatialTile }
  }

  #loop(axis: number, n: Expr, step: Expr): SymbolicLoop {
    const E = this.#E
    const first = this.#bounds.min(step, n)
    const count = E.ceil(n, step)
    const lastStart = E.mul(E.sub(count, E.one), first)
    const last = first === E.one ? E.one : E.sub(n, lastStart)
    this.#bounds.note(last, first)
    this.#bounds.note(last, n)
    const partial = first === E.one ? E.zero : E.less(last, first)
    return { axis, first, last, lastStart, whole: E.sub(count, partial), partial, single: E.equal(count, E.one) }
  }
}

/** Size along an axis in the first or the last step of a chunk. */
export function firstOf({ sizes, loopOf }: SymbolicForm, axis: number): Expr {
  return loopOf[axis]?.first ?? sizes[axis]
}

export function lastOf({ sizes, loopOf }: SymbolicForm, axis: number): Expr {
  return loopOf[axis]?.last ?? sizes[axis]
}
