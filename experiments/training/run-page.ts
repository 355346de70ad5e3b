// The page of a directory as its files say: a training run, finished or under way, or all the runs below a folder.

import { existsSync } from "node:fs"
import { join } from "node:path"
import { evaluateAllocation } from "../../src/allocation/problem.ts"
import { renderComparePage } from "../compare/compare-page.ts"
import { findRuns } from "../compare/find-runs.ts"
import { compare } from "../compare/groups.ts"
import { measure } from "../compare/measures.ts"
import { readBytes } from "../files.ts"
import { loadInstance } from "../full-options.ts"
import type { Instance } from "../load.ts"
import { renderReport } from "../report/report.ts"
import { loadCheckpoint } from "../runs/checkpoint.ts"
import { RUN_FILES, type RunConfig, readConfig } from "../runs/run-dir.ts"
import { renderGeneralPage } from "./general-files.ts"
import { generalSettingsOf } from "./general-settings.ts"
import { savedBest } from "./learner.ts"
import { reportOf } from "./train-files.ts"
import { optimumOf, type TrainResult, type TrainState } from "./train-run.ts"
import { settingsOfRun, type TrainSettings } from "./train-settings.ts"

/** Draws the page as the directory is now. @throws InputError for damaged files */
export type RenderPage = () => Promise<string>

/**
 * What draws the page of a directory; problems and optima are computed once. A folder that is no training run is one of runs, which
 * are compared.
 *
 * @param instance the problem of a training run, where the caller has it
 * @throws InputError for a configuration that is damaged or of another command
 */
export function pageOf(directory: string, instance?: Instance): RenderPage {
  if (!isTraining(directory)) return () => comparePage(directory)
  const config = readConfig(directory)
  if ("networks" in config.options) {
    const settings = generalSettingsOf(directory, config)
    return () => renderGeneralPage(directory, settings, { ...config.versions, backend: settings.backend })
  }
  const { settings } = settingsOfRun(directory)
  return trainPage(directory, settings, config, instance ?? loadInstance(settings, true))
}

/** Draws with what is made when it is needed first: files that have to be there already are not looked for earlier. */
export function lazily(open: () => RenderPage): RenderPage {
  let render: RenderPage | null = null
  return () => {
    render ??= open()
    return render()
  }
}

/** Whether a folder is a training run's own. */
function isTraining(directory: string): boolean {
  const has = (file: string) => existsSync(join(directory, file))
  return has(RUN_FILES.config) && (has(RUN_FILES.metrics) || has(RUN_FILES.checkpoint))
}

function comparePage(directory: string): Promise<string> {
  return renderComparePage(compare(findRuns([directory]), "gap").map(measure))
}

function trainPage(directory: string, settings: TrainSettings, config: RunConfig, instance: Instance): RenderPage {
  const optima = { optimum: optimumOf(instance.problem), optimumFine: optimumOf(instance.fine().problem) }
  const versions = { ...config.versions, backend: settings.backend }
  return () => {
    const { state, metricsBytes } = loadCheckpoint(directory)
    const saved = state as TrainState
    const result = resultOf(saved, instance, settings, optima)
    // What is behind the checkpoint's bytes belongs to no whole state.
    const metrics = Buffer.from(readBytes(join(directory, RUN_FILES.metrics)))
      .subarray(0, metricsBytes)
      .toString()
    return renderReport(reportOf({ instance, settings, result, versions }, metrics, underWay(saved, settings)))
  }
}

/** What a checkpoint knows of the result. */
function resultOf(
  saved: TrainState,
  { problem }: Instance,
  settings: TrainSettings,
  optima: Pick<TrainResult, "optimum" | "optimumFine">,
): TrainResult {
  const best = saved.answer ?? savedBest(settings.env, saved.learner)
  const final = saved.genetic?.best ?? null
  return {
    ...optima,
    backend: settings.backend,
    reinforce: best === null ? null : evaluateAllocation(problem, best),
    final: final === null ? null : { ...final, choice: Int32Array.from(final.choice) },
    episodes: saved.episodes,
    feasibleEpisodes: saved.feasibleEpisodes,
    evaluations: saved.evaluations,
    seconds: saved.seconds,
    timing: saved.timing.rows,
  }
}

/** How far a run is; null when it has ended. */
function underWay(saved: TrainState, { episodes, generations }: TrainSettings): string | null {
  const done = saved.genetic?.generations ?? 0
  const learnt = saved.episodes >= episodes && saved.answered
  if (learnt && (saved.answer === null || (saved.genetic !== null && done >= generations))) return null
  return `${saved.episodes} of ${episodes} episodes, ${done} of ${generations} generations`
}
