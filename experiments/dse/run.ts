// A sweep from its first part to its last, in this process, over worker threads or over a queue, and an adaptive search; both
// with checkpoints.

import { existsSync } from "node:fs"
import { setImmediate } from "node:timers/promises"
import type { Worker } from "node:worker_threads"
import { noCounts } from "../../src/dse/outcomes.ts"
import { Refinement, type RefineOptions, type RefineResult, type RefineState } from "../../src/dse/refine.ts"
import type { Sweep } from "../../src/dse/sweep.ts"
import { readJson, writeFileAtomic } from "../files.ts"
import type { JobQueue } from "../queue/job-queue.ts"
import { endThreads, shareOut, startThreads } from "../threads.ts"
import { Stopped, type Stopper } from "../training/stopper.ts"
import { Saver, type SweepResult, SweptParts } from "./checkpoint.ts"
import { type PartSize, partCount, type SweptPart, sweepPart } from "./parts.ts"
import { partsClient } from "./queued-parts.ts"
import type { WorkerTask } from "./worker.ts"

/** Where parts are left to others. */
export interface PartQueue {
  readonly queue: Pick<JobQueue, "run">
  /** Name of the study and folder it is collected in, for those who ask the queue. */
  readonly name: string
  readonly directory: string
}

/** How a sweep is run. */
export interface RunOptions {
  /** Threads of this process. */
  readonly workers: number
  /** Null: the threads do it. */
  readonly over?: PartQueue | null
  /** Where valid designs go; null: nowhere. */
  readonly rows: string | null
  /** Where the checkpoint goes; null: nowhere. */
  readonly checkpoint: string | null
  readonly stopper?: Pick<Stopper, "stopped">
  readonly onPart?: (done: number, parts: number) => void
  /** Smaller parts, for tests. */
  readonly partSize?: PartSize
}

/** Milliseconds of sweeping ahead from which on threads are worth starting: they begin cold, each with all code to be compiled. */
const MUCH = 2000

const NEVER = { stopped: false }

/** How parts are given out and taken. */
interface Giving {
  readonly sweep: Sweep
  readonly parts: number
  /** Parts to be swept. */
  readonly left: readonly number[]
  readonly take: (part: number, swept: SweptPart) => void
  readonly stopper: Pick<Stopper, "stopped">
}

/**
 * Sweeps a space, from its checkpoint if there is one.
 *
 * @throws Stopped when the user stops it; the checkpoint is written, also when something goes wrong
 */
export async function runSweep(sweep: Sweep, options: RunOptions): Promise<SweepResult> {
  const { rows, checkpoint, over = null, stopper = NEVER, onPart = () => {} } = options
  const parts = partCount(sweep, rows !== null, options.partSize)
  const swept = new SweptParts(sweep, parts)
  if (checkpoint !== null && existsSync(checkpoint)) swept.load(checkpoint)
  const saver = new Saver(() => checkpoint === null || swept.save(checkpoint))
  const take = (part: number, result: SweptPart) => {
    swept.take(part, result)
    onPart(swept.count, parts)
    saver.saveIfDue()
  }
  onPart(swept.count, parts)
  const giving: Giving = { sweep, parts, left: swept.left(), take, stopper }
  try {
    if (giving.left.length === 0) return swept.result()
    if (over === null) await sweepHere(giving, rows, options.workers)
    else {
      const { queue, name, directory } = over
      const { left, take: onSwept } = giving
      const client = partsClient({ name, directory, space: sweep.space, parts, rows, left, onPart: onSwept })
      await queue.run(client, stopper)
    }
    if (swept.count < parts) throw new Stopped()
  } finally {
    saver.saveRest()
  }
  return swept.result()
}

/** Sweeps in this process, and over threads once it can be told that they are worth starting. */
async function sweepHere({ sweep, parts, left, take, stopper }: Giving, rows: string | null, most: number) {
  /** What the last part took. The first one says little: its code was not yet compiled. */
  let took = 0
  for (const [done, part] of left.entries()) {
    if (stopper.stopped) return
    const rest = left.length - done
    if (done > 1 && most > 1 && rest > 1 && took * rest > MUCH) {
      const task: WorkerTask = { space: sweep.space, parts, folder: rows }
      const threads = startThreads(Math.min(most, rest), import.meta.url, "./worker.js", task)
      if (threads.length > 0) return sweepOver(threads, left.slice(done), take, stopper)
    }
    const began = performance.now()
    take(part, await sweepPart(sweep, part, parts, rows))
    took = performance.now() - began
    await setImmediate()
  }
}

async function sweepOver(
  threads: readonly Worker[],
  left: readonly number[],
  take: Giving["take"],
  stopper: Giving["stopper"],
): Promise<void> {
  try {
    await shareOut<number, SweptPart>(
      threads,
      left,
      (swept, position) => take(left[position], swept),
      () => stopper.stopped,
    )
  } finally {
    await endThreads(threads)
  }
}

/** Milliseconds between pauses that let signals in. */
const PAUSE = 20

/**
 * Searches a space adaptively, from its checkpoint if there is one.
 *
 * @param sweep one of single points (option `generic`)
 * @throws Stopped when the user stops it; the checkpoint is written
 */
export async function runRefinement(
  sweep: Sweep,
  options: RefineOptions,
  { checkpoint, stopper = NEVER, onPart = () => {} }: Pick<RunOptions, "checkpoint" | "stopper" | "onPart">,
): Promise<RefineResult & Pick<SweepResult, "before">> {
  const saved = checkpoint !== null && existsSync(checkpoint) ? (readJson(checkpoint) as RefineState) : null
  const search = new Refinement(sweep, options, saved)
  const saver = new Saver(
    () => checkpoint === null || writeFileAtomic(checkpoint, `${JSON.stringify(search.state())}\n`),
  )
  let paused = performance.now()
  while (search.step()) {
    if (performance.now() - paused < PAUSE) continue
    await setImmediate()
    onPart(search.evaluated, options.evaluations)
    if (stopper.stopped) {
      saver.save()
      throw new Stopped()
    }
    saver.saveIfDue()
    paused = performance.now()
  }
  saver.save()
  return { ...search.result(), before: saved?.found.counts ?? noCounts() }
}
