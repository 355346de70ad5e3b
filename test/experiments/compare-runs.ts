// Run records made up for tests of comparisons: best-so-far curves of several methods, problems and seeds.

import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { type RunRecord, writeRecord } from "../../experiments/runs/run-record.ts"
import { Rng } from "../../src/core/rng.ts"

/** The record of a run that ends at the optimum; what a test is about it changes. */
export const RECORD: RunRecord = {
  network: "resnet18",
  dataflow: "dla",
  deployment: "lp",
  objective: "latency",
  constraints: ["area"],
  budgets: ["0.1"],
  platform: "mobile",
  profile: "physical",
  grid: "coarse",
  method: "random",
  seed: 0,
  value: 1000,
  bound: 1000,
  proven: true,
  gap: 0,
  evaluations: 1000,
  feasible: 1000,
}

/**
 * Writes a run that halves its gap from `start` at every power of two of the evaluations, until `end`; null finds nothing.
 *
 * @returns its folder
 */
export function writeRun(
  root: string,
  changes: Partial<RunRecord>,
  { start = 4, end = 0, seconds = 1 }: { start?: number; end?: number | null; seconds?: number | null } = {},
): string {
  const base = { ...RECORD, ...changes }
  const { evaluations, bound } = base
  const rng = Rng.fromSeed(base.seed).split(base.method).split(base.network)
  const curve: { evaluations: number; value: number; gap: number }[] = []
  if (end !== null) {
    for (let at = 1, gap = start; at < evaluations; at *= 2, gap *= rng.uniform(0.3, 0.9)) {
      const value = bound * (1 + Math.max(end, gap))
      curve.push({ evaluations: at, value, gap: value / bound - 1 })
      if (gap <= end) break
    }
    const value = bound * (1 + end)
    curve.push({ evaluations, value, gap: value / bound - 1 })
  }
  const timing =
    seconds === null
      ? []
      : [0.1, 0.5, 1].map(part => ({ evaluations: Math.ceil(part * evaluations), cpuSeconds: part * seconds }))
  const last = curve.at(-1)
  const record = {
    ...base,
    value: last?.value ?? null,
    gap: last?.gap ?? null,
    feasible: last === undefined ? 0 : base.feasible,
    ...("value" in changes ? { value: changes.value as number } : {}),
  }
  const folder = join(root, [base.platform, base.network, base.budgets[0], base.method, base.grid, base.seed].join("-"))
  mkdirSync(folder, { recursive: true })
  writeRecord(folder, { record, curve, timing })
  return folder
}

/** A sweep of some methods over problems and seeds. */
export function writeSweep(root: string, methods: readonly string[], networks: readonly string[], seeds: number): void {
  for (const [m, method] of methods.entries()) {
    for (const network of networks) {
      for (let seed = 0; seed < seeds; seed++) {
        const rng = Rng.fromSeed(seed).split(`${method} ${network}`)
        const end = m === 0 && rng.float() < 0.5 ? 0 : 10 ** rng.uniform(-4.5 + m, -3 + m * 0.6)
        writeRun(root, { network, method, seed, evaluations: 3000 }, { end: Math.min(end, 2), seconds: 0.5 + m })
      }
    }
  }
}
