// What the searches walk: positions with a list of entries each, and the one way to a feasible candidate.
//
// Layer-pipelined, a position is a layer and its entries are the layer's undominated choices by rising cost
// (layer-space.ts). With a shared array the first position is the array (array-space.ts). A candidate in work has the
// entry of every position.

import { type AllocationProblem, checkBudget } from "../../src/allocation/problem.ts"
import { undominated } from "../../src/allocation/undominated.ts"
import type { Rng } from "../../src/core/rng.ts"
import { ArraySpace } from "./array-space.ts"
import { LayerSpace } from "./layer-space.ts"

/** The candidates of a problem. */
export interface SearchSpace {
  readonly positions: number
  /** positions + 1 offsets: the entries of position p are start[p] … start[p + 1] − 1. */
  readonly start: Int32Array
  /**
   * Makes a candidate feasible, in place, without a look at what entries are worth. With several constraints this may
   * fail.
   */
  fit(entries: Int32Array, rng: Rng): void
  /** The choice of every layer. */
  decode(entries: Int32Array): Int32Array
}

/** The space of a problem. InputError when a budget admits no allocation, or a layer has no choice. */
export function searchSpace(problem: AllocationProblem): SearchSpace {
  checkBudget(problem)
  const lists = undominated(problem)
  return problem.array === undefined ? new LayerSpace(problem, lists) : new ArraySpace(problem, lists, problem.array)
}

/** An entry of the position, each as likely. */
export function drawEntry({ start }: SearchSpace, position: number, rng: Rng): number {
  return start[position] + rng.int(start[position + 1] - start[position])
}

/** The positions with a choice to make: those of two entries or more. */
export function openPositions({ positions, start }: SearchSpace): Int32Array {
  return Int32Array.from({ length: positions }, (_, p) => p).filter(p => start[p + 1] - start[p] > 1)
}

/** Writes a random candidate: every entry as likely, then `fit`. */
export function drawCandidate(space: SearchSpace, entries: Int32Array, rng: Rng): void {
  for (let p = 0; p < space.positions; p++) entries[p] = drawEntry(space, p, rng)
  space.fit(entries, rng)
}
