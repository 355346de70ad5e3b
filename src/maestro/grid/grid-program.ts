// The text of a function that computes expressions over a whole PE × tile grid, each as rarely as its inputs
// change: once per layer, per tile (kept in a small array), per PE count, or per point.

import { type Expr, PE, TILE } from "./expressions.ts"
import * as Grid from "./grid-row.ts"

/**
 * Fills rows (grid-row.ts) of all points, PE count by PE count.
 *
 * @param inputs hardware and sizes, as the program declares them
 * @param scratch `scratchSize` values per tile
 */
export type GridFunction = (
  inputs: Float64Array,
  pes: Float64Array,
  tiles: Float64Array,
  scratch: Float64Array,
  out: Float64Array,
) => void

/** Parts of a program. */
export interface GridProgram {
  /** Declarations of the variables that depend on the layer, and of those that depend on the PE count (index `i`). */
  readonly perLayer: readonly string[]
  readonly perPe?: readonly string[]
  /** What is written: expression and field. */
  readonly outputs: readonly (readonly [Expr, number])[]
  /** Further expressions, and statements per point that use them and the outputs. */
  readonly needed?: readonly Expr[]
  readonly perPoint?: readonly string[]
}

/** How the program refers to an expression. */
export function nameOf(e: Expr): string {
  if (e.value === null) return `v${e.id}`
  return e.value < 0 ? `(${e.value})` : `${e.value}`
}

/** Declares the variable of an expression. */
export function declarationOf(e: Expr): string {
  return `const ${nameOf(e)} = ${e.text(e.args.map(nameOf))}`
}

/** All expressions that the given ones need, arguments first. */
export function neededFor(roots: readonly Expr[]): Expr[] {
  const all = new Set<Expr>()
  const visit = (e: Expr) => {
    if (all.has(e)) return
    for (const a of e.args) visit(a)
    all.add(e)
  }
  for (const e of roots) visit(e)
  return [...all].filter(e => e.value === null)
}

/** The body of the function, with `PE count` in `pe` and the tile in `tile`. */
export function gridText({ perLayer, perPe = [], outputs, needed = [], perPoint = [] }: GridProgram): {
  text: string
  scratchSize: number
} {
  const roots = [...outputs.map(([e]) => e), ...needed]
  const all = neededFor(roots)
  const print = (deps: number) => all.filter(e => e.deps === deps).map(declarationOf)
  const usedPerPoint = new Set(roots)
  for (const e of all) if (e.deps === (PE | TILE)) for (const a of e.args) usedPerPoint.add(a)
  const kept = all.filter(e => e.deps === TILE && usedPerPoint.has(e))
  const lines = [
    ...perLayer,
    ...print(0),
    "for (let j = 0; j < tiles.length; j++) {",
    "const tile = tiles[j]",
    ...print(TILE),
    ...kept.map((e, i) => `scratch[j * ${kept.length} + ${i}] = ${nameOf(e)}`),
    "}",
    "let at = 0",
    "for (let i = 0; i < pes.length; i++) {",
    "const pe = pes[i]",
    ...perPe,
    ...print(PE),
    `for (let j = 0; j < tiles.length; j++, at += ${Grid.GRID_ROW_SIZE}) {`,
    ...kept.map((e, i) => `const ${nameOf(e)} = scratch[j * ${kept.length} + ${i}]`),
    ...print(PE | TILE),
    ...outputs.map(([e, field]) => `out[at + ${field}] = ${nameOf(e)}`),
    ...perPoint,
    "}",
    "}",
  ]
  return { text: `"use strict"\n${lines.join("\n")}`, scratchSize: kept.length }
}
