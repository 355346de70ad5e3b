// analects dse: hardware design-space exploration from a YAML file.

import { availableParallelism } from "node:os"
import { join } from "node:path"
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
import { note, out, outJson } from "../terminal/io.ts"
import { progress } from "../terminal/progress.ts"
import { Stopped, Stopper } from "../training/stopper.ts"

interface DseFlags {
  readonly workers?: string
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
    .option("--out <dir>", "new folder for front.csv, summary.json, report.html and the checkpoint")
    .option("--rows", "also write every valid design, as Parquet files in DIR/valid")
    .option("--resume <dir>", "go on with a sweep that was stopped")
    .option("--schema", "print the JSON Schema of the file")
    .option("--json", "print one JSON object")
    .action((file: string | undefined, flags: DseFlags) => dse(file, flags))
}

async function dse(file: string | undefined, flags: DseFlags): Promise<void> {
  if (flags.schema === true) {
    outJson(dseJsonSchema())
    return
  }
  const workers = flags.workers === undefined ? availableParallelism() : parseCount("workers", flags.workers, 1)
  const { study, folder } = studyOf(file, flags)
  const stopper = new Stopper()
  const bar = progress("sweep", 1, process.stderr, { quiet: flags.json === true })
  let outcome: StudyResult
  try {
    outcome = await runStudy(study, {
      workers,
      rows: study.rows && folder !== null ? join(folder, DSE_FILES.rows) : null,
      checkpoint: folder === null ? null : join(folder, DSE_FILES.checkpoint),
      isStopped: () => stopper.stopped,
      onPart: (done, parts) => bar.update(done / parts),
    })
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
    note(folder === null ? "stopped" : `stopped; go on with: analects dse --resume ${folder}`)
    throw new CommanderError(130, "stopped", "")
  } finally {
    bar.stop()
    stopper.close()
  }
  if (folder !== null) await writeResults(folder, outcome)
  if (flags.json === true) outJson(studyJson(outcome, true))
  else out(studyText(outcome) + (folder === null ? "" : `\nwritten to ${folder}\n`))
}

/** What is asked for, and where it goes. */
function studyOf(file: string | undefined, flags: DseFlags): { study: Study; folder: string | null } {
  const { out: folder = null, resume, rows = false } = flags
  if (resume !== undefined) {
    if (file !== undefined || folder !== null || rows)
      throw new UsageError("--resume takes all from the folder: no file, --out or --rows")
    return { study: resumedStudy(resume), folder: resume }
  }
  if (file === undefined) throw new UsageError("give a YAML file, a shipped study, or --resume DIR")
  if (rows && folder === null) throw new UsageError("--rows needs --out DIR")
  const study = readStudy(file, rows)
  if (rows && study.refine !== null) throw new UsageError("--rows: an adaptive search does not visit every design")
  if (folder !== null) startFolder(folder, study)
  return { study, folder }
}

/** Everything but times is the same for any number of workers, also after a stop. */
async function writeResults(folder: string, outcome: StudyResult): Promise<void> {
  writeFileAtomic(join(folder, DSE_FILES.front), frontCsv(outcome))
  writeJson(join(folder, DSE_FILES.summary), studyJson(outcome, false))
  const { renderDsePage } = await import("../report/dse-page.ts")
  writeFileAtomic(join(folder, DSE_FILES.page), await renderDsePage(outcome))
}
