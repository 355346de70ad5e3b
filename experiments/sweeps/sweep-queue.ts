// A sweep whose cells are run by workers over a Redis: puts cells in, takes outcomes out, stores them as a local sweep does.

import { createHash } from "node:crypto"
import { realpathSync } from "node:fs"
import { hostname } from "node:os"
import { setTimeout } from "node:timers/promises"
import { Queue } from "bullmq"
import { note } from "../terminal/io.ts"
import { type Cell, type CellOutcome, cellName } from "./cell.ts"
import {
  ATTEMPTS,
  BACKOFF,
  type CellJob,
  forgetSweep,
  PREFIX,
  QUEUE,
  SWEEPS,
  type SweepStatus,
  takeOutcomes,
} from "./cell-jobs.ts"
import { type RunOptions, untilStopped } from "./local-sweep.ts"
import { connectRedis, type RedisLink } from "./redis.ts"

/** Most cells of a sweep in the queue at a time: a Redis keeps all of it in memory. */
const WINDOW = 10_000
/** Cells per message. */
const BATCH = 500
/** Milliseconds without outcomes before the next look, and between looks for lost jobs and notes of the progress. */
const PAUSE = 50
const SELDOM = 1000

/** A queue to run sweeps over. */
export class SweepQueue {
  readonly #link: RedisLink
  readonly #queue: Queue<CellJob>

  private constructor(link: RedisLink) {
    this.#link = link
    this.#queue = new Queue<CellJob>(QUEUE, { connection: link.redis, prefix: PREFIX })
    // The connection says when it is lost, and comes back by itself.
    this.#queue.on("error", () => {})
  }

  /** Connects. @throws InputError within seconds when that does not work */
  static async open(url: string): Promise<SweepQueue> {
    return new SweepQueue(await connectRedis(url))
  }

  /** Runs cells, storing each as its outcome arrives. @throws Stopped when the user stops it; the cells stay in the queue */
  async run(cells: readonly Cell[], { folder, onCell, stopper }: RunOptions): Promise<void> {
    const id = sweepId(folder.path)
    const { name } = folder
    const running = new QueuedSweep({ cells, id, name, link: this.#link, queue: this.#queue, folder, onCell })
    const watch = new AbortController()
    try {
      await Promise.race([running.finish(), untilStopped(stopper, watch.signal)])
    } finally {
      watch.abort()
      running.stop()
    }
    await forgetSweep(this.#link.redis, id)
  }

  async close(): Promise<void> {
    this.#link.redis.disconnect()
    await this.#queue.close().catch(() => {})
  }
}

/** The same for every start of a sweep in a folder, different for other folders and machines. */
function sweepId(folder: string): string {
  return createHash("sha256")
    .update(`${hostname()}\n${realpathSync(folder)}`)
    .digest("hex")
    .slice(0, 12)
}

interface QueuedParts extends Pick<RunOptions, "folder" | "onCell"> {
  readonly cells: readonly Cell[]
  readonly id: string
  readonly name: string
  readonly link: RedisLink
  readonly queue: Queue<CellJob>
}

/** A sweep under way. */
class QueuedSweep {
  readonly #parts: QueuedParts
  /** Cells in the queue or at work, by name. */
  readonly #out = new Map<string, Cell>()
  #next = 0
  #done = 0
  #failed = 0
  /** Whether the Redis was away: it may have forgotten jobs. */
  #returned = false
  #stopped = false
  readonly #onReady = () => {
    this.#returned = true
    note(`${this.#parts.link.address} is back`)
  }
  readonly #onClose = () => {
    if (!this.#stopped) note(`${this.#parts.link.address} is away; waiting for it`)
  }

  constructor(parts: QueuedParts) {
    this.#parts = parts
    parts.link.redis.on("ready", this.#onReady)
    parts.link.redis.once("close", this.#onClose)
  }

  /** Goes on until every cell is stored. */
  async finish(): Promise<void> {
    const { cells } = this.#parts
    await this.#announce()
    let looked = performance.now()
    while (this.#done < cells.length && !this.#stopped) {
      const taken = await this.#take()
      if (this.#returned) await this.#renew()
      await this.#fill()
      if (performance.now() - looked > SELDOM) {
        await this.#announce()
        await this.#takeLost()
        looked = performance.now()
      }
      if (taken === 0) await setTimeout(PAUSE)
    }
  }

  stop(): void {
    this.#stopped = true
    const { redis } = this.#parts.link
    redis.off("ready", this.#onReady)
    redis.off("close", this.#onClose)
  }

  /** Says to all who ask what this sweep is and how far. */
  async #announce(): Promise<void> {
    const { link, id, name, folder, cells } = this.#parts
    const status: SweepStatus = {
      name,
      host: hostname(),
      directory: folder.path,
      cells: cells.length,
      done: this.#done,
      failed: this.#failed,
    }
    await link.redis.hset(SWEEPS, id, JSON.stringify(status))
  }

  #take(): Promise<number> {
    const { link, id } = this.#parts
    return takeOutcomes(link.redis, id, (name, outcome) => this.#store(name, outcome))
  }

  /** Stores an outcome; one that came before, or that nobody waits for, is dropped. */
  #store(name: string, outcome: CellOutcome): void {
    const cell = this.#out.get(name)
    if (cell === undefined || this.#stopped) return
    const { folder, onCell } = this.#parts
    folder.store(cell, outcome)
    this.#out.delete(name)
    this.#done++
    if (outcome.kind === "failed") this.#failed++
    onCell(cell, outcome)
  }

  /** Puts cells into the queue while there is room. */
  async #fill(): Promise<void> {
    const { cells } = this.#parts
    while (this.#next < cells.length && this.#out.size + BATCH <= WINDOW && !this.#stopped) {
      const batch = cells.slice(this.#next, this.#next + BATCH)
      this.#next += batch.length
      for (const cell of batch) this.#out.set(cellName(cell), cell)
      await this.#add(batch)
    }
  }

  /** A job that is in the queue already is not added again: its id is taken. */
  async #add(cells: readonly Cell[]): Promise<void> {
    const { queue, id } = this.#parts
    const jobs = cells.map(cell => {
      const name = cellName(cell)
      const opts = {
        jobId: `${id}_${name}`,
        attempts: ATTEMPTS,
        backoff: { type: "exponential", delay: BACKOFF },
        removeOnComplete: true,
      }
      return { name: "cell", data: { sweep: id, name, cell }, opts }
    })
    await queue.addBulk(jobs)
  }

  /** Puts everything that is not stored into the queue again, in case the Redis lost it. */
  async #renew(): Promise<void> {
    this.#returned = false
    this.#parts.link.redis.once("close", this.#onClose)
    await this.#announce()
    const out = [...this.#out.values()]
    for (let i = 0; i < out.length; i += BATCH) await this.#add(out.slice(i, i + BATCH))
  }

  /** Cells that lost their workers too often: failures. */
  async #takeLost(): Promise<void> {
    const { queue, id } = this.#parts
    for (const job of await queue.getFailed(0, BATCH)) {
      // A job that was removed meanwhile is null.
      if (job?.data?.sweep !== id) continue
      const message = `no worker finished the cell: ${job.failedReason ?? "unknown reason"}`
      this.#store(job.data.name, { kind: "failed", code: "crashed", message })
      await job.remove().catch(() => {})
    }
  }
}
