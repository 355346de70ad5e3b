// Runs the cells of a sweep on this machine.

import { setTimeout } from "node:timers/promises"
import { Stopped, type Stopper } from "../training/stopper.ts"
import type { Cell, CellOutcome } from "./cell.ts"
import { CELL_PROGRAM, CellPool } from "./cell-pool.ts"
import type { SweepFolder } from "./sweep-folder.ts"

/** What running needs beside the cells. */
export interface RunOptions {
  readonly folder: SweepFolder
  /** Sees a cell once it is stored. */
  readonly onCell: (cell: Cell, outcome: CellOutcome) => void
  readonly stopper: Pick<Stopper, "stopped">
}

export interface LocalOptions extends RunOptions {
  /** Processes. */
  readonly workers: number
  /** What they run; default: `runCell`. */
  readonly program?: URL
}

/** Milliseconds between looks for Ctrl-C. */
const LOOK = 50

/**
 * Runs cells, storing each as it ends. A cell whose process ends is tried once more, as the reason may have been another cell's
 * hunger for memory.
 *
 * @throws Stopped when the user stops it; InputError when results cannot be written
 */
export async function runLocally(cells: readonly Cell[], options: LocalOptions): Promise<void> {
  const { folder, onCell, stopper, workers, program = CELL_PROGRAM } = options
  const pool = new CellPool(Math.min(workers, cells.length), program)
  const watch = new AbortController()
  let next = 0
  const lane = async () => {
    while (next < cells.length) {
      const cell = cells[next++]
      const outcome = await tried(pool, cell)
      folder.store(cell, outcome)
      onCell(cell, outcome)
    }
  }
  try {
    await Promise.race([
      Promise.all(Array.from({ length: Math.min(workers, cells.length) }, lane)),
      untilStopped(stopper, watch.signal),
    ])
  } finally {
    watch.abort()
    pool.close()
  }
}

/** A cell's outcome; a crash is given a second chance. */
export async function tried(pool: CellPool, cell: Cell): Promise<CellOutcome> {
  const outcome = await pool.run(cell)
  return outcome.kind === "failed" && outcome.code === "crashed" ? pool.run(cell) : outcome
}

/** Rejects once the user has asked to stop; ends quietly when `signal` says so. */
export async function untilStopped(stopper: Pick<Stopper, "stopped">, signal: AbortSignal): Promise<void> {
  while (!stopper.stopped) {
    const over = await setTimeout(LOOK, false, { signal }).catch(() => true)
    if (over) return
  }
  throw new Stopped()
}
