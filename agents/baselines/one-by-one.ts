// A method that needs the worth of each candidate before it names the next: written as a generator.

import type { Optimiser } from "./optimiser.ts"

/** Worth of the candidate just yielded; infinite when it is infeasible. */
export type Worth = number

/** The optimiser of a generator that yields candidates and is sent the worth of each; it ends when the generator does. */
export function oneByOne(candidates: Generator<Int32Array, void, Worth>): Optimiser {
  let next = candidates.next()
  return {
    ask: () => (next.done === true ? [] : [next.value]),
    tell([objective], [feasible]) {
      if (next.done !== true) next = candidates.next(feasible === 1 ? objective : Number.POSITIVE_INFINITY)
    },
  }
}
