// What a finished run leaves behind: allocation, policy, records, report.

import { join } from "node:path"
import { CONSTRAINT_UNITS, OBJECTIVE_UNITS } from "../../src/allocation/build.ts"
import { solveGreedy } from "../../src/allocation/greedy.ts"
import { type Allocation, type AllocationProblem, costsOf, limitsOf } from "../../src/allocation/problem.ts"
import { FINE_GRID, gridSize } from "../../src/core/choices.ts"
import { writePolicy } from "../../src/formats/policy-file.ts"
import { csvRows } from "../csv.ts"
import { readText, writeFileAtomic } from "../files.ts"
import { type ChoiceNames, nameOfChoice } from "../full-options.ts"
import type { Instance } from "../load.ts"
import { l2Text, type ProfileSettings, profileText } from "../profile-options.ts"
import { renderReport } from "../report/report.ts"
import type { LayerChoice, MethodResult, RunReport } from "../report/report-data.ts"
import { allocationFiles } from "../runs/allocation-files.ts"
import { allocationRows, gapOf, rowOf, summaryOf } from "../runs/allocation-rows.ts"
import { RUN_FILES } from "../runs/run-dir.ts"
import type { Learner } from "./learner.ts"
import { writeRecords } from "./train-record.ts"
import { isProven, type Optimum, referenceOf, type TrainResult } from "./train-run.ts"
import { budgetTexts, commandOf, constraintNames, type TrainSettings } from "./train-settings.ts"

/** A finished run, and what it was about. */
export interface Finished {
  readonly instance: Instance
  readonly settings: TrainSettings
  readonly learner: Learner
  readonly result: TrainResult
  readonly versions: Readonly<Record<string, string>>
}

/** Writes policy.pb, allocation.csv, allocation.json, the run records and report.html. */
export async function writeResults(directory: string, finished: Finished): Promise<void> {
  const { instance, settings, learner, result, versions } = finished
  const write = (file: string, data: string | Uint8Array) => writeFileAtomic(join(directory, file), data)
  const provenance = {
    analects: versions.analects,
    environment: settings.env,
    seed: String(settings.seed),
    network: instance.network.name,
    dataflow: settings.dataflow,
    platform: settings.platform,
    ...profileProvenance(settings),
    objective: settings.objective,
    constraint: constraintNames(settings),
    budget: budgetTexts(settings),
    episodes: String(result.episodes),
  }
  write(RUN_FILES.policy, writePolicy(learner.policy(provenance)))
  const rows = result.final === null ? [] : allocationRows(instance, instance.fine(), result.final)
  const summary = summaryOf(settings, instance.problem, result.final, result.optimumFine)
  for (const [file, text] of allocationFiles(summary, rows)) write(file, text)
  const metrics = readText(join(directory, RUN_FILES.metrics))
  writeRecords(directory, instance, settings, result, metrics)
  write(RUN_FILES.report, await renderReport(reportOf(finished, metrics)))
}

/** Names of the choices of the genetic stage. */
const fineNames = ({ dataflows }: Instance) => ({ grid: FINE_GRID, dataflows })

/** One line of the result table. */
export interface ResultLine extends MethodResult {
  /** Against the optimum of the method's own grid, or its lower bound. */
  readonly gap: number | null
}

/** A method's allocation beside the optimum of its grid. */
function lineOf(method: string, a: Allocation | null, optimum: Optimum, seconds: number | null): ResultLine {
  return {
    method,
    value: a?.objective ?? null,
    costs: a === null ? null : costsOf(a),
    gap: gapOf(a, optimum),
    seconds,
    optimum: referenceOf(optimum),
  }
}

const solved = (optimum: Optimum) => (isProven(optimum) ? "proven optimum" : "best of the solver")

/** REINFORCE, greedy and optimum on the coarse grid; after the genetic stage and optimum on the fine one. */
export function resultLines(instance: Instance, result: TrainResult): ResultLine[] {
  const { optimum: coarse, optimumFine: fine } = result
  return [
    lineOf("REINFORCE", result.reinforce, coarse, result.seconds.reinforce),
    lineOf("greedy", solveGreedy(instance.problem), coarse, null),
    lineOf(solved(coarse), coarse.allocation, coarse, result.seconds.exact),
    lineOf("REINFORCE + genetic", result.final, fine, result.seconds.reinforce + result.seconds.genetic),
    lineOf("greedy, fine grid", solveGreedy(instance.fine().problem), fine, null),
    lineOf(`${solved(fine)}, fine grid`, fine.allocation, fine, null),
  ]
}

/** The profile and its modelling choices, each under its own name. */
export function profileProvenance({ profile, physical }: ProfileSettings): Record<string, string> {
  if (physical === null) return { profile }
  const { innerFill, l2, offchipFloor, clusterAccess } = physical
  return { profile, innerFill, l2: l2Text(l2), offchipFloor: `${offchipFloor}`, clusterAccess: `${clusterAccess}` }
}

function impossibleText({ profile, allowImpossible }: TrainSettings): string {
  if (profile === "physical") return ""
  return allowImpossible ? ", impossible rows allowed" : ", possible rows only"
}

/** What the page of a run shows. */
export function reportOf(
  { instance, settings, result, versions }: Omit<Finished, "learner">,
  metrics: string,
  underWay: string | null = null,
): RunReport {
  const { network } = instance
  const limits = limitsOf(instance.problem)
  const { optimumFine } = result
  return {
    title: `${network.name}: ${settings.objective} within ${settings.constraints.map(c => c.constraint).join(", ")}`,
    problem: [
      ["network", `${network.name}, ${network.layers.length} layers, ${network.distinct.length} distinct`],
      ["dataflow", settings.dataflow],
      ["platform", `${settings.platform}: ${instance.platform.origin}`],
      ["profile", `${profileText(settings)}${impossibleText(settings)}`],
      ["environment", settings.env],
      ["feasible episodes", `${result.feasibleEpisodes} of ${result.episodes}`],
      ["seed", String(settings.seed)],
      ["backend", result.backend],
    ],
    objective: { name: settings.objective, unit: OBJECTIVE_UNITS[settings.objective] },
    constraints: settings.constraints.map(({ constraint }, j) => ({
      name: constraint,
      unit: CONSTRAINT_UNITS[constraint],
      budget: limits[j].budget,
    })),
    optimum: referenceOf(optimumFine),
    proven: isProven(result.optimum) && isProven(optimumFine),
    results: resultLines(instance, result),
    answer: underWay !== null && result.final === null ? "REINFORCE" : "REINFORCE + genetic",
    searches: searchPanels(instance, metrics, result),
    layers: result.final === null ? [] : layerChoices(instance, settings, result.final, optimumFine.allocation),
    underWay,
    command: commandOf(settings),
    versions: Object.entries(versions),
  }
}

/** "1,536". */
const countText = ({ grid, dataflows }: ChoiceNames) => (gridSize(grid) * dataflows.length).toLocaleString("en")

/** Best value so far of both stages, from the metrics file. */
function searchPanels(
  instance: Instance,
  metrics: string,
  { optimum, optimumFine }: TrainResult,
): RunReport["searches"] {
  const rows = csvRows(metrics)
  const points = (stage: string) =>
    rows
      .filter(row => row.stage === stage && row.best_objective !== "")
      .map(row => [Number(row.step), Number(row.best_objective)] as const)
  const panel = (title: string, step: string, stage: string, best: Optimum) => ({
    title,
    step,
    optimum: referenceOf(best),
    lines: [{ name: "best so far", points: points(stage) }],
  })
  return [
    panel(`REINFORCE, ${countText(instance)} choices per layer`, "episode", "reinforce", optimum),
    panel(`Genetic stage, ${countText(fineNames(instance))} choices per layer`, "generation", "genetic", optimumFine),
  ].filter(({ lines }) => lines[0].points.length > 0)
}

function layerChoices(
  instance: Instance,
  settings: TrainSettings,
  answer: Allocation,
  optimum: Allocation,
): LayerChoice[] {
  const { problem } = instance.fine()
  const { network } = instance
  const entry = (allocation: Allocation, l: number) => {
    const { table, at } = rowOf(instance, instance.fine(), l, allocation.choice[l])
    return {
      ...nameOfChoice(allocation.choice[l], fineNames(instance)),
      l1Bytes: table.l1[at],
      costs: settings.constraints.map(({ constraint }) => table[constraint][at]),
    }
  }
  return Array.from(answer.choice, (choice, l) => ({
    layer: l + 1,
    name: `${network.layers[l].name} ${network.rows[l].slice(0, 6).join("·")}`,
    ...entry(answer, l),
    value: shareOf(problem, answer, l, choice),
    optimum: entry(optimum, l),
  }))
}

/** A layer's share of the objective, of a largest value its own; of a product of sums the mean of its shares of the factors. */
function shareOf(problem: AllocationProblem, answer: Allocation, l: number, choice: number): number {
  const at = l * problem.choices + choice
  if (problem.values.length === 1) return problem.values[0][at]
  const sum = (table: Float64Array) => answer.choice.reduce((total, k, j) => total + table[j * problem.choices + k], 0)
  const shares = problem.values.map(table => table[at] / sum(table))
  return (answer.objective * shares.reduce((a, b) => a + b, 0)) / shares.length
}
