// A cell of a sweep: one method on one problem with one seed. Plain data, the same wherever it runs.

import { createHash } from "node:crypto"
import type { Constraint, Deployment, Objective } from "../../src/allocation/build.ts"
import type { Profile } from "../../src/costs/profile.ts"
import type { SweepMethod } from "../methods/method-names.ts"
import type { TaskFailed } from "../queue/tasks.ts"
import type { AllocationRow, AllocationSummary } from "../runs/allocation-files.ts"
import type { RecordedRun } from "../runs/run-record.ts"

/** The problem of a cell; many cells share one. */
export interface CellProblem {
  /** A built-in network's name, or what to call the one in `table`. */
  readonly network: string
  /** The text of a CSV file; null for a built-in network. */
  readonly table: string | null
  readonly dataflow: string
  readonly platform: string
  readonly profile: Profile
  readonly allowImpossible: boolean
  /** As typed. */
  readonly grid: string
  readonly deployment: Deployment
  readonly objective: Objective
  readonly constraints: readonly Constraint[]
  /** As typed, one per constraint. */
  readonly budgets: readonly string[]
}

/** All that decides a cell's bytes. */
export interface Cell {
  readonly problem: CellProblem
  readonly method: SweepMethod
  readonly seed: number
  /** Granted in all. */
  readonly evaluations: number
  /** In all; null: from the evaluations. */
  readonly episodes: number | null
  readonly generations: number | null
  /** TF.js backend. */
  readonly backend: string
}

/** What running a cell came to. A failure is a result like others: the same cell fails again in the same words. */
export type CellOutcome = CellDone | TaskFailed

export interface CellDone {
  readonly kind: "done"
  readonly run: RecordedRun
  /** Null where nothing feasible was found. */
  readonly allocation: { readonly summary: AllocationSummary; readonly rows: readonly AllocationRow[] } | null
}

/** A file name for a cell: readable, and by its last part unlike that of any other cell. */
export function cellName(cell: Cell): string {
  const { problem, method, seed } = cell
  const limits = problem.constraints.map((name, i) => `${name}-${problem.budgets[i]}`)
  const words = [problem.network, problem.dataflow, problem.deployment, problem.objective, ...limits, problem.platform]
  const readable = [...words, method, `s${seed}`]
    .join("-")
    .toLowerCase()
    .replace(/[^a-z0-9._]+/g, "-")
  const digest = createHash("sha256").update(JSON.stringify(cell)).digest("hex").slice(0, 12)
  return `${readable.replace(/^[-.]+/, "").slice(0, 120)}-${digest}`
}
