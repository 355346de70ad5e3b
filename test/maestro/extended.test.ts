// The 80-bit arithmetic of the text report, against exact rational arithmetic.

import * as fc from "fast-check"
import { expect, test } from "vitest"
import { addExtended, divideExtended, extended, formatExtended } from "../../src/maestro/extended.ts"
import { formatQuotient, formatReal } from "../../src/maestro/format-number.ts"

const format = (x: ReturnType<typeof extended>) => formatExtended(x, Number.NaN)

test("a double prints as itself", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), x => {
      expect(formatExtended(extended(x), x)).toBe(formatReal(x))
    }),
  )
})

test("sums keep bits that a double loses", () => {
  expect(format(addExtended(extended(2 ** 60), extended(1)))).toBe(formatReal(2 ** 60))
  const sum = addExtended(addExtended(extended(2 ** 60), extended(1)), extended(-(2 ** 60)))
  expect(format(sum)).toBe("1")
  expect(2 ** 60 + 1 - 2 ** 60).toBe(0)
  expect(format(addExtended(extended(0.5), extended(0.25)))).toBe("0.75")
})

test("a sum rounds to 64 bits, ties to even", () => {
  const big = extended(2 ** 64)
  expect(addExtended(big, extended(1))).toMatchObject({ significand: 1n << 63n, exponent: 1 })
  expect(addExtended(big, extended(3))).toMatchObject({ significand: (1n << 63n) + 2n, exponent: 1 })
})

test("quotients agree with those of the CSV file", () => {
  const whole = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }).filter(n => n !== 0)
  fc.assert(
    fc.property(whole, whole, (n, d) => {
      expect(format(divideExtended(extended(n), extended(d)))).toBe(formatQuotient(n, d))
    }),
  )
  expect(format(divideExtended(extended(3887), extended(160)))).toBe("24.2938")
})

test("what is not finite is printed as a double", () => {
  expect(extended(Number.POSITIVE_INFINITY)).toBeNull()
  expect(divideExtended(extended(1), extended(0))).toBeNull()
  expect(formatExtended(addExtended(null, extended(1)), Number.POSITIVE_INFINITY)).toBe("inf")
  expect(formatExtended(extended(0), 0)).toBe("0")
})
