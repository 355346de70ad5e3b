// What every search method is to its caller: ask for candidates, tell what they are worth.
//
// Counting. One evaluation is one whole allocation valued and told; the caller counts them, so no method can count
// differently. The cost model itself is called once per distinct layer and choice, before any method starts: every
// method walks the same table and is given the same undominated choices, so these calls are the same for all.
// Reading the table to weigh single choices (greedy, Lagrangian) is not an evaluation; its seconds show.
//
// Budget of the problem. All methods make candidates feasible in the same way before they propose them, by
// `SearchSpace.fit`; none uses a penalty. A candidate that is infeasible all the same ranks behind every feasible one.

import type { AllocationProblem } from "../../src/allocation/problem.ts"
import type { Rng } from "../../src/core/rng.ts"

/** A search method at work on one problem. `ask` and `tell` alternate. */
export interface Optimiser {
  /**
   * The next candidates: at least one and at most `limit` (≥ 1), each a choice per layer (allowed ones) in an array
   * of its own. Empty when the method has nothing more to try; it then stays empty.
   */
  ask(limit: number): readonly Int32Array[]
  /**
   * The objectives of the candidates of the last `ask`, in its order, smaller is better, and for each 1 or 0: whether
   * it is feasible. The objective of an infeasible candidate is not to be compared with others.
   */
  tell(objectives: Float64Array, feasible: Uint8Array): void
  /** The choices it believes to be best, where that is not the best it was told of: for noisy objectives. */
  believed?(): Int32Array
}

/** What a method is told at its start. */
export interface OptimiserPlan {
  /** Evaluations that will be made in all, ≥ 1: schedules end there. */
  readonly evaluations: number
}

/** Starts a method. Equal problems, plans and generators give equal candidates. */
export type MakeOptimiser = (problem: AllocationProblem, plan: OptimiserPlan, rng: Rng) => Optimiser

/** Objectives for ranking: infeasible ones are infinite. */
export function ranked(objectives: Float64Array, feasible: Uint8Array): Float64Array {
  return objectives.map((objective, i) => (feasible[i] === 1 ? objective : Number.POSITIVE_INFINITY))
}
