// Runs a cell: the method on the problem, then its record against the optimum of the grid that the method had.

import { loadBackend } from "../../agents/backend.ts"
import { BASELINE_NAMES, type BaselineName } from "../../agents/baselines/names.ts"
import type { CurvePoint } from "../../agents/baselines/run.ts"
import { loadScorer } from "../../agents/policy-export.ts"
import { propose } from "../../agents/proposal.ts"
import { AllocationEnv } from "../../env/allocation-env.ts"
import { solveExact } from "../../src/allocation/exact.ts"
import type { Allocation } from "../../src/allocation/problem.ts"
import { AnalectsError } from "../../src/core/errors.ts"
import { Rng } from "../../src/core/rng.ts"
import { readPolicy } from "../../src/formats/policy-file.ts"
import { parseBudgets } from "../budgets.ts"
import { cpuSeconds } from "../cpu-seconds.ts"
import type { GridProblem, Instance } from "../load.ts"
import { runBaseline } from "../methods/baseline.ts"
import type { SweepMethod } from "../methods/method-names.ts"
import { stageLengths } from "../methods/stage-lengths.ts"
import { runReinforce, runTwoStage } from "../methods/two-stage.ts"
import { allocationRows, summaryOf } from "../runs/allocation-rows.ts"
import type { CurveRow, RunRecord, TimingRow } from "../runs/run-record.ts"
import { policyBytes } from "../shipped-policy.ts"
import type { Cell, CellDone, CellOutcome } from "./cell.ts"
import { problemOf, type SolvedInstance } from "./problems.ts"

/** What a method came to. */
interface Found {
  readonly best: Allocation | null
  /** What `best` is over, and what its gap is measured on. */
  readonly on: GridProblem
  readonly against: GridProblem
  /** As RunRecord says it. */
  readonly grid: string
  readonly curve: readonly CurvePoint[]
  readonly timing: readonly TimingRow[]
  readonly evaluations: number
  readonly feasible: number
}

/** Runs a cell. What goes wrong is its outcome. */
export async function runCell(cell: Cell): Promise<CellOutcome> {
  try {
    const solved = problemOf(cell.problem)
    return outcomeOf(cell, solved, await runMethod(cell, solved.instance))
  } catch (error) {
    if (error instanceof AnalectsError) return { kind: "failed", code: error.code, message: error.message }
    const { name, message } = error as Error
    return { kind: "failed", code: "bug", message: `${name}: ${message}` }
  }
}

function runMethod(cell: Cell, instance: Instance): Found | Promise<Found> {
  const { method } = cell
  if (isBaseline(method)) {
    const run = runBaseline(method, instance.problem, cell)
    return { ...run, on: instance, against: instance, grid: cell.problem.grid }
  }
  switch (method) {
    case "exact":
      return once(cell, instance, () => ({ best: solveExact(instance.problem).allocation, evaluations: 1 }))
    case "apply":
      return once(cell, instance, () => applied(cell, instance))
    case "reinforce":
      return reinforce(cell, instance)
    default:
      return twoStages(cell, instance)
  }
}

const isBaseline = (method: SweepMethod): method is BaselineName =>
  (BASELINE_NAMES as readonly string[]).includes(method)

/** A method that gives one answer at its end, feasible as are all it tried. */
function once(
  { problem }: Cell,
  instance: Instance,
  run: () => { readonly best: Allocation; readonly evaluations: number },
): Found {
  const began = cpuSeconds()
  const { best, evaluations } = run()
  return {
    best,
    on: instance,
    against: instance,
    grid: problem.grid,
    curve: [{ evaluation: evaluations, objective: best.objective }],
    timing: [{ evaluations, cpuSeconds: cpuSeconds() - began }],
    evaluations,
    feasible: evaluations,
  }
}

/** The shipped policy, with its usual passes. */
function applied({ seed }: Cell, { problem }: Instance) {
  const { bytes, source } = policyBytes(undefined)
  const { network, profile: observation } = loadScorer(readPolicy(bytes, source), source)
  const env = new AllocationEnv(problem, { observation })
  const { allocation, evaluations } = propose(env, network, Rng.fromSeed(seed).split("apply"))
  return { best: allocation, evaluations }
}

/** Episodes and generations in all. */
function lengthsOf({ evaluations, episodes, generations }: Cell, twoStage: boolean) {
  const within = stageLengths(evaluations, twoStage)
  return { episodes: episodes ?? within.episodes, generations: generations ?? within.generations }
}

async function reinforce(cell: Cell, instance: Instance): Promise<Found> {
  const { tf } = await loadBackend(cell.backend)
  const { episodes } = lengthsOf(cell, false)
  const settings = { env: "Allocation-v1", observation: "priced", episodes, seed: cell.seed } as const
  const first = runReinforce(tf, instance, settings)
  return {
    ...first,
    best: first.reinforce,
    on: instance,
    against: instance,
    grid: cell.problem.grid,
    evaluations: first.reinforceEvaluations,
    feasible: first.reinforceEvaluations - (first.episodes - first.feasibleEpisodes),
  }
}

/** Both stages, ours or as published; they begin on the coarse grid whatever that of the cell. */
async function twoStages(cell: Cell, given: Instance): Promise<Found> {
  const { tf } = await loadBackend(cell.backend)
  const instance = coarseOf(cell, given)
  const env = cell.method === "confuciux" ? "ConfuciuX-v0" : "Allocation-v1"
  const settings = { ...lengthsOf(cell, true), env, observation: "priced", seed: cell.seed } as const
  const run = runTwoStage(tf, instance, settings)
  const { reinforce: first, final } = run
  // The published second stage starts from a scrambled assignment and may end worse.
  const second = final?.feasible === true && final.objective <= (first?.objective ?? Number.POSITIVE_INFINITY)
  return {
    ...run,
    best: second ? final : first,
    on: second ? instance.fine() : instance,
    against: instance.fine(),
    grid: "fine",
    evaluations: run.reinforceEvaluations + run.geneticEvaluations,
    feasible: run.reinforceEvaluations - (run.episodes - run.feasibleEpisodes) + run.geneticFeasible,
  }
}

function coarseOf({ problem }: Cell, given: Instance): Instance {
  return problem.grid === "coarse" ? given : problemOf({ ...problem, grid: "coarse" }).instance
}

function outcomeOf(cell: Cell, solved: SolvedInstance, found: Found): CellDone {
  const { instance } = solved
  const optimum = solved.exact(found.against)
  const bound = Math.min(optimum.bound, optimum.allocation.objective)
  const { best, on, evaluations, feasible, timing } = found
  const record: RunRecord = {
    ...problemFields(cell),
    grid: found.grid,
    method: cell.method,
    seed: cell.seed,
    value: best?.objective ?? null,
    bound,
    proven: optimum.bound >= optimum.allocation.objective,
    gap: best === null ? null : best.objective / bound - 1,
    evaluations,
    feasible,
  }
  const { objective, constraints, budgets } = cell.problem
  const aim = { objective, constraints: parseBudgets(constraints, budgets) }
  const allocation =
    best === null
      ? null
      : {
          summary: summaryOf(aim, on.problem, best, optimum),
          rows: allocationRows(instance, on, best),
        }
  return { kind: "done", run: { record, curve: curveRows(found, bound), timing }, allocation }
}

function problemFields({ problem }: Cell) {
  const { network, dataflow, deployment, objective, constraints, budgets, platform, profile } = problem
  return { network, dataflow, deployment, objective, constraints, budgets, platform, profile }
}

/** Where the best changed, and the end. */
function curveRows({ curve, evaluations }: Found, bound: number): CurveRow[] {
  const rows = curve.map(({ evaluation, objective }) => ({
    evaluations: evaluation,
    value: objective,
    gap: objective / bound - 1,
  }))
  const last = rows.at(-1)
  return last === undefined || last.evaluations === evaluations ? rows : [...rows, { ...last, evaluations }]
}
