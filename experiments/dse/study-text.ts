// What `analects dse` prints and writes of a study.

import { PICKS } from "../../src/dse/found.ts"
import { METRIC_UNITS, METRICS, type Metric } from "../../src/dse/metrics.ts"
import { type Counts, OUTCOMES, type Outcome } from "../../src/dse/outcomes.ts"
import { csvLine } from "../csv.ts"
import { formatNumber, formatRate, formatSeconds, textTable } from "../terminal/text-table.ts"
import { choiceNames, type Design, designOf, designsOf } from "./designs.ts"
import type { StudyResult } from "./study.ts"

/** Where designs end, in words. */
export const OUTCOME_TEXT: Readonly<Record<Outcome, string>> = {
  pesArea: "skipped with their PE count: its smallest design breaks the area budget",
  pesPower: "skipped with their PE count: its smallest design breaks the power budget",
  settingArea: "skipped with lanes and bandwidth: the smallest buffers break the area budget",
  settingPower: "skipped with lanes and bandwidth: the smallest buffers break the power budget",
  refused: "the mapping is refused",
  buffers: "skipped: L1 or L2 smaller than the mapping needs",
  energy: "over the energy budget",
  buffersArea: "skipped: buffers too large for the area or power budget",
  impossible: "physically impossible numbers (verdict)",
  latency: "over the latency budget",
  valid: "valid",
}

const PICK_TEXT: Readonly<Record<(typeof PICKS)[number], string>> = {
  runtime: "fastest",
  energy: "least energy",
  edp: "least EDP",
  area: "smallest",
  power: "least power",
}

/** Named picks as designs. */
export function pickedDesigns({ sweep, result }: StudyResult): { pick: string; design: Design }[] {
  return PICKS.flatMap(metric => {
    const found = result.picks[metric]
    return found === undefined ? [] : [{ pick: PICK_TEXT[metric], design: designOf(sweep, found) }]
  })
}

/** Designs whose outcome is known. */
const judged = (counts: Counts) => OUTCOMES.reduce((designs, name) => designs + counts[name], 0)

/** Designs per second of this start; null where it found nothing left to do, and of the sweep where there was none. */
function rates({ result, refined, seconds }: StudyResult): { swept: number | null; evaluated: number | null } {
  const { counts, before } = result
  const designs = judged(counts) - judged(before)
  if (designs === 0 && judged(before) > 0) return { swept: null, evaluated: null }
  return {
    swept: refined === null ? designs / seconds : null,
    evaluated: (counts.evaluated - before.evaluated) / seconds,
  }
}

/** One line on times and rates. */
export function rateText(outcome: StudyResult): string {
  const { swept, evaluated } = rates(outcome)
  const text = [
    ...(swept === null ? [] : [`${formatRate(swept)} swept`]),
    ...(evaluated === null ? [] : [`${formatRate(evaluated)} fully evaluated`]),
  ].join(", ")
  const time = `${formatSeconds(outcome.seconds)} (${formatSeconds(outcome.cpuSeconds)} CPU)`
  return `${time}: ${text === "" ? "all was done by earlier starts" : text}`
}

/** What was done with how many designs. */
export function countRows({ result }: StudyResult): [string, string][] {
  const { counts } = result
  return [
    ...OUTCOMES.filter(name => counts[name] > 0).map((name): [string, string] => [
      OUTCOME_TEXT[name],
      counts[name].toLocaleString("en"),
    ]),
    ["mapping analyses", counts.analyses.toLocaleString("en")],
    ["run times worked out (layers)", counts.runtimes.toLocaleString("en")],
    ["designs fully evaluated", counts.evaluated.toLocaleString("en")],
  ]
}

/** What an adaptive search may have missed, in words. */
export function refineText({ refined }: StudyResult): string {
  if (refined === null) return ""
  const { points, pointsEvaluated, pointsClosed, factor } = refined
  const share = `${pointsEvaluated.toLocaleString("en")} of ${points.toLocaleString("en")} mapping points evaluated under all settings, ${pointsClosed.toLocaleString("en")} ruled out by bounds`
  if (factor <= 1) return `${share}: the front is proven`
  const bound = Number.isFinite(factor)
    ? `no design beats the front by more than a factor of ${factor.toFixed(3)} in all objectives at once`
    : "no bound: nothing valid was found"
  return `${share}; ${bound}`
}

/** Why nothing is valid, and what would be. */
export function contradictionText({ study, nearest }: StudyResult): string {
  const { budgets } = study.space
  const lines = Object.entries(nearest).map(([name, { sweep, found }]) => {
    const metric = name === "latency" ? "runtime" : (name as Metric)
    const design = designOf(sweep, found)
    const unit = METRIC_UNITS[metric]
    const budget = budgets[name as keyof typeof budgets] ?? Number.NaN
    const kept = design[metric] <= budget ? "which alone could be kept" : "so it cannot be kept"
    return `${name}: budget ${formatNumber(budget, unit)}, least possible ${formatNumber(design[metric], unit)} (${designText(design)}), ${kept}`
  })
  if (lines.length === 0) return "No design is valid, and none would be without budgets: see the counts above."
  return ["No design keeps the budgets.", ...lines].join("\n")
}

/** A design in a few words. */
export function designText({ dataflow, choices }: Design): string {
  return [dataflow, ...Object.entries(choices).map(([name, value]) => `${name} ${value}`)].join(", ")
}

const UNIT_NAMES: Readonly<Record<Metric, string>> = {
  runtime: "runtime_cycles",
  throughput: "throughput_macs_per_cycle",
  energy: "energy_nj",
  edp: "edp_nj_cycles",
  area: "area_um2",
  power: "power_mw",
}

/** The front as CSV; numbers are exact. */
export function frontCsv({ sweep, result }: StudyResult): string {
  const names = choiceNames(sweep)
  const header = ["dataflow", ...names, ...METRICS.map(metric => UNIT_NAMES[metric])]
  const rows = designsOf(sweep, result.front).map(d => [
    d.dataflow,
    ...names.map(name => d.choices[name] ?? null),
    ...METRICS.map(metric => d[metric]),
  ])
  return [header, ...rows].map(csvLine).join("")
}

/** The object behind --json and in summary.json; `measured` adds times. */
export function studyJson(outcome: StudyResult, isMeasured: boolean) {
  const { study, sweep, designs, result, refined, nearest, seconds, cpuSeconds } = outcome
  const { counts } = result
  const rate = rates(outcome)
  const time = {
    seconds,
    cpuSeconds,
    sweptPerSecond: rate.swept,
    evaluatedPerSecond: rate.evaluated,
    peakMemoryMB: process.resourceUsage().maxRSS / 1024,
  }
  return {
    name: study.name,
    network: study.network,
    profile: study.space.profile,
    budgets: study.space.budgets,
    objectives: study.space.objectives,
    designs: designs <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(designs) : designs.toString(),
    counts,
    rows: result.rows,
    refined:
      refined === null
        ? null
        : {
            points: refined.points,
            evaluated: refined.pointsEvaluated,
            closed: refined.pointsClosed,
            factor: Number.isFinite(refined.factor) ? refined.factor : null,
          },
    picks: Object.fromEntries(pickedDesigns(outcome).map(({ pick, design }) => [pick, design])),
    front: designsOf(sweep, result.front),
    nearest: Object.fromEntries(Object.entries(nearest).map(([name, n]) => [name, designOf(n.sweep, n.found)])),
    ...(isMeasured ? time : {}),
  }
}

/** Members of the front shown on the terminal. */
const SHOWN = 10

/** The summary on the terminal. */
export function studyText(outcome: StudyResult): string {
  const { study, sweep, designs, result } = outcome
  const head = `${study.name}: ${designs.toLocaleString("en")} designs, profile ${study.space.profile}\n${rateText(outcome)}\n`
  const counts = textTable(["designs", "count"], countRows(outcome))
  const tail = refineText(outcome)
  if (result.counts.valid === 0) return `${head}\n${counts}\n${contradictionText(outcome)}\n${tail}`
  const names = choiceNames(sweep)
  const row = (d: Design) => [
    d.dataflow,
    ...names.map(name => d.choices[name] ?? null),
    formatNumber(d.runtime),
    formatNumber(d.energy),
    `${Number((d.area / 1e6).toPrecision(3))}`,
    formatNumber(d.power),
  ]
  const columns = ["dataflow", ...names, "cycles", "nJ", "mm²", "mW"]
  const picks = pickedDesigns(outcome).map(({ pick, design }) => [pick, ...row(design)])
  const all = designsOf(sweep, result.front)
  const shown =
    all.length <= SHOWN
      ? all
      : Array.from({ length: SHOWN }, (_, i) => all[Math.round((i * (all.length - 1)) / (SHOWN - 1))])
  const over = study.space.objectives.join(", ")
  const of =
    all.length > shown.length
      ? `${shown.length} of ${all.length.toLocaleString("en")} designs`
      : `${all.length} designs`
  return [
    head,
    counts,
    textTable(["pick", ...columns], picks),
    `Pareto front over ${over}: ${of}\n`,
    textTable(columns, shown.map(row)),
    tail,
  ].join("\n")
}
