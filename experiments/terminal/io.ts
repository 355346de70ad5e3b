// Where commands print: results to stdout, progress and notes to stderr.

import { printable } from "../../src/core/printable.ts"
import { reasonOf } from "../files.ts"

/** Prints a line of result. */
export function out(text: string): void {
  process.stdout.write(text.endsWith("\n") ? text : `${text}\n`)
}

/** Prints one JSON object, and nothing else, on stdout. */
export function outJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
}

/** Prints a note for people; control characters of files and arguments in it are escaped. */
export function note(text: string): void {
  process.stderr.write(`${printable(text)}\n`)
}

/**
 * What an executable does about streams that take no more: a reader that stops early (`analects table … | head`)
 * is no error, a full disk is (exit code 3), and notes that nobody reads (`2>&1 | head`) are no reason to stop.
 */
export function guardStreams(executable: string): void {
  process.stdout.on("error", error => {
    if ((error as NodeJS.ErrnoException).code === "EPIPE") process.exit(0)
    note(`${executable}: standard output cannot be written: ${reasonOf(error)}`)
    process.exit(3)
  })
  process.stderr.on("error", () => {})
}
