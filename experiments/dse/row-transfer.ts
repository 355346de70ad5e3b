// Files of valid designs on their way from workers to the study's folder: through a hash in the Redis, chunk by chunk, so that
// neither side holds more than a chunk in memory.
//
// A part's file is the same bytes whoever writes it: a worker that takes over from a dead one overwrites chunks with themselves.

import { closeSync, fsyncSync, openSync, readSync, renameSync, statSync, writeFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import type { Redis } from "ioredis"
import { InputError } from "../../src/core/errors.ts"
import { makeFolders, reasonOf } from "../files.ts"
import { KEPT_SECONDS, rowsKey } from "../queue/jobs.ts"

/** Bytes of a chunk. */
const CHUNK = 2 ** 18

const field = (part: number, chunk: number) => `${part}/${chunk}`
const chunksOf = (bytes: number) => Math.ceil(bytes / CHUNK)

/** Leaves the file of a part for its client. Returns its size in bytes. */
export async function leaveRows(redis: Redis, client: string, part: number, path: string): Promise<number> {
  const key = rowsKey(client)
  const { size } = statSync(path)
  const file = openSync(path, "r")
  try {
    for (let i = 0; i < chunksOf(size); i++) {
      const chunk = Buffer.alloc(Math.min(CHUNK, size - i * CHUNK))
      readSync(file, chunk, 0, chunk.length, i * CHUNK)
      await redis.multi().hset(key, field(part, i), chunk).expire(key, KEPT_SECONDS).exec()
    }
  } finally {
    closeSync(file)
  }
  return size
}

/**
 * Fetches the file of a part; it gets its name once it is whole and on the disk. Returns whether all of it was there.
 *
 * @throws InputError when it cannot be written
 */
export async function fetchRows(
  redis: Redis,
  client: string,
  { part, bytes }: { readonly part: number; readonly bytes: number },
  path: string,
): Promise<boolean> {
  const temporary = join(dirname(path), `.${basename(path)}.tmp`)
  try {
    makeFolders(dirname(path))
    const file = openSync(temporary, "w")
    try {
      for (let i = 0; i < chunksOf(bytes); i++) {
        const chunk = await redis.hgetBuffer(rowsKey(client), field(part, i))
        if (chunk?.length !== Math.min(CHUNK, bytes - i * CHUNK)) return false
        writeFileSync(file, chunk)
      }
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, path)
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).syscall !== "string") throw error
    throw new InputError(`${path} cannot be written: ${reasonOf(error)}`)
  }
  return true
}

/** Removes the file of a part from the Redis. */
export async function dropRows(redis: Redis, client: string, part: number, bytes: number): Promise<void> {
  const fields = Array.from({ length: chunksOf(bytes) }, (_, i) => field(part, i))
  if (fields.length > 0) await redis.hdel(rowsKey(client), ...fields)
}
