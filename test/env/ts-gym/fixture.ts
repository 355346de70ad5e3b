// Reads the recordings of NumPy and Gymnasium (test/fixtures/ts-gym/README.md).

import { readFileSync } from "node:fs"

/** Parsed JSON; its shape is what record.py writes. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Recorded = any

/** The parsed fixture. */
export function readFixture(name: string): Recorded {
  return JSON.parse(readFileSync(new URL(`../../fixtures/ts-gym/${name}`, import.meta.url), "utf8"))
}
