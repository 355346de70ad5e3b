// report.html of a policy that was trained over many problems: how near it comes, network by network, and how it learnt.

import { formatGap } from "../terminal/text-table.ts"
import type { TestLine } from "../training/general-files.ts"
import { details, drawing, escapeHtml, figure, page, pairs, section, table } from "./html-page.ts"
import { convergenceSpec } from "./plots.ts"

/** What the page shows. */
export interface GeneralReport {
  readonly settings: readonly (readonly [string, string])[]
  /** Whether the tested networks were kept out of the training. */
  readonly heldOut: boolean
  /** A line per network; the last one is about all when there are several. */
  readonly lines: readonly TestLine[]
  /** How far the training is; said while there are no tests. */
  readonly underWay: string
  /** Gaps of the tests while training, as ratios. */
  readonly curve: readonly { readonly episodes: number; readonly median: number; readonly worst: number }[]
  readonly command: string
  readonly versions: readonly (readonly [string, string])[]
}

/** The page as HTML text. */
export async function renderGeneralReport(report: GeneralReport): Promise<string> {
  return page("A policy for many networks", [
    "<h1>A policy for many networks</h1>",
    `<p class="lead">${escapeHtml(leadOf(report))}</p>`,
    pairs(report.settings),
    ...(report.lines.length > 0 ? [section("Tests", testTable(report))] : []),
    ...(report.curve.length > 1 ? [section("Training", await curvePlot(report))] : []),
    section("Repeat this run", `<pre><code>${escapeHtml(report.command)}</code></pre>${pairs(report.versions)}`),
  ])
}

function leadOf({ lines, heldOut, underWay }: GeneralReport): string {
  const all = lines.at(-1)
  if (all === undefined) return `Under way: ${underWay}, then the tests.`
  const seen = heldOut ? "networks that it never saw" : "the networks it was trained on, in whole"
  return (
    `Without further training the policy allocates ${seen}: ${all.policy.problems} problems, median gap to the proven optimum ` +
    `${formatGap(all.policy.median)}, worst ${formatGap(all.policy.worst)}.`
  )
}

/** Header of the table of tests, for the page and the terminal. */
export const TEST_HEADER = [
  "network",
  "problems",
  "median",
  "worst",
  "file order: median",
  "worst",
  "greedy: median",
  "worst",
]

/** Rows of the table of tests. */
export function testRows(lines: readonly TestLine[]): string[][] {
  return lines.map(({ network, policy, fileOrder, greedy }) => [
    network,
    String(policy.problems),
    ...[policy, fileOrder, greedy].flatMap(({ median, worst }) => [formatGap(median), formatGap(worst)]),
  ])
}

function testTable({ lines }: GeneralReport): string {
  const note =
    "Gaps to the proven optimum. The policy's answer is the best of up to 25 passes: a greedy one in the order of the network, " +
    "eight in random orders, 16 sampled ones; file order: the first of them alone; greedy: the gain-per-cost rule, no learning."
  return `${table(TEST_HEADER, testRows(lines), 1, lines.length - 1)}<p class="note">${note}</p>`
}

/** In percent, for a logarithmic axis: a gap of 0 has no logarithm. */
function percent(gap: number): number {
  return Math.max(1e-4, 100 * gap)
}

async function curvePlot({ curve }: GeneralReport): Promise<string> {
  const line = (name: string, of: (p: GeneralReport["curve"][number]) => number) => ({
    name,
    points: curve.map(p => [p.episodes, percent(of(p))] as const),
  })
  const plot = {
    lines: [line("worst", p => p.worst), line("median", p => p.median)],
    step: "episodes",
    value: "gap, %",
    optimum: null,
    proven: true,
  }
  const label = "Gaps of the tests against the episodes of the training"
  const content = await drawing(label, { width: 928, height: 260 }, { width: 350, height: 240 }, size =>
    convergenceSpec(plot, size),
  )
  const rows = curve.map(p => [String(p.episodes), formatGap(p.median), formatGap(p.worst)])
  return figure(
    "Gaps of up to 24 tests while training (at least 0.0001 %)",
    content,
    details("numbers", table(["episodes", "median", "worst"], rows, 0)),
  )
}
