// Text from files and arguments on its way to a terminal.

/** The text with every control character but the line feed written out (`\x1b`), so that a terminal obeys none. */
export function printable(text: string): string {
  return text.replace(CONTROL, c => `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`)
}

/** C0 but the line feed, DEL and C1. */
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g // oxlint-disable-line no-control-regex
