// What was found in parts of a space, put together: counts, front and picks, the same in whatever order the parts come.

import { type Found, isBetter, PICKS } from "./found.ts"
import { Front } from "./front.ts"
import type { Metric } from "./metrics.ts"
import { addCounts, type Counts, noCounts } from "./outcomes.ts"
import type { PartResult, Sweep } from "./sweep.ts"

export class Findings {
  readonly front: Front
  readonly #counts = noCounts()
  readonly #picks: Partial<Record<Metric, Found>> = {}
  readonly #macs: number

  constructor({ space, macs }: Pick<Sweep, "space" | "macs">) {
    this.front = new Front(space.objectives)
    this.#macs = macs
  }

  take({ counts, front, picks }: PartResult): void {
    addCounts(this.#counts, counts)
    this.front.merge(front)
    for (const metric of PICKS) {
      const [theirs, ours] = [picks[metric], this.#picks[metric]]
      if (theirs === undefined) continue
      if (ours === undefined || isBetter(metric, theirs, ours, this.#macs)) this.#picks[metric] = theirs
    }
  }

  result(): PartResult {
    return { counts: { ...this.#counts }, front: this.front.data(), picks: { ...this.#picks } }
  }
}

/** Findings as JSON holds them; its numbers are exact. */
export interface PlainFindings {
  readonly counts: Counts
  readonly picks: PartResult["picks"]
  readonly front: { readonly costs: readonly number[]; readonly places: readonly number[] }
}

export function toPlain({ counts, picks, front }: PartResult): PlainFindings {
  return { counts, picks, front: { costs: [...front.costs], places: [...front.places] } }
}

export function fromPlain({ counts, picks, front }: PlainFindings): PartResult {
  return {
    counts,
    picks,
    front: { costs: Float64Array.from(front.costs), places: Float64Array.from(front.places) },
  }
}
