// When an allocation keeps a budget, the same for everyone who asks: solvers, environments, searches.
//
// A sum of doubles depends on the order of adding, so at the very limit two parts of the program could disagree about one
// allocation. Against a budget costs are therefore counted in whole grains: a grain is the distance between doubles at the limit,
// budget · (1 + BUDGET_TOLERANCE), and a cost counts as the nearest multiple of it. The limit is less than 2^53 grains, so counted
// costs add up without rounding as long as they keep it, in any order, and so do their differences; a sum above the limit may be
// rounded but stays above. Over n layers the count differs from the cost by n/2 grains at most, n · 1.2e-16 of the budget: whatever
// costs no more than the budget itself keeps it.

/** A constraint: a table of costs, as large as the value tables, and what the allocation's cost may be at most. */
export interface Limit {
  readonly cost: Float64Array
  /** May be infinite. Kept when the counted cost is at most budget · (1 + BUDGET_TOLERANCE). */
  readonly budget: number
}

/** Relative slack on the budget, so that a budget computed as a sum, or printed and read again, admits that very sum. */
export const BUDGET_TOLERANCE = 1e-9

/** The largest counted cost that keeps the budget of a constraint (of a problem: its first). */
export function budgetLimit(limit: { readonly budget: number }): number {
  return limit.budget * (1 + BUDGET_TOLERANCE)
}

/** What running totals must stay below when they are kept by adding and taking away costs as they are, uncounted. */
export function guardedLimit(limit: { readonly budget: number }): number {
  return budgetLimit(limit) * (1 - TOTALS_GUARD)
}

/** A tenth of BUDGET_TOLERANCE, so the budget itself is within; 4e5 roundings of a total are too. */
const TOTALS_GUARD = 1e-10

/** How costs count under a limit. */
export interface Counting {
  /** A power of two; most / grain is a whole number below 2^53. */
  readonly grain: number
  /** The limit: the largest Σ of counted costs. */
  readonly most: number
}

/** How costs count under a limit ≥ 0, finite. */
export function countingUpTo(most: number): Counting {
  return { grain: grainOf(most), most }
}

function grainOf(limit: number): number {
  if (limit < EVENLY_SPACED) return Number.MIN_VALUE
  const grain = 2 ** (Math.floor(Math.log2(limit)) - 52)
  // The logarithm of what is next to a power of two may be rounded over it.
  if (limit / grain >= 2 ** 53) return 2 * grain
  return limit / grain < 2 ** 52 ? grain / 2 : grain
}

/** Below this the least double is the distance between all. */
const EVENLY_SPACED = 2 ** -1021

/** A cost in whole grains, in the cost's own unit; one above the limit stays as it is, since it fits with nothing. */
export function counted(cost: number, { grain, most }: Counting): number {
  return cost > most ? cost : Math.round(cost / grain) * grain
}

/** Whether costs, one per layer, keep a budget together. */
export function keepsBudget(limit: Limit, entries: Int32Array): boolean {
  const most = budgetLimit(limit)
  if (most === Number.POSITIVE_INFINITY) return true
  const counting = countingUpTo(most)
  let sum = 0
  for (let l = 0; l < entries.length; l++) sum += counted(limit.cost[entries[l]], counting)
  return sum <= most
}
