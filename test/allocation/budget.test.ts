// Counted costs: the same answer in any order of adding, and the right one.

import { array, assert as assertProperty, constantFrom, double, integer, oneof, property } from "fast-check"
import { describe, expect, test } from "vitest"
import { BUDGET_TOLERANCE, budgetLimit, counted, countingUpTo, keepsBudget } from "../../src/allocation/budget.ts"

/** Costs of any size, subnormal ones and those next to powers of two among them. */
const costs = array(
  oneof(
    double({ min: 0, noNaN: true, noDefaultInfinity: true }),
    double({ min: 0, max: 100, noNaN: true }),
    integer({ min: -1074, max: 1000 }).map(n => 2 ** n),
    integer({ min: -1020, max: 1000 }).map(n => 2 ** n * (1 - 2 ** -53)),
    constantFrom(0, 1, 0.1, 0.2, 0.3),
  ),
  { minLength: 1, maxLength: 8 },
)

/** A double ≥ 0 as an integer multiple of the least one. */
function exact(x: number): bigint {
  const [bits] = new BigUint64Array(Float64Array.of(x).buffer)
  const [exponent, fraction] = [bits >> 52n, bits & ((1n << 52n) - 1n)]
  return exponent === 0n ? fraction : (fraction + (1n << 52n)) << (exponent - 1n)
}

const exactSum = (numbers: readonly number[]) => numbers.reduce((sum, x) => sum + exact(x), 0n)
const keeps = (numbers: readonly number[], budget: number) =>
  keepsBudget({ cost: Float64Array.from(numbers), budget }, Int32Array.from(numbers.keys()))

/** Budgets at the costs' own sum or with it as limit, some last digits off. */
function nearSum(numbers: readonly number[], atLimit: boolean, off: number): number {
  const sum = numbers.reduce((a, b) => a + b, 0)
  return Math.min((atLimit ? sum / (1 + BUDGET_TOLERANCE) : sum) * (1 + off * 2 ** -52), Number.MAX_VALUE)
}

describe("keepsBudget", () => {
  test("does not depend on the order of the layers", () => {
    const check = property(costs, integer({ min: -9, max: 9 }), (numbers, off) => {
      const budget = nearSum(numbers, true, off)
      expect(keeps(numbers.toReversed(), budget)).toBe(keeps(numbers, budget))
      expect(keeps(numbers.toSorted(), budget)).toBe(keeps(numbers, budget))
    })
    assertProperty(check, { numRuns: 1000 })
  })

  test("holds for what is within the budget, and not for what is above its tolerance by more than half a grain per layer", () => {
    const check = property(costs, constantFrom(true, false), integer({ min: -9, max: 9 }), (numbers, atLimit, off) => {
      const budget = nearSum(numbers, atLimit, off)
      const sum = exactSum(numbers)
      const limit = Math.min(budgetLimit({ budget }), Number.MAX_VALUE)
      const { grain } = countingUpTo(limit)
      const isWithin = sum <= exact(budget)
      const isAbove = 2n * sum > 2n * exact(limit) + BigInt(numbers.length) * exact(grain)
      const isFinite = budgetLimit({ budget }) === limit
      expect(keeps(numbers, budget) || !isWithin).toBe(true)
      expect(keeps(numbers, budget) && isAbove && isFinite).toBe(false)
    })
    assertProperty(check, { numRuns: 1000 })
  })

  test("of zero admits zero alone, an infinite one everything", () => {
    expect(keeps([0, 0], 0)).toBe(true)
    expect(keeps([0, Number.MIN_VALUE], 0)).toBe(false)
    expect(keeps([Number.MAX_VALUE, Number.MAX_VALUE], Number.POSITIVE_INFINITY)).toBe(true)
  })
})

test("counted costs are multiples of a power of two, of which the limit has less than 2^53", () => {
  const check = property(costs, numbers => {
    for (const most of numbers) {
      const counting = countingUpTo(most)
      expect(Number.isInteger(Math.log2(counting.grain))).toBe(true)
      expect(most / counting.grain).toBeLessThan(2 ** 53)
      expect(counted(most, counting)).toBe(most)
      for (const cost of numbers.filter(c => c <= most)) {
        expect(Number.isInteger(counted(cost, counting) / counting.grain)).toBe(true)
        expect(Math.abs(counted(cost, counting) - cost)).toBeLessThanOrEqual(counting.grain / 2)
      }
    }
  })
  assertProperty(check, { numRuns: 500 })
})
