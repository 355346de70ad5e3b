// What a trained policy proposes for a problem: the best of a few greedy episodes, without training.
//
// One pass in the order of the network may end badly where a large indivisible layer comes last; seven or eight more in random orders
// cost little and are the best decode measured (specification agent-design, section 6).

import type { AllocationEnv } from "../env/allocation-env.ts"
import { type Allocation, evaluateAllocation } from "../src/allocation/problem.ts"
import { checkInteger } from "../src/core/check.ts"
import type { Rng } from "../src/core/rng.ts"
import { decode } from "./episode.ts"
import type { Actor } from "./policy.ts"
import type { ChoiceObservation } from "./scorer-network.ts"

/** How to ask a policy. */
export interface ProposalOptions {
  /** Greedy episodes in random layer orders, beside the one in the order of the network; ≥ 0. */
  readonly orders: number
}

export const PROPOSAL_DEFAULTS: ProposalOptions = { orders: 8 }

/** What came of it. */
export interface Proposal {
  /** The best of all episodes. */
  readonly allocation: Allocation
  /** Objective of the one in the order of the network. */
  readonly plain: number
  /** Whole allocations valued. */
  readonly evaluations: number
}

/** Asks a policy for an allocation. Every episode of the environment is feasible, so there always is one. */
export function propose(
  env: AllocationEnv,
  policy: Actor<ChoiceObservation, number>,
  rng: Rng,
  options: Partial<ProposalOptions> = {},
): Proposal {
  const { orders } = { ...PROPOSAL_DEFAULTS, ...options }
  checkInteger("orders", orders, 0)
  const variations = Array.from({ length: orders }, () => ({ order: "random" }))
  const found = decode(env, policy, rng, variations).map(({ episode }) =>
    evaluateAllocation(env.problem, episode.info.choice as ArrayLike<number>),
  )
  const allocation = found.reduce((best, a) => (a.objective < best.objective ? a : best))
  return { allocation, plain: found[0].objective, evaluations: found.length }
}
