// What a bench is: fixed work, fixed seeds, a table for people and an object for programs.

import type { Profile } from "../../src/costs/profile.ts"
import type { TableCell } from "../terminal/text-table.ts"

/** Options every bench takes. */
export interface BenchOptions {
  /** Seeds 0 … seeds − 1 where the work is random. */
  readonly seeds: number
  /** Cost model, for benches that take any. */
  readonly profile: Profile
  /** TF.js backend, or "auto", for benches that learn on any. */
  readonly backend: string
  /** For benches that compare methods: which problems, which methods, evaluations granted to each. */
  readonly comparison: ComparisonOptions
  /** Called before each item of work. */
  readonly onItem: (done: number, total: number, item: string) => void
}

/** What a comparison of methods is asked for. */
export interface ComparisonOptions {
  /** One of the bench's parts. */
  readonly part: string
  /** Absent: all. */
  readonly methods?: readonly string[]
  /** Only these of the part's networks; absent: all. */
  readonly networks?: readonly string[]
  readonly evaluations: number
  /** Takes the lines of --csv as runs end, the header first, so that an interrupted bench leaves what it found. */
  readonly onLine: (line: string) => void
}

/** What a bench found. */
export interface BenchResult {
  readonly header: readonly string[]
  readonly rows: readonly (readonly TableCell[])[]
  /** Sentences under the table. */
  readonly notes: readonly string[]
  /** The numbers behind the table. */
  readonly data: Readonly<Record<string, unknown>>
  /** Drawings of them for --plots, SVG text by file name. */
  readonly plots?: () => Promise<Readonly<Record<string, string>>>
}

/** A bench by name. */
export interface Bench {
  readonly name: string
  readonly summary: string
  /** Whether the bench takes a profile; the others have their own. */
  readonly profiles?: boolean
  /** Whether the bench takes a TF.js backend; the others that learn use the one "auto" comes to. */
  readonly backends?: boolean
  /** Named parts, the first by default. */
  readonly parts?: readonly string[]
  /** Whether its result has plots. */
  readonly plots?: boolean
  /** Loads what it runs. */
  readonly load: () => Promise<(options: BenchOptions) => Promise<BenchResult>>
}
