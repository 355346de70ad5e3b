// Spaces: Gymnasium's draws, membership with reasons, JSON.

import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { Box, Dict, Discrete, MultiBinary, MultiDiscrete, spaceFromJSON } from "../../../env/ts-gym/index.ts"
import { describeSpaceContract } from "../../contract/space.ts"
import { type Recorded, readFixture } from "./fixture.ts"

const recorded = readFixture("spaces.json")
const times = <T>(n: number, f: () => T): T[] => Array.from({ length: n }, f)
const seeded = <S extends { seed(seed: number): unknown }>(space: S): S => {
  space.seed(42)
  return space
}

const makeBox = (c: { low: string[]; high: string[]; shape: number[]; dtype: "float32" }) =>
  new Box(c.low.map(Number), c.high.map(Number), c.shape, c.dtype)
const makeDict = () =>
  new Dict({
    position: new Box(-1, 1, [2]),
    color: new Discrete(3),
    pair: new MultiDiscrete([4, 6]),
    inner: new Dict({ x: new Discrete(9), bits: new MultiBinary(4) }),
  })

/** Typed arrays as plain arrays, recursively. */
function plain(x: unknown): unknown {
  if (ArrayBuffer.isView(x)) return Array.from(x as Float64Array)
  if (typeof x === "object" && x !== null && !Array.isArray(x))
    return Object.fromEntries(Object.entries(x).map(([k, v]) => [k, plain(v)]))
  return x
}

describe("draws after seed(42) equal Gymnasium's", () => {
  test.each(recorded.box as Recorded[])("$text", c => {
    const space = seeded(makeBox(c))
    expect(times(6, () => [...space.sample()])).toEqual(c.samples)
  })

  test.each(recorded.discrete as Recorded[])("$text", c => {
    const space = new Discrete(c.n, { start: c.start, seed: 42 })
    expect(String(space)).toBe(c.text)
    expect(times(10, () => space.sample())).toEqual(c.samples)
    space.seed(42)
    expect(times(10, () => space.sample(Int8Array.from(c.mask)))).toEqual(c.masked)
    space.seed(42)
    expect(times(10, () => space.sample(undefined, Float64Array.from(c.probability)))).toEqual(c.weighted)
    expect(space.sample(new Uint8Array(c.n))).toBe(c.nothingAdmitted)
  })

  test.each(recorded.multiDiscrete as Recorded[])("$text", c => {
    const space = new MultiDiscrete(c.nvec, { start: c.start ?? undefined, seed: 42 })
    // NumPy pads the numbers of a list to one width.
    expect(String(space)).toBe(c.text.replace(/ +/g, " ").replace("[ ", "["))
    expect(times(8, () => [...space.sample()])).toEqual(c.samples)
    space.seed(42)
    const mask = c.mask.map((m: number[]) => Uint8Array.from(m))
    expect(times(8, () => [...space.sample(mask)])).toEqual(c.masked)
    space.seed(42)
    const probability = c.probability.map((p: number[]) => Float64Array.from(p))
    expect(times(8, () => [...space.sample(undefined, probability)])).toEqual(c.weighted)
  })

  test("MultiBinary", () => {
    const c = recorded.multiBinary
    const space = new MultiBinary(c.n, { seed: 42 })
    expect(String(space)).toBe(c.text)
    expect(times(6, () => [...space.sample()])).toEqual(c.samples)
    space.seed(42)
    expect(times(6, () => [...space.sample(Int8Array.from(c.mask))])).toEqual(c.masked)
    space.seed(42)
    expect(times(6, () => [...space.sample(undefined, Float64Array.from(c.probability))])).toEqual(c.weighted)
  })

  test("Dict: seeds of the parts, and samples", () => {
    const space = makeDict()
    expect(space.seed(42)).toEqual(recorded.dict.seeds)
    expect(times(5, () => plain(space.sample()))).toEqual(recorded.dict.samples)
  })
})

for (const c of recorded.box) describeSpaceContract(c.text, () => makeBox(c))
for (const c of recorded.discrete) describeSpaceContract(c.text, () => new Discrete(c.n, { start: c.start }))
for (const c of recorded.multiDiscrete)
  describeSpaceContract(c.text, () => new MultiDiscrete(c.nvec, { start: c.start ?? undefined }))
describeSpaceContract("MultiBinary([2, 3])", () => new MultiBinary([2, 3]))
describeSpaceContract("Dict", makeDict)

describe("explain", () => {
  test("Discrete", () => {
    const space = new Discrete(3, { start: -1 })
    expect(space.explain(1)).toBe(null)
    expect(space.explain(2)).toBe("is 2, expected an integer in [-1, 2)")
    expect(space.explain(0.5)).toBe("is 0.5, expected an integer in [-1, 2)")
    expect(space.explain("a")).toBe('is "a", expected an integer in [-1, 2)')
    expect(space.explain(undefined)).toBe("is undefined, expected an integer in [-1, 2)")
  })

  test("MultiDiscrete", () => {
    const space = new MultiDiscrete([12, 5])
    expect(space.explain(Int32Array.of(11, 4))).toBe(null)
    expect(space.explain(Int32Array.of(11, 5))).toBe("[1] is 5, expected an integer in [0, 5)")
    expect(space.explain(Int32Array.of(1))).toBe("is an Int32Array of length 1, expected length 2")
    expect(space.explain([1, 2])).toBe("is an Array, expected an Int32Array of length 2")
  })

  test("Box", () => {
    const space = new Box([0, Number.NEGATIVE_INFINITY], [1, 0])
    expect(space.explain(Float32Array.of(0.5, -1e30))).toBe(null)
    expect(space.explain(Float32Array.of(0.5, 1))).toBe("[1] is 1, expected a number in [-Infinity, 0]")
    expect(space.explain(Float32Array.of(Number.NaN, 0))).toBe("[0] is NaN, expected a number in [0, 1]")
    expect(space.explain(new Float64Array(2))).toBe("is a Float64Array, expected a Float32Array of length 2")
  })

  test("MultiBinary and Dict", () => {
    expect(new MultiBinary(2).explain(Int8Array.of(0, 2))).toBe("[1] is 2, expected 0 or 1")
    const space = new Dict({ a: new Discrete(2), b: new MultiDiscrete([3]) })
    expect(space.explain({ a: 1, b: Int32Array.of(2) })).toBe(null)
    expect(space.explain({ a: 2, b: Int32Array.of(2) })).toBe(".a is 2, expected an integer in [0, 2)")
    expect(space.explain({ a: 1, b: Int32Array.of(3) })).toBe(".b[0] is 3, expected an integer in [0, 3)")
    expect(space.explain({ a: 1 })).toBe('has no "b", expected the keys a, b')
    expect(space.explain({ a: 1, b: Int32Array.of(2), c: 0 })).toBe('has the key "c", expected the keys a, b')
    expect(space.explain(Int32Array.of(2))).toContain("expected an object with the keys a, b")
  })
})

describe("wrong arguments", () => {
  test("constructors", () => {
    expect(() => new Discrete(0)).toThrow("n is 0, expected a positive integer")
    expect(() => new Discrete(2, { start: 0.5 })).toThrow("start is 0.5")
    expect(() => new MultiDiscrete([3, 0])).toThrow("nvec[1] is 0, expected a positive integer")
    expect(() => new MultiDiscrete([3, 2], { start: [0] })).toThrow("start has 1 entries, nvec 2")
    expect(() => new MultiDiscrete([3], { start: [2 ** 31 - 1] })).toThrow("within int32")
    expect(() => new MultiBinary([2, 0])).toThrow("expected positive integers")
    expect(() => new Box(1, 0)).toThrow("low[0] is 1, above high[0], 0")
    expect(() => new Box(Number.NaN, 0)).toThrow("low[0] is NaN")
    expect(() => new Box(0, 256, [2], "uint8")).toThrow("high[0] is 256, expected a number within uint8, [0, 255]")
    expect(() => new Box(0, Number.POSITIVE_INFINITY, [2], "uint8")).toThrow("high[0] is Infinity")
    expect(() => new Box([0, 0], 1, [3])).toThrow("low has 2 entries, expected 3")
    expect(() => new Box(0, 1, [1.5])).toThrow("shape is [1.5]")
    expect(() => new Box(0, 1, [1], "int64" as "int8")).toThrow("dtype is int64")
    expect(() => new Dict({ a: 3 as unknown as Discrete })).toThrow('part "a" is 3, expected a Space')
  })

  test("masks and probabilities", () => {
    const discrete = new Discrete(3)
    expect(() => discrete.sample(Int8Array.of(1, 1))).toThrow("mask has 2 entries, expected 3")
    expect(() => discrete.sample(Int8Array.of(1, 2, 0))).toThrow("mask[1] is 2, expected 0 or 1")
    expect(() => discrete.sample([1, 0, 1] as unknown as Int8Array)).toThrow("mask is an Array, expected an Int8Array")
    expect(() => discrete.sample(Int8Array.of(1, 0, 0), Float64Array.of(1, 0, 0))).toThrow("at most one")
    expect(() => discrete.sample(undefined, Float64Array.of(0.5, 0.25, 0))).toThrow("p sums to 0.75")
    expect(() => discrete.sample(undefined, Float64Array.of(0.5, 1.5, 0))).toThrow("probability[1] is 1.5")
    expect(() => new MultiDiscrete([3, 2]).sample([Int8Array.of(1, 1, 1)])).toThrow("mask has 1 parts, expected 2")
    expect(() => new MultiDiscrete([3]).sample([Int8Array.of(1, 1)])).toThrow("mask[0] has 2 entries, expected 3")
    expect(() => new Box(0, 1).sample(Int8Array.of(1) as never)).toThrow("neither a mask nor probabilities")
    expect(() => new Dict({ a: discrete }).sample({ b: 1 })).toThrow("mask has b, expected the keys a")
    expect(() => new Dict({ a: discrete }).seed({ b: 1 })).toThrow("seed has b, expected the keys a")
    expect(() => spaceFromJSON({ type: "Triangle" })).toThrow("space type is Triangle, expected one of Box")
    expect(() => spaceFromJSON(null)).toThrow("space type is none")
  })
})

test("a mask admits only what it marks, for every entry", () => {
  const nvec = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 })
  const withMask = nvec.chain(n =>
    fc.tuple(fc.constant(n), fc.tuple(...n.map(k => fc.uint8Array({ minLength: k, maxLength: k, max: 1 }))), fc.nat()),
  )
  fc.assert(
    fc.property(withMask, ([n, mask, seed]) => {
      const x = new MultiDiscrete(n, { seed }).sample(mask)
      mask.forEach((m, i) => expect(m.includes(1) ? m[x[i]] : x[i] === 0 ? 1 : 0).toBe(1))
    }),
  )
})

test("Dict sorts its keys unless told not to, and takes masks and seeds per part", () => {
  const parts = { b: new Discrete(3), a: new Discrete(3) }
  expect(Object.keys(new Dict(parts).spaces)).toEqual(["a", "b"])
  expect(Object.keys(new Dict(parts, { sortKeys: false }).spaces)).toEqual(["b", "a"])
  const space = new Dict(parts)
  expect(space.sample({ a: Int8Array.of(0, 0, 1), b: Int8Array.of(0, 1, 0) })).toEqual({ a: 2, b: 1 })
  expect(space.seed({ a: 1, b: 2 })).toEqual({ a: 1, b: 2 })
  expect(space.sample()).toEqual({ a: new Discrete(3, { seed: 1 }).sample(), b: new Discrete(3, { seed: 2 }).sample() })
})

test("isBounded", () => {
  const half = new Box([0, 0], [1, Number.POSITIVE_INFINITY])
  expect([half.isBounded(), half.isBounded("below"), half.isBounded("above")]).toEqual([false, true, false])
  expect(new Box(0, 1).isBounded()).toBe(true)
})
