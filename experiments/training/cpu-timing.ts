// CPU seconds of a search by the number of its evaluations, carried over resumes.

import type { TimingRow } from "../runs/run-record.ts"

/** Rows stand this far apart, so that their number grows with the logarithm of the evaluations. */
const SPACING = 1.02

/** As a checkpoint keeps it. */
export interface CpuTimingState {
  readonly seconds: number
  readonly rows: readonly TimingRow[]
}

/** Counts CPU seconds of some work, not of what is done between. */
export class CpuTiming {
  #seconds = 0
  #rows: TimingRow[] = []

  /** Does the work and counts its time. */
  measure<T>(work: () => T): T {
    const began = process.cpuUsage()
    const result = work()
    const { user, system } = process.cpuUsage(began)
    this.#seconds += (user + system) / 1e6
    return result
  }

  /** Says how many evaluations the time counted so far was for; `last` for the end of a stage, which has a row in any case. */
  mark(evaluations: number, last = false): void {
    const before = this.#rows.at(-1)?.evaluations ?? 0
    if (evaluations > before && (last || evaluations >= before * SPACING)) {
      this.#rows.push({ evaluations, cpuSeconds: this.#seconds })
    }
  }

  /** What timing.csv holds. */
  get rows(): readonly TimingRow[] {
    return this.#rows
  }

  save(): CpuTimingState {
    return { seconds: this.#seconds, rows: [...this.#rows] }
  }

  restore({ seconds, rows }: CpuTimingState): void {
    this.#seconds = seconds
    this.#rows = [...rows]
  }
}
