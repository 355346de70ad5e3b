// Numbers and tables for people.

import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import {
  formatGap,
  formatNumber,
  formatRate,
  formatSeconds,
  formatShare,
  textTable,
} from "../../experiments/terminal/text-table.ts"

describe("formatNumber", () => {
  test.each([
    [0, "0"],
    [7, "7"],
    [999, "999"],
    [-12, "-12"],
    [1000, "1k"],
    [1234567, "1.23M"],
    [999999, "1M"],
    [999.9, "1k"],
    [0.0123, "12.3m"],
    [4.5e-5, "45µ"],
    [2e-8, "2.00e-8"],
    [3.21e16, "3.21e+16"],
    [-98765, "-98.8k"],
    [Number.POSITIVE_INFINITY, "Infinity"],
  ])("%d is %s", (value, text) => {
    expect(formatNumber(value)).toBe(text)
  })

  test("puts the unit after a space", () => {
    expect(formatNumber(1.2e6, "cycles")).toBe("1.2M cycles")
  })

  test("stays within half a percent of the number", () => {
    const factor: Record<string, number> = { T: 1e12, G: 1e9, M: 1e6, k: 1e3, m: 1e-3, µ: 1e-6 }
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 9.9e14, noNaN: true }), value => {
        const text = formatNumber(value)
        const back = Number.parseFloat(text) * (factor[text.slice(-1)] ?? 1)
        expect(Math.abs(back / value - 1)).toBeLessThan(0.00501)
      }),
    )
  })
})

test.each([
  [null, "–"],
  [Number.NaN, "–"],
  [0, "0 %"],
  [0.0123, "1.23 %"],
  [0.00012, "0.012 %"],
  [0.000004, "< 0.001 %"],
  [-0.000004, "> -0.001 %"],
  [3.2, "320 %"],
  [-0.5, "-50.00 %"],
])("gap %d is %s", (gap, text) => {
  expect(formatGap(gap)).toBe(text)
})

test.each([
  [0.085, "85 ms"],
  [0.9999, "1.0 s"],
  [9.96, "10 s"],
  [59.6, "1 min 00 s"],
  [125, "2 min 05 s"],
  [3725, "1 h 02 min"],
  [Number.POSITIVE_INFINITY, "–"],
])("%d seconds are %s", (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text)
})

test("shares and rates", () => {
  expect(formatShare(0.98765)).toBe("98.8 %")
  expect(formatRate(1234)).toBe("1.23k/s")
})

describe("textTable", () => {
  test("aligns text left and numbers right", () => {
    const rows = [
      ["greedy", "22.3M", formatGap(0.0123)],
      ["two-stage", 9, null],
    ]
    expect(textTable(["method", "latency", "gap"], rows)).toBe(
      [
        "method     latency     gap",
        "---------  -------  ------",
        "greedy       22.3M  1.23 %",
        "two-stage        9       –",
        "",
      ].join("\n"),
    )
  })

  test("a table without rows is its header", () => {
    expect(textTable(["a", "bc"], [])).toBe("a  bc\n-  --\n")
  })
})
