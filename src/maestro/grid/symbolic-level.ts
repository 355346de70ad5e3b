// Directives of one level in expressions: tables and iteration states (specification, sections 3.4 to 3.6).

import type { Plan } from "../plan.ts"
import { COMPLETED, INHERITED } from "../plan.ts"
import type { Expr, Expressions } from "./expressions.ts"

/** Tables of a directive (section 3.5). */
export interface Tables {
  readonly full: Expr
  readonly fresh: Expr
  readonly edgeFull: Expr
  readonly edgeFresh: Expr
  readonly hatFull: Expr
  readonly hatFresh: Expr
  readonly hatEdgeFull: Expr
  readonly hatEdgeFresh: Expr
}

/** A directive with its sizes, tables and states. */
export interface SymbolicDirective {
  readonly position: number
  readonly dim: number
  readonly spatial: boolean
  readonly size: Expr
  readonly offset: Expr
  readonly tables: Tables
  /** 1 when it has several states; constant 0 when it never has. */
  readonly isLoop: Expr
  readonly steady: Expr
  readonly hasEdge: Expr
  /** Of a single-state directive: 1 at an edge tile. */
  readonly initEdge: Expr
  readonly edgeSee: Expr
  coupledTo(t: number): boolean
  couplingRank(t: number): number
}

/** One level. */
export interface SymbolicLevel {
  readonly index: number
  readonly units: Expr
  readonly edgeUnits: Expr
  readonly directives: readonly SymbolicDirective[]
  readonly spatials: readonly SymbolicDirective[]
}

/** Sizes and offsets of one level. */
export interface Extents {
  readonly size: readonly Expr[]
  readonly offset: readonly Expr[]
}

/** Section 3.2: sizes as written, inherited or completed; X' and Y' grow by their window. No strides. */
export function extentsOf(
  x: Expressions,
  plan: Plan,
  l: number,
  upper: Extents | null,
  nominal: readonly Expr[],
  slots: readonly Expr[],
): Extents {
  const list = plan.levels[l].directives
  const plain = (slot: "sizeSlot" | "offsetSlot", of: keyof Extents) =>
    list.map(d => {
      if (d.source === COMPLETED) return nominal[d.dim]
      return d.source === INHERITED && upper !== null ? upper[of][d.upper] : slots[d[slot]]
    })
  const size = plain("sizeSlot", "size")
  return {
    size: size.map((m, j) => (list[j].window < 0 ? m : x.sub(x.add(m, size[list[j].window]), x.one))),
    offset: plain("offsetSlot", "offset"),
  }
}

/** Section 3.5, without hats. */
export function plainTables(x: Expressions, spatial: boolean, m: Expr, o: Expr, b: Expr): Omit<Tables, `hat${string}`> {
  const k = x.quotient(x.max(x.zero, x.sub(b, m)), o)
  // With steps of one the last tile always ends at the border.
  const ragged = o.value === 1 ? x.zero : x.less(x.add(x.mul(k, o), m), b)
  const hasEdge = x.or(ragged, x.less(b, m))
  const last = x.sub(b, x.mul(x.add(k, x.one), o))
  const e = x.select(x.less(last, x.zero), b, last)
  const step = x.min(m, o)
  return {
    full: m,
    fresh: spatial ? step : x.select(x.less(m, b), step, x.zero),
    edgeFull: x.select(hasEdge, e, m),
    edgeFresh: x.max(x.zero, x.sub(o, x.sub(m, e))),
  }
}

/** States of section 3.6 for actual size a, which is at most `bound`. */
export function statesOf(
  x: Expressions,
  d: { spatial: boolean; size: Expr; offset: Expr },
  a: Expr,
  bound: Expr | null,
  units: Expr,
): Pick<SymbolicDirective, "isLoop" | "steady" | "hasEdge" | "initEdge" | "edgeSee"> {
  const { size: m, offset: o } = d
  const wave = d.spatial ? x.mul(o, units) : o
  const whole = x.sub(x.add(m, wave), o)
  const initEdge = x.less(a, whole)
  if (bound === whole) return { isLoop: x.zero, steady: x.zero, hasEdge: x.zero, initEdge, edgeSee: x.zero }
  const isLoop = x.less(whole, a)
  const steps = x.quotient(x.max(x.zero, x.sub(a, m)), o)
  if (!d.spatial || units.value === 1) {
    const steady = steps
    const hasEdge = o.value === 1 ? x.zero : x.and(isLoop, x.less(x.add(x.mul(steps, o), m), a))
    // A single unit is never partial: what is left is less than its tile.
    return { isLoop, steady, hasEdge, initEdge, edgeSee: x.zero }
  }
  const k = x.max(x.zero, x.sub(x.quotient(x.add(steps, x.one), units), x.one))
  const reached = x.add(x.mul(k, wave), whole)
  const hasEdge = x.and(isLoop, x.less(a, x.add(reached, wave)), x.not(x.equal(reached, a)))
  const rest = x.sub(a, x.mul(x.add(k, x.one), wave))
  const others = x.quotient(x.max(x.zero, x.sub(rest, m)), o)
  return { isLoop, steady: k, hasEdge, initEdge, edgeSee: x.less(x.add(x.mul(others, o), m), rest) }
}

/** E of section 3.4. */
export function activeEdgeUnits(x: Expressions, m: Expr, o: Expr, b: Expr, units: Expr): Expr {
  if (units.value === 1) return x.one
  const beyond = x.max(x.zero, x.sub(b, m))
  const steps = x.add(x.quotient(beyond, o), x.one)
  const k = x.sub(x.quotient(steps, units), x.one)
  const rest = x.sub(b, x.mul(x.add(k, x.one), o, units))
  const wrapped = x.select(x.less(rest, m), x.one, x.add(x.quotient(x.max(x.zero, x.sub(rest, m)), o), x.one))
  const covered = x.add(x.mul(o, x.sub(steps, x.one)), m)
  const within = x.select(x.less(m, b), x.add(steps, x.less(covered, b)), x.one)
  return x.select(x.less(x.add(x.mul(o, x.sub(units, x.one)), m), b), wrapped, within)
}
