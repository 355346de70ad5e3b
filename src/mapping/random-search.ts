// Uniform draws from the map space: the baseline.

import { Moves } from "./moves.ts"
import type { SearchMethod } from "./search.ts"

/** Draws in a row that are known or do not fit before the search gives up. */
const PATIENCE = 2000

/** Random search: mappings drawn uniformly; tiles too large for the buffers are made smaller. */
export const randomSearch: SearchMethod = state => {
  const { space, evaluator, rng } = state.setup
  const moves = new Moves(space, evaluator, rng, [])
  for (let idle = 0; state.left > 0 && idle < PATIENCE; idle++) {
    const genome = space.sample(rng)
    if (!moves.settle(genome) || state.isKnown(genome)) {
      state.screened++
      continue
    }
    state.evaluate(genome)
    idle = 0
  }
}
