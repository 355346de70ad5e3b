// What sweeps and workers agree on in a Redis.
//
//   BullMQ queue "cells-VERSION"      a job per cell; workers of another version have a queue of their own
//   hash analects:sweeps-VERSION      sweep id → what it is and how far, as JSON; a sweep that is not there is not worked on
//   hash analects:results:ID          cell name → outcome as JSON, until the sweep has it on its disk
//
// Delivery is at least once: a job whose worker falls silent is given to another, and an outcome that is written twice is the
// same bytes under the same name.

import type { Redis } from "ioredis"
import { VERSION } from "../version.ts"
import type { Cell, CellOutcome } from "./cell.ts"

/** Prefix of all keys of the queue. */
export const PREFIX = "analects"
export const QUEUE = `cells-${VERSION}`
/** Key of the sweeps. */
export const SWEEPS = `${PREFIX}:sweeps-${VERSION}`

/** Attempts at a cell whose process ends, with growing pauses; ms before the second. */
export const ATTEMPTS = 3
export const BACKOFF = 1000
/** Times that a cell may lose its worker. */
export const MOST_STALLS = 10
/** Seconds after which outcomes that nobody fetched are forgotten. */
const KEPT_SECONDS = 30 * 24 * 3600

/** A job. */
export interface CellJob {
  readonly sweep: string
  readonly name: string
  readonly cell: Cell
}

/** What others see of a sweep. */
export interface SweepStatus {
  readonly name: string
  readonly host: string
  readonly directory: string
  readonly cells: number
  readonly done: number
  readonly failed: number
}

const resultsKey = (sweep: string) => `${PREFIX}:results:${sweep}`

/** Leaves the outcome of a cell for its sweep. */
export async function leaveOutcome(redis: Redis, { sweep, name }: CellJob, outcome: CellOutcome): Promise<void> {
  const key = resultsKey(sweep)
  await redis.multi().hset(key, name, JSON.stringify(outcome)).expire(key, KEPT_SECONDS).exec()
}

/** Takes outcomes that are there, some at a time; each is forgotten once `use` has taken it. Returns how many there were. */
export async function takeOutcomes(
  redis: Redis,
  sweep: string,
  use: (name: string, outcome: CellOutcome) => void,
): Promise<number> {
  const key = resultsKey(sweep)
  const [, found] = await redis.hscan(key, 0, "COUNT", 100)
  const names = found.filter((_, i) => i % 2 === 0)
  for (const [i, name] of names.entries()) use(name, JSON.parse(found[2 * i + 1]) as CellOutcome)
  if (names.length > 0) await redis.hdel(key, ...names)
  return names.length
}

/** Forgets a sweep; what workers still do for it is dropped. */
export async function forgetSweep(redis: Redis, sweep: string): Promise<void> {
  await redis.multi().hdel(SWEEPS, sweep).del(resultsKey(sweep)).exec()
}
