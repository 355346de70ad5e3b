// metrics.csv of a run: rows are collected, committed together, and cut back to the last checkpoint on resume.
//
// Order of a save: commit the metrics (on disk), then the checkpoint that says how many of their
// bytes count. Rows after that point are written again by the resumed run, so that killed and
// resumed equals uninterrupted byte for byte.

import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs"
import { InputError } from "../../src/core/errors.ts"
import { type Cell, csvLine } from "../csv.ts"
import { reasonOf } from "../files.ts"

/** Numbers of one row by column; a missing column, null, NaN and infinities leave the cell empty. */
export type MetricsRow = Readonly<Record<string, Cell>>

/** An open metrics.csv. Column names carry their unit, such as "best_latency_cycles". */
export class MetricsFile {
  readonly #file: number
  readonly #columns: readonly string[]
  #pending = ""
  #bytes: number

  private constructor(file: number, columns: readonly string[], bytes: number) {
    this.#file = file
    this.#columns = columns
    this.#bytes = bytes
  }

  /** A new file with its header; an old one of that name is emptied. */
  static create(path: string, columns: readonly string[]): MetricsFile {
    const metrics = new MetricsFile(open(path, "w"), columns, 0)
    metrics.#pending = csvLine(columns)
    return metrics
  }

  /** The file as it was when `commit` returned `bytes`; what came later is cut off. Throws InputError if less is there. */
  static resume(path: string, columns: readonly string[], bytes: number): MetricsFile {
    const file = open(path, "r+")
    try {
      const size = fstatSync(file).size
      if (size < bytes) {
        throw new InputError(`${path} has ${size} bytes, the checkpoint counts ${bytes}; the run is damaged`)
      }
      const header = Buffer.from(csvLine(columns))
      const found = Buffer.alloc(header.length)
      readSync(file, found, 0, found.length, 0)
      if (!found.equals(header)) throw new InputError(`${path} has other columns than ${columns.join(",")}`)
      ftruncateSync(file, bytes)
      return new MetricsFile(file, columns, bytes)
    } catch (error) {
      closeSync(file)
      throw error
    }
  }

  /** Adds a row, kept in memory until `commit`. An unknown column is a bug. */
  append(row: MetricsRow): void {
    for (const name of Object.keys(row)) {
      if (!this.#columns.includes(name)) throw new Error(`metrics have no column "${name}"`)
    }
    this.#pending += csvLine(this.#columns.map(name => row[name] ?? null))
  }

  /** Puts all rows on the disk and returns the length of the file in bytes. */
  commit(): number {
    const data = Buffer.from(this.#pending)
    for (let done = 0; done < data.length; ) {
      done += writeSync(this.#file, data, done, data.length - done, this.#bytes + done)
    }
    this.#pending = ""
    this.#bytes += data.length
    fsyncSync(this.#file)
    return this.#bytes
  }

  /** Commits and closes. */
  close(): void {
    this.commit()
    closeSync(this.#file)
  }
}

function open(path: string, flags: string): number {
  try {
    return openSync(path, flags)
  } catch (error) {
    throw new InputError(`${path} cannot be opened: ${reasonOf(error)}`)
  }
}
