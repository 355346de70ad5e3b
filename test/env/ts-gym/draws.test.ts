// Every generator method against NumPy's own draws, mixed on one generator, to the last bit.

import { describe, expect, test } from "vitest"
import { type Generator, type IntegerDtype, npRandom } from "../../../env/ts-gym/index.ts"
import { type Recorded, readFixture } from "./fixture.ts"

const { draws, runs } = readFixture("draws.json.gz")

/** The same call here; arguments have NumPy's names. */
const CALLS: { readonly [method: string]: (g: Generator, given: Recorded) => unknown } = {
  random: (g, { size, dtype }) => g.random({ size, dtype }),
  uniform: (g, { low, high, size }) => g.uniform(low, high, size),
  normal: (g, { loc, scale, size }) => g.normal(loc, scale, size),
  standard_normal: (g, { size }) => g.standardNormal(size),
  exponential: (g, { scale, size }) => g.exponential(scale, size),
  standard_exponential: (g, { size }) => g.standardExponential(size),
  geometric: (g, { p, size }) => g.geometric(p, size),
  integers: (g, { low, high, dtype, size, endpoint }) => g.integers(low, high, { dtype, size, endpoint }),
  choice: (g, { a, size, p, replace, shuffle }) => g.choice(a, { size, p, replace, shuffle }),
  permutation: (g, { x }) => g.permutation(x as number),
  permuted: (g, { x }) => g.permutation(x as number[]),
  shuffle: (g, { n }) => g.shuffle(Array.from({ length: n }, (_, i) => i)),
}

const count = (result: unknown) =>
  ArrayBuffer.isView(result) || Array.isArray(result) ? [...(result as [])].length : 1

describe.each(runs as Recorded[])("seed $seed", ({ seed, calls, final }) => {
  test("every call gives NumPy's values and leaves its state", () => {
    const [g] = npRandom(seed)
    for (const [method, given, expected] of calls) {
      const result = CALLS[method](g, given)
      const values = ArrayBuffer.isView(result) ? Array.from(result as Float64Array) : result
      expect(values, `${method} ${JSON.stringify(given)}`).toEqual(expected)
    }
    expect(g.save()).toEqual(final)
  })
})

test("more than 10,000 draws were compared, of every method", () => {
  const calls: Recorded[] = runs.flatMap((run: Recorded) => run.calls)
  expect(calls.reduce((sum, [, , result]) => sum + count(result), 0)).toBe(draws)
  expect(draws).toBeGreaterThan(10_000)
  expect(new Set(calls.map(([method]) => method))).toEqual(new Set(Object.keys(CALLS)))
})

test("integers give an array of their type, numbers for int64", () => {
  const [g] = npRandom(1)
  const classes = { int8: Int8Array, int16: Int16Array, int32: Int32Array, uint8: Uint8Array, uint16: Uint16Array }
  for (const [dtype, wanted] of Object.entries({ ...classes, uint32: Uint32Array, int64: Array }))
    expect(g.integers(0, 9, { dtype: dtype as IntegerDtype, size: 2 })).toBeInstanceOf(wanted)
  expect(g.random({ size: 2, dtype: "float32" })).toBeInstanceOf(Float32Array)
  expect(g.random({ size: 2 })).toBeInstanceOf(Float64Array)
})

test("refuses arguments that are no range or distribution", () => {
  const [g] = npRandom(1)
  expect(() => g.integers(0, 257, { dtype: "uint8" })).toThrow("integers from 0 to 256: expected uint8")
  expect(() => g.integers(-1, 3, { dtype: "uint16", size: 2 })).toThrow("integers from -1 to 2: expected uint16")
  expect(() => g.integers([0, 1], [1, 2, 3])).toThrow("low, high and size are for 2, 2, 3 draws")
  expect(() => g.integers([0, 5], [1, 5])).toThrow("integers from 5 to 4")
  expect(() => g.uniform(-1e308, 1e308)).toThrow("expected a finite range")
  expect(() => g.uniform(1, 0)).toThrow("uniform from 1 to 0")
  expect(() => g.normal(0, -1)).toThrow("deviation is -1")
  expect(() => g.exponential(Number.NaN)).toThrow("scale is NaN")
  expect(() => g.geometric(0)).toThrow("p is 0, expected a number in (0, 1]")
  expect(() => g.choice(3, { p: [0.5, 0.5, 0], size: 3, replace: false })).toThrow("p has only 2 above 0")
})

test("a copy goes on with the same draws and leaves the original alone", () => {
  const [g] = npRandom(3)
  g.integers(10)
  const copy = g.copy()
  const ahead = [copy.integers(10), copy.random(), copy.integers(10)]
  expect([g.integers(10), g.random(), g.integers(10)]).toEqual(ahead)
})
