// What a run over many problems leaves behind: policy, tests, report.

import { existsSync } from "node:fs"
import { join } from "node:path"
import { writePolicy } from "../../src/formats/policy-file.ts"
import { csvLine, csvRows } from "../csv.ts"
import { readText, writeFileAtomic } from "../files.ts"
import { profileText } from "../profile-options.ts"
import { renderGeneralReport } from "../report/general-report.ts"
import { RUN_FILES } from "../runs/run-dir.ts"
import { type GeneralParts, type GeneralResult, generalPolicy } from "./general-run.ts"
import { type GeneralSettings, generalCommandOf } from "./general-settings.ts"
import { profileProvenance } from "./train-files.ts"
import { type GapSummary, summarise, type ZeroShot } from "./zero-shot.ts"

/** Name of the table of tests in the run directory. */
export const TESTS_FILE = "tests.csv"

const TESTS_COLUMNS = [
  "network",
  "dataflow",
  "objective",
  "constraint",
  "budget",
  "gap",
  "file_order_gap",
  "greedy_gap",
]

/** The gaps of a group of tests: the policy's best decode, its decode in the order of the network, and the greedy rule. */
export interface TestLine {
  readonly network: string
  readonly policy: GapSummary
  readonly fileOrder: GapSummary
  readonly greedy: GapSummary
}

/** What tests.csv says of a test. */
export type TestGaps = Pick<ZeroShot, "gap" | "plainGap"> & {
  readonly test: Pick<ZeroShot["test"], "network" | "greedyGap">
}

/** A line per network, and one for all. */
export function testLines(tests: readonly TestGaps[]): TestLine[] {
  const names = [...new Set(tests.map(({ test }) => test.network))]
  const each = names.map(name =>
    lineOf(
      name,
      tests.filter(({ test }) => test.network === name),
    ),
  )
  return each.length > 1 ? [...each, lineOf("all", tests)] : each
}

function lineOf(network: string, group: readonly TestGaps[]): TestLine {
  return {
    network,
    policy: summarise(group.map(({ gap }) => gap)),
    fileOrder: summarise(group.map(({ plainGap }) => plainGap)),
    greedy: summarise(group.map(({ test }) => Math.max(0, test.greedyGap))),
  }
}

/** The tests of a run, as its tests.csv has them; none while there is no such file. */
function readTests(directory: string): TestGaps[] {
  const path = join(directory, TESTS_FILE)
  if (!existsSync(path)) return []
  return csvRows(readText(path)).map(row => ({
    gap: Number(row.gap),
    plainGap: Number(row.file_order_gap),
    test: { network: row.network, greedyGap: Number(row.greedy_gap) },
  }))
}

/** Writes policy.pb, tests.csv and report.html. */
export async function writeGeneralResults(
  directory: string,
  parts: GeneralParts,
  result: GeneralResult,
  versions: Readonly<Record<string, string>>,
): Promise<void> {
  const write = (file: string, data: string | Uint8Array) => writeFileAtomic(join(directory, file), data)
  const { settings } = parts
  write(RUN_FILES.policy, writePolicy(generalPolicy(parts, provenanceOf(settings, result, versions.analects))))
  const rows = result.tests.map(({ test, gap, plainGap }) =>
    csvLine([test.network, test.dataflow, test.objective, test.constraint, test.budget, gap, plainGap, test.greedyGap]),
  )
  write(TESTS_FILE, csvLine(TESTS_COLUMNS) + rows.join(""))
  write(RUN_FILES.report, await renderGeneralPage(directory, settings, versions))
}

/** The page of a run, finished or not, from the files in its directory. */
export async function renderGeneralPage(
  directory: string,
  settings: GeneralSettings,
  versions: Readonly<Record<string, string>>,
): Promise<string> {
  const metrics = csvRows(readText(join(directory, RUN_FILES.metrics)))
  const episodes = Number(metrics.at(-1)?.episodes ?? 0)
  return renderGeneralReport({
    settings: wordsOf(settings, episodes),
    heldOut: settings.holdOut.length > 0,
    lines: testLines(readTests(directory)),
    underWay: `${episodes} of ${settings.episodes} episodes`,
    curve: curveOf(metrics),
    command: generalCommandOf(settings),
    versions: Object.entries(versions),
  })
}

/** Where the policy comes from; `training` is the command that repeats it. */
function provenanceOf(s: GeneralSettings, { episodes }: GeneralResult, analects: string): Record<string, string> {
  return {
    analects,
    environment: "Allocation-v1",
    training: generalCommandOf(s),
    seed: String(s.seed),
    network: s.networks.join(" "),
    dataflow: s.dataflows.join(" "),
    platform: s.platform,
    ...profileProvenance(s),
    objective: s.objectives.join(" "),
    constraint: s.constraints.join(" "),
    budget: s.budgets.join(" to "),
    episodes: String(episodes),
  }
}

function wordsOf(s: GeneralSettings, episodes: number): [string, string][] {
  return [
    ["trained on", s.networks.join(", ")],
    ...(s.holdOut.length > 0 ? [["never seen", s.holdOut.join(", ")] as [string, string]] : []),
    ["dataflows", s.dataflows.join(", ")],
    ["objectives", s.objectives.join(", ")],
    ["constraints", s.constraints.join(", ")],
    ["budgets", `${s.budgets.join(" to ")} of the range between the corner totals`],
    ["problems", `${s.problems} of 6 to 28 layers`],
    ["platform", s.platform],
    ["profile", profileText(s)],
    ["episodes", String(episodes)],
    ["seed", String(s.seed)],
    ["backend", s.backend],
  ]
}

/** Test gaps by episodes, from the metrics file. */
function curveOf(
  metrics: readonly Readonly<Record<string, string>>[],
): { episodes: number; median: number; worst: number }[] {
  return metrics
    .filter(row => row.test_median_gap !== "")
    .map(row => ({
      episodes: Number(row.episodes),
      median: Number(row.test_median_gap),
      worst: Number(row.test_worst_gap),
    }))
}
