// The least product of two sums (chip-level EDP: Σ latency × Σ energy) to proven optimality.
//
// Every allocation within the budget is a point (x, y) of two sums ≥ 0. The product is quasiconcave there: on a
// segment it is least at an end, so over the convex hull of all points it is least at a corner, and moving left or
// down never raises it. So the optimum is at a corner of the lower left hull, and every such corner is lightest for
// some weights u, v ≥ 0: it minimises Σ (u · latency + v · energy), a problem with one value (exact-weighted.ts). Whatever
// the constraints are, they only say which points there are.
//
// The corners are enumerated by halving (Aneja and Nair, Management Science 25, 1979). Start with the leftmost and the
// lowest point. Between neighbours a and b solve with the weights for which both weigh the same. A lighter point
// splits the pair; if there is none, ab is an edge of the hull and nothing between a and b beats both.
//
// Each solve also proves a line that no point is below. No point between a and b beats the corner where their two
// lines meet; once the product there is no better than the best known, the pair needs no solve. The pair of the least
// such corner comes first, so far-off ones are seldom solved.
//
// Rounding. A solve is exact up to a share of the smaller of the two weighted sums, so neither sum is known worse than to that
// share, however unlike the two are. A line's level is a rounded sum as well, so a crossing is known to the condition of the two lines; it is moved left
// and down by so much, and nearly parallel lines say nothing beyond what was known of the pair before. A pair kept too long costs
// a solve, nothing else. The result is optimal up to four times the share.

import { solveWeighted } from "./exact-weighted.ts"
import { solveGreedy } from "./greedy.ts"
import { type Allocation, type AllocationProblem, evaluateAllocation, limitsOf } from "./problem.ts"
import { toleranceOf } from "./rounding.ts"
import type { ChoiceLists } from "./undominated.ts"

/**
 * With several constraints so many solves may be cut short before the search ends. With no states left they still try what relaxations
 * round to, but take seconds in networks of thousands of layers; with one constraint they take a tenth.
 */
const RELAXED_SOLVES = 6

/** An allocation as a point of two sums. */
interface Point {
  readonly x: number
  readonly y: number
  readonly choice: Int32Array
}

/** No allocation within the budget has u·x + v·y < level. */
interface Line {
  readonly u: number
  readonly v: number
  readonly level: number
}

/** The answer to a pair of weights. */
interface Solved {
  readonly point: Point
  readonly line: Line
}

/** Neighbours on the hull as far as it is known, a above and to the left of b. No point between has a product < low. */
interface Pair {
  readonly a: Point
  readonly b: Point
  readonly lineA: Line
  readonly lineB: Line
  readonly low: number
}

/** Best allocation; proven lower bound, the objective when finished; states kept by all solves. */
export interface ProductResult {
  readonly allocation: Allocation
  readonly bound: number
  readonly states: number
}

/** Solves a "product-of-sums" problem whose budget admits an allocation, keeping at most `maxStates` states in all. */
export function solveProduct(problem: AllocationProblem, lists: ChoiceLists, maxStates: number): ProductResult {
  const weighted = new WeightedSolves(problem, lists, maxStates)
  const share = toleranceOf(lists.choice.length)
  const greedy = pointOf(problem, weighted.best.choice)
  const left = weighted.solve(1, 0, greedy)
  const lowest = weighted.solve(0, 1, greedy)
  const pairOf = pairsWithin(share)
  let pairs = [pairOf([left.point, lowest.point], [left.line, lowest.line], 0)]
  const mostRelaxed = limitsOf(problem).length > 1 ? RELAXED_SOLVES : Number.POSITIVE_INFINITY
  let bound = Number.POSITIVE_INFINITY
  for (;;) {
    const enough = weighted.best.objective * (1 - 4 * share)
    pairs = pairs.filter(p => p.low < enough).sort((p, q) => q.low - p.low)
    const pair = pairs.pop()
    if (pair === undefined) break
    if (weighted.unfinished > mostRelaxed) {
      bound = Math.min(bound, pair.low) // the least of all
      break
    }
    const { a, b, lineA, lineB, low } = pair
    const between = isOrdered(pair) ? lighterBetween(weighted, pair, share) : null
    if (between !== null) {
      const { point, line } = between
      pairs.push(pairOf([a, point], [lineA, line], low), pairOf([point, b], [line, lineB], low))
    } else if (weighted.unfinished > 0) {
      // Some line is lower than its point, so a and b may be no corners; what is left is what was known before.
      bound = Math.min(bound, low)
    }
  }
  const { best, states } = weighted
  return { allocation: best, bound: Math.min(bound, best.objective), states }
}

/** Whether b is to the right and below a. Else one of them is no worse in both, and no point between is better than both. */
function isOrdered({ a, b }: Pair): boolean {
  return a.x < b.x && a.y > b.y
}

/** A point between two neighbours and lighter, with weights for which both weigh the same; null when there is none. */
function lighterBetween(weighted: WeightedSolves, { a, b }: Pair, share: number): Solved | null {
  const [u, v] = [a.y - b.y, b.x - a.x]
  const tolerance = share * Math.min(u * a.x, v * b.y)
  const solved = weighted.solve(u, v, a, tolerance)
  // Both pairs that the point makes are narrower, which ends the search whatever rounding does.
  const isBetween = solved.point.x < b.x && solved.point.y < a.y
  return isBetween && weighted.difference(u, v, a, solved.point) < -tolerance / 2 ? solved : null
}

/** Solves for weights, and keeps what all solves have in common. */
class WeightedSolves {
  /** Best allocation met. */
  best: Allocation
  /** States kept by all solves, and how many of them the cap cut short. */
  states = 0
  unfinished = 0
  readonly #problem: AllocationProblem
  readonly #lists: ChoiceLists
  readonly #maxStates: number

  constructor(problem: AllocationProblem, lists: ChoiceLists, maxStates: number) {
    this.best = solveGreedy(problem, lists)
    this.#problem = problem
    this.#lists = lists
    this.#maxStates = maxStates
  }

  /** The lightest point, searched from `start` on, and the line it proves. */
  solve(u: number, v: number, start: Point, tolerance?: number): Solved {
    const problem = this.#problem
    const options = { maxStates: this.#maxStates - this.states, ...(tolerance === undefined ? {} : { tolerance }) }
    const solved = solveWeighted(problem, this.#lists, [u, v], start.choice, options)
    this.states += solved.states
    if (!solved.finished) this.unfinished++
    const allocation = evaluateAllocation(problem, solved.choice)
    if (allocation.objective < this.best.objective) this.best = allocation
    return { point: pointOf(problem, solved.choice), line: { u, v, level: solved.bound } }
  }

  /** What point b weighs more than a, layer by layer: the difference of their weights would lose its digits. */
  difference(u: number, v: number, a: Point, b: Point): number {
    const { choices, values } = this.#problem
    const [xs, ys] = values
    return a.choice.reduce((sum, k, l) => {
      const [from, to] = [l * choices + k, l * choices + b.choice[l]]
      return sum + (u * (xs[to] - xs[from]) + v * (ys[to] - ys[from]))
    }, 0)
  }
}

/** Two neighbours with their lines; `known` is what is proven about points between them already. */
function pairsWithin(share: number): (points: [Point, Point], lines: [Line, Line], known: number) => Pair {
  return ([a, b], [lineA, lineB], known) => {
    return { a, b, lineA, lineB, low: Math.max(known, productAtCrossing(lineA, lineB, share)) }
  }
}

/** Lower bound of the product where two lines meet, the second one flatter; 0 when they are too parallel to tell. */
function productAtCrossing(p: Line, q: Line, share: number): number {
  const determinant = p.u * q.v - q.u * p.v
  if (!(determinant > 0)) return 0
  const x = p.level * q.v - q.level * p.v - share * (p.level * q.v + q.level * p.v)
  const y = p.u * q.level - q.u * p.level - share * (p.u * q.level + q.u * p.level)
  return (Math.max(0, x) / determinant) * (Math.max(0, y) / determinant)
}

function pointOf(problem: AllocationProblem, choice: Int32Array): Point {
  const [x, y] = problem.values.map(table => choice.reduce((sum, k, l) => sum + table[l * problem.choices + k], 0))
  return { x, y, choice }
}
