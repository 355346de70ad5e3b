// From what the page's fields say to an allocation, with the library: tables, problem, environment, policy, proven optimum.

import type { Actor } from "../../agents/policy.ts"
import { propose } from "../../agents/proposal.ts"
import type { ChoiceObservation } from "../../agents/scorer-network.ts"
import { AllocationEnv } from "../../env/allocation-env.ts"
import { buildProblem, type Constraint, type Objective } from "../../src/allocation/build.ts"
import { solveExact } from "../../src/allocation/exact.ts"
import { platformNamed } from "../../src/allocation/platforms.ts"
import { COARSE_GRID, gridSize, peOf, tileOf } from "../../src/core/choices.ts"
import { Rng } from "../../src/core/rng.ts"
import { buildCostTable } from "../../src/costs/cost-table.ts"
import { dataflowsOf } from "../../src/costs/profile.ts"
import { macsOf } from "../../src/maestro/layer.ts"
import type { Network } from "../../src/workloads/network.ts"

/** What to allocate. */
export interface Question {
  readonly network: Network
  readonly dataflow: string
  readonly objective: Objective
  readonly constraint: Constraint
  readonly platform: string
  /** Share of the range from the smallest to the largest total, in [0, 1]. */
  readonly budget: number
}

/** A layer's part. */
export interface LayerPart {
  readonly shape: string
  readonly macs: number
  readonly pe: number
  readonly tile: number
  readonly dataflow: string
  /** Cycles and nJ. */
  readonly latency: number
  readonly energy: number
}

/** An allocation and how good it is. */
export interface Answer {
  readonly objective: number
  /** Above the optimum, or where that is not proven above a lower bound. */
  readonly gap: number
  readonly proven: boolean
  readonly cost: number
  readonly limit: number
  readonly passes: number
  readonly layers: readonly LayerPart[]
}

/** Greedy passes in random orders of the layers, beside the one in the order of the network. */
export const ORDERS = 4

/** Asks a policy. @throws InputError for a budget that admits nothing */
export function allocate(question: Question, policy: Actor<ChoiceObservation, number>): Answer {
  const { network, budget } = question
  const hardware = platformNamed(question.platform)
  const { profile } = hardware
  const shapes = network.distinct.map(d => d.layer)
  const dataflows = dataflowsOf(profile, question.dataflow)
  const tables = dataflows.map(dataflow => buildCostTable(shapes, COARSE_GRID, { profile, dataflow, hardware }))
  const problem = buildProblem(network, tables, { ...question, budget, allowImpossible: false })
  const env = new AllocationEnv(problem)
  const options = { orders: ORDERS, samples: 0 }
  const { allocation, evaluations } = propose(env, policy, Rng.fromSeed(0).split("apply"), options)
  const exact = solveExact(problem)
  const size = gridSize(COARSE_GRID)
  const layers = Array.from(allocation.choice, (choice, l): LayerPart => {
    const flow = Math.floor(choice / size)
    const at = network.shapeOf[l] * size + (choice % size)
    const table = tables[flow]
    return {
      shape: network.rows[l].slice(0, 6).join(" · "),
      macs: macsOf(network.layers[l]),
      pe: peOf(COARSE_GRID, choice % size),
      tile: tileOf(COARSE_GRID, choice % size),
      dataflow: dataflows[flow],
      latency: table.runtime[at],
      energy: table.energy[at],
    }
  })
  return {
    objective: allocation.objective,
    gap: Math.max(0, allocation.objective / exact.bound - 1),
    proven: exact.bound >= exact.allocation.objective,
    cost: allocation.cost,
    limit: problem.budget,
    passes: evaluations,
    layers,
  }
}
