// Layer searches in bulk: in this process, or spread over worker threads.
//
// Results are collected by job number and no job depends on another of the same batch, so the bytes are the same for any
// number of workers.

import { setImmediate } from "node:timers/promises"
import { InputError } from "../../src/core/errors.ts"
import { type LayerJob, type LayerResult, searchLayer } from "../../src/mapping/search-layer.ts"
import { endThreads, shareOut, startThreads } from "../threads.ts"
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
  const open = jobs.flatMap((job, i) => (job === null ? [] : [{ job, i }]))
  const isLong = open.some(({ job }) => job.evaluations >= LONG)
  const count = Math.min(workers, open.length)
  const threads = count > 1 || isLong ? startThreads(count, import.meta.url, "./layer-worker.js") : []
  if (threads.length === 0) {
    for (const { job, i } of open) {
      await onResult(i, searchLayer(job))
      // Lets signals in.
      await setImmediate()
    }
    return
  }
  const over = new AbortController()
  const questions = open.map(({ job }) => job)
  const onAnswer = (answer: Answer, position: number) => onResult(open[position].i, resultOf(answer))
  try {
    const all = shareOut(threads, questions, onAnswer, () => over.signal.aborted)
    await Promise.race([all, onceStopped(stopper, over.signal).then(() => all)])
  } finally {
    over.abort()
    await endThreads(threads)
  }
}

type Answer = { readonly result: LayerResult } | { readonly message: string; readonly code: string }

function resultOf(answer: Answer): LayerResult {
  if ("result" in answer) return answer.result
  throw new InputError(answer.message, answer.code)
}
