// The folder of a sweep.
//
//   sweep.json         name, version, the experiment with its defaults, what was left out
//   experiment.yaml    the file as it was given
//   cells/NAME/        a finished cell: record.json, curve.csv, timing.csv, allocation.csv, allocation.json
//   failures/NAME.json a cell that failed, and why
//   results.csv, results.parquet   one row per cell, in the order of the experiment
//
// A cell's folder appears by renaming: after a kill it is whole or not there. Its files are not flushed to the disk one by one
// (that would take longer than many a cell); what a power cut leaves of one is seen at the next start, and the cell run again.
// All bytes but those of timing.csv are the same for any number of workers.

import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { AnalectsError, InputError } from "../../src/core/errors.ts"
import { makeFolders, namesIn, readJson, reasonOf, writeFileAtomic, writeJson } from "../files.ts"
import type { TaskFailed } from "../queue/tasks.ts"
import { allocationFiles } from "../runs/allocation-files.ts"
import { RECORD_FILES, type RunRecord, recordFiles } from "../runs/run-record.ts"
import { VERSION } from "../version.ts"
import { type Cell, type CellDone, type CellOutcome, cellName } from "./cell.ts"
import type { Expansion } from "./expand.ts"
import type { ExperimentFile } from "./experiment-file.ts"

/** Names within the folder. */
export const SWEEP_FILES = {
  sweep: "sweep.json",
  experiment: "experiment.yaml",
  cells: "cells",
  failures: "failures",
  csv: "results.csv",
  parquet: "results.parquet",
} as const

/** Format of sweep.json. */
const FORMAT = 1

/** A failed cell as its file holds it. */
export interface Failure {
  readonly cell: Cell
  readonly code: string
  readonly message: string
}

/** A cell of the sweep and what is known of it. */
export type CellRow =
  | { readonly cell: Cell; readonly name: string; readonly record: RunRecord }
  | { readonly cell: Cell; readonly name: string; readonly failure: TaskFailed }

/** An opened folder. */
export class SweepFolder {
  readonly path: string
  /** Of the sweep. */
  readonly name: string
  readonly #done: Set<string>
  readonly #failed: Set<string>

  private constructor(path: string, name: string) {
    this.path = path
    this.name = name
    this.#done = new Set(readdirSync(join(path, SWEEP_FILES.cells)).filter(entry => !entry.startsWith(".")))
    const failures = readdirSync(join(path, SWEEP_FILES.failures)).filter(entry => /^[^.].*\.json$/.test(entry))
    this.#failed = new Set(failures.map(entry => entry.slice(0, -".json".length)))
  }

  /**
   * Makes the folder of a sweep, or opens that of an earlier start of it: same name, same version; the axes may have grown.
   *
   * @param retry forgets the failures of earlier starts
   * @throws InputError where the folder is something else, or cannot be written
   */
  static open(path: string, file: ExperimentFile, { leftOut, cells }: Expansion, retry: boolean): SweepFolder {
    checkPlace(path, file.name)
    return writing(path, () => {
      const folder = (entry: string) => join(path, entry)
      if (retry) rmSync(folder(SWEEP_FILES.failures), { recursive: true, force: true })
      makeFolders(folder(SWEEP_FILES.cells))
      makeFolders(folder(SWEEP_FILES.failures))
      const { name, experiment } = file
      const sweep = { format: FORMAT, name, analects: VERSION, experiment, cells: cells.length, leftOut }
      writeJson(folder(SWEEP_FILES.sweep), sweep)
      writeFileAtomic(folder(SWEEP_FILES.experiment), file.text)
      removeDamaged(folder(SWEEP_FILES.cells))
      return new SweepFolder(path, name)
    })
  }

  /** Whether a cell is finished, failed ones included. */
  has(name: string): boolean {
    return this.#done.has(name) || this.#failed.has(name)
  }

  /** How many of the cells here are not among `names`: those of an earlier version of the file. */
  strangers(names: ReadonlySet<string>): number {
    return [...this.#done, ...this.#failed].filter(name => !names.has(name)).length
  }

  /** Puts a finished cell on the disk; one that is there already stays. @throws InputError when it cannot be written */
  store(cell: Cell, outcome: CellOutcome): void {
    const name = cellName(cell)
    if (this.has(name)) return
    writing(this.path, () => {
      if (outcome.kind === "failed") {
        const { code, message } = outcome
        writeJson(join(this.path, SWEEP_FILES.failures, `${name}.json`), { cell, code, message } satisfies Failure)
        this.#failed.add(name)
      } else {
        writeCell(join(this.path, SWEEP_FILES.cells), name, outcome)
        this.#done.add(name)
      }
    })
  }

  /** What is known of a finished cell. */
  row(cell: Cell): CellRow {
    const name = cellName(cell)
    if (this.#failed.has(name)) {
      const { code, message } = readJson(join(this.path, SWEEP_FILES.failures, `${name}.json`)) as Failure
      return { cell, name, failure: { kind: "failed", code, message } }
    }
    return { cell, name, record: readJson(join(this.path, SWEEP_FILES.cells, name, RECORD_FILES.record)) as RunRecord }
  }
}

/** @throws InputError unless the place is free, or holds the sweep of that name and version */
function checkPlace(path: string, name: string): void {
  const sweepFile = join(path, SWEEP_FILES.sweep)
  if (!existsSync(sweepFile)) {
    if (namesIn(path).length === 0) return
    throw new InputError(`${path} exists and is no sweep (it has no ${SWEEP_FILES.sweep}); choose another --out`)
  }
  const sweep = readJson(sweepFile) as { format?: unknown; name?: unknown; analects?: unknown }
  if (sweep.format !== FORMAT || typeof sweep.name !== "string") {
    throw new InputError(`${sweepFile} has format ${JSON.stringify(sweep.format)}, this version reads ${FORMAT}`)
  }
  if (sweep.name !== name) throw new InputError(`${path} holds sweep ${sweep.name}, not ${name}; choose another --out`)
  if (sweep.analects !== VERSION) {
    throw new InputError(
      `${path} was begun by analects ${String(sweep.analects)}, this is ${VERSION}: digits may differ; choose another --out`,
    )
  }
}

/** Does something on the disk. @throws InputError with path and reason when the system refuses */
function writing<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof AnalectsError || typeof (error as NodeJS.ErrnoException).syscall !== "string") throw error
    throw new InputError(`${path} cannot be written: ${reasonOf(error)}`)
  }
}

/** Writes a cell's folder under a temporary name, then renames it. */
function writeCell(folder: string, name: string, { run, allocation }: CellDone): void {
  const temporary = join(folder, `.${name}.${process.pid}.tmp`)
  const files = allocation === null ? [] : allocationFiles(allocation.summary, allocation.rows)
  try {
    mkdirSync(temporary)
    for (const [file, text] of [...files, ...recordFiles(run)]) writeFileSync(join(temporary, file), text)
    renameSync(temporary, join(folder, name))
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true })
    // Another process of the same sweep was first: the bytes are the same.
    if (!existsSync(join(folder, name))) throw error
  }
}

/** Removes what killed processes and power cuts left. */
function removeDamaged(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name.startsWith(".") || !isWhole(join(folder, name)))
      rmSync(join(folder, name), { recursive: true, force: true })
  }
}

/** Whether a cell's record can be read, and none of its files is empty. */
function isWhole(cell: string): boolean {
  try {
    readJson(join(cell, RECORD_FILES.record))
    return readdirSync(cell).every(file => statSync(join(cell, file)).size > 0)
  } catch {
    return false
  }
}
