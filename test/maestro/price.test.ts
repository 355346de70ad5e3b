// Sums over processing elements: what `sumOf` skips must not be seen in any digit.

import * as fc from "fast-check"
import { expect, test } from "vitest"
import { sumOf } from "../../src/maestro/price.ts"

function addUp(term: number, n: number): number {
  let sum = 0
  for (let i = 0; i < n; i++) sum += term
  return sum
}

const counts = fc.integer({ min: 0, max: 5000 })

test("any terms add up to the last digit", () => {
  const terms = fc.double({ min: -1e120, max: 1e120, noNaN: true })
  fc.assert(
    fc.property(terms, counts, (term, n) => {
      expect(sumOf(term, n)).toBe(addUp(term, n))
    }),
  )
})

test("so do terms that sooner or later fall halfway between two numbers: these are rounded to even ones", () => {
  // An odd number of 53 − j bits is halfway once sums have j + 1 bits more.
  const terms = fc
    .record({ j: fc.integer({ min: 1, max: 11 }), x: fc.maxSafeNat() })
    .map(({ j, x }) => 2 ** (52 - j) + 2 * (x % 2 ** (51 - j)) + 1)
  fc.assert(
    fc.property(terms, counts, (term, n) => {
      expect(sumOf(term, n)).toBe(addUp(term, n))
    }),
  )
})
