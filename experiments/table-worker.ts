// A worker thread that builds cost tables: one job in, one table out, until it is terminated.

import { parentPort } from "node:worker_threads"
import { runJob, type TableJob } from "./table-jobs.ts"

parentPort?.on("message", (job: TableJob) => {
  const table = runJob(job)
  const { runtime, energy, area, power, l1, l2, macs, possible } = table
  const buffers = [runtime, energy, area, power, l1, l2, macs, possible].map(column => column.buffer as ArrayBuffer)
  parentPort?.postMessage(table, buffers)
})
