// Every mapping of a space, one after the other: the truth on small layers.

import { CLUSTER, type Genome, PAR, ROWS } from "./genome.ts"
import type { SearchMethod, SearchState } from "./search.ts"

/**
 * Walks the whole space. Mappings that are the same whatever their idle genes say, and those too large for the buffers, are
 * not evaluated. Ends with a proof, or when the budget is spent.
 */
export const exhaustive: SearchMethod = state => {
  state.proven = walk(state, genome => {
    state.evaluate(genome)
    return state.left > 0
  })
}

/** Tiles and order that the top level has to have. A spatial dimension's tile is shared out over the units. */
export interface TopLevel {
  readonly tile: readonly number[]
  readonly order: readonly number[]
}

/**
 * Calls `visit` with every distinct mapping that fits, until it returns false. Returns whether the walk came to its end.
 *
 * @param top what the top level is held to
 */
export function walk(state: SearchState, visit: (genome: Genome) => boolean, top: TopLevel | null = null): boolean {
  const { space } = state.setup
  for (let levels = space.rules.minLevels; levels <= space.rules.maxLevels; levels++) {
    if (!new Walk(state, levels, visit, top).run()) return false
  }
  return true
}

class Walk {
  readonly #state: SearchState
  readonly #levels: number
  readonly #visit: (genome: Genome) => boolean
  readonly #top: TopLevel | null
  readonly #genome: Genome

  constructor(state: SearchState, levels: number, visit: (genome: Genome) => boolean, top: TopLevel | null) {
    this.#state = state
    this.#levels = levels
    this.#visit = visit
    this.#top = top
    this.#genome = state.dimensions.blank(levels)
  }

  run(): boolean {
    return this.#array(0, this.#state.setup.space.numPEs)
  }

  /** Spatial dimensions and cluster sizes from a level down. */
  #array(level: number, left: number): boolean {
    if (level === this.#levels) return this.#tiles(0, 0)
    const { space } = this.#state.setup
    const d = this.#state.dimensions
    for (const par of space.parallel[level]) {
      this.#genome[d.at(level, PAR)] = par
      this.#genome[d.at(level, ROWS)] = space.rowsWith(level, par)
      if (level === 0) {
        if (!this.#array(1, left)) return false
        continue
      }
      const { cluster } = space.rule(level)
      const [first, last] = typeof cluster === "number" ? [Math.min(cluster, left), Math.min(cluster, left)] : [1, left]
      for (let size = first; size <= last; size++) {
        this.#genome[d.at(level, CLUSTER)] = size
        if (!this.#array(level + 1, Math.floor(left / size))) return false
      }
    }
    return true
  }

  /** Tiles from a dimension of a level on. */
  #tiles(level: number, dim: number): boolean {
    const d = this.#state.dimensions
    if (level === this.#levels) return !this.#state.setup.evaluator.fits(this.#genome) || this.#orders(0, 0)
    if (dim === d.count) return this.#tiles(level + 1, 0)
    const parent = level === 0 ? d.sizes[dim] : this.#genome[d.tile(level - 1, dim)]
    const tiles = this.#tilesOf(level, dim, parent)
    for (const tile of tiles) {
      this.#genome[d.tile(level, dim)] = tile
      if (!this.#tiles(level, dim + 1)) return false
    }
    return true
  }

  #tilesOf(level: number, dim: number, parent: number): Int32Array {
    const { space } = this.#state.setup
    const par = this.#genome[space.dimensions.at(level, PAR)]
    if (this.#top === null || level > 0) return space.tilesOf(level, dim, parent, par)
    const tile = this.#top.tile[dim]
    return Int32Array.of(dim === par ? Math.ceil(tile / space.dimensions.unitsOf(this.#genome, 0, space.numPEs)) : tile)
  }

  /** Orders from a place of a level on, by exchanging what stands there with what follows. */
  #orders(level: number, place: number): boolean {
    const d = this.#state.dimensions
    const genome = this.#genome
    if (level === this.#levels) {
      if (this.#state.isKnown(genome)) {
        this.#state.screened++
        return true
      }
      return this.#visit(genome)
    }
    if (this.#top !== null && level === 0) {
      for (const [i, dim] of this.#top.order.entries()) genome[d.order(0, i)] = dim
      return this.#orders(1, 0)
    }
    const [first, count] = this.#state.setup.space.freeOrder(level)
    if (place >= count) return this.#orders(level + 1, 0)
    const at = d.order(level, first + place)
    for (let other = at; other < at + count - place; other++) {
      exchange(genome, at, other)
      // Two loops that do not turn may stand in either order.
      const goOn =
        (other > at && this.#idle(level, genome[at]) && this.#idle(level, genome[other])) ||
        this.#orders(level, place + 1)
      exchange(genome, at, other)
      if (!goOn) return false
    }
    return true
  }

  #idle(level: number, dim: number): boolean {
    const d = this.#state.dimensions
    const parent = level === 0 ? d.sizes[dim] : this.#genome[d.tile(level - 1, dim)]
    return this.#genome[d.tile(level, dim)] >= parent
  }
}

function exchange(genome: Genome, a: number, b: number): void {
  const swap = genome[a]
  genome[a] = genome[b]
  genome[b] = swap
}
