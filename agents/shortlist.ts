// What to believe after noisy measurements: the answer of a search whose evaluations cannot be taken at their word.
//
// The best of many noisy measurements is mostly a lucky one (the winner's curse; optimiser's curse in Smith and Winkler, 2006).
// So a part of the measurements is kept back: the candidates that look best are measured again, and only these
// measurements, which no selection has touched, decide; what they cannot tell apart stays with the first.

import type { Allocation } from "../src/allocation/problem.ts"
import { checkInteger } from "../src/core/check.ts"
import type { Measure } from "./baselines/run.ts"

/** How the answer is found; the defaults are SHORTLIST_DEFAULTS. */
export interface ShortlistOptions {
  /** Candidates that are measured again, ≥ 1. */
  readonly finalists: number
  /** How often each is, ≥ 1. */
  readonly repeats: number
}

export const SHORTLIST_DEFAULTS: ShortlistOptions = { finalists: 5, repeats: 20 }

/** A tenth of the measurements for five finalists; of fewer than fifty, as many finalists as that leaves. */
export function shortlistFor(measurements: number): ShortlistOptions {
  const reserve = Math.max(1, Math.floor(measurements / 10))
  const finalists = Math.min(SHORTLIST_DEFAULTS.finalists, reserve)
  return { finalists, repeats: Math.floor(reserve / finalists) }
}

/** Standard errors of the difference by which a finalist must be better than the first to take its place. */
const MARGIN = 1

interface Entry {
  readonly choice: Int32Array
  sum: number
  count: number
}

/** The candidates of a search with the means of their measurements. */
export class Shortlist {
  readonly options: ShortlistOptions
  readonly #entries = new Map<string, Entry>()

  constructor(options: Partial<ShortlistOptions> = {}) {
    this.options = { ...SHORTLIST_DEFAULTS, ...options }
    checkInteger("finalists", this.options.finalists, 1)
    checkInteger("repeats", this.options.repeats, 1)
  }

  /** Measurements that `answer` makes at most: what a search has to leave of those granted. */
  get reserve(): number {
    return this.options.finalists * this.options.repeats
  }

  /** A measured candidate; one that is not feasible is not kept. */
  add({ choice, objective, feasible }: Allocation): void {
    if (!feasible) return
    const key = choice.join()
    const entry = this.#entries.get(key) ?? { choice: choice.slice(), sum: 0, count: 0 }
    entry.sum += objective
    entry.count++
    this.#entries.set(key, entry)
  }

  /**
   * Measures the finalists again and returns the one of least mean, or the first where that is better by less than the standard
   * error of their difference; null when nothing was feasible. Finalists are `sure`, then the candidates of least mean so
   * far. One finalist is not measured.
   *
   * @param sure candidates that are finalists whatever was measured of them, the one to be proved wrong first
   */
  answer(measure: Measure, sure: readonly Int32Array[] = []): Int32Array | null {
    const finalists = new Map(sure.map(choice => [choice.join(), choice]))
    const byMean = [...this.#entries].sort(([, a], [, b]) => a.sum / a.count - b.sum / b.count)
    for (const [key, { choice }] of byMean) {
      if (finalists.size >= this.options.finalists) break
      finalists.set(key, choice)
    }
    const chosen = [...finalists.values()].slice(0, this.options.finalists)
    if (chosen.length < 2) return chosen[0] ?? null
    const [first, ...others] = chosen.map(choice => repeated(measure, choice, this.options.repeats))
    let best = first
    for (const other of others) if (other.mean < best.mean) best = other
    const margin = MARGIN * Math.sqrt(first.squaredError + best.squaredError)
    return first.mean - best.mean > margin ? best.choice : first.choice
  }
}

/** Mean of repeated measurements, and the square of its standard error; 0 for a single one. */
function repeated(measure: Measure, choice: Int32Array, repeats: number) {
  const objectives = Array.from({ length: repeats }, () => measure(choice).objective)
  const mean = objectives.reduce((sum, v) => sum + v, 0) / repeats
  const squares = objectives.reduce((sum, v) => sum + (v - mean) ** 2, 0)
  return { choice, mean, squaredError: squares / Math.max(1, repeats - 1) / repeats }
}
