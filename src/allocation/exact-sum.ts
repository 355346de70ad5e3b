// The multiple-choice knapsack to proven optimality: relaxation, reduced cost fixing, dynamic programming with bounds.
//
// On recorded layer tables of ten networks (144 choices, up to 160 layers) fixing leaves some three entries per layer,
// and the search keeps under two thousand states per layer.

import type { Knapsack } from "./knapsack.ts"
import { hullEdges, relax, withoutHopeless } from "./relaxation.ts"
import { toleranceOf } from "./rounding.ts"
import { type Goal, searchStates } from "./state-search.ts"

/** A selection of a knapsack. */
export interface Selection {
  /** A choice per layer. */
  readonly choice: Int32Array
  /** base + Σ value. */
  readonly value: number
}

/** A selection and what is proven about it. */
export interface ProvenSelection extends Selection {
  /** No selection has less value, up to the tolerance; equal to `value` when the search was finished. */
  readonly bound: number
  /** Whether nothing was left to search. */
  readonly finished: boolean
  /** States the search kept. */
  readonly states: number
}

/** What a solve may do, and what it is asked. */
export interface SolveOptions {
  /** States kept at most. */
  readonly maxStates: number
  /**
   * A selection counts as better when its value is lower by more than this, ≥ 0. Default: half a unit when all values are
   * integers, which loses nothing, else `toleranceOf` of the value.
   */
  readonly tolerance?: number
  /**
   * Asks only whether a selection of at most this value exists, exactly when values are counted costs: the solve ends with the first one,
   * and `finished` without one is proof that there is none.
   */
  readonly target?: number
}

/** The selection of least value, given the entries of one to start from (any that keeps the slack). */
export function solveKnapsack(knapsack: Knapsack, entries: Int32Array, options: SolveOptions): ProvenSelection {
  const { base } = knapsack
  const incumbent = entries.reduce((sum, e) => sum + knapsack.value[e], 0)
  const start = { choice: entries.map(e => knapsack.choice[e]), value: base + incumbent }
  const goal = goalOf(knapsack, options)
  const relaxation = relax(knapsack, hullEdges(knapsack))
  const order = mostToWinFirst(knapsack)
  const reduced = withoutHopeless(knapsack, relaxation, goal.cutoff(incumbent), order)
  if (reduced === null) return { ...start, bound: start.value, finished: true, states: 0 }
  const found = searchStates(reduced, { ...goal, incumbent, maxStates: options.maxStates })
  const { entry, finished, states } = found
  const best = entry === null ? start : { choice: choicesOf(reduced, entry, order), value: base + found.value }
  if (finished) return { ...best, bound: best.value, finished, states }
  return { ...best, bound: Math.min(best.value, base + Math.max(found.bound, relaxation.value)), finished, states }
}

/** What a search looks for, in Σ value above the base. */
export function goalOf({ base, value }: { base: number; value: Float64Array }, options: SolveOptions): Goal {
  const { target = Number.NEGATIVE_INFINITY } = options
  if (target > Number.NEGATIVE_INFINITY) {
    const most = justAbove(target - base)
    return { target: target - base, tolerance: () => 0, cutoff: incumbent => Math.min(incumbent, most) }
  }
  const unit = value.every(Number.isInteger) ? 0.5 : 0
  const relative = toleranceOf(value.length)
  const given = options.tolerance
  const tolerance = (v: number) => given ?? Math.max(unit, relative * (base + v))
  return { target, tolerance, cutoff: incumbent => incumbent - tolerance(incumbent) }
}

/** The next double above a number ≥ 0; whatever is negative stays so. */
function justAbove(x: number): number {
  return x < 0 ? x : x + Math.max(1.2 * 2 ** -53 * x, Number.MIN_VALUE)
}

/** Choices in the layers' own order from entries of a knapsack whose layers come in another. */
function choicesOf(reduced: Knapsack, entry: Int32Array, order: Int32Array): Int32Array {
  const choice = new Int32Array(entry.length)
  for (let p = 0; p < entry.length; p++) choice[order[p]] = reduced.choice[entry[p]]
  return choice
}

/**
 * Layers by falling value range. The relaxation of what remains is then closest to the truth, because the layers left
 * for the end have the smallest steps. Measured against orders by cost range and by reduced cost: tens of times
 * fewer states on hard cases. Equal layers stay together, which lets equal sums meet.
 */
function mostToWinFirst({ layers, start, value }: Knapsack): Int32Array {
  const order = Int32Array.from({ length: layers }, (_, l) => l)
  return order.sort((a, b) => value[start[b]] - value[start[a]] || a - b)
}
