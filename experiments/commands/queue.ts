// analects queue: the sweeps and studies of a Redis and how far they are, from any terminal.

import type { Command } from "commander"
import { checkName } from "../../src/core/check.ts"
import { InputError } from "../../src/core/errors.ts"
import type { ClientStatus } from "../queue/jobs.ts"
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
    .option("--cancel <id>", "drop a sweep or study by its id: what of it is in the queue is not run")
    .option("--json", "print one JSON object")
    .action((url: string, flags: Flags) => show(url, flags))
}

async function show(url: string, { cancel, json }: Flags): Promise<void> {
  const [{ Queue }, { connectRedis }, { cancelClient, CLIENTS, PREFIX, QUEUE }] = await Promise.all([
    import("bullmq"),
    import("../queue/redis.ts"),
    import("../queue/jobs.ts"),
  ])
  const { redis } = await connectRedis(url)
  const queue = new Queue(QUEUE, { connection: redis, prefix: PREFIX })
  queue.on("error", () => {})
  try {
    const clients = Object.entries(await redis.hgetall(CLIENTS)).map(([id, status]) => ({
      id,
      ...(JSON.parse(status) as ClientStatus),
    }))
    if (cancel !== undefined) {
      if (clients.length === 0) throw new InputError(`sweep or study "${cancel}" is unknown: the queue holds none`)
      const id = checkName(
        "sweep or study",
        cancel,
        clients.map(client => client.id),
      )
      await cancelClient(redis, id)
      return json === true ? outJson({ cancelled: id }) : out(`${id} is cancelled`)
    }
    const { wait = 0, active = 0, delayed = 0 } = await queue.getJobCounts("wait", "active", "delayed")
    const workers = await queue.getWorkersCount()
    if (json === true) return outJson({ clients, jobs: { waiting: wait, underWay: active, delayed }, workers })
    const rows = clients.map(c => [c.id, c.kind, c.name, c.done, c.jobs, c.failed, `${c.host}:${c.directory}`])
    out(textTable(["id", "command", "name", "done", "jobs", "failed", "collected in"], rows))
    out(`${wait} jobs waiting, ${active} under way, ${delayed} to be tried again; ${workers} workers`)
  } finally {
    redis.disconnect()
  }
}
