// Problems from names: platforms, networks, and what comes out of real cost tables.

import { describe, expect, test } from "vitest"
import { buildProblem, CONSTRAINTS, OBJECTIVES } from "../../src/allocation/build.ts"
import { solveExact } from "../../src/allocation/exact.ts"
import { solveGreedy } from "../../src/allocation/greedy.ts"
import { NAMED_PROBLEM_DEFAULTS, namedProblem } from "../../src/allocation/named.ts"
import { PLATFORMS, platformNamed } from "../../src/allocation/platforms.ts"
import { smallestBudget } from "../../src/allocation/problem.ts"
import { COARSE_GRID, FINE_GRID } from "../../src/core/choices.ts"
import { InputError } from "../../src/core/errors.ts"
import { buildCostTable } from "../../src/costs/cost-table.ts"
import { PROFILE_DATAFLOWS, PROFILES } from "../../src/costs/profile.ts"
import { builtInNetwork } from "../../src/workloads/built-in.ts"

describe("platforms", () => {
  test("have unique names, an origin, and numbers that a machine could have", () => {
    expect(new Set(PLATFORMS.map(p => p.name)).size).toBe(PLATFORMS.length)
    for (const platform of PLATFORMS) {
      expect(platformNamed(platform.name)).toBe(platform)
      expect(platform.origin.length).toBeGreaterThan(10)
      for (const x of [platform.simdLanes, platform.nocBandwidth, platform.nocLatency, platform.offchipBandwidth]) {
        expect(Number.isInteger(x) && x > 0).toBe(true)
      }
    }
  })

  test("the published one is as published", () => {
    const published = { simdLanes: 1, nocBandwidth: 81_920_000, nocLatency: 1, offchipBandwidth: 70_000 }
    expect(platformNamed("confuciux")).toMatchObject({ ...published, profile: "maestro" })
  })

  test("all others are costed physically", () => {
    const others = PLATFORMS.filter(p => p.name !== "confuciux")
    expect(others.map(p => p.profile)).toEqual(["physical", "physical", "physical"])
  })

  test("an unknown one offers the nearest", () => {
    expect(() => platformNamed("moblie")).toThrow(InputError)
    expect(() => platformNamed("moblie")).toThrow(
      'platform "moblie" is unknown; known: confuciux, edge, mobile, cloud. Did you mean "mobile"?',
    )
  })
})

const values = (options: object) => namedProblem({ network: "example", ...options }).problem.values
const cycles = (physical: object, objective = "latency") =>
  values({ objective, physical })[0].reduce((a, b) => a + b, 0)

describe("namedProblem", () => {
  test("fills in the defaults", () => {
    const { problem, network } = namedProblem({})
    expect(network.name).toBe(NAMED_PROBLEM_DEFAULTS.network)
    expect([problem.layers, problem.choices]).toEqual([52, 144])
    expect(problem).toEqual(namedProblem(NAMED_PROBLEM_DEFAULTS).problem)
  })

  test.each(PROFILES)("holds the cost table's rows, profile %s", profile => {
    const options = { network: "alexnet", dataflow: "shi", platform: "cloud", objective: "lap", profile } as const
    const { problem, network } = namedProblem(options)
    const shapes = network.distinct.map(d => d.layer)
    const model = { profile, dataflow: "shi", hardware: platformNamed("cloud") }
    const table = buildCostTable(shapes, NAMED_PROBLEM_DEFAULTS.grid, model)
    expect(table.profile).toBe(profile)
    expect(problem.values).toEqual([table.area.map((x, e) => x * table.runtime[e])])
    expect(problem.cost).toEqual(table.area)
    expect(problem.allowed).toEqual(table.possible)
    expect(problem.allowed.includes(0)).toBe(profile === "maestro")
  })

  test("the profile is the platform's unless given", () => {
    expect(values({})).toEqual(values({ profile: "physical" }))
    expect(values({})).not.toEqual(values({ profile: "maestro" }))
    expect(values({ platform: "confuciux" })).toEqual(values({ platform: "confuciux", profile: "maestro" }))
  })

  test("modelling choices of profile physical change what they should", () => {
    const [latency, energy] = [cycles({}), cycles({}, "energy")]
    expect(cycles({ innerFill: "exposed" })).toBeGreaterThan(latency)
    expect(cycles({ l2: "streaming" })).toBeGreaterThan(latency)
    expect(cycles({ l2: { capacity: 1 } })).toBe(cycles({ l2: "streaming" }))
    expect(cycles({ l2: "streaming", offchipFloor: false })).toBeLessThan(cycles({ l2: "streaming" }))
    expect(cycles({ clusterAccess: 1 }, "energy")).toBeGreaterThan(energy)
  })

  test("the default grid may be replaced", () => {
    expect(namedProblem({ network: "example", grid: FINE_GRID }).problem.choices).toBe(1536)
  })

  test.each<[Record<string, unknown>, string]>([
    [{ network: "resnet81" }, 'Did you mean "resnet18"?'],
    [{ dataflow: "nvdla" }, 'Did you mean "dla"?'],
    [
      { dataflow: "eye" },
      'dataflow "eye" belongs to profile maestro (eye loses work above one PE; its legal replacement is rs)',
    ],
    [
      { dataflow: "tpu", profile: "maestro" },
      'dataflow "tpu" belongs to profile physical; profile maestro has dla, shi, eye',
    ],
    [{ profile: "phisical" }, 'Did you mean "physical"?'],
    [{ platform: "egde" }, 'Did you mean "edge"?'],
    [{ objective: "latncy" }, 'objective "latncy" is unknown'],
    [{ constraint: "l3" }, 'constraint "l3" is unknown'],
    [{ budget: -1 }, "budget is -1"],
    [{ budget: 2 }, "the smallest feasible budget is"],
  ])("%j is refused", (options, message) => {
    const make = () => namedProblem({ network: "example", ...options })
    expect(make).toThrow(InputError)
    expect(make).toThrow(message)
  })
})

describe("real networks", () => {
  test.each(PROFILES)("matrix products: bert is solved for every objective and dataflow, profile %s", profile => {
    for (const dataflow of PROFILE_DATAFLOWS[profile]) {
      for (const objective of OBJECTIVES) {
        const { problem } = namedProblem({ network: "bert", profile, dataflow, objective, budget: 0.05 })
        const { allocation, bound } = solveExact(problem)
        const what = `${dataflow} ${objective}`
        expect(allocation.feasible, what).toBe(true)
        expect(bound, what).toBeGreaterThan(allocation.objective * (1 - 1e-9))
        expect(allocation.objective, what).toBeLessThanOrEqual(solveGreedy(problem).objective * (1 + 1e-12))
      }
    }
  })

  const models = PROFILES.flatMap(profile => PROFILE_DATAFLOWS[profile].map(dataflow => [profile, dataflow] as const))
  test.each(models)("the smallest budget is accepted, and anything less is not: %s %s", (profile, dataflow) => {
    for (const name of ["example", "alexnet", "ncf"]) {
      const network = builtInNetwork(name)
      const shapes = network.distinct.map(d => d.layer)
      const table = buildCostTable(shapes, COARSE_GRID, { profile, dataflow, hardware: platformNamed("edge") })
      for (const constraint of CONSTRAINTS) {
        const make = (budget: number) => buildProblem(network, table, { objective: "latency", constraint, budget })
        const smallest = smallestBudget(make(1))
        expect(solveExact(make(smallest)).allocation.feasible, `${name} ${constraint}`).toBe(true)
        const less = smallest * (1 - 1e-6)
        expect(() => make(less), `${name} ${constraint}`).toThrow(`the smallest feasible budget is ${smallest} `)
      }
    }
  })

  test("impossible rows would be chosen if they were allowed, and then give better numbers than a machine can", () => {
    const problem = {
      network: "alexnet",
      dataflow: "shi",
      profile: "maestro",
      objective: "energy",
      budget: 0.3,
    } as const
    const honest = solveExact(namedProblem(problem).problem).allocation
    const { problem: loose } = namedProblem({ ...problem, allowImpossible: true })
    const { allowed } = namedProblem(problem).problem
    const tempted = solveExact(loose).allocation
    expect(tempted.objective).toBeLessThan(honest.objective)
    expect([...tempted.choice].some((k, l) => allowed[l * loose.choices + k] === 0)).toBe(true)
    expect([...honest.choice].every((k, l) => allowed[l * loose.choices + k] === 1)).toBe(true)
  })
})
