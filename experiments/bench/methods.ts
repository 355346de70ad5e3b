// Every method beside the proven optimum, on the same evaluations: the table that says which of them earns its place.

import { loadBackend } from "../../agents/backend.ts"
import { UsageError } from "../../src/core/errors.ts"
import { median } from "../../src/core/stats.ts"
import { builtInNetwork } from "../../src/workloads/built-in.ts"
import { type Cell, csvLine } from "../csv.ts"
import { MEASURED_METHOD_NAMES, METHOD_NAMES, type MethodName } from "../methods/method-names.ts"
import { formatGap, formatNumber, type TableCell } from "../terminal/text-table.ts"
import { type BenchOptions, type BenchResult } from "./bench.ts"
import { compareMeasured, measuredMethods } from "./measured.ts"
import { casesOf, type MethodCase, type PartName } from "./method-cases.ts"
import { METHOD_PLATFORM, problemOf } from "./method-problems.ts"
import { Comparison, MARKS, type MethodRun } from "./method-runs.ts"

/** Bench `methods`. */
export async function benchMethods(options: BenchOptions): Promise<BenchResult> {
  const { seeds, profile, comparison, onItem } = options
  const part = comparison.part as PartName
  checkMethods(part, comparison.methods)
  if (part === "noisy") return compareMeasured(options, measuredMethods(comparison.methods))
  const names = METHOD_NAMES.filter(name => comparison.methods?.includes(name) ?? true)
  const learns = names.some(name => name === "reinforce" || name === "two-stage")
  const backend = learns ? await loadBackend() : null
  const { evaluations } = comparison
  const settings = { methods: names, evaluations, profile, tf: backend?.tf ?? null }
  const cases = casesOf(part, profile, comparison.networks)
  const runs: MethodRun[] = []
  comparison.onLine(csvLine(CSV_HEADER))
  const modelCalls: number[] = []
  let [skipped, unproven] = [0, 0]
  for (const [i, c] of cases.entries()) {
    const item = `${c.network} ${c.dataflow} ${c.objective} ${c.budget}`
    onItem(i * seeds, cases.length * seeds, item)
    const problem = problemOf(c, profile)
    if (problem === null) {
      skipped++
      continue
    }
    const compared = new Comparison(c, problem, settings)
    if (!compared.proven) unproven++
    modelCalls.push(builtInNetwork(c.network).distinct.length * problem.choices)
    for (let seed = 0; seed < seeds; seed++) {
      onItem(i * seeds + seed, cases.length * seeds, item)
      const found = compared.run(seed)
      for (const run of found) comparison.onLine(csvLine(csvCells(run)))
      runs.push(...found)
    }
  }
  return {
    header: HEADER,
    rows: rowsOf(runs, names),
    notes: [
      `part ${part}: ${modelCalls.length} problems × ${seeds} seeds, ${formatNumber(evaluations)} evaluations granted; ` +
        `profile ${profile}, platform ${METHOD_PLATFORM[profile]}, budgets as fractions` +
        (backend === null ? "" : `; TF.js on ${backend.name}`),
      "gap: to the proven optimum of the method's own choices (144 per layer and dataflow; two-stage 1,536)" +
        (unproven > 0 ? `; to the bound in ${unproven} problems that were not proven` : ""),
      "an evaluation is one whole allocation valued; cost-model calls are the same for all: the table, " +
        `${formatNumber(median(modelCalls))} rows in the median, is filled before`,
      ...(skipped > 0 ? [`${skipped} problems left out: they admit no allocation`] : []),
    ],
    data: { part, profile, platform: METHOD_PLATFORM[profile], evaluations, backend: backend?.name ?? null, runs },
  }
}

/** @throws UsageError for a method that the part does not have */
function checkMethods(part: PartName, named: readonly string[] = []): void {
  const known: readonly string[] = part === "noisy" ? MEASURED_METHOD_NAMES : METHOD_NAMES
  const missing = named.find(name => !known.includes(name))
  if (missing === undefined) return
  throw new UsageError(`--methods: part ${part} has no ${missing}; it has ${known.join(", ")}`)
}

const HEADER = [
  "problem",
  "method",
  "median gap",
  "worst",
  "optimal",
  ...MARKS.map(mark => `after ${formatNumber(mark)}`),
  "evaluations",
  "feasible",
  "CPU s",
  "most",
]

/** What is minimised under which circumstances: "energy, ls, mix, 3 constraints". */
function kindOf({ objective, deployment, dataflow, constraints }: MethodCase): string {
  const words: string[] = [objective]
  if (deployment === "ls") words.push("ls")
  if (dataflow === "mix") words.push("mix")
  if (constraints.length > 1) words.push(`${constraints.length} constraints`)
  return words.join(", ")
}

function rowsOf(runs: readonly MethodRun[], names: readonly MethodName[]): TableCell[][] {
  const kinds = [...new Set(runs.map(kindOf))]
  return kinds.flatMap(kind => names.flatMap(name => rowOf(runs, kind, name)))
}

/** Summary of a method's runs; nothing when it has none. */
function rowOf(all: readonly MethodRun[], kind: string, method: MethodName): TableCell[][] {
  const runs = all.filter(run => run.method === method && kindOf(run) === kind)
  if (runs.length === 0) return []
  const gaps = runs.map(run => run.gap ?? Number.POSITIVE_INFINITY)
  const sum = (of: (run: MethodRun) => number) => runs.reduce((total, run) => total + of(run), 0)
  const seconds = runs.map(run => run.cpu)
  return [
    [
      kind,
      method,
      formatGap(median(gaps)),
      formatGap(Math.max(...gaps)),
      `${((100 * gaps.filter(gap => gap <= OPTIMAL).length) / runs.length).toFixed(0)} %`,
      ...MARKS.map((_, i) => formatGap(median(runs.map(run => run.early[i] ?? Number.POSITIVE_INFINITY)))),
      median(runs.map(run => run.evaluations)),
      `${((100 * sum(run => run.feasible)) / sum(run => run.evaluations)).toFixed(0)} %`,
      Number(median(seconds).toPrecision(2)),
      Number(Math.max(...seconds).toPrecision(2)),
    ],
  ]
}

/** Sums added in another order differ by less. */
const OPTIMAL = 1e-9

const CSV_HEADER = [
  "network",
  "dataflow",
  "deployment",
  "objective",
  "constraints",
  "budget",
  "method",
  "seed",
  "grid",
  "value",
  "gap",
  ...MARKS.map(mark => `gap_after_${mark}`),
  "evaluations",
  "feasible",
  "cpu_seconds",
]

function csvCells(run: MethodRun): Cell[] {
  const { network, dataflow, deployment, objective, constraints, budget, ...found } = run
  const { method, seed, grid, value, gap, early, evaluations, feasible } = found
  const problem = [network, dataflow, deployment, objective, constraints.join("+"), budget]
  return [...problem, method, seed, grid, value, gap, ...early, evaluations, feasible, run.cpu]
}
