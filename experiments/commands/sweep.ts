// analects sweep: every cell of an experiment file, on all cores or over a queue; a stopped one goes on.

import { availableParallelism } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline/promises"
import { type Command, CommanderError } from "commander"
import { InputError, UsageError } from "../../src/core/errors.ts"
import { readText } from "../files.ts"
import { parseCount } from "../numbers.ts"
import { cellName } from "../sweeps/cell.ts"
import { estimateText, MANY_CELLS } from "../sweeps/estimate.ts"
import { expandExperiment } from "../sweeps/expand.ts"
import { experimentJsonSchema } from "../sweeps/experiment.ts"
import { readExperiment } from "../sweeps/experiment-file.ts"
import { experimentPath, shippedExperiments } from "../sweeps/shipped.ts"
import { type SweepResult, sweepInto } from "../sweeps/sweep.ts"
import { SWEEP_FILES, SweepFolder } from "../sweeps/sweep-folder.ts"
import { note, out, outJson } from "../terminal/io.ts"
import { progress } from "../terminal/progress.ts"
import { formatSeconds } from "../terminal/text-table.ts"
import { Stopped, Stopper } from "../training/stopper.ts"

interface Flags {
  readonly out?: string
  readonly workers: string
  readonly queue?: string
  readonly yes?: boolean
  readonly failFast?: boolean
  readonly retryFailed?: boolean
  readonly schema?: boolean
  readonly json?: boolean
  readonly quiet?: boolean
}

/** Declares arguments, options and action. */
export function declare(command: Command): void {
  command
    .argument("[experiment]", `experiment file, or a shipped one: ${shippedExperiments().join(", ")}`)
    .option(
      "--out <dir>",
      "folder of the results; that of an earlier start is gone on with (default: runs/ and the name)",
    )
    .option("--workers <n>", "processes; results are the same for any number", String(availableParallelism()))
    .option("--queue <url>", "leave the cells to `analects worker` processes over a Redis: redis:// or rediss://")
    .option("--yes", `do not ask before ${MANY_CELLS} cells or more`)
    .option("--fail-fast", "stop at the first cell that fails")
    .option("--retry-failed", "run the cells that failed before once more")
    .option("--schema", "print the JSON Schema of experiment files, for editors")
    .option("--json", "print one JSON object")
    .option("-q, --quiet", "no progress")
    .action((experiment: string | undefined, flags: Flags) => sweep(experiment, flags))
}

async function sweep(wanted: string | undefined, flags: Flags): Promise<void> {
  if (flags.schema === true) return outJson(experimentJsonSchema())
  if (wanted === undefined)
    throw new UsageError("missing required argument 'experiment': a file, or a shipped one's name")
  const workers = parseCount("workers", flags.workers, 1)
  const source = experimentPath(wanted)
  const file = readExperiment(readText(source), source)
  const expansion = expandExperiment(file, source)
  const { cells, leftOut } = expansion
  if (cells.length >= MANY_CELLS && flags.yes !== true) await confirm(estimateText(cells, workers))
  const path = flags.out ?? join("runs", file.name)
  const quiet = flags.quiet === true || flags.json === true
  if (!quiet) for (const { reason, cells: count } of leftOut) note(`left out: ${count} combinations, ${reason}`)
  const stopper = new Stopper()
  try {
    const connection = flags.queue === undefined ? null : await openQueue(flags.queue)
    try {
      const folder = SweepFolder.open(path, file, expansion, flags.retryFailed === true)
      const strangers = folder.strangers(new Set(cells.map(cellName)))
      if (strangers > 0 && !quiet) note(`${strangers} cells of an earlier version of the file stay in ${path}`)
      const left = cells.filter(cell => !folder.has(cellName(cell)))
      const bar = progress(file.name, cells.length, process.stderr, { start: cells.length - left.length, quiet })
      const result = await sweepInto({
        cells,
        folder,
        workers,
        stopper,
        connection,
        failFast: flags.failFast === true,
        onProgress: (done, failed) => bar.update(done, failed === 0 ? "" : `${failed} failed`),
      }).finally(() => bar.stop())
      report(result, { path, leftOut: leftOut.reduce((sum, part) => sum + part.cells, 0), json: flags.json === true })
    } finally {
      await connection?.close()
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
    const over = flags.queue === undefined ? "" : " Cells in the queue are worked on meanwhile."
    note(`stopped; finished cells are kept in ${path}. Go on with the same command.${over}`)
    throw new CommanderError(130, "stopped", "")
  } finally {
    stopper.close()
  }
}

/** BullMQ and ioredis load where they are used. */
async function openQueue(url: string) {
  const { JobQueue } = await import("../queue/job-queue.ts")
  return JobQueue.open(url)
}

/** Asks on a terminal. @throws InputError when the answer is no, or there is nobody to ask */
async function confirm(estimated: string): Promise<void> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new InputError(`${estimated}; nobody can be asked here: add --yes to run it`)
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const answer = await terminal.question(`${estimated}. Run it? [y/N] `)
    if (!/^y(es)?$/i.test(answer.trim())) throw new InputError("not run")
  } finally {
    terminal.close()
  }
}

function report(
  { cells, before, failed, seconds }: SweepResult,
  { path, leftOut, json }: { path: string; leftOut: number; json: boolean },
): void {
  const csv = join(path, SWEEP_FILES.csv)
  if (json) return outJson({ directory: path, results: csv, cells, finishedBefore: before, failed, leftOut, seconds })
  const ran = cells - before
  const kept = before === 0 ? "" : `, ${before} of them finished before`
  const rate = ran === 0 ? "" : ` in ${formatSeconds(seconds)} (${(ran / seconds).toFixed(1)} cells/s)`
  out(`${cells} cells${kept}${rate}; ${failed} failed${failed > 0 ? ": see columns error and message" : ""}`)
  out(`${csv} and ${SWEEP_FILES.parquet}; a folder per cell in ${join(path, SWEEP_FILES.cells)}`)
}
