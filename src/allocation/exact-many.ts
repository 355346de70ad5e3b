// Several constraints with a value that adds up, to proven optimality: Lagrangian bound, reduced cost fixing, dynamic programming.
//
// The multipliers (multipliers.ts) give the bound of the linear relaxation, and their selections, filled up, good incumbents. An
// entry worse by more than the gap than the best of its layer at these prices cannot be part of a better selection. What
// is left is searched state by state (many-search.ts), at first without the constraints that have no price.

import { goalOf, type ProvenSelection, type SolveOptions } from "./exact-sum.ts"
import { choicesOf, fillMany, keepsSlack, type ManyKnapsack, worthOf } from "./many.ts"
import { type ManySearchOptions, type ManySearchResult, searchMany } from "./many-search.ts"
import { bestMultipliers, type Multipliers } from "./multipliers.ts"
import { surely } from "./rounding.ts"

/** Share of a value to which the multipliers' bound is driven. */
const PRECISION = 1e-7

/** The selection of least value, given the entries of one within the budgets to start from. */
export function solveMany(many: ManyKnapsack, start: Int32Array, given: SolveOptions): ProvenSelection {
  const { base } = many
  const goal = goalOf(many, given)
  let best = start
  let value = worthOf(many, start)
  const improve = (entry: Int32Array): void => {
    const worth = worthOf(many, entry)
    if (worth >= value) return
    value = worth
    best = entry.slice()
  }
  const multipliers = bestMultipliers(many, PRECISION * (base + value), improveByFilling(many, improve))
  for (const weights of [multipliers.price, multipliers.price.map(() => 1)]) {
    const filled = best.slice()
    fillMany(many, weights, filled)
    improve(filled)
  }
  const known = () => choicesOf(many, best)
  const bound = Math.min(value, multipliers.bound)
  if (value <= goal.target) {
    return { choice: known(), value: base + value, bound: base + bound, finished: false, states: 0 }
  }
  const order = mostToWinFirst(many)
  const reduced = withoutHopeless(many, multipliers, goal.cutoff(value), order)
  if (reduced === null) {
    return { choice: known(), value: base + value, bound: base + value, finished: true, states: 0 }
  }
  const options = { ...goal, incumbent: value, maxStates: given.maxStates }
  const found = searchActive(reduced, multipliers.price, options)
  const choice = found.entry === null ? known() : inLayerOrder(choicesOf(reduced, found.entry), order)
  const end = { choice, value: base + found.value, finished: found.finished, states: found.states }
  if (found.finished) return { ...end, bound: end.value }
  return { ...end, bound: Math.min(end.value, base + Math.max(found.bound, bound)) }
}

/** A price below this share of the largest one counts as none. */
const IDLE = 1e-7

/**
 * Searches without the constraints that have no price, first: what is then best often keeps them, and fewer constraints let more states
 * be dropped. When it does not keep them, all constraints are searched.
 */
function searchActive(many: ManyKnapsack, price: Float64Array, options: ManySearchOptions): ManySearchResult {
  const most = price.reduce((a, b) => Math.max(a, b), 0)
  const active = [...many.costs.keys()].filter(j => price[j] > IDLE * most)
  if (active.length === 0 || active.length === many.costs.length) return searchMany(many, price, options)
  const fewer = {
    ...many,
    costs: active.map(j => many.costs[j]),
    slack: many.slack.filter((_, j) => active.includes(j)),
  }
  const relaxed = searchMany(
    fewer,
    price.filter((_, j) => active.includes(j)),
    options,
  )
  const { entry, states } = relaxed
  if (entry === null || keepsSlack(many, entry)) return relaxed
  const all = searchMany(many, price, { ...options, maxStates: Math.max(1, options.maxStates - states) })
  return { ...all, bound: Math.max(all.bound, Math.min(relaxed.bound, all.value)), states: states + all.states }
}

/** Selections shown while prices settle, between two that are filled up: filling costs more than a bound. */
const FILL_EVERY = 4

/** Takes the selections of the ellipsoid's centres: those within the budgets, filled up, may improve the incumbent. */
function improveByFilling(many: ManyKnapsack, improve: (entry: Int32Array) => void): (entry: Int32Array) => void {
  let seen = 0
  return cheapest => {
    if (!keepsSlack(many, cheapest)) return
    improve(cheapest)
    if (seen++ % FILL_EVERY !== 0) return
    const filled = cheapest.slice()
    fillMany(
      many,
      many.costs.map(() => 1),
      filled,
    )
    improve(filled)
  }
}

/**
 * The knapsack, its layers in the given order, without the entries that no selection of Σ value below the cutoff can have. Null
 * when a layer has none left.
 */
function withoutHopeless(
  many: ManyKnapsack,
  { priced, bound }: Multipliers,
  cutoff: number,
  order: Int32Array,
): ManyKnapsack | null {
  const { layers, start, costs, value } = many
  const sure = surely(costs.length + 4)
  const ends = new Int32Array(layers + 1)
  const kept: number[] = []
  for (let p = 0; p < layers; p++) {
    const [from, to] = [start[order[p]], start[order[p] + 1]]
    const least = priced.subarray(from, to).reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
    for (let e = from; e < to; e++) if (bound + (priced[e] * sure - least) < cutoff) kept.push(e)
    if (kept.length === ends[p]) return null
    ends[p + 1] = kept.length
  }
  return {
    layers,
    start: ends,
    choice: Int32Array.from(kept, e => many.choice[e]),
    costs: costs.map(cost => Float64Array.from(kept, e => cost[e])),
    slack: many.slack,
    value: Float64Array.from(kept, e => value[e]),
    base: many.base,
  }
}

/** Layers by falling value range; see exact-sum.ts. */
function mostToWinFirst({ layers, start, value }: ManyKnapsack): Int32Array {
  const range = Float64Array.from({ length: layers }, (_, l) =>
    value.subarray(start[l], start[l + 1]).reduce((a, b) => Math.max(a, b), 0),
  )
  return Int32Array.from({ length: layers }, (_, l) => l).sort((a, b) => range[b] - range[a] || a - b)
}

/** Choices given in another order of the layers, in the layers' own. */
function inLayerOrder(choice: Int32Array, order: Int32Array): Int32Array {
  const out = new Int32Array(choice.length)
  for (let p = 0; p < order.length; p++) out[order[p]] = choice[p]
  return out
}
