// The allocation study of docs/physical-study.md: 13 networks on realistic platforms under both profiles.

import { median } from "../../src/core/stats.ts"
import { LEARNING_CASES, type LearningRun, learn } from "../studies/profile-learning.ts"
import { profilePlots } from "../studies/profile-plots.ts"
import { bestOf, PLATFORM_NAMES, type ProblemOutcome, solveProblems, VARIANTS } from "../studies/profile-problems.ts"
import { agreements, bestCounts, type Group, groupsOf, sharedRegrets, spreadOf } from "../studies/profile-summary.ts"
import { formatGap, type TableCell } from "../terminal/text-table.ts"
import { type BenchOptions, type BenchResult } from "./bench.ts"
import { PUBLISHED_NETWORKS } from "./optimum.ts"

/** Bench `profiles`. */
export async function benchProfiles({ seeds, onItem }: BenchOptions): Promise<BenchResult> {
  const places = PLATFORM_NAMES.flatMap(platform => PUBLISHED_NETWORKS.map(network => ({ platform, network })))
  const total = places.length + LEARNING_CASES.length
  const outcomes = places.flatMap(({ platform, network }, i) => {
    onItem(i, total, `${network} ${platform}`)
    return solveProblems(network, platform)
  })
  const learning: LearningRun[] = []
  for (const [i, c] of LEARNING_CASES.entries()) {
    onItem(places.length + i, total, `REINFORCE ${c.network} ${c.platform} ${c.dataflow}`)
    learning.push(...(await learn(c, seeds)))
  }
  return {
    header: [
      "platform",
      "objective",
      "budget",
      "best by maestro",
      "best physically",
      "dla or shi alike",
      "best of these above best of all",
      "maestro / truth",
      "true cost above optimum",
      "greedy gap",
    ],
    rows: groupsOf(outcomes).map(rowOf),
    notes: [...problemNotes(outcomes), learningNote(learning, seeds)],
    data: { outcomes, learning },
    plots: () => profilePlots(outcomes),
  }
}

function rowOf({ platform, objective, budget, outcomes }: Group): TableCell[] {
  const transfers = outcomes.flatMap(o => o.transfers)
  const ratio = spreadOf(transfers.map(t => t.predicted))
  const regret = spreadOf(transfers.map(t => t.regret))
  const shared = spreadOf(sharedRegrets(outcomes))
  const greedy = spreadOf(outcomes.flatMap(o => o.physical.map(a => a.greedyGap)))
  return [
    platform,
    objective,
    budget,
    countsText(bestCounts(outcomes, "maestro")),
    countsText(bestCounts(outcomes, "physical")),
    `${agreements(outcomes)} of ${outcomes.length}`,
    `${formatGap(shared.median)}, ≤ ${formatGap(shared.most)}`,
    `${[ratio.least, ratio.median, ratio.most].map(x => x.toFixed(2)).join(" · ")}`,
    `${formatGap(regret.median)}, ≤ ${formatGap(regret.most)}`,
    `${formatGap(greedy.median)}, ≤ ${formatGap(greedy.most)}`,
  ]
}

const countsText = (counts: readonly (readonly [string, number])[]) => counts.map(([d, n]) => `${d} ${n}`).join(", ")

function problemNotes(outcomes: readonly ProblemOutcome[]): string[] {
  const answers = outcomes.flatMap(o => [...o.physical, ...o.maestro])
  const transfers = outcomes.flatMap(o => o.transfers)
  const over = transfers.filter(t => t.area > 1 + 1e-9).length
  const variants = Object.keys(VARIANTS).map(name => {
    const found = outcomes.flatMap(o => o.variations.filter(v => v.variant === name).map(v => ({ ...v, outcome: o })))
    const changed = found.filter(v => v.best !== bestOf(v.outcome.physical).dataflow).length
    const { median: middle, most } = spreadOf(found.map(v => v.regret))
    return (
      `${name}: another dataflow is best in ${changed} of ${found.length} problems; the default's answer is ` +
      `${formatGap(middle)} above the best in the median, ${formatGap(most)} at most; allocations chosen with maestro ` +
      `cost up to ${formatGap(Math.max(...found.flatMap(v => v.transfers.map(t => t.regret))))} above the optimum`
    )
  })
  return [
    "13 networks per row; pairs are median, ≤ largest; triples least · median · largest over dla and shi",
    `${answers.filter(a => a.proven).length} of ${answers.length} optima proven; ` +
      `${over} of ${transfers.length} allocations chosen with maestro take more area than it says`,
    ...variants,
  ]
}

function learningNote(runs: readonly LearningRun[], seeds: number): string {
  const gaps = runs.map(r => r.gap)
  const reached = gaps.filter(gap => gap <= 1e-9).length
  return (
    `REINFORCE, profile physical, budget 0.1, ${LEARNING_CASES.length} problems × ${seeds} seeds: at the optimum in ` +
    `${reached} of ${runs.length} runs, median gap ${formatGap(median(gaps))}, largest ${formatGap(Math.max(...gaps))}`
  )
}
