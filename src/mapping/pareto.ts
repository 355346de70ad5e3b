// Searches for a whole front: a non-dominated archive with its hypervolume, and NSGA-II.
//
// Sources: Deb et al., "A fast and elitist multiobjective genetic algorithm: NSGA-II", 2002 (ranks and crowding); Zitzler and
// Thiele, 1998 (hypervolume). Smaller is better in every objective.

import { InputError } from "../core/errors.ts"
import { bestShapes } from "./array-shapes.ts"
import { type Genome, LEVELS, PES } from "./genome.ts"
import { Moves } from "./moves.ts"
import { figureOf, type MappingObjective } from "./objectives.ts"
import type { SearchMethod, SearchState } from "./search.ts"

/** A mapping and its figures. */
export interface FrontMapping {
  readonly values: readonly number[]
  readonly genome: readonly number[]
}

/** Whether a is no worse than b in all objectives and better in one. */
export function dominates(a: readonly number[], b: readonly number[]): boolean {
  let better = false
  for (let i = 0; i < a.length; i++) {
    if (a[i] > b[i]) return false
    if (a[i] < b[i]) better = true
  }
  return better
}

/** All mappings seen that no other seen dominates; of equal ones the first. */
export class ParetoArchive {
  #front: FrontMapping[] = []

  /** Adds a mapping. Returns whether it is on the front. */
  add(values: readonly number[], genome: Genome): boolean {
    for (const { values: other } of this.#front) {
      if (dominates(other, values) || other.every((value, i) => value === values[i])) return false
    }
    this.#front = this.#front.filter(({ values: other }) => !dominates(values, other))
    this.#front.push({ values, genome: [...genome] })
    return true
  }

  /** By rising first objective. */
  get front(): readonly FrontMapping[] {
    return this.#front.toSorted((a, b) => a.values[0] - b.values[0] || a.values[1] - b.values[1])
  }
}

/** Volume between a front and a reference point that is worse than all of it; points beyond the reference count nothing. */
export function hypervolume(points: readonly (readonly number[])[], reference: readonly number[]): number {
  const inside = points.filter(point => point.every((value, i) => value < reference[i]))
  if (inside.length === 0) return 0
  if (reference.length === 1) return reference[0] - Math.min(...inside.map(([value]) => value))
  // Slices along the last objective, each as deep as it is until the next point adds to it.
  const last = reference.length - 1
  const sorted = inside.toSorted((a, b) => a[last] - b[last])
  let volume = 0
  for (const [i, point] of sorted.entries()) {
    const depth = (sorted[i + 1]?.[last] ?? reference[last]) - point[last]
    if (depth > 0)
      volume +=
        depth *
        hypervolume(
          sorted.slice(0, i + 1).map(p => p.slice(0, last)),
          reference.slice(0, last),
        )
  }
  return volume
}

/** Ranks by fronts (0: not dominated) and crowding distances within a rank. */
export function rankAndCrowd(values: readonly (readonly number[])[]): { rank: Int32Array; crowding: Float64Array } {
  const n = values.length
  const rank = new Int32Array(n).fill(-1)
  const crowding = new Float64Array(n)
  let left = values.map((_, i) => i)
  for (let r = 0; left.length > 0; r++) {
    const front = left.filter(i => !left.some(j => dominates(values[j], values[i])))
    for (const i of front) rank[i] = r
    crowd(values, front, crowding)
    left = left.filter(i => rank[i] < 0)
  }
  return { rank, crowding }
}

function crowd(values: readonly (readonly number[])[], front: readonly number[], crowding: Float64Array): void {
  for (let m = 0; m < values[0].length; m++) {
    const sorted = front.toSorted((a, b) => values[a][m] - values[b][m])
    const [first, last] = [sorted[0], sorted[sorted.length - 1]]
    const range = values[last][m] - values[first][m]
    crowding[first] = crowding[last] = Number.POSITIVE_INFINITY
    if (!(range > 0)) continue
    for (let i = 1; i + 1 < sorted.length; i++) {
      crowding[sorted[i]] += (values[sorted[i + 1]][m] - values[sorted[i - 1]][m]) / range
    }
  }
}

/** What a front search reports. */
export interface FrontReport {
  readonly objectives: readonly MappingObjective[]
  readonly front: readonly FrontMapping[]
  /** Share of the box between the best of every objective and `reference` that the front dominates. */
  readonly hypervolume: number
  /** The worst of every objective among all mappings that were not dominated when they were found. */
  readonly reference: readonly number[]
}

/** Settings of NSGA-II. */
export interface NsgaOptions {
  readonly population: number
  /** PEs to choose from, 1 … this; 0: those of the hardware. */
  readonly pesUpTo: number
}

export const NSGA_DEFAULTS: NsgaOptions = { population: 40, pesUpTo: 0 }

/** Proposals in a row without a new mapping after which the search ends. */
const PATIENCE = 500

/** NSGA-II over the goal's objectives, all of equal importance; the front is its report. */
export function nsga2(options: Partial<NsgaOptions> = {}): SearchMethod {
  const settings = { ...NSGA_DEFAULTS, ...options }
  return state => {
    const { goal } = state.setup
    if (goal.weights !== null || goal.objectives.length < 2) {
      throw new InputError("nsga2 searches a front: name two or more objectives without weights")
    }
    state.report = new Nsga(state, settings).run()
  }
}

interface Member {
  readonly genome: Genome
  readonly values: readonly number[]
}

class Nsga {
  readonly #state: SearchState
  readonly #options: NsgaOptions
  readonly #moves: Moves
  readonly #archive = new ParetoArchive()
  readonly #reference: number[]
  #members: Member[] = []
  #rank = new Int32Array(0)
  #crowding = new Float64Array(0)

  constructor(state: SearchState, options: NsgaOptions) {
    this.#state = state
    this.#options = options
    const { space, evaluator, rng, goal } = state.setup
    const shapes = bestShapes(space, evaluator.task.hardware.numPEs, options.population)
    this.#moves = new Moves(space, evaluator, rng, shapes)
    this.#reference = goal.objectives.map(() => 0)
  }

  run(): FrontReport {
    const { space, rng } = this.#state.setup
    const { population, pesUpTo } = this.#options
    for (let tries = 0; this.#members.length < population && tries < 40 * population && this.#state.left > 0; tries++) {
      const genome = space.sample(rng)
      if (tries % 2 === 0) this.#moves.shape(genome)
      if (pesUpTo > 0) this.#moves.pes(genome, pesUpTo)
      this.#consider(genome, this.#members)
    }
    for (let idle = 0; this.#state.left > 0 && this.#members.length > 0 && idle < PATIENCE; ) {
      this.#select()
      const children: Member[] = []
      while (children.length < population && this.#state.left > 0 && idle < PATIENCE) {
        idle = this.#consider(this.#child(), children) ? 0 : idle + 1
      }
      this.#members.push(...children)
    }
    const { front } = this.#archive
    const points = front.map(({ values }) => values)
    const best = this.#reference.map((_, i) => Math.min(...points.map(p => p[i])))
    const box = this.#reference.reduce((product, worst, i) => product * (worst - best[i]), 1)
    return {
      objectives: this.#state.setup.goal.objectives,
      front,
      hypervolume: box > 0 ? hypervolume(points, this.#reference) / box : 0,
      reference: this.#reference,
    }
  }

  /** Keeps the best of parents and children: by rank, then by crowding. */
  #select(): void {
    const { population } = this.#options
    const { rank, crowding } = rankAndCrowd(this.#members.map(({ values }) => values))
    const order = this.#members.map((_, i) => i).sort((a, b) => rank[a] - rank[b] || crowding[b] - crowding[a] || a - b)
    const kept = order.slice(0, population)
    this.#members = kept.map(i => this.#members[i])
    this.#rank = Int32Array.from(kept, i => rank[i])
    this.#crowding = Float64Array.from(kept, i => crowding[i])
  }

  #parent(): Genome {
    const { rng } = this.#state.setup
    const a = rng.int(this.#members.length)
    const b = rng.int(this.#members.length)
    const first =
      this.#rank[a] < this.#rank[b] || (this.#rank[a] === this.#rank[b] && this.#crowding[a] >= this.#crowding[b])
    return this.#members[first ? a : b].genome
  }

  #child(): Genome {
    const { rng } = this.#state.setup
    const d = this.#state.dimensions
    const genome = this.#parent().slice()
    if (rng.int(2) === 0) {
      const other = this.#parent()
      const dim = rng.int(d.count)
      for (let l = 0; l < Math.min(genome[LEVELS], other[LEVELS]); l++) genome[d.tile(l, dim)] = other[d.tile(l, dim)]
      if (this.#options.pesUpTo > 0 && rng.int(2) === 0) genome[PES] = other[PES]
    }
    for (let n = 1 + rng.int(3); n > 0; n--) this.#moves.mutate(genome)
    if (this.#options.pesUpTo > 0 && rng.int(3) === 0) this.#moves.pes(genome, this.#options.pesUpTo)
    return genome
  }

  #consider(genome: Genome, into: Member[]): boolean {
    const state = this.#state
    if (!this.#moves.settle(genome) || state.isKnown(genome)) {
      state.screened++
      return false
    }
    if (!state.evaluate(genome)) return true
    const { goal, evaluator } = state.setup
    const values = goal.objectives.map(name => figureOf(name, evaluator.row, evaluator.pesOf(genome)))
    if (this.#archive.add(values, genome)) {
      for (const [i, value] of values.entries()) this.#reference[i] = Math.max(this.#reference[i], value)
    }
    into.push({ genome, values })
    return true
  }
}
