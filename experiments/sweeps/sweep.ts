// A sweep in its folder: runs what is not there yet, then writes the table.

import { InputError } from "../../src/core/errors.ts"
import type { JobQueue } from "../queue/job-queue.ts"
import type { Stopper } from "../training/stopper.ts"
import { type Cell, type CellOutcome, cellName } from "./cell.ts"
import { runLocally } from "./local-sweep.ts"
import { cellsClient } from "./queued-cells.ts"
import { writeResults } from "./results.ts"
import type { SweepFolder } from "./sweep-folder.ts"

/** How to run it. */
export interface SweepOptions {
  readonly cells: readonly Cell[]
  readonly folder: SweepFolder
  /** Processes of this machine. */
  readonly workers: number
  /** Where the cells are left to others; null: run here. */
  readonly connection: JobQueue | null
  /** What processes run, default `runCell`. */
  readonly program?: URL
  readonly failFast: boolean
  readonly stopper: Pick<Stopper, "stopped">
  /** Sees how many cells are finished, and how many of those of this start failed. */
  readonly onProgress: (done: number, failed: number) => void
}

/** What came of it. */
export interface SweepResult {
  readonly cells: number
  /** Finished by an earlier start. */
  readonly before: number
  readonly failed: number
  readonly seconds: number
}

/**
 * Runs the cells that the folder does not have, then writes its table.
 *
 * @throws Stopped when the user stops it; InputError when something cannot be written, or a cell fails under `failFast`
 */
export async function sweepInto(options: SweepOptions): Promise<SweepResult> {
  const { cells, folder, workers, connection, program, failFast, stopper, onProgress } = options
  const began = performance.now()
  const left = cells.filter(cell => !folder.has(cellName(cell)))
  const before = cells.length - left.length
  let [done, failed] = [before, 0]
  const onCell = (cell: Cell, outcome: CellOutcome) => {
    done++
    if (outcome.kind === "failed") failed++
    onProgress(done, failed)
    if (failFast && outcome.kind === "failed") throw new InputError(`${cellName(cell)} failed: ${outcome.message}`)
  }
  onProgress(done, failed)
  const running = { folder, onCell, stopper }
  if (left.length > 0) {
    if (connection === null) await runLocally(left, { ...running, workers, program })
    else await connection.run(cellsClient(left, running), stopper)
  }
  const allFailed = writeResults(folder, cells)
  return { cells: cells.length, before, failed: allFailed, seconds: (performance.now() - began) / 1000 }
}
