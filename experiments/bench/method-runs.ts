// One method on one problem with one seed: every method through the same clock and the same counts.
//
// REINFORCE and two-stage keep their own recipes (1,024 episodes, 150 generations) within the evaluations granted.

import type { TensorFlow } from "../../agents/backend.ts"
import { BASELINE_NAMES, type BaselineName } from "../../agents/baselines/names.ts"
import { type CurvePoint, objectiveAt } from "../../agents/baselines/run.ts"
import { solveExact } from "../../src/allocation/exact.ts"
import { arrayDecision } from "../../src/allocation/exact-shared.ts"
import { platformNamed } from "../../src/allocation/platforms.ts"
import type { Allocation, AllocationProblem } from "../../src/allocation/problem.ts"
import { dataflowsOf, type Profile } from "../../src/costs/profile.ts"
import { builtInNetwork } from "../../src/workloads/built-in.ts"
import { Instance } from "../load.ts"
import { runBaseline } from "../methods/baseline.ts"
import { LEARNERS, type MethodName } from "../methods/method-names.ts"
import { stageLengths } from "../methods/stage-lengths.ts"
import { runReinforce, runTwoStage } from "../methods/two-stage.ts"
import { plainProfile } from "../profile-options.ts"
import type { MethodCase } from "./method-cases.ts"
import { METHOD_PLATFORM } from "./method-problems.ts"

/** Evaluations after which a run's gap is recorded beside the last. */
export const MARKS = [100, 1000] as const

/** What came of one run. Gaps are to the proven optimum (else bound) of the choices the method had; null: nothing feasible. */
export interface MethodRun extends MethodCase {
  readonly method: MethodName
  readonly seed: number
  /** Choices per layer: coarse 144, fine 1,536 (two-stage). */
  readonly grid: "coarse" | "fine"
  readonly value: number | null
  readonly gap: number | null
  /** Gaps at the marks. */
  readonly early: readonly (number | null)[]
  readonly evaluations: number
  /** How many of them were feasible. */
  readonly feasible: number
  readonly cpu: number
}

/** What the runs share. */
export interface MethodSettings {
  readonly methods: readonly MethodName[]
  /** Evaluations granted to every method. */
  readonly evaluations: number
  readonly profile: Profile
  /** Needed by the learners alone. */
  readonly tf: TensorFlow | null
}

/** A problem under comparison, with its bounds. */
export class Comparison {
  /** No allocation is better; equal to the optimum when `proven`. */
  readonly bound: number
  readonly proven: boolean
  readonly #case: MethodCase
  readonly #problem: AllocationProblem
  readonly #settings: MethodSettings
  /** What both stages work on; null where they do not fit, or two-stage was not asked for. */
  readonly #instance: Instance | null = null
  readonly #fineBound: number = 0

  constructor(c: MethodCase, problem: AllocationProblem, settings: MethodSettings) {
    const { allocation, bound } = solveExact(problem)
    this.bound = bound
    this.proven = bound >= allocation.objective
    this.#case = c
    this.#problem = problem
    this.#settings = settings
    // Tables are built, and optima found, outside the measured times.
    if (!settings.methods.includes("two-stage") || problem.array !== undefined) return
    this.#instance = instanceOf(c, settings.profile)
    this.#fineBound = solveExact(this.#instance.fine().problem).bound
  }

  /** Runs every method that fits the problem. */
  run(seed: number): MethodRun[] {
    const baselines = BASELINE_NAMES.filter(name => this.#settings.methods.includes(name))
    // On a shared array nothing is shared by adding up that could have a price.
    const fitting = baselines.filter(name => name !== "lagrangian" || this.#problem.array === undefined)
    const learns = LEARNERS.some(name => this.#settings.methods.includes(name))
    const learnt = learns ? this.#learners(seed) : []
    return [...fitting.map(name => this.#baseline(name, seed)), ...learnt]
  }

  #baseline(method: BaselineName, seed: number): MethodRun {
    const { timing, ...run } = runBaseline(method, this.#problem, { seed, evaluations: this.#settings.evaluations })
    return this.#record({ method, seed, grid: "coarse", ...run, cpu: timing.at(-1)?.cpuSeconds ?? 0 })
  }

  #learners(seed: number): MethodRun[] {
    const { tf, methods, profile, evaluations } = this.#settings
    if (tf === null) throw new Error("a learner was asked for without TF.js")
    const c = this.#case
    const instance = this.#instance
    const lengths = stageLengths(evaluations, instance !== null)
    const trained = { ...lengths, env: "Allocation-v1", observation: "priced", seed } as const
    const dataflows = dataflowsOf(profile, c.dataflow)
    const { array } = this.#problem
    // An episode has one decision per layer; on a shared array there is one in all.
    const decision = array === undefined ? null : arrayDecision(this.#problem, array)
    const problem = decision?.problem ?? this.#problem
    const task = { problem, network: builtInNetwork(c.network), dataflows }
    const both = instance === null ? null : runTwoStage(tf, instance, trained)
    const first = both ?? runReinforce(tf, task, trained)
    const found = (run: Pick<Found, "method" | "grid" | "best" | "evaluations" | "cpu">): MethodRun => {
      const feasible = run.evaluations - (first.episodes - first.feasibleEpisodes)
      return this.#record({ ...run, seed, curve: first.curve, feasible })
    }
    const { reinforce: best, reinforceEvaluations, reinforceCpu: cpu } = first
    const runs: MethodRun[] = []
    if (methods.includes("reinforce")) {
      runs.push(found({ method: "reinforce", grid: "coarse", best, evaluations: reinforceEvaluations, cpu }))
    }
    if (both !== null) {
      const all = reinforceEvaluations + both.geneticEvaluations
      const seconds = cpu + both.geneticCpu
      runs.push(found({ method: "two-stage", grid: "fine", best: both.final, evaluations: all, cpu: seconds }))
    }
    return runs
  }

  #record(run: Found): MethodRun {
    const { method, seed, grid, best, curve, evaluations, feasible, cpu } = run
    const bound = grid === "fine" ? this.#fineBound : this.bound
    const gapOf = (value: number) => (value < Number.POSITIVE_INFINITY ? value / bound - 1 : null)
    const value = best?.objective ?? null
    return {
      ...this.#case,
      method,
      seed,
      grid,
      value,
      gap: value === null ? null : gapOf(value),
      early: MARKS.map(mark => gapOf(objectiveAt(curve, Math.min(mark, evaluations)))),
      evaluations,
      feasible,
      cpu,
    }
  }
}

/** The learners' form of a problem. */
function instanceOf(c: MethodCase, profile: Profile): Instance {
  const [constraint, ...others] = c.constraints
  const further = others.map(name => ({ constraint: name, budget: c.budget }))
  const options = { ...plainProfile(profile), ...c, constraint, further, quiet: true }
  return new Instance(builtInNetwork(c.network), platformNamed(METHOD_PLATFORM[profile]), options)
}

/** What a run of any method gives. */
interface Found {
  readonly method: MethodName
  readonly seed: number
  readonly grid: "coarse" | "fine"
  readonly best: Allocation | null
  readonly curve: readonly CurvePoint[]
  readonly evaluations: number
  readonly feasible: number
  readonly cpu: number
}
