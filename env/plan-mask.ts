// Which choices keep several budgets: a choice is allowed when some plan for the layers after it still fits.
//
// With one constraint the cheapest choices of the remaining layers are the plan that fits if any does. With several, what is
// cheapest in one may be dear in another, and whether anything fits is a hard problem. So a few plans are worked out
// beforehand, one of them a whole feasible allocation, and a choice is allowed when one of the plans, followed from there on, keeps
// all budgets. That may forbid a choice that could be paid for, never the other way round; and whoever follows the plan that
// fits always has an allowed choice.

import { counted } from "../src/allocation/budget.ts"
import { type AllocationProblem, countingOf, limitsOf } from "../src/allocation/problem.ts"
import type { ChoiceLists } from "../src/allocation/undominated.ts"

/** The mask of one problem with several constraints. */
export class PlanMask {
  readonly #start: Int32Array
  readonly #layers: number
  readonly #limit: Float64Array
  /** Per constraint: the counted cost of every entry, so that sums are exact. */
  readonly #cost: readonly Float64Array[]
  readonly #allowed: Uint8Array
  /** Per plan: an entry for every layer. */
  readonly #plans: readonly Int32Array[]
  /** Per plan and constraint: what the layers from step t on cost, at t. */
  readonly #rest: readonly (readonly Float64Array[])[]
  #order: Int32Array = new Int32Array(0)
  readonly #used: Float64Array
  #next = 0

  /**
   * @param lists the entries of the environment
   * @param allowed 1 for entries that may be chosen
   * @param feasible choices of an allocation that keeps all budgets; each is an entry or no better than one in any cost
   */
  constructor(problem: AllocationProblem, lists: ChoiceLists, allowed: Uint8Array, feasible: Int32Array) {
    const limits = limitsOf(problem)
    this.#start = lists.start
    this.#layers = problem.layers
    this.#allowed = allowed
    const counting = limits.map(limit => countingOf(problem, limit))
    this.#limit = Float64Array.from(counting, ({ most }) => most)
    const rowOf = new Int32Array(lists.choice.length)
    for (let l = 0; l < problem.layers; l++) {
      for (let e = lists.start[l]; e < lists.start[l + 1]; e++) rowOf[e] = l * problem.choices + lists.choice[e]
    }
    this.#cost = limits.map(({ cost }, j) => Float64Array.from(rowOf, row => counted(cost[row], counting[j])))
    const shares = this.#cost.map((cost, j) => cost.map(c => c / Math.max(this.#limit[j], Number.MIN_VALUE)))
    this.#plans = [
      this.#planOf(
        feasible,
        limits.map(({ cost }, j) => cost.map(c => counted(c, counting[j]))),
        problem.choices,
      ),
      this.#leastOf(shares),
      ...shares.map(share => this.#leastOf([share])),
    ]
    this.#rest = this.#plans.map(() => limits.map(() => new Float64Array(problem.layers + 1)))
    this.#used = new Float64Array(limits.length)
  }

  /** An episode starts that decides for the layers in this order. */
  begin(order: Int32Array): void {
    this.#order = order
    this.#next = 0
    this.#used.fill(0)
    for (const [p, plan] of this.#plans.entries()) {
      for (const [j, rest] of this.#rest[p].entries()) {
        for (let t = this.#layers - 1; t >= 0; t--) rest[t] = rest[t + 1] + this.#cost[j][plan[order[t]]]
      }
    }
  }

  /** The next layer takes an entry. */
  take(entry: number): void {
    for (let j = 0; j < this.#used.length; j++) this.#used[j] += this.#cost[j][entry]
    this.#next++
  }

  /** The entry of the next layer in a plan that fits. */
  planned(): number {
    const layer = this.#order[this.#next]
    const plan = this.#plans.find((entries, p) => this.#fits(entries[layer], p)) ?? this.#plans[0]
    return plan[layer]
  }

  /** Writes 1 for the entries of the next layer that some plan can follow. */
  write(mask: Uint8Array): void {
    const layer = this.#order[this.#next]
    const from = this.#start[layer]
    for (let e = from; e < this.#start[layer + 1]; e++) {
      mask[e - from] = this.#allowed[e] !== 0 && this.#plans.some((_, p) => this.#fits(e, p)) ? 1 : 0
    }
    mask[this.planned() - from] = 1
  }

  #fits(entry: number, plan: number): boolean {
    const rest = this.#rest[plan]
    for (let j = 0; j < this.#used.length; j++) {
      if (this.#used[j] + this.#cost[j][entry] + rest[j][this.#next + 1] > this.#limit[j]) return false
    }
    return true
  }

  /** The entries of an allocation, or such as cost no more in any constraint. */
  #planOf(choice: Int32Array, costs: readonly Float64Array[], choices: number): Int32Array {
    return Int32Array.from({ length: this.#layers }, (_, l) => {
      const row = l * choices + choice[l]
      for (let e = this.#start[l]; e < this.#start[l + 1]; e++) {
        if (this.#allowed[e] !== 0 && costs.every((cost, j) => this.#cost[j][e] <= cost[row])) return e
      }
      throw new Error(`layer ${l} has no entry as cheap as choice ${choice[l]}`)
    })
  }

  /** Every layer's entry of the least sum of some columns. */
  #leastOf(columns: readonly Float64Array[]): Int32Array {
    return Int32Array.from({ length: this.#layers }, (_, l) => {
      let [best, least] = [this.#start[l], Number.POSITIVE_INFINITY]
      for (let e = this.#start[l]; e < this.#start[l + 1]; e++) {
        const sum = columns.reduce((total, column) => total + column[e], 0)
        if (this.#allowed[e] !== 0 && sum < least) [best, least] = [e, sum]
      }
      return best
    })
  }
}
