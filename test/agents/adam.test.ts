import { expect, test } from "vitest"
import { Adam, clipNorm } from "../../agents/adam.ts"

test("the first step has the length of the learning rate, against the gradient's sign", () => {
  const weights = Float32Array.of(1, 1, 1)
  new Adam(3).apply(weights, Float32Array.of(1e-3, -7, 0), 0.1)
  for (const [i, w] of [0.9, 1.1, 1].entries()) expect(weights[i]).toBeCloseTo(w, 4)
})

test("two steps, worked out by hand", () => {
  const weights = Float32Array.of(0)
  const adam = new Adam(1)
  adam.apply(weights, Float32Array.of(2), 0.1)
  adam.apply(weights, Float32Array.of(-1), 0.1)
  // mean 0.9·0.2 − 0.1 = 0.08, square 0.999·0.004 + 0.001 = 0.004996; corrected by 1 − 0.81 and 1 − 0.998001.
  expect(weights[0]).toBeCloseTo(-0.1 - (0.1 * (0.08 / 0.19)) / Math.sqrt(0.004996 / 0.001999), 6)
})

test("finds the least of a quadratic", () => {
  const weights = Float32Array.of(5, -3)
  const adam = new Adam(2)
  for (let i = 0; i < 500; i++) adam.apply(weights, Float32Array.of(2 * (weights[0] - 1), 8 * (weights[1] - 2)), 0.05)
  expect(weights[0]).toBeCloseTo(1, 2)
  expect(weights[1]).toBeCloseTo(2, 2)
})

const wave = (i: number) => Float32Array.of(Math.sin(i), Math.cos(3 * i))

test("a restored optimiser goes on as the saved one", () => {
  const [a, b] = [new Adam(2), new Adam(2)]
  const x = Float32Array.of(1, 2)
  for (let i = 0; i < 5; i++) a.apply(x, wave(i), 0.01)
  b.restore(a.save())
  const y = x.slice()
  for (let i = 5; i < 9; i++) {
    a.apply(x, wave(i), 0.01)
    b.apply(y, wave(i), 0.01)
  }
  expect(y).toEqual(x)
})

test("clipNorm shortens what is longer than the limit, within the given part only", () => {
  const gradient = Float32Array.of(3, 4, 6, 8)
  expect(clipNorm(gradient, 5, 0, 2)).toBe(5)
  expect([...gradient]).toEqual([3, 4, 6, 8])
  expect(clipNorm(gradient, 5, 2, 4)).toBe(10)
  expect([...gradient]).toEqual([3, 4, 3, 4])
})
