import { describe, expect, test } from "vitest"
import { leaveOneOut, returnsToGo, standardisedReturns } from "../../agents/advantage.ts"

test("returnsToGo discounts from each step on", () => {
  expect([...returnsToGo([1, 2, 4], 1)]).toEqual([7, 6, 4])
  expect([...returnsToGo([1, 2, 4], 0.5)]).toEqual([3, 4, 4])
  expect([...returnsToGo([1, 2, 4], 0)]).toEqual([1, 2, 4])
})

describe("leaveOneOut", () => {
  test("one step, by hand: against the mean of the others, over the spread", () => {
    // Returns 0, 3, 6: minus the mean of the others −4.5, 0, 4.5; spread of those 4.5 · √(2/3), at the step and over all.
    const [a, b, c] = leaveOneOut([[0], [3], [6]], 1)
    expect(a[0]).toBeCloseTo(-Math.sqrt(1.5), 6)
    expect(b[0]).toBe(0)
    expect(c[0]).toBeCloseTo(Math.sqrt(1.5), 6)
  })

  test("two steps: the divisor is the geometric mean of the step's spread and the overall one", () => {
    const [first] = leaveOneOut(
      [
        [8, 2],
        [0, 0],
      ],
      1,
    )
    // Returns (10, 2) and (0, 0): advantages ±10 and ±2; overall spread √((100 + 4)/2).
    const overall = Math.sqrt(52)
    expect(first[0]).toBeCloseTo(10 / Math.sqrt(10 * overall), 6)
    expect(first[1]).toBeCloseTo(2 / Math.sqrt(2 * overall), 6)
  })

  test("the unit of the reward cancels, and a constant added to every episode's step too", () => {
    const rewards = [
      [1, 4, 2],
      [3, 0, 5],
      [2, 2, 2],
    ]
    const other = rewards.map(r => r.map((x, t) => 1000 * x + 7 * t))
    const [x, y] = [leaveOneOut(rewards, 1), leaveOneOut(other, 1)]
    for (let e = 0; e < 3; e++) for (let t = 0; t < 3; t++) expect(y[e][t]).toBeCloseTo(x[e][t], 5)
  })

  test("episodes that agree, and a single episode, teach nothing", () => {
    for (const group of [
      [
        [1, 2],
        [1, 2],
      ],
      [[5, 1]],
    ]) {
      for (const advantage of leaveOneOut(group, 1)) expect([...advantage]).toEqual([0, 0])
    }
  })

  test("a step that only one episode reached gets 0", () => {
    const [long, short] = leaveOneOut([[1, 1, 9], [0]], 1)
    expect(long.slice(1)).toEqual(Float64Array.of(0, 0))
    expect(long[0]).toBeGreaterThan(0)
    expect(short[0]).toBeCloseTo(-long[0], 9)
  })
})

describe("standardisedReturns", () => {
  test("two steps, by hand", () => {
    const tiny = 2 ** -12
    // Rewards 0 and 2: ∓1/(1 + tiny); returns −r + 0.9 r and r; then standardised again.
    const r = 1 / (1 + tiny)
    const half = (r - (-r + 0.9 * r)) / 2
    const [a, b] = standardisedReturns([0, 2], 0.9)
    expect(a).toBeCloseTo(-half / (half + tiny), 12)
    expect(b).toBeCloseTo(half / (half + tiny), 12)
  })

  test("an episode of one step gets 0", () => {
    expect([...standardisedReturns([-3], 0.9)]).toEqual([0])
  })
})
