// The grid of choices every layer has: PEs × tile. Data, not code: any lists may be given.

/** Choice index = index into `pe` × tile.length + index into `tile`. */
export interface ChoiceGrid {
  /** Numbers of processing elements, rising. */
  readonly pe: readonly number[]
  /** Tile sizes (the template parameter that sets the buffer need), rising. */
  readonly tile: readonly number[]
}

/** Integers first, first + 1, … last. */
function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}

/** The published action table, 12 × 12 (ConfuciuX 2885eef; specification section 4). */
export const COARSE_GRID: ChoiceGrid = { pe: [1, 2, 4, 8, 12, 16, 24, 32, 48, 64, 96, 128], tile: range(1, 12) }

/** Every PE count from 1 to 128 with every tile from 1 to 12: what the genetic stage searches. */
export const FINE_GRID: ChoiceGrid = { pe: range(1, 128), tile: range(1, 12) }

/** Number of choices of a grid. */
export function gridSize(grid: ChoiceGrid): number {
  return grid.pe.length * grid.tile.length
}

/** The PE count of a choice. */
export function peOf(grid: ChoiceGrid, choice: number): number {
  return grid.pe[Math.floor(choice / grid.tile.length)]
}

/** The tile size of a choice. */
export function tileOf(grid: ChoiceGrid, choice: number): number {
  return grid.tile[choice % grid.tile.length]
}
