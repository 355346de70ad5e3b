// Candidates of a layer-pipelined problem: an undominated choice of every layer, costs adding up.

import { guardedLimit } from "../../src/allocation/budget.ts"
import { type AllocationProblem, limitsOf } from "../../src/allocation/problem.ts"
import type { ChoiceLists } from "../../src/allocation/undominated.ts"
import type { Rng } from "../../src/core/rng.ts"
import { entryTable } from "./entry-table.ts"
import type { SearchSpace } from "./search-space.ts"

/** Steps down per entry of the space before `fit` gives up; one constraint never needs more than one. */
const PATIENCE = 4

/**
 * Layer-pipelined: costs add up over the layers.
 *
 * `fit`: while a budget is exceeded, random layers step down to their next cheaper entry; then random layers step up,
 * to the next entry that is no worse in any value, as long as that keeps the budgets.
 */
export class LayerSpace implements SearchSpace {
  readonly positions: number
  readonly start: Int32Array
  readonly #choice: Int32Array
  /** Per constraint: costs of the entries, and what they may add up to. */
  readonly #costs: readonly Float64Array[]
  readonly #limits: Float64Array
  /** Per constraint and entry: the entry of its layer of next lower cost; −1 for none. */
  readonly #cheaper: readonly Int32Array[]
  /** Per entry: the next of its layer, by rising first cost, that is no worse in any value; −1 for none. */
  readonly #better: Int32Array
  /** While `fit` works: what is left of every budget, and the layers that may still move. */
  readonly #free: Float64Array
  readonly #movable: Int32Array

  constructor(problem: AllocationProblem, lists: ChoiceLists) {
    const limits = limitsOf(problem)
    this.positions = problem.layers
    this.start = lists.start
    this.#choice = lists.choice
    this.#limits = Float64Array.from(limits, guardedLimit)
    this.#costs = limits.map(limit => entryTable(problem, lists, limit.cost))
    this.#cheaper = this.#costs.map(cost => cheaperEntries(lists.start, cost))
    const values = problem.values.map(table => entryTable(problem, lists, table))
    this.#better = betterEntries(lists.start, values)
    this.#free = new Float64Array(limits.length)
    this.#movable = new Int32Array(problem.layers)
  }

  decode(entries: Int32Array): Int32Array {
    return Int32Array.from(entries, e => this.#choice[e])
  }

  fit(entries: Int32Array, rng: Rng): void {
    this.#free.set(this.#limits)
    for (let c = 0; c < this.#free.length; c++) for (const e of entries) this.#free[c] -= this.#costs[c][e]
    let patience = PATIENCE * this.#choice.length
    for (let c = this.#mostExceeded(); c >= 0 && patience > 0; c = this.#mostExceeded()) {
      const steps = this.#stepDown(c, entries, patience, rng)
      if (steps === 0) break
      patience -= steps
    }
    this.#stepUp(entries, rng)
  }

  /** The constraint exceeded by the largest share of its budget; −1 when all are kept. */
  #mostExceeded(): number {
    let most = -1
    let share = 0
    for (let c = 0; c < this.#free.length; c++) {
      // A budget of 0 is exceeded infinitely.
      if (this.#free[c] < 0 && this.#free[c] / this.#limits[c] < share) {
        share = this.#free[c] / this.#limits[c]
        most = c
      }
    }
    return most
  }

  /** Random layers step down until constraint c is kept; returns the number of steps, at most `patience`. */
  #stepDown(c: number, entries: Int32Array, patience: number, rng: Rng): number {
    const movable = this.#movable
    const cheaper = this.#cheaper[c]
    let count = 0
    for (let l = 0; l < this.positions; l++) if (cheaper[entries[l]] >= 0) movable[count++] = l
    let steps = 0
    while (this.#free[c] < 0 && count > 0 && steps < patience) {
      const i = rng.int(count)
      const layer = movable[i]
      this.#move(entries, layer, cheaper[entries[layer]])
      if (cheaper[entries[layer]] < 0) movable[i] = movable[--count]
      steps++
    }
    return steps
  }

  #stepUp(entries: Int32Array, rng: Rng): void {
    const movable = this.#movable
    const better = this.#better
    let count = 0
    for (let l = 0; l < this.positions; l++) if (better[entries[l]] >= 0) movable[count++] = l
    // What does not fit now is not tried again: with one constraint the room only shrinks.
    while (count > 0) {
      const i = rng.int(count)
      const layer = movable[i]
      const fits = this.#fits(entries[layer], better[entries[layer]])
      if (fits) this.#move(entries, layer, better[entries[layer]])
      if (!fits || better[entries[layer]] < 0) movable[i] = movable[--count]
    }
  }

  #fits(from: number, to: number): boolean {
    for (let c = 0; c < this.#free.length; c++) {
      if (this.#costs[c][to] - this.#costs[c][from] > this.#free[c]) return false
    }
    return true
  }

  #move(entries: Int32Array, layer: number, to: number): void {
    for (let c = 0; c < this.#free.length; c++) this.#free[c] += this.#costs[c][entries[layer]] - this.#costs[c][to]
    entries[layer] = to
  }
}

function cheaperEntries(start: Int32Array, cost: Float64Array): Int32Array {
  const cheaper = new Int32Array(cost.length).fill(-1)
  for (let l = 0; l + 1 < start.length; l++) {
    for (let e = start[l]; e < start[l + 1]; e++) {
      for (let other = start[l]; other < start[l + 1]; other++) {
        if (cost[other] >= cost[e]) continue
        if (cheaper[e] < 0 || cost[other] > cost[cheaper[e]]) cheaper[e] = other
      }
    }
  }
  return cheaper
}

function betterEntries(start: Int32Array, values: readonly Float64Array[]): Int32Array {
  const better = new Int32Array(values[0].length).fill(-1)
  for (let l = 0; l + 1 < start.length; l++) {
    for (let e = start[l]; e < start[l + 1]; e++) {
      for (let next = e + 1; next < start[l + 1] && better[e] < 0; next++) {
        if (values.every(table => table[next] <= table[e])) better[e] = next
      }
    }
  }
  return better
}
