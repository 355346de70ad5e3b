import { describe, expect, test } from "vitest"
import { Shortlist, shortlistFor } from "../../agents/shortlist.ts"
import type { Allocation } from "../../src/allocation/problem.ts"
import { InputError } from "../../src/core/errors.ts"

const valued = (k: number, objective: number, feasible = true): Allocation => ({
  choice: Int32Array.of(k),
  objective,
  cost: 0,
  feasible,
})

/** Measures the truth: choice k is worth k; notes what was measured. */
function truth() {
  const seen: number[] = []
  return { seen, measure: (choice: Int32Array) => (seen.push(choice[0]), valued(choice[0], choice[0])) }
}

describe("Shortlist", () => {
  test("a lucky measurement does not decide", () => {
    const list = new Shortlist({ finalists: 2, repeats: 3 })
    for (const [k, objective] of [
      [5, 1],
      [3, 3],
      [9, 9],
    ])
      list.add(valued(k, objective))
    const { measure, seen } = truth()
    expect(list.answer(measure)).toEqual(Int32Array.of(3))
    expect(seen).toEqual([5, 5, 5, 3, 3, 3])
    expect(list.reserve).toBe(6)
  })

  test("finalists are by the mean of all their measurements, after those that are sure", () => {
    const list = new Shortlist({ finalists: 2, repeats: 1 })
    for (const objective of [1, 9]) list.add(valued(4, objective))
    list.add(valued(6, 2))
    list.add(valued(2, 0, false))
    const { measure, seen } = truth()
    expect(list.answer(measure, [Int32Array.of(8), Int32Array.of(8)])).toEqual(Int32Array.of(6))
    expect(seen).toEqual([8, 6])
  })

  test("what cannot be told apart stays with the first", () => {
    // Candidate 1 measures 10 and 14 in turn, the other 1 or 3 less: one standard error of the difference is √8.
    const worth: Record<number, number[]> = { 1: [10, 14], 2: [9, 13], 3: [7, 11] }
    const turns: Record<number, number> = { 1: 0, 2: 0, 3: 0 }
    const measure = ([k]: Int32Array) => valued(k, worth[k][turns[k]++ % 2])
    for (const [other, expected] of [
      [2, 1],
      [3, 3],
    ]) {
      const list = new Shortlist({ finalists: 2, repeats: 2 })
      list.add(valued(other, 0))
      expect(list.answer(measure, [Int32Array.of(1)])).toEqual(Int32Array.of(expected))
    }
  })

  test("one finalist is not measured, none is no answer", () => {
    const { measure, seen } = truth()
    const list = new Shortlist()
    expect(list.answer(measure)).toBeNull()
    list.add(valued(1, 1))
    expect(list.answer(measure)).toEqual(Int32Array.of(1))
    expect(seen).toEqual([])
  })

  test("a tenth of the measurements is kept, at least one", () => {
    for (const measurements of [2, 10, 49, 100, 999, 1000, 100_000]) {
      const { reserve } = new Shortlist(shortlistFor(measurements))
      expect(reserve).toBeGreaterThan(0)
      expect(reserve).toBeLessThanOrEqual(Math.max(1, measurements / 10))
      expect(reserve).toBeGreaterThan(measurements / 10 - 5)
    }
  })

  test("wrong options", () => {
    expect(() => new Shortlist({ finalists: 0 })).toThrow(InputError)
    expect(() => new Shortlist({ repeats: 1.5 })).toThrow("repeats is 1.5, expected an integer of at least 1")
  })
})
