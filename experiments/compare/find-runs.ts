// The runs below some folders: whatever has a run record (runs/run-record.ts), however deep.

import { existsSync, readdirSync, statSync } from "node:fs"
import { join, normalize } from "node:path"
import { z } from "zod"
import { nearestName } from "../../src/core/check.ts"
import { InputError } from "../../src/core/errors.ts"
import { reasonOf } from "../files.ts"
import { RUN_FILES } from "../runs/run-dir.ts"
import { RECORD_FILES, type RecordedRun, readRecord } from "../runs/run-record.ts"

/** A run and where it is. */
export interface FoundRun extends RecordedRun {
  readonly directory: string
}

const count = z.number().int().nonnegative()
const RECORD = z.object({
  network: z.string(),
  dataflow: z.string(),
  deployment: z.string(),
  objective: z.string(),
  constraints: z.array(z.string()).min(1),
  budgets: z.array(z.string()),
  platform: z.string(),
  profile: z.string(),
  grid: z.string(),
  method: z.string(),
  seed: z.number().int(),
  value: z.number().nullable(),
  bound: z.number().positive(),
  proven: z.boolean(),
  gap: z.number().nullable(),
  evaluations: count,
  feasible: count,
})

/**
 * The runs below the folders, each once, in the order of the folders and of the names within.
 *
 * @throws InputError for a folder without one, and for a damaged record
 */
export function findRuns(folders: readonly string[]): FoundRun[] {
  const found = new Map<string, FoundRun>()
  for (const folder of folders) {
    const runs = directoriesBelow(folder)
    if (runs.length === 0) throw new InputError(noRuns(folder))
    for (const directory of runs) found.set(directory, loadRun(directory))
  }
  return [...found.values()]
}

/** Folders with a record, the given one included. Links to folders are not followed, so there is no way in circles. */
function directoriesBelow(folder: string): string[] {
  const at = normalize(folder)
  const here = existsSync(join(at, RECORD_FILES.record)) ? [at] : []
  const inside = entriesOf(at)
    .filter(entry => entry.isDirectory() && !entry.name.startsWith(".") && entry.name !== "node_modules")
    .map(entry => entry.name)
    .sort()
  return [...here, ...inside.flatMap(name => directoriesBelow(join(at, name)))]
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    const near = existsSync(folder) ? null : nearestName(folder, siblingsOf(folder))
    throw new InputError(
      `${folder} cannot be read: ${existsSync(folder) ? reasonOf(error) : "there is no such folder"}.` +
        (near === null ? "" : ` Did you mean ${near}?`),
    )
  }
}

/** Paths of the folders beside a path. */
function siblingsOf(path: string): string[] {
  const parent = join(path, "..")
  if (statSync(parent, { throwIfNoEntry: false })?.isDirectory() !== true) return []
  const folders = readdirSync(parent, { withFileTypes: true }).filter(entry => entry.isDirectory())
  return folders.map(entry => join(parent, entry.name))
}

function noRuns(folder: string): string {
  const under = existsSync(join(folder, RUN_FILES.config))
  return under
    ? `${folder} has no ${RECORD_FILES.record}: the run is not finished, or trains over many problems; go on with ` +
        `analects train --resume ${folder}`
    : `${folder} holds no finished run: there is no ${RECORD_FILES.record} in it or below`
}

function loadRun(directory: string): FoundRun {
  const run = readRecord(directory)
  const path = join(directory, RECORD_FILES.record)
  const parsed = RECORD.safeParse(run.record)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new InputError(`${path} is damaged: ${issue.path.join(".") || "record"}: ${issue.message}`)
  }
  const { value, budgets, constraints } = parsed.data
  if (budgets.length !== constraints.length) {
    throw new InputError(`${path} is damaged: ${budgets.length} budgets for ${constraints.length} constraints`)
  }
  const last = run.curve.at(-1)?.value ?? null
  if (last !== value) {
    throw new InputError(`${path} is damaged: value is ${value}, ${RECORD_FILES.curve} ends in ${last}`)
  }
  return { directory, ...run }
}
