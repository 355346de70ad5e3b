// Which dimensions to spread over how many units, ranked by the cycles that the PEs then need.
//
// With a different dimension in every level the cycles are MACs / Π n × Π ⌈n / units⌉ over the spread dimensions; only unit
// counts that save a step over the next smaller one are worth having (tiles.ts), which leaves a few ten thousand shapes.

import { CLUSTER, type Genome, LEVELS, PAR, ROWS } from "./genome.ts"
import type { MapSpace } from "./space.ts"
import { balancedTiles, onlyTile } from "./tiles.ts"

/** Spatial dimension and units per level, and the share of MACs per PE and cycle. */
export interface ArrayShape {
  readonly par: readonly number[]
  readonly units: readonly number[]
  readonly utilisation: number
}

/**
 * The `count` shapes that use the PEs best, for every number of levels that the space has; equals in order of discovery.
 *
 * @param sizes what is shared out: the layer, or a tile of it
 */
export function bestShapes(
  space: MapSpace,
  numPEs: number,
  count: number,
  sizes: Int32Array = space.dimensions.sizes,
): ArrayShape[] {
  const ranking = new ShapeRanking(space, numPEs, count, sizes)
  for (let levels = space.rules.minLevels; levels <= Math.min(MOST_LEVELS, space.rules.maxLevels); levels++)
    ranking.rank(levels)
  return ranking.best()
}

/** Levels of a shape at most, and numbers of one: levels, spatial dimensions, units. */
const MOST_LEVELS = 3
const SHAPE = 1 + 2 * MOST_LEVELS

/** What rounding can add to a product of a few factors. */
const ROUNDING = 1 + 2 ** -40

/** The shapes found so far, those that cannot be among the best left out. */
class ShapeRanking {
  readonly #space: MapSpace
  readonly #numPEs: number
  readonly #count: number
  readonly #sizes: Int32Array
  /** Utilisation, and spatial dimensions and units of three levels, of the shapes kept: far more come by than stay. */
  readonly #utilisation: Float64Array
  readonly #shapes: Int32Array
  #kept = 0
  /** Utilisation that a further shape has to exceed. */
  #least = 0
  /** The shape under way. */
  readonly #par = new Int32Array(MOST_LEVELS)
  readonly #units = new Int32Array(MOST_LEVELS)

  constructor(space: MapSpace, numPEs: number, count: number, sizes: Int32Array) {
    this.#space = space
    this.#numPEs = numPEs
    this.#count = count
    this.#sizes = sizes
    const room = Math.max(1, 4 * count)
    this.#utilisation = new Float64Array(room)
    this.#shapes = new Int32Array(room * SHAPE)
  }

  best(): ArrayShape[] {
    this.#cut()
    return Array.from({ length: this.#kept }, (_, i) => {
      const levels = this.#shapes[i * SHAPE]
      const par = i * SHAPE + 1
      const units = par + MOST_LEVELS
      return {
        par: Array.from(this.#shapes.subarray(par, par + levels)),
        units: Array.from(this.#shapes.subarray(units, units + levels)),
        utilisation: this.#utilisation[i],
      }
    })
  }

  rank(levels: number): void {
    this.#visit(levels, levels - 1, this.#numPEs, 1)
  }

  /** Chooses dimensions from the inside out; `speedup` is the product of what units make of their dimension. */
  #visit(levels: number, level: number, left: number, speedup: number): void {
    for (const dim of this.#space.parallel[level]) {
      if (this.#isSpread(dim, level + 1, levels)) continue
      this.#par[level] = dim
      const n = this.#sizes[dim]
      if (level === 0) this.#keep(levels, left, (speedup * n) / Math.ceil(n / left) / this.#numPEs)
      else this.#share(levels, level, n, left, speedup)
    }
  }

  #isSpread(dim: number, from: number, levels: number): boolean {
    for (let l = from; l < levels; l++) if (this.#par[l] === dim) return true
    return false
  }

  /** Chooses the units of a level among which n elements are shared. */
  #share(levels: number, level: number, n: number, left: number, speedup: number): void {
    const { cluster } = this.#space.rule(level)
    const choices = typeof cluster === "number" ? onlyTile(cluster) : balancedTiles(n)
    for (const units of choices) {
      if (units > left) break
      if (units === 1 && choices.length > 1) continue
      const below = Math.floor(left / units)
      const faster = (speedup * n) / Math.ceil(n / units)
      // The units left cannot make more of it than all of them busy.
      if (((faster * below) / this.#numPEs) * ROUNDING <= this.#least) continue
      this.#units[level] = units
      this.#visit(levels, level - 1, below, faster)
    }
  }

  #keep(levels: number, units: number, utilisation: number): void {
    if (utilisation <= this.#least) return
    this.#units[0] = units
    this.#utilisation[this.#kept] = utilisation
    const at = this.#kept * SHAPE
    this.#shapes[at] = levels
    this.#shapes.set(this.#par, at + 1)
    this.#shapes.set(this.#units, at + 1 + MOST_LEVELS)
    if (++this.#kept === this.#utilisation.length) this.#cut()
  }

  /** Keeps the best of those kept. */
  #cut(): void {
    const kept = Math.min(this.#kept, this.#count)
    const order = Array.from({ length: this.#kept }, (_, i) => i)
    const utilisation = this.#utilisation.slice()
    const shapes = this.#shapes.slice()
    order.sort((a, b) => utilisation[b] - utilisation[a] || a - b)
    for (let i = 0; i < kept; i++) {
      this.#utilisation[i] = utilisation[order[i]]
      this.#shapes.set(shapes.subarray(order[i] * SHAPE, order[i] * SHAPE + SHAPE), i * SHAPE)
    }
    this.#kept = kept
    if (kept > 0 && kept === this.#count) this.#least = this.#utilisation[kept - 1]
  }
}

/** Gives a genome a shape on a tile of the layer: spread dimensions in one step each, all others uncut. Orders stay. */
export function applyShape(
  space: MapSpace,
  genome: Genome,
  { par, units }: ArrayShape,
  sizes: ArrayLike<number> = space.dimensions.sizes,
): void {
  const d = space.dimensions
  genome[LEVELS] = par.length
  for (let l = 0; l < par.length; l++) {
    genome[d.at(l, PAR)] = par[l]
    genome[d.at(l, ROWS)] = space.rowsWith(l, par[l])
    genome[d.at(l, CLUSTER)] = l === 0 ? 0 : units[l]
    for (let dim = 0; dim < d.count; dim++) {
      const parent = l === 0 ? sizes[dim] : genome[d.tile(l - 1, dim)]
      genome[d.tile(l, dim)] = dim === par[l] ? Math.ceil(parent / units[l]) : parent
    }
  }
}
