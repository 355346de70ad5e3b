// The map space: every draw legal, estimates equal to the model, counts equal to enumeration, text and directives there and back.

import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { Rng } from "../../src/core/rng.ts"
import * as Grid from "../../src/maestro/grid/grid-row.ts"
import { convolution, gemm } from "../../src/maestro/layer.ts"
import { decode, encode } from "../../src/mapping/decode.ts"
import { walk } from "../../src/mapping/exhaustive.ts"
import { readGammaText, writeGammaText } from "../../src/mapping/gamma-text.ts"
import { Dimensions, LEVELS } from "../../src/mapping/genome.ts"
import { keyOf } from "../../src/mapping/keys.ts"
import { PRESET_NAMES, presetNamed } from "../../src/mapping/presets.ts"
import { MapSpace } from "../../src/mapping/space.ts"
import type { SpaceRules } from "../../src/mapping/space-rules.ts"
import { balancedTiles, divisorsOf } from "../../src/mapping/tiles.ts"
import { distanceOf, scaleGenome, similarTo } from "../../src/mapping/warm-start.ts"
import { analyzePhysical } from "../../src/physical/analyze.ts"
import { findRefusal } from "../../src/physical/legality.ts"
import { hardware, LAYERS, setup, stateOf } from "./cases.ts"

/** Chains of two tiles of n elements. */
const chains = (n: number) => (n * (n + 1)) / 2

/** Pieces of every dimension at the top. */
const pieces = (d: Dimensions, g: Int32Array) => [...d.sizes].map((size, dim) => Math.ceil(size / g[d.tile(0, dim)]))

const arbitrary = fc.record({
  layer: fc.constantFrom(...LAYERS),
  numPEs: fc.integer({ min: 1, max: 24 }),
  seed: fc.nat(1000),
  tiles: fc.constantFrom("any", "divisor", "balanced") as fc.Arbitrary<SpaceRules["tiles"]>,
})

test("every draw is a legal mapping; needs and compute cycles are the model's", () => {
  fc.assert(
    fc.property(arbitrary, ({ layer, numPEs, seed, tiles }) => {
      const d = new Dimensions(layer)
      const genome = new MapSpace(d, numPEs, { tiles, maxLevels: 3 }).sample(Rng.fromSeed(seed))
      const dataflow = decode(d, genome)
      expect(findRefusal(layer, dataflow, numPEs)).toBeNull()
      const report = analyzePhysical(layer, dataflow, hardware(numPEs))
      const { estimator, ...evaluator } = setup(layer, numPEs).evaluator
      expect(evaluator).toBeDefined()
      expect(estimator.computeCycles(genome, numPEs)).toBe(report.computeCycles)
      expect(estimator.l1Need(genome)).toBe(report.l1Size)
      expect(estimator.l2Need(genome, numPEs)).toBe(report.l2Size)
    }),
    { numRuns: 40 },
  )
})

test("searches cost the directives that files hold", () => {
  fc.assert(
    fc.property(arbitrary, ({ layer, numPEs, seed, tiles }) => {
      const { space, evaluator } = setup(layer, numPEs, { rules: { tiles } })
      const genome = space.sample(Rng.fromSeed(seed))
      expect(evaluator.evaluate(genome)).toBe(true)
      const report = analyzePhysical(layer, decode(space.dimensions, genome), hardware(numPEs))
      expect([evaluator.row[Grid.RUNTIME], evaluator.row[Grid.ENERGY]]).toEqual([report.runtime, report.energy])
    }),
    { numRuns: 40 },
  )
})

test("directives lead back to the same mapping", () => {
  fc.assert(
    fc.property(arbitrary, ({ layer, numPEs, seed, tiles }) => {
      const d = new Dimensions(layer)
      const genome = new MapSpace(d, numPEs, { tiles }).sample(Rng.fromSeed(seed))
      const again = encode(d, decode(d, genome))
      d.repair(again, numPEs)
      expect(keyOf(d, again)).toBe(keyOf(d, genome))
    }),
    { numRuns: 40 },
  )
})

test("directives that no genome can say are refused", () => {
  const d = new Dimensions(LAYERS[0])
  const overlapping = [{ kind: "spatial", dim: "K", size: 2, offset: 1 }] as const
  expect(() => encode(d, overlapping)).toThrow("level 0: spatial K (2, 1)")
  expect(() => encode(d, [{ kind: "temporal", dim: "K", size: 1, offset: 1 }])).toThrow("no spatial dimension")
})

test("the text form leads back to the same mapping", () => {
  for (const layer of [LAYERS[0], LAYERS[1], LAYERS[2]]) {
    const d = new Dimensions(layer)
    const genome = new MapSpace(d, 12, { minLevels: 2, maxLevels: 2, parallelTaps: false }).sample(Rng.fromSeed(3))
    const again = readGammaText(d, writeGammaText(d, genome, 12))
    expect(keyOf(d, again)).toBe(keyOf(d, genome))
  }
  const text = "[['K', 1024], ['K', 2], ['C', 64], ['Y', 3], ['X', 3], ['R', 3], ['S', 3]]"
  expect(
    writeGammaText(
      new Dimensions(convolution(8, 64, 5, 5, 3, 3)),
      readGammaText(new Dimensions(convolution(8, 64, 5, 5, 3, 3)), text),
      1024,
    ),
  ).toBe(text)
  expect(() => readGammaText(new Dimensions(LAYERS[0]), "[['K', 3]]")).toThrow("1 pairs")
})

describe("the size of the space", () => {
  const layer = gemm(3, 4, 2)
  /** Genomes one after the other, idle genes told apart. */
  const sizes = (rules: Partial<SpaceRules>) => {
    const { space } = setup(layer, 4, { rules })
    return [space.size, space] as const
  }

  test("is a product of what is free", () => {
    // One level: 3 spatial dimensions, 3! orders, tiles.
    expect(sizes({ maxLevels: 1, tiles: "any" })[0]).toBe(BigInt(3 * 6 * 3 * 4 * 2))
    expect(sizes({ maxLevels: 1, tiles: "divisor" })[0]).toBe(BigInt(3 * 6 * 2 * 3 * 2))
    expect(sizes({ maxLevels: 1, levels: [{ parallel: ["N"], order: ["N", "M"] }], tiles: "divisor" })[0]).toBe(12n)
    // Two levels: chains of tiles, clusters of 1 to 4.
    const two = 9 * 36 * 4 * chains(3) * chains(4) * chains(2)
    expect(sizes({ minLevels: 2, maxLevels: 2, tiles: "any" })[0]).toBe(BigInt(two))
  })

  test("of a real layer exceeds any number", () => {
    const size = new MapSpace(new Dimensions(convolution(512, 512, 28, 28, 3, 3)), 1024).size
    expect(size > 10n ** 22n).toBe(true)
  })

  test("draws are uniform", () => {
    const { space } = setup(gemm(2, 3, 1), 2, { rules: { maxLevels: 1, tiles: "any" } })
    const seen = new Map<string, number>()
    const rng = Rng.fromSeed(1)
    const draws = 10_000
    for (let i = 0; i < draws; i++) {
      const genome = space.sample(rng).join()
      seen.set(genome, (seen.get(genome) ?? 0) + 1)
    }
    const expected = draws / Number(space.size)
    expect(BigInt(seen.size)).toBe(space.size)
    let chi2 = 0
    for (const count of seen.values()) chi2 += (count - expected) ** 2 / expected
    // 99.99 % quantile of chi-squared with 107 degrees of freedom.
    expect(chi2).toBeLessThan(169)
  })

  test("a walk visits every distinct mapping once", () => {
    const state = stateOf(gemm(2, 3, 1), 3, { rules: { maxLevels: 2 } })
    const visited = new Set<number>()
    let visits = 0
    walk(state, genome => {
      visits++
      visited.add(keyOf(state.dimensions, genome))
      return true
    })
    const drawn = new Set<number>()
    const rng = Rng.fromSeed(2)
    for (let i = 0; i < 8000; i++) drawn.add(keyOf(state.dimensions, state.setup.space.sample(rng)))
    expect(visits).toBe(visited.size)
    expect([...drawn].filter(key => !visited.has(key))).toEqual([])
    expect(drawn.size).toBeGreaterThan(0.9 * visited.size)
  })
})

describe("named spaces", () => {
  test("there are 16 classes for each of four machines", () => {
    expect(PRESET_NAMES).toHaveLength(1 + 4 + 64)
    expect(() => presetNamed("nvdla-011")).toThrow('Did you mean "nvdla')
  })

  test("their draws keep the rules and are legal", () => {
    for (const name of PRESET_NAMES) {
      for (const layer of LAYERS.slice(0, 3)) {
        const d = new Dimensions(layer)
        const space = new MapSpace(d, 48, presetNamed(name))
        const genome = space.sample(Rng.fromSeed(5))
        expect(findRefusal(layer, decode(d, genome), 48), `${name} ${layer.name}`).toBeNull()
      }
    }
  })

  test("every bit that is freed makes the space larger, none changes what the others fix", () => {
    const d = new Dimensions(convolution(64, 64, 16, 16, 3, 3))
    const size = (code: string) => new MapSpace(d, 256, presetNamed(`tpu-${code}`)).size
    for (const code of ["1000", "0100", "0010", "0001"]) expect(size(code) > size("0000"), code).toBe(true)
    expect(size("1111") > size("0111")).toBe(true)
  })

  test("Eyeriss-like rows share units with their filter rows", () => {
    const layer = LAYERS[0]
    const d = new Dimensions(layer)
    const space = new MapSpace(d, 48, presetNamed("eyeriss-0000"))
    const genome = space.sample(Rng.fromSeed(1))
    const spatial = decode(d, genome)
      .filter(x => x.kind === "spatial")
      .map(x => (x as { dim: string }).dim)
    expect(spatial.toSorted()).toEqual(["R", "Y", "Y'"])
    expect(findRefusal(layer, decode(d, genome), 48)).toBeNull()
  })

  test("rules that contradict the layer are refused", () => {
    const d = new Dimensions(LAYERS[0])
    expect(() => new MapSpace(d, 4, { levels: [{ parallel: ["Q"] }] })).toThrow('parallel "Q" is unknown')
    expect(() => new MapSpace(d, 4, { levels: [{ tiles: { K: { follow: "C" } } }] })).toThrow("K follows C")
    expect(() => new MapSpace(d, 4, { minLevels: 3, maxLevels: 2 })).toThrow("minLevels")
  })
})

test("balanced tiles: divisors among them, the smallest tile for every number of pieces", () => {
  for (const n of [1, 2, 7, 12, 97, 224]) {
    const all = new Set(Array.from({ length: n }, (_, i) => Math.ceil(n / (i + 1))))
    expect([...balancedTiles(n)]).toEqual([...all].sort((a, b) => a - b))
    expect([...divisorsOf(n)]).toEqual(Array.from({ length: n }, (_, i) => i + 1).filter(t => n % t === 0))
  }
})

test("a mapping carried over keeps its numbers of pieces", () => {
  const [from, to] = [
    new Dimensions(convolution(64, 32, 16, 16, 3, 3)),
    new Dimensions(convolution(128, 16, 30, 16, 3, 3)),
  ]
  const genome = new MapSpace(from, 64, { minLevels: 2, maxLevels: 2 }).sample(Rng.fromSeed(9))
  const scaled = scaleGenome(genome, from, to)
  to.repair(scaled, 64)
  expect(scaled[LEVELS]).toBe(2)
  expect(pieces(to, scaled)[0]).toBe(pieces(from, genome)[0])
  const all = [from, to, new Dimensions(gemm(3, 4, 5)), new Dimensions(convolution(64, 32, 16, 16, 3, 3))]
  expect(similarTo(all, 0, 5)).toEqual([3, 1])
  expect(distanceOf(all[0], all[2])).toBe(Number.POSITIVE_INFINITY)
})
