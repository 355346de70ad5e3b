// Proven optima of the published problems: 13 networks × 3 dataflows × 2 objectives × 2 budgets.

import { type Objective } from "../../src/allocation/build.ts"
import { solveExact } from "../../src/allocation/exact.ts"
import { solveGreedy } from "../../src/allocation/greedy.ts"
import { platformNamed } from "../../src/allocation/platforms.ts"
import { DATAFLOW_NAMES } from "../../src/maestro/templates.ts"
import { builtInNetwork } from "../../src/workloads/built-in.ts"
import { Instance } from "../load.ts"
import { plainProfile } from "../profile-options.ts"
import { formatGap, formatNumber, type TableCell } from "../terminal/text-table.ts"
import type { BenchOptions, BenchResult } from "./bench.ts"

/** The networks of ConfuciuX. */
export const PUBLISHED_NETWORKS = [
  "example",
  "alexnet",
  "vgg16",
  "resnet18",
  "squeezenet",
  "mobilenet_v2",
  "mnasnet",
  "resnet50",
  "wide_resnet50",
  "resnext50_32x4d",
  "shufflenet_v2",
  "googlenet",
  "densenet",
]
const OBJECTIVES: readonly Objective[] = ["latency", "energy"]
const BUDGETS = [0.1, 0.5]

/** Bench `optimum`. */
export async function benchOptimum({ onItem }: BenchOptions): Promise<BenchResult> {
  const cases = PUBLISHED_NETWORKS.flatMap(network =>
    DATAFLOW_NAMES.flatMap(dataflow =>
      OBJECTIVES.flatMap(objective => BUDGETS.map(budget => ({ network, dataflow, objective, budget }))),
    ),
  )
  const data = []
  for (const [i, c] of cases.entries()) {
    onItem(i, cases.length, `${c.network} ${c.dataflow}`)
    const instance = new Instance(builtInNetwork(c.network), platformNamed("confuciux"), {
      ...c,
      ...plainProfile("maestro"),
      constraint: "area",
      quiet: true,
    })
    const began = performance.now()
    const { allocation, bound } = solveExact(instance.problem)
    const milliseconds = performance.now() - began
    const greedyGap = solveGreedy(instance.problem).objective / allocation.objective - 1
    data.push({
      ...c,
      objectiveValue: allocation.objective,
      bound,
      proven: bound >= allocation.objective,
      greedyGap,
      milliseconds,
    })
  }
  const rows = data.map((d): TableCell[] => [
    d.network,
    d.dataflow,
    d.objective,
    d.budget,
    formatNumber(d.objectiveValue),
    d.proven ? "= optimum" : formatGap(d.objectiveValue / d.bound - 1),
    formatGap(d.greedyGap),
    Number(d.milliseconds.toFixed(1)),
  ])
  const slowest = Math.max(...data.map(d => d.milliseconds))
  return {
    header: ["network", "dataflow", "objective", "budget", "optimum", "bound", "greedy gap", "ms"],
    rows,
    notes: [
      `${data.filter(d => d.proven).length} of ${data.length} proven optimal; slowest ${slowest.toFixed(0)} ms; ` +
        `largest greedy gap ${formatGap(Math.max(...data.map(d => d.greedyGap)))}`,
    ],
    data: { cases: data },
  }
}
