// Designs that a sweep found, and which of two is picked.

import { type Metric, metricOf } from "./metrics.ts"

/** A design with its costs. Indices: mapping point, setting, L1 and L2. */
export interface Found {
  readonly mapping: number
  readonly setting: number
  readonly l1: number
  readonly l2: number
  readonly runtime: number
  readonly energy: number
  readonly area: number
  readonly power: number
}

/** What designs are picked by. */
export const PICKS = ["runtime", "energy", "edp", "area", "power"] as const satisfies readonly Metric[]

/** Order of metrics in which ties are broken, before the place in the space. */
const TIES: readonly Metric[] = ["runtime", "energy", "area", "power"]

/** Whether a design is to be picked over another one for a metric. */
export function isBetter(metric: Metric, a: Found, b: Found, macs: number): boolean {
  for (const m of [metric, ...TIES]) {
    const [x, y] = [metricOf(m, a, macs), metricOf(m, b, macs)]
    if (x !== y) return m === "throughput" ? x > y : x < y
  }
  if (a.mapping !== b.mapping) return a.mapping < b.mapping
  if (a.setting !== b.setting) return a.setting < b.setting
  return a.l1 !== b.l1 ? a.l1 < b.l1 : a.l2 < b.l2
}
