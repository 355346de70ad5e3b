// Operators of the genetic fine-tuner for several constraints: ruin and refill, forced entries, exchange, crossover with repair, descent.
//
// As genetic-operators.ts, where one cost orders a layer's entries; here nothing does, so entries are looked through.
// Costs count as shares of the slacks (many.ts), weighed against each other: equally, or in mutations by weights drawn anew, so
// that children differ in which budget they spare. What frees one budget may exceed another: every operator ends with a
// repair, which may fail; the fine-tuner drops such children.
//
// The operators minimise the sum of one value per entry. For "product-of-sums" it is the gradient of the logarithm at the
// individual in work; for "max" a power of the value, whose sum is nearly the largest one's.

import { MinHeap } from "../src/allocation/min-heap.ts"
import type { AllocationProblem } from "../src/allocation/problem.ts"
import type { ChoiceLists } from "../src/allocation/undominated.ts"
import type { Rng } from "../src/core/rng.ts"
import { AGAIN, type Genes, GeneticEntries, type Operators, RUIN_SHARE } from "./genetic-entries.ts"

/** Drawn weights of the constraints lie between this and 1, evenly in their logarithms. */
const LEAST_WEIGHT = 0.05
/** Exponent that makes a sum nearly a maximum: a value 5 % below the largest counts half as much. */
const POWER = 16
/** A descent step looks at every pair of entries; with more entries than these it would take seconds. */
const DESCENT_ENTRIES = 3000
/** Least relative improvement of a descent or repair step; smaller ones are rounding. */
const STEP = 1e-12

/** The operators over one problem. Workspaces are allocated once: no method allocates. */
export class ManyOperators extends GeneticEntries implements Operators {
  readonly #product: boolean
  /** Per entry: what the operators minimise the sum of. */
  readonly #value: Float64Array
  /** Per constraint: what a unit of cost is of the slack; that times its weight; what the genes in work leave of the budget. */
  readonly #share: Float64Array
  readonly #weight: Float64Array
  readonly #free: Float64Array
  /** Fill: layers by their best upgrade's gain per weighted cost, that upgrade, and the gain. */
  readonly #heap: MinHeap
  readonly #target: Int32Array
  readonly #ratio: Float64Array

  constructor(problem: AllocationProblem, lists: ChoiceLists) {
    super(problem, lists)
    const { layers, aggregation } = problem
    this.#product = aggregation === "product-of-sums"
    this.#value = this.#product
      ? new Float64Array(this.choice.length)
      : aggregation === "max"
        ? this.#powers()
        : this.tables[0]
    this.#share = this.limits.map((limit, j) => shareOf(limit - this.#leastCost(j)))
    this.#weight = this.#share.slice()
    this.#free = new Float64Array(this.limits.length)
    this.#heap = new MinHeap(layers)
    this.#target = new Int32Array(layers)
    this.#ratio = new Float64Array(layers)
  }

  cheapest(genes: Genes): void {
    this.#weight.set(this.#share)
    for (let l = 0; l < this.layers; l++) genes[l] = this.#cheapestEntry(l)
  }

  begin(genes: Genes): void {
    this.#weight.set(this.#share)
    for (let j = 0; j < this.#free.length; j++) this.#free[j] = this.limits[j] - this.sum(this.costs[j], genes)
    if (this.#product) this.weighProduct(this.#value, genes)
  }

  fill(genes: Genes): void {
    const heap = this.#heap
    heap.size = 0
    for (let l = 0; l < this.layers; l++) {
      this.#findUpgrade(l, genes[l])
      if (this.#ratio[l] > 0) heap.push(l, -this.#ratio[l])
    }
    while (heap.size > 0) {
      const layer = heap.top
      if (this.#fits(genes[layer], this.#target[layer])) this.#move(genes, layer, this.#target[layer])
      this.#findUpgrade(layer, genes[layer])
      if (this.#ratio[layer] > 0) heap.replaceTop(-this.#ratio[layer])
      else heap.pop()
    }
  }

  ruin(genes: Genes, rng: Rng): void {
    this.#drawWeights(rng)
    const share = rng.uniform(RUIN_SHARE[0], RUIN_SHARE[1])
    for (let l = 0; l < this.layers; l++) if (rng.float() < share) this.#move(genes, l, this.#cheapestEntry(l))
    do {
      const layer = rng.int(this.layers)
      const entry = this.#randomEntry(layer, rng)
      if (this.#fits(genes[layer], entry)) this.#move(genes, layer, entry)
    } while (rng.float() < AGAIN)
    this.repair(genes)
    this.fill(genes)
  }

  force(genes: Genes, rng: Rng): void {
    this.#drawWeights(rng)
    do {
      const layer = rng.int(this.layers)
      this.#move(genes, layer, this.#randomEntry(layer, rng))
    } while (rng.float() < AGAIN)
    this.repair(genes)
    this.fill(genes)
  }

  exchange(genes: Genes, rng: Rng): void {
    this.#drawWeights(rng)
    do {
      const giver = rng.int(this.layers)
      const taker = (giver + 1 + rng.int(Math.max(1, this.layers - 1))) % this.layers
      const entry = this.#randomEntry(giver, rng)
      if (this.#added(genes[giver], entry) < 0) this.#move(genes, giver, entry)
      this.#move(genes, taker, this.#bestFitting(taker, genes[taker]))
    } while (rng.float() < AGAIN)
    this.repair(genes)
  }

  crossover(genes: Genes, other: Genes, rng: Rng): void {
    for (let l = 0; l < this.layers; l++) if (rng.float() < 0.5) this.#move(genes, l, other[l])
    this.repair(genes)
  }

  /** Stops where no change of one layer brings the budgets nearer, which may be before all are kept; at the latest after a step per entry. */
  repair(genes: Genes): void {
    for (let steps = this.choice.length; steps > 0; steps--) {
      const missing = this.#missing(0, 0)
      if (missing === 0) return
      let least = Number.POSITIVE_INFINITY
      let layer = -1
      let entry = -1
      for (let l = 0; l < this.layers; l++) {
        const now = genes[l]
        for (let e = this.start[l]; e < this.start[l + 1]; e++) {
          const relief = missing - this.#missing(now, e)
          if (relief <= STEP * missing) continue
          const loss = (this.#value[e] - this.#value[now]) / relief
          if (loss >= least) continue
          least = loss
          layer = l
          entry = e
        }
      }
      if (layer < 0) return
      this.#move(genes, layer, entry)
    }
  }

  /** Per step the best pair of changes in two layers; fills between. With more than DESCENT_ENTRIES entries it only fills. */
  descend(genes: Genes): void {
    do {
      this.begin(genes)
      this.fill(genes)
    } while (this.choice.length <= DESCENT_ENTRIES && this.#descendOnce(genes))
  }

  /** One step of the descent; false when no pair improves. */
  #descendOnce(genes: Genes): boolean {
    let best = this.sum(this.#value, genes) * STEP
    let giver = -1
    let given = 0
    let taken = 0
    let taker = 0
    for (let j = 0; j < this.layers; j++) {
      const now = genes[j]
      for (let e = this.start[j]; e < this.start[j + 1]; e++) {
        const loss = this.#value[e] - this.#value[now]
        if (loss <= 0) continue
        this.#move(genes, j, e)
        for (let i = 0; i < this.layers; i++) {
          if (i === j) continue
          const up = this.#bestFitting(i, genes[i])
          const gain = this.#value[genes[i]] - this.#value[up] - loss
          if (gain <= best) continue
          best = gain
          giver = j
          given = e
          taker = i
          taken = up
        }
        this.#move(genes, j, now)
      }
    }
    if (giver < 0) return false
    this.#move(genes, giver, given)
    this.#move(genes, taker, taken)
    return true
  }

  /** What is over the budgets after a change from entry `from` to `to`, in shares of the slacks. */
  #missing(from: number, to: number): number {
    let missing = 0
    for (let j = 0; j < this.#free.length; j++) {
      const left = this.#free[j] - (this.costs[j][to] - this.costs[j][from])
      if (left < 0) missing -= left * this.#share[j]
    }
    return missing
  }

  #fits(from: number, to: number): boolean {
    for (let j = 0; j < this.#free.length; j++) {
      if (this.costs[j][to] - this.costs[j][from] > this.#free[j]) return false
    }
    return true
  }

  #move(genes: Genes, layer: number, entry: number): void {
    const from = genes[layer]
    for (let j = 0; j < this.#free.length; j++) this.#free[j] += this.costs[j][from] - this.costs[j][entry]
    genes[layer] = entry
  }

  /** Weighted cost that a change adds. */
  #added(from: number, to: number): number {
    let added = 0
    for (let j = 0; j < this.#weight.length; j++) added += this.#weight[j] * (this.costs[j][to] - this.costs[j][from])
    return added
  }

  /** The fitting entry of least value; `now` when none is better. */
  #bestFitting(layer: number, now: number): number {
    let best = now
    for (let e = this.start[layer]; e < this.start[layer + 1]; e++) {
      if (this.#value[e] < this.#value[best] && this.#fits(now, e)) best = e
    }
    return best
  }

  #cheapestEntry(layer: number): number {
    let best = this.start[layer]
    for (let e = best + 1; e < this.start[layer + 1]; e++) if (this.#added(best, e) < 0) best = e
    return best
  }

  #randomEntry(layer: number, rng: Rng): number {
    return this.start[layer] + rng.int(this.start[layer + 1] - this.start[layer])
  }

  /** Remembers the upgrade of `layer` from entry `now` with the best gain per weighted cost among those that fit. */
  #findUpgrade(layer: number, now: number): void {
    this.#ratio[layer] = 0
    for (let e = this.start[layer]; e < this.start[layer + 1]; e++) {
      const gain = this.#value[now] - this.#value[e]
      if (gain <= 0 || !this.#fits(now, e)) continue
      const added = this.#added(now, e)
      const ratio = added > 0 ? gain / added : Number.POSITIVE_INFINITY
      if (ratio <= this.#ratio[layer]) continue
      this.#ratio[layer] = ratio
      this.#target[layer] = e
    }
  }

  #drawWeights(rng: Rng): void {
    for (let j = 0; j < this.#weight.length; j++) this.#weight[j] = this.#share[j] * LEAST_WEIGHT ** rng.float()
  }

  #leastCost(j: number): number {
    let sum = 0
    for (let l = 0; l < this.layers; l++) {
      sum += this.costs[j].subarray(this.start[l], this.start[l + 1]).reduce((least, c) => Math.min(least, c))
    }
    return sum
  }

  /** Values over the largest that cannot be avoided, to the power that makes a sum of them nearly a maximum. */
  #powers(): Float64Array {
    const [table] = this.tables
    let slowest = 0
    for (let l = 0; l < this.layers; l++) {
      const best = table.subarray(this.start[l], this.start[l + 1]).reduce((least, v) => Math.min(least, v))
      slowest = Math.max(slowest, best)
    }
    return table.map(v => (v / (slowest || 1)) ** POWER)
  }
}

/** Reciprocal of a slack, 0 of an infinite one; 1 where there is none. */
function shareOf(slack: number): number {
  return slack > 0 ? 1 / slack : 1
}
