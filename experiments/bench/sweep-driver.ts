// The processes of the sweep trial, to be killed: `sweep FILE FOLDER WORKERS [URL]` or `worker URL CONCURRENCY LEASE`, as the
// commands of these names, with cell processes that fail three cells.

import { readText } from "../files.ts"
import { JobQueue } from "../queue/job-queue.ts"
import { programBeside } from "../queue/process-pool.ts"
import { QueueWorker } from "../queue/queue-worker.ts"
import { connectRedis } from "../queue/redis.ts"
import { expandExperiment } from "../sweeps/expand.ts"
import { readExperiment } from "../sweeps/experiment-file.ts"
import { sweepInto } from "../sweeps/sweep.ts"
import { SweepFolder } from "../sweeps/sweep-folder.ts"

const program = programBeside(import.meta.url, "sweep-failures")
const [mode, ...args] = process.argv.slice(2)

if (mode === "sweep") {
  const [source, path, workers, url] = args
  const file = readExperiment(readText(source), source)
  const expansion = expandExperiment(file, source)
  const folder = SweepFolder.open(path, file, expansion, false)
  const connection = url === undefined ? null : await JobQueue.open(url)
  const { cells } = expansion
  const common = { failFast: false, stopper: { stopped: false }, onProgress: () => {} }
  const result = await sweepInto({ cells, folder, workers: Number(workers), connection, program, ...common })
  await connection?.close()
  process.stdout.write(JSON.stringify(result))
} else {
  const [url, concurrency, lease] = args
  const worker = new QueueWorker(await connectRedis(url), {
    concurrency: Number(concurrency),
    lease: Number(lease),
    program,
  })
  process.once("SIGTERM", () => void worker.close())
}
