// Layer searches in bulk: in this process, or spread over worker threads.
//
// Results are collected by job number and no job depends on another of the same batch, so the bytes are the same for any
// number of workers.

import { setImmediate } from "node:timers/promises"
import { Worker } from "node:worker_threads"
import { InputError } from "../../src/core/errors.ts"
import { type LayerJob, type LayerResult, searchLayer } from "../../src/mapping/search-layer.ts"
import { onceStopped, type Stopper } from "../training/stopper.ts"

/** How a batch is run. */
export interface BatchOptions {
  /** Threads; with 1 short searches stay in this one. */
  readonly workers: number
  /** Whether the user has asked to stop. */
  readonly stopper: Pick<Stopper, "stopped">
  /** Called when a job is done. May throw to end the batch. */
  readonly onResult: (job: number, result: LayerResult) => void | Promise<void>
}

/** Evaluations from which on even a search alone gets a thread, so that Ctrl-C is heard before it ends. */
const LONG = 20_000

/**
 * Runs all jobs that are there (null: done already).
 *
 * @throws Stopped when the user has asked to stop; searches under way are dropped
 */
export async function runJobs(
  jobs: readonly (LayerJob | null)[],
  { workers, stopper, onResult }: BatchOptions,
): Promise<void> {
  const open = jobs.flatMap((job, i) => (job === null ? [] : [i]))
  const isLong = open.some(i => (jobs[i] as LayerJob).evaluations >= LONG)
  const threads = startThreads(Math.min(workers, open.length), isLong)
  const over = new AbortController()
  let next = 0
  const serve = async (thread: Worker | null) => {
    while (next < open.length) {
      const i = open[next++]
      const job = jobs[i] as LayerJob
      const result = thread === null ? searchLayer(job) : await answerTo(thread, job)
      await onResult(i, result)
      // Lets signals in.
      if (thread === null) await setImmediate()
    }
  }
  try {
    const all = Promise.all(threads.length === 0 ? [serve(null)] : threads.map(serve))
    await Promise.race([all, onceStopped(stopper, over.signal).then(() => all)])
  } finally {
    over.abort()
    next = open.length
    await Promise.all(threads.map(thread => thread.terminate()))
  }
}

/** Worker threads load compiled files only. */
function startThreads(count: number, isLong: boolean): Worker[] {
  if ((count <= 1 && !isLong) || !import.meta.url.endsWith(".js")) return []
  return Array.from({ length: count }, () => new Worker(new URL("./layer-worker.js", import.meta.url)))
}

type Answer = { readonly result: LayerResult } | { readonly message: string; readonly code: string }

function answerTo(thread: Worker, job: LayerJob): Promise<LayerResult> {
  return new Promise((resolve, reject) => {
    thread.once("error", reject)
    thread.once("message", (answer: Answer) => {
      thread.off("error", reject)
      if ("result" in answer) resolve(answer.result)
      else reject(new InputError(answer.message, answer.code))
    })
    thread.postMessage(job, [])
  })
}
