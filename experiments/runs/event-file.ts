// The TensorBoard event file of a run (append-file.ts says how it survives a kill).

import { join } from "node:path"
import { InputError } from "../../src/core/errors.ts"
import { EVENTS_FILE, fileStart, type StepSummary, stepRecord } from "../../src/formats/tensorboard.ts"
import { AppendFile } from "./append-file.ts"

/** An open event file. */
export class EventFile {
  readonly #file: AppendFile

  private constructor(file: AppendFile) {
    this.#file = file
  }

  /** A new file in a run's directory. */
  static create(run: string): EventFile {
    const file = AppendFile.create(join(run, EVENTS_FILE))
    file.append(fileStart())
    return new EventFile(file)
  }

  /** The file as it was when `commit` returned `bytes`. Throws InputError if less is there, or another file. */
  static resume(run: string, bytes: number): EventFile {
    const path = join(run, EVENTS_FILE)
    const start = Buffer.from(fileStart())
    const check = (found: Buffer) => {
      if (!found.equals(start)) throw new InputError(`${path} is not an event file; the run is damaged`)
    }
    return new EventFile(AppendFile.resume(path, bytes, start.length, check))
  }

  /** Adds what is known at a step. */
  append(step: number, summary: StepSummary): void {
    this.#file.append(stepRecord(step, summary))
  }

  /** Puts all events on the disk and returns the length of the file in bytes. */
  commit(): number {
    return this.#file.commit()
  }

  /** Commits and closes. */
  close(): void {
    this.#file.close()
  }
}
