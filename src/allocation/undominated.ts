// The choices worth having: those that no other choice of the layer beats in every value and in cost.
// An optimum exists among them, and they are few (144 choices shrink to 5–12 under an area budget,
// to 40 under a buffer budget; specification agent-design, section 1).

import { equalLayers } from "./equal-layers.ts"
import { type AllocationProblem, limitsOf, noChoice } from "./problem.ts"

/** A list of choices per layer: those of layer l are choice[start[l]] … choice[start[l + 1] − 1]. */
export interface ChoiceLists {
  /** layers + 1 offsets into `choice`. */
  readonly start: Int32Array
  readonly choice: Int32Array
}

/** Options of `undominated`. */
export interface UndominatedOptions {
  /**
   * Cost differences up to this count as none, ≥ 0: a choice is dropped for one that is better and dearer by no more.
   * The layer's cheapest choice always stays, so what is feasible stays so. 0 keeps an optimum among the lists.
   */
  readonly costTolerance: number
}

export const UNDOMINATED_DEFAULTS: UndominatedOptions = { costTolerance: 0 }

/**
 * For every layer the allowed choices that no other allowed choice beats or equals in all of (values, costs),
 * by rising cost of the first constraint: the first is the cheapest, and with one value table and one constraint values
 * fall strictly along the list. Of a shared array no choice beats one of another array.
 * Of equal choices the one of smallest index stays. Equal layers have equal lists.
 * InputError when a layer has no allowed choice.
 */
export function undominated(problem: AllocationProblem, options: Partial<UndominatedOptions> = {}): ChoiceLists {
  const { costTolerance } = { ...UNDOMINATED_DEFAULTS, ...options }
  const first = equalLayers(problem)
  const start = new Int32Array(problem.layers + 1)
  const lists: Int32Array[] = []
  for (let l = 0; l < problem.layers; l++) {
    lists.push(first[l] === l ? layerList(problem, l, costTolerance) : lists[first[l]])
    start[l + 1] = start[l] + lists[l].length
  }
  const choice = new Int32Array(start[problem.layers])
  for (let l = 0; l < problem.layers; l++) choice.set(lists[l], start[l])
  return { start, choice }
}

/** The undominated choices of one layer. */
function layerList(problem: AllocationProblem, layer: number, costTolerance: number): Int32Array {
  const { choices, values, cost, allowed, array } = problem
  const offset = layer * choices
  const further = limitsOf(problem)
    .slice(1)
    .map(limit => limit.cost)
  const order = Int32Array.from({ length: choices }, (_, k) => k).filter(k => allowed[offset + k] !== 0)
  if (order.length === 0) throw noChoice(layer)
  const compare = (tables: readonly Float64Array[], a: number, b: number) => {
    for (const table of tables) {
      const difference = table[offset + a] - table[offset + b]
      if (difference !== 0) return difference
    }
    return 0
  }
  const costs = [cost, ...further]
  const byCost = (a: number, b: number) => compare(costs, a, b)
  const byValues = (a: number, b: number) => compare(values, a, b)
  // What has to be no worse beside the first cost.
  const others = [...values, ...further]
  const sameArray = (a: number, b: number) => array === undefined || array[a] === array[b]
  const cheapest = order.reduce((best, k) => ((byCost(k, best) || byValues(k, best) || k - best) < 0 ? k : best))
  // Best values first: in this order only an earlier choice can dominate a later one. The latest kept is the
  // likeliest, so it is tried first.
  order.sort((a, b) => byValues(a, b) || byCost(a, b) || a - b)
  let kept = 0
  for (const k of order) {
    const dearest = cost[offset + k] + costTolerance
    let i = k === cheapest ? -1 : kept - 1
    while (
      i >= 0 &&
      !(cost[offset + order[i]] <= dearest && noWorse(others, offset + order[i], offset + k) && sameArray(order[i], k))
    )
      i--
    if (i < 0) order[kept++] = k
  }
  return order.slice(0, kept).sort((a, b) => byCost(a, b) || byValues(a, b))
}

/** Whether entry a has no more than entry b in any table. */
function noWorse(tables: readonly Float64Array[], a: number, b: number): boolean {
  for (const table of tables) if (table[a] > table[b]) return false
  return true
}

/** Value lost per unit of cost gained between two points, ≥ 0 when b costs more and has less value. */
function slope(cost: Float64Array, value: Float64Array, a: number, b: number): number {
  return (value[a] - value[b]) / (cost[b] - cost[a])
}

/**
 * Lower left convex hull of the points (cost, value) numbered from … to − 1, which come by rising cost and falling
 * value. Writes the numbers of the hull's corners into `out` and returns how many there are; the first and the
 * last point are always corners, and the computed slopes between corners fall strictly.
 */
export function convexHull(out: Int32Array, cost: Float64Array, value: Float64Array, from: number, to: number): number {
  let n = 0
  for (let i = from; i < to; i++) {
    while (n >= 2 && slope(cost, value, out[n - 2], out[n - 1]) <= slope(cost, value, out[n - 1], i)) n--
    out[n++] = i
  }
  return n
}
