// Searches: answers possible and within the limits, bounds below them, proofs that agree with exhaustion.

import { describe, expect, test } from "vitest"
import * as Grid from "../../src/maestro/grid/grid-row.ts"
import { convolution, depthwise, gemm } from "../../src/maestro/layer.ts"
import { decode } from "../../src/mapping/decode.ts"
import { exhaustive, walk } from "../../src/mapping/exhaustive.ts"
import { gamma } from "../../src/mapping/gamma.ts"
import { gammaCompatible } from "../../src/mapping/gamma-compatible.ts"
import { Dimensions, LEVELS } from "../../src/mapping/genome.ts"
import { solveOffChip, trafficOf } from "../../src/mapping/marvel/off-chip.ts"
import { type MarvelReport, marvel } from "../../src/mapping/marvel/search.ts"
import { figureOf, goalText, isBetter, MAPPING_OBJECTIVES, parseGoal } from "../../src/mapping/objectives.ts"
import { dominates, type FrontReport, hypervolume, nsga2, rankAndCrowd } from "../../src/mapping/pareto.ts"
import { randomSearch } from "../../src/mapping/random-search.ts"
import { searchLayer } from "../../src/mapping/search-layer.ts"
import { analyzePhysical } from "../../src/physical/analyze.ts"
import { findRefusal } from "../../src/physical/legality.ts"
import { hardware, LAYERS, search, setup, stateOf } from "./cases.ts"

const METHODS = { gamma: gamma(), marvel: marvel(), random: randomSearch, compatible: gammaCompatible(), exhaustive }

describe.each(Object.entries(METHODS))("%s", (_name, method) => {
  test("answers are legal, fit the buffers, cost what the model says, and are no better than the bound", () => {
    for (const layer of LAYERS) {
      const limits = { l1: 60, l2: 600 }
      const { genome, row, evaluations } = search(method, layer, 12, { limits, evaluations: 150 })
      expect(evaluations).toBeLessThanOrEqual(150)
      if (genome === null) throw new Error(`nothing found for ${layer.name}`)
      const d = new Dimensions(layer)
      expect(findRefusal(layer, decode(d, genome), 12)).toBeNull()
      const report = analyzePhysical(layer, decode(d, genome), hardware(12))
      expect(report.verdict).toBe("ok")
      expect([row[Grid.RUNTIME], row[Grid.ENERGY]]).toEqual([report.runtime, report.energy])
      expect(report.l1Size).toBeLessThanOrEqual(60)
      expect(report.l2Size).toBeLessThanOrEqual(600)
      const { bounds } = setup(layer, 12).evaluator
      expect(report.runtime).toBeGreaterThanOrEqual(bounds.cycles)
      expect(report.energy).toBeGreaterThanOrEqual(bounds.energy)
    }
  })

  test("equal seeds give equal answers", () => {
    const given = { evaluations: 80, seed: 4 }
    expect(search(method, LAYERS[0], 8, given)).toEqual(search(method, LAYERS[0], 8, given))
  })
})

describe("the improved search", () => {
  test("goes on drawing while nothing keeps the limits", () => {
    // No mapping takes so little area: the whole budget is spent, and there is no answer.
    const found = search(gamma(), LAYERS[0], 8, { limits: { area: 1 }, evaluations: 300 })
    expect([found.genome, found.evaluations, found.unusable]).toEqual([null, 300, 300])
  })

  test("finds the optimum of small spaces", () => {
    for (const [layer, maxLevels] of [
      [gemm(3, 4, 2), 1],
      [depthwise(4, 4, 3, 2, 2), 1],
      [gemm(2, 3, 1), 2],
    ] as const) {
      const rules = { maxLevels }
      const all = search(exhaustive, layer, 4, { rules, evaluations: 40_000 })
      expect(all.proven).toBe(true)
      const found = search(gamma(), layer, 4, { rules, evaluations: 300 })
      expect(found.row[Grid.RUNTIME]).toBe(all.row[Grid.RUNTIME])
    }
  })

  test("uses every PE where the layer allows it", () => {
    const { row } = search(gamma(), convolution(32, 16, 18, 18, 3, 3), 128, { evaluations: 100 })
    expect(row[Grid.RUNTIME]).toBeLessThan((1.01 * (32 * 16 * 9 * 256)) / 128)
  })

  test("begins with what it is given", () => {
    const first = search(gamma(), LAYERS[0], 12, { evaluations: 300 })
    const again = setup(LAYERS[0], 12, { evaluations: 1, seed: 7 })
    const state = stateOf(LAYERS[0], 12, { evaluations: 1 })
    state.setup.evaluator.evaluate(first.genome as Int32Array)
    const job = {
      layer: LAYERS[0],
      hardware: hardware(12),
      limits: {},
      choices: {},
      profile: "physical",
      rules: {},
      goal: again.goal,
      method: "gamma",
      evaluations: 1,
      seed: 7,
      stream: ["shape", 0],
      pesUpTo: 0,
      start: [{ layer: LAYERS[0], genome: [...(first.genome as Int32Array)] }],
    } as const
    expect(searchLayer(job).best?.cycles).toBe(first.row[Grid.RUNTIME])
  })
})

describe("co-search of PEs", () => {
  test("keeps an area budget that binds, whatever the objective", () => {
    const base = {
      hardware: hardware(64, 16),
      choices: {},
      profile: "physical",
      rules: {},
      method: "gamma",
      start: [],
    } as const
    const job = { ...base, layer: LAYERS[0], evaluations: 300, seed: 0, stream: ["shape", 0] as const, pesUpTo: 64 }
    const goal = parseGoal("latency,energy")
    const free = searchLayer({ ...job, goal, limits: {} }).best
    if (free === null) throw new Error("nothing found")
    const budget = free.area / 4
    const tight = searchLayer({ ...job, goal, limits: { area: budget } }).best
    if (tight === null) throw new Error("nothing found within the budget")
    expect(tight.area).toBeLessThanOrEqual(budget)
    expect(tight.pes).toBeLessThan(free.pes)
    expect(tight.cycles).toBeGreaterThan(free.cycles)
    const report = analyzePhysical(LAYERS[0], tight.dataflow, hardware(tight.pes, 16))
    expect([report.runtime, report.area]).toEqual([tight.cycles, tight.area])
  })
})

describe("the published search", () => {
  test("reaches growth and ageing where every operator runs", () => {
    const seen = new Set<number>()
    const setupWith = {
      ...setup(LAYERS[0], 12, { evaluations: 300 }),
      onMapping: (genome: Int32Array) => void seen.add(genome[LEVELS]),
    }
    const state = stateOf(LAYERS[0], 12)
    expect(state.left).toBe(200)
    gammaCompatible({ everyOperator: true, minLevels: 1, maxLevels: 3 })(new (state.constructor as any)(setupWith))
    expect([...seen].sort()).toEqual([1, 2, 3])
  })
})

describe("the decoupled search", () => {
  const LAYERS_AND_L2 = [
    [gemm(4, 6, 2), 24],
    [convolution(2, 3, 3, 3, 2, 2), 50],
    [depthwise(4, 5, 4, 3, 2), 40],
  ] as const

  test("tens of millions of off-chip tiles are counted, not listed", () => {
    const { tiles, fitting, counted } = solveOffChip(new Dimensions(gemm(65_536, 16_384, 8_192)), 1_000_000)
    expect([tiles, fitting, counted]).toEqual([23_585_205, 19_877_831, 3])
  })

  test("its off-chip optimum is the least of all mappings", () => {
    for (const [layer, l2] of LAYERS_AND_L2) {
      const d = new Dimensions(layer)
      const { traffic } = solveOffChip(d, l2)
      for (const numPEs of [1, 4]) {
        const state = stateOf(layer, numPEs, {
          limits: { l2 },
          rules: { maxLevels: 1, tiles: "any" },
          evaluations: 1e9,
        })
        let least = Number.POSITIVE_INFINITY
        walk(state, genome => {
          state.evaluate(genome)
          least = Math.min(least, trafficOf(d, state.setup.evaluator.row))
          return true
        })
        expect(least).toBeGreaterThanOrEqual(traffic)
        expect(numPEs > 1 || least === traffic).toBe(true)
      }
    }
  })

  test("without a limit every element moves once", () => {
    const d = new Dimensions(LAYERS[0])
    expect(solveOffChip(d, Number.POSITIVE_INFINITY).traffic).toBe(d.tensors[0] + d.tensors[1] + d.tensors[2])
    expect(solveOffChip(d, 5).plans).toEqual([])
  })

  test("agrees with exhaustion under its off-chip decision wherever it claims a proof", () => {
    let proofs = 0
    for (const [layer, l2] of LAYERS_AND_L2) {
      const given = { limits: { l2 }, rules: { maxLevels: 2 }, evaluations: 100_000, bandwidth: 2 }
      const found = search(marvel(), layer, 4, given)
      if (!found.proven) continue
      proofs++
      const [plan] = solveOffChip(new Dimensions(layer), l2).plans
      const state = stateOf(layer, 4, given)
      walk(state, genome => state.evaluate(genome) || true, plan)
      expect(found.row[Grid.RUNTIME]).toBe(state.bestRow[Grid.RUNTIME])
      expect(found.evaluations).toBeLessThan(state.setup.evaluator.evaluations)
      const { pruning } = found.report as MarvelReport
      expect(pruning.map(({ size }) => Number(size)).every(Number.isFinite)).toBe(true)
    }
    // The depthwise layer has too many mappings under the decision to be lined up: no claim.
    expect(proofs).toBe(2)
  })
})

describe("fronts", () => {
  test("ranks, crowding and hypervolume of known points", () => {
    expect(dominates([1, 2], [1, 3])).toBe(true)
    expect(dominates([1, 3], [1, 3])).toBe(false)
    const { rank, crowding } = rankAndCrowd([
      [1, 4],
      [2, 2],
      [4, 1],
      [3, 3],
      [5, 5],
    ])
    expect([...rank]).toEqual([0, 0, 0, 1, 2])
    expect(crowding[1]).toBe(2)
    expect(
      hypervolume(
        [
          [1, 3],
          [2, 1],
        ],
        [4, 4],
      ),
    ).toBe(3 * 1 + 2 * 2 + 0 + 0)
    expect(hypervolume([[1, 1, 1]], [2, 3, 4])).toBe(6)
    expect(
      hypervolume(
        [
          [1, 1, 2],
          [2, 2, 1],
        ],
        [3, 3, 3],
      ),
    ).toBe(5)
    expect(hypervolume([[5, 5]], [4, 4])).toBe(0)
  })

  test("NSGA-II's front is not dominated by anything it evaluated", () => {
    const goal = parseGoal("latency,energy,area")
    const all: number[][] = []
    const given = setup(LAYERS[0], 16, { goal, evaluations: 400, limits: { l1: 200 } })
    const state = stateOf(LAYERS[0], 16)
    const onMapping = (_: Int32Array, row: Float64Array) =>
      void all.push(goal.objectives.map(o => figureOf(o, row, 16)))
    const full = new (state.constructor as any)({ ...given, onMapping })
    nsga2()(full)
    const { front, hypervolume: share } = full.report as FrontReport
    expect(front.length).toBeGreaterThan(1)
    expect(all.filter(a => front.some(({ values }) => dominates(a, values)))).toEqual([])
    expect(share).toBeGreaterThan(0)
    expect(share).toBeLessThanOrEqual(1)
    expect(() => search(nsga2(), LAYERS[0], 4, { goal: parseGoal("latency") })).toThrow("two or more")
  })
})

test("goals", () => {
  expect(parseGoal("latency, energy")).toEqual({ objectives: ["latency", "energy"], weights: null })
  expect(goalText(parseGoal("latency=1,energy=0.5"))).toBe("latency=1,energy=0.5")
  expect(() => parseGoal("latncy")).toThrow('Did you mean "latency"?')
  expect(() => parseGoal("latency=1,energy")).toThrow("all of them a weight")
  expect(() => parseGoal("latency=0")).toThrow("above 0")
  expect(() => parseGoal("latency,latency")).toThrow("twice")
  expect(isBetter(Float64Array.of(1, 5), Float64Array.of(1, 6))).toBe(true)
  const row = setup(LAYERS[0], 4).evaluator.row.fill(2)
  for (const name of MAPPING_OBJECTIVES) expect(figureOf(name, row, 3)).toBeGreaterThan(0)
})

test("every objective can be searched", () => {
  for (const name of MAPPING_OBJECTIVES) {
    const { genome } = search(gamma(), LAYERS[2], 6, { goal: parseGoal(name), evaluations: 40 })
    expect(genome, name).not.toBeNull()
  }
})
