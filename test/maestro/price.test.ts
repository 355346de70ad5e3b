// Sums over processing elements: what `sumOf` skips must not be seen in any digit.

import * as fc from "fast-check"
import { test } from "vitest"
import { sumOf } from "../../src/maestro/price.ts"

function addUp(term: number, n: number): number {
  let sum = 0
  for (let i = 0; i < n; i++) sum += term
  return sum
}

const counts = fc.integer({ min: 0, max: 5000 })

test("any terms add up to the last digit", () => {
  const terms = fc.double({ min: -1e120, max: 1e120, noNaN: true })
  fc.assert(fc.property(terms, counts, (term, n) => Object.is(sumOf(term, n), addUp(term, n))))
})

test("so do terms that fall halfway between two numbers, whose sums are rounded to even ones", () => {
  const terms = fc.integer({ min: 0, max: 2 ** 12 }).map(x => 2 ** 52 + 2 ** 40 + x)
  fc.assert(fc.property(terms, counts, (term, n) => Object.is(sumOf(term, n), addUp(term, n))))
})
