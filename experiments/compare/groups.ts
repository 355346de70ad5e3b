// What of the runs can be compared with what: comparisons by profile and platform, in them problems, methods and seeds.
//
// A method is compared with others on the problems that all methods of the comparison were run on. Gaps are measured from the
// lowest bound of a problem, whatever choices a method had: a method with more choices may get below the optimum of fewer.

import { InputError } from "../../src/core/errors.ts"
import type { RunRecord } from "../runs/run-record.ts"
import type { FoundRun } from "./find-runs.ts"

/** What is compared: the distance from the optimum, or the objective itself (of one problem). */
export const METRICS = ["gap", "value"] as const
export type Metric = (typeof METRICS)[number]

/** What all runs of a comparison are about. */
export interface ProblemRuns {
  readonly title: string
  readonly objective: string
  /** What gaps are measured from, and whether it is a proven optimum. */
  readonly reference: number
  readonly proven: boolean
}

/** The runs of one method, by problem. */
export interface MethodRuns {
  readonly name: string
  /** As many lists as problems, in their order; runs by rising seed. */
  readonly runs: readonly (readonly FoundRun[])[]
}

/** Runs that can be compared. */
export interface Comparison {
  readonly title: string
  readonly metric: Metric
  readonly problems: readonly ProblemRuns[]
  readonly methods: readonly MethodRuns[]
  /** What a reader must know, in sentences. */
  readonly notes: readonly string[]
}

/** Most comparisons of a metric that has one for every problem. */
const MOST_PROBLEMS = 24

/** The comparisons that the runs allow. @throws InputError for runs that contradict each other, or share no problem */
export function compare(runs: readonly FoundRun[], metric: Metric): Comparison[] {
  const settings = [...groupBy(distinct(runs), ({ record }) => settingOf(record)).entries()]
  const comparisons = settings.flatMap(([title, group]) => {
    if (metric === "gap") return [comparisonOf(title, group, metric)]
    const problems = [...groupBy(group, ({ record }) => problemOf(record)).entries()]
    return problems.map(([problem, own]) => comparisonOf(`${problem}; ${title}`, own, metric))
  })
  if (metric === "value" && comparisons.length > MOST_PROBLEMS) {
    throw new InputError(
      `metric value compares within a problem, and the runs are about ${comparisons.length} (at most ${MOST_PROBLEMS} are drawn); ` +
        "give fewer runs, or use metric gap",
    )
  }
  return comparisons
}

const settingOf = ({ profile, platform }: RunRecord) => `profile ${profile}, platform ${platform}`

/** "resnet18, dla, least latency within area 0.1". */
function problemOf({ network, dataflow, deployment, objective, constraints, budgets }: RunRecord): string {
  const limits = constraints.map((constraint, i) => `${constraint} ${budgets[i]}`).join(", ")
  return `${network}, ${dataflow}${deployment === "ls" ? ", shared array" : ""}, least ${objective} within ${limits}`
}

/** What two runs that have it in common ought to be equal in. */
const identityOf = ({ record: r }: FoundRun) =>
  `${settingOf(r)}; ${problemOf(r)}; ${r.grid}; ${r.method}; seed ${r.seed}`

/** Each run once. @throws InputError when there are two of one method, problem and seed that are not equal */
function distinct(runs: readonly FoundRun[]): FoundRun[] {
  return [...groupBy(runs, identityOf).values()].map(([first, ...others]) => {
    const other = others.find(({ record }) => JSON.stringify(record) !== JSON.stringify(first.record))
    if (other === undefined) return first
    throw new InputError(
      `${first.directory} and ${other.directory} are both ${first.record.method} with seed ${first.record.seed} on ` +
        `${problemOf(first.record)}, but differ (${differenceOf(first.record, other.record)}); compare them in turn`,
    )
  })
}

function differenceOf(a: RunRecord, b: RunRecord): string {
  const names = ["evaluations", "value", "bound", "feasible"] as const
  const differing = names.filter(name => a[name] !== b[name])
  return differing.map(name => `${name} ${a[name]} and ${b[name]}`).join(", ")
}

function comparisonOf(title: string, runs: readonly FoundRun[], metric: Metric): Comparison {
  const byProblem = groupBy(runs, ({ record }) => problemOf(record))
  const nameOf = namesOf(runs)
  const byMethod = groupBy(runs, nameOf)
  const methods = [...byMethod.keys()]
  const has = (own: readonly FoundRun[], method: string) => own.some(run => nameOf(run) === method)
  const common = [...byProblem.entries()].filter(([, own]) => methods.every(method => has(own, method)))
  if (common.length === 0) throw new InputError(nothingInCommon(title, byMethod, byProblem.size))
  const problems = common.map(([problem, own]) => problemRuns(problem, own))
  const runsOf = (method: string) =>
    common.map(([, own]) => own.filter(run => nameOf(run) === method).sort((a, b) => a.record.seed - b.record.seed))
  const notes = [
    ...leftOut(byProblem.size - common.length),
    ...gridNote(runs, nameOf, metric),
    ...seedNote(methods.map(runsOf)),
    ...(problems.every(p => p.proven) ? [] : ["Where an optimum is not proven, gaps are from a lower bound."]),
  ]
  return { title, metric, problems, methods: methods.map(name => ({ name, runs: runsOf(name) })), notes }
}

/** What a run's method is called: with its choices, where the method was run with several. */
function namesOf(runs: readonly FoundRun[]): (run: FoundRun) => string {
  const grids = new Map([...groupBy(runs, run => run.record.method)].map(([m, own]) => [m, gridsOf(own).length]))
  return ({ record }) => ((grids.get(record.method) ?? 1) > 1 ? `${record.method} (${record.grid})` : record.method)
}

const gridsOf = (runs: readonly FoundRun[]) => [...new Set(runs.map(({ record }) => record.grid))]

function problemRuns(title: string, runs: readonly FoundRun[]): ProblemRuns {
  for (const own of groupBy(runs, ({ record }) => record.grid).values()) checkBounds(title, own)
  const lowest = runs.reduce((a, b) => (b.record.bound < a.record.bound ? b : a))
  const { bound, proven, objective } = lowest.record
  return { title, objective, reference: bound, proven }
}

/** Runs that say they are about one problem and choices have one optimum. */
function checkBounds(title: string, runs: readonly FoundRun[]): void {
  const [first, ...others] = runs.filter(({ record }) => record.proven)
  const other = others.find(({ record }) => Math.abs(record.bound / first.record.bound - 1) > 1e-9)
  if (other === undefined) return
  throw new InputError(
    `${first.directory} and ${other.directory} cannot be compared: both are about ${title}, but their optima are ` +
      `${first.record.bound} and ${other.record.bound}; the networks or the modelling choices are not the same`,
  )
}

function nothingInCommon(title: string, byMethod: ReadonlyMap<string, readonly FoundRun[]>, problems: number): string {
  const counts = [...byMethod].map(([name, own]) => {
    const about = new Set(own.map(({ record }) => problemOf(record))).size
    return `${name} ${about}`
  })
  return (
    `${title}: of ${problems} problems none was given to every method (${counts.join(", ")}), so nothing can be compared; ` +
    "give runs of the same problems"
  )
}

function leftOut(problems: number): string[] {
  if (problems === 0) return []
  return [`${problems} ${problems === 1 ? "problem" : "problems"} left out that not every method was run on.`]
}

function gridNote(runs: readonly FoundRun[], nameOf: (run: FoundRun) => string, metric: Metric): string[] {
  const grids = gridsOf(runs)
  if (grids.length === 1) return []
  const parts = grids.map(grid => {
    const names = new Set(runs.filter(({ record }) => record.grid === grid).map(nameOf))
    return `${[...names].join(", ")}: ${grid}`
  })
  const from = metric === "gap" ? " Gaps are from the lowest bound of a problem, for all methods." : ""
  return [`The methods did not have the same choices per layer (${parts.join("; ")}).${from}`]
}

function seedNote(methods: readonly (readonly (readonly FoundRun[])[])[]): string[] {
  const counts = [...new Set(methods.flat().map(runs => runs.length))].sort((a, b) => a - b)
  if (counts.length === 1 && counts[0] > 1) return []
  if (counts.length === 1) return ["One seed per problem and method: there is nothing to draw intervals from."]
  return [`Seeds per problem and method differ (${counts.join(", ")}); every run counts alike.`]
}

/** The items by key, keys in the order they come. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group === undefined) groups.set(keyOf(item), [item])
    else group.push(item)
  }
  return groups
}
