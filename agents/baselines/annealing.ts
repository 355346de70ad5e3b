// Simulated annealing (Kirkpatrick, Gelatt and Vecchi, "Optimization by simulated annealing", 1983).
//
// A step gives one layer another entry, near or any, and fits the rest to the budget, so that what one layer frees
// others take. A worse candidate is accepted with probability exp(−relative loss / temperature); being relative, the
// temperature has no unit.

import type { AllocationProblem } from "../../src/allocation/problem.ts"
import { checkNumber } from "../../src/core/check.ts"
import type { Rng } from "../../src/core/rng.ts"
import type { Optimiser, OptimiserPlan } from "./optimiser.ts"
import { drawCandidate, drawEntry, openPositions, searchSpace } from "./search-space.ts"

export interface AnnealingOptions {
  /** Relative loss accepted with probability 1/e at the start; > 0. */
  readonly hot: number
  /** The same at the planned end, reached geometrically; > 0. */
  readonly cold: number
  /** Chance that the new entry is the one before or after, otherwise any; in [0, 1]. */
  readonly near: number
}

export const ANNEALING_DEFAULTS: AnnealingOptions = { hot: 0.03, cold: 1e-5, near: 0.5 }

/** Starts an annealing from a random candidate. */
export function annealing(
  problem: AllocationProblem,
  { evaluations }: OptimiserPlan,
  rng: Rng,
  options: Partial<AnnealingOptions> = {},
): Optimiser {
  const { hot, cold, near } = { ...ANNEALING_DEFAULTS, ...options }
  checkNumber("hot", hot, Number.MIN_VALUE)
  checkNumber("cold", cold, Number.MIN_VALUE)
  checkNumber("near", near, 0, 1)
  const space = searchSpace(problem)
  const open = openPositions(space)
  const current = new Int32Array(space.positions)
  const candidate = new Int32Array(space.positions)
  let objective = Number.POSITIVE_INFINITY
  let told = 0

  const step = (position: number): number => {
    if (rng.float() >= near) return drawEntry(space, position, rng)
    const entry = current[position] + (rng.float() < 0.5 ? -1 : 1)
    return Math.min(Math.max(entry, space.start[position]), space.start[position + 1] - 1)
  }
  const accepts = (next: number): boolean => {
    if (next <= objective) return true
    const temperature = hot * (cold / hot) ** (told / evaluations)
    return rng.float() < Math.exp(-(next - objective) / (objective * temperature))
  }
  return {
    ask() {
      if (told === 0) drawCandidate(space, candidate, rng)
      else {
        candidate.set(current)
        if (open.length > 0) {
          const position = open[rng.int(open.length)]
          candidate[position] = step(position)
        }
        space.fit(candidate, rng)
      }
      return [space.decode(candidate)]
    },
    tell([value], [feasible]) {
      const next = feasible === 1 ? value : Number.POSITIVE_INFINITY
      if (told === 0 || accepts(next)) {
        current.set(candidate)
        objective = next
      }
      told++
    },
  }
}
