// What clients and workers agree on in a Redis. A client is a sweep or a study of designs that leaves its work to others.
//
//   BullMQ queue "jobs-VERSION"       a job per cell or part; workers of another version have a queue of their own
//   hash analects:clients-VERSION     client id → what it is and how far, as JSON; what is for a client that is not there is dropped
//   hash analects:outcomes:ID         job name → outcome as JSON, until the client has it on its disk
//   string analects:space:ID          the space of a study of designs, as JSON
//   hash analects:rows:ID             "PART/CHUNK" → bytes of a part's Parquet file, until the client has them on its disk
//   string analects:cancelled:ID      says to a client that runs that it has been cancelled
//
// Delivery is at least once: a job whose worker falls silent is given to another, and what is written twice is the same bytes
// under the same name.

import { createHash } from "node:crypto"
import { realpathSync } from "node:fs"
import { hostname } from "node:os"
import type { Redis } from "ioredis"
import { VERSION } from "../version.ts"
import type { CellTask } from "./tasks.ts"

/** Prefix of all keys of the queue. */
export const PREFIX = "analects"
export const QUEUE = `jobs-${VERSION}`
/** Key of the clients. */
export const CLIENTS = `${PREFIX}:clients-${VERSION}`

/** Attempts at a job whose process ends, with growing pauses; ms before the second. */
export const ATTEMPTS = 3
export const BACKOFF = 1000
/** Times that a job may lose its worker. */
export const MOST_STALLS = 10
/** Seconds after which what nobody fetched is forgotten. */
export const KEPT_SECONDS = 30 * 24 * 3600

/** A part of the design space that the client left at its key. */
export interface PartWork {
  readonly kind: "part"
  readonly part: number
  readonly parts: number
  /** Whether its valid designs are wanted. */
  readonly rows: boolean
}

export type Work = CellTask | PartWork

/** A job. */
export interface Job {
  readonly client: string
  readonly name: string
  readonly work: Work
}

/** What others see of a client. */
export interface ClientStatus {
  readonly kind: "sweep" | "dse"
  readonly name: string
  readonly host: string
  readonly directory: string
  readonly jobs: number
  readonly done: number
  readonly failed: number
}

const outcomesKey = (client: string) => `${PREFIX}:outcomes:${client}`
const cancelledKey = (client: string) => `${PREFIX}:cancelled:${client}`
export const spaceKey = (client: string) => `${PREFIX}:space:${client}`
export const rowsKey = (client: string) => `${PREFIX}:rows:${client}`

/** The same for every start of the same work in a folder, different for other folders and machines. */
export function clientId(folder: string, work: string): string {
  return createHash("sha256")
    .update(`${hostname()}\n${realpathSync(folder)}\n${work}`)
    .digest("hex")
    .slice(0, 12)
}

/** Whether a client waits for outcomes. */
export async function isWaiting(redis: Redis, client: string): Promise<boolean> {
  return (await redis.hexists(CLIENTS, client)) === 1
}

/** Leaves the outcome of a job for its client. */
export async function leaveOutcome(redis: Redis, { client, name }: Job, outcome: unknown): Promise<void> {
  const key = outcomesKey(client)
  await redis.multi().hset(key, name, JSON.stringify(outcome)).expire(key, KEPT_SECONDS).exec()
}

/**
 * Takes outcomes that are there, some at a time; each is forgotten once `use` has taken it. Returns how many there were.
 *
 * @param about how many, roughly
 */
export async function takeOutcomes(
  redis: Redis,
  client: string,
  about: number,
  use: (name: string, outcome: unknown) => void | Promise<void>,
): Promise<number> {
  const key = outcomesKey(client)
  let [cursor, found] = await redis.hscan(key, 0, "COUNT", about)
  while (found.length === 0 && cursor !== "0") [cursor, found] = await redis.hscan(key, cursor, "COUNT", about)
  const names = found.filter((_, i) => i % 2 === 0)
  for (const [i, name] of names.entries()) await use(name, JSON.parse(found[2 * i + 1]))
  if (names.length > 0) await redis.hdel(key, ...names)
  return names.length
}

/** Forgets a client; what workers still do for it is dropped. */
export async function forgetClient(redis: Redis, client: string): Promise<void> {
  await redis.multi().hdel(CLIENTS, client).unlink(outcomesKey(client), spaceKey(client), rowsKey(client)).exec()
}

/** Forgets a client for good, if it runs as well. */
export async function cancelClient(redis: Redis, client: string): Promise<void> {
  await redis.set(cancelledKey(client), "1", "EX", KEPT_SECONDS)
  await forgetClient(redis, client)
}

/** Whether it was cancelled since it began. */
export async function isCancelled(redis: Redis, client: string): Promise<boolean> {
  return (await redis.exists(cancelledKey(client))) === 1
}

/** Forgets that an earlier start was cancelled. */
export async function beginClient(redis: Redis, client: string): Promise<void> {
  await redis.del(cancelledKey(client))
}
