// The shared array (layer-sequential deployment) to proven optimality, by enumeration.
//
// Costs are the largest over the layers, so a choice keeps the budgets or does not, whatever the other layers choose. On each
// array the layers then come apart: for a sum and for the largest value each takes its best remaining choice. For a product of
// two sums the candidates are the corners of the lower left hull of (Σ x, Σ y) (see exact-product.ts); without a
// budget that hull is the sum of the layers' own hulls: start where every layer has its least x and walk the edges
// of all of them by falling steepness.

import { InputError } from "../core/errors.ts"
import { budgetLimit } from "./budget.ts"
import {
  type Allocation,
  type AllocationProblem,
  arrayCount,
  costsOf,
  evaluateAllocation,
  limitsOf,
} from "./problem.ts"
import { convexHull } from "./undominated.ts"

/** The best allocation on a shared array. InputError when no array keeps all budgets. */
export function solveShared(problem: AllocationProblem, array: Int32Array): Allocation {
  let best: Allocation | null = null
  for (const allocation of bestByArray(problem, array)) {
    if (allocation === null) continue
    if (best === null || allocation.objective < best.objective || dearerTie(best, allocation)) best = allocation
  }
  if (best !== null) return best
  throw new InputError("no shared array keeps all budgets", "contradictory-budgets")
}

/** Per array the best allocation on it, by whole enumeration; null for an array that does not keep all budgets. */
export function bestByArray(problem: AllocationProblem, array: Int32Array): (Allocation | null)[] {
  return fittingByArray(problem, array).map(lists => {
    if (lists.some(list => list.length === 0)) return null
    const choice = problem.aggregation === "product-of-sums" ? leastProduct(problem, lists) : bestEach(problem, lists)
    return evaluateAllocation(problem, choice)
  })
}

/**
 * The one decision that a shared array leaves, as a problem of one layer whose choices are the arrays, each with the best
 * allocation on it: what a learner of one decision per layer can be given. `best` are those allocations.
 */
export function arrayDecision(problem: AllocationProblem, array: Int32Array): ArrayDecision {
  const best = bestByArray(problem, array)
  const column = (of: (allocation: Allocation) => number) =>
    Float64Array.from(best, a => (a === null ? Number.NaN : of(a)))
  const [{ budget }, ...further] = limitsOf(problem)
  return {
    best,
    problem: {
      layers: 1,
      choices: best.length,
      values: [column(a => a.objective)],
      aggregation: "sum",
      cost: column(a => a.cost),
      allowed: Uint8Array.from(best, a => (a === null ? 0 : 1)),
      budget,
      further: further.map((limit, i) => ({ cost: column(a => costsOf(a)[i + 1]), budget: limit.budget })),
    },
  }
}

/** A layer-sequential problem as its one decision. */
export interface ArrayDecision {
  readonly problem: AllocationProblem
  /** Per array; null where none keeps the budgets. */
  readonly best: readonly (Allocation | null)[]
}

/** Whether two allocations are equally good and the first costs more. */
function dearerTie(a: Allocation, b: Allocation): boolean {
  return a.objective === b.objective && b.cost < a.cost
}

/** Per array and layer the choices that keep all budgets. */
function fittingByArray(problem: AllocationProblem, array: Int32Array): number[][][] {
  const { layers, choices, allowed } = problem
  const limits = limitsOf(problem)
  const lists = Array.from({ length: arrayCount(array) }, () => Array.from({ length: layers }, (): number[] => []))
  for (let l = 0; l < layers; l++) {
    for (let k = 0, e = l * choices; k < choices; k++, e++) {
      if (allowed[e] !== 0 && limits.every(limit => limit.cost[e] <= budgetLimit(limit))) lists[array[k]][l].push(k)
    }
  }
  return lists
}

/** Every layer's choice of least value, the cheapest of several. */
function bestEach({ choices, values, cost }: AllocationProblem, lists: readonly number[][]): Int32Array {
  return Int32Array.from(lists, (list, l) => {
    const row = l * choices
    return list.reduce((best, k) => {
      const difference = values[0][row + k] - values[0][row + best] || cost[row + k] - cost[row + best]
      return difference < 0 ? k : best
    })
  })
}

/** The choices of least Σ values[0] × Σ values[1] without a budget. */
function leastProduct({ choices, values }: AllocationProblem, lists: readonly number[][]): Int32Array {
  const [xs, ys] = values
  const choice = new Int32Array(lists.length)
  const edges: { layer: number; to: number; dx: number; fall: number; slope: number }[] = []
  let [x, y] = [0, 0]
  for (const [layer, list] of lists.entries()) {
    const corners = hullOf(list.map(k => ({ k, x: xs[layer * choices + k], y: ys[layer * choices + k] })))
    choice[layer] = corners[0].k
    x += corners[0].x
    y += corners[corners.length - 1].y
    for (let i = 1; i < corners.length; i++) {
      const [dx, fall] = [corners[i].x - corners[i - 1].x, corners[i - 1].y - corners[i].y]
      edges.push({ layer, to: corners[i].k, dx, fall, slope: fall / dx })
    }
  }
  edges.sort((a, b) => b.slope - a.slope)
  // Σ y from the last step back: what is added keeps the digits that subtracting from the largest sum would lose.
  const after = new Float64Array(edges.length + 1).fill(y)
  for (let i = edges.length - 1; i >= 0; i--) after[i] = after[i + 1] + edges[i].fall
  let [least, steps] = [x * after[0], 0]
  for (const [i, { dx }] of edges.entries()) {
    x += dx
    if (x * after[i + 1] >= least) continue
    least = x * after[i + 1]
    steps = i + 1
  }
  for (const { layer, to } of edges.slice(0, steps)) choice[layer] = to
  return choice
}

/** Corners of the lower left hull of points, by rising x and falling y. */
function hullOf<P extends { readonly x: number; readonly y: number }>(points: readonly P[]): P[] {
  const falling = points
    .toSorted((a, b) => a.x - b.x || a.y - b.y)
    .reduce((kept: P[], p) => (kept.length === 0 || p.y < kept[kept.length - 1].y ? [...kept, p] : kept), [])
  const corners = new Int32Array(falling.length)
  const column = (of: (p: P) => number) => Float64Array.from(falling, of)
  const n = convexHull(
    corners,
    column(p => p.x),
    column(p => p.y),
    0,
    falling.length,
  )
  return Array.from(corners.subarray(0, n), i => falling[i])
}
