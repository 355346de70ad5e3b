import { expect, test } from "vitest"
import { drawProblems, type PoolOptions, type PoolSource } from "../../env/problem-pool.ts"
import { buildProblem } from "../../src/allocation/build.ts"
import { platformNamed } from "../../src/allocation/platforms.ts"
import { evaluateAllocation } from "../../src/allocation/problem.ts"
import { COARSE_GRID } from "../../src/core/choices.ts"
import { InputError } from "../../src/core/errors.ts"
import { Rng } from "../../src/core/rng.ts"
import { buildCostTable } from "../../src/costs/cost-table.ts"
import { builtInNetwork } from "../../src/workloads/built-in.ts"

function sourceOf(name: string): PoolSource {
  const network = builtInNetwork(name)
  const shapes = network.distinct.map(d => d.layer)
  const hardware = platformNamed("mobile")
  const tables = ["dla", "shi"].map(dataflow =>
    buildCostTable(shapes, COARSE_GRID, { profile: "physical", dataflow, hardware }),
  )
  return { network, tables }
}

const SOURCES = [sourceOf("alexnet"), sourceOf("resnet18")]
const SMALL: Partial<PoolOptions> = { problems: 60, layers: [3, 10], budgets: [0.05, 0.5] }

test("problems have layers, names and budgets within the options, and differ", () => {
  const pool = drawProblems(SOURCES, SMALL, Rng.fromSeed(1))
  expect(pool).toHaveLength(60)
  for (const { network, layers, budget, problem } of pool) {
    const all = builtInNetwork(network).layers.length
    expect(layers.length).toBeGreaterThanOrEqual(Math.min(3, all))
    expect(layers.length).toBeLessThanOrEqual(10)
    expect(new Set(layers).size).toBe(layers.length)
    expect(Math.max(...layers)).toBeLessThan(all)
    expect(problem.layers).toBe(layers.length)
    expect(budget).toBeGreaterThanOrEqual(0.05)
    expect(budget).toBeLessThanOrEqual(0.5)
  }
  const seen = (of: (p: (typeof pool)[number]) => unknown) => new Set(pool.map(of)).size
  expect(seen(p => p.network)).toBe(2)
  expect(seen(p => p.dataflow)).toBe(2)
  expect(seen(p => p.objective)).toBe(2)
  expect(seen(p => p.budget)).toBe(60)
  // Log-uniform: as many below the geometric mean as above it, give or take three standard deviations.
  const low = pool.filter(p => p.budget < Math.sqrt(0.05 * 0.5)).length
  expect(Math.abs(low - 30)).toBeLessThan(12)
})

test("a layer's choices cost and give what they do in the whole network", () => {
  const [drawn] = drawProblems(SOURCES, SMALL, Rng.fromSeed(2))
  const { network, tables } = SOURCES.find(s => s.network.name === drawn.network) as PoolSource
  const table = tables.find(t => t.dataflow === drawn.dataflow) as (typeof tables)[number]
  const { objective, constraint } = drawn
  const whole = buildProblem(network, table, { objective, constraint, budget: 1 })
  for (const [position, layer] of drawn.layers.entries()) {
    for (const name of ["cost", "allowed"] as const) {
      const part = drawn.problem[name].subarray(position * whole.choices, (position + 1) * whole.choices)
      expect([...part]).toEqual([...whole[name].subarray(layer * whole.choices, (layer + 1) * whole.choices)])
    }
  }
  const cheapest = Int32Array.from(drawn.layers, () => 0)
  expect(evaluateAllocation(drawn.problem, cheapest).choice).toHaveLength(drawn.layers.length)
})

test("equal generators draw equal pools, and a longer pool begins with the shorter one", () => {
  const short = drawProblems(SOURCES, { ...SMALL, problems: 5 }, Rng.fromSeed(3))
  const long = drawProblems(SOURCES, { ...SMALL, problems: 9 }, Rng.fromSeed(3))
  expect(long.slice(0, 5)).toEqual(short)
  expect(drawProblems(SOURCES, { ...SMALL, problems: 5 }, Rng.fromSeed(4))).not.toEqual(short)
})

test.each<[Partial<PoolOptions>, RegExp]>([
  [{ budgets: [0, 0.5] }, /least budget is 0, expected a fraction above 0/],
  [{ budgets: [0.5, 0.1] }, /largest budget is 0.1, expected a number in \[0.5, 1\]/],
  [{ budgets: [0.5, 2] }, /largest budget is 2/],
  [{ layers: [0, 5] }, /fewest layers is 0/],
  [{ layers: [5, 4] }, /most layers is 4, expected an integer of at least 5/],
  [{ problems: 0 }, /problems is 0/],
])("%j is refused", (options, message) => {
  expect(() => drawProblems(SOURCES, options, Rng.fromSeed(0))).toThrow(InputError)
  expect(() => drawProblems(SOURCES, options, Rng.fromSeed(0))).toThrow(message)
})

test("sources without an allocation are an error that says why, not an endless search", () => {
  const [{ network, tables }] = SOURCES
  const none = { network, tables: tables.map(t => ({ ...t, possible: t.possible.map(() => 0) })) }
  expect(() => drawProblems([none], SMALL, Rng.fromSeed(0))).toThrow(
    /1000 problems drawn in a row admit no allocation; of the last one: layer \d+ of alexnet .* no physically possible choice/,
  )
})
