// Rates of repeated work: units per CPU second, best and spread.

import { cpuSeconds } from "../cpu-seconds.ts"
import { formatNumber, formatRate, type TableCell } from "../terminal/text-table.ts"

/** Rounds at least, and CPU seconds that they take in all at least: on a shared machine only some of many rounds are undisturbed. */
const ROUNDS = 10
const SECONDS = 3

export const RATE_HEADER = ["work", "best", "mean per CPU s", "±"]

/** Repeats work after one warm-up round; units per CPU second of each round. */
export function rates(units: number, work: () => void): number[] {
  work()
  const found: number[] = []
  const start = cpuSeconds()
  while (found.length < ROUNDS || cpuSeconds() - start < SECONDS) {
    const began = cpuSeconds()
    work()
    found.push(units / (cpuSeconds() - began))
  }
  return found
}

/** One line of a rate table: best, mean ± standard deviation. */
export function rateRow(what: string, found: readonly number[]): TableCell[] {
  const mean = found.reduce((a, b) => a + b, 0) / found.length
  const deviation = Math.sqrt(found.reduce((sum, x) => sum + (x - mean) ** 2, 0) / found.length)
  return [what, formatRate(Math.max(...found)), formatRate(mean), formatNumber(deviation)]
}
