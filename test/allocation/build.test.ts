// From cost tables to problems: budget rule, objectives, constraints, what may be chosen.

import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import {
  budgetOf,
  buildProblem,
  CONSTRAINTS,
  cornerTotals,
  OBJECTIVES,
  type Objective,
  type ProblemOptions,
} from "../../src/allocation/build.ts"
import { solveExact } from "../../src/allocation/exact.ts"
import { solveGreedy } from "../../src/allocation/greedy.ts"
import { evaluateAllocation, smallestBudget, unboundCost } from "../../src/allocation/problem.ts"
import { InputError } from "../../src/core/errors.ts"
import { Rng } from "../../src/core/rng.ts"
import type { CostTable } from "../../src/costs/cost-table.ts"
import { type LayerRow, type Network, networkOf } from "../../src/workloads/network.ts"
import { layerFromRow } from "../../src/workloads/network-csv.ts"

const A: LayerRow = [8, 4, 6, 6, 3, 3, 1]
const B: LayerRow = [4, 8, 6, 6, 1, 1, 1]
/** Four layers, two distinct. */
const NETWORK: Network = networkOf("small", [A, B, A, A], layerFromRow)
const GRID = { pe: [1, 2, 4], tile: [1, 2] }
const CHOICES = 6

/** A table of random numbers for NETWORK; every row is possible. */
function randomTable(seed: number, more: Partial<CostTable> = {}): CostTable {
  const rng = Rng.fromSeed(seed)
  const column = (low: number, high: number) =>
    Float64Array.from({ length: 2 * CHOICES }, () => Math.round(rng.uniform(low, high)))
  return {
    profile: "maestro",
    layers: NETWORK.distinct.map(d => d.layer),
    grid: GRID,
    dataflow: "dla",
    choices: CHOICES,
    runtime: column(10, 1000),
    energy: column(5, 50),
    area: column(100, 900),
    power: column(20, 80),
    l1: column(3, 30),
    l2: column(30, 300),
    macs: column(100, 200),
    possible: new Uint8Array(2 * CHOICES).fill(1),
    ...more,
  }
}

const options = (more: Partial<ProblemOptions> = {}): ProblemOptions => ({
  objective: "latency",
  constraint: "area",
  budget: 1e9,
  ...more,
})

/** Entry of the table behind layer l and choice k of NETWORK. */
const entry = (l: number, k: number) => (l === 1 ? 1 : 0) * CHOICES + k

/** What a function throws, as an InputError. */
function refusal(run: () => unknown): InputError {
  try {
    run()
  } catch (error) {
    if (error instanceof InputError) return error
    throw error
  }
  throw new Error("nothing was thrown")
}

describe("budget rule", () => {
  test("the range lies between the totals of the grid's four corners, all layers alike", () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(...CONSTRAINTS), (seed, constraint) => {
        const table = randomTable(seed)
        // Choices of PE 1 with tiles 1 and 2, and of PE 4 with tiles 1 and 2; A occurs three times, B once.
        const totals = [0, 1, 4, 5].map(k => 3 * table[constraint][k] + table[constraint][CHOICES + k])
        const range = { lowest: Math.min(...totals), highest: Math.max(...totals) }
        expect(cornerTotals(NETWORK, table, constraint)).toEqual(range)
      }),
    )
  })

  test("up to 1 a fraction of the range, above 1 absolute", () => {
    const range = { lowest: 100, highest: 300 }
    expect([0, 0.25, 1].map(budget => budgetOf(budget, range))).toEqual([100, 150, 300])
    expect([1.5, 250, 1e12].map(budget => budgetOf(budget, range))).toEqual([1.5, 250, 1e12])
    for (const budget of [-0.1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(refusal(() => budgetOf(budget, range)).message).toContain(`budget is ${budget}`)
    }
  })

  test("a problem takes its table's range, or the one it is given", () => {
    const table = randomTable(3)
    const { lowest, highest } = cornerTotals(NETWORK, table, "power")
    const half = options({ constraint: "power", budget: 0.5 })
    expect(buildProblem(NETWORK, table, half).budget).toBe(lowest + 0.5 * (highest - lowest))
    expect(buildProblem(NETWORK, table, half, { lowest: 1000, highest: 3000 }).budget).toBe(2000)
    expect(buildProblem(NETWORK, table, options({ constraint: "power", budget: 4321 })).budget).toBe(4321)
  })
})

describe("tables", () => {
  const FORMULAS: Record<Objective, ((t: CostTable, e: number) => number)[]> = {
    latency: [(t, e) => t.runtime[e]],
    energy: [(t, e) => t.energy[e]],
    edp: [(t, e) => t.runtime[e], (t, e) => t.energy[e]],
    lep: [(t, e) => t.runtime[e] * t.energy[e]],
    lap: [(t, e) => t.runtime[e] * t.area[e]],
    eap: [(t, e) => t.energy[e] * t.area[e]],
    throughput: [(t, e) => t.runtime[e]],
  }

  test.each(OBJECTIVES)("%s, in network order", objective => {
    const table = randomTable(7)
    const problem = buildProblem(NETWORK, table, options({ objective }))
    expect([problem.layers, problem.choices]).toEqual([4, CHOICES])
    const special: Partial<Record<Objective, string>> = { edp: "product-of-sums", throughput: "max" }
    expect(problem.aggregation).toBe(special[objective] ?? "sum")
    expect(problem.values.length).toBe(FORMULAS[objective].length)
    for (const [v, formula] of FORMULAS[objective].entries()) {
      for (let l = 0; l < 4; l++) {
        for (let k = 0; k < CHOICES; k++) expect(problem.values[v][l * CHOICES + k]).toBe(formula(table, entry(l, k)))
      }
    }
  })

  test("the chip's EDP is total latency × total energy, not the sum of the layers' products", () => {
    const table = randomTable(8)
    const choice = [0, 3, 5, 2]
    const total = (column: Float64Array) => choice.reduce((sum, k, l) => sum + column[entry(l, k)], 0)
    const edp = evaluateAllocation(buildProblem(NETWORK, table, options({ objective: "edp" })), choice)
    expect(edp.objective).toBe(total(table.runtime) * total(table.energy))
    const lep = evaluateAllocation(buildProblem(NETWORK, table, options({ objective: "lep" })), choice)
    expect(lep.objective).toBe(
      choice.reduce((sum, k, l) => sum + table.runtime[entry(l, k)] * table.energy[entry(l, k)], 0),
    )
  })

  test.each(CONSTRAINTS)("the cost of constraint %s", constraint => {
    const table = randomTable(9)
    const { cost } = buildProblem(NETWORK, table, options({ constraint }))
    for (let l = 0; l < 4; l++) {
      for (let k = 0; k < CHOICES; k++) expect(cost[l * CHOICES + k]).toBe(table[constraint][entry(l, k)])
    }
  })
})

/** The last choice of A beats everything, but is impossible. */
function tempting(): CostTable {
  const table = randomTable(11)
  const at = CHOICES - 1
  table.runtime[at] = 1
  table.area[at] = 1
  table.possible[at] = 0
  return table
}

describe("impossible rows", () => {
  test("are never allowed by default", () => {
    const problem = buildProblem(NETWORK, tempting(), options())
    const allowed = Array.from({ length: 4 * CHOICES }, (_, e) => (e % CHOICES === 5 && e !== 11 ? 0 : 1))
    expect([...problem.allowed]).toEqual(allowed)
    for (const { choice } of [solveExact(problem).allocation, solveGreedy(problem)]) {
      for (const l of [0, 2, 3]) expect(choice[l]).not.toBe(5)
    }
  })

  test("are allowed on request, as in the published program", () => {
    const problem = buildProblem(NETWORK, tempting(), options({ allowImpossible: true }))
    expect([...problem.allowed]).toEqual(Array.from({ length: 4 * CHOICES }, () => 1))
    expect([...solveExact(problem).allocation.choice].filter((_, l) => l !== 1)).toEqual([5, 5, 5])
  })

  test("a layer without a possible choice is named", () => {
    const table = randomTable(12)
    table.possible.fill(0, CHOICES)
    const { message, code } = refusal(() => buildProblem(NETWORK, table, options()))
    expect(code).toBe("no-possible-choice")
    expect(message).toContain("layer 2 of small (4,8,6,6,1,1,1) has no physically possible choice under dataflow dla")
    expect(buildProblem(NETWORK, table, options({ allowImpossible: true })).layers).toBe(4)
  })
})

describe("a budget below the cheapest allocation", () => {
  const MESSAGE = /; the smallest feasible budget is (\S+) (\S+)(?: \(as a fraction (\S+)\))?$/

  test("names the smallest feasible budget, and both its forms are accepted", () => {
    let fractions = 0
    fc.assert(
      fc.property(
        fc.nat(),
        fc.constantFrom(...CONSTRAINTS),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        (seed, constraint, share) => {
          const rng = Rng.fromSeed(seed)
          const table = randomTable(seed, { possible: Uint8Array.from({ length: 2 * CHOICES }, () => rng.int(2)) })
          table.possible[rng.int(CHOICES)] = 1
          table.possible[CHOICES + rng.int(CHOICES)] = 1
          const build = (budget: number) => buildProblem(NETWORK, table, options({ constraint, budget }))
          const smallest = smallestBudget(build(1e9))
          const { message, code } = refusal(() => build(share * (smallest - 2) + 1.000001))
          expect(code).toBe("budget-too-small")
          const [, number, unit, fraction] = MESSAGE.exec(message) as RegExpExecArray
          expect(unit).toBe({ area: "µm²", power: "mW", l1: "bytes", l2: "bytes" }[constraint])
          expect(Number(number)).toBe(smallest)
          expect(solveExact(build(Number(number))).allocation.feasible).toBe(true)
          if (fraction === undefined) return
          fractions++
          expect(Number(fraction)).toBeLessThanOrEqual(1)
          expect(build(Number(fraction)).budget).toBeGreaterThanOrEqual(smallest * (1 - 1e-9))
        },
      ),
    )
    expect(fractions).toBeGreaterThan(10)
  })

  test("a fraction that is too small is shown with what it comes to; none is offered where none is enough", () => {
    const area = Float64Array.of(9, 50, 60, 70, 9, 9, 9, 50, 60, 70, 9, 9)
    const possible = Uint8Array.of(0, 1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0)
    const above = refusal(() => buildProblem(NETWORK, randomTable(1, { area, possible }), options({ budget: 0.5 })))
    expect(above.message).toMatch(/^budget is 0\.5 \(118 µm²\) of area, but the cheapest allocation needs 200 µm²;/)
    expect(above.message).toMatch(/the smallest feasible budget is 200 µm² \(as a fraction 1\)$/)
    const outside = refusal(() =>
      buildProblem(NETWORK, randomTable(1, { area, possible: possible.with(1, 0) }), options({ budget: 1 })),
    )
    expect(outside.message).toMatch(/the smallest feasible budget is 230 µm²$/)
  })
})

describe("unboundCost", () => {
  test("is the least budget with which every layer has its best", () => {
    fc.assert(
      fc.property(fc.nat(), seed => {
        const table = randomTable(seed, { runtime: randomTable(seed).runtime.map(x => Math.ceil(x / 250)) })
        const free = buildProblem(NETWORK, table, options())
        const ideal = solveExact(free).allocation.objective
        const enough = unboundCost(free)
        expect(solveExact({ ...free, budget: enough }).allocation.objective).toBe(ideal)
        const less = { ...free, budget: enough - 1 }
        const bound =
          smallestBudget(free) > less.budget ? Number.POSITIVE_INFINITY : solveExact(less).allocation.objective
        expect(bound).toBeGreaterThan(ideal)
      }),
    )
  })

  test("ignores rows that may not be chosen, and is infinite where no choice is best in both values", () => {
    const runtime = Float64Array.of(3, 2, 9, 9, 9, 1, 3, 2, 9, 9, 9, 9)
    const area = Float64Array.of(10, 20, 1, 1, 1, 5, 10, 20, 1, 1, 1, 1)
    const possible = Uint8Array.of(1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1)
    const table = randomTable(1, { runtime, area, possible, energy: runtime })
    expect(unboundCost(buildProblem(NETWORK, table, options()))).toBe(80)
    expect(unboundCost(buildProblem(NETWORK, table, options({ objective: "edp" })))).toBe(80)
    const opposed = { ...table, energy: runtime.map(x => 100 - x) }
    expect(unboundCost(buildProblem(NETWORK, opposed, options({ objective: "edp" })))).toBe(Number.POSITIVE_INFINITY)
  })
})

/** Solves with a constraint at its least, alone and beside a free one: as an amount, and as the fraction that comes to it. */
function solveAtLeast(tables: readonly CostTable[], loose: ProblemOptions, free: "area" | "power"): void {
  const least = smallestBudget(buildProblem(NETWORK, tables, loose))
  const { lowest, highest } = cornerTotals(NETWORK, tables, loose.constraint, loose.deployment)
  const fraction = (least - lowest) / (highest - lowest)
  for (const budget of [{ amount: least }, ...(fraction >= 0 && fraction <= 1 ? [fraction] : [])]) {
    for (const further of [[], [{ constraint: free, budget: 1e9 }]]) {
      const problem = buildProblem(NETWORK, tables, { ...loose, budget, further })
      const { allocation, bound } = solveExact(problem)
      expect(allocation).toMatchObject({ feasible: true, objective: bound })
      expect(allocation.cost).toBeLessThanOrEqual(least * (1 + 1e-9))
      expect(solveGreedy(problem).feasible).toBe(true)
    }
  }
}

/** Costs that rounding touches. */
const uneven = (t: CostTable) => ({ ...t, area: t.area.map(x => x / 3), power: t.power.map(x => x / 7e5) })

test.each(["latency", "edp", "throughput"] as const)("budgets of exactly the least: %s", objective => {
  const check = fc.property(
    fc.nat(),
    fc.constantFrom(1, 2),
    fc.constantFrom("lp", "ls"),
    (seed, dataflows, deployment) => {
      const tables = Array.from({ length: dataflows }, (_, i) => uneven(randomTable(seed + i)))
      const loose = options({ objective, deployment })
      solveAtLeast(tables, loose, "power")
      solveAtLeast(tables, { ...loose, constraint: "l2" }, "area")
      const least = smallestBudget(buildProblem(NETWORK, tables, loose))
      const less = { ...loose, budget: { amount: least * (1 - 1e-8) } }
      expect(refusal(() => buildProblem(NETWORK, tables, less)).message).toContain(`needs ${least} `)
    },
  )
  fc.assert(check, { numRuns: 40 })
})

const within = (a: number, p: number, deployment: "lp" | "ls" = "lp") =>
  options({ budget: { amount: a }, further: [{ constraint: "power", budget: { amount: p } }], deployment })

const limited = (a: number, p: number, c: number) => {
  const { further = [], ...rest } = within(a, p)
  return { ...rest, further: [...further, { constraint: "l2" as const, budget: { amount: c } }] }
}

describe("the full problem", () => {
  test("several tables put their grids one after another, and fractions lie between the corners of all", () => {
    const tables = [randomTable(21), randomTable(22)]
    const problem = buildProblem(NETWORK, tables, options())
    expect(problem.choices).toBe(2 * CHOICES)
    for (let l = 0; l < 4; l++) {
      for (let k = 0; k < 2 * CHOICES; k++) {
        const table = tables[Math.floor(k / CHOICES)]
        expect(problem.values[0][l * 2 * CHOICES + k]).toBe(table.runtime[entry(l, k % CHOICES)])
      }
    }
    const alone = tables.map(table => cornerTotals(NETWORK, table, "area"))
    expect(cornerTotals(NETWORK, tables, "area")).toEqual({
      lowest: Math.min(...alone.map(range => range.lowest)),
      highest: Math.max(...alone.map(range => range.highest)),
    })
    const alike = solveExact(buildProblem(NETWORK, [tables[0], tables[0]], options({ budget: 1e9 })))
    const single = solveExact(buildProblem(NETWORK, tables[0], options({ budget: 1e9 })))
    expect(alike.allocation.objective).toBe(single.allocation.objective)
  })

  test("a shared array has one PE count and tile, costs the largest of its layers, and adds up run time", () => {
    const table = randomTable(23)
    const given = options({ deployment: "ls", objective: "throughput", budget: 1e9 })
    const problem = buildProblem(NETWORK, [table, table], given)
    expect(problem.aggregation).toBe("sum")
    expect([...(problem.array ?? [])]).toEqual([...Array(2 * CHOICES).keys()].map(k => k % CHOICES))
    const { choice, cost, objective } = solveExact(problem).allocation
    expect(new Set(choice.map(k => k % CHOICES)).size).toBe(1)
    expect(cost).toBe(Math.max(...choice.map((k, l) => table.area[entry(l, k % CHOICES)])))
    expect(objective).toBe(choice.reduce((sum, k, l) => sum + table.runtime[entry(l, k % CHOICES)], 0))
    const ends = [0, 1, 4, 5].map(k => Math.max(table.area[k], table.area[CHOICES + k]))
    expect(cornerTotals(NETWORK, table, "area", "ls").lowest).toBe(Math.min(...ends))
  })

  test("an amount is absolute however small, and a constraint is named once", () => {
    const table = randomTable(24)
    const problem = buildProblem(NETWORK, table, options({ budget: { amount: 4321.5 } }))
    expect(problem.budget).toBe(4321.5)
    expect(refusal(() => buildProblem(NETWORK, table, options({ budget: { amount: 0.5 } }))).code).toBe(
      "budget-too-small",
    )
    const twice = options({ further: [{ constraint: "area", budget: 1 }] })
    expect(refusal(() => buildProblem(NETWORK, table, twice)).message).toContain("constraint area is named twice")
  })

  // Choice 0 is cheap in area and dear in power, choice 1 the other way round; the others are dear in both.
  const area = Float64Array.of(10, 20, 90, 90, 90, 90, 10, 20, 90, 90, 90, 90)
  const power = Float64Array.of(20, 10, 90, 90, 90, 90, 20, 10, 90, 90, 90, 90)
  const opposed = () => randomTable(25, { area, power })
  test("contradictory budgets: each with the smallest value that would do, which does", () => {
    const { message, code } = refusal(() => buildProblem(NETWORK, opposed(), within(55, 55)))
    expect(code).toBe("contradictory-budgets")
    expect(message).toContain("the budgets of area, power contradict each other")
    const found = [...message.matchAll(/(area|power) \(given 55 \S+\): (\d+) /g)].map(m => [m[1], m[2]])
    expect(found).toEqual([
      ["area", "70"],
      ["power", "70"],
    ])
    expect(buildProblem(NETWORK, opposed(), within(70, 55)).layers).toBe(4)
    expect(buildProblem(NETWORK, opposed(), within(55, 70)).layers).toBe(4)
    expect(refusal(() => buildProblem(NETWORK, opposed(), within(69, 55))).code).toBe("contradictory-budgets")
  })

  test("contradictory budgets: a constraint that has no part in it is not named, but kept by what is offered", () => {
    // Of choices 0 and 1 the dearer in L2 is the cheaper in area.
    const l2 = Float64Array.of(8, 5, 1, 1, 1, 1, 8, 5, 1, 1, 1, 1)
    const table = { ...opposed(), l2 }
    const three = refusal(() => buildProblem(NETWORK, table, limited(55, 55, 32)))
    expect(three.message).toContain("the budgets of area, power contradict each other")
    expect(three.message).toMatch(/area \(given 55 µm²\): 70 .*; power \(given 55 mW\): 70 [^;]*$/)
    const all = refusal(() => buildProblem(NETWORK, table, limited(70, 55, 22)))
    expect(all.message).toContain("the budgets of area, l2 contradict each other")
    const [, enough] = /area \(given 70 µm²\): (\d+) /.exec(all.message) as RegExpExecArray
    expect(Number(enough)).toBeGreaterThan(70)
    expect(buildProblem(NETWORK, table, limited(Number(enough), 55, 22)).layers).toBe(4)
    expect(refusal(() => buildProblem(NETWORK, table, limited(Number(enough) - 1, 55, 22))).code).toBe(
      "contradictory-budgets",
    )
  })

  test("contradictory budgets of a shared array", () => {
    const { message } = refusal(() => buildProblem(NETWORK, opposed(), within(15, 15, "ls")))
    expect(message).toMatch(/area \(given 15 µm²\): 20 .*; power \(given 15 mW\): 20 /)
    expect(buildProblem(NETWORK, opposed(), within(20, 15, "ls")).layers).toBe(4)
  })

  test("budgets below the least of each are all named", () => {
    const { message, code } = refusal(() => buildProblem(NETWORK, opposed(), within(30, 20)))
    expect(code).toBe("budget-too-small")
    expect(message).toMatch(/of area, .* budget is 40 µm².*; budget is 20 mW of power, .* budget is 40 mW/)
  })
})
