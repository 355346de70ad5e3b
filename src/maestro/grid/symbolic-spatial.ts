// The spatial factors of a level's volumes, in expressions (specification "cost model", section 3.7).
//
// A combination says for each spatial directive whether it is in its edge state; single-state directives are in
// Init, and whether they are at an edge tile is an expression. Names as in volumes.ts.

import { OUTPUT } from "../layer.ts"
import type { Expr, Expressions } from "./expressions.ts"
import type { SymbolicDirective } from "./symbolic-level.ts"

/** A spatial directive in a state. */
interface Placed {
  readonly d: SymbolicDirective
  readonly inEdge: boolean
  readonly isEdge: Expr
  readonly see: Expr
}

/** Which unit: the first or another one; `see` is 1 for a partial last unit. */
interface Unit {
  readonly first: boolean
  readonly see: Expr
}

/** Spatial parts of one combination. */
export class SymbolicSpatial {
  readonly #x: Expressions
  readonly #units: Expr
  readonly #edgeUnits: Expr
  readonly #placed: readonly Placed[]

  constructor(
    x: Expressions,
    level: { units: Expr; edgeUnits: Expr; spatials: readonly SymbolicDirective[] },
    isInEdge: (d: SymbolicDirective) => boolean,
  ) {
    this.#x = x
    this.#units = level.units
    this.#edgeUnits = level.edgeUnits
    this.#placed = level.spatials.map(d => {
      const inEdge = isInEdge(d)
      return inEdge ? { d, inEdge, isEdge: x.one, see: d.edgeSee } : { d, inEdge, isEdge: d.initEdge, see: d.initEdge }
    })
  }

  /** Whether the first spatial directive is at its edge. */
  get atEdge(): Expr {
    return this.#placed[0].isEdge
  }

  #coupled(t: number): readonly Placed[] {
    return this.#placed.filter(p => p.d.coupledTo(t))
  }

  #anyEdge(of: readonly Placed[]): Expr {
    return this.#x.or(...of.map(p => p.isEdge))
  }

  /** First unit, other units and partial last unit together. */
  #across(of: readonly Placed[], partial: Expr, unit: (u: Unit) => Expr): Expr {
    const x = this.#x
    if (of.length === 0) return unit({ first: true, see: x.zero })
    const alone = x.equal(this.#edgeUnits, x.one)
    const middle = unit({ first: false, see: x.zero })
    const inside = x.add(unit({ first: true, see: x.zero }), x.mul(x.sub(this.#units, x.one), middle))
    const others = x.max(x.zero, x.sub(x.sub(this.#edgeUnits, partial), x.one))
    const rest = x.add(x.mul(others, middle), x.mul(partial, unit({ first: false, see: x.one })))
    const head = unit({ first: true, see: x.and(alone, partial) })
    return x.select(this.#anyEdge(of), x.add(head, x.select(alone, x.zero, rest)), inside)
  }

  #partialOf(t: number): Expr {
    const of = this.#coupled(t)
    // The directive of the last coupled dimension, in coupling order.
    const last = of.toSorted((a, b) => a.d.couplingRank(t) - b.d.couplingRank(t)).at(-1)
    return last === undefined ? this.#x.zero : last.see
  }

  /** Spatial part of In(t): `fresh` says what a directive brings that fetches new data only; null for the first case. */
  fetched(t: number, fresh: ((d: SymbolicDirective) => Expr) | null): Expr {
    const x = this.#x
    const of = this.#coupled(t)
    return this.#across(of, this.#partialOf(t), u =>
      x.mul(...of.map(p => (fresh === null ? this.#tile(p, u) : this.#moved(p, u, fresh(p.d))))),
    )
  }

  #tile(p: Placed, u: Unit): Expr {
    const x = this.#x
    const { full, edgeFull } = p.d.tables
    const alone = u.first ? edgeFull : x.select(u.see, edgeFull, x.one)
    const several = x.select(u.see, edgeFull, full)
    return x.select(p.isEdge, x.select(x.equal(this.#edgeUnits, x.one), alone, several), full)
  }

  #moved(p: Placed, u: Unit, fresh: Expr): Expr {
    const x = this.#x
    const t = p.d.tables
    const whole = x.select(u.see, t.edgeFull, t.full)
    return u.first ? whole : x.select(fresh, x.select(u.see, t.edgeFresh, t.fresh), whole)
  }

  /** Spatial part of Out. */
  egress(): Expr {
    const of = this.#coupled(OUTPUT)
    return this.#across(of, this.#partialOf(OUTPUT), u => this.#emit(of, u, true))
  }

  /** Spatial part of Crit. */
  critical(): Expr {
    const x = this.#x
    const alone = x.equal(this.#edgeUnits, x.one)
    const see = x.and(this.#anyEdge(this.#coupled(OUTPUT)), alone, this.#partialOf(OUTPUT))
    return this.#emit(this.#placed, { first: true, see }, true)
  }

  /** Spatial part of Work. */
  work(): Expr {
    const x = this.#x
    const of = this.#placed
    const alone = x.equal(this.#edgeUnits, x.one)
    const partial = of[of.length - 1].see
    const whole = this.#emit(of, { first: true, see: x.zero }, true)
    const others = x.max(x.zero, x.sub(x.sub(this.#edgeUnits, partial), x.one))
    const rest = x.add(x.mul(others, whole), x.mul(partial, this.#emit(of, { first: false, see: x.one }, false)))
    const head = this.#emit(of, { first: true, see: x.and(alone, partial) }, true)
    const edged = x.add(head, x.select(alone, x.zero, rest))
    return x.select(this.#anyEdge(of), edged, x.mul(this.#units, whole))
  }

  #emit(of: readonly Placed[], u: Unit, reuse: boolean): Expr {
    return this.#x.mul(...of.map(p => (p.d.coupledTo(OUTPUT) ? this.#output(p, u, reuse) : this.#reduced(p, u))))
  }

  #output(p: Placed, u: Unit, reuse: boolean): Expr {
    const x = this.#x
    const t = p.d.tables
    const alone = x.equal(this.#edgeUnits, x.one)
    const inside = u.first ? t.hatFull : x.select(x.equal(t.hatFresh, x.zero), x.one, t.hatFresh)
    if (!p.inEdge) {
      const several = reuse ? t.hatEdgeFresh : t.hatEdgeFull
      return x.select(x.and(p.isEdge, u.see), x.select(alone, t.hatEdgeFull, several), inside)
    }
    // Quirk 10: the size of Y or X itself, not of Y' or X'.
    const only = u.first ? t.edgeFull : x.select(u.see, t.edgeFull, x.one)
    return x.select(alone, only, x.select(u.see, t.hatEdgeFresh, inside))
  }

  #reduced(p: Placed, u: Unit): Expr {
    const x = this.#x
    const t = p.d.tables
    const inside = u.first ? t.full : x.select(x.equal(t.fresh, x.zero), x.one, t.fresh)
    if (!p.inEdge) return x.select(x.and(p.isEdge, u.see), t.edgeFull, inside)
    const only = u.first ? t.edgeFull : x.select(u.see, t.edgeFull, x.one)
    return x.select(x.equal(this.#edgeUnits, x.one), only, x.select(u.see, t.edgeFresh, inside))
  }
}
