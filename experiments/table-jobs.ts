// Cost tables in bulk: in this process, or spread over worker threads.
//
// A job is one table; workers take the next job when they are done, results are collected by job number, so the
// bytes are the same for any number of workers. A worker starts cold (its code is compiled again), which costs
// about as much as a million rows: small work stays in this process.

import { type ChoiceGrid, gridSize } from "../src/core/choices.ts"
import { buildCostTable, type CostTable, type TableModel } from "../src/costs/cost-table.ts"
import type { Layer } from "../src/maestro/layer.ts"
import { endThreads, shareOut, startThreads } from "./threads.ts"

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
  const isWorth = workers > 1 && rowsOf(jobs) >= (options.threshold ?? MANY_ROWS)
  const threads = isWorth ? startThreads(workers, import.meta.url, "./table-worker.js") : []
  if (threads.length === 0) return jobs.map(runJob)
  const tables: CostTable[] = Array.from({ length: jobs.length })
  try {
    await shareOut<TableJob, CostTable>(threads, jobs, (table, job) => {
      tables[job] = table
    })
  } finally {
    await endThreads(threads)
  }
  return tables
}
