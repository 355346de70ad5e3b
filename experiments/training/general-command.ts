// The steps of `analects train --networks …`: prepare, run or go on, write, print.

import type { LiveServer } from "../live/live-server.ts"
import { TEST_HEADER, testRows } from "../report/general-report.ts"
import { createRun, runName, writeConfig } from "../runs/run-dir.ts"
import { note, out, outJson } from "../terminal/io.ts"
import { formatSeconds, textTable } from "../terminal/text-table.ts"
import { versions } from "../version.ts"
import { testLines, writeGeneralResults } from "./general-files.ts"
import { type GeneralParts, type GeneralResult, GeneralRun, prepareGeneral } from "./general-run.ts"
import type { GeneralSettings } from "./general-settings.ts"
import { lazily, pageOf } from "./run-page.ts"
import { Stopper, untilStopped } from "./stopper.ts"

/** Where to, and what to print. */
export interface GeneralOutput {
  /** The run to go on with; null for a new one. */
  readonly existing: string | null
  readonly out?: string
  readonly json?: boolean
  readonly quiet?: boolean
  readonly tensorboard?: boolean
  /** What shows the run while it goes on. */
  readonly live?: LiveServer | null
}

/** Trains, writes the run directory and prints the result. */
export async function trainGeneral(asked: GeneralSettings, { existing, ...flags }: GeneralOutput): Promise<void> {
  const quiet = flags.json === true || flags.quiet === true
  const began = performance.now()
  const parts = await prepareGeneral(asked, quiet)
  const { settings } = parts
  const used = await versions()
  const stopper = new Stopper()
  const directory =
    existing ?? createRun({ out: flags.out, name: runName(["policy", ...namesOf(settings)], settings.seed) })
  if (existing === null) {
    writeConfig(directory, { command: "train", seed: settings.seed, options: { ...settings }, versions: used })
  }
  if (!quiet) note(headline(parts))
  flags.live?.show({ directory, render: lazily(() => pageOf(directory)) })
  const tensorboard = flags.tensorboard === true
  const result = await untilStopped(directory, stopper, async () => {
    const found = await new GeneralRun({ directory, parts, stopper, quiet, tensorboard }).finish(existing !== null)
    await writeGeneralResults(directory, parts, found, { ...used, backend: settings.backend })
    return found
  })
  const seconds = (performance.now() - began) / 1000
  if (flags.json === true) outJson(jsonOf(settings, result, directory, seconds))
  else if (flags.quiet !== true) out(textOf(settings, result, directory, seconds))
}

const namesOf = ({ networks, observation }: GeneralSettings) =>
  networks.length > 3 ? [`${networks.length}-networks`, observation] : [...networks, observation]

function headline({ settings, pool, tests }: GeneralParts): string {
  const on = settings.holdOut.length > 0 ? settings.holdOut.join(", ") : "the same networks in whole"
  return (
    `${pool.length} problems from ${settings.networks.length} networks, dataflows ${settings.dataflows.join(", ")}, ` +
    `objectives ${settings.objectives.join(", ")}, budgets ${settings.budgets.join(" to ")}; ` +
    `${tests.length} tests on ${on}`
  )
}

function textOf(settings: GeneralSettings, result: GeneralResult, directory: string, seconds: number): string {
  return (
    `\n${textTable(TEST_HEADER, testRows(testLines(result.tests)))}\n` +
    `gaps to the proven optimum of ${settings.holdOut.length > 0 ? "networks held out" : "networks trained on"}; ` +
    `${result.episodes} episodes, ${formatSeconds(seconds)} in all, TF.js on ${settings.backend}\n` +
    `report  ${directory}/report.html\ntests   ${directory}/tests.csv\n` +
    `policy  ${directory}/policy.pb (apply it with: analects apply ${directory}/policy.pb --network NAME --budget FRACTION)\n`
  )
}

/** The object behind --json; its names are a promise. */
function jsonOf(settings: GeneralSettings, result: GeneralResult, directory: string, seconds: number) {
  return {
    ...settings,
    summary: testLines(result.tests),
    tests: result.tests.map(({ test, gap, plainGap, allocation }) => ({
      network: test.network,
      dataflow: test.dataflow,
      objective: test.objective,
      constraint: test.constraint,
      budget: test.budget,
      value: allocation.objective,
      bound: test.bound,
      gap,
      fileOrderGap: plainGap,
      greedyGap: test.greedyGap,
    })),
    seconds,
    directory,
  }
}
