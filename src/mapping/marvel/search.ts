// The decoupled search: the off-chip tile and order first, solved exactly; then everything on the chip under that decision,
// most promising first.
//
// Source: specification "mapping and DSE", section 2.2 (after Marvel, arXiv 2002.07752). "Most promising" is the least that the
// goal's first figure can be (SearchState.leastOf): once it exceeds the best, nothing better is left. Where all mappings under
// the decision were lined up, that is a proof; where they are too many, the array shapes that use the PEs best are tried with
// several inner tiles and orders, and there is none.

import { bestShapes } from "../array-shapes.ts"
import { type TopLevel, walk } from "../exhaustive.ts"
import { type Genome, LEVELS } from "../genome.ts"
import { Moves } from "../moves.ts"
import type { SearchMethod, SearchState } from "../search.ts"
import { MapSpace } from "../space.ts"
import { type OffChipOptimum, type OffChipPlan, solveOffChip } from "./off-chip.ts"

/** Settings of the decoupled search. */
export interface MarvelOptions {
  /** Mappings under the off-chip decision up to which all are lined up. */
  readonly all: number
  /** Array shapes to try where they are not, and variants of inner tiles and orders for each. */
  readonly shapes: number
  readonly variants: number
}

export const MARVEL_DEFAULTS: MarvelOptions = { all: 60_000, shapes: 96, variants: 24 }

/** What is left of the space after each rule; as text, since the numbers exceed all others. */
export interface Pruning {
  readonly rule: string
  readonly size: string
}

/** What a decoupled search reports beside its answer. */
export interface MarvelReport {
  /** Elements off-chip at least, and the decision that reaches it. */
  readonly offChip: Omit<OffChipOptimum, "plans">
  readonly tile: Readonly<Record<string, number>>
  readonly order: readonly string[]
  readonly pruning: readonly Pruning[]
}

/** The decoupled search as a method. */
export function marvel(options: Partial<MarvelOptions> = {}): SearchMethod {
  const settings = { ...MARVEL_DEFAULTS, ...options }
  return state => {
    const { space, evaluator } = state.setup
    const { plans, ...offChip } = solveOffChip(state.dimensions, evaluator.task.limits.l2 ?? Number.POSITIVE_INFINITY)
    if (plans.length === 0) return
    const [plan] = plans
    const pruning: Pruning[] = [
      { rule: "map space", size: String(space.size) },
      { rule: "off-chip tiles that fit L2", size: String(offChip.fitting) },
      { rule: "off-chip tiles whose bound is below the optimum", size: String(offChip.counted) },
    ]
    const fixed = underPlan(space, plan)
    pruning.push({ rule: "mappings under the off-chip decision", size: String(fixed.size) })
    const lined = fixed.size <= BigInt(settings.all) ? lineUp(state, plan) : promising(state, plan, settings)
    pruning.push({
      rule: lined.complete ? "that fit and differ" : "array shapes × inner tiles and orders",
      size: String(lined.list.length),
    })
    const before = evaluator.evaluations
    const ended = evaluateInOrder(state, lined.list)
    pruning.push({
      rule: ended ? "evaluated: the others' bounds exceed the best" : "evaluated: the budget is spent",
      size: String(evaluator.evaluations - before),
    })
    state.proven = lined.complete && ended
    const { names } = state.dimensions
    state.report = {
      offChip,
      tile: Object.fromEntries(plan.tile.map((size, dim) => [names[dim], size])),
      order: plan.order.map(dim => names[dim]),
      pruning,
    } satisfies MarvelReport
  }
}

/** The space whose top level is decided. */
function underPlan(space: MapSpace, { tile, order }: OffChipPlan): MapSpace {
  const { names } = space.dimensions
  const tiles = Object.fromEntries(tile.map((size, dim) => [names[dim], size]))
  const levels = [{ ...space.rule(0), tiles, order: order.map(dim => names[dim]) }, ...space.rules.levels.slice(1)]
  return new MapSpace(space.dimensions, space.numPEs, { ...space.rules, levels })
}

interface Lined {
  readonly list: readonly Candidate[]
  readonly complete: boolean
}

/** A mapping and the least that it can come to. */
interface Candidate {
  readonly genome: Genome
  readonly least: number
}

/** Every distinct mapping under a plan. */
function lineUp(state: SearchState, plan: OffChipPlan): Lined {
  const list: Candidate[] = []
  const top: TopLevel = { tile: plan.tile, order: plan.order }
  walk(
    state,
    genome => {
      list.push({ genome: genome.slice(), least: state.leastOf(genome) })
      return true
    },
    top,
  )
  return { list: list.sort((a, b) => a.least - b.least), complete: true }
}

/** The best array shapes on the tile, each with several inner tiles and orders. */
function promising(state: SearchState, plan: OffChipPlan, { shapes, variants }: MarvelOptions): Lined {
  const { space, evaluator, rng } = state.setup
  const d = state.dimensions
  const found = bestShapes(space, evaluator.task.hardware.numPEs, shapes, Int32Array.from(plan.tile))
  const moves = new Moves(space, evaluator, rng, found)
  const list: Candidate[] = []
  for (const [index] of found.entries()) {
    for (let variant = 0; variant < variants; variant++) {
      const genome = d.blank(1)
      moves.shape(genome, index, plan.tile)
      for (const [i, dim] of plan.order.entries()) genome[d.order(0, i)] = dim
      for (let l = 1; l < genome[LEVELS]; l++) space.shuffleOrder(genome, l, rng)
      if (moves.settle(genome) && !state.isKnown(genome)) list.push({ genome, least: state.leastOf(genome) })
    }
  }
  return { list: list.sort((a, b) => a.least - b.least), complete: false }
}

/** Evaluates until the next one's least exceeds the best. Returns whether that ended it, not the budget. */
function evaluateInOrder(state: SearchState, list: readonly Candidate[]): boolean {
  for (const [i, { genome, least }] of list.entries()) {
    if (least > state.bestScore[0]) {
      state.screened += list.length - i
      return true
    }
    if (state.left <= 0) return false
    state.evaluate(genome)
  }
  return true
}
