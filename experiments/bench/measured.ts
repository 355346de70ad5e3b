// Part "noisy" of bench `methods`: an estimate of the costs, a number of noisy measurements, and how far from the true optimum
// every method ends.

import { loadBackend } from "../../agents/backend.ts"
import { SHORTLIST_DEFAULTS } from "../../agents/shortlist.ts"
import { solveExact } from "../../src/allocation/exact.ts"
import { median } from "../../src/core/stats.ts"
import { type Cell, csvLine } from "../csv.ts"
import { MEASURED_METHOD_NAMES, type MeasuredMethodName } from "../methods/method-names.ts"
import { formatGap, formatNumber, type TableCell } from "../terminal/text-table.ts"
import { type BenchOptions, type BenchResult } from "./bench.ts"
import { MeasuredComparison, type MeasuredRun, UNCERTAINTIES, type Uncertainty } from "./measured-runs.ts"
import { casesOf, type MethodCase } from "./method-cases.ts"
import { METHOD_PLATFORM, problemOf } from "./method-problems.ts"

type NoisyRun = MethodCase & MeasuredRun

/** Runs the comparison; `methods` are those wanted. */
export async function compareMeasured(
  { seeds, profile, comparison, onItem }: BenchOptions,
  methods: readonly MeasuredMethodName[],
): Promise<BenchResult> {
  const backend = methods.some(name => name.startsWith("reinforce")) ? await loadBackend() : null
  const { evaluations: measurements } = comparison
  const settings = { methods, measurements, tf: backend?.tf ?? null }
  const cases = casesOf("noisy", profile, comparison.networks)
  const total = cases.length * UNCERTAINTIES.length * seeds
  const runs: NoisyRun[] = []
  comparison.onLine(csvLine(CSV_HEADER))
  let done = 0
  for (const c of cases) {
    const truth = problemOf(c, profile)
    if (truth === null) throw new Error(`${c.network} ${c.dataflow} ${c.budget} admits no allocation`)
    const optimum = solveExact(truth).allocation.objective
    for (const uncertainty of UNCERTAINTIES) {
      for (let seed = 0; seed < seeds; seed++) {
        onItem(done++, total, `${c.network} ${c.dataflow} ${c.budget} ${kindOf(uncertainty)}`)
        const found = new MeasuredComparison(truth, optimum, uncertainty, seed).run(settings)
        for (const run of found) {
          runs.push({ ...c, ...run })
          comparison.onLine(csvLine(csvCells({ ...c, ...run })))
        }
      }
    }
  }
  return {
    header: HEADER,
    rows: UNCERTAINTIES.flatMap(uncertainty => methods.flatMap(method => rowOf(runs, uncertainty, method))),
    notes: [
      `part noisy: ${cases.length} problems × ${seeds} seeds, latency, ${formatNumber(measurements)} measurements granted, 1 virtual second each; ` +
        `profile ${profile}, platform ${METHOD_PLATFORM[profile]}, budgets as fractions` +
        (backend === null ? "" : `; TF.js on ${backend.name}`),
      "gap: true value of what the method ends up believing in, to the true optimum",
      "error, noise: standard deviations of the logarithms of estimate over truth (per layer shape and choice) and of measurement over truth",
      `methods that measure, but thompson, keep a tenth for ${SHORTLIST_DEFAULTS.finalists} finalists, each measured again; docs/measured-costs.md says who knows what`,
    ],
    data: {
      part: "noisy",
      profile,
      platform: METHOD_PLATFORM[profile],
      measurements,
      backend: backend?.name ?? null,
      runs,
    },
  }
}

/** The methods named, or all. */
export function measuredMethods(named: readonly string[] | undefined): MeasuredMethodName[] {
  return MEASURED_METHOD_NAMES.filter(name => named?.includes(name) ?? true)
}

const HEADER = ["error, noise", "method", "median gap", "worst", "beats exact", "measurements", "virtual s", "CPU s"]

function kindOf({ error, noise }: Uncertainty): string {
  return `${error}, ${noise}`
}

/** Gaps closer than this count as equal. */
const SAME_GAP = 1e-6

/** Summary of a method's runs under one uncertainty. */
function rowOf(all: readonly NoisyRun[], uncertainty: Uncertainty, method: MeasuredMethodName): TableCell[][] {
  const there = all.filter(run => kindOf(run) === kindOf(uncertainty))
  const runs = there.filter(run => run.method === method)
  const gaps = runs.map(run => Math.max(0, run.gap))
  const exact = there.filter(run => run.method === "exact")
  const better = runs.filter((run, i) => run.gap < (exact[i]?.gap ?? Number.NaN) - SAME_GAP).length
  return [
    [
      kindOf(uncertainty),
      method,
      formatGap(median(gaps)),
      formatGap(Math.max(...gaps)),
      exact.length === 0 ? "" : `${better} of ${runs.length}`,
      median(runs.map(run => run.measurements)),
      median(runs.map(run => run.seconds)),
      Number(median(runs.map(run => run.cpu)).toPrecision(2)),
    ],
  ]
}

const CSV_HEADER = [
  "network",
  "dataflow",
  "deployment",
  "objective",
  "constraints",
  "budget",
  "error",
  "noise",
  "method",
  "seed",
  "value",
  "gap",
  "measurements",
  "virtual_seconds",
  "cpu_seconds",
]

function csvCells(run: NoisyRun): Cell[] {
  const { network, dataflow, deployment, objective, constraints, budget, error, noise, method, seed } = run
  const problem = [network, dataflow, deployment, objective, constraints.join("+"), budget, error, noise]
  return [...problem, method, seed, run.value, run.gap, run.measurements, run.seconds, run.cpu]
}
