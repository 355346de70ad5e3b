// A file that grows while a run goes on: data are collected, committed together, and cut back to the last checkpoint on resume.
//
// Order of a save: commit (on disk), then the checkpoint that says how many bytes count. What came after that point is written
// again by the resumed run, so that killed and resumed equals uninterrupted byte for byte.

import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs"
import { InputError } from "../../src/core/errors.ts"
import { reasonOf } from "../files.ts"

/** An open file. */
export class AppendFile {
  readonly #file: number
  #pending: Uint8Array[] = []
  #bytes: number

  private constructor(file: number, bytes: number) {
    this.#file = file
    this.#bytes = bytes
  }

  /** A new file; an old one of that name is emptied. */
  static create(path: string): AppendFile {
    return new AppendFile(open(path, "w"), 0)
  }

  /**
   * The file as it was when `commit` returned `bytes`; what came later is cut off.
   *
   * @param check sees the first bytes (as many as `start` has) and throws if they are not this file's
   * @throws InputError if less is there
   */
  static resume(path: string, bytes: number, start: number, check: (found: Buffer) => void): AppendFile {
    const file = open(path, "r+")
    try {
      const size = fstatSync(file).size
      if (size < bytes) {
        throw new InputError(`${path} has ${size} bytes, the checkpoint counts ${bytes}; the run is damaged`)
      }
      const found = Buffer.alloc(start)
      readSync(file, found, 0, start, 0)
      check(found)
      ftruncateSync(file, bytes)
      return new AppendFile(file, bytes)
    } catch (error) {
      closeSync(file)
      throw error
    }
  }

  /** Adds data, kept in memory until `commit`. */
  append(data: string | Uint8Array): void {
    this.#pending.push(typeof data === "string" ? Buffer.from(data) : data)
  }

  /** Puts everything on the disk and returns the length of the file in bytes. */
  commit(): number {
    const data = Buffer.concat(this.#pending)
    for (let done = 0; done < data.length; ) {
      done += writeSync(this.#file, data, done, data.length - done, this.#bytes + done)
    }
    this.#pending = []
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
