// The undominated entries of a layer-pipelined problem with one value and one weighted cost each.

import { guardedLimit } from "../../src/allocation/budget.ts"
import { type AllocationProblem, limitsOf } from "../../src/allocation/problem.ts"
import { type ChoiceLists, undominated } from "../../src/allocation/undominated.ts"
import { entryTable } from "./entry-table.ts"

/** Entries of layer l are start[l] … start[l + 1] − 1; `value` and `price` are per entry. */
export class PricedEntries {
  readonly layers: number
  readonly start: Int32Array
  readonly constraints: number
  /** What is minimised: the value, or the weighted sum of two. */
  readonly value: Float64Array
  /** Weighted sum of the costs. */
  readonly price: Float64Array
  readonly #lists: ChoiceLists
  readonly #values: readonly Float64Array[]
  readonly #costs: readonly Float64Array[]
  readonly #limits: readonly number[]
  #weights: number[]

  constructor(problem: AllocationProblem) {
    this.#lists = undominated(problem)
    this.layers = problem.layers
    this.start = this.#lists.start
    const limits = limitsOf(problem)
    this.constraints = limits.length
    this.#values = problem.values.map(table => entryTable(problem, this.#lists, table))
    this.#costs = limits.map(limit => entryTable(problem, this.#lists, limit.cost))
    this.#limits = limits.map(guardedLimit)
    this.value = new Float64Array(this.#lists.choice.length)
    this.price = new Float64Array(this.#lists.choice.length)
    // Of several constraints each counts by its share of the budget; an infinite budget costs nothing.
    this.#weights = this.#limits.map(limit => (this.constraints === 1 ? 1 : 1 / (limit || 1)))
    this.weighValues(this.#equalWeights())
    this.#weigh(this.price, this.#costs, this.#weights)
  }

  /** The choice of every layer. */
  decode(entries: Int32Array): Int32Array {
    return Int32Array.from(entries, e => this.#lists.choice[e])
  }

  /** Sets `value` to the weighted sum of the problem's values. */
  weighValues(weights: readonly number[]): void {
    this.#weigh(this.value, this.#values, weights)
  }

  /** Multiplies the weight of every constraint by the share of its budget that the entries use. */
  weighConstraints(entries: Int32Array): void {
    if (this.constraints === 1) return
    this.#weights = this.#weights.map((weight, c) => (weight * this.#used(c, entries)) / (this.#limits[c] || 1))
    this.#weigh(this.price, this.#costs, this.#weights)
  }

  /** Whether the entries keep all budgets. */
  fit(entries: Int32Array): boolean {
    return this.#limits.every((limit, c) => this.#used(c, entries) <= limit)
  }

  /** Whether the budgets are kept when layer takes entry `to` instead. */
  fitWith(entries: Int32Array, layer: number, to: number): boolean {
    return this.#limits.every(
      (limit, c) => this.#used(c, entries) + this.#costs[c][to] - this.#costs[c][entries[layer]] <= limit,
    )
  }

  #used(c: number, entries: Int32Array): number {
    return entries.reduce((sum, e) => sum + this.#costs[c][e], 0)
  }

  /** Every value table divided by its mean, so that none is lost beside the other. */
  #equalWeights(): number[] {
    if (this.#values.length === 1) return [1]
    return this.#values.map(table => table.length / (table.reduce((sum, v) => sum + v, 0) || 1))
  }

  #weigh(out: Float64Array, tables: readonly Float64Array[], weights: readonly number[]): void {
    out.fill(0)
    for (const [i, table] of tables.entries()) for (let e = 0; e < out.length; e++) out[e] += weights[i] * table[e]
  }
}
