// What a part came to, as the process that swept it says it.

import type { PlainFindings } from "../../src/dse/findings.ts"
import type { TaskFailed } from "../queue/tasks.ts"

export interface PartDone {
  readonly kind: "done"
  readonly found: PlainFindings
  /** Valid designs written. */
  readonly rows: number
}

export type PartOutcome = PartDone | TaskFailed

/** Name of the file of a part's valid designs. */
export function partFile(part: number): string {
  return `part-${String(part).padStart(4, "0")}.parquet`
}
