// The table of a sweep, one row per cell, as CSV and Parquet with the same columns.

import { join } from "node:path"
import { type BasicType, parquetWriteBuffer } from "hyparquet-writer"
import { type Cell as CsvCell, csvLine } from "../csv.ts"
import { writeFileAtomic } from "../files.ts"
import type { Cell } from "./cell.ts"
import { type CellRow, SWEEP_FILES, type SweepFolder } from "./sweep-folder.ts"

/** A column: its name, its type in Parquet, and its value in a row; null where it has none. */
type Column = readonly [name: string, type: BasicType, of: (row: CellRow) => string | number | boolean | null]

const recordOf = (row: CellRow) => ("record" in row ? row.record : null)
const failureOf = (row: CellRow) => ("failure" in row ? row.failure : null)

const COLUMNS: readonly Column[] = [
  ["cell", "STRING", row => row.name],
  ["status", "STRING", row => ("record" in row ? "done" : "failed")],
  ["network", "STRING", ({ cell }) => cell.problem.network],
  ["dataflow", "STRING", ({ cell }) => cell.problem.dataflow],
  ["platform", "STRING", ({ cell }) => cell.problem.platform],
  ["profile", "STRING", ({ cell }) => cell.problem.profile],
  ["deployment", "STRING", ({ cell }) => cell.problem.deployment],
  ["objective", "STRING", ({ cell }) => cell.problem.objective],
  ["constraints", "STRING", ({ cell }) => cell.problem.constraints.join("+")],
  ["budgets", "STRING", ({ cell }) => cell.problem.budgets.join("+")],
  ["grid", "STRING", row => recordOf(row)?.grid ?? row.cell.problem.grid],
  ["method", "STRING", ({ cell }) => cell.method],
  ["seed", "INT32", ({ cell }) => cell.seed],
  ["value", "DOUBLE", row => recordOf(row)?.value ?? null],
  ["bound", "DOUBLE", row => recordOf(row)?.bound ?? null],
  ["proven", "BOOLEAN", row => recordOf(row)?.proven ?? null],
  ["gap", "DOUBLE", row => recordOf(row)?.gap ?? null],
  ["evaluations", "INT32", row => recordOf(row)?.evaluations ?? null],
  ["feasible", "INT32", row => recordOf(row)?.feasible ?? null],
  ["error", "STRING", row => failureOf(row)?.code ?? null],
  ["message", "STRING", row => failureOf(row)?.message ?? null],
]

const csvCell = (value: string | number | boolean | null): CsvCell =>
  typeof value === "boolean" ? String(value) : value

/** Writes results.csv and results.parquet, and returns how many cells failed. */
export function writeResults(folder: SweepFolder, cells: readonly Cell[]): number {
  const columns = COLUMNS.map(([name, type]) => ({ name, type, data: [] as (string | number | boolean | null)[] }))
  const lines = [csvLine(columns.map(({ name }) => name))]
  let failed = 0
  for (const cell of cells) {
    const row = folder.row(cell)
    if ("failure" in row) failed++
    const values = COLUMNS.map(([, , of]) => of(row))
    for (const [i, value] of values.entries()) columns[i].data.push(value)
    lines.push(csvLine(values.map(csvCell)))
  }
  writeFileAtomic(join(folder.path, SWEEP_FILES.csv), lines.join(""))
  const parquet = parquetWriteBuffer({ columnData: columns })
  writeFileAtomic(join(folder.path, SWEEP_FILES.parquet), new Uint8Array(parquet))
  return failed
}
