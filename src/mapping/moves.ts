// Changes of a genome that searches choose from. All leave a repaired genome; none is evaluated here.

import type { Rng } from "../core/rng.ts"
import { type ArrayShape, applyShape } from "./array-shapes.ts"
import type { MappingEvaluator } from "./evaluate.ts"
import { CLUSTER, type Genome, LEVELS, PAR, PES, ROWS } from "./genome.ts"
import type { MapSpace } from "./space.ts"
import { balancedTiles, divisorsOf } from "./tiles.ts"

/** Rounds of shrinking before a genome is given up as too large. */
const MOST_SHRINKS = 400

export class Moves {
  readonly #space: MapSpace
  readonly #evaluator: MappingEvaluator
  readonly #rng: Rng
  readonly #shapes: readonly ArrayShape[]
  readonly #areTilesFree: boolean

  constructor(space: MapSpace, evaluator: MappingEvaluator, rng: Rng, shapes: readonly ArrayShape[]) {
    this.#space = space
    this.#evaluator = evaluator
    this.#rng = rng
    this.#shapes = shapes
    this.#areTilesFree = space.tilesAreFree
  }

  /** Imposes the space's rules, then makes tiles smaller until the buffers hold them. Returns whether they do. */
  settle(genome: Genome): boolean {
    this.#space.impose(genome, this.#rng)
    return this.shrinkToFit(genome)
  }

  /** The second half of `settle`: for genomes that keep the rules. */
  shrinkToFit(genome: Genome): boolean {
    const { l1, l2 } = this.#evaluator.task.limits
    if (l1 === undefined && l2 === undefined) return true
    const { estimator } = this.#evaluator
    const pes = this.#pes(genome)
    let overL2 = 2
    for (let i = 0; i < MOST_SHRINKS; i++) {
      // Once L2 holds the step of the array, smaller tiles within it change nothing there.
      if (overL2 > 1 || genome[LEVELS] === 1) overL2 = l2 === undefined ? 0 : estimator.l2Need(genome, pes) / l2
      const overL1 = l1 === undefined || overL2 > 1 ? 0 : estimator.l1Need(genome) / l1
      if (overL1 <= 1 && overL2 <= 1) {
        if (i === 0 || this.#areTilesFree) return true
        // Rules that fix tiles may have it otherwise.
        this.#space.impose(genome, this.#rng)
        return this.#evaluator.fits(genome)
      }
      if (!this.#shrink(genome, overL2 > 1 ? 0 : genome[LEVELS] - 1, Math.max(overL1, overL2))) return false
    }
    return false
  }

  #pes(genome: Genome): number {
    return this.#evaluator.pesOf(genome)
  }

  /** Makes one tile of a level smaller, and those below it; by more the larger the excess. Returns false if all are single. */
  #shrink(genome: Genome, level: number, excess: number): boolean {
    const d = this.#space.dimensions
    const par = genome[d.at(level, PAR)]
    const from = this.#rng.int(d.count)
    for (let i = 0; i < d.count; i++) {
      const dim = from + i < d.count ? from + i : from + i - d.count
      const at = d.tile(level, dim)
      if (genome[at] === 1 || (d.isTap[dim] === 1 && par !== dim)) continue
      const parent = level === 0 ? d.sizes[dim] : genome[at - d.stride]
      genome[at] = this.#smaller(genome, level, dim, parent, genome[at], excess)
      if (this.#areTilesFree) this.#follow(genome, level, dim)
      else d.repair(genome, this.#pes(genome))
      return true
    }
    return false
  }

  /** What repair does after a tile became smaller: those below are no larger. */
  #follow(genome: Genome, level: number, dim: number): void {
    const d = this.#space.dimensions
    const isTap = d.isTap[dim] === 1
    for (let l = level + 1, at = d.tile(l, dim); l < genome[LEVELS]; l++, at += d.stride) {
      const parent = genome[at - d.stride]
      if (genome[at] > parent || (isTap && genome[d.at(l, PAR)] !== dim)) genome[at] = parent
    }
  }

  /** A smaller tile that cuts evenly, for a spatial dimension over all units: the next one, or about half if far too much is needed. */
  #smaller(genome: Genome, level: number, dim: number, parent: number, tile: number, excess: number): number {
    const units = genome[this.#space.dimensions.at(level, PAR)] === dim ? this.#unitsOf(genome, level) : 1
    const now = Math.ceil(parent / (tile * units))
    // From so many folds on the tile is smaller than it is.
    const least = Math.ceil(parent / ((tile - 1) * units))
    return Math.ceil(parent / (units * Math.max(least, excess > 3 ? 2 * now : now + 1)))
  }

  #unitsOf(genome: Genome, level: number): number {
    return this.#space.dimensions.unitsOf(genome, level, this.#pes(genome))
  }

  /** One random change. */
  mutate(genome: Genome): void {
    const roll = this.#rng.float()
    if (roll < 0.4) this.#tile(genome)
    else if (roll < 0.55) this.#swapOrder(genome)
    else if (roll < 0.65) this.#cluster(genome)
    else if (roll < 0.75) this.#parallel(genome)
    else if (roll < 0.85) this.shape(genome)
    else if (roll < 0.9) this.swapParallel(genome)
    else if (roll < 0.95) this.grow(genome)
    else this.age(genome)
  }

  #level(genome: Genome): number {
    return this.#rng.int(genome[LEVELS])
  }

  /** Draws a tile anew among those of the space. */
  #tile(genome: Genome): void {
    const d = this.#space.dimensions
    const level = this.#level(genome)
    const dim = this.#rng.int(d.count)
    const parent = level === 0 ? d.sizes[dim] : genome[d.tile(level - 1, dim)]
    const par = genome[d.at(level, PAR)]
    const tiles = this.#space.tilesOf(level, dim, parent, par)
    genome[d.tile(level, dim)] =
      dim === par && this.#rng.int(2) === 0
        ? this.#fair(genome, level, parent, 1 + this.#rng.int(3))
        : tiles[this.#rng.int(tiles.length)]
  }

  /** The tile that shares a chunk fairly among the units of a level, in so many folds. */
  #fair(genome: Genome, level: number, parent: number, folds: number): number {
    return Math.ceil(parent / (this.#unitsOf(genome, level) * folds))
  }

  #swapOrder(genome: Genome): void {
    const d = this.#space.dimensions
    const level = this.#level(genome)
    const [first, count] = this.#space.freeOrder(level)
    if (count < 2) return
    const a = d.order(level, first + this.#rng.int(count))
    const b = d.order(level, first + this.#rng.int(count))
    const swap = genome[a]
    genome[a] = genome[b]
    genome[b] = swap
  }

  /** Another number of units in a cluster: one that divides the PEs, or shares the spatial dimension evenly. */
  #cluster(genome: Genome): void {
    const d = this.#space.dimensions
    if (genome[LEVELS] < 2) return
    const level = 1 + this.#rng.int(genome[LEVELS] - 1)
    const par = genome[d.at(level, PAR)]
    const parent = genome[d.tile(level - 1, par)]
    const sizes = this.#rng.int(2) === 0 ? divisorsOf(this.#pes(genome)) : balancedTiles(parent)
    genome[d.at(level, CLUSTER)] = sizes[this.#rng.int(sizes.length)]
    this.#space.dimensions.repair(genome, this.#pes(genome))
    genome[d.tile(level, par)] = this.#fair(genome, level, parent, 1)
    const top = genome[d.at(0, PAR)]
    genome[d.tile(0, top)] = this.#fair(genome, 0, d.sizes[top], 1)
  }

  /** Another spatial dimension in a level, shared fairly. */
  #parallel(genome: Genome): void {
    const d = this.#space.dimensions
    const level = this.#level(genome)
    const choices = this.#space.parallel[level]
    const old = genome[d.at(level, PAR)]
    const par = choices[this.#rng.int(choices.length)]
    const parentOf = (dim: number) => (level === 0 ? d.sizes[dim] : genome[d.tile(level - 1, dim)])
    genome[d.at(level, PAR)] = par
    genome[d.tile(level, old)] = parentOf(old)
    genome[d.tile(level, par)] = this.#fair(genome, level, parentOf(par), 1)
  }

  /** Takes one of the array shapes that use the PEs best; the better, the more often. Tiles of time are uncut again. */
  shape(genome: Genome, index?: number, sizes?: ArrayLike<number>): void {
    if (this.#shapes.length === 0) return
    const u = this.#rng.float()
    const at = index === undefined ? Math.floor(u * u * this.#shapes.length) : index % this.#shapes.length
    applyShape(this.#space, genome, this.#shapes[at], sizes)
  }

  /** Exchanges the spatial dimensions of two levels. */
  swapParallel(genome: Genome): void {
    const d = this.#space.dimensions
    if (genome[LEVELS] < 2) return
    const level = 1 + this.#rng.int(genome[LEVELS] - 1)
    const a = d.at(level - 1, PAR)
    const b = d.at(level, PAR)
    const swap = genome[a]
    genome[a] = genome[b]
    genome[b] = swap
  }

  /** Appends a level: a cluster of a few units that share one dimension. */
  grow(genome: Genome): void {
    const d = this.#space.dimensions
    const level = genome[LEVELS]
    if (level >= this.#space.rules.maxLevels) return
    genome[LEVELS] = level + 1
    const choices = this.#space.parallel[level]
    const par = choices[this.#rng.int(choices.length)]
    genome[d.at(level, PAR)] = par
    genome[d.at(level, ROWS)] = -1
    for (let dim = 0; dim < d.count; dim++) genome[d.tile(level, dim)] = genome[d.tile(level - 1, dim)]
    const units = balancedTiles(genome[d.tile(level, par)])
    genome[d.at(level, CLUSTER)] = units[this.#rng.int(units.length)]
    d.repair(genome, this.#pes(genome))
    genome[d.tile(level, par)] = this.#fair(genome, level, genome[d.tile(level - 1, par)], 1)
    const top = genome[d.at(0, PAR)]
    genome[d.tile(0, top)] = this.#fair(genome, 0, d.sizes[top], 1)
    this.#space.shuffleOrder(genome, level, this.#rng)
  }

  /** Drops the innermost level. */
  age(genome: Genome): void {
    if (genome[LEVELS] <= this.#space.rules.minLevels) return
    genome[LEVELS]--
    const d = this.#space.dimensions
    const top = genome[d.at(0, PAR)]
    genome[d.tile(0, top)] = this.#fair(genome, 0, d.sizes[top], 1)
  }

  /** Another PE count within a limit, for searches that choose it; every magnitude equally likely, since area grows fast. */
  pes(genome: Genome, most: number): void {
    genome[PES] = Math.max(1, Math.min(most, Math.round((most + 0.5) ** this.#rng.float())))
  }
}
