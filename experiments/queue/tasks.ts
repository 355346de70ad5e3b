// What processes do, one task after another: cells of sweeps and parts of design spaces. Plain data, JSON on every way.

import type { Space } from "../../src/dse/space.ts"
import type { PartOutcome } from "../dse/part-outcome.ts"
import type { Cell, CellOutcome } from "../sweeps/cell.ts"

/** A cell of a sweep. */
export interface CellTask {
  readonly kind: "cell"
  readonly cell: Cell
}

/** A part of a design space. */
export interface PartTask {
  readonly kind: "part"
  /** The same for the same space, so that a process can keep what it has prepared. */
  readonly study: string
  readonly space: Space
  readonly part: number
  readonly parts: number
  /** Folder for the part's valid designs; null: they are not wanted. */
  readonly rows: string | null
}

export type Task = CellTask | PartTask
export type OutcomeOf<T extends Task> = T extends CellTask ? CellOutcome : PartOutcome

/** A failure is an outcome like others. */
export interface TaskFailed {
  readonly kind: "failed"
  /** As of AnalectsError; "bug" for other errors, "crashed" where the process ended. */
  readonly code: string
  readonly message: string
}

/** Code of a task whose process ended. */
export const CRASHED = "crashed"
