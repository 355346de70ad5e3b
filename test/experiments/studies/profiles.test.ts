// The study of both profiles, on its smallest network.

import { beforeAll, describe, expect, test } from "vitest"
import { profilePlots } from "../../../experiments/studies/profile-plots.ts"
import {
  BUDGETS,
  bestOf,
  COMMON,
  OBJECTIVES,
  PLATFORM_NAMES,
  type ProblemOutcome,
  solveProblems,
} from "../../../experiments/studies/profile-problems.ts"
import {
  agreements,
  bestCounts,
  groupsOf,
  sharedRegrets,
  spreadOf,
} from "../../../experiments/studies/profile-summary.ts"
import { PROFILE_DATAFLOWS } from "../../../src/costs/profile.ts"

let outcomes: ProblemOutcome[]
beforeAll(() => {
  outcomes = PLATFORM_NAMES.flatMap(platform => solveProblems("example", platform))
})

describe("problems", () => {
  test("every platform, objective and budget once; every dataflow of either profile, proven", () => {
    expect(outcomes.length).toBe(PLATFORM_NAMES.length * OBJECTIVES.length * BUDGETS.length)
    expect(COMMON).toEqual(["dla", "shi"])
    for (const { physical, maestro } of outcomes) {
      expect(physical.map(a => a.dataflow)).toEqual(PROFILE_DATAFLOWS.physical)
      expect(maestro.map(a => a.dataflow)).toEqual(PROFILE_DATAFLOWS.maestro)
      for (const { proven, greedyGap } of [...physical, ...maestro]) {
        expect(proven).toBe(true)
        expect(greedyGap).toBeGreaterThanOrEqual(0)
      }
    }
  })

  test("more area is never worse", () => {
    for (const group of groupsOf(outcomes).filter(g => g.budget === 0.1)) {
      const { platform, objective } = group
      const other = outcomes.find(o => o.platform === platform && o.objective === objective && o.budget === 0.5)
      for (const [i, { objective: tight }] of group.outcomes[0].physical.entries()) {
        expect(other?.physical[i].objective).toBeLessThanOrEqual(tight)
      }
    }
  })

  test("an allocation chosen otherwise is never better than the optimum within its area", () => {
    const regrets = outcomes.flatMap(o => [...o.transfers, ...o.variations]).map(t => t.regret)
    expect(regrets.length).toBe(outcomes.length * 4)
    expect(Math.min(...regrets)).toBeGreaterThanOrEqual(-1e-12)
    expect(Math.max(...regrets)).toBeGreaterThan(0.1)
  })

  test("predictions: what maestro says over what its allocation costs, where both keep the budget", () => {
    const [first] = outcomes
    for (const { dataflow, predicted, regret, area } of first.transfers) {
      const said = first.maestro.find(a => a.dataflow === dataflow)?.objective ?? Number.NaN
      const best = first.physical.find(a => a.dataflow === dataflow)?.objective ?? Number.NaN
      expect(area).toBeLessThanOrEqual(1)
      expect(said / (best * (1 + regret)) / predicted).toBeCloseTo(1, 9)
    }
  })
})

describe("summary", () => {
  test("spreads interpolate", () => {
    expect(spreadOf([4, 1, 3, 2])).toEqual({ least: 1, lower: 1.75, median: 2.5, upper: 3.25, most: 4 })
    expect(spreadOf([7])).toEqual({ least: 7, lower: 7, median: 7, upper: 7, most: 7 })
  })

  test("counts, agreements and regrets of shared dataflows", () => {
    for (const profile of ["physical", "maestro"] as const) {
      const counts = bestCounts(outcomes, profile)
      expect(counts.reduce((sum, [, n]) => sum + n, 0)).toBe(outcomes.length)
    }
    const alike = agreements(outcomes)
    expect(alike).toBeGreaterThan(0)
    expect(alike).toBeLessThanOrEqual(outcomes.length)
    for (const [i, regret] of sharedRegrets(outcomes).entries()) {
      const shared = COMMON.includes(bestOf(outcomes[i].physical).dataflow)
      expect(regret === 0).toBe(shared)
    }
  })
})

test("plots: three files, whole, the same every time", async () => {
  const plots = await profilePlots(outcomes)
  expect(Object.keys(plots)).toEqual([
    "physical-study-dataflows.svg",
    "physical-study-cost.svg",
    "physical-study-error.svg",
  ])
  for (const svg of Object.values(plots)) {
    expect(svg).toMatch(/^<svg role="img"[\s\S]*<\/svg>$/)
    expect(svg).not.toMatch(/NaN|undefined|Infinity/)
    expect(svg).toContain("edge, 0.1")
  }
  expect(await profilePlots(outcomes)).toEqual(plots)
})
