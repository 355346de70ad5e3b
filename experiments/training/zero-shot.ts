// How near a trained policy comes, without training, to the optimum of whole networks.

import type { Actor } from "../../agents/policy.ts"
import { type Proposal, propose } from "../../agents/proposal.ts"
import type { ChoiceObservation } from "../../agents/scorer-network.ts"
import { AllocationEnv } from "../../env/allocation-env.ts"
import type { ObservationProfile } from "../../env/observation.ts"
import type { PoolOptions, PoolSource } from "../../env/problem-pool.ts"
import { buildProblem, type Constraint, type Objective } from "../../src/allocation/build.ts"
import { solveExact } from "../../src/allocation/exact.ts"
import { solveGreedy } from "../../src/allocation/greedy.ts"
import type { AllocationProblem } from "../../src/allocation/problem.ts"
import { InputError } from "../../src/core/errors.ts"
import type { Rng } from "../../src/core/rng.ts"
import { median } from "../../src/core/stats.ts"

/** Budgets of the test problems, as fractions. */
export const TEST_BUDGETS = [0.05, 0.1, 0.25, 0.5] as const

/** A whole network under one dataflow, objective and budget. */
export interface TestProblem {
  readonly network: string
  readonly dataflow: string
  readonly objective: Objective
  readonly constraint: Constraint
  readonly budget: number
  readonly problem: AllocationProblem
  readonly env: AllocationEnv
  /** No allocation is better. */
  readonly bound: number
  /** The greedy rule's distance from it, for comparison. */
  readonly greedyGap: number
}

/** What of a pool decides which problems policies are tested on. */
export type TestOptions = Pick<PoolOptions, "objectives" | "constraints" | "allowImpossible">

/** Most test problems: of more combinations so many are drawn. */
const MOST_TESTS = 320

/** Every combination, or a draw of them; without those whose budget admits no allocation, or that have a layer without a possible choice. */
export function testProblems(
  sources: readonly PoolSource[],
  { objectives, constraints, allowImpossible }: TestOptions,
  observation: ObservationProfile,
  rng: Rng,
  onProblem: (done: number, total: number) => void = () => {},
): TestProblem[] {
  const all = sources.flatMap(({ network, tables }) =>
    tables.flatMap(table =>
      objectives.flatMap(objective =>
        constraints.flatMap(constraint =>
          TEST_BUDGETS.map(budget => ({ network, table, objective, constraint, budget })),
        ),
      ),
    ),
  )
  return drawn(all, MOST_TESTS, rng).flatMap(({ network, table, ...options }, i, tests) => {
    onProblem(i + 1, tests.length)
    const problem = admitting(() => buildProblem(network, table, { ...options, allowImpossible }))
    if (problem === null) return []
    const { bound } = solveExact(problem)
    const greedyGap = solveGreedy(problem).objective / bound - 1
    const env = new AllocationEnv(problem, { observation })
    return [{ network: network.name, dataflow: table.dataflow, ...options, problem, env, bound, greedyGap }]
  })
}

/** So many of a list at random, in its order; all of them if there are no more. */
function drawn<T>(list: readonly T[], most: number, rng: Rng): T[] {
  let [left, wanted] = [list.length, Math.min(most, list.length)]
  return list.filter(() => {
    const taken = rng.int(left--) < wanted
    if (taken) wanted--
    return taken
  })
}

/** The problem, or null when its input admits none. */
function admitting(build: () => AllocationProblem): AllocationProblem | null {
  try {
    return build()
  } catch (error) {
    if (error instanceof InputError) return null
    throw error
  }
}

/** What a policy proposes for a test problem, and how far that is from the bound. */
export interface ZeroShot extends Proposal {
  readonly test: TestProblem
  /** Of the best decode. */
  readonly gap: number
  /** Of the decode in the order of the network. */
  readonly plainGap: number
}

/** What the policy proposes for a problem. */
export function zeroShot(policy: Actor<ChoiceObservation, number>, test: TestProblem, rng: Rng): ZeroShot {
  const proposal = propose(test.env, policy, rng)
  const gapOf = (value: number) => Math.max(0, value / test.bound - 1)
  return { ...proposal, test, gap: gapOf(proposal.allocation.objective), plainGap: gapOf(proposal.plain) }
}

/** Median and largest of some gaps. */
export interface GapSummary {
  readonly problems: number
  readonly median: number
  readonly worst: number
}

/** Summary of a non-empty list of gaps. */
export function summarise(gaps: readonly number[]): GapSummary {
  return { problems: gaps.length, median: median(gaps), worst: gaps.reduce((a, b) => Math.max(a, b)) }
}
