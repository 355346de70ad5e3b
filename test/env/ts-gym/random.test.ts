// SeedSequence, PCG64 and Generator against NumPy's own values, bit for bit.

import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { Generator, npRandom, PCG64, SeedSequence } from "../../../env/ts-gym/index.ts"
import { type Recorded, readFixture } from "./fixture.ts"

const sequences = readFixture("seed-sequence.json")
const { runs, long } = readFixture("generator.json")

const times = <T>(n: number, f: () => T): T[] => Array.from({ length: n }, f)

describe("SeedSequence", () => {
  test("gives NumPy's words for every recorded entropy and spawn key", () => {
    for (const { entropy, spawnKey, words } of sequences.cases) {
      const seed = Array.isArray(entropy) ? entropy.map(BigInt) : BigInt(entropy)
      expect([...new SeedSequence(seed, spawnKey).generateState(10)], `${entropy} ${spawnKey}`).toEqual(words)
    }
  })

  test("spawns NumPy's children, others on every call", () => {
    const root = new SeedSequence(42)
    const words = [...root.spawn(2), ...root.spawn(1)].map(child => [...child.generateState(4)])
    expect(words).toEqual(sequences.spawned)
  })

  test("refuses what is no seed", () => {
    for (const bad of [-1, 1.5, Number.NaN, 2 ** 53, -1n])
      expect(() => new SeedSequence(bad)).toThrow(/non-negative integer/)
  })
})

describe.each(runs as Recorded[])("Generator of seed $seed", run => {
  const make = () => npRandom(run.seed)[0]

  test("starts in NumPy's state", () => {
    expect(make().save()).toEqual(run.initial)
  })

  test("random, uniform, normal, exponential", () => {
    let g = make()
    expect(times(20, () => g.random())).toEqual(run.random)
    g = make()
    expect(times(10, () => g.uniform(-3, 7))).toEqual(run.uniform)
    g = make()
    expect(times(300, () => g.normal())).toEqual(run.normal)
    g = make()
    expect(times(300, () => g.exponential())).toEqual(run.exponential)
  })

  test("integers: 32-bit words with their buffer, 64-bit words, 8-bit draws", () => {
    let g = make()
    for (const { low, high, values } of run.integers)
      expect(
        times(7, () => g.integers(low, high)),
        `${low} ${high}`,
      ).toEqual(values)
    g = make()
    expect(times(10, () => g.integers(1, 6, { endpoint: true }))).toEqual(run.endpoint)
    g = make()
    for (const { low, high, values } of run.int8)
      expect([...g.integers(low, high, { dtype: "int8", size: 11 })]).toEqual(values)
  })

  test("choice, with probabilities, without replacement", () => {
    let g = make()
    expect(times(10, () => g.choice(7))).toEqual(run.choice)
    g = make()
    expect(times(10, () => g.choice(5, { p: run.weighted.p }))).toEqual(run.weighted.values)
    g = make()
    expect(g.choice(5, { p: run.weighted.p, size: 10 }).length).toBe(10)
    g = make()
    for (const { count, size, values } of run.distinct)
      expect(g.choice(count, { size, replace: false })).toEqual(values)
    const tail = g.choice(run.distinctTail.count, { size: run.distinctTail.size, replace: false })
    expect(tail.slice(0, 10)).toEqual(run.distinctTail.head)
    expect(tail.reduce((a, b) => a + b)).toBe(run.distinctTail.sum)
  })

  test("permutation and shuffle", () => {
    const g = make()
    expect([1, 2, 10, 33].map(n => g.permutation(n))).toEqual(run.permutation)
    expect(g.shuffle([..."abcdefg"]).join("")).toBe(run.shuffled)
  })

  test("all methods mixed leave the same state, half-word included", () => {
    const g = make()
    const mixed = times(12, () => [
      g.integers(100),
      g.random(),
      g.normal(),
      g.integers(2 ** 40),
      ...g.permutation(5),
      g.exponential(),
    ])
    expect(mixed.flat()).toEqual(run.mixed)
    expect(g.save()).toEqual(run.final)
  })
})

test("400,000 ziggurat draws take NumPy's way through wedge and tail", () => {
  const [g] = npRandom(long.seed)
  const normals = times(long.count, () => g.normal())
  const exponentials = times(long.count, () => g.exponential())
  expect(g.save()).toEqual(long.final)
  expect(normals.filter((_, i) => i % 1000 === 0)).toEqual(long.normalEvery1000)
  expect(exponentials.filter((_, i) => i % 1000 === 0)).toEqual(long.exponentialEvery1000)
  // The tail goes through log1p, which may differ in the last bit between math libraries.
  for (const [i, x] of long.normalTail) expect(Math.abs(normals[i] / x - 1)).toBeLessThan(1e-15)
  for (const [i, x] of long.exponentialTail) expect(Math.abs(exponentials[i] / x - 1)).toBeLessThan(1e-15)
})

describe("Generator", () => {
  test("a restored generator continues, in the middle of a word too", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(20), fc.boolean(), (seed, steps, half) => {
        const g = npRandom(seed)[0]
        for (let i = 0; i < steps; i++) g.random()
        if (half) g.integers(10)
        const saved = JSON.parse(JSON.stringify(g.save()))
        const expected = [g.integers(1000), g.random(), g.integers(1000)]
        const h = new Generator(new PCG64(0)).restore(saved)
        expect([h.integers(1000), h.random(), h.integers(1000)]).toEqual(expected)
      }),
    )
  })

  test("integers stay in range and reach both ends", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 1, max: 6 }), (seed, low, n) => {
        const g = npRandom(seed)[0]
        const seen = new Set(times(200, () => g.integers(low, low + n)))
        expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => low + i))
      }),
    )
  })

  test("refuses empty ranges, too few items, and what is no distribution", () => {
    const [g] = npRandom(0)
    expect(() => g.integers(0)).toThrow("integers from 0 to -1")
    expect(() => g.integers(3, 3)).toThrow("integers from 3 to 2")
    expect(() => g.integers(0.5, 3)).toThrow("safe integers")
    expect(() => g.integers(0, 129, { dtype: "int8" })).toThrow("integers from 0 to 128: expected int8")
    expect(() => g.choice(0)).toThrow("expected at least one")
    expect(() => g.choice(3, { size: 4, replace: false })).toThrow("without replacement")
    expect(() => g.choice(2, { p: [0.5, 0.6] })).toThrow("expected 1")
    expect(() => g.choice(2, { p: [1] })).toThrow("p has 1 entries")
    expect(() => g.choice(2, { p: [-1, 2] })).toThrow("p[0] is -1")
    expect(() => npRandom(-1)).toThrow("expected an integer in [0, 2^53)")
    expect(() => g.restore({ state: "1", inc: "2", hasUint32: 0, uinteger: 0 })).toThrow("inc odd")
  })

  test("without a seed: a fresh seed, which gives the same generator again", () => {
    const [g, seed] = npRandom()
    expect(npRandom()[1]).not.toBe(seed)
    expect(npRandom(seed)[0].random()).toBe(g.random())
  })
})
