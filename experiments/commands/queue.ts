// analects queue: the sweeps of a Redis and how far they are, from any terminal.

import type { Command } from "commander"
import { checkName } from "../../src/core/check.ts"
import type { SweepStatus } from "../sweeps/cell-jobs.ts"
import { out, outJson } from "../terminal/io.ts"
import { textTable } from "../terminal/text-table.ts"

interface Flags {
  readonly cancel?: string
  readonly json?: boolean
}

/** Declares arguments, options and action. */
export function declare(command: Command): void {
  command
    .argument("<url>", "a Redis: redis://[:password@]host[:port], or rediss:// for TLS")
    .option("--cancel <sweep>", "drop a sweep by its id: what of it is in the queue is not run")
    .option("--json", "print one JSON object")
    .action((url: string, flags: Flags) => show(url, flags))
}

async function show(url: string, { cancel, json }: Flags): Promise<void> {
  const [{ Queue }, { connectRedis }, { forgetSweep, PREFIX, QUEUE, SWEEPS }] = await Promise.all([
    import("bullmq"),
    import("../sweeps/redis.ts"),
    import("../sweeps/cell-jobs.ts"),
  ])
  const { redis } = await connectRedis(url)
  const queue = new Queue(QUEUE, { connection: redis, prefix: PREFIX })
  queue.on("error", () => {})
  try {
    const sweeps = Object.entries(await redis.hgetall(SWEEPS)).map(([id, status]) => ({
      id,
      ...(JSON.parse(status) as SweepStatus),
    }))
    if (cancel !== undefined) {
      const id = checkName(
        "sweep",
        cancel,
        sweeps.map(sweep => sweep.id),
      )
      await forgetSweep(redis, id)
      return json === true ? outJson({ cancelled: id }) : out(`sweep ${id} is cancelled`)
    }
    const { wait = 0, active = 0, delayed = 0 } = await queue.getJobCounts("wait", "active", "delayed")
    const workers = await queue.getWorkersCount()
    if (json === true) return outJson({ sweeps, cells: { waiting: wait, underWay: active, delayed }, workers })
    const rows = sweeps.map(s => [s.id, s.name, s.done, s.cells, s.failed, `${s.host}:${s.directory}`])
    out(textTable(["sweep", "name", "done", "cells", "failed", "collected in"], rows))
    out(`${wait} cells waiting, ${active} under way, ${delayed} to be tried again; ${workers} workers`)
  } finally {
    redis.disconnect()
  }
}
