// The slowest layer of a pipeline ("max") to proven optimality, by search over thresholds.
//
// The optimum is one of the values in the table. An allocation whose slowest layer is no slower than t exists when the
// choices of value ≤ t admit one within the budgets. That is monotone in t, so the least t is found by halving the
// sorted distinct values, from the largest of the layers' best values on. With one constraint the test takes every
// layer's cheapest choice below t. With several it is a problem of its own: least cost in one constraint within the others,
// answered by the solver for several constraints.

import { type Allocation, type AllocationProblem, admitsCheapest, evaluateAllocation, noChoice } from "./problem.ts"

/** An allocation within the budgets, if there is one; whether the answer is proven. */
export interface Feasibility {
  readonly choice: Int32Array | null
  readonly proven: boolean
  /** Work: states kept. */
  readonly states: number
}

/** Looks for any allocation of a problem that keeps several budgets (feasible.ts). */
export type FeasibilityTest = (problem: AllocationProblem) => Feasibility

/** The answer: `bound` equals the objective when all tests were proven. */
export interface BottleneckResult {
  readonly allocation: Allocation
  readonly bound: number
  readonly states: number
}

/** Solves a "max" problem that admits an allocation, namely `start`. */
export function solveBottleneck(
  problem: AllocationProblem,
  start: Int32Array,
  test: FeasibilityTest,
): BottleneckResult {
  const floor = slowestBest(problem)
  const first = evaluateAllocation(problem, start)
  const thresholds = distinctValues(problem, floor, first.objective)
  let best = first
  let [low, high, states] = [0, thresholds.length - 1, 0] // thresholds[high] is reached; all below low are not, as far as known
  let bound = Number.POSITIVE_INFINITY
  while (low < high) {
    const middle = (low + high) >> 1
    const answer = test(within(problem, thresholds[middle]))
    states += answer.states
    if (answer.choice === null) {
      if (!answer.proven) bound = Math.min(bound, thresholds[low])
      low = middle + 1
      continue
    }
    best = evaluateAllocation(problem, answer.choice)
    // The allocation found may be better than what was asked for.
    high = thresholds.indexOf(best.objective)
  }
  return { allocation: best, bound: Math.min(bound, best.objective), states }
}

/** The problem with only the choices of value ≤ threshold. */
function within(problem: AllocationProblem, threshold: number): AllocationProblem {
  const [value] = problem.values
  return { ...problem, allowed: problem.allowed.map((a, e) => (a !== 0 && value[e] <= threshold ? 1 : 0)) }
}

/** The largest of the layers' least values: no allocation's slowest layer is faster. */
export function slowestBest({ layers, choices, values, allowed }: AllocationProblem): number {
  let slowest = 0
  for (let l = 0; l < layers; l++) {
    let least = Number.POSITIVE_INFINITY
    for (let e = l * choices; e < (l + 1) * choices; e++) if (allowed[e] !== 0) least = Math.min(least, values[0][e])
    if (least === Number.POSITIVE_INFINITY) throw noChoice(l)
    slowest = Math.max(slowest, least)
  }
  return slowest
}

/** Distinct values from low to high, rising; both ends are among them. */
function distinctValues({ values, allowed }: AllocationProblem, low: number, high: number): number[] {
  const inside = new Set<number>([low, high])
  for (const [e, v] of values[0].entries()) if (allowed[e] !== 0 && v > low && v < high) inside.add(v)
  return [...inside].sort((a, b) => a - b)
}

/** The test for one constraint: every layer's cheapest choice, of the least value among equally cheap ones. */
export function cheapestFits(problem: AllocationProblem): Feasibility {
  const choice = cheapestChoices(problem)
  return { choice: admitsCheapest(problem, problem) ? choice : null, proven: true, states: 0 }
}

/** Every layer's choice of least cost in the first constraint, of the least values among equally cheap ones. */
export function cheapestChoices({ layers, choices, values, cost, allowed }: AllocationProblem): Int32Array {
  const compare = (a: number, b: number): number => {
    if (cost[a] !== cost[b]) return cost[a] - cost[b]
    for (const table of values) if (table[a] !== table[b]) return table[a] - table[b]
    return 0
  }
  return Int32Array.from({ length: layers }, (_, l) => {
    let best = -1
    for (let e = l * choices; e < (l + 1) * choices; e++) {
      if (allowed[e] !== 0 && (best < 0 || compare(e, best) < 0)) best = e
    }
    if (best < 0) throw noChoice(l)
    return best - l * choices
  })
}
