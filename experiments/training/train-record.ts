// The run records of a training run, for comparisons: both stages together as method "two-stage" in the run's directory, the first
// one alone as "reinforce" in a folder of it. A run without generations has the first stage only, which then is the run's own.

import { join } from "node:path"
import { budgetText } from "../budgets.ts"
import { csvRows } from "../csv.ts"
import { makeFolders } from "../files.ts"
import type { Instance } from "../load.ts"
import { type CurveRow, type RecordedRun, type RunRecord, writeRecord } from "../runs/run-record.ts"
import { isProven, type Optimum, referenceOf, type TrainResult } from "./train-run.ts"
import type { TrainSettings } from "./train-settings.ts"

/** Folder of the first stage's record in a run of both stages. */
export const FIRST_STAGE = "reinforce"

/** Writes the records of a finished run. `metrics` is the text of its metrics.csv. */
export function writeRecords(
  directory: string,
  instance: Instance,
  settings: TrainSettings,
  result: TrainResult,
  metrics: string,
): void {
  const { reinforce, both } = recordsOf(instance, settings, result, metrics)
  if (both === null) return writeRecord(directory, reinforce)
  const first = join(directory, FIRST_STAGE)
  makeFolders(first)
  writeRecord(first, reinforce)
  writeRecord(directory, both)
}

/** The records of a finished run; `both` is null where no generations were asked for. */
export function recordsOf(instance: Instance, settings: TrainSettings, result: TrainResult, metrics: string) {
  const of = (method: "reinforce" | "two-stage"): RecordedRun => {
    const coarse = method === "reinforce"
    const optimum = coarse ? result.optimum : result.optimumFine
    const evaluations = result.evaluations.reinforce + (coarse ? 0 : result.evaluations.genetic)
    const curve = curveOf(metrics, result, evaluations, referenceOf(optimum))
    const record: RunRecord = {
      network: instance.network.name,
      dataflow: settings.dataflow,
      deployment: settings.deployment,
      objective: settings.objective,
      constraints: settings.constraints.map(c => c.constraint),
      budgets: settings.constraints.map(budgetText),
      platform: settings.platform,
      profile: settings.profile,
      grid: coarse ? "coarse" : "fine",
      method,
      seed: settings.seed,
      ...outcomeOf(curve, optimum),
      evaluations,
      feasible: evaluations - (result.episodes - result.feasibleEpisodes),
    }
    return { record, curve, timing: result.timing.filter(row => row.evaluations <= evaluations) }
  }
  return { reinforce: of("reinforce"), both: settings.generations > 0 ? of("two-stage") : null }
}

/** What a search came to, beside the optimum of its choices. */
function outcomeOf(
  curve: readonly CurveRow[],
  optimum: Optimum,
): Pick<RunRecord, "value" | "bound" | "proven" | "gap"> {
  const last = curve.at(-1)
  const bound = referenceOf(optimum)
  return { value: last?.value ?? null, bound, proven: isProven(optimum), gap: last?.gap ?? null }
}

/** The best value so far by evaluations, up to a number of them. */
function curveOf(metrics: string, result: TrainResult, evaluations: number, bound: number): CurveRow[] {
  const first = result.evaluations.reinforce
  const rows = csvRows(metrics)
  const stage = (name: string) => rows.filter(row => row.stage === name && row.best_objective !== "")
  const points = [
    ...stage("reinforce").map(row => [Number(row.step), Number(row.best_objective)]),
    ...(result.reinforce === null ? [] : [[first, result.reinforce.objective]]),
    ...stage("genetic").map(row => [first + Number(row.evaluations), Number(row.best_objective)]),
  ].filter(([at]) => at <= evaluations)
  const curve: CurveRow[] = []
  for (const [at, value] of points) {
    if (value >= (curve.at(-1)?.value ?? Number.POSITIVE_INFINITY)) continue
    curve.push({ evaluations: at, value, gap: value / bound - 1 })
  }
  const last = curve.at(-1)
  if (last !== undefined && last.evaluations < evaluations) curve.push({ ...last, evaluations })
  return curve
}
