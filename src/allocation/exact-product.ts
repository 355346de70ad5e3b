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
// Rounding. A line's level is known to TOLERANCE (exact-sum.ts), so a corner is known to that times the condition of
// the crossing; it is moved left and down by so much, and nearly parallel lines say nothing beyond what was known of
// the pair before. A pair kept too long costs a solve, nothing else. The result is optimal up to PRODUCT_TOLERANCE.

import { TOLERANCE } from "./exact-sum.ts"
import { solveWeighted } from "./exact-weighted.ts"
import { solveGreedy } from "./greedy.ts"
import { type Allocation, type AllocationProblem, evaluateAllocation } from "./problem.ts"
import type { ChoiceLists } from "./undominated.ts"

/** Relative difference of products that counts as none: those of two sums and of the lines. */
const PRODUCT_TOLERANCE = 10 * TOLERANCE

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
  const greedy = pointOf(problem, weighted.best.choice)
  const left = weighted.solve(1, 0, greedy)
  const lowest = weighted.solve(0, 1, greedy)
  let pairs = [pairOf([left.point, lowest.point], [left.line, lowest.line], 0)]
  let bound = Number.POSITIVE_INFINITY
  for (;;) {
    const enough = weighted.best.objective * (1 - PRODUCT_TOLERANCE)
    pairs = pairs.filter(p => p.low < enough).sort((p, q) => q.low - p.low)
    const pair = pairs.pop()
    if (pair === undefined) break
    const { a, b, lineA, lineB, low } = pair
    const { point, line } = weighted.solve(Math.max(0, a.y - b.y), Math.max(0, b.x - a.x), a)
    if (weight(line, point) < weight(line, a) * (1 - TOLERANCE / 2)) {
      pairs.push(pairOf([a, point], [lineA, line], low), pairOf([point, b], [line, lineB], low))
    } else if (!weighted.finished) {
      // Some line is lower than its point, so a and b may be no corners; what is left is what was known before.
      bound = Math.min(bound, low)
    }
  }
  const { best, states } = weighted
  return { allocation: best, bound: Math.min(bound, best.objective), states }
}

/** Solves for weights, and keeps what all solves have in common. */
class WeightedSolves {
  /** Best allocation met. */
  best: Allocation
  /** States kept by all solves, and whether the cap cut none of them short. */
  states = 0
  finished = true
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
  solve(u: number, v: number, start: Point): { point: Point; line: Line } {
    const problem = this.#problem
    const selection = { choice: start.choice, value: u * start.x + v * start.y }
    const solved = solveWeighted(problem, this.#lists, [u, v], selection, { maxStates: this.#maxStates - this.states })
    this.states += solved.states
    this.finished &&= solved.bound === solved.value
    const allocation = evaluateAllocation(problem, solved.choice)
    if (allocation.objective < this.best.objective) this.best = allocation
    return { point: pointOf(problem, solved.choice), line: { u, v, level: solved.bound } }
  }
}

/** Two neighbours with their lines; `known` is what is proven about points between them already. */
function pairOf([a, b]: [Point, Point], [lineA, lineB]: [Line, Line], known: number): Pair {
  return { a, b, lineA, lineB, low: Math.max(known, productAtCrossing(lineA, lineB)) }
}

/** Lower bound of the product where two lines meet, the second one flatter; 0 when they are too parallel to tell. */
function productAtCrossing(p: Line, q: Line): number {
  const determinant = p.u * q.v - q.u * p.v
  if (!(determinant > 0)) return 0
  const x = p.level * q.v - q.level * p.v - TOLERANCE * (p.level * q.v + q.level * p.v)
  const y = p.u * q.level - q.u * p.level - TOLERANCE * (p.u * q.level + q.u * p.level)
  return (Math.max(0, x) / determinant) * (Math.max(0, y) / determinant)
}

function weight(line: Line, point: Point): number {
  return line.u * point.x + line.v * point.y
}

function pointOf(problem: AllocationProblem, choice: Int32Array): Point {
  const [x, y] = problem.values.map(table => choice.reduce((sum, k, l) => sum + table[l * problem.choices + k], 0))
  return { x, y, choice }
}
