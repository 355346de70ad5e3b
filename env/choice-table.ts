// The problem as the environment walks it: a list of choices per layer, with the differences and totals that
// the observation is made of. Fixed at construction; nothing here depends on the order of the layers.

import { BUDGET_TOLERANCE, type Counting, counted } from "../src/allocation/budget.ts"
import { slowestBest } from "../src/allocation/exact-bottleneck.ts"
import { logGradient, solveGreedy } from "../src/allocation/greedy.ts"
import { type Knapsack, knapsackOf } from "../src/allocation/knapsack.ts"
import {
  type Allocation,
  type AllocationProblem,
  checkBudget,
  countingOf,
  evaluateAllocation,
  limitsOf,
} from "../src/allocation/problem.ts"
import { type ChoiceLists, undominated } from "../src/allocation/undominated.ts"
import { PlanMask } from "./plan-mask.ts"
import { surrogateOf } from "./surrogate.ts"

/** Which choices an action can name: those that no other choice of the layer beats, or every one of the problem. */
export type ChoiceSet = "undominated" | "all"

/** Per layer a list of choices; entry e of layer l at start[l] ≤ e < start[l + 1]. */
export interface ChoiceTable {
  readonly problem: AllocationProblem
  /** K, the longest list. */
  readonly longest: number
  readonly start: Int32Array
  /** The problem's choice behind an entry. */
  readonly choice: Int32Array
  /** 0 for entries the problem does not allow (in "all" only). */
  readonly allowed: Uint8Array
  /** Counted cost (budget.ts) above the layer's cheapest choice; with several constraints of their weighted sum (`surrogateOf`). */
  readonly cost: Float64Array
  /**
   * Value above the layer's best choice; of the weighted sum where there are several values. For "max" above the least
   * bottleneck that any budget allows, the same for all layers.
   */
  readonly value: Float64Array
  /** Per layer: best value; value to be won between the cheapest choice and the best; what the best costs above the cheapest. */
  readonly best: Float64Array
  readonly gain: Float64Array
  readonly want: Float64Array
  /** What the budget leaves when every layer takes its cheapest choice, ≥ 0; at most what the dearest choices would take of it. */
  readonly slack: number
  /** Weights of the value tables in `value`. */
  readonly weights: readonly number[]
  /** The gain-per-cost greedy allocation: the unit of the reward, and where a product of sums is linearised. */
  readonly reference: Allocation
  /** The undominated choices in the solvers' form. */
  readonly knapsack: Knapsack
  /** What says with several constraints which choices are allowed; null with one, where cost and slack do. */
  readonly plans: PlanMask | null
}

/**
 * Share of the budget that choices may differ by, all layers together, and still count as equally dear. Tiles that
 * differ by a few bytes of buffer would else make the lists several times longer and change nothing (the optimum of
 * MobileNetV2 and ResNet-18, dla and shi, latency and energy, is the same to six digits).
 */
const COST_TOLERANCE = 1e-3

/** Prepares a layer-pipelined problem. InputError when a layer has no allowed choice or the budget admits no allocation. */
export function choiceTable(problem: AllocationProblem, set: ChoiceSet): ChoiceTable {
  checkBudget(problem)
  const several = limitsOf(problem).length > 1
  const costTolerance = several ? 0 : (COST_TOLERANCE * problem.budget) / problem.layers
  const judged = problem.aggregation === "max" ? aboveFloor(problem) : problem
  const lists = undominated(judged, { costTolerance })
  const reference = solveGreedy(problem, lists)
  const weights = problem.aggregation === "product-of-sums" ? logGradient(problem, reference.choice) : [1]
  const one = several ? surrogateOf(judged, lists, weights, reference.choice) : judged
  const { start, choice } = set === "all" ? everyChoice(problem) : lists
  const size = choice.length
  const table = {
    start,
    choice,
    allowed: new Uint8Array(size),
    cost: new Float64Array(size),
    value: new Float64Array(size),
    best: new Float64Array(problem.layers),
    gain: new Float64Array(problem.layers),
    want: new Float64Array(problem.layers),
  }
  const counting = countingOf(one, one)
  for (let l = 0; l < problem.layers; l++) fillLayer(table, one, counting, weights, l)
  const longest = start.reduce((most, from, l) => (l === 0 ? 0 : Math.max(most, from - start[l - 1])), 0)
  const knapsack = knapsackOf(one, several ? undominated(one) : lists, weights)
  // The tolerance lets the dearest choices fit when the budget sets no limit, however the use is added up.
  const slack = Math.min(knapsack.slack, largestUse(table) * (1 + BUDGET_TOLERANCE))
  const plans = several ? new PlanMask(problem, table, table.allowed, reference.choice) : null
  return { problem, longest, ...table, slack, weights, reference, knapsack, plans }
}

/**
 * A pipeline is as slow as its slowest layer, and no faster than the slowest of the layers at their best. Values below that
 * floor are as good as the floor, which makes many choices equal that differ in cost.
 */
function aboveFloor(problem: AllocationProblem): AllocationProblem {
  const floor = slowestBest(problem)
  return { ...problem, values: problem.values.map(table => table.map(v => Math.max(v, floor))) }
}

/** Lists that hold all choices of every layer in order. */
function everyChoice({ layers, choices }: AllocationProblem): ChoiceLists {
  return {
    start: Int32Array.from({ length: layers + 1 }, (_, l) => l * choices),
    choice: Int32Array.from({ length: layers * choices }, (_, e) => e % choices),
  }
}

type Columns = Pick<ChoiceTable, "start" | "choice" | "allowed" | "cost" | "value" | "best" | "gain" | "want">

/** Fills everything that belongs to one layer. */
function fillLayer(
  table: Columns,
  problem: AllocationProblem,
  counting: Counting,
  weights: readonly number[],
  layer: number,
): void {
  const { start, choice, allowed, cost, value } = table
  const [from, to] = [start[layer], start[layer + 1]]
  let [least, best] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let e = from; e < to; e++) {
    const entry = layer * problem.choices + choice[e]
    allowed[e] = problem.allowed[entry]
    if (allowed[e] === 0) continue
    cost[e] = counted(problem.cost[entry], counting)
    for (let w = 0; w < weights.length; w++) value[e] += weights[w] * problem.values[w][entry]
    least = Math.min(least, cost[e])
    best = Math.min(best, value[e])
  }
  let [gain, want] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let e = from; e < to; e++) {
    if (allowed[e] === 0) continue
    cost[e] -= least
    value[e] -= best
    if (cost[e] === 0) gain = Math.min(gain, value[e])
    if (value[e] === 0) want = Math.min(want, cost[e])
  }
  table.best[layer] = best
  table.gain[layer] = gain
  table.want[layer] = want
}

/** Σ over the layers of the largest cost above the cheapest. */
function largestUse({ start, cost }: Columns): number {
  let sum = 0
  for (let l = 1; l < start.length; l++)
    sum += cost.subarray(start[l - 1], start[l]).reduce((a, b) => Math.max(a, b), 0)
  return sum
}

/** The problem's allocation for one entry of the table per layer. */
export function allocationOf(table: ChoiceTable, entries: Int32Array): Allocation {
  return evaluateAllocation(
    table.problem,
    entries.map(e => table.choice[e]),
  )
}
