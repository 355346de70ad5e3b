// The off-chip half of a decoupled search: which tile of the layer L2 holds at a time, and in which order tiles follow.
//
// Source: specification "mapping and DSE", section 2.2 (after Marvel, arXiv 2002.07752). Traffic is counted in distinct blocks as
// profile "physical" counts them at the top level, halo and wrapped loops included: inputs and filters that enter, outputs
// that leave, and partial sums that return. Solved exactly over all tiles that cut evenly and all orders: every tile gets a
// lower bound from its numbers of pieces alone, and tiles are counted in full, lowest bound first, until no bound is left below
// the best.

import * as Grid from "../../maestro/grid/grid-row.ts"
import { FILTER, INPUT, OUTPUT } from "../../maestro/layer.ts"
import { volume } from "../../physical/volumes.ts"
import { MappingEvaluator } from "../evaluate.ts"
import { type Dimensions, type Genome, PAR } from "../genome.ts"
import { balancedTiles } from "../tiles.ts"

/** A tile of the layer, the order of tiles, and the elements that pass the off-chip interface. */
export interface OffChipPlan {
  /** Per dimension. */
  readonly tile: readonly number[]
  /** Dimensions outermost first. */
  readonly order: readonly number[]
  readonly traffic: number
}

/** What the off-chip stage found. */
export interface OffChipOptimum {
  /** Best first; those after the first are the next best that were counted. Empty if not even single elements fit. */
  readonly plans: readonly OffChipPlan[]
  /** Elements, the optimum; 0 without a plan. */
  readonly traffic: number
  /** Tiles in all; that fit; counted in full. Orders counted. */
  readonly tiles: number
  readonly fitting: number
  readonly counted: number
  readonly orders: number
}

/** Plans kept beside the best. */
const KEPT = 16

/** Solves the off-chip stage. `capacity`: elements that L2 holds, of which a step takes half (double buffering). */
export function solveOffChip(d: Dimensions, capacity: number): OffChipOptimum {
  const { tiles, candidates } = fittingTiles(d, capacity)
  candidates.sort((a, b) => a.bound - b.bound || b.volume - a.volume)
  const counter = new BlockCounter(d)
  const plans: OffChipPlan[] = []
  let counted = 0
  for (const { tile, bound } of candidates) {
    if (plans.length > 0 && bound > plans[0].traffic) break
    // Equally good tiles need no second look once enough are known.
    if (plans.length >= KEPT && bound >= plans[0].traffic) break
    counted++
    plans.push(counter.best(tile))
    plans.sort((a, b) => a.traffic - b.traffic)
    if (plans.length > KEPT) plans.length = KEPT
  }
  return {
    plans,
    traffic: plans[0]?.traffic ?? 0,
    tiles,
    fitting: candidates.length,
    counted,
    orders: counter.orders,
  }
}

interface Candidate {
  readonly tile: number[]
  readonly bound: number
  readonly volume: number
}

/** All tiles that fit, with their bounds. Boxes of tiles whose smallest exceeds the capacity are left out at once. */
function fittingTiles(d: Dimensions, capacity: number): { tiles: number; candidates: Candidate[] } {
  const choices = Array.from(d.sizes, (size, dim) => (d.isTap[dim] === 1 ? Int32Array.of(size) : balancedTiles(size)))
  const candidates: Candidate[] = []
  const tile = choices.map(tiles => tiles[0])
  const needOf = () => 2 * d.axes.tensors.reduce((sum, tensor) => sum + volume(tensor, padded(d, tile)), 0)
  const visit = (dim: number) => {
    if (dim === d.count) {
      const need = needOf()
      candidates.push({ tile: tile.slice(), bound: leastTraffic(d, tile), volume: need })
      return
    }
    for (const size of choices[dim]) {
      tile[dim] = size
      for (let rest = dim + 1; rest < d.count; rest++) tile[rest] = choices[rest][0]
      // Needs grow with every tile: no larger one fits either.
      if (needOf() > capacity) break
      visit(dim + 1)
    }
  }
  visit(0)
  return { tiles: choices.reduce((product, tiles) => product * tiles.length, 1), candidates }
}

/** Sizes of all axes, those coupled to nothing included. */
function padded(d: Dimensions, tile: readonly number[]): readonly number[] {
  return tile.length === d.axes.sizes.length ? tile : [...tile, ...d.axes.sizes.slice(tile.length)]
}

/** Whether a tensor depends on a dimension. */
function isCoupled(d: Dimensions, t: number, dim: number): boolean {
  return d.axes.tensors[t].some(f => f.axis === dim || f.taps === dim)
}

/**
 * The least traffic of a tile in any order. A tensor comes again for every piece of a dimension it does not have, unless that
 * dimension is innermost; only one can be. What the last and the first tile of a sweep share may stay.
 */
function leastTraffic(d: Dimensions, tile: readonly number[]): number {
  const counts = tile.map((size, dim) => Math.ceil(d.sizes[dim] / size))
  const cut = counts.flatMap((count, dim) => (count > 1 ? [dim] : []))
  const again = [INPUT, FILTER, OUTPUT].map(t =>
    cut.reduce((product, dim) => (isCoupled(d, t, dim) ? product : product * counts[dim]), 1),
  )
  const [input, filter, output] = d.tensors
  const least = (innermost: number) => {
    const [i, f, o] = again.map((times, t) => (innermost >= 0 && isCoupled(d, t, innermost) ? times : 1))
    const stays = volume(d.axes.tensors[INPUT], padded(d, tile))
    return input + (i - 1) * Math.max(0, input - stays) + f * filter + (2 * o - 1) * output
  }
  return cut.length === 0 ? least(-1) : Math.min(...cut.map(least))
}

/** Counts blocks with the cost model: one level on one PE, whose steps are the tiles. */
class BlockCounter {
  orders = 0
  readonly #d: Dimensions
  readonly #evaluator: MappingEvaluator
  readonly #genome: Genome

  constructor(d: Dimensions) {
    this.#d = d
    const hardware = { numPEs: 1, simdLanes: 1, nocBandwidth: 2 ** 30, nocLatency: 1, offchipBandwidth: 2 ** 30 }
    this.#evaluator = new MappingEvaluator({ dimensions: d, hardware })
    this.#genome = d.blank(1)
  }

  /** The best order of a tile. */
  best(tile: readonly number[]): OffChipPlan {
    const d = this.#d
    const cut = tile.flatMap((size, dim) => (size < d.sizes[dim] ? [dim] : []))
    const uncut = tile.flatMap((size, dim) => (size < d.sizes[dim] ? [] : [dim]))
    for (const [dim, size] of tile.entries()) this.#genome[d.tile(0, dim)] = size
    this.#genome[d.at(0, PAR)] = 0
    let best: OffChipPlan | null = null
    for (const order of permutations(cut)) {
      const all = [...uncut, ...order]
      for (const [i, dim] of all.entries()) this.#genome[d.order(0, i)] = dim
      const traffic = this.#traffic()
      if (best === null || traffic < best.traffic) best = { tile, order: all, traffic }
    }
    return best as OffChipPlan
  }

  #traffic(): number {
    this.orders++
    this.#evaluator.evaluate(this.#genome)
    return trafficOf(this.#d, this.#evaluator.row)
  }
}

/** Elements that a mapping moves off-chip if L2 holds one step of the array: in, out, and partial sums back in. */
export function trafficOf(d: Dimensions, row: Float64Array): number {
  const reads = row.subarray(Grid.L2_READS, Grid.L2_READS + 3)
  return reads[INPUT] + reads[FILTER] + 2 * reads[OUTPUT] - d.tensors[OUTPUT]
}

/** All orders of a list. */
function permutations(items: readonly number[]): number[][] {
  if (items.length <= 1) return [[...items]]
  return items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map(rest => [item, ...rest]))
}
