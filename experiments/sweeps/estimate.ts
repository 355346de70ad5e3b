// What a sweep will take, before it begins: for the question that large ones ask.

import type { SweepMethod } from "../methods/method-names.ts"
import { formatNumber, formatSeconds } from "../terminal/text-table.ts"
import type { Cell } from "./cell.ts"

/** Cells from which on a sweep asks first. */
export const MANY_CELLS = 100_000

/** CPU seconds of a cell for storing it and for its share of tables and optima. */
const EVERY_CELL = 0.025
/** CPU seconds per evaluation granted, on MobileNetV2. */
const PER_EVALUATION: Readonly<Partial<Record<SweepMethod, number>>> = {
  random: 5e-5,
  annealing: 2.5e-5,
  genetic: 3e-5,
  "cross-entropy": 4e-5,
}
/** CPU seconds that do not depend on the evaluations granted. */
const FIXED: Readonly<Partial<Record<SweepMethod, number>>> = { exact: 0.05, apply: 0.1 }
/** CPU seconds per episode. */
const PER_EPISODE: Readonly<Partial<Record<SweepMethod, number>>> = {
  reinforce: 1 / 250,
  "two-stage": 1 / 200,
  confuciux: 1 / 30,
}
/** Episodes where the recipe has them limited. */
const MOST_EPISODES = 1024

/** Bytes of a cell on the disk, block sizes included, and the files they are in. */
const BYTES_PER_CELL = 49_000
const FILES_PER_CELL = 5

/** Seconds on so many workers, bytes and files. */
export interface Estimate {
  readonly seconds: number
  readonly bytes: number
  readonly files: number
}

/** From rates measured on one machine; good to a factor of three or so. */
export function estimate(cells: readonly Cell[], workers: number): Estimate {
  const cpu = cells.reduce((sum, cell) => sum + secondsOf(cell), 0)
  return { seconds: cpu / workers, bytes: cells.length * BYTES_PER_CELL, files: cells.length * FILES_PER_CELL }
}

function secondsOf({ method, evaluations, episodes }: Cell): number {
  const trained = episodes ?? Math.min(MOST_EPISODES, evaluations)
  return (
    EVERY_CELL +
    (FIXED[method] ?? 0) +
    evaluations * (PER_EVALUATION[method] ?? 0) +
    trained * (PER_EPISODE[method] ?? 0)
  )
}

/** "1000000 cells: about 3 h 20 min on 2 workers, 49GB in 5M files". */
export function estimateText(cells: readonly Cell[], workers: number): string {
  const { seconds, bytes, files } = estimate(cells, workers)
  return (
    `${cells.length} cells: about ${formatSeconds(seconds)} on ${workers} workers, ` +
    `${formatNumber(bytes)}B in ${formatNumber(files)} files`
  )
}
