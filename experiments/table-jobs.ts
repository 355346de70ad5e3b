// Cost tables in bulk: in this process, or spread over worker threads.
//
// A job is one table; workers take the next job when they are done, results are collected by job number, so the
// bytes are the same for any number of workers. A worker starts cold (its code is compiled again), which costs
// about as much as a million rows: small work stays in this process.

import { Worker } from "node:worker_threads"
import { type ChoiceGrid, gridSize } from "../src/core/choices.ts"
import { buildCostTable, type CostTable, type TableModel } from "../src/costs/cost-table.ts"
import type { Layer } from "../src/maestro/layer.ts"

/** What to tabulate. */
export interface TableJob {
  readonly layers: readonly Layer[]
  readonly grid: ChoiceGrid
  readonly model: TableModel
}

/** Rows from which on workers are worth starting. */
export const MANY_ROWS = 2_000_000

/** Builds one table. */
export function runJob(job: TableJob): CostTable {
  return buildCostTable(job.layers, job.grid, job.model)
}

/** Rows of all jobs together. */
export function rowsOf(jobs: readonly TableJob[]): number {
  return jobs.reduce((sum, job) => sum + job.layers.length * gridSize(job.grid), 0)
}

/**
 * Builds all tables, in the order of the jobs.
 *
 * @param options.workers threads; 0 or 1 stay in this process
 * @param options.threshold fewest rows for which workers are started, default MANY_ROWS
 */
export async function buildTables(
  jobs: readonly TableJob[],
  options: { workers: number; threshold?: number },
): Promise<CostTable[]> {
  const workers = Math.min(options.workers, jobs.length)
  // Worker threads load compiled files only.
  const isCompiled = import.meta.url.endsWith(".js")
  if (workers <= 1 || !isCompiled || rowsOf(jobs) < (options.threshold ?? MANY_ROWS)) return jobs.map(runJob)
  const threads = Array.from({ length: workers }, () => new Worker(new URL("./table-worker.js", import.meta.url)))
  try {
    return await shareOut(jobs, threads)
  } finally {
    await Promise.all(threads.map(thread => thread.terminate()))
  }
}

/** Gives every thread the next job whenever it is done with one. */
async function shareOut(jobs: readonly TableJob[], threads: readonly Worker[]): Promise<CostTable[]> {
  const tables: CostTable[] = Array.from({ length: jobs.length })
  let next = 0
  const serve = async (thread: Worker) => {
    while (next < jobs.length) {
      const job = next++
      tables[job] = await answerTo(thread, jobs[job])
    }
  }
  await Promise.all(threads.map(serve))
  return tables
}

/** What a thread makes of a job. Rejects with what the thread throws. */
function answerTo(thread: Worker, job: TableJob): Promise<CostTable> {
  return new Promise((resolve, reject) => {
    thread.once("error", reject)
    thread.once("message", (table: CostTable) => {
      thread.off("error", reject)
      resolve(table)
    })
    thread.postMessage(job, [])
  })
}
