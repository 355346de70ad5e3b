// What changes when the published networks are costed physically: every problem solved under both profiles.
//
// A problem is a network on a platform, an objective and an area budget. All dataflows and both profiles of a
// problem share one budget in µm²: the fraction of the range between the corner totals of dla, costed physically.

import { type BudgetRange, buildProblem, cornerTotals, type Objective } from "../../src/allocation/build.ts"
import { solveExact } from "../../src/allocation/exact.ts"
import { solveGreedy } from "../../src/allocation/greedy.ts"
import { type Platform, platformNamed } from "../../src/allocation/platforms.ts"
import { type Allocation, type AllocationProblem, evaluateAllocation } from "../../src/allocation/problem.ts"
import { COARSE_GRID } from "../../src/core/choices.ts"
import { InputError } from "../../src/core/errors.ts"
import { buildCostTable, type CostTable } from "../../src/costs/cost-table.ts"
import { PROFILE_DATAFLOWS, type Profile } from "../../src/costs/profile.ts"
import type { PhysicalChoices } from "../../src/physical/options.ts"
import { builtInNetwork } from "../../src/workloads/built-in.ts"
import type { Network } from "../../src/workloads/network.ts"

/** Platforms, objectives and budgets of the study. */
export const PLATFORM_NAMES = ["edge", "mobile", "cloud"] as const
export const OBJECTIVES: readonly Objective[] = ["latency", "energy"]
export const BUDGETS = [0.1, 0.5] as const

/** Other readings of what profile `physical` has to assume. */
export const VARIANTS: Readonly<Record<string, Partial<PhysicalChoices>>> = {
  "inner fill exposed": { innerFill: "exposed" },
  "L2 streaming": { l2: "streaming" },
}

/** Dataflows that both profiles have. */
export const COMMON = PROFILE_DATAFLOWS.maestro.filter(d => PROFILE_DATAFLOWS.physical.includes(d))

/** The proven optimum of a dataflow, and how far the greedy rule is above it. */
export interface Answer {
  readonly dataflow: string
  readonly objective: number
  readonly proven: boolean
  readonly greedyGap: number
}

/** What an allocation that was optimal for `maestro` costs in truth (that is, by profile `physical`). */
export interface Transfer {
  readonly dataflow: string
  /** What maestro says it costs / what it costs. */
  readonly predicted: number
  /** Above the physical optimum within the area that it really takes. */
  readonly regret: number
  /** The area that it really takes / budget. */
  readonly area: number
}

/** How another reading judges the answer of the default one. */
export interface Variation {
  readonly variant: string
  readonly best: string
  /** The default's allocation and dataflow, above the variant's best. */
  readonly regret: number
  /** What maestro's allocations cost by this reading. */
  readonly transfers: readonly Transfer[]
}

/** One problem, solved. Answers in the order of the profile's dataflows; a dataflow that the budget rules out is left out. */
export interface ProblemOutcome {
  readonly network: string
  readonly platform: string
  readonly objective: Objective
  readonly budget: number
  readonly physical: readonly Answer[]
  readonly maestro: readonly Answer[]
  readonly transfers: readonly Transfer[]
  readonly variations: readonly Variation[]
}

/** A problem of one dataflow with its optimum. */
interface Solved extends Answer {
  readonly problem: AllocationProblem
  readonly allocation: Allocation
}

type Tables = ReadonlyMap<string, CostTable>

/** All problems of a network on a platform. */
export function solveProblems(networkName: string, platformName: string): ProblemOutcome[] {
  const network = builtInNetwork(networkName)
  const platform = platformNamed(platformName)
  const physical = tablesOf(network, platform, "physical")
  const maestro = tablesOf(network, platform, "maestro")
  const variants = Object.entries(VARIANTS).map(
    ([name, choices]) => [name, tablesOf(network, platform, "physical", choices)] as const,
  )
  const range = cornerTotals(network, physical.get("dla") as CostTable, "area")
  return OBJECTIVES.flatMap(objective =>
    BUDGETS.map(budget => {
      const solve = (tables: Tables) => solveAll(network, tables, objective, budget, range)
      const [trueAnswers, answers] = [solve(physical), solve(maestro)]
      return {
        network: networkName,
        platform: platformName,
        objective,
        budget,
        physical: trueAnswers.map(answerOf),
        maestro: answers.map(answerOf),
        transfers: transfersOf(answers, trueAnswers),
        variations: variants.map(([name, tables]) => {
          const others = solve(tables)
          return { ...variationOf(name, bestOf(trueAnswers), others), transfers: transfersOf(answers, others) }
        }),
      }
    }),
  )
}

/** One table per dataflow of the profile. */
function tablesOf(network: Network, platform: Platform, profile: Profile, physical?: Partial<PhysicalChoices>): Tables {
  const shapes = network.distinct.map(d => d.layer)
  return new Map(
    PROFILE_DATAFLOWS[profile].map(dataflow => [
      dataflow,
      buildCostTable(shapes, COARSE_GRID, { profile, dataflow, hardware: platform, physical }),
    ]),
  )
}

function solveAll(
  network: Network,
  tables: Tables,
  objective: Objective,
  budget: number,
  range: BudgetRange,
): readonly Solved[] {
  return [...tables].flatMap(([dataflow, table]) => {
    const problem = problemWithin(network, table, objective, budget, range)
    if (problem === null) return []
    const { allocation, bound } = solveExact(problem)
    const greedyGap = solveGreedy(problem).objective / allocation.objective - 1
    const proven = bound >= allocation.objective
    return [{ dataflow, problem, allocation, objective: allocation.objective, proven, greedyGap }]
  })
}

/** The problem, or null where even the cheapest allocation exceeds the budget. */
function problemWithin(
  network: Network,
  table: CostTable,
  objective: Objective,
  budget: number,
  range: BudgetRange,
): AllocationProblem | null {
  try {
    return buildProblem(network, table, { objective, constraint: "area", budget }, range)
  } catch (error) {
    if (error instanceof InputError && error.code === "budget-too-small") return null
    throw error
  }
}

const answerOf = ({ dataflow, objective, proven, greedyGap }: Solved): Answer => ({
  dataflow,
  objective,
  proven,
  greedyGap,
})

const find = (solved: readonly Solved[], dataflow: string) => solved.find(s => s.dataflow === dataflow)

/** The answer of least objective. */
export function bestOf<A extends Answer>(answers: readonly A[]): A {
  return answers.reduce((best, a) => (a.objective < best.objective ? a : best))
}

/** For every dataflow that both profiles have. */
function transfersOf(chosen: readonly Solved[], truth: readonly Solved[]): Transfer[] {
  return COMMON.flatMap(d => transferOf(find(chosen, d), find(truth, d)))
}

/** Against the optimum within the area it really takes, so that exceeding the budget unawares is no merit. */
function transferOf(chosen: Solved | undefined, truth: Solved | undefined): Transfer[] {
  if (chosen === undefined || truth === undefined) return []
  const { problem, dataflow } = truth
  const { objective, cost } = evaluateAllocation(problem, chosen.allocation.choice)
  const best = cost > problem.budget ? solveExact({ ...problem, budget: cost }).allocation : truth.allocation
  const predicted = chosen.objective / objective
  return [{ dataflow, predicted, regret: objective / best.objective - 1, area: cost / problem.budget }]
}

function variationOf(variant: string, chosen: Solved, solved: readonly Solved[]): Omit<Variation, "transfers"> {
  const same = find(solved, chosen.dataflow) as Solved
  const best = bestOf(solved)
  const { objective } = evaluateAllocation(same.problem, chosen.allocation.choice)
  return { variant, best: best.dataflow, regret: objective / best.objective - 1 }
}
