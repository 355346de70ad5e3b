// The study's outcomes in groups of the same platform, objective and budget: what the table and the plots show.

import type { Objective } from "../../src/allocation/build.ts"
import {
  type Answer,
  BUDGETS,
  bestOf,
  COMMON,
  OBJECTIVES,
  PLATFORM_NAMES,
  type ProblemOutcome,
} from "./profile-problems.ts"

/** Least value, quartiles, largest value. */
export interface Spread {
  readonly least: number
  readonly lower: number
  readonly median: number
  readonly upper: number
  readonly most: number
}

/** Outcomes of all networks. */
export interface Group {
  readonly platform: string
  readonly objective: Objective
  readonly budget: number
  readonly outcomes: readonly ProblemOutcome[]
}

/** Outcomes by platform, objective and budget. */
export function groupsOf(outcomes: readonly ProblemOutcome[]): Group[] {
  return PLATFORM_NAMES.flatMap(platform =>
    OBJECTIVES.flatMap(objective =>
      BUDGETS.map(budget => ({
        platform,
        objective,
        budget,
        outcomes: outcomes.filter(o => o.platform === platform && o.objective === objective && o.budget === budget),
      })),
    ),
  )
}

/** The spread of a list that is not empty; quantiles are interpolated. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number) => {
    const place = share * (sorted.length - 1)
    const below = Math.floor(place)
    const next = sorted[Math.min(below + 1, sorted.length - 1)]
    return sorted[below] + (place - below) * (next - sorted[below])
  }
  return { least: at(0), lower: at(0.25), median: at(0.5), upper: at(0.75), most: at(1) }
}

/** How often each dataflow is best, by profile; most frequent first. */
export function bestCounts(outcomes: readonly ProblemOutcome[], profile: "physical" | "maestro"): [string, number][] {
  const counts = new Map<string, number>()
  for (const outcome of outcomes) {
    const { dataflow } = bestOf(outcome[profile])
    counts.set(dataflow, (counts.get(dataflow) ?? 0) + 1)
  }
  return [...counts].toSorted(([, a], [, b]) => b - a)
}

/** The best of the dataflows that both profiles have. */
function bestShared(answers: readonly Answer[]): Answer {
  return bestOf(answers.filter(({ dataflow }) => COMMON.includes(dataflow)))
}

/** Outcomes in which both profiles rank the dataflows they share alike. */
export function agreements(outcomes: readonly ProblemOutcome[]): number {
  return outcomes.filter(o => bestShared(o.physical).dataflow === bestShared(o.maestro).dataflow).length
}

/** What the best shared dataflow costs above the best of all, physically. */
export function sharedRegrets(outcomes: readonly ProblemOutcome[]): number[] {
  return outcomes.map(o => bestShared(o.physical).objective / bestOf(o.physical).objective - 1)
}
