// What every search method shares: the budget of evaluations, the best mapping so far, and what has been tried.
//
// One evaluation is one call of the cost model. Mappings that are the same whatever the idle genes say (the order of loops that
// do not turn, a spatial dimension with one piece) are tried once.

import type { Rng } from "../core/rng.ts"
import * as Grid from "../maestro/grid/grid-row.ts"
import type { MappingEvaluator } from "./evaluate.ts"
import type { Dimensions, Genome } from "./genome.ts"
import { KeySet, keyOf } from "./keys.ts"
import { DEFAULT_GOAL, type Goal, isBetter, type MappingObjective, scoreInto, valuesOf } from "./objectives.ts"
import type { MapSpace } from "./space.ts"

/** A search for one layer. */
export interface SearchSetup {
  readonly space: MapSpace
  readonly evaluator: MappingEvaluator
  readonly goal: Goal
  /** Evaluations at most. */
  readonly evaluations: number
  readonly rng: Rng
  /** Mappings to begin with, from other layers or runs; made to fit. */
  readonly start?: readonly Genome[]
  /** Called for every mapping with numbers within the limits. */
  readonly onMapping?: (genome: Genome, row: Float64Array) => void
}

/** A search method: spends the budget of a state. */
export type SearchMethod = (state: SearchState) => void

/** What a search found. */
export interface SearchOutcome {
  /** Null if no mapping kept the limits. */
  readonly genome: Genome | null
  /** The row (maestro/grid/grid-row.ts) of it. */
  readonly row: Float64Array
  readonly evaluations: number
  /** Evaluations after which the best improved, and its most important figure then. */
  readonly trace: readonly (readonly [evaluations: number, value: number])[]
  /** Proposals that were not evaluated: known already, too large for the buffers, or no better by their bound. */
  readonly screened: number
  /** Evaluated mappings that broke a limit or had no numbers, and (profile "maestro") those that no machine could do. */
  readonly unusable: number
  readonly impossible: number
  /** Whether the method proved that what it searched (for `marvel`: under its off-chip decision) holds nothing better in the first objective. */
  readonly proven: boolean
  /** What the method has to say beside it, null for nothing. */
  readonly report: object | null
}

/** A search under way. */
export class SearchState {
  readonly setup: SearchSetup
  readonly dimensions: Dimensions
  /** Score of the last mapping that was tried. */
  readonly score: Float64Array
  best: Genome | null = null
  readonly bestScore: Float64Array
  readonly bestRow = new Float64Array(Grid.GRID_ROW_SIZE)
  screened = 0
  proven = false
  /** What a method has to say beside its answer: plain data. */
  report: object | null = null
  #unusable = 0
  #impossible = 0
  readonly #trace: [number, number][] = []
  /** The first objective, null for a weighted goal; cycles that transfers take at least. */
  readonly #first: MappingObjective | null
  readonly #transfers: number
  readonly #seen: KeySet

  constructor(setup: SearchSetup) {
    this.setup = setup
    this.dimensions = setup.space.dimensions
    this.score = new Float64Array(valuesOf(setup.goal))
    this.#seen = new KeySet(2 * setup.evaluations)
    const { goal, evaluator } = setup
    this.#first = goal.weights === null ? goal.objectives[0] : null
    this.#transfers = Math.max(evaluator.bounds.noc, evaluator.bounds.offchip)
    this.bestScore = new Float64Array(this.score.length).fill(Number.POSITIVE_INFINITY)
  }

  get left(): number {
    return this.setup.evaluations - this.setup.evaluator.evaluations
  }

  /** Whether the same mapping was tried before; from now on it was. */
  isKnown(genome: Genome): boolean {
    return !this.#seen.add(keyOf(this.dimensions, genome))
  }

  /** The least that the goal's first figure can be for a repaired genome, −∞ where nothing is known without evaluating. */
  leastOf(genome: Genome): number {
    const { evaluator } = this.setup
    return this.#leastWith(genome, evaluator.estimator.computeCycles(genome, evaluator.pesOf(genome)))
  }

  /** The least for so many compute cycles. */
  #leastWith(genome: Genome, compute: number): number {
    const { evaluator } = this.setup
    const cycles = Math.max(compute, this.#transfers)
    if (this.#first === "latency") return cycles
    if (this.#first === "edp") return cycles * evaluator.bounds.energy
    if (this.#first === "throughput") return cycles / this.dimensions.macs
    return this.#first === "delay-pes" ? cycles * evaluator.pesOf(genome) : Number.NEGATIVE_INFINITY
  }

  /** Whether a genome cannot improve on the best: its least exceeds it. */
  isHopeless(genome: Genome): boolean {
    return this.best !== null && this.leastOf(genome) > this.bestScore[0]
  }

  /** The same by its spatial dimensions and clusters alone, before its tiles are made to fit. */
  isHopelessArray(genome: Genome): boolean {
    if (this.best === null) return false
    const { evaluator } = this.setup
    return this.#leastWith(genome, evaluator.estimator.arrayCycles(genome, evaluator.pesOf(genome))) > this.bestScore[0]
  }

  /** Evaluates a repaired genome; its score is in `score`. Returns whether it has numbers and keeps the limits. */
  evaluate(genome: Genome): boolean {
    const { evaluator, goal, onMapping } = this.setup
    if (!evaluator.evaluate(genome)) {
      this.#unusable++
      this.score.fill(Number.POSITIVE_INFINITY)
      return false
    }
    if (evaluator.task.profile === "maestro" && evaluator.verdict(genome) !== "ok") this.#impossible++
    scoreInto(this.score, goal, evaluator.row, evaluator.pesOf(genome))
    onMapping?.(genome, evaluator.row)
    if (isBetter(this.score, this.bestScore)) this.#keepBest(genome)
    return true
  }

  #keepBest(genome: Genome): void {
    const { evaluator } = this.setup
    this.bestScore.set(this.score)
    this.bestRow.set(evaluator.row)
    this.best = genome.slice()
    this.#trace.push([evaluator.evaluations, this.score[0]])
  }

  outcome(): SearchOutcome {
    return {
      genome: this.best,
      row: this.bestRow,
      evaluations: this.setup.evaluator.evaluations,
      trace: this.#trace,
      screened: this.screened,
      unusable: this.#unusable,
      impossible: this.#impossible,
      proven: this.proven,
      report: this.report,
    }
  }
}

/** Runs a method to the end of its budget. */
export function runSearch(
  method: SearchMethod,
  setup: Omit<SearchSetup, "goal"> & Partial<SearchSetup>,
): SearchOutcome {
  // Written out, as all plain objects that hot code reads: equal hidden classes keep compiled code valid from search to search.
  const state = new SearchState({
    space: setup.space,
    evaluator: setup.evaluator,
    goal: setup.goal ?? DEFAULT_GOAL,
    evaluations: setup.evaluations,
    rng: setup.rng,
    start: setup.start ?? [],
    onMapping: setup.onMapping,
  })
  method(state)
  return state.outcome()
}
