// Transfer: every network in turn is left out, one policy is trained on the others, and allocates the one it never saw.

import { type Backend, loadBackend } from "../../agents/backend.ts"
import { fineTune } from "../../agents/fine-tune.ts"
import { importPolicy } from "../../agents/policy-export.ts"
import type { Scorer } from "../../agents/scorer.ts"
import type { ObservationProfile } from "../../env/observation.ts"
import { Rng } from "../../src/core/rng.ts"
import { median } from "../../src/core/stats.ts"
import type { Profile } from "../../src/costs/profile.ts"
import type { PolicyFile } from "../../src/formats/policy-file.ts"
import { cpuSeconds } from "../cpu-seconds.ts"
import { csvLine } from "../csv.ts"
import { formatGap, formatSeconds, type TableCell } from "../terminal/text-table.ts"
import { generalPolicy, prepareGeneral } from "../training/general-run.ts"
import { checkGeneralFlags } from "../training/general-settings.ts"
import { summarise, type ZeroShot, zeroShot } from "../training/zero-shot.ts"
import { type BenchOptions, type BenchResult } from "./bench.ts"
import { METHOD_PLATFORM } from "./method-problems.ts"
import { PUBLISHED_NETWORKS } from "./optimum.ts"

/** Networks of matrix products, where the published ones are convolutions. */
const OTHER_KINDS = ["albert", "bert", "dlrm_rmc1", "ncf", "t5", "transformer"]

/** What is left out: each of the published networks, then all of the other kinds at once. */
const LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(PUBLISHED_NETWORKS.map(name => [name, [name]])),
  "other kinds": OTHER_KINDS,
}

/** Episodes of fine-tuning. */
const TUNING = 50

/** Bench `transfer`. */
export async function benchTransfer({ seeds, profile, comparison, onItem }: BenchOptions): Promise<BenchResult> {
  const backend = await loadBackend()
  const observation = comparison.part as ObservationProfile
  comparison.onLine(csvLine(COLUMNS))
  const runs: TransferRun[] = []
  const names = Object.keys(LEFT_OUT)
  for (const [i, name] of names.entries()) {
    for (let seed = 0; seed < seeds; seed++) {
      onItem(i * seeds + seed, names.length * seeds, name)
      const run = await leaveOut(name, { observation, profile, seed }, backend)
      for (const test of run.tests) comparison.onLine(csvLine(cellsOf(test, seed)))
      runs.push(run)
    }
  }
  return {
    header: HEADER,
    rows: [
      ...names.map(name =>
        rowOf(
          name,
          runs.filter(run => run.leftOut === name),
        ),
      ),
      rowOf(
        `all ${PUBLISHED_NETWORKS.length}`,
        runs.filter(run => PUBLISHED_NETWORKS.includes(run.leftOut)),
      ),
    ],
    notes: [
      `observation ${observation}, profile ${profile}, platform ${METHOD_PLATFORM[profile]}, latency and energy within area budgets; ` +
        `${seeds} seeds; TF.js on ${backend.name}`,
      "gap: to the proven optimum; zero-shot: best of up to 9 greedy and 16 sampled passes of a policy trained on the published networks that are not left out",
      "ms: CPU milliseconds of one allocation, environment included",
    ],
    data: {
      observation,
      profile,
      seeds,
      runs: runs.map(({ tests, ...run }) => ({ ...run, tests: tests.map(jsonOf) })),
    },
  }
}

/** A test problem after fine-tuning. */
interface Tested extends ZeroShot {
  readonly tunedGap: number
  /** CPU seconds of the allocation. */
  readonly cpu: number
}

/** One network left out. */
interface TransferRun {
  /** A key of LEFT_OUT. */
  readonly leftOut: string
  readonly seed: number
  readonly trainingCpu: number
  readonly tests: readonly Tested[]
}

interface TransferSettings {
  readonly observation: ObservationProfile
  readonly profile: Profile
  readonly seed: number
}

async function leaveOut(
  leftOut: string,
  { observation, profile, seed }: TransferSettings,
  { tf }: Backend,
): Promise<TransferRun> {
  const held = LEFT_OUT[leftOut]
  const networks = PUBLISHED_NETWORKS.filter(name => !held.includes(name)).join()
  const flags = { networks, holdOut: held.join(), platform: METHOD_PLATFORM[profile], observation, profile }
  const settings = checkGeneralFlags({ ...flags, seed: String(seed), backend: "auto" })
  const parts = await prepareGeneral(settings, true)
  const began = cpuSeconds()
  while (!parts.agent.done) parts.agent.update()
  const trainingCpu = cpuSeconds() - began
  const file = generalPolicy(parts, {})
  const rng = Rng.fromSeed(seed).split("transfer")
  const tests = parts.tests.map((test, i): Tested => {
    const start = cpuSeconds()
    const found = zeroShot(parts.policy, test, rng.split("zero-shot", i))
    const cpu = cpuSeconds() - start
    return { ...found, cpu, tunedGap: tunedGap(tf, file, found, rng.split("tuning", i)) }
  })
  parts.policy.dispose()
  return { leftOut, seed, trainingCpu, tests }
}

/** Gap of the better one of the policy's own answer and that after fine-tuning. */
function tunedGap(tf: Backend["tf"], file: PolicyFile, { test, gap }: ZeroShot, rng: Rng): number {
  const policy = importPolicy(tf, file) as Scorer
  const { objective } = fineTune(tf, test.env, policy, rng, TUNING)
  policy.dispose()
  return Math.min(gap, Math.max(0, objective / test.bound - 1))
}

const HEADER = [
  "left out",
  "problems",
  "zero-shot: median",
  "worst",
  "file order: worst",
  "tuned: median",
  "worst",
  "greedy: worst",
  "training",
  "ms",
]

function rowOf(name: string, runs: readonly TransferRun[]): TableCell[] {
  const tests = runs.flatMap(run => run.tests)
  const own = summarise(tests.map(({ gap }) => gap))
  const tuned = summarise(tests.map(test => test.tunedGap))
  return [
    name,
    tests.length,
    formatGap(own.median),
    formatGap(own.worst),
    formatGap(summarise(tests.map(({ plainGap }) => plainGap)).worst),
    formatGap(tuned.median),
    formatGap(tuned.worst),
    formatGap(summarise(tests.map(({ test }) => Math.max(0, test.greedyGap))).worst),
    formatSeconds(median(runs.map(run => run.trainingCpu))),
    (1000 * median(tests.map(({ cpu }) => cpu))).toFixed(1),
  ]
}

const COLUMNS = [
  "network",
  "dataflow",
  "objective",
  "budget",
  "seed",
  "gap",
  "file_order_gap",
  "tuned_gap",
  "greedy_gap",
  "cpu_s",
]

function cellsOf({ test, gap, plainGap, tunedGap: tuned, cpu }: Tested, seed: number) {
  return [test.network, test.dataflow, test.objective, test.budget, seed, gap, plainGap, tuned, test.greedyGap, cpu]
}

function jsonOf({ test, gap, plainGap, tunedGap: tuned, cpu }: Tested) {
  const { dataflow, objective, budget, greedyGap } = test
  return { dataflow, objective, budget, gap, fileOrderGap: plainGap, tunedGap: tuned, greedyGap, cpu }
}
