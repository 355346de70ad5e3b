// A queue over a Redis, seen from a client: puts its jobs in, takes outcomes out, hands them on to be stored.

import { hostname } from "node:os"
import { setTimeout } from "node:timers/promises"
import { Queue } from "bullmq"
import type { Redis } from "ioredis"
import { InputError } from "../../src/core/errors.ts"
import { note } from "../terminal/io.ts"
import { onceStopped, type Stopper } from "../training/stopper.ts"
import {
  ATTEMPTS,
  BACKOFF,
  beginClient,
  CLIENTS,
  type ClientStatus,
  forgetClient,
  isCancelled,
  type Job,
  KEPT_SECONDS,
  PREFIX,
  QUEUE,
  takeOutcomes,
  type Work,
} from "./jobs.ts"
import { connectRedis, type RedisLink } from "./redis.ts"
import { CRASHED } from "./tasks.ts"

/** Milliseconds without outcomes before the next look, and between looks for lost jobs and notes of the progress. */
const PAUSE = 50
const SELDOM = 1000
/** Failed jobs looked at. */
const FAILED = 500

/** What becomes of an outcome: stored, stored as a failure, or lacking something that another worker has to give. */
export type Stored = "done" | "failed" | "again"

/** A sweep or study whose jobs are left to workers. `Item` is what it calls a job. */
export interface QueueClient<Item> extends Pick<ClientStatus, "kind" | "name" | "directory"> {
  /** As by `clientId`. */
  readonly id: string
  /** What is to be done, in order. */
  readonly items: readonly Item[]
  /** Most jobs in the queue or at work at a time: a Redis keeps all of it in memory. */
  readonly window: number
  /** A file name for an item, unlike that of any other. */
  readonly nameOf: (item: Item) => string
  readonly workOf: (item: Item) => Work
  /** Puts into the Redis what the jobs refer to. */
  prepare?(redis: Redis): Promise<void>
  /** Takes an outcome; one of code "crashed" if no worker finished the job. */
  store(item: Item, outcome: unknown, redis: Redis): Stored | Promise<Stored>
  /** Forgets an outcome that came before. */
  discard?(name: string, outcome: unknown, redis: Redis): Promise<void>
}

/** A queue to leave jobs in. */
export class JobQueue {
  readonly #link: RedisLink
  readonly #queue: Queue<Job>

  private constructor(link: RedisLink) {
    this.#link = link
    this.#queue = new Queue<Job>(QUEUE, { connection: link.redis, prefix: PREFIX })
    // The connection says when it is lost, and comes back by itself.
    this.#queue.on("error", () => {})
  }

  /** Connects. @throws InputError within seconds when that does not work */
  static async open(url: string): Promise<JobQueue> {
    return new JobQueue(await connectRedis(url))
  }

  /**
   * Has all jobs of a client done and stored.
   *
   * @throws Stopped when the user stops it; the jobs stay in the queue. InputError when it is cancelled
   */
  async run<Item>(client: QueueClient<Item>, stopper: Pick<Stopper, "stopped">): Promise<void> {
    const running = new RunningClient(client, this.#link, this.#queue)
    const watch = new AbortController()
    try {
      await Promise.race([running.finish(), onceStopped(stopper, watch.signal)])
    } finally {
      watch.abort()
      running.stop()
    }
    await forgetClient(this.#link.redis, client.id)
  }

  async close(): Promise<void> {
    this.#link.redis.disconnect()
    await this.#queue.close().catch(() => {})
  }
}

/** A client under way. */
class RunningClient<Item> {
  readonly #client: QueueClient<Item>
  readonly #link: RedisLink
  readonly #queue: Queue<Job>
  /** Items in the queue or at work, by name. */
  readonly #out = new Map<string, Item>()
  #next = 0
  #done = 0
  #failed = 0
  /** Whether the Redis was away: it may have forgotten jobs. */
  #returned = false
  #stopped = false
  readonly #onReady = () => {
    this.#returned = true
    note(`${this.#link.address} is back`)
  }
  readonly #onClose = () => {
    if (!this.#stopped) note(`${this.#link.address} is away; waiting for it`)
  }

  constructor(client: QueueClient<Item>, link: RedisLink, queue: Queue<Job>) {
    this.#client = client
    this.#link = link
    this.#queue = queue
    link.redis.on("ready", this.#onReady)
    link.redis.once("close", this.#onClose)
  }

  /** Outcomes and jobs per message. */
  get #batch(): number {
    return Math.ceil(this.#client.window / 20)
  }

  /** Goes on until everything is stored. */
  async finish(): Promise<void> {
    const { items, id } = this.#client
    await beginClient(this.#link.redis, id)
    await this.#retryFailed()
    // Workers may have gone on after an earlier start ended: what they have done is not put into the queue again.
    this.#reserve()
    while ((await this.#take()) > 0 && !this.#stopped);
    await this.#renew()
    let looked = performance.now()
    while (this.#done < items.length && !this.#stopped) {
      const taken = await this.#take()
      if (this.#returned) await this.#renew()
      await this.#fill()
      if (performance.now() - looked > SELDOM) {
        await this.#look()
        looked = performance.now()
      }
      if (taken === 0) await setTimeout(PAUSE)
    }
  }

  stop(): void {
    this.#stopped = true
    const { redis } = this.#link
    redis.off("ready", this.#onReady)
    redis.off("close", this.#onClose)
  }

  /** Says to all who ask what this client is and how far. Returns whether that is news to the Redis. */
  async #announce(): Promise<boolean> {
    const { id, kind, name, directory, items } = this.#client
    const [jobs, done, failed] = [items.length, this.#done, this.#failed]
    const status: ClientStatus = { kind, name, host: hostname(), directory, jobs, done, failed }
    return (await this.#link.redis.hset(CLIENTS, id, JSON.stringify(status))) === 1
  }

  /** Notes the progress; sees whether jobs were lost or dropped. */
  async #look(): Promise<void> {
    const { redis } = this.#link
    const { id, kind } = this.#client
    if (await this.#announce()) {
      if (await isCancelled(redis, id)) {
        await forgetClient(redis, id)
        const what = kind === "sweep" ? "sweep" : "study"
        throw new InputError(`the ${what} was cancelled with analects queue --cancel; what is finished is kept`)
      }
      this.#returned = true
    }
    await this.#takeLost()
  }

  /** Takes some outcomes. Returns how many there were. */
  async #take(): Promise<number> {
    const { redis } = this.#link
    const again: Item[] = []
    const count = await takeOutcomes(redis, this.#client.id, Math.ceil(this.#batch / 5), async (name, outcome) => {
      const item = this.#out.get(name)
      if (this.#stopped) return
      if (item === undefined) await this.#client.discard?.(name, outcome, redis)
      else if ((await this.#store(item, outcome)) === "again") again.push(item)
    })
    if (again.length > 0) await this.#add(again)
    return count
  }

  async #store(item: Item, outcome: unknown): Promise<Stored> {
    const stored = await this.#client.store(item, outcome, this.#link.redis)
    if (stored === "again" || this.#stopped) return stored
    this.#out.delete(this.#client.nameOf(item))
    this.#done++
    if (stored === "failed") this.#failed++
    return stored
  }

  /** Takes the next items while there is room; returns them. */
  #reserve(): Item[] {
    const { items, window } = this.#client
    const [from, room] = [this.#next, window - this.#out.size]
    if (room < this.#batch && from + room < items.length) return []
    const next = items.slice(from, from + room)
    this.#next += next.length
    for (const item of next) this.#out.set(this.#client.nameOf(item), item)
    return next
  }

  /** Puts items into the queue while there is room. */
  async #fill(): Promise<void> {
    if (!this.#stopped) await this.#add(this.#reserve())
  }

  /** A job that is in the queue already is not added again: its id is taken. */
  async #add(items: readonly Item[]): Promise<void> {
    const { id, nameOf, workOf } = this.#client
    for (let i = 0; i < items.length; i += this.#batch) {
      const jobs = items.slice(i, i + this.#batch).map(item => {
        const [name, work] = [nameOf(item), workOf(item)]
        const opts = {
          jobId: `${id}_${name}`,
          attempts: ATTEMPTS,
          backoff: { type: "exponential", delay: BACKOFF },
          removeOnComplete: true,
          removeOnFail: { age: KEPT_SECONDS },
        }
        return { name: work.kind, data: { client: id, name, work }, opts }
      })
      await this.#queue.addBulk(jobs)
    }
  }

  /** Puts everything that is not stored into the queue again, in case the Redis lost it. */
  async #renew(): Promise<void> {
    if (this.#returned) this.#link.redis.once("close", this.#onClose)
    this.#returned = false
    await this.#client.prepare?.(this.#link.redis)
    await this.#announce()
    await this.#add([...this.#out.values()])
  }

  /** Makes way for jobs that failed in an earlier start. */
  async #retryFailed(): Promise<void> {
    for (const job of await this.#queue.getFailed()) {
      if (job?.data?.client === this.#client.id) await job.remove().catch(() => {})
    }
  }

  /** Jobs that lost their workers too often, or whose workers could not go on. */
  async #takeLost(): Promise<void> {
    const { id } = this.#client
    for (const job of await this.#queue.getFailed(0, FAILED)) {
      // A job that was removed meanwhile is null.
      if (job?.data?.client !== id) continue
      const { name, work } = job.data
      const item = this.#out.get(name)
      const message = `no worker finished the ${work.kind}: ${job.failedReason ?? "unknown reason"}`
      if (item !== undefined) await this.#store(item, { kind: "failed", code: CRASHED, message })
      await job.remove().catch(() => {})
    }
  }
}
