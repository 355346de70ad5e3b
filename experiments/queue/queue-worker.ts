// A worker of a queue: takes jobs of any client, does them in processes, leaves the outcomes.

import { type Job as BullJob, Worker } from "bullmq"
import { doPart } from "../dse/queued-parts.ts"
import { doCell } from "../sweeps/queued-cells.ts"
import { note } from "../terminal/io.ts"
import { ATTEMPTS, isWaiting, type Job, MOST_STALLS, PREFIX, QUEUE, type Work } from "./jobs.ts"
import { ProcessPool, TASK_PROGRAM } from "./process-pool.ts"
import type { RedisLink } from "./redis.ts"

/** Seconds after which a worker that waits looks by itself: after a restart the Redis may not say that there are jobs. */
const IDLE = 1

/** How a worker works. */
export interface QueueWorkerOptions {
  /** Jobs at a time. */
  readonly concurrency: number
  /** Seconds of silence after which a worker counts as dead and its jobs go to others. */
  readonly lease: number
  readonly program?: URL
}

/** A worker; it begins at once. */
export class QueueWorker {
  /** Jobs finished here. */
  readonly done: Record<Work["kind"], number> = { cell: 0, part: 0 }
  readonly #link: RedisLink
  readonly #pool: ProcessPool
  readonly #worker: Worker<Job>

  constructor(link: RedisLink, { concurrency, lease, program = TASK_PROGRAM }: QueueWorkerOptions) {
    this.#link = link
    this.#pool = new ProcessPool(concurrency, program)
    this.#worker = new Worker<Job>(QUEUE, job => this.#run(job), {
      connection: link.redis,
      prefix: PREFIX,
      concurrency,
      lockDuration: lease * 1000,
      stalledInterval: lease * 500,
      maxStalledCount: MOST_STALLS,
      drainDelay: IDLE,
    })
    // Lost connections come back by themselves; a job whose lease ran out meanwhile is another worker's.
    this.#worker.on("error", () => {})
    const away = () => {
      note(`${link.address} is away; waiting for it`)
      link.redis.once("ready", () => {
        note(`${link.address} is back`)
        link.redis.once("close", away)
      })
    }
    link.redis.once("close", away)
    this.#onEnd = () => link.redis.off("close", away)
  }

  readonly #onEnd: () => void

  async #run({ data: job, attemptsMade }: BullJob<Job>): Promise<void> {
    const { redis } = this.#link
    // A client that was cancelled, or has this outcome from another worker and is over.
    if (!(await isWaiting(redis, job.client))) return
    const isLast = attemptsMade + 1 >= ATTEMPTS
    const { work } = job
    if (work.kind === "cell") await doCell(redis, this.#pool, { ...job, work }, isLast)
    else await doPart(redis, this.#pool, { ...job, work }, isLast)
    this.done[work.kind]++
  }

  /** Takes no more jobs, and ends once those under way are finished. */
  async close(): Promise<void> {
    this.#onEnd()
    await this.#worker.close()
    this.#pool.close()
    this.#link.redis.disconnect()
  }
}
