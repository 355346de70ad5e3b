// From an experiment to its cells: every combination of the axes, less those that a method cannot take.

import { dirname, isAbsolute, join } from "node:path"
import { type Constraint, constraintsOf } from "../../src/allocation/build.ts"
import { platformNamed } from "../../src/allocation/platforms.ts"
import { AnalectsError } from "../../src/core/errors.ts"
import { checkDataflowName, MIX, type Profile } from "../../src/costs/profile.ts"
import { layerCsv } from "../../src/workloads/layer-csv.ts"
import { parseBudgets } from "../budgets.ts"
import { readText } from "../files.ts"
import { GRIDS, parseGrid } from "../grids.ts"
import type { SweepMethod } from "../methods/method-names.ts"
import { isNetworkFile, loadNetwork } from "../network-file.ts"
import { isOnnxFile } from "../onnx-model.ts"
import { checkAllowImpossible } from "../profile-options.ts"
import type { Cell, CellProblem } from "./cell.ts"
import type { ExperimentFile } from "./experiment-file.ts"

/** Most cells of a sweep. */
const MOST_CELLS = 10_000_000

/** Combinations that a method cannot take, counted by reason. */
export interface LeftOut {
  readonly reason: string
  readonly cells: number
}

/** The cells of a file, in the order of its results. */
export interface Expansion {
  readonly cells: readonly Cell[]
  readonly leftOut: readonly LeftOut[]
}

/** How many combinations there are, the ones to be left out included. */
export function countCombinations({ experiment }: ExperimentFile): number {
  const { networks, dataflows, platforms, deployments, objectives, constraints, budgets, methods } = experiment
  const axes = [networks, dataflows, platforms, deployments, objectives, constraints, budgets, methods]
  const { seeds } = experiment
  return axes.reduce((product, axis) => product * axis.length, typeof seeds === "number" ? seeds : seeds.length)
}

const seedsOf = (seeds: number | readonly number[]) =>
  typeof seeds === "number" ? Array.from({ length: seeds }, (_, i) => i) : seeds

/**
 * Checks what the schema cannot, and makes the cells.
 *
 * @param source the file's path: network files are relative to it
 * @throws InputError with line and column
 */
export function expandExperiment(file: ExperimentFile, source: string): Expansion {
  const { experiment } = file
  checkRepeats(file)
  const total = countCombinations(file)
  if (total > MOST_CELLS) throw file.wrong([], `the axes make ${total} cells, expected at most ${MOST_CELLS}`)
  const problems = problemsOf(file, source)
  const seeds = seedsOf(experiment.seeds)
  const { evaluations, episodes = null, generations = null, backend } = experiment
  const cells: Cell[] = []
  const reasons = new Map<string, number>()
  for (const problem of problems) {
    for (const method of experiment.methods) {
      const reason = misfit(problem, method)
      if (reason !== null) reasons.set(reason, (reasons.get(reason) ?? 0) + seeds.length)
      else for (const seed of seeds) cells.push({ problem, method, seed, evaluations, episodes, generations, backend })
    }
  }
  const leftOut = [...reasons].map(([reason, count]) => ({ reason, cells: count }))
  if (cells.length > 0) return { cells, leftOut }
  throw file.wrong(["methods"], `no method fits any problem: ${leftOut[0].reason}`)
}

const AXES = [
  "networks",
  "dataflows",
  "platforms",
  "deployments",
  "objectives",
  "constraints",
  "budgets",
  "methods",
  "seeds",
] as const

/** @throws InputError for an item that is in its axis twice */
function checkRepeats(file: ExperimentFile): void {
  for (const axis of AXES) {
    const items: unknown = file.experiment[axis]
    if (!Array.isArray(items)) continue
    const texts = items.map(item => JSON.stringify(item))
    const twice = texts.findIndex((text, i) => texts.indexOf(text) < i)
    if (twice >= 0) throw file.wrong([axis, twice], `${axis} name ${texts[twice]} twice, expected each once`)
  }
}

/** All problems, every part checked where it stands in the file. */
function problemsOf(file: ExperimentFile, source: string): CellProblem[] {
  const { experiment } = file
  const { deployments, objectives, grid, allowImpossible } = experiment
  checked(file, ["grid"], () => parseGrid(grid))
  const platforms = experiment.platforms.map(name => ({
    platform: name,
    profile: experiment.profile ?? platformNamed(name).profile,
  }))
  for (const { profile } of platforms) {
    checked(file, ["allowImpossible"], () => checkAllowImpossible(allowImpossible, profile))
  }
  const networks = experiment.networks.map((name, i) => checked(file, ["networks", i], () => networkOf(name, source)))
  const dataflows = experiment.dataflows.map((name, i) => checkedDataflow(file, name, i, platforms))
  const limits = limitsOf(file)
  return networks.flatMap(network =>
    dataflows.flatMap(dataflow =>
      platforms.flatMap(platform =>
        deployments.flatMap(deployment =>
          objectives.flatMap(objective =>
            limits.map(limit => ({
              ...network,
              dataflow,
              ...platform,
              allowImpossible,
              grid,
              deployment,
              objective,
              ...limit,
            })),
          ),
        ),
      ),
    ),
  )
}

/** Runs a check; what it throws gets the place in the file. */
function checked<T>(file: ExperimentFile, path: readonly (string | number)[], check: () => T): T {
  try {
    return check()
  } catch (error) {
    throw error instanceof AnalectsError ? file.wrong(path, error.message) : error
  }
}

function networkOf(name: string, source: string): Pick<CellProblem, "network" | "table"> {
  if (!isNetworkFile(name)) return { network: loadNetwork(name).name, table: null }
  const path = isAbsolute(name) ? name : join(dirname(source), name)
  const network = loadNetwork(path)
  return { network: network.name, table: isOnnxFile(path) ? layerCsv(network.layers) : readText(path) }
}

function checkedDataflow(
  file: ExperimentFile,
  name: string,
  index: number,
  platforms: readonly { profile: Profile }[],
): string {
  if (name === MIX) return name
  for (const { profile } of platforms) checked(file, ["dataflows", index], () => checkDataflowName(profile, name))
  return name
}

/** Every group of constraints with every budget. */
function limitsOf(file: ExperimentFile): Pick<CellProblem, "constraints" | "budgets">[] {
  const { constraints, budgets } = file.experiment
  return constraints.flatMap((group, c) => {
    const names: Constraint[] = Array.isArray(group) ? group : [group]
    return budgets.map((budget, b) => {
      const texts = (Array.isArray(budget) ? budget : [budget]).map(String)
      const limits = checked(file, ["budgets", b], () => parseBudgets(names, texts))
      const [{ constraint, budget: first }, ...further] = limits
      checked(file, ["constraints", c], () =>
        constraintsOf({ objective: "latency", constraint, budget: first, further }),
      )
      return { constraints: names, budgets: texts.length === names.length ? texts : names.map(() => texts[0]) }
    })
  })
}

/** Why a method cannot take a problem; null when it can. */
function misfit(problem: CellProblem, method: SweepMethod): string | null {
  const { deployment, grid, objective, dataflow, constraints, profile, allowImpossible } = problem
  if (deployment === "ls") {
    if (method === "lagrangian") return "lagrangian: on a shared array (ls) no budget adds up over layers"
    if (["reinforce", "two-stage", "apply", "confuciux"].includes(method)) {
      return `${method}: a shared array (ls) leaves one decision, nothing to learn`
    }
  }
  if ((method === "two-stage" || method === "confuciux") && !Object.hasOwn(GRIDS, grid)) {
    return `${method}: has grids of its own, coarse then fine`
  }
  if (method !== "confuciux") return null
  if (profile !== "maestro" || !allowImpossible) return "confuciux: needs profile maestro and allowImpossible: true"
  if (objective === "edp" || objective === "throughput") return `confuciux: ${objective} is no sum over the layers`
  if (dataflow === MIX) return "confuciux: takes one dataflow for all layers"
  return constraints.length > 1 ? "confuciux: takes one constraint" : null
}
