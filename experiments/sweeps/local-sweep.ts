// Runs the cells of a sweep on this machine.

import { ProcessPool } from "../queue/process-pool.ts"
import { CRASHED } from "../queue/tasks.ts"
import { onceStopped, type Stopper } from "../training/stopper.ts"
import type { Cell, CellOutcome } from "./cell.ts"
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

/**
 * Runs cells, storing each as it ends. A cell whose process ends is tried once more, as the reason may have been another cell's
 * hunger for memory.
 *
 * @throws Stopped when the user stops it; InputError when results cannot be written
 */
export async function runLocally(cells: readonly Cell[], options: LocalOptions): Promise<void> {
  const { folder, onCell, stopper, workers, program } = options
  const pool = new ProcessPool(Math.min(workers, cells.length), program)
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
      onceStopped(stopper, watch.signal),
    ])
  } finally {
    watch.abort()
    pool.close()
  }
}

/** A cell's outcome; a crash is given a second chance. */
export async function tried(pool: ProcessPool, cell: Cell): Promise<CellOutcome> {
  const outcome = await pool.run({ kind: "cell", cell })
  return outcome.kind === "failed" && outcome.code === CRASHED ? pool.run({ kind: "cell", cell }) : outcome
}
