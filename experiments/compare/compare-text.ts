// A comparison as text: the table on the terminal and on the page, the CSV file, the JSON object.

import { OBJECTIVE_UNITS, type Objective } from "../../src/allocation/build.ts"
import { csvLine } from "../csv.ts"
import { formatGap, formatNumber, formatSeconds, textTable } from "../terminal/text-table.ts"
import type { Comparison } from "./groups.ts"
import type { Axis, Estimate, Measured, Summary } from "./measures.ts"

/** A score in words: a gap in percent, a value in its unit, "none" for no answer. */
export function scoreText({ metric, problems }: Comparison, score: number): string {
  if (!Number.isFinite(score)) return "none"
  return metric === "gap" ? formatGap(score) : formatNumber(score, unitOf(problems[0].objective))
}

/** The unit of an objective that comparisons may not know. */
export function unitOf(objective: string): string {
  return OBJECTIVE_UNITS[objective as Objective] ?? ""
}

/** "1 run", "2 runs". */
const many = (n: number, word: string) => `${n} ${word}${n === 1 ? "" : "s"}`

/** "profile physical, platform mobile: 3 methods on 12 problems, 180 runs". */
export function headline(measured: Measured): string {
  return `${measured.comparison.title}: ${countsText(measured)}`
}

/** "3 methods on 12 problems, 180 runs". */
export function countsText({ comparison: { problems, methods }, summaries }: Measured): string {
  const runs = summaries.reduce((sum, { runs: own }) => sum + own, 0)
  return `${many(methods.length, "method")} on ${many(problems.length, "problem")}, ${many(runs, "run")}`
}

/** Header and rows of the table of methods. */
export function summaryTable({ comparison, summaries, improvements }: Measured): {
  header: string[]
  rows: string[][]
} {
  const [first] = summaries
  const failures = summaries.some(s => s.failed > 0)
  const several = summaries.length > 1
  const header = ["method", "IQM", "95 % interval", "median", "best", "worst", "runs"]
  if (failures) header.push("no answer")
  header.push("evaluations", "CPU")
  if (several) header.push(`${first.method} better`)
  const score = (value: number) => scoreText(comparison, value)
  const rows = summaries.map(s => {
    const won = improvements.find(({ method, than }) => method === first.method && than === s.method)
    return [
      s.method,
      score(s.iqm.value),
      intervalText(s.iqm, score),
      score(s.median),
      score(s.best),
      score(s.worst),
      String(s.runs),
      ...(failures ? [String(s.failed)] : []),
      formatNumber(s.evaluations),
      s.cpuSeconds === null ? "–" : formatSeconds(s.cpuSeconds),
      ...(several ? [won === undefined ? "–" : chanceText(won)] : []),
    ]
  })
  return { header, rows }
}

/** "0.1 % to 0.3 %"; a dash where there is none. */
export function intervalText({ interval }: Estimate, text: (value: number) => string): string {
  return interval === null ? "–" : `${text(interval.low)} to ${text(interval.high)}`
}

/** "0.83 [0.70, 0.95]". */
export function chanceText({ value, interval }: Estimate): string {
  const between = interval === null ? "" : ` [${interval.low.toFixed(2)}, ${interval.high.toFixed(2)}]`
  return value.toFixed(2) + between
}

/** What the columns mean. */
export function tableNote({ comparison: { metric }, summaries: [first] }: Measured): string {
  const what = metric === "gap" ? "Gaps to the optimum" : "Objective"
  return (
    `${what}; IQM: interquartile mean over runs, with a bootstrap interval over seeds within problems. ` +
    `${first.method} better: probability that a run of it ends better than a run of the method, ties counting half.`
  )
}

/** A comparison for the terminal. */
export function comparisonText(measured: Measured): string {
  const { header, rows } = summaryTable(measured)
  const notes = [tableNote(measured), ...measured.comparison.notes]
  return `${headline(measured)}\n\n${textTable(header, rows)}\n${notes.map(note => `${note}\n`).join("")}`
}

/** The curves of all comparisons, one line per method and point. */
export function bandsCsv(all: readonly Measured[], axis: Axis): string {
  const header = ["comparison", "method", axis, "iqm", "low", "high"]
  const rows = all.flatMap(({ comparison: { title, metric }, bands }) =>
    (bands[axis] ?? []).flatMap(({ method, points }) =>
      points.map(({ x, value, low, high }) => [`${metric}; ${title}`, method, x, value, low, high]),
    ),
  )
  return [header, ...rows].map(csvLine).join("")
}

/** The object behind --json; its names are a promise. Numbers that are not finite are null. */
export function comparisonJson({ comparison, summaries, bands, profiles, improvements }: Measured) {
  const { title, metric, problems, notes } = comparison
  return {
    title,
    metric,
    problems: problems.map(({ title: name, reference, proven }) => ({ name, reference, proven })),
    methods: summaries.map(summaryJson),
    evaluations: bands.evaluations,
    seconds: bands.seconds,
    profiles,
    improvements,
    notes,
  }
}

function summaryJson({ iqm, ...summary }: Summary) {
  return { ...summary, iqm: iqm.value, interval: iqm.interval }
}
