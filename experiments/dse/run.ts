// A sweep from its first part to its last: in this process or over worker threads, with checkpoints.

import { existsSync } from "node:fs"
import { setImmediate } from "node:timers/promises"
import { Worker } from "node:worker_threads"
import { InputError } from "../../src/core/errors.ts"
import { type Found, isBetter, PICKS } from "../../src/dse/found.ts"
import { Front, type FrontData } from "../../src/dse/front.ts"
import type { Metric } from "../../src/dse/metrics.ts"
import { addCounts, type Counts, noCounts } from "../../src/dse/outcomes.ts"
import type { Sweep } from "../../src/dse/sweep.ts"
import { readJson, writeJson } from "../files.ts"
import { Stopped } from "../training/stopper.ts"
import { type PartSize, partCount, type SweptPart, sweepPart } from "./parts.ts"
import type { WorkerTask } from "./worker.ts"

/** What a sweep gave. */
export interface SweepResult {
  readonly counts: Counts
  readonly front: FrontData
  readonly picks: Readonly<Partial<Record<Metric, Found>>>
  /** Valid designs written. */
  readonly rows: number
}

/** How a sweep is run. */
export interface RunOptions {
  readonly workers: number
  /** Where valid designs go; null: nowhere. */
  readonly rows: string | null
  /** Where the checkpoint goes; null: nowhere. */
  readonly checkpoint: string | null
  /** Asked between parts. */
  readonly isStopped?: () => boolean
  readonly onPart?: (done: number, parts: number) => void
  /** Smaller parts, for tests. */
  readonly partSize?: PartSize
}

/** Parts from which on threads are worth starting: a thread begins cold. */
const MANY_PARTS = 4

/** Seconds between checkpoints. */
const SECONDS = 2

/** Sums, front and picks of the parts so far, taken in their order. */
class Merged {
  done = 0
  rows = 0
  readonly counts = noCounts()
  readonly picks: Partial<Record<Metric, Found>> = {}
  readonly #front: Front
  readonly #macs: number

  constructor({ space, macs }: Sweep) {
    this.#front = new Front(space.objectives)
    this.#macs = macs
  }

  take({ counts, front, picks, rows }: SweptPart): void {
    addCounts(this.counts, counts)
    this.#front.merge(front)
    for (const metric of PICKS) {
      const [theirs, ours] = [picks[metric], this.picks[metric]]
      if (theirs === undefined) continue
      if (ours === undefined || isBetter(metric, theirs, ours, this.#macs)) this.picks[metric] = theirs
    }
    this.rows += rows
    this.done++
  }

  result(): SweepResult {
    return { counts: this.counts, front: this.#front.data(), picks: this.picks, rows: this.rows }
  }

  /** As a checkpoint; numbers of JSON are exact. */
  save(path: string, parts: number): void {
    const { counts, front, picks, rows } = this.result()
    const { costs, places } = front
    writeJson(path, { done: this.done, parts, counts, picks, rows, front: { costs: [...costs], places: [...places] } })
  }

  /** @throws InputError for a checkpoint of another cut */
  load(path: string, parts: number): void {
    const saved = readJson(path) as {
      done: number
      parts: number
      counts: Counts
      picks: SweepResult["picks"]
      rows: number
      front: { costs: number[]; places: number[] }
    }
    if (saved.parts !== parts) throw new InputError(`${path} is of ${saved.parts} parts, this sweep has ${parts}`)
    const front = { costs: Float64Array.from(saved.front.costs), places: Float64Array.from(saved.front.places) }
    this.take({ counts: saved.counts, picks: saved.picks, front, rows: saved.rows })
    this.done = saved.done
  }
}

/**
 * Sweeps a space, from its checkpoint if there is one.
 *
 * @throws Stopped when `isStopped` says so; the checkpoint is written
 */
export async function runSweep(sweep: Sweep, options: RunOptions): Promise<SweepResult> {
  const { rows, checkpoint, isStopped = () => false, onPart = () => {} } = options
  const parts = partCount(sweep, rows !== null, options.partSize)
  const merged = new Merged(sweep)
  if (checkpoint !== null && existsSync(checkpoint)) merged.load(checkpoint, parts)
  let savedAt = performance.now()
  const save = () => {
    if (checkpoint !== null) merged.save(checkpoint, parts)
    savedAt = performance.now()
  }
  /** Parts that came before their turn. */
  const early = new Map<number, SweptPart>()
  const take = (part: number, result: SweptPart) => {
    early.set(part, result)
    for (let next = early.get(merged.done); next !== undefined; next = early.get(merged.done)) {
      early.delete(merged.done)
      merged.take(next)
    }
    onPart(merged.done, parts)
    if (performance.now() - savedAt > SECONDS * 1000) save()
  }
  const workers = Math.min(options.workers, parts - merged.done)
  // Worker threads load compiled files only.
  if (workers > 1 && parts - merged.done >= MANY_PARTS && import.meta.url.endsWith(".js")) {
    await shareOut({ space: sweep.space, parts, folder: rows }, merged.done, workers, take, isStopped)
  } else {
    for (let part = merged.done; part < parts && !isStopped(); part++) {
      take(part, sweepPart(sweep, part, parts, rows))
      await setImmediate()
    }
  }
  if (merged.done < parts) {
    save()
    throw new Stopped()
  }
  if (checkpoint !== null) save()
  return merged.result()
}

/** Gives every thread the next part whenever it is done with one, but runs no further ahead than a few parts. */
async function shareOut(
  task: WorkerTask,
  first: number,
  workers: number,
  take: (part: number, result: SweptPart) => void,
  isStopped: () => boolean,
): Promise<void> {
  const threads = Array.from(
    { length: workers },
    () => new Worker(new URL("./worker.js", import.meta.url), { workerData: task }),
  )
  let next = first
  const serve = async (thread: Worker) => {
    while (next < task.parts && !isStopped()) {
      const part = next++
      take(part, await answerTo(thread, part))
    }
  }
  try {
    await Promise.all(threads.map(serve))
  } finally {
    await Promise.all(threads.map(thread => thread.terminate()))
  }
}

function answerTo(thread: Worker, part: number): Promise<SweptPart> {
  return new Promise((resolve, reject) => {
    thread.once("error", reject)
    thread.once("message", (result: SweptPart) => {
      thread.off("error", reject)
      resolve(result)
    })
    thread.postMessage(part, [])
  })
}
