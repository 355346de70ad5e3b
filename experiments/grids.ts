// Grids of choices as they are typed: a name, or lists of PE counts and tiles ("1-256x1-24").

import { unknownName } from "../src/core/check.ts"
import { type ChoiceGrid, COARSE_GRID, FINE_GRID, gridSize } from "../src/core/choices.ts"
import { InputError } from "../src/core/errors.ts"

/** Grids a user may name. */
export const GRIDS: Readonly<Record<string, ChoiceGrid>> = { coarse: COARSE_GRID, fine: FINE_GRID }

/** Largest number of choices per layer, and of PEs. */
const MOST_CHOICES = 100_000
const MOST_PES = 65_536

/** One line on grids, for help texts. */
export const GRID_HELP =
  "choices per layer: coarse (12 PE counts × 12 tiles), fine (128 × 12), or PE counts x tiles as lists of numbers and " +
  "ranges with or without a step, e.g. 1-256x1-24 or 8-256/8,512x1,2,4-16/4"

/** The grid that a name or lists stand for. */
export function parseGrid(text: string): ChoiceGrid {
  if (Object.hasOwn(GRIDS, text)) return GRIDS[text]
  const parts = text.split("x")
  if (!/^[\d,/x-]+$/.test(text) || parts.length !== 2) {
    throw new InputError(
      `${unknownName("grid", text, Object.keys(GRIDS))} Or give PE counts x tiles, such as 1-256x1-24`,
    )
  }
  const grid = { pe: parseList("PE counts", parts[0], MOST_PES), tile: parseList("tiles", parts[1], MOST_PES) }
  if (gridSize(grid) <= MOST_CHOICES) return grid
  throw new InputError(`grid ${text} has ${gridSize(grid)} choices per layer, expected at most ${MOST_CHOICES}`)
}

/** Numbers of a list such as 1,2,4-16/4, rising, each once. */
function parseList(field: string, text: string, most: number): number[] {
  const numbers = new Set<number>()
  for (const item of text.split(",")) {
    const match = /^(\d+)(?:-(\d+)(?:\/(\d+))?)?$/.exec(item)
    const [first, last, step] =
      match === null ? [0, 0, 0] : match.slice(1).map((n, i) => Number(n ?? (i === 2 ? 1 : match[1])))
    if (first < 1 || last > most || last < first || step < 1) {
      throw new InputError(`${field} of the grid contain "${item}", expected N, N-M or N-M/STEP in 1 to ${most}`)
    }
    for (let n = first; n <= last; n += step) numbers.add(n)
  }
  return [...numbers].sort((a, b) => a - b)
}
