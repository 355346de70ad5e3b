// Sweeps a part in a process of its own, for `serveTasks`.

import { AnalectsError } from "../../src/core/errors.ts"
import { toPlain } from "../../src/dse/findings.ts"
import { Sweep } from "../../src/dse/sweep.ts"
import type { PartTask } from "../queue/tasks.ts"
import type { PartOutcome } from "./part-outcome.ts"
import { sweepPart } from "./parts.ts"

/** The sweep of the last part: its code is generated and compiled once. */
let kept: { readonly study: string; readonly sweep: Sweep } | null = null

/** Sweeps a part. What goes wrong is its outcome. */
export async function runPart({ study, space, part, parts, rows }: PartTask): Promise<PartOutcome> {
  try {
    if (kept?.study !== study) kept = { study, sweep: new Sweep(space) }
    const swept = await sweepPart(kept.sweep, part, parts, rows)
    return { kind: "done", found: toPlain(swept), rows: swept.rows }
  } catch (error) {
    kept = null
    if (error instanceof AnalectsError) return { kind: "failed", code: error.code, message: error.message }
    const { name, message } = error as Error
    return { kind: "failed", code: "bug", message: `${name}: ${message}` }
  }
}
