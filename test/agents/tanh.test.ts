import { expect, test } from "vitest"
import { tanh } from "../../agents/tanh.ts"

test("is Math.tanh to 5e-9, everywhere", () => {
  let worst = 0
  for (let x = -11; x < 11; x += 0.00037) worst = Math.max(worst, Math.abs(tanh(x) - Math.tanh(x)))
  expect(worst).toBeLessThan(5e-9)
  expect([tanh(-Infinity), tanh(-10), tanh(0), tanh(10), tanh(Infinity)]).toEqual([-1, -1, 0, 1, 1])
})

test("rises", () => {
  for (let x = -10; x < 10; x += 0.001) expect(tanh(x + 0.001)).toBeGreaterThanOrEqual(tanh(x))
})
