// Runs a method for a number of evaluations: the one place where they are counted.

import { type Allocation, type AllocationProblem, evaluateAllocation } from "../../src/allocation/problem.ts"
import { checkInteger } from "../../src/core/check.ts"
import { UsageError } from "../../src/core/errors.ts"
import type { Optimiser } from "./optimiser.ts"

/** A point of a best-so-far curve: from this evaluation on (1 is the first) the best objective was this. */
export interface CurvePoint {
  readonly evaluation: number
  readonly objective: number
}

/** Values an allocation; one call is one evaluation. */
export type Measure = (choice: Int32Array) => Allocation

/** What a search came to. */
export interface SearchRun {
  /** Null when no candidate was feasible. */
  readonly best: Allocation | null
  /** Allocations valued; never more than were granted. */
  readonly evaluations: number
  /** How many of them were feasible. */
  readonly feasible: number
  /** Improvements of the best feasible objective, in order. */
  readonly curve: readonly CurvePoint[]
}

/**
 * Asks, evaluates and tells until the evaluations are used up or the method has nothing more to try.
 * `measure` values a candidate, by default from the problem's table; where it is noisy, `best` is the best as measured,
 * which flatters it (measured-search.ts).
 * UsageError when the method proposes more than it was asked for.
 */
export function runOptimiser(
  problem: AllocationProblem,
  optimiser: Optimiser,
  evaluations: number,
  measure: Measure = choice => evaluateAllocation(problem, choice),
): SearchRun {
  checkInteger("evaluations", evaluations, 1)
  const curve: CurvePoint[] = []
  let best: Allocation | null = null
  let [done, feasible] = [0, 0]
  while (done < evaluations) {
    const limit = evaluations - done
    const candidates = optimiser.ask(limit)
    if (candidates.length === 0) break
    if (candidates.length > limit) throw new UsageError(`ask(${limit}) gave ${candidates.length} candidates`)
    const valued = candidates.map(measure)
    for (const allocation of valued) {
      done++
      if (!allocation.feasible) continue
      feasible++
      if (best !== null && allocation.objective >= best.objective) continue
      best = allocation
      curve.push({ evaluation: done, objective: allocation.objective })
    }
    optimiser.tell(
      Float64Array.from(valued, a => a.objective),
      Uint8Array.from(valued, a => Number(a.feasible)),
    )
  }
  return { best, evaluations: done, feasible, curve }
}

/** The best objective after so many evaluations; infinite before the first feasible one. */
export function objectiveAt(curve: readonly CurvePoint[], evaluation: number): number {
  let objective = Number.POSITIVE_INFINITY
  for (const point of curve) if (point.evaluation <= evaluation) objective = point.objective
  return objective
}
