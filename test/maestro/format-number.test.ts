import { expect, test } from "vitest"
import { formatInteger, formatQuotient, formatReal } from "../../src/maestro/format-number.ts"

test.each([
  [0, "0"],
  [-0, "-0"],
  [1, "1"],
  [100000, "100000"],
  [999999.5, "1e+06"],
  [1234567, "1.23457e+06"],
  [0.0001, "0.0001"],
  [0.00012345678, "0.000123457"],
  [0.00001, "1e-05"],
  [-2.5, "-2.5"],
  [1e100, "1e+100"],
  [Number.POSITIVE_INFINITY, "inf"],
  [Number.NEGATIVE_INFINITY, "-inf"],
  [Number.NaN, "-nan"],
])("%%.6g of %s is %s", (x, text) => {
  expect(formatReal(x)).toBe(text)
})

test("exact ties round to even, where JavaScript rounds up", () => {
  expect(formatReal(123456.5)).toBe("123456")
  expect(formatReal(123457.5)).toBe("123458")
  expect(formatReal(-123456.5)).toBe("-123456")
  expect(formatReal(2.0000005)).toBe("2") // not a tie: the double lies just below
})

test("quotients are rounded from 64-bit significands", () => {
  expect(formatQuotient(3887, 160)).toBe("24.2938") // 24.29375: through a double it would be 24.2937
  expect(formatQuotient(1, 3)).toBe("0.333333")
  expect(formatQuotient(11520, 270)).toBe("42.6667")
  expect(formatQuotient(-1, 8)).toBe("-0.125")
  expect(formatQuotient(0, 5)).toBe("0")
  expect(formatQuotient(5, 0)).toBe("inf")
  expect(formatQuotient(0, 0)).toBe("-nan")
  expect(formatQuotient(2 ** 52, 1)).toBe("4.5036e+15")
  expect(formatQuotient(999999500001, 1000000)).toBe("1e+06")
})

test("integers print in full, also the reference's −2^63", () => {
  expect(formatInteger(-(2 ** 63))).toBe("-9223372036854775808")
  expect(formatInteger(151981753)).toBe("151981753")
  expect(formatInteger(-0)).toBe("0")
})
