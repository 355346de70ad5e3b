// What a mapping certainly takes, without the cost model: compute cycles and buffer needs from its tiles alone.
//
// Compute cycles are a product over the dimensions, since every level has a unit whose piece is largest in all of them. Per
// dimension the cycles follow from the chain of tiles: time adds pieces up, units take them at once. The order of loops
// matters to neither. Both needs equal those of profile "physical" (specification, section 3.5); transfers come on top of
// the cycles, so these are a lower bound of the run time.

import { PackedAxes } from "../physical/packed/axes.ts"
import { rowsOf } from "../physical/volumes.ts"
import { CLUSTER, type Dimensions, type Genome, HEAD, LEVELS, MAX_LEVELS, ORDER, PAR, ROWS } from "./genome.ts"

// Of the genome under way, per level: units, and where its genes and its tiles begin.
const units = new Int32Array(MAX_LEVELS)
const headAt = new Int32Array(MAX_LEVELS)
const tilesAt = new Int32Array(MAX_LEVELS)
/** Per dimension the units over all levels. */
const spread = new Float64Array(16)

/** Estimates for mappings of one layer. */
export class Estimator {
  readonly #dimensions: Dimensions
  readonly #lanes: number
  readonly #axes: PackedAxes

  constructor(dimensions: Dimensions, lanes: number) {
    this.#dimensions = dimensions
    this.#lanes = lanes
    this.#axes = new PackedAxes(dimensions.axes)
  }

  /** Cycles that the PEs need for a repaired genome; exact with one lane. */
  computeCycles(genome: Genome, numPEs: number): number {
    const { sizes, count, stride } = this.#dimensions
    const levels = genome[LEVELS]
    levelsOf(genome, stride, count, numPEs)
    let cycles = 1
    for (let dim = 0; dim < count; dim++) if (sizes[dim] > 1) cycles *= along(genome, levels, 0, dim, sizes[dim])
    return this.#lanes === 1 ? cycles : Math.ceil(cycles / this.#lanes)
  }

  /** Cycles that the spatial dimensions and cluster sizes of a repaired genome allow, whatever its tiles: never above computeCycles. */
  arrayCycles(genome: Genome, numPEs: number): number {
    const { sizes, count, stride } = this.#dimensions
    levelsOf(genome, stride, count, numPEs)
    for (let dim = 0; dim < count; dim++) spread[dim] = 1
    for (let l = 0, at = HEAD + PAR; l < genome[LEVELS]; l++, at += stride) spread[genome[at]] *= units[l]
    let cycles = 1
    for (let dim = 0; dim < count; dim++) cycles *= spread[dim] === 1 ? sizes[dim] : Math.ceil(sizes[dim] / spread[dim])
    return this.#lanes === 1 ? cycles : Math.ceil(cycles / this.#lanes)
  }

  /** L1 need of a PE in elements, double buffered. */
  l1Need(genome: Genome): number {
    return this.#doubled(genome, this.#dimensions.tile(genome[LEVELS] - 1), -1, 0)
  }

  /** L2 need of one step of the whole array in elements, double buffered. */
  l2Need(genome: Genome, numPEs: number): number {
    const d = this.#dimensions
    const par = genome[HEAD + PAR]
    return this.#doubled(
      genome,
      d.tile(0),
      par,
      Math.min(d.sizes[par], genome[d.tile(0, par)] * d.unitsOf(genome, 0, numPEs)),
    )
  }

  /** Twice the elements of all three tensors in the tiles at `at`, but for dimension `par`, of which there are `size`. */
  #doubled(genome: Genome, at: number, par: number, size: number): number {
    const { plain, rowAxis, rowTaps, strides } = this.#axes
    const { count } = this.#dimensions
    let input = 1
    let filter = 1
    let output = 1
    for (let a = 0; a < count; a++) {
      const n = a === par ? size : genome[at + a]
      if (n === 1) continue
      const bits = plain[a]
      if ((bits & 1) !== 0) input *= n
      if ((bits & 2) !== 0) filter *= n
      if ((bits & 4) !== 0) output *= n
    }
    for (let i = 0; i < rowAxis.length; i++) {
      const y = rowAxis[i]
      const r = rowTaps[i]
      input *= rowsOf(y === par ? size : genome[at + y], r === par ? size : genome[at + r], strides[y])
    }
    return 2 * (input + filter + output)
  }
}

/** Takes down units and places of all levels. */
function levelsOf(genome: Genome, stride: number, count: number, numPEs: number): void {
  let perTop = 1
  headAt[0] = HEAD
  tilesAt[0] = HEAD + ORDER + count
  for (let l = 1, at = HEAD + stride; l < genome[LEVELS]; l++, at += stride) {
    headAt[l] = at
    tilesAt[l] = at + ORDER + count
    units[l] = genome[at + CLUSTER]
    perTop *= units[l]
  }
  units[0] = Math.floor(numPEs / perTop)
}

/** Cycles along one dimension from a level down, for a chunk of n elements. */
function along(genome: Genome, levels: number, level: number, dim: number, n: number): number {
  let l = level
  // Levels that do not cut the chunk; the rows of a diagonal stay together, its taps are what is shared out.
  while (l < levels && (genome[tilesAt[l] + dim] >= n || genome[headAt[l] + ROWS] === dim)) l++
  if (l === levels) return n
  const tile = genome[tilesAt[l] + dim]
  const step = genome[headAt[l] + PAR] === dim ? tile * units[l] : tile
  const whole = (n / step) | 0
  const rest = n - whole * step
  const cycles = whole === 0 ? 0 : whole * along(genome, levels, l + 1, dim, tile)
  return rest === 0 ? cycles : cycles + along(genome, levels, l + 1, dim, rest < tile ? rest : tile)
}
