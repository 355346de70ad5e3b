// A pool of allocation problems: what a policy that shall carry over to unseen networks and budgets is trained on.
//
// Every problem has a few layers drawn without replacement from one network, in a random order, and a budget drawn
// log-uniformly (specification agent-design, section 6). Short problems teach as much per decision as long ones, and their mixture
// covers more situations than whole networks do.

import { buildProblem, type Constraint, type Objective } from "../src/allocation/build.ts"
import type { AllocationProblem } from "../src/allocation/problem.ts"
import { checkInteger, checkNumber } from "../src/core/check.ts"
import { InputError } from "../src/core/errors.ts"
import type { Rng } from "../src/core/rng.ts"
import type { CostTable } from "../src/costs/cost-table.ts"
import { type Network, subNetwork } from "../src/workloads/network.ts"

/** A network with its cost tables, one per dataflow that problems may have. */
export interface PoolSource {
  readonly network: Network
  readonly tables: readonly CostTable[]
}

/** What problems are drawn from; all lists non-empty, each entry as likely as the others. */
export interface PoolOptions {
  readonly objectives: readonly Objective[]
  readonly constraints: readonly Constraint[]
  /** Least and largest budget, as fractions between the corner totals of the drawn layers, 0 < least ≤ largest ≤ 1. */
  readonly budgets: readonly [number, number]
  /** Least and largest number of layers; a smaller network gives all of its layers. */
  readonly layers: readonly [number, number]
  /** Number of problems. */
  readonly problems: number
  /** Whether rows that no machine could achieve may be chosen (profile `maestro`). */
  readonly allowImpossible: boolean
}

export const POOL_DEFAULTS: PoolOptions = {
  objectives: ["latency", "energy"],
  constraints: ["area"],
  budgets: [0.02, 0.8],
  layers: [6, 28],
  problems: 300,
  allowImpossible: false,
}

/** A problem of the pool and where it comes from. */
export interface PooledProblem {
  readonly network: string
  readonly dataflow: string
  readonly objective: Objective
  readonly constraint: Constraint
  /** Fraction between the corner totals. */
  readonly budget: number
  /** Positions in the network, in the order of the problem. */
  readonly layers: Int32Array
  readonly problem: AllocationProblem
}

/** Draws in a row that may be infeasible before the pool is given up. */
const ATTEMPTS = 1000

/**
 * Draws problems. Equal sources, options and generators give equal pools.
 *
 * @throws InputError for options out of range, or when hardly any draw admits an allocation
 */
export function drawProblems(sources: readonly PoolSource[], options: Partial<PoolOptions>, rng: Rng): PooledProblem[] {
  const settings = checkOptions({ ...POOL_DEFAULTS, ...options })
  return Array.from({ length: settings.problems }, (_, i) => {
    const stream = rng.split("problem", i)
    let reason = ""
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const drawn = draw(sources, settings, stream)
      if (typeof drawn !== "string") return drawn
      reason = drawn
    }
    throw new InputError(`${ATTEMPTS} problems drawn in a row admit no allocation; of the last one: ${reason}`)
  })
}

/** One draw, or why it admits no allocation. */
function draw(sources: readonly PoolSource[], options: PoolOptions, rng: Rng): PooledProblem | string {
  const oneOf = <T>(list: readonly T[]): T => list[rng.int(list.length)]
  const { network, tables } = oneOf(sources)
  const table = oneOf(tables)
  const objective = oneOf(options.objectives)
  const constraint = oneOf(options.constraints)
  const [low, high] = options.budgets
  const budget = low * (high / low) ** rng.float()
  const [fewest, most] = options.layers
  const order = Int32Array.from(network.layers, (_, l) => l)
  rng.shuffle(order)
  const layers = order.slice(0, fewest + rng.int(most - fewest + 1))
  try {
    const { allowImpossible } = options
    const problem = buildProblem(subNetwork(network, layers), table, { objective, constraint, budget, allowImpossible })
    return { network: network.name, dataflow: table.dataflow, objective, constraint, budget, layers, problem }
  } catch (error) {
    if (error instanceof InputError) return error.message
    throw error
  }
}

function checkOptions(options: PoolOptions): PoolOptions {
  checkInteger("problems", options.problems, 1)
  const [low, high] = options.budgets
  checkNumber("least budget", low, 0, 1)
  checkNumber("largest budget", high, low, 1)
  if (low === 0)
    throw new InputError("least budget is 0, expected a fraction above 0, as budgets are drawn log-uniformly")
  const [fewest, most] = options.layers
  checkInteger("fewest layers", fewest, 1)
  checkInteger("most layers", most, fewest)
  return options
}
