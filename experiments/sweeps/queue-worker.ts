// A worker of a queue: takes cells of any sweep, runs them in processes, leaves the outcomes.

import { type Job, Worker } from "bullmq"
import { note } from "../terminal/io.ts"
import { ATTEMPTS, type CellJob, leaveOutcome, MOST_STALLS, PREFIX, QUEUE, SWEEPS } from "./cell-jobs.ts"
import { CELL_PROGRAM, CellPool } from "./cell-pool.ts"
import type { RedisLink } from "./redis.ts"

/** How a worker works. */
export interface QueueWorkerOptions {
  /** Cells at a time. */
  readonly concurrency: number
  /** Seconds of silence after which a worker counts as dead and its cells go to others. */
  readonly lease: number
  readonly program?: URL
}

/** A worker; it begins at once. */
export class QueueWorker {
  readonly #link: RedisLink
  readonly #pool: CellPool
  readonly #worker: Worker<CellJob>
  #done = 0

  constructor(link: RedisLink, { concurrency, lease, program = CELL_PROGRAM }: QueueWorkerOptions) {
    this.#link = link
    this.#pool = new CellPool(concurrency, program)
    this.#worker = new Worker<CellJob>(QUEUE, job => this.#run(job), {
      connection: link.redis,
      prefix: PREFIX,
      concurrency,
      lockDuration: lease * 1000,
      stalledInterval: lease * 500,
      maxStalledCount: MOST_STALLS,
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

  /** Cells finished here. */
  get done(): number {
    return this.#done
  }

  async #run(job: Job<CellJob>): Promise<void> {
    const { redis } = this.#link
    // A sweep that was cancelled, or has this cell's outcome from another worker and is over.
    if ((await redis.hexists(SWEEPS, job.data.sweep)) === 0) return
    const outcome = await this.#pool.run(job.data.cell)
    const crashed = outcome.kind === "failed" && outcome.code === "crashed"
    if (crashed && job.attemptsMade + 1 < ATTEMPTS) throw new Error(outcome.message)
    await leaveOutcome(redis, job.data, outcome)
    this.#done++
  }

  /** Takes no more cells, and ends once those under way are finished. */
  async close(): Promise<void> {
    this.#onEnd()
    await this.#worker.close()
    this.#pool.close()
    this.#link.redis.disconnect()
  }
}
