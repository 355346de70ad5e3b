// Lagrangian relaxation (Everett, "Generalized Lagrange multiplier method for solving problems of optimum allocation
// of resources", 1963): with a price on the budget the layers come apart and each takes its best entry. The price is
// found by bisection; what the cheapest-priced feasible allocation leaves of the budget is then filled greedily.
//
// - One price moves all constraints together, each weighted. The weights start at one over the budget and are
//   multiplied, pass after pass, by the share of its budget that a constraint uses.
// - A product of sums is linearised at the best allocation so far, pass after pass.
// - For a maximum the relaxation trades the threshold t that no value may exceed against the least cost of keeping it.

import { logGradient } from "../../src/allocation/greedy.ts"
import { type AllocationProblem, checkBudget } from "../../src/allocation/problem.ts"
import { InputError } from "../../src/core/errors.ts"
import { bottleneckRelaxation } from "./bottleneck-relaxation.ts"
import { oneByOne, type Worth } from "./one-by-one.ts"
import type { Optimiser } from "./optimiser.ts"
import { PricedEntries } from "./priced-entries.ts"
import { sumRelaxation } from "./sum-relaxation.ts"

/** A relaxed problem for one weighting of values and constraints. */
export interface Relaxed {
  /** An order of magnitude for prices, > 0. */
  readonly unit: number
  /** The entries of least value plus price times weighted cost. */
  minimiser(price: number): Int32Array
  /** Improves entries that keep the budgets with what they leave of them, in place. */
  fill(entries: Int32Array): void
}

/** Bisections of the price per pass; its interval then is a millionth of a millionth of what it was. */
const BISECTIONS = 40
/** Doublings of the price after which no allocation is feasible at any price. */
const DOUBLINGS = 80
/** Largest number of passes. */
const PASSES = 20

/** Starts the Lagrangian method; it has no random part. InputError for a layer-sequential problem. */
export function lagrangian(problem: AllocationProblem): Optimiser {
  if (problem.array !== undefined) {
    throw new InputError("lagrangian prices a budget that layers share by adding up; with a shared array none is")
  }
  checkBudget(problem)
  return oneByOne(passes(problem, new PricedEntries(problem)))
}

function* passes(problem: AllocationProblem, entries: PricedEntries): Generator<Int32Array, void, Worth> {
  const repeated = problem.aggregation === "product-of-sums" || entries.constraints > 1
  let best: { entries: Int32Array; worth: Worth } | null = null
  for (let pass = 0; pass < PASSES; pass++) {
    if (problem.aggregation === "product-of-sums" && best !== null) {
      entries.weighValues(logGradient(problem, entries.decode(best.entries)))
    }
    const relaxed = problem.aggregation === "max" ? bottleneckRelaxation(entries) : sumRelaxation(entries)
    const found = yield* bisection(relaxed, entries)
    const improved: boolean = found.worth < (best?.worth ?? Number.POSITIVE_INFINITY)
    if (improved) best = found
    // Without a price the entries are the best there are.
    const unbound = problem.aggregation !== "product-of-sums" && entries.fit(relaxed.minimiser(0))
    if (!repeated || unbound || (!improved && entries.constraints === 1)) return
    entries.weighConstraints(found.entries)
  }
}

/** One pass: the best of the feasible minimisers and their fillings; worth infinite when there is none. */
function* bisection(
  relaxed: Relaxed,
  entries: PricedEntries,
): Generator<Int32Array, { entries: Int32Array; worth: Worth }, Worth> {
  let best = { entries: relaxed.minimiser(0), worth: Number.POSITIVE_INFINITY }
  const tried = new Set<string>()
  function* look(found: Int32Array): Generator<Int32Array, boolean, Worth> {
    const key = found.join()
    if (tried.has(key)) return entries.fit(found)
    tried.add(key)
    const worth = yield entries.decode(found)
    if (worth < best.worth) best = { entries: found.slice(), worth }
    return worth < Number.POSITIVE_INFINITY
  }
  if (yield* look(best.entries)) return best
  let [low, high] = [0, relaxed.unit]
  let feasible = relaxed.minimiser(high)
  for (let i = 0; i < DOUBLINGS && !(yield* look(feasible)); i++) {
    low = high
    high *= 2
    feasible = relaxed.minimiser(high)
  }
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = (low + high) / 2
    const found = relaxed.minimiser(middle)
    if (yield* look(found)) {
      high = middle
      feasible = found
    } else low = middle
  }
  if (!entries.fit(feasible)) return best
  relaxed.fill(feasible)
  yield* look(feasible)
  return best
}
