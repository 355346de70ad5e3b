// Cells over a queue: what the sweep puts in and takes out, and what a worker does with one.

import type { Redis } from "ioredis"
import type { QueueClient } from "../queue/job-queue.ts"
import { clientId, isWaiting, type Job, leaveOutcome } from "../queue/jobs.ts"
import type { ProcessPool } from "../queue/process-pool.ts"
import { type CellTask, CRASHED } from "../queue/tasks.ts"
import { type Cell, type CellOutcome, cellName } from "./cell.ts"
import type { RunOptions } from "./local-sweep.ts"

/** Most cells of a sweep in the queue or at work at a time. */
const WINDOW = 10_000

/** The sweep as the queue sees it. */
export function cellsClient(
  cells: readonly Cell[],
  { folder, onCell }: Pick<RunOptions, "folder" | "onCell">,
): QueueClient<Cell> {
  return {
    kind: "sweep",
    // Cells are known by all that decides their bytes, so a file may grow.
    id: clientId(folder.path, "sweep"),
    name: folder.name,
    directory: folder.path,
    items: cells,
    window: WINDOW,
    nameOf: cellName,
    workOf: cell => ({ kind: "cell", cell }),
    store: (cell, left) => {
      const outcome = left as CellOutcome
      folder.store(cell, outcome)
      onCell(cell, outcome)
      return outcome.kind
    },
  }
}

/**
 * What a worker does with a cell: runs it in a process, leaves its outcome.
 *
 * @throws Error where another attempt may succeed
 */
export async function doCell(redis: Redis, pool: ProcessPool, job: Job & { work: CellTask }, isLastAttempt: boolean) {
  const outcome = await pool.run(job.work)
  if (outcome.kind === "failed" && outcome.code === CRASHED && !isLastAttempt) throw new Error(outcome.message)
  if (await isWaiting(redis, job.client)) await leaveOutcome(redis, job, outcome)
}
