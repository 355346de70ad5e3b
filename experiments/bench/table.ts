// Cost tables of all published networks, in this process and spread over worker threads.

import { createHash } from "node:crypto"
import { platformNamed } from "../../src/allocation/platforms.ts"
import { COARSE_GRID, FINE_GRID } from "../../src/core/choices.ts"
import type { CostTable } from "../../src/costs/cost-table.ts"
import type { TableHardware } from "../../src/maestro/hardware.ts"
import { DATAFLOW_NAMES } from "../../src/maestro/templates.ts"
import { builtInNetwork } from "../../src/workloads/built-in.ts"
import { buildTables, rowsOf, type TableJob } from "../table-jobs.ts"
import { formatNumber, formatRate } from "../terminal/text-table.ts"
import type { BenchOptions, BenchResult } from "./bench.ts"
import { PUBLISHED_NETWORKS } from "./optimum.ts"

const WORKERS = [1, 2]
const GRIDS = [
  { name: "144 choices", grid: COARSE_GRID },
  { name: "1,536 choices", grid: FINE_GRID },
]
/** Rounds; the first is cold, the best one counts as warm. */
const ROUNDS = 5

/** Bench `table`. */
export async function benchTable({ onItem }: BenchOptions): Promise<BenchResult> {
  const data = []
  let done = 0
  for (const { name, grid } of GRIDS) {
    const jobs = PUBLISHED_NETWORKS.flatMap(network =>
      DATAFLOW_NAMES.map((dataflow): TableJob => {
        const layers = builtInNetwork(network).distinct.map(d => d.layer)
        return { layers, grid, model: { profile: "maestro", dataflow, hardware: hardware() } }
      }),
    )
    for (const workers of WORKERS) {
      onItem(done++, GRIDS.length * WORKERS.length, `${name}, ${workers} workers`)
      data.push({ choices: name, workers, ...(await measure(jobs, workers)) })
    }
  }
  return {
    header: ["tables", "workers", "rows", "first ms", "best ms", "rows per s", "digest"],
    rows: data.map(d => [
      d.choices,
      d.workers,
      formatNumber(d.rows),
      Number(d.firstMilliseconds.toFixed(1)),
      Number(d.bestMilliseconds.toFixed(1)),
      formatRate(d.rowsPerSecond),
      d.digest.slice(0, 12),
    ]),
    notes: ["wall times; with two workers every round starts its threads anew, cold"],
    data: { tables: data },
  }
}

/** Plain data: what a worker thread can be sent. */
function hardware(): TableHardware {
  const { simdLanes, nocBandwidth, nocLatency, offchipBandwidth } = platformNamed("confuciux")
  return { simdLanes, nocBandwidth, nocLatency, offchipBandwidth }
}

async function measure(jobs: readonly TableJob[], workers: number) {
  const rows = rowsOf(jobs)
  const times: number[] = []
  let digest = ""
  for (let i = 0; i < ROUNDS; i++) {
    const began = performance.now()
    const tables = await buildTables(jobs, { workers, threshold: 0 })
    times.push(performance.now() - began)
    digest = digestOf(tables)
  }
  const best = Math.min(...times)
  return {
    rows,
    firstMilliseconds: times[0],
    bestMilliseconds: best,
    rowsPerSecond: (rows / best) * 1000,
    digest,
  }
}

/** Hash of all numbers of all tables: equal for any number of workers. */
function digestOf(tables: readonly CostTable[]): string {
  const hash = createHash("sha256")
  for (const { runtime, energy, area, power, l1, l2, macs, possible } of tables) {
    for (const column of [runtime, energy, area, power, l1, l2, macs, possible]) hash.update(column)
  }
  return hash.digest("hex")
}
