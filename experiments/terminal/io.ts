// Where commands print: results to stdout, progress and notes to stderr.

/** Prints a line of result. */
export function out(text: string): void {
  process.stdout.write(text.endsWith("\n") ? text : `${text}\n`)
}

/** Prints one JSON object, and nothing else, on stdout. */
export function outJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
}

/** Prints a note for people. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`)
}
