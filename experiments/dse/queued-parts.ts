// Parts of a design space over a queue: what the study puts in and takes out, and what a worker does with one.

import { createHash } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { hostname, tmpdir } from "node:os"
import { join } from "node:path"
import type { Redis } from "ioredis"
import { InputError } from "../../src/core/errors.ts"
import { fromPlain } from "../../src/dse/findings.ts"
import type { Space } from "../../src/dse/space.ts"
import { reasonOf } from "../files.ts"
import type { QueueClient } from "../queue/job-queue.ts"
import { clientId, isWaiting, type Job, KEPT_SECONDS, leaveOutcome, type PartWork, spaceKey } from "../queue/jobs.ts"
import type { ProcessPool } from "../queue/process-pool.ts"
import type { TaskFailed } from "../queue/tasks.ts"
import { type PartDone, partFile } from "./part-outcome.ts"
import type { SweptPart } from "./parts.ts"
import { dropRows, fetchRows, leaveRows } from "./row-transfer.ts"

/** A part as its worker leaves it; `bytes` of the file of its valid designs are left beside it, in chunks. */
type LeftPart = (PartDone & { readonly bytes: number }) | TaskFailed

/** Most parts in the queue or at work at a time. Of outcomes with a file fewer: the file is a few MB, the rest under one. */
const WINDOW = 256
const WINDOW_WITH_ROWS = 64

/** What a study leaves to workers. */
export interface QueuedStudy {
  readonly name: string
  /** Where it is collected. */
  readonly directory: string
  readonly space: Space
  readonly parts: number
  /** Folder for valid designs; null: they are not wanted. */
  readonly rows: string | null
  /** Parts that are left. */
  readonly left: readonly number[]
  readonly onPart: (part: number, swept: SweptPart) => void
}

/** The study as the queue sees it. */
export function partsClient(study: QueuedStudy): QueueClient<number> {
  const { name, directory, space, parts, rows, left, onPart } = study
  const text = JSON.stringify(space)
  const work = createHash("sha256")
    .update(`${text}\n${parts}\n${rows !== null}`)
    .digest("hex")
  const id = clientId(directory, work)
  return {
    kind: "dse",
    id,
    name,
    directory,
    items: left,
    window: rows === null ? WINDOW : WINDOW_WITH_ROWS,
    nameOf: part => String(part),
    workOf: part => ({ kind: "part", part, parts, rows: rows !== null }),
    prepare: async redis => {
      await redis.set(spaceKey(id), text, "EX", KEPT_SECONDS)
    },
    store: async (part, outcome, redis) => {
      const swept = outcome as LeftPart
      if (swept.kind === "failed") throw failureOf(swept, part, study)
      const { bytes } = swept
      if (rows !== null && !(await fetchRows(redis, id, { part, bytes }, join(rows, partFile(part))))) return "again"
      onPart(part, { ...fromPlain(swept.found), rows: swept.rows })
      await dropRows(redis, id, part, bytes)
      return "done"
    },
    discard: async (part, outcome, redis) => {
      const swept = outcome as LeftPart
      if (swept.kind === "done") await dropRows(redis, id, Number(part), swept.bytes)
    },
  }
}

function failureOf({ code, message }: TaskFailed, part: number, { parts, directory }: QueuedStudy): Error {
  const text = `part ${part + 1} of ${parts} failed at its workers: ${message}`
  if (code === "bug") return new Error(text)
  return new InputError(`${text}; finished parts are kept, go on with: analects dse --resume ${directory}`)
}

/**
 * What a worker does with a part: sweeps it in a process, leaves what was found.
 *
 * @throws Error where another attempt may succeed
 */
export async function doPart(redis: Redis, pool: ProcessPool, job: Job & { work: PartWork }, isLastAttempt: boolean) {
  const { client, work } = job
  const text = await redis.get(spaceKey(client))
  if (text === null) throw new Error("its design space is not in the Redis")
  const space = JSON.parse(text) as Space
  const rows = work.rows ? temporaryFolder() : null
  try {
    const { part, parts } = work
    const outcome = await pool.run({ kind: "part", study: client, space, part, parts, rows })
    // A part has no inputs that are wrong: memory or disk ran out here, which need not be so elsewhere.
    if (outcome.kind === "failed" && !isLastAttempt) throw new Error(outcome.message)
    if (!(await isWaiting(redis, client))) return
    if (outcome.kind === "failed") {
      const message = `on ${hostname()}: ${outcome.message}`
      return await leaveOutcome(redis, job, { ...outcome, message } satisfies LeftPart)
    }
    const bytes = rows === null ? 0 : await leaveRows(redis, client, part, join(rows, partFile(part)))
    await leaveOutcome(redis, job, { ...outcome, bytes } satisfies LeftPart)
  } finally {
    if (rows !== null) rmSync(rows, { recursive: true, force: true })
  }
}

function temporaryFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), "analects-part-"))
  } catch (error) {
    throw new InputError(`on ${hostname()}: the temporary folder ${tmpdir()} cannot be written: ${reasonOf(error)}`)
  }
}
