// A baseline on a problem, with the CPU seconds of its improvements.

import { baselineNamed } from "../../agents/baselines/methods.ts"
import type { BaselineName } from "../../agents/baselines/names.ts"
import type { Optimiser } from "../../agents/baselines/optimiser.ts"
import { runOptimiser, type SearchRun } from "../../agents/baselines/run.ts"
import type { AllocationProblem } from "../../src/allocation/problem.ts"
import { Rng } from "../../src/core/rng.ts"
import { cpuSeconds } from "../cpu-seconds.ts"
import type { TimingRow } from "../runs/run-record.ts"

/** A search and its CPU seconds at improvements and at the end. */
export interface TimedSearch extends SearchRun {
  readonly timing: readonly TimingRow[]
}

/** Runs a baseline for so many evaluations. */
export function runBaseline(
  method: BaselineName,
  problem: AllocationProblem,
  { seed, evaluations }: { seed: number; evaluations: number },
): TimedSearch {
  const began = cpuSeconds()
  const optimiser = baselineNamed(method)(problem, { evaluations }, Rng.fromSeed(seed).split(method))
  const timing: TimingRow[] = []
  const run = runOptimiser(problem, timed(optimiser, began, timing), evaluations)
  if (timing.at(-1)?.evaluations === run.evaluations) timing.pop()
  timing.push({ evaluations: run.evaluations, cpuSeconds: cpuSeconds() - began })
  return { ...run, timing }
}

/** The optimiser, noting the time after every batch that improved on the best. */
function timed(optimiser: Optimiser, began: number, timing: TimingRow[]): Optimiser {
  let evaluations = 0
  let best = Number.POSITIVE_INFINITY
  return {
    ask: limit => optimiser.ask(limit),
    tell(objectives, feasible) {
      optimiser.tell(objectives, feasible)
      evaluations += objectives.length
      const found = objectives.reduce((least, x, i) => (feasible[i] === 1 && x < least ? x : least), best)
      if (found >= best) return
      best = found
      timing.push({ evaluations, cpuSeconds: cpuSeconds() - began })
    },
  }
}
