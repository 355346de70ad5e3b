// The improved genetic search: GAMMA's operators on tiles that cut evenly, in a space of legal mappings that fit the buffers.
//
// Source: specification "mapping and DSE", section 1.17. Different from the published one (gamma-compatible.ts): tiles are
// divisors and balanced tiles of output extents; levels grow and age; equal mappings are made once and replaced, never
// evaluated twice; a mapping whose compute cycles alone exceed the best is not evaluated; mappings from similar layers may
// begin; and what is left of the budget polishes the best mapping gene by gene.

import { bestShapes } from "./array-shapes.ts"
import { CLUSTER, type Genome, LEVELS, PAR, PES } from "./genome.ts"
import { Moves } from "./moves.ts"
import { isBetter } from "./objectives.ts"
import type { SearchMethod, SearchState } from "./search.ts"
import { balancedTiles, divisorsOf } from "./tiles.ts"

/** Settings of the improved search. */
export interface GammaOptions {
  readonly population: number
  /** Share of the budget for the population; the rest polishes. */
  readonly explore: number
  /** Array shapes (array-shapes.ts) that mutation chooses from. */
  readonly shapes: number
  /** Probability that a child has two parents. */
  readonly crossover: number
  /** PEs to choose from, 1 … this; 0: those of the hardware. */
  readonly pesUpTo: number
}

export const GAMMA_DEFAULTS: GammaOptions = { population: 24, explore: 0.5, shapes: 48, crossover: 0.4, pesUpTo: 0 }

/** Proposals in a row without a new mapping that may be better, after which a phase ends. */
const PATIENCE = 200

/** The improved search as a method. */
export function gamma(options: Partial<GammaOptions> = {}): SearchMethod {
  const { population, explore, shapes, crossover, pesUpTo } = { ...GAMMA_DEFAULTS, ...options }
  return state => new Gamma(state, { population, explore, shapes, crossover, pesUpTo }).run()
}

interface Member {
  readonly genome: Genome
  readonly score: Float64Array
}

class Gamma {
  readonly #state: SearchState
  readonly #options: GammaOptions
  readonly #moves: Moves
  /** Members are written over, never made anew; the first `#size` of them count. */
  readonly #population: readonly Member[]
  #size = 0
  readonly #scratch: Genome
  readonly #blank: Genome

  constructor(state: SearchState, options: GammaOptions) {
    this.#state = state
    this.#options = options
    const { space, evaluator, rng } = state.setup
    const pes = options.pesUpTo > 0 ? options.pesUpTo : evaluator.task.hardware.numPEs
    this.#moves = new Moves(space, evaluator, rng, bestShapes(space, pes, options.shapes))
    this.#scratch = state.dimensions.blank(space.rules.minLevels)
    this.#blank = state.dimensions.blank(1)
    this.#population = Array.from({ length: options.population }, () => ({
      genome: this.#scratch.slice(),
      score: state.score.slice(),
    }))
  }

  run(): void {
    const { setup } = this.#state
    const polish = Math.ceil(setup.evaluations * (1 - this.#options.explore))
    this.#begin()
    for (let idle = 0; idle < PATIENCE && this.#state.left > (this.#state.best === null ? 0 : polish); ) {
      this.#child()
      idle = this.#consider() ? 0 : idle + 1
    }
    this.#polish()
  }

  /** The first population: what was given, the best array shapes, uniform draws. */
  #begin(): void {
    const size = Math.min(this.#options.population, this.#state.left)
    this.#beginWith(this.#state.setup.start ?? [])
    for (let tries = 0; this.#size < size && tries < 6 * size && this.#state.left > 0; tries++) {
      if (tries % 2 === 0) this.#drawShape(tries >> 1)
      else this.#draw()
      this.#consider()
    }
  }

  #beginWith(start: readonly Genome[]): void {
    for (const genome of start) {
      if (this.#state.left <= 0) return
      this.#scratch.set(genome)
      this.#consider()
    }
  }

  /** One of the best array shapes in a random order of loops. */
  #drawShape(i: number): void {
    const { space, rng } = this.#state.setup
    this.#scratch.set(this.#blank)
    for (let l = 0; l < space.rules.maxLevels; l++) space.shuffleOrder(this.#scratch, l, rng)
    this.#moves.shape(this.#scratch, i % Math.max(1, this.#options.shapes >> 2))
    this.#drawPes()
  }

  /** A uniform draw. */
  #draw(): void {
    const { space, rng } = this.#state.setup
    this.#scratch.set(space.sample(rng))
    this.#drawPes()
  }

  #drawPes(): void {
    if (this.#options.pesUpTo > 0 && this.#scratch[PES] === 0) this.#moves.pes(this.#scratch, this.#options.pesUpTo)
  }

  /** Makes a child of one or two parents; as long as nothing has kept the limits, a uniform draw. */
  #child(): void {
    const { rng } = this.#state.setup
    if (this.#size === 0) {
      this.#draw()
      return
    }
    const mother = this.#parent()
    this.#scratch.set(mother.genome)
    if (rng.float() < this.#options.crossover) this.#crossTiles(this.#parent().genome)
    for (let n = 1 + rng.int(3); n > 0; n--) this.#moves.mutate(this.#scratch)
    if (this.#options.pesUpTo > 0 && rng.int(3) === 0) this.#moves.pes(this.#scratch, this.#options.pesUpTo)
  }

  #parent(): Member {
    const { rng } = this.#state.setup
    const a = this.#population[rng.int(this.#size)]
    const b = this.#population[rng.int(this.#size)]
    return isBetter(a.score, b.score) ? a : b
  }

  /** Takes one dimension's tiles of all levels from another genome. */
  #crossTiles(other: Genome): void {
    const d = this.#state.dimensions
    const dim = this.#state.setup.rng.int(d.count)
    for (let l = 0; l < Math.min(this.#scratch[LEVELS], other[LEVELS]); l++) {
      this.#scratch[d.tile(l, dim)] = other[d.tile(l, dim)]
    }
  }

  /** Evaluates the scratch genome if it is new, fits and is not hopeless; it may take the place of the worst. */
  #consider(): boolean {
    const state = this.#state
    state.setup.space.impose(this.#scratch, state.setup.rng)
    if (
      state.isHopelessArray(this.#scratch) ||
      !this.#moves.shrinkToFit(this.#scratch) ||
      state.isKnown(this.#scratch) ||
      state.isHopeless(this.#scratch)
    ) {
      state.screened++
      return false
    }
    if (state.evaluate(this.#scratch)) this.#keep()
    return true
  }

  /** Makes the scratch genome a member, in place of the worst if it is better. */
  #keep(): void {
    const { score } = this.#state
    let place = this.#size
    if (place < this.#population.length) this.#size++
    else {
      place = 0
      for (let i = 1; i < this.#size; i++) {
        if (isBetter(this.#population[place].score, this.#population[i].score)) place = i
      }
      if (!isBetter(score, this.#population[place].score)) return
    }
    this.#population[place].genome.set(this.#scratch)
    this.#population[place].score.set(score)
  }

  /** Coordinate descent from the best mapping; at a local optimum children of the population and of the best. */
  #polish(): void {
    const state = this.#state
    const { rng, evaluator } = state.setup
    let optimum: Genome | null = null
    for (let idle = 0; state.left > 0 && state.best !== null && idle < PATIENCE; ) {
      if (state.best !== optimum) {
        if (!this.#descend(state.best)) optimum = state.best
        continue
      }
      const before = evaluator.evaluations
      if (rng.int(2) === 0) this.#child()
      else {
        this.#scratch.set(state.best)
        for (let n = 2 + rng.int(3); n > 0; n--) this.#moves.mutate(this.#scratch)
      }
      this.#consider()
      idle = evaluator.evaluations > before ? 0 : idle + 1
    }
  }

  /** Tries every change of a single gene in random order until one is better. Returns whether one was. */
  #descend(from: Genome): boolean {
    const d = this.#state.dimensions
    const { space, rng } = this.#state.setup
    const levels = from[LEVELS]
    const genes: [level: number, gene: number][] = []
    for (let l = 0; l < levels; l++) for (let gene = -2; gene < d.count; gene++) genes.push([l, gene])
    rng.shuffle(genes)
    for (const [l, gene] of genes) {
      if (gene >= 0) {
        const parent = l === 0 ? d.sizes[gene] : from[d.tile(l - 1, gene)]
        for (const tile of space.tilesOf(l, gene, parent, from[d.at(l, PAR)])) {
          if (this.#tryGene(from, d.tile(l, gene), tile)) return true
          if (this.#state.left <= 0) return false
        }
      } else if (gene === -1) {
        if (this.#tryOrders(from, l)) return true
      } else if (l > 0 && this.#tryClusters(from, l)) return true
      if (this.#state.left <= 0) return false
    }
    return false
  }

  #tryGene(from: Genome, at: number, value: number): boolean {
    if (from[at] === value) return false
    this.#scratch.set(from)
    this.#scratch[at] = value
    return this.#improves()
  }

  #tryClusters(from: Genome, level: number): boolean {
    const d = this.#state.dimensions
    const par = from[d.at(level, PAR)]
    for (const sizes of [
      divisorsOf(this.#state.setup.evaluator.pesOf(from)),
      balancedTiles(from[d.tile(level - 1, par)]),
    ]) {
      for (const size of sizes) {
        if (this.#tryGene(from, d.at(level, CLUSTER), size)) return true
        if (this.#state.left <= 0) return false
      }
    }
    return false
  }

  #tryOrders(from: Genome, level: number): boolean {
    const d = this.#state.dimensions
    const [first, count] = this.#state.setup.space.freeOrder(level)
    for (let i = 0; i < count; i++) {
      for (let j = i + 1; j < count; j++) {
        this.#scratch.set(from)
        const a = d.order(level, first + i)
        const b = d.order(level, first + j)
        this.#scratch[a] = from[b]
        this.#scratch[b] = from[a]
        if (this.#improves()) return true
        if (this.#state.left <= 0) return false
      }
    }
    return false
  }

  /** Whether the scratch genome becomes the best. */
  #improves(): boolean {
    const before = this.#state.best
    this.#consider()
    return this.#state.best !== before
  }
}
