// metrics.csv of a run: a header, then rows of numbers (append-file.ts says how it survives a kill).

import { InputError } from "../../src/core/errors.ts"
import { type Cell, csvLine } from "../csv.ts"
import { AppendFile } from "./append-file.ts"

/** Numbers of one row by column; a missing column, null, NaN and infinities leave the cell empty. */
export type MetricsRow = Readonly<Record<string, Cell>>

/** An open metrics.csv. Column names carry their unit, such as "best_latency_cycles". */
export class MetricsFile {
  readonly #file: AppendFile
  readonly #columns: readonly string[]

  private constructor(file: AppendFile, columns: readonly string[]) {
    this.#file = file
    this.#columns = columns
  }

  /** A new file with its header; an old one of that name is emptied. */
  static create(path: string, columns: readonly string[]): MetricsFile {
    const file = AppendFile.create(path)
    file.append(csvLine(columns))
    return new MetricsFile(file, columns)
  }

  /** The file as it was when `commit` returned `bytes`; what came later is cut off. Throws InputError if less is there. */
  static resume(path: string, columns: readonly string[], bytes: number): MetricsFile {
    const header = Buffer.from(csvLine(columns))
    const file = AppendFile.resume(path, bytes, header.length, found => {
      if (!found.equals(header)) throw new InputError(`${path} has other columns than ${columns.join(",")}`)
    })
    return new MetricsFile(file, columns)
  }

  /** Adds a row, kept in memory until `commit`. An unknown column is a bug. */
  append(row: MetricsRow): void {
    for (const name of Object.keys(row)) {
      if (!this.#columns.includes(name)) throw new Error(`metrics have no column "${name}"`)
    }
    this.#file.append(csvLine(this.#columns.map(name => row[name] ?? null)))
  }

  /** Puts all rows on the disk and returns the length of the file in bytes. */
  commit(): number {
    return this.#file.commit()
  }

  /** Commits and closes. */
  close(): void {
    this.#file.close()
  }
}
