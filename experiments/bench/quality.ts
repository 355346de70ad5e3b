// How close learning comes: both stages beside the proven optima of both grids, several seeds.

import { loadBackend } from "../../agents/backend.ts"
import { solveExact } from "../../src/allocation/exact.ts"
import { platformNamed } from "../../src/allocation/platforms.ts"
import { median } from "../../src/core/stats.ts"
import type { Profile } from "../../src/costs/profile.ts"
import { builtInNetwork } from "../../src/workloads/built-in.ts"
import { Instance } from "../load.ts"
import { runTwoStage } from "../methods/two-stage.ts"
import { plainProfile } from "../profile-options.ts"
import { formatGap, type TableCell } from "../terminal/text-table.ts"
import type { TrainSettings } from "../training/train-settings.ts"
import { type BenchOptions, type BenchResult } from "./bench.ts"

type Case = Pick<TrainSettings, "network" | "dataflow" | "objective"> & { readonly budget: number }

/** Platform of a profile: the published one for the published costs, else one that a chip could have. */
const PLATFORM: Readonly<Record<Profile, string>> = { physical: "mobile", maestro: "confuciux" }

/** Bench `quality`: Allocation-v1. */
export function benchQuality(options: BenchOptions): Promise<BenchResult> {
  return study(qualityCases(), { env: "Allocation-v1", episodes: 1024, generations: 150 }, options)
}

/** Bench `confuciux`: the published method. */
export function benchConfuciux(options: BenchOptions): Promise<BenchResult> {
  return study(
    [{ network: "mobilenet_v2", dataflow: "dla", objective: "latency", budget: 0.5 }],
    { env: "ConfuciuX-v0", episodes: 300, generations: 150 },
    { ...options, profile: "maestro" },
  )
}

function qualityCases(): Case[] {
  return ["resnet18", "mobilenet_v2", "mnasnet"].flatMap(network =>
    ["dla", "shi"].flatMap(dataflow =>
      (["latency", "energy"] as const).flatMap(objective =>
        [0.1, 0.5].map(budget => ({ network, dataflow, objective, budget })),
      ),
    ),
  )
}

/** One case with one seed. */
interface StudyRun extends Case {
  readonly seed: number
  readonly feasibleEpisodes: number
  readonly reinforceGap: number | null
  readonly finalGap: number | null
  readonly reinforceCpu: number
  readonly geneticCpu: number
}

/** Runs every case with every seed. */
async function study(
  cases: readonly Case[],
  method: Pick<TrainSettings, "env" | "episodes" | "generations">,
  { seeds, profile, onItem }: BenchOptions,
): Promise<BenchResult> {
  const { tf, name: backend } = await loadBackend()
  const platform = PLATFORM[profile]
  const model = plainProfile(profile)
  const data: StudyRun[] = []
  for (const [i, c] of cases.entries()) {
    const allowImpossible = method.env === "ConfuciuX-v0"
    const instance = new Instance(builtInNetwork(c.network), platformNamed(platform), {
      ...c,
      ...model,
      constraint: "area",
      allowImpossible,
      quiet: true,
    })
    const coarse = solveExact(instance.problem).allocation.objective
    const fine = solveExact(instance.fine().problem).allocation.objective
    for (let seed = 0; seed < seeds; seed++) {
      onItem(i * seeds + seed, cases.length * seeds, `${c.network} ${c.dataflow} ${c.objective} ${c.budget}`)
      const run = runTwoStage(tf, instance, { ...method, observation: "priced", seed })
      data.push({
        ...c,
        seed,
        feasibleEpisodes: run.feasibleEpisodes,
        reinforceGap: run.reinforce === null ? null : run.reinforce.objective / coarse - 1,
        finalGap: run.final === null ? null : run.final.objective / fine - 1,
        reinforceCpu: run.reinforceCpu,
        geneticCpu: run.geneticCpu,
      })
    }
  }
  const rows = cases.map((c): TableCell[] => {
    const runs = data.filter(
      d => d.network === c.network && d.dataflow === c.dataflow && d.objective === c.objective && d.budget === c.budget,
    )
    return [
      c.network,
      c.dataflow,
      c.objective,
      c.budget,
      `${runs.reduce((sum, d) => sum + d.feasibleEpisodes, 0)} / ${runs.length * method.episodes}`,
      ...summary(runs.map(d => d.reinforceGap)),
      ...summary(runs.map(d => d.finalGap)),
      Number(median(runs.map(d => d.reinforceCpu)).toFixed(1)),
      Number(median(runs.map(d => d.geneticCpu)).toFixed(2)),
    ]
  })
  return {
    header: [
      "network",
      "dataflow",
      "objective",
      "budget",
      "feasible",
      "REINFORCE: median gap",
      "worst",
      "genetic: median gap",
      "worst",
      "CPU s",
      "CPU s genetic",
    ],
    rows,
    notes: [
      `profile ${profile}, platform ${platform}, ${seeds} seeds, TF.js on ${backend}; ` +
        "gaps to the proven optimum of the 144- and the 1,536-choice table",
    ],
    data: { profile, platform, runs: data, backend },
  }
}

/** Median and worst; a run without a feasible episode counts as infinitely far. */
function summary(gaps: readonly (number | null)[]): TableCell[] {
  const known = gaps.map(gap => gap ?? Number.POSITIVE_INFINITY)
  return [formatGap(median(known)), formatGap(Math.max(...known))]
}
