// The multiple-choice knapsack to proven optimality: relaxation, reduced cost fixing, dynamic programming with bounds.
//
// On recorded layer tables of ten networks (144 choices, up to 160 layers) fixing leaves some three entries per layer,
// and the search keeps under two thousand states per layer.

import type { Knapsack } from "./knapsack.ts"
import { hullEdges, relax, withoutHopeless } from "./relaxation.ts"
import { searchStates } from "./state-search.ts"

/** A selection of a knapsack. */
export interface Selection {
  /** A choice per layer. */
  readonly choice: Int32Array
  /** base + Σ value. */
  readonly value: number
}

/** A selection and what is proven about it. */
export interface ProvenSelection extends Selection {
  /** No selection has less value, up to TOLERANCE; equal to `value` when the search was finished. */
  readonly bound: number
  /** States the search kept. */
  readonly states: number
}

/**
 * A selection counts as better when its value is lower by more than this, relative. Sums of rounded
 * numbers cannot tell less apart; when all values are integers, half a unit is asked for instead, which loses nothing.
 */
export const TOLERANCE = 1e-12

/**
 * The selection of least value, given one to start from (any that keeps the slack). At most `maxStates` states are
 * kept.
 */
export function solveKnapsack(knapsack: Knapsack, start: Selection, maxStates: number): ProvenSelection {
  const { base } = knapsack
  const unit = knapsack.value.every(Number.isInteger) ? 0.5 : 0
  const tolerance = (value: number): number => Math.max(unit, TOLERANCE * (base + value))
  const incumbent = start.value - base
  const relaxation = relax(knapsack, hullEdges(knapsack))
  const order = mostToWinFirst(knapsack)
  const reduced = withoutHopeless(knapsack, relaxation, incumbent - tolerance(incumbent), order)
  if (reduced === null) return { ...start, bound: start.value, states: 0 }
  const found = searchStates(reduced, { incumbent, tolerance, maxStates })
  const { entry, states } = found
  const best = entry === null ? start : { choice: choicesOf(reduced, entry, order), value: base + found.value }
  if (found.finished) return { ...best, bound: best.value, states }
  return { ...best, bound: Math.min(best.value, base + Math.max(found.bound, relaxation.value)), states }
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
