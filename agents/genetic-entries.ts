// What the operators of the genetic fine-tuner work on: every layer's undominated choices as entries.
//
// An individual is one Int32Array, the *entry* of every layer: an index into the undominated lists
// (src/allocation/undominated.ts), which rise in the first cost. So no operator can leave the allowed choices.

import { guardedLimit } from "../src/allocation/budget.ts"
import { type AllocationProblem, limitsOf } from "../src/allocation/problem.ts"
import type { ChoiceLists } from "../src/allocation/undominated.ts"
import type { Rng } from "../src/core/rng.ts"
import { entryTable } from "./baselines/entry-table.ts"

/** Share of the layers that a ruin drops, drawn uniformly from this interval. */
export const RUIN_SHARE = [0.1, 0.6] as const
/** Chance that an exchange, or a random entry, is followed by another one. */
export const AGAIN = 0.5

/** The entry of every layer, an index into the undominated lists. */
export type Genes = Int32Array

/** An individual and its totals. For the published operators `genes` are choices, not entries. */
export interface Individual {
  readonly genes: Int32Array
  /** Infinity when invalid. */
  objective: number
  /** Σ cost of the first constraint; Infinity when a choice is not allowed. */
  cost: number
}

/** What the fine-tuner asks of its operators. `begin` takes up an individual; every later call changes those genes in place. */
export interface Operators extends GeneticEntries {
  /** Writes the cheapest entry of every layer into `genes`. */
  cheapest(genes: Genes): void
  begin(genes: Genes): void
  /** Repeatedly the upgrade of best gain per cost that fits, until none does. */
  fill(genes: Genes): void
  /** Drops a random share of the layers and fills again. */
  ruin(genes: Genes, rng: Rng): void
  /** Gives one layer (each time with chance 1/2 another) a random entry, whatever it costs; then repairs and fills. */
  force(genes: Genes, rng: Rng): void
  /** Moves budget between two layers, once or more often. */
  exchange(genes: Genes, rng: Rng): void
  /** Takes every gene from `other` with chance 1/2, then repairs. */
  crossover(genes: Genes, other: Genes, rng: Rng): void
  /** While over a budget: the downgrade of least loss per unit freed. */
  repair(genes: Genes): void
  /** Best-improvement descent; calls `begin` itself. */
  descend(genes: Genes): void
}

/** The entries of a problem, with their numbers. */
export class GeneticEntries {
  readonly layers: number
  /** layers + 1 offsets: the entries of layer l are start[l] … start[l + 1] − 1. */
  readonly start: Int32Array
  readonly choice: Int32Array
  /** Per constraint and entry. */
  readonly costs: readonly Float64Array[]
  /** What the running totals of each constraint stay below. */
  readonly limits: Float64Array
  /** The value tables, by entry. */
  readonly tables: readonly Float64Array[]
  readonly #problem: AllocationProblem

  constructor(problem: AllocationProblem, lists: ChoiceLists) {
    const limits = limitsOf(problem)
    this.#problem = problem
    this.layers = problem.layers
    this.start = lists.start
    this.choice = lists.choice
    this.costs = limits.map(limit => entryTable(problem, lists, limit.cost))
    this.limits = Float64Array.from(limits, guardedLimit)
    this.tables = problem.values.map(table => entryTable(problem, lists, table))
  }

  /**
   * Writes the entries for the given choices into `genes`: the choice itself when it is undominated, else one
   * that dominates it; the cheapest entry where the choice is not allowed. The budgets are not looked at.
   */
  encode(choice: ArrayLike<number>, genes: Genes): void {
    for (let l = 0; l < this.layers; l++) genes[l] = this.#entryFor(l, choice[l])
  }

  /** The choices of `genes`, one per layer. */
  decode(genes: Genes): Int32Array {
    return Int32Array.from(genes, e => this.choice[e])
  }

  /** Totals of an individual, summed in layer order: the very numbers of `evaluateAllocation`. */
  evaluate(individual: Individual): void {
    const { genes } = individual
    individual.cost = this.sum(this.costs[0], genes)
    if (this.#problem.aggregation === "max") {
      individual.objective = genes.reduce((most, e) => Math.max(most, this.tables[0][e]), 0)
      return
    }
    individual.objective = 1
    for (const table of this.tables) individual.objective *= this.sum(table, genes)
  }

  /** Whether an evaluated individual keeps every budget, however its costs are added up. */
  within({ genes, cost }: Individual): boolean {
    if (cost > this.limits[0]) return false
    for (let j = 1; j < this.limits.length; j++) if (this.sum(this.costs[j], genes) > this.limits[j]) return false
    return true
  }

  /** Σ of a table's entries, in layer order. */
  sum(table: Float64Array, genes: Genes): number {
    let sum = 0
    for (let l = 0; l < this.layers; l++) sum += table[genes[l]]
    return sum
  }

  /**
   * Writes into `value` the gradient of the logarithm of a product of sums at the sums of `genes`: v0 / Σv0 + v1 / Σv1. The
   * logarithm is concave, so whatever lowers the sum of these values lowers the product.
   */
  weighProduct(value: Float64Array, genes: Genes): void {
    const [first, second] = this.tables
    // A sum of zero is the optimum already; any weight will do.
    const weight = 1 / (this.sum(first, genes) || 1)
    const secondWeight = 1 / (this.sum(second, genes) || 1)
    for (let e = 0; e < value.length; e++) value[e] = first[e] * weight + second[e] * secondWeight
  }

  #entryFor(layer: number, choice: number): number {
    const first = this.start[layer]
    const end = this.start[layer + 1]
    const row = layer * this.#problem.choices + choice
    if (this.#problem.allowed[row] === 0) return first
    for (let e = first; e < end; e++) if (this.choice[e] === choice) return e
    const limits = limitsOf(this.#problem)
    for (let e = first; e < end; e++) {
      if (this.costs[0][e] > this.#problem.cost[row]) break
      if (!this.costs.every((cost, j) => cost[e] <= limits[j].cost[row])) continue
      if (this.tables.every((table, v) => table[e] <= this.#problem.values[v][row])) return e
    }
    return first
  }
}
