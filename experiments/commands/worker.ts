// analects worker: does what sweeps and studies of designs leave in a queue, until it is stopped.

import { availableParallelism } from "node:os"
import { setTimeout } from "node:timers/promises"
import { type Command } from "commander"
import { parseCount } from "../numbers.ts"
import { note, out, outJson } from "../terminal/io.ts"
import { Stopper } from "../training/stopper.ts"

interface Flags {
  readonly queue: string
  readonly concurrency: string
  readonly lease: string
  readonly json?: boolean
}

/** Declares options and action. */
export function declare(command: Command): void {
  command
    .requiredOption("--queue <url>", "a Redis: redis://[:password@]host[:port], or rediss:// for TLS")
    .option(
      "--concurrency <n>",
      "jobs at a time, each in a process: cells of sweeps, parts of design spaces",
      String(availableParallelism()),
    )
    .option("--lease <seconds>", "silence after which a worker counts as dead and its jobs go to others", "10")
    .option("--json", "print one JSON object at the end")
    .action((flags: Flags) => work(flags))
}

/** Milliseconds between looks for Ctrl-C. */
const LOOK = 100

async function work(flags: Flags): Promise<void> {
  const concurrency = parseCount("concurrency", flags.concurrency, 1)
  const lease = parseCount("lease", flags.lease, 1)
  const [{ connectRedis }, { QueueWorker }] = await Promise.all([
    import("../queue/redis.ts"),
    import("../queue/queue-worker.ts"),
  ])
  const link = await connectRedis(flags.queue)
  const stopper = new Stopper()
  try {
    const worker = new QueueWorker(link, { concurrency, lease })
    note(`working on jobs of ${link.address}, ${concurrency} at a time; Ctrl-C ends`)
    while (!stopper.stopped) await setTimeout(LOOK)
    note("finishing the jobs under way; Ctrl-C once more leaves them to others")
    await worker.close()
    const { cell: cells, part: parts } = worker.done
    if (flags.json === true) outJson({ cells, parts })
    else out(`${cells} cells and ${parts} parts run`)
  } finally {
    stopper.close()
  }
}
