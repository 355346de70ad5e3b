// What to believe after noisy measurements: the answer of a search whose evaluations cannot be taken at their word.
//
// The best of many noisy measurements is mostly a lucky one (the winner's curse; optimiser's curse in Smith and Winkler, 2006).
// So a part of the measurements is kept back: the candidates that look best are measured again, and only these
// measurements, which no selection has touched, decide.

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
   * Measures the finalists again and returns the one of least mean; null when nothing was feasible. Finalists are `sure`, then
   * the candidates of least mean so far. One finalist is not measured.
   *
   * @param sure candidates that are finalists whatever was measured of them: what the method itself believes to be best
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
    const means = chosen.map(choice => meanOf(measure, choice, this.options.repeats))
    return chosen[means.indexOf(Math.min(...means))]
  }
}

function meanOf(measure: Measure, choice: Int32Array, repeats: number): number {
  let sum = 0
  for (let i = 0; i < repeats; i++) sum += measure(choice).objective
  return sum / repeats
}
