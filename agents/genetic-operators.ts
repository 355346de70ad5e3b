// Operators of the genetic fine-tuner: ruin and refill, forced entries, exchange, crossover with repair, descent.
//
// Source: agent design specification, section 7 (rows 3 to 9 of its table, notes below it); forced entries are ours.
// For one constraint: the entries of a layer (genetic-entries.ts) rise in cost and fall in value, so a layer that is given
// a share of the budget has the best tile for it. Steps are counted in budget and list entries instead of PEs, so that they
// mean something under a buffer budget too.
//
// For "product-of-sums" the operators see one value per entry as well, the gradient of the logarithm at the individual in
// work. For "max" they treat values as a sum: the greedy allocation, where the first population begins, is optimal there.

import { MinHeap } from "../src/allocation/min-heap.ts"
import type { AllocationProblem } from "../src/allocation/problem.ts"
import type { ChoiceLists } from "../src/allocation/undominated.ts"
import type { Rng } from "../src/core/rng.ts"
import { AGAIN, type Genes, GeneticEntries, type Operators, RUIN_SHARE } from "./genetic-entries.ts"

/** Largest number of list entries a layer gives up in a short exchange. */
const SHORT_EXCHANGE = 3
/** Freed budget counts up to this multiple of what is missing. */
const REPAIR_SURPLUS = 1.5
/** The work of a descent grows with the third power of the layers; 400 of them took half a minute. */
const DESCENT_LAYERS = 160
/** Least relative improvement of a descent step; smaller ones are rounding. */
const DESCENT_STEP = 1e-12

/**
 * The operators over one problem. `begin` takes up an individual; every later call changes those genes
 * in place and keeps the budget (crossover and repair restore it before they return).
 *
 * Workspaces are allocated once: no method allocates.
 */
export class RefillOperators extends GeneticEntries implements Operators {
  readonly #layers: number
  readonly #start: Int32Array
  /** Per entry: cost, and the one value the operators minimise. */
  readonly #cost: Float64Array
  readonly #value: Float64Array
  /** Per entry: the entry of least value among those of its layer up to it. */
  readonly #leastUpTo: Int32Array
  /** Per entry: the later entry of its layer to which value falls fastest per cost; itself for the last. */
  readonly #steepest: Int32Array
  /** Cost the operators keep. */
  readonly #limit: number
  readonly #product: boolean
  /** Fill: layers by their best upgrade's gain per cost, that upgrade, and the gain. */
  readonly #heap: MinHeap
  readonly #target: Int32Array
  readonly #ratio: Float64Array
  /** Budget the genes in work leave unused; negative when they are over it. */
  #free = 0

  constructor(problem: AllocationProblem, lists: ChoiceLists) {
    super(problem, lists)
    const { layers } = problem
    const entries = lists.choice.length
    this.#layers = layers
    this.#start = lists.start
    this.#cost = this.costs[0]
    this.#product = problem.aggregation === "product-of-sums"
    this.#value = this.#product ? new Float64Array(entries) : this.tables[0]
    this.#leastUpTo = new Int32Array(entries)
    this.#steepest = new Int32Array(entries)
    this.#heap = new MinHeap(layers)
    this.#target = new Int32Array(layers)
    this.#ratio = new Float64Array(layers)
    this.#limit = this.limits[0]
    if (!this.#product) this.#rankValues()
  }

  /** Writes the cheapest entry of every layer into `genes`. */
  cheapest(genes: Genes): void {
    genes.set(this.#start.subarray(0, this.#layers))
  }

  /** Makes `genes` the individual in work: counts its budget and weighs the values at its sums. */
  begin(genes: Genes): void {
    this.#free = this.#limit - this.sum(this.#cost, genes)
    if (!this.#product) return
    this.weighProduct(this.#value, genes)
    this.#rankValues()
  }

  /** Repeatedly the upgrade of best gain per cost that fits, until none does. */
  fill(genes: Genes): void {
    const heap = this.#heap
    heap.size = 0
    for (let l = 0; l < this.#layers; l++) {
      this.#findUpgrade(l, genes[l])
      if (this.#ratio[l] > 0) heap.push(l, -this.#ratio[l])
    }
    // The budget left only shrinks, so a remembered upgrade that still fits is still the layer's best.
    while (heap.size > 0) {
      const layer = heap.top
      const fits = this.#cost[this.#target[layer]] - this.#cost[genes[layer]] <= this.#free
      if (fits) this.#move(genes, layer, this.#target[layer])
      this.#findUpgrade(layer, genes[layer])
      if (this.#ratio[layer] > 0) heap.replaceTop(-this.#ratio[layer])
      else heap.pop()
    }
  }

  /**
   * Drops a random share of the layers to their cheapest entry, gives one layer (each time with chance 1/2 another)
   * a random entry it can afford, and fills. Without the random entries the fill too often rebuilds what was there.
   */
  ruin(genes: Genes, rng: Rng): void {
    const share = rng.uniform(RUIN_SHARE[0], RUIN_SHARE[1])
    for (let l = 0; l < this.#layers; l++) if (rng.float() < share) this.#move(genes, l, this.#start[l])
    do {
      const layer = rng.int(this.#layers)
      const first = this.#start[layer]
      const last = this.#lastWithin(layer, this.#cost[genes[layer]] + this.#free)
      this.#move(genes, layer, first + rng.int(last - first + 1))
    } while (rng.float() < AGAIN)
    this.fill(genes)
  }

  /** What the others give up for the entry is up to the repair: a large layer may take from many at once, which no exchange does. */
  force(genes: Genes, rng: Rng): void {
    do {
      const layer = rng.int(this.#layers)
      const first = this.#start[layer]
      this.#move(genes, layer, first + rng.int(this.#start[layer + 1] - first))
    } while (rng.float() < AGAIN)
    this.repair(genes)
    this.fill(genes)
  }

  /**
   * Moves budget between two layers, once or (each time with chance 1/2) more often: one gives up 1 to 3 list
   * entries or up to half of its cost above the cheapest, another takes the best entry it can then afford.
   */
  exchange(genes: Genes, rng: Rng): void {
    do {
      const giver = rng.int(this.#layers)
      const taker = (giver + 1 + rng.int(Math.max(1, this.#layers - 1))) % this.#layers
      const first = this.#start[giver]
      let e = genes[giver]
      if (rng.float() < 0.5) e = Math.max(first, e - 1 - rng.int(SHORT_EXCHANGE))
      else e = this.#bestWithin(giver, this.#cost[first] + (this.#cost[e] - this.#cost[first]) * 2 ** -rng.float())
      this.#move(genes, giver, e)
      this.#move(genes, taker, this.#bestWithin(taker, this.#cost[genes[taker]] + this.#free))
    } while (rng.float() < AGAIN)
  }

  /** Takes every gene from `other` with chance 1/2, then repairs. */
  crossover(genes: Genes, other: Genes, rng: Rng): void {
    for (let l = 0; l < this.#layers; l++) if (rng.float() < 0.5) this.#move(genes, l, other[l])
    this.repair(genes)
  }

  /** While over budget: the downgrade of least loss per unit freed (units count up to 1.5 times the need). */
  repair(genes: Genes): void {
    while (this.#free < 0) {
      const useful = -REPAIR_SURPLUS * this.#free
      let least = Number.POSITIVE_INFINITY
      let layer = -1
      let entry = -1
      for (let l = 0; l < this.#layers; l++) {
        const now = genes[l]
        for (let e = this.#start[l]; e < this.#start[l + 1] && this.#cost[e] < this.#cost[now]; e++) {
          const loss = (this.#value[e] - this.#value[now]) / Math.min(this.#cost[now] - this.#cost[e], useful)
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

  /**
   * Best-improvement descent: per step the best pair of one layer's downgrade and another's upgrade; fills between. Of more
   * than DESCENT_LAYERS layers there are too many pairs: there it only fills.
   */
  descend(genes: Genes): void {
    do {
      this.begin(genes)
      this.fill(genes)
    } while (this.#layers <= DESCENT_LAYERS && this.#descendOnce(genes))
  }

  /** One step of the descent; false when no pair improves. */
  #descendOnce(genes: Genes): boolean {
    let best = 0
    for (let l = 0; l < this.#layers; l++) best += this.#value[genes[l]] * DESCENT_STEP
    let giver = -1
    let given = 0
    let taker = 0
    let taken = 0
    for (let j = 0; j < this.#layers; j++) {
      const now = genes[j]
      for (let e = this.#start[j]; e < this.#start[j + 1] && this.#cost[e] < this.#cost[now]; e++) {
        const loss = this.#value[e] - this.#value[now]
        const free = this.#free + this.#cost[now] - this.#cost[e]
        for (let i = 0; i < this.#layers; i++) {
          if (i === j) continue
          const up = this.#bestWithin(i, this.#cost[genes[i]] + free)
          const gain = this.#value[genes[i]] - this.#value[up] - loss
          if (gain <= best) continue
          best = gain
          giver = j
          given = e
          taker = i
          taken = up
        }
      }
    }
    if (giver < 0) return false
    this.#move(genes, giver, given)
    this.#move(genes, taker, taken)
    return true
  }

  #move(genes: Genes, layer: number, entry: number): void {
    this.#free += this.#cost[genes[layer]] - this.#cost[entry]
    genes[layer] = entry
  }

  /** The entry of least value with cost ≤ `cap`; the cheapest one when none is that cheap. */
  #bestWithin(layer: number, cap: number): number {
    return this.#leastUpTo[this.#lastWithin(layer, cap)]
  }

  /** The last entry with cost ≤ `cap`; the cheapest one when none is that cheap. */
  #lastWithin(layer: number, cap: number): number {
    let low = this.#start[layer]
    let high = this.#start[layer + 1]
    while (high - low > 1) {
      const middle = (low + high) >>> 1
      if (this.#cost[middle] <= cap) low = middle
      else high = middle
    }
    return low
  }

  /** Remembers the upgrade of `layer` from entry `now` with the best gain per cost among those that fit. */
  #findUpgrade(layer: number, now: number): void {
    const cap = this.#cost[now] + this.#free
    this.#ratio[layer] = 0
    const least = this.#leastUpTo[now]
    if (least !== now && this.#cost[least] <= cap) this.#remember(layer, now, least)
    else if (this.#cost[this.#steepest[now]] <= cap) this.#remember(layer, now, this.#steepest[now])
    else {
      const end = this.#start[layer + 1]
      for (let e = now + 1; e < end && this.#cost[e] <= cap; e++) this.#remember(layer, now, e)
    }
  }

  /** Takes `entry` for the upgrade of `layer` if it gains more per cost than the one remembered. */
  #remember(layer: number, now: number, entry: number): void {
    const gain = this.#value[now] - this.#value[entry]
    const added = this.#cost[entry] - this.#cost[now]
    const ratio = added > 0 ? gain / added : Number.POSITIVE_INFINITY
    if (gain <= 0 || ratio <= this.#ratio[layer]) return
    this.#ratio[layer] = ratio
    this.#target[layer] = entry
  }

  /** Prepares `leastUpTo` and `steepest` for the values. */
  #rankValues(): void {
    const cost = this.#cost
    const value = this.#value
    const steepest = this.#steepest
    for (let l = 0; l < this.#layers; l++) {
      const end = this.#start[l + 1]
      let least = this.#start[l]
      for (let e = least; e < end; e++) {
        if (value[e] < value[least]) least = e
        this.#leastUpTo[e] = least
      }
      // Lower convex hulls of all suffixes: the steepest entry seen from e is the next corner.
      steepest[end - 1] = end - 1
      for (let e = end - 2; e >= this.#start[l]; e--) {
        let next = e + 1
        for (;;) {
          const later = steepest[next]
          const slopes = (value[e] - value[later]) * (cost[next] - cost[e])
          if (later === next || slopes < (value[e] - value[next]) * (cost[later] - cost[e])) break
          next = later
        }
        steepest[e] = next
      }
    }
  }
}
