// The off-chip half of a decoupled search: which tile of the layer L2 holds at a time, and in which order tiles follow.
//
// Source: specification "mapping and DSE", section 2.2 (after Marvel, arXiv 2002.07752). Traffic is counted in distinct blocks as
// profile "physical" counts them at the top level, halo and wrapped loops included: inputs and filters that enter, outputs
// that leave, and partial sums that return. Solved exactly over all tiles that cut evenly and all orders: every tile has a
// lower bound (tile-walk.ts), and tiles are counted in full, lowest bound first, until no bound is left below the best.

import * as Grid from "../../maestro/grid/grid-row.ts"
import { FILTER, INPUT, OUTPUT } from "../../maestro/layer.ts"
import { MappingEvaluator } from "../evaluate.ts"
import { type Dimensions, type Genome, PAR } from "../genome.ts"
import { TileWalk } from "./tile-walk.ts"

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
  const walk = new TileWalk(d, capacity)
  const counter = new BlockCounter(d)
  // The tiles with the least bounds show what can be reached; no others than those with a bound up to that can be better.
  const first = walk.leastBounds(KEPT, Number.POSITIVE_INFINITY)
  const reached = Math.min(...first.map(({ tile }) => new BlockCounter(d).best(tile).traffic))
  const candidates = first.length === 0 ? [] : walk.leastBounds(Number.POSITIVE_INFINITY, reached)
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
    tiles: walk.tiles,
    fitting: walk.countFitting(),
    counted,
    orders: counter.orders,
  }
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
