// The text of a function that computes expressions over a whole PE × tile grid, each as rarely as its inputs
// change: once per layer, per tile (kept in a small array), per PE count, or per point.

import { type Expr, PE, SETTING, TILE } from "./expressions.ts"
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

/** All expressions that the given ones need, arguments first. */
function neededFor(roots: readonly Expr[]): Expr[] {
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
  const print = (deps: number) =>
    all.filter(e => e.deps === deps).map(e => `const ${nameOf(e)} = ${e.text(e.args.map(nameOf))}`)
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

/**
 * Fills `out` with one value per point and setting: point (PE count i, tile j), setting s at
 * (i * tiles + j) * settings + s. What settings do not change is computed once per point.
 *
 * @param settings lanes, network and off-chip bandwidth of each setting
 */
export type SettingsFunction = (
  inputs: Float64Array,
  pes: Float64Array,
  tiles: Float64Array,
  settings: Float64Array,
  scratch: Float64Array,
  out: Float64Array,
) => void

/** Values of a setting in the list. */
export const SETTING_SIZE = 3

/** The body of a function that runs over settings. `value` is what is written. */
export function settingsText({ perLayer, perPe = [], value }: SettingsProgram): { text: string; scratchSize: number } {
  const all = neededFor([value])
  const declaration = (e: Expr) => `const ${nameOf(e)} = ${e.text(e.args.map(nameOf))}`
  const print = (deps: number) => all.filter(e => e.deps === deps).map(declaration)
  const inner = all.filter(e => e.deps === (PE | TILE) || (e.deps & SETTING) !== 0)
  const used = new Set(inner.flatMap(e => e.args))
  const kept = all.filter(e => e.deps === TILE && used.has(e))
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
    "for (let j = 0; j < tiles.length; j++) {",
    ...kept.map((e, i) => `const ${nameOf(e)} = scratch[j * ${kept.length} + ${i}]`),
    ...print(PE | TILE),
    `for (let s = 0; s < settings.length; s += ${SETTING_SIZE}, at++) {`,
    "const lanes = settings[s], bandwidth = settings[s + 1], offchip = settings[s + 2]",
    ...all.filter(e => (e.deps & SETTING) !== 0).map(declaration),
    `out[at] = ${nameOf(value)}`,
    "}",
    "}",
    "}",
  ]
  return { text: `"use strict"\n${lines.join("\n")}`, scratchSize: kept.length }
}

/** Parts of a program over settings. */
export interface SettingsProgram {
  /** As in a grid program. */
  readonly perLayer: readonly string[]
  readonly perPe?: readonly string[]
  /** What is written. */
  readonly value: Expr
}
