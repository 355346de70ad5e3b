// What the searches walk: the undominated choices of every layer, and the one way to a feasible candidate.
//
// A candidate is in work as its *entries*: per layer an index into the undominated lists, which rise in cost.

import { type AllocationProblem, budgetLimit, checkBudget } from "../../src/allocation/problem.ts"
import { type ChoiceLists, undominated } from "../../src/allocation/undominated.ts"
import type { Rng } from "../../src/core/rng.ts"

/** Share of the budget that stays unused, so that rounding of the running total cannot cross the limit. */
const LIMIT_GUARD = 1e-10

/** Entries and budget of a problem. InputError when the budget admits no allocation, or a layer has no choice. */
export class SearchSpace {
  readonly layers: number
  /** The entries of layer l are start[l] … start[l + 1] − 1. */
  readonly start: Int32Array
  readonly #choice: Int32Array
  readonly #cost: Float64Array
  readonly #limit: number
  /** Per entry: the next dearer one of its layer that is no worse in any value; −1 for none. */
  readonly #better: Int32Array
  /** Layers that may still move, while `fit` works. */
  readonly #movable: Int32Array

  constructor(problem: AllocationProblem, lists: ChoiceLists = undominated(problem)) {
    checkBudget(problem)
    this.layers = problem.layers
    this.start = lists.start
    this.#choice = lists.choice
    this.#limit = budgetLimit(problem) * (1 - LIMIT_GUARD)
    this.#cost = perEntry(problem, lists, problem.cost)
    const values = problem.values.map(table => perEntry(problem, lists, table))
    this.#better = betterEntries(lists.start, values)
    this.#movable = new Int32Array(problem.layers)
  }

  /** The choices of a candidate, one per layer. */
  decode(entries: Int32Array): Int32Array {
    return Int32Array.from(entries, e => this.#choice[e])
  }

  /** An entry of the layer, each as likely. */
  draw(layer: number, rng: Rng): number {
    return this.start[layer] + rng.int(this.start[layer + 1] - this.start[layer])
  }

  /** Writes a random candidate that fits: every entry as likely, then `fit`. */
  random(entries: Int32Array, rng: Rng): void {
    for (let l = 0; l < this.layers; l++) entries[l] = this.draw(l, rng)
    this.fit(entries, rng)
  }

  /**
   * Makes a candidate feasible and maximal: while it is over budget, random layers step down to their next cheaper
   * entry; then random layers step up, to the next entry that no value is worse for, as long as that fits. What
   * entries are worth is not looked at, only that they are undominated.
   */
  fit(entries: Int32Array, rng: Rng): void {
    let free = this.#limit
    for (let l = 0; l < this.layers; l++) free -= this.#cost[entries[l]]
    if (free < 0) free = this.#stepDown(entries, free, rng)
    this.#stepUp(entries, free, rng)
  }

  #stepDown(entries: Int32Array, over: number, rng: Rng): number {
    const movable = this.#movable
    let free = over
    let count = 0
    for (let l = 0; l < this.layers; l++) if (entries[l] > this.start[l]) movable[count++] = l
    while (free < 0 && count > 0) {
      const i = rng.int(count)
      const layer = movable[i]
      const entry = entries[layer]--
      free += this.#cost[entry] - this.#cost[entry - 1]
      if (entry - 1 === this.start[layer]) movable[i] = movable[--count]
    }
    return free
  }

  #stepUp(entries: Int32Array, room: number, rng: Rng): void {
    const movable = this.#movable
    let free = room
    let count = 0
    for (let l = 0; l < this.layers; l++) if (this.#better[entries[l]] >= 0) movable[count++] = l
    // What does not fit now will not fit later: the room only shrinks.
    while (count > 0) {
      const i = rng.int(count)
      const layer = movable[i]
      const next = this.#better[entries[layer]]
      const added = this.#cost[next] - this.#cost[entries[layer]]
      if (added <= free) {
        free -= added
        entries[layer] = next
      }
      if (added > free || this.#better[entries[layer]] < 0) movable[i] = movable[--count]
    }
  }
}

/** A table of the problem at the entries of the lists. */
function perEntry(problem: AllocationProblem, { start, choice }: ChoiceLists, table: Float64Array): Float64Array {
  const out = new Float64Array(choice.length)
  for (let l = 0; l < problem.layers; l++) {
    for (let e = start[l]; e < start[l + 1]; e++) out[e] = table[l * problem.choices + choice[e]]
  }
  return out
}

function betterEntries(start: Int32Array, values: readonly Float64Array[]): Int32Array {
  const better = new Int32Array(start[start.length - 1]).fill(-1)
  for (let l = 0; l + 1 < start.length; l++) {
    for (let e = start[l]; e < start[l + 1]; e++) {
      for (let next = e + 1; next < start[l + 1] && better[e] < 0; next++) {
        if (values.every(table => table[next] <= table[e])) better[e] = next
      }
    }
  }
  return better
}
