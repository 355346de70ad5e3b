// What a mapping certainly takes, without the cost model: compute cycles and buffer needs from its tiles alone.
//
// Compute cycles are a product over the dimensions, since every level has a unit whose piece is largest in all of them. Per
// dimension the cycles follow from the chain of tiles: time adds pieces up, units take them at once. The order of loops
// matters to neither. Both needs equal those of profile "physical" (specification, section 3.5); transfers come on top of
// the cycles, so these are a lower bound of the run time.

import { PackedAxes } from "../physical/packed/axes.ts"
import { rowsOf } from "../physical/volumes.ts"
import { type Dimensions, type Genome, LEVELS, PAR, ROWS } from "./genome.ts"

/** Estimates for mappings of one layer. Not reentrant. */
export class Estimator {
  readonly #dimensions: Dimensions
  readonly #lanes: number
  readonly #axes: PackedAxes
  readonly #sizes: Int32Array
  #genome: Genome
  #levels = 0
  readonly #units = new Float64Array(8)
  /** Units per dimension over all levels. */
  readonly #spread: Float64Array

  constructor(dimensions: Dimensions, lanes: number) {
    this.#dimensions = dimensions
    this.#lanes = lanes
    this.#spread = new Float64Array(dimensions.count)
    this.#axes = new PackedAxes(dimensions.axes)
    this.#sizes = Int32Array.from(dimensions.axes.sizes)
    this.#genome = dimensions.blank(1)
  }

  /** Cycles that the PEs need for a repaired genome; exact with one lane. */
  computeCycles(genome: Genome, numPEs: number): number {
    const d = this.#dimensions
    this.#genome = genome
    this.#levels = genome[LEVELS]
    for (let l = 0; l < this.#levels; l++) this.#units[l] = d.unitsOf(genome, l, numPEs)
    let cycles = 1
    for (let dim = 0; dim < d.count; dim++) cycles *= this.#along(0, dim, d.sizes[dim])
    return Math.ceil(cycles / this.#lanes)
  }

  /** Cycles that the spatial dimensions and cluster sizes of a repaired genome allow, whatever its tiles: never above computeCycles. */
  arrayCycles(genome: Genome, numPEs: number): number {
    const d = this.#dimensions
    const spread = this.#spread.fill(1)
    for (let l = 0; l < genome[LEVELS]; l++) spread[genome[d.at(l, PAR)]] *= d.unitsOf(genome, l, numPEs)
    let cycles = 1
    for (let dim = 0; dim < d.count; dim++) cycles *= Math.ceil(d.sizes[dim] / spread[dim])
    return Math.ceil(cycles / this.#lanes)
  }

  /** Cycles along one dimension from a level down, for a chunk of n elements. */
  #along(level: number, dim: number, n: number): number {
    if (level === this.#levels) return n
    const d = this.#dimensions
    const genome = this.#genome
    const tile = genome[d.tile(level, dim)]
    // The rows of a diagonal stay together; its taps are what is shared out.
    if (tile >= n || dim === genome[d.at(level, ROWS)]) return this.#along(level + 1, dim, n)
    const step = dim === genome[d.at(level, PAR)] ? tile * this.#units[level] : tile
    const whole = Math.floor(n / step)
    const rest = n - whole * step
    const cycles = whole === 0 ? 0 : whole * this.#along(level + 1, dim, tile)
    return rest === 0 ? cycles : cycles + this.#along(level + 1, dim, Math.min(tile, rest))
  }

  /** L1 need of a PE in elements, double buffered. */
  l1Need(genome: Genome): number {
    const d = this.#dimensions
    const last = genome[LEVELS] - 1
    for (let dim = 0; dim < d.count; dim++) this.#sizes[dim] = genome[d.tile(last, dim)]
    return this.#doubled()
  }

  /** L2 need of one step of the whole array in elements, double buffered. */
  l2Need(genome: Genome, numPEs: number): number {
    const d = this.#dimensions
    for (let dim = 0; dim < d.count; dim++) this.#sizes[dim] = genome[d.tile(0, dim)]
    const par = genome[d.at(0, PAR)]
    this.#sizes[par] = Math.min(d.sizes[par], this.#sizes[par] * d.unitsOf(genome, 0, numPEs))
    return this.#doubled()
  }

  /** Twice the elements of all three tensors in a tile, in one pass: searches ask for it at every change. */
  #doubled(): number {
    const { count, plain, rowAxis, rowTaps, strides } = this.#axes
    const sizes = this.#sizes
    let input = 1
    let filter = 1
    let output = 1
    for (let a = 0; a < count; a++) {
      const bits = plain[a]
      if ((bits & 1) !== 0) input *= sizes[a]
      if ((bits & 2) !== 0) filter *= sizes[a]
      if ((bits & 4) !== 0) output *= sizes[a]
    }
    for (let i = 0; i < rowAxis.length; i++) {
      input *= rowsOf(sizes[rowAxis[i]], sizes[rowTaps[i]], strides[rowAxis[i]])
    }
    return 2 * (input + filter + output)
  }
}
