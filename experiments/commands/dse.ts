// analects dse: hardware design-space exploration from a YAML file.

import { availableParallelism } from "node:os"
import { join, resolve } from "node:path"
import { type Command, CommanderError } from "commander"
import { UsageError } from "../../src/core/errors.ts"
import { dseJsonSchema } from "../dse/config.ts"
import {
  DSE_FILES,
  readStudy,
  resumedStudy,
  runStudy,
  type Study,
  type StudyResult,
  shippedStudies,
  startFolder,
} from "../dse/study.ts"
import { frontCsv, studyJson, studyText } from "../dse/study-text.ts"
import { writeFileAtomic, writeJson } from "../files.ts"
import { parseCount } from "../numbers.ts"
import type { JobQueue } from "../queue/job-queue.ts"
import { note, out, outJson } from "../terminal/io.ts"
import { progress } from "../terminal/progress.ts"
import { Stopped, Stopper } from "../training/stopper.ts"

interface DseFlags {
  readonly workers?: string
  readonly queue?: string
  readonly out?: string
  readonly rows?: boolean
  readonly resume?: string
  readonly schema?: boolean
  readonly json?: boolean
}

/** Declares arguments, options and action. */
export function declare(command: Command): void {
  command
    .argument("[file]", `YAML file, or a shipped study: ${shippedStudies().join(", ")}`)
    .option("--workers <n>", "threads, for sweeps long enough to be worth it (default: all cores)")
    .option(
      "--queue <url>",
      "leave the parts to `analects worker` processes over a Redis: redis:// or rediss://; needs --out or --resume",
    )
    .option("--out <dir>", "new folder for front.csv, summary.json, report.html and the checkpoint")
    .option("--rows", "also write every valid design, as Parquet files in DIR/valid")
    .option("--resume <dir>", "go on with a sweep or search that was stopped")
    .option("--schema", "print the JSON Schema of the file")
    .option("--json", "print one JSON object")
    .action((file: string | undefined, flags: DseFlags) => dse(file, flags))
}

async function dse(file: string | undefined, flags: DseFlags): Promise<void> {
  if (flags.schema === true) {
    outJson(dseJsonSchema())
    return
  }
  checkQueue(flags)
  const workers = flags.workers === undefined ? availableParallelism() : parseCount("workers", flags.workers, 1)
  const asked = studyOf(file, flags)
  const { study, folder } = asked
  const queue = flags.queue === undefined ? null : await openQueue(flags.queue)
  const stopper = new Stopper()
  try {
    if (folder !== null && flags.resume === undefined) startFolder(folder, study)
    const outcome = await run(asked, { workers, queue, stopper, quiet: flags.json === true })
    if (folder !== null) await writeResults(folder, outcome)
    if (flags.json === true) outJson(studyJson(outcome, true))
    else out(studyText(outcome) + (folder === null ? "" : `\nwritten to ${folder}\n`))
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
    const over = queue === null ? "" : " --queue URL; parts in the queue are worked on meanwhile"
    note(folder === null ? "stopped" : `stopped; go on with: analects dse --resume ${folder}${over}`)
    throw new CommanderError(130, "stopped", "")
  } finally {
    await queue?.close()
    stopper.close()
  }
}

/** @throws UsageError for options that do not go with --queue */
function checkQueue({ queue, out: folder, resume, workers }: DseFlags): void {
  if (queue === undefined) return
  if (folder === undefined && resume === undefined)
    throw new UsageError("--queue needs --out DIR or --resume DIR: what workers finish is collected there")
  if (workers !== undefined)
    throw new UsageError("--workers is for threads of this machine; with --queue start as many `analects worker`s")
}

/** BullMQ and ioredis load where they are used. */
async function openQueue(url: string): Promise<JobQueue> {
  const { JobQueue } = await import("../queue/job-queue.ts")
  return JobQueue.open(url)
}

interface Asked {
  readonly study: Study
  readonly folder: string | null
}

interface Running {
  readonly workers: number
  readonly queue: JobQueue | null
  readonly stopper: Stopper
  readonly quiet: boolean
}

async function run({ study, folder }: Asked, { workers, queue, stopper, quiet }: Running): Promise<StudyResult> {
  const bar = progress("sweep", 1, process.stderr, { quiet })
  try {
    return await runStudy(study, {
      workers,
      over: queue === null || folder === null ? null : { queue, name: study.name, directory: resolve(folder) },
      rows: study.rows && folder !== null ? join(folder, DSE_FILES.rows) : null,
      checkpoint: folder === null ? null : join(folder, DSE_FILES.checkpoint),
      stopper,
      onPart: (done, parts) => bar.update(done / parts),
    })
  } finally {
    bar.stop()
  }
}

/** What is asked for, and where it goes. */
function studyOf(file: string | undefined, flags: DseFlags): Asked {
  const { out: folder = null, resume, rows = false } = flags
  if (resume !== undefined) {
    if (file !== undefined || folder !== null || rows)
      throw new UsageError("--resume takes all from the folder: no file, --out or --rows")
    const study = resumedStudy(resume)
    checkRefinement(study, flags)
    return { study, folder: resume }
  }
  if (file === undefined) throw new UsageError("give a YAML file, a shipped study, or --resume DIR")
  if (rows && folder === null) throw new UsageError("--rows needs --out DIR")
  const study = readStudy(file, rows)
  checkRefinement(study, flags)
  return { study, folder }
}

/** @throws UsageError for options that mean nothing to an adaptive search */
function checkRefinement({ refine }: Study, { rows = false, queue }: DseFlags): void {
  if (refine === null) return
  if (rows) throw new UsageError("--rows: an adaptive search does not visit every design")
  if (queue !== undefined) throw new UsageError("--queue: an adaptive search goes from one point to the next, here")
}

/** Everything but times is the same for any number of workers, also after a stop. */
async function writeResults(folder: string, outcome: StudyResult): Promise<void> {
  writeFileAtomic(join(folder, DSE_FILES.front), frontCsv(outcome))
  writeJson(join(folder, DSE_FILES.summary), studyJson(outcome, false))
  const { renderDsePage } = await import("../report/dse-page.ts")
  writeFileAtomic(join(folder, DSE_FILES.page), await renderDsePage(outcome))
}
