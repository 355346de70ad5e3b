// Rates of repeated work: units per CPU second, best and spread.

import { formatNumber, formatRate, type TableCell } from "../terminal/text-table.ts"
import { cpuSeconds } from "./bench.ts"

const REPEATS = 10

export const RATE_HEADER = ["work", "best", "mean per CPU s", "±"]

/** Repeats work after one warm-up round; units per CPU second of each round. */
export function rates(units: number, work: () => void): number[] {
  work()
  return Array.from({ length: REPEATS }, () => {
    const began = cpuSeconds()
    work()
    return units / (cpuSeconds() - began)
  })
}

/** One line of a rate table: best, mean ± standard deviation. */
export function rateRow(what: string, found: readonly number[]): TableCell[] {
  const mean = found.reduce((a, b) => a + b, 0) / found.length
  const deviation = Math.sqrt(found.reduce((sum, x) => sum + (x - mean) ** 2, 0) / found.length)
  return [what, formatRate(Math.max(...found)), formatRate(mean), formatNumber(deviation)]
}
