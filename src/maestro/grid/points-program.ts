// The text of two functions for designs that differ in tiles, lanes and bandwidths: one works out, per tile, the counts and
// whatever else of the run time lanes and bandwidths do not change; the other makes a run time of that for each setting.
//
// Two, so that each is compiled on its own: the engine's time grows faster than a function's length, and the second, short
// one is where nearly all the work is.

import { type Expr, SETTING, TILE } from "./expressions.ts"
import { declarationOf, nameOf, neededFor } from "./grid-program.ts"
import * as Grid from "./grid-row.ts"

/**
 * Fills a row (grid-row.ts; no run time) and the values that `SettingsFunction` starts from, tile by tile.
 *
 * @param inputs latency, sizes and whatever else the program declares
 * @param kept `keptSize` values per tile
 */
export type PointsFunction = (
  inputs: Float64Array,
  pe: number,
  tiles: Float64Array,
  rows: Float64Array,
  kept: Float64Array,
) => void

/**
 * Writes run times of one point, setting s at `to` + s.
 *
 * @param from where the point's values begin in `kept`
 * @param settings lanes, network and off-chip bandwidth of each setting
 */
export type SettingsFunction = (
  kept: Float64Array,
  from: number,
  settings: Float64Array,
  out: Float64Array,
  to: number,
) => void

/** Values of a setting in the list. */
export const SETTING_SIZE = 3

/** Parts of a program. */
export interface PointsProgram {
  /** Declarations of the variables that depend on the layer and on the PE count. */
  readonly inputs: readonly string[]
  /** What rows get: expression and field. */
  readonly outputs: readonly (readonly [Expr, number])[]
  /** Statements per point that use the outputs. */
  readonly perPoint?: readonly string[]
  readonly runtime: Expr
}

/** Both functions. */
export interface PointsCode {
  readonly points: PointsFunction
  readonly settings: SettingsFunction
  readonly keptSize: number
}

/** Compiles a program. @throws EvalError where code must not be made from text */
export function compilePoints({ inputs, outputs, perPoint = [], runtime }: PointsProgram): PointsCode {
  const timed = neededFor([runtime]).filter(e => (e.deps & SETTING) !== 0)
  const used = new Set(timed.flatMap(e => e.args))
  const kept = [...used].filter(e => e.value === null && (e.deps & SETTING) === 0)
  const all = neededFor([...outputs.map(([e]) => e), ...kept])
  const print = (isOf: (deps: number) => boolean) => all.filter(e => isOf(e.deps)).map(declarationOf)
  const points = [
    ...inputs,
    ...print(deps => (deps & TILE) === 0),
    `for (let j = 0, at = 0, k = 0; j < tiles.length; j++, at += ${Grid.GRID_ROW_SIZE}, k += ${kept.length}) {`,
    "const tile = tiles[j]",
    ...print(deps => (deps & TILE) !== 0),
    ...outputs.map(([e, field]) => `rows[at + ${field}] = ${nameOf(e)}`),
    ...kept.map((e, i) => `kept[k + ${i}] = ${nameOf(e)}`),
    ...perPoint,
    "}",
  ]
  const settings = [
    ...kept.map((e, i) => `const ${nameOf(e)} = kept[from + ${i}]`),
    `for (let s = 0, at = to; s < settings.length; s += ${SETTING_SIZE}, at++) {`,
    "const lanes = settings[s], bandwidth = settings[s + 1], offchip = settings[s + 2]",
    ...timed.map(declarationOf),
    `out[at] = ${nameOf(runtime)}`,
    "}",
  ]
  return {
    points: new Function("inputs", "pe", "tiles", "rows", "kept", textOf(points)) as PointsFunction,
    settings: new Function("kept", "from", "settings", "out", "to", textOf(settings)) as SettingsFunction,
    keptSize: kept.length,
  }
}

/**
 * Runs the code on made-up layers, so that the engine sees small and huge numbers before it compiles for them: it would start
 * over with every new kind.
 */
export function trainPoints(
  { points, settings, keptSize }: PointsCode,
  layers: readonly Float64Array[],
  pe: number,
): void {
  const tiles = Float64Array.of(1, 12)
  const kept = new Float64Array(keptSize * tiles.length)
  const rows = new Float64Array(tiles.length * Grid.GRID_ROW_SIZE)
  const list = Float64Array.of(1, 1, 1, 2, 2 ** 31, 2 ** 31, 2, 3, 5)
  const out = new Float64Array(list.length / SETTING_SIZE)
  for (const inputs of layers) {
    points(inputs, pe, tiles, rows, kept)
    for (let j = 0; j < tiles.length; j++) settings(kept, j * keptSize, list, out, 0)
  }
}

const textOf = (lines: readonly string[]) => `"use strict"\n${lines.join("\n")}`
