// The cross-entropy method for combinatorial problems (Rubinstein, "The cross-entropy method for combinatorial and
// continuous optimization", 1999): one independent distribution over the entries of every layer, moved towards the
// best of what was drawn from it.

import type { AllocationProblem } from "../../src/allocation/problem.ts"
import { checkInteger, checkNumber } from "../../src/core/check.ts"
import type { Rng } from "../../src/core/rng.ts"
import { type Optimiser, type OptimiserPlan, ranked } from "./optimiser.ts"
import { searchSpace } from "./search-space.ts"

export interface CrossEntropyOptions {
  /** Candidates per update, ≥ 2. */
  readonly batch: number
  /** Best candidates of an update, which the distributions move towards, at least 1. */
  readonly elite: number
  /** How far they move, in (0, 1]. */
  readonly smoothing: number
}

export const CROSS_ENTROPY_DEFAULTS: CrossEntropyOptions = { batch: 100, elite: 10, smoothing: 0.2 }

interface Sample {
  readonly entries: Int32Array
  /** Infinite for an infeasible one. */
  readonly objective: number
}

/** Starts a cross-entropy search from uniform distributions. */
export function crossEntropy(
  problem: AllocationProblem,
  _plan: OptimiserPlan,
  rng: Rng,
  options: Partial<CrossEntropyOptions> = {},
): Optimiser {
  const { batch, elite, smoothing } = checkOptions({ ...CROSS_ENTROPY_DEFAULTS, ...options })
  const space = searchSpace(problem)
  const { positions, start } = space
  const chance = new Float64Array(start[positions])
  for (let p = 0; p < positions; p++) chance.fill(1 / (start[p + 1] - start[p]), start[p], start[p + 1])
  let asked: Int32Array[] = []
  /** The elite of the last update: it competes with the next candidates, so that the best is never lost. */
  let best: Sample[] = []

  const draw = (): Int32Array => {
    const entries = new Int32Array(positions)
    for (let p = 0; p < positions; p++) {
      entries[p] = start[p] + rng.categorical(chance.subarray(start[p], start[p + 1]))
    }
    space.fit(entries, rng)
    return entries
  }
  return {
    ask(limit) {
      asked = Array.from({ length: Math.min(limit, batch) }, draw)
      return asked.map(entries => space.decode(entries))
    },
    tell(objectives, feasible) {
      const values = ranked(objectives, feasible)
      const samples = [...best, ...asked.map((entries, i) => ({ entries, objective: values[i] }))]
      best = samples
        .filter(sample => sample.objective < Number.POSITIVE_INFINITY)
        .sort((a, b) => a.objective - b.objective)
        .slice(0, elite)
      if (best.length === 0) return
      for (let e = 0; e < chance.length; e++) chance[e] *= 1 - smoothing
      const share = smoothing / best.length
      for (const { entries } of best) for (const e of entries) chance[e] += share
    },
  }
}

function checkOptions(options: CrossEntropyOptions): CrossEntropyOptions {
  checkInteger("batch", options.batch, 2)
  checkInteger("elite", options.elite, 1, options.batch)
  checkNumber("smoothing", options.smoothing, Number.MIN_VALUE, 1)
  return options
}
