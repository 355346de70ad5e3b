// The published genetic mapper, operator by operator, with its defaults.
//
// Source: specification "mapping and DSE", sections 1.5 and 1.6 (GAMMA, commit 3d6caf8). Kept: two levels, tiles uniform in
// 1 … extent of the *input*, orders and spatial dimensions at random, the first two individuals with single tiles, the order
// and rates of the operators, elites that are evaluated again, duplicates that are dropped and not replaced. Behind a
// switch, as the released program never reaches them: parallel swap, growth and ageing (`everyOperator`). Under profile
// "physical" every answer is possible; under "maestro" its answers are what the reference is wrong about.

import type { Rng } from "../core/rng.ts"
import { sizeOf } from "../maestro/layer.ts"
import { CLUSTER, type Dimensions, type Genome, LEVELS, PAR, PES, ROWS } from "./genome.ts"
import { keyOf } from "./keys.ts"
import { isBetter } from "./objectives.ts"
import type { SearchMethod, SearchState } from "./search.ts"
import { divisorsOf } from "./tiles.ts"

/** Settings, published defaults. */
export interface GammaCompatibleOptions {
  readonly population: number
  readonly parents: number
  readonly elite: number
  readonly crossover: number
  readonly orderSwap: number
  readonly mutation: number
  readonly parallelSwap: number
  readonly growth: number
  readonly ageing: number
  readonly minLevels: number
  readonly maxLevels: number
  /** Tiles are divisors only. */
  readonly divisors: boolean
  /** Whether parallel swap, growth and ageing run. */
  readonly everyOperator: boolean
  /** PEs to choose from, 1 … this; 0: those of the hardware. */
  readonly pesUpTo: number
}

export const GAMMA_COMPATIBLE_DEFAULTS: GammaCompatibleOptions = {
  population: 20,
  parents: 0.4,
  elite: 0.05,
  crossover: 0.57,
  orderSwap: 0.47,
  mutation: 0.53,
  parallelSwap: 0.1,
  growth: 0.57,
  ageing: 0.27,
  minLevels: 2,
  maxLevels: 2,
  divisors: false,
  everyOperator: false,
  pesUpTo: 0,
}

/** Tile mutations tried per individual. */
const TRIALS = 3
/** Populations drawn anew while no individual is valid. */
const MOST_BEGINNINGS = 100

/** The published search as a method. */
export function gammaCompatible(options: Partial<GammaCompatibleOptions> = {}): SearchMethod {
  const settings = { ...GAMMA_COMPATIBLE_DEFAULTS, ...options }
  return state => new GammaCompatible(state, settings).run()
}

interface Individual {
  genome: Genome
  /** ∞ where it is not valid. */
  score: Float64Array
}

class GammaCompatible {
  readonly #state: SearchState
  readonly #options: GammaCompatibleOptions
  readonly #rng: Rng
  readonly #d: Dimensions
  readonly #numPEs: number
  /** Bounds of the outer tiles: extents of the input, where the directives mean outputs (fault 2). */
  readonly #extents: Int32Array

  constructor(state: SearchState, options: GammaCompatibleOptions) {
    this.#state = state
    this.#options = options
    this.#rng = state.setup.rng
    this.#d = state.dimensions
    this.#numPEs = options.pesUpTo > 0 ? options.pesUpTo : state.setup.evaluator.task.hardware.numPEs
    const { layer } = this.#d
    this.#extents = Int32Array.from(this.#d.sizes, (size, dim) => sizeOf(layer, this.#d.names[dim][0], size))
  }

  run(): void {
    const { population } = this.#options
    let all: Individual[] = []
    for (let i = 0; i < MOST_BEGINNINGS && this.#state.left > 0 && !all.some(isValid); i++) {
      all = Array.from({ length: population }, (_, n) => ({
        genome: this.#first(n < 2),
        score: this.#state.score.slice(),
      }))
      this.#evaluate(all)
    }
    for (let generation = 0; this.#state.left > 0 && all.length > 0; generation++)
      all = this.#generation(all, generation)
  }

  #evaluate(all: readonly Individual[]): void {
    for (const individual of all) {
      if (this.#state.left <= 0) individual.score = this.#state.score.slice().fill(Number.POSITIVE_INFINITY)
      else {
        const repaired = individual.genome.slice()
        if (this.#state.setup.evaluator.task.profile === "physical") this.#d.repair(repaired, this.#pesOf(repaired))
        this.#state.evaluate(repaired)
        individual.score = this.#state.score.slice()
      }
    }
  }

  #pesOf(genome: Genome): number {
    return this.#state.setup.evaluator.pesOf(genome)
  }

  /** An individual of the first population. */
  #first(unit: boolean): Genome {
    const d = this.#d
    const rng = this.#rng
    const genome = d.blank(this.#options.minLevels)
    if (this.#options.pesUpTo > 0) genome[PES] = 1 + rng.int(this.#options.pesUpTo)
    for (let l = 0; l < genome[LEVELS]; l++) {
      this.#drawLevel(genome, l)
      for (let dim = 0; dim < d.count; dim++) {
        const tile = unit || l > 0 ? 1 : this.#drawTile(this.#extents[dim])
        genome[d.tile(l, dim)] = tile
      }
      if (l > 0) {
        const most = Math.min(genome[d.tile(l - 1, genome[d.at(l, PAR)])], this.#pesOf(genome))
        genome[d.at(l, CLUSTER)] = 1 + rng.int(Math.max(1, most))
      }
    }
    this.#repair(genome)
    return genome
  }

  #drawLevel(genome: Genome, level: number): void {
    const { space } = this.#state.setup
    const d = this.#d
    genome[d.at(level, PAR)] = this.#drawParallel(level)
    genome[d.at(level, ROWS)] = -1
    space.shuffleOrder(genome, level, this.#rng)
  }

  #drawParallel(level: number): number {
    const choices = [...this.#state.setup.space.parallel[level]].filter(dim => this.#d.isTap[dim] === 0)
    return choices[this.#rng.int(choices.length)]
  }

  #drawTile(bound: number): number {
    if (!this.#options.divisors) return 1 + this.#rng.int(bound)
    const divisors = divisorsOf(bound)
    return divisors[this.#rng.int(divisors.length)]
  }

  /** Inner tiles within outer ones, clusters within the PEs; R and S whole (the cost model's constraint). */
  #repair(genome: Genome): void {
    const d = this.#d
    for (let l = 0; l < genome[LEVELS]; l++) {
      for (let dim = 0; dim < d.count; dim++) {
        const at = d.tile(l, dim)
        if (d.isTap[dim] === 1) genome[at] = d.sizes[dim]
        else if (l > 0) genome[at] = Math.min(genome[at], genome[d.tile(l - 1, dim)])
      }
    }
    let perTop = 1
    for (let l = 1; l < genome[LEVELS]; l++) {
      const at = d.at(l, CLUSTER)
      genome[at] = Math.max(1, Math.min(genome[at], Math.floor(this.#pesOf(genome) / perTop)))
      perTop *= genome[at]
    }
  }

  #generation(before: Individual[], generation: number): Individual[] {
    const { population, parents, elite, everyOperator, pesUpTo } = this.#options
    const seen = new Set<number>()
    const distinct = before.filter(({ genome }) => {
      const key = keyOf(this.#d, genome)
      if (seen.has(key)) return false
      seen.add(key)
      return true
    })
    distinct.sort((a, b) => (isBetter(a.score, b.score) ? -1 : isBetter(b.score, a.score) ? 1 : 0))
    if (distinct.length > population) distinct.length = population
    const valid = distinct.filter(isValid).length
    const breeders = distinct.slice(0, Math.max(1, Math.min(Math.floor(population * parents), valid)))
    const best = distinct
      .slice(0, Math.floor(population * elite))
      .map(({ genome, score }) => ({ genome: genome.slice(), score }))
    const children = this.#cross(distinct, breeders)
    this.#swapOrders(children)
    for (const child of children) this.#mutate(child.genome)
    if (pesUpTo > 0)
      for (const child of children) if (this.#rng.float() < (generation === 0 ? 1 : 0.5)) this.#mutatePEs(child.genome)
    if (everyOperator) for (const child of children) this.#levels(child.genome)
    for (const child of children) this.#repair(child.genome)
    const next = [...best, ...children]
    this.#evaluate(next)
    return next
  }

  /** Pairs of copies of two parents; one dimension's tiles change sides. */
  #cross(before: readonly Individual[], breeders: readonly Individual[]): Individual[] {
    const d = this.#d
    const copy = ({ genome, score }: Individual): Individual => ({ genome: genome.slice(), score })
    const children = before.map(copy)
    for (let i = 0; i + 1 < children.length; i += 2) {
      if (this.#rng.float() >= this.#options.crossover) continue
      const mother = this.#rng.int(breeders.length)
      const father = breeders.length > 1 ? (mother + 1 + this.#rng.int(breeders.length - 1)) % breeders.length : mother
      const [a, b] = [copy(breeders[mother]), copy(breeders[father])]
      const dim = this.#rng.int(d.count)
      for (let l = 0; l < Math.min(a.genome[LEVELS], b.genome[LEVELS]); l++) {
        const at = d.tile(l, dim)
        const swap = a.genome[at]
        a.genome[at] = b.genome[at]
        b.genome[at] = swap
      }
      children[i] = a
      children[i + 1] = b
    }
    return children
  }

  #swapOrders(children: readonly Individual[]): void {
    const d = this.#d
    for (let i = 0; i < children.length; i++) {
      if (this.#rng.float() >= this.#options.orderSwap) continue
      const { genome } = children[this.#rng.int(children.length)]
      const level = this.#rng.int(genome[LEVELS])
      const a = d.order(level, this.#rng.int(d.count))
      const b = d.order(level, this.#rng.int(d.count))
      const swap = genome[a]
      genome[a] = genome[b]
      genome[b] = swap
    }
  }

  /** Three trials, each on one of all genes: a tile, or a level's head. */
  #mutate(genome: Genome): void {
    const d = this.#d
    for (let trial = 0; trial < TRIALS; trial++) {
      if (this.#rng.float() >= this.#options.mutation) continue
      const gene = this.#rng.int(genome[LEVELS] * (d.count + 1))
      const level = Math.floor(gene / (d.count + 1))
      const dim = (gene % (d.count + 1)) - 1
      if (dim >= 0) {
        const bound = level === 0 ? this.#extents[dim] : genome[d.tile(level - 1, dim)]
        genome[d.tile(level, dim)] = this.#drawTile(bound)
        continue
      }
      const par = this.#drawParallel(level)
      genome[d.at(level, PAR)] = par
      if (level === 0) continue
      const divisors = divisorsOf(Math.min(genome[d.tile(level - 1, par)], this.#pesOf(genome)))
      genome[d.at(level, CLUSTER)] = divisors[this.#rng.int(divisors.length)]
    }
  }

  /** PEs as a multiple of the inner cluster, from the upper half of what the layer and the limit can use. */
  #mutatePEs(genome: Genome): void {
    const d = this.#d
    const cluster = genome[LEVELS] > 1 ? genome[d.at(1, CLUSTER)] : 1
    const par = genome[d.at(0, PAR)]
    const pieces = Math.ceil(this.#extents[par] / genome[d.tile(0, par)])
    const most = Math.max(1, Math.min(Math.floor(this.#numPEs / cluster), pieces))
    const least = Math.floor(most / 2) + 1
    genome[PES] = Math.min(this.#numPEs, cluster * (least + this.#rng.int(most - least + 1)))
  }

  /** What the released program never reaches: parallel swap, growth, ageing. */
  #levels(genome: Genome): void {
    const d = this.#d
    const { parallelSwap, growth, ageing, minLevels, maxLevels } = this.#options
    if (genome[LEVELS] > 1 && this.#rng.float() < parallelSwap) {
      const swap = genome[d.at(0, PAR)]
      genome[d.at(0, PAR)] = genome[d.at(1, PAR)]
      genome[d.at(1, PAR)] = swap
    }
    if (genome[LEVELS] < maxLevels && this.#rng.float() < growth) {
      const level = genome[LEVELS]++
      this.#drawLevel(genome, level)
      for (let dim = 0; dim < d.count; dim++) genome[d.tile(level, dim)] = 1
      genome[d.at(level, CLUSTER)] = 1 + this.#rng.int(genome[d.tile(level - 1, genome[d.at(level, PAR)])])
    }
    if (genome[LEVELS] > minLevels && this.#rng.float() < ageing) genome[LEVELS]--
  }
}

function isValid({ score }: Individual): boolean {
  return score[0] < Number.POSITIVE_INFINITY
}
