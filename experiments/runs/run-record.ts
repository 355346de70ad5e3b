// What a search on one problem with one seed came to, in the form that comparisons read: record.json, curve.csv, timing.csv.
//
// Seconds stand in a file of their own: record and curve are the same bytes for the same seed, timings are not.

import { existsSync } from "node:fs"
import { join } from "node:path"
import { InputError } from "../../src/core/errors.ts"
import { csvLine } from "../csv.ts"
import { readJson, readText, writeFileAtomic } from "../files.ts"

/** The files of a record within a run's directory. */
export const RECORD_FILES = { record: "record.json", curve: "curve.csv", timing: "timing.csv" } as const

/** The problem, the method, and what came of it. */
export interface RunRecord {
  readonly network: string
  /** A dataflow's name, or "mix". */
  readonly dataflow: string
  readonly deployment: string
  readonly objective: string
  readonly constraints: readonly string[]
  /** One per constraint, as the user gave it: a fraction, or an amount with its unit. */
  readonly budgets: readonly string[]
  readonly platform: string
  readonly profile: string
  /** Choices per layer the method had: "coarse", "fine", or the axes. */
  readonly grid: string
  readonly method: string
  readonly seed: number
  /** Objective of the best feasible allocation; null when none was found. */
  readonly value: number | null
  /** No allocation of these choices is better; the optimum when `proven`. */
  readonly bound: number
  readonly proven: boolean
  /** value / bound - 1; null without a value. */
  readonly gap: number | null
  /** Allocations valued, and how many of them were feasible. */
  readonly evaluations: number
  readonly feasible: number
}

/** The best so far from this evaluation on; rows stand where it changed, and at the end. */
export interface CurveRow {
  readonly evaluations: number
  readonly value: number
  /** Null where there is no bound. */
  readonly gap: number | null
}

/** CPU seconds used by the time of an evaluation; rising. */
export interface TimingRow {
  readonly evaluations: number
  readonly cpuSeconds: number
}

/** A record with its curves. */
export interface RecordedRun {
  readonly record: RunRecord
  readonly curve: readonly CurveRow[]
  readonly timing: readonly TimingRow[]
}

const CURVE_COLUMNS = ["evaluations", "value", "gap"] as const
const TIMING_COLUMNS = ["evaluations", "cpu_seconds"] as const

/** The three files by name, the record last: where it is, the run is whole. */
export function recordFiles({
  record,
  curve,
  timing,
}: RecordedRun): readonly (readonly [name: string, text: string])[] {
  const curveRows = curve.map(row => csvLine([row.evaluations, row.value, row.gap]))
  const timingRows = timing.map(row => csvLine([row.evaluations, row.cpuSeconds]))
  return [
    [RECORD_FILES.curve, csvLine(CURVE_COLUMNS) + curveRows.join("")],
    [RECORD_FILES.timing, csvLine(TIMING_COLUMNS) + timingRows.join("")],
    [RECORD_FILES.record, `${JSON.stringify(record, null, 2)}\n`],
  ]
}

/** Writes the three files into a run's directory. */
export function writeRecord(directory: string, run: RecordedRun): void {
  for (const [name, text] of recordFiles(run)) writeFileAtomic(join(directory, name), text)
}

/**
 * Reads what `writeRecord` wrote.
 *
 * @throws InputError naming the file, and the line of a damaged one
 */
export function readRecord(directory: string): RecordedRun {
  const curve = readRows(join(directory, RECORD_FILES.curve), CURVE_COLUMNS)
  const timingPath = join(directory, RECORD_FILES.timing)
  const timing = existsSync(timingPath) ? readRows(timingPath, TIMING_COLUMNS) : []
  return {
    record: readJson(join(directory, RECORD_FILES.record)) as RunRecord,
    curve: curve.map(([evaluations, value, gap]) => ({ evaluations, value, gap: Number.isNaN(gap) ? null : gap })),
    timing: timing.map(([evaluations, cpuSeconds]) => ({ evaluations, cpuSeconds })),
  }
}

/** The rows of a CSV file of numbers; an empty cell is NaN. */
function readRows(path: string, columns: readonly string[]): number[][] {
  const lines = readText(path).trimEnd().split("\n")
  if (lines[0] !== columns.join(",")) throw new InputError(`${path}: line 1 is not ${columns.join(",")}`)
  return lines.slice(1).map((line, i) => {
    const cells = line.split(",").map(cell => (cell === "" ? Number.NaN : Number(cell)))
    if (cells.length === columns.length && !Number.isNaN(cells[0])) return cells
    throw new InputError(`${path}: line ${i + 2} has "${line}", expected ${columns.length} numbers`)
  })
}
