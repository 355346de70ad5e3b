// ConfuciuX-v0: the published environment, kept for comparison, quirks and all.
//
// Source: ConfuciuX 2885eef (Kao et al., MICRO 2020); specification "confuciux", sections 4 to 6 and 10.

import { BUDGET_TOLERANCE } from "../src/allocation/budget.ts"
import { type AllocationProblem, evaluateAllocation, requirePlain } from "../src/allocation/problem.ts"
import { checkName } from "../src/core/check.ts"
import { type ChoiceGrid, COARSE_GRID, gridSize } from "../src/core/choices.ts"
import { InputError } from "../src/core/errors.ts"
import type { LayerRow } from "../src/workloads/network.ts"
import { Env, type ResetOptions } from "./ts-gym/core.ts"
import { ResetNeeded } from "./ts-gym/errors.ts"
import type { Generator } from "./ts-gym/random/generator.ts"
import { Box } from "./ts-gym/spaces/box.ts"
import { MultiDiscrete } from "./ts-gym/spaces/multi-discrete.ts"

/** Numbers that describe a layer: K, C, Y, X, R, S and the kind (1 convolution, 2 depthwise, 3 matrix product). */
export const DESCRIPTORS = 7

/** Descriptors of a network's rows. Fully connected layers, of kind 0, count as the 1 × 1 convolutions they are. */
export function descriptorsOf(rows: readonly LayerRow[]): number[][] {
  return rows.map(row => row.with(DESCRIPTORS - 1, Math.max(1, row[DESCRIPTORS - 1])))
}

/** What the environment is made from. */
export interface ConfuciuXEnvOptions {
  /** Raw tables (values[0] is minimised, summed over the layers) and the budget, > 0. */
  readonly problem: AllocationProblem
  /** One row of seven numbers > 0 per layer, in file order. */
  readonly descriptors: readonly (readonly number[])[]
  /** The choices behind the action indices; the problem's choice is pe index × tile.length + tile index. */
  readonly grid?: ChoiceGrid
  /**
   * What a seed given to `reset` starts anew. "run": everything, so that the same seed and actions give the same
   * trajectory. "episode": the layer order only; baseline and best go on (for a learner that seeds every episode).
   */
  readonly seedScope?: "run" | "episode"
}

export const CONFUCIUX_ENV_DEFAULTS = { grid: COARSE_GRID, seedScope: "run" } as const

/** The best feasible allocation of the run, frozen. Choices in file order, objective = Σ values. */
export interface BestAllocation {
  readonly choice: readonly number[]
  readonly objective: number
  readonly cost: number
  /** Episode it was found in, from 0, and the layer order of that episode. */
  readonly episode: number
  readonly order: readonly number[]
}

/** What `reset` and `step` report beside the observation. Layers are indices in file order. */
export type ConfuciuXInfo = {
  /** Number of the episode in the run, from 0. */
  episode: number
  /** The layers in the order in which this episode handles them. */
  order: number[]
  /** Choice per layer, -1 where none was made yet. */
  allocation: number[]
  /** Σ values and Σ cost of the choices made so far. */
  objective: number
  cost: number
  /** Whether the choices made so far keep the budget and are all allowed. */
  feasible: boolean
  /** Best of the run so far; null before the first success. */
  best: BestAllocation | null
}

/** What the environment remembers beyond an episode, as plain data. */
export interface ConfuciuXState {
  readonly episode: number
  /** Smallest fitness seen; null before the first step of the run. */
  readonly lowest: number | null
  readonly best: BestAllocation | null
  /** Layer order of the last episode. */
  readonly order: readonly number[]
  /** State of `npRandom`. */
  readonly generator: ReturnType<Generator["save"]>
}

/**
 * Divide a budget among the layers of a network, one layer per step, as published.
 *
 * **Action space.** MultiDiscrete [12, 12]: indices into the PE counts and the tile sizes of the grid.
 *
 * **Observation space.** Box of 11 float32 numbers, all in [-1, 1].
 *
 * | index | what | after `reset` | after `step` |
 * |---|---|---|---|
 * | 0–6 | K, C, Y, X, R, S, kind, over their maxima in the network | first layer, in (0, 1] | x → 2x − 1 |
 * | 7 | position of the layer just handled in this episode's order / number of layers | 0 | x → 2x − 1 |
 * | 8, 9 | PE count and tile just chosen, over the grid's maxima | 0 | x → 2x − 1 |
 * | 10 | sub-step | 0 | 0 |
 *
 * The observation after a step describes the layer *just handled*, not the one to decide next; only the
 * one after `reset` shows the layer it is for, and that one is not rescaled (quirk Q1).
 *
 * **Rewards.** With f = −value of the chosen entry and m = the smallest f seen in the whole *run*, this
 * one included: r = f − m ≥ 0, with one baseline for all layers (quirk Q13). If the summed cost exceeds the
 * budget, the reward is minus all reward earned before this step times the relative overshoot, hence 0 in
 * a first step. Budget left and penalty to come are not observed (quirk Q20). A choice the problem does not
 * allow gets -1: the original's intention for a failed evaluation, which as coded gives NaN (Q14).
 *
 * **Starting state.** All layers open, in a random order drawn from `npRandom`.
 *
 * **Episode end.** Terminated: after the last layer; when the summed cost exceeds the budget (beyond
 * BUDGET_TOLERANCE, as everywhere in this project); at a choice that is not allowed. Such an episode is a result
 * (`info.feasible` false), not an error. Never truncated.
 *
 * **State beyond the episode.** The baseline m, the best allocation and the episode number belong to the environment
 * object and go on from episode to episode: equal actions may earn different rewards early and late in a run.
 * A seeded `reset` starts a new run, or with `seedScope: "episode"` only seeds the order. `save` and `restore` carry it
 * over, with the generator.
 *
 * **Arguments.** See ConfuciuXEnvOptions. **Info.** See ConfuciuXInfo.
 *
 * **Version history.** v0: as published in 2020.
 */
export class ConfuciuXEnv extends Env<Float32Array, Int32Array> {
  readonly observationSpace: Box<"float32">
  readonly actionSpace: MultiDiscrete
  readonly problem: AllocationProblem
  readonly grid: ChoiceGrid
  readonly #seedScope: "run" | "episode"
  /** Descriptors over their maxima, [layers, DESCRIPTORS]. */
  readonly #descriptors: Float64Array
  // The run.
  #episode = -1
  #lowest: number | null = null
  #best: BestAllocation | null = null
  // The episode.
  #order: number[] = []
  #allocation: number[] = []
  #position = 0
  #objective = 0
  #cost = 0
  #earned = 0
  #feasible = true
  #running = false

  /** @throws {InputError} for descriptors, grid and problem that do not fit together, or a budget that is not > 0 */
  constructor(options: ConfuciuXEnvOptions) {
    super()
    const { problem, descriptors, grid, seedScope } = { ...CONFUCIUX_ENV_DEFAULTS, ...options }
    checkProblem(problem, grid)
    this.problem = problem
    this.grid = grid
    this.#seedScope = checkName("seedScope", seedScope, ["run", "episode"])
    this.#descriptors = normaliseDescriptors(descriptors, problem.layers)
    this.observationSpace = new Box(-1, 1, [DESCRIPTORS + 4], "float32")
    this.actionSpace = new MultiDiscrete([grid.pe.length, grid.tile.length])
  }

  override reset(options: ResetOptions = {}): [Float32Array, ConfuciuXInfo] {
    this.seedFrom(options)
    if (options.seed !== undefined && this.#seedScope === "run") this.#startRun()
    this.#episode++
    this.#order = this.npRandom.permutation(this.problem.layers)
    this.#allocation = Array.from(this.#order, () => -1)
    this.#position = 0
    this.#objective = 0
    this.#cost = 0
    this.#earned = 0
    this.#feasible = true
    this.#running = true
    const observation = new Float32Array(DESCRIPTORS + 4)
    const first = this.#order[0] * DESCRIPTORS
    observation.set(this.#descriptors.subarray(first, first + DESCRIPTORS))
    return [observation, this.#info()]
  }

  override step(action: Int32Array): [Float32Array, number, boolean, boolean, ConfuciuXInfo] {
    if (!this.#running) throw new ResetNeeded("step() outside an episode; call reset() first")
    const reason = this.actionSpace.explain(action)
    if (reason !== null) throw new InputError(`action${reason.startsWith("[") ? "" : " "}${reason}`)
    const layer = this.#order[this.#position]
    const choice = action[0] * this.grid.tile.length + action[1]
    this.#allocation[layer] = choice
    const reward = this.#take(layer * this.problem.choices + choice)
    const observation = this.#observe(layer, action)
    this.#position++
    const complete = this.#position === this.problem.layers
    this.#running = this.#feasible && !complete
    if (this.#feasible && complete) this.#succeed()
    return [observation, reward, !this.#running, false, this.#info()]
  }

  /** Forgets the episodes before. */
  #startRun(): void {
    this.#episode = -1
    this.#lowest = null
    this.#best = null
  }

  /** Books a table entry and returns its reward. */
  #take(entry: number): number {
    const { values, cost, allowed, budget } = this.problem
    if (allowed[entry] === 0) {
      this.#feasible = false
      return -1
    }
    const fitness = -values[0][entry]
    this.#lowest = Math.min(this.#lowest ?? fitness, fitness)
    const reward = fitness - this.#lowest
    this.#objective += values[0][entry]
    this.#cost += cost[entry]
    if (this.#cost > budget * (1 + BUDGET_TOLERANCE)) {
      this.#feasible = false
      return (0 - this.#earned) * ((this.#cost - budget) / budget)
    }
    this.#earned += reward
    return reward
  }

  /** The observation after `layer` was handled. */
  #observe(layer: number, action: Int32Array): Float32Array {
    const { pe, tile } = this.grid
    const observation = new Float32Array(DESCRIPTORS + 4)
    for (let i = 0; i < DESCRIPTORS; i++) observation[i] = centre(this.#descriptors[layer * DESCRIPTORS + i])
    observation[DESCRIPTORS] = centre(this.#position / this.problem.layers)
    observation[DESCRIPTORS + 1] = centre(pe[action[0]] / pe[pe.length - 1])
    observation[DESCRIPTORS + 2] = centre(tile[action[1]] / tile[tile.length - 1])
    return observation
  }

  /** Totals once more in file order, so that they equal evaluateAllocation's bit for bit; keeps the best. */
  #succeed(): void {
    const { objective, cost } = evaluateAllocation(this.problem, this.#allocation)
    this.#objective = objective
    this.#cost = cost
    if (this.#best !== null && objective >= this.#best.objective) return
    const [choice, order] = [this.#allocation, this.#order]
    this.#best = frozenCopy({ choice, objective, cost, episode: this.#episode, order })
  }

  #info(): ConfuciuXInfo {
    return {
      episode: this.#episode,
      order: [...this.#order],
      allocation: [...this.#allocation],
      objective: this.#objective,
      cost: this.#cost,
      feasible: this.#feasible,
      best: this.#best,
    }
  }

  /**
   * The assignment from which the published genetic stage starts (quirk Q2): it takes the best choices, which are in
   * file order, for ones in the order of the *last* episode, so that layer order[i] gets the choice found for layer i.
   * In file order; its objective and cost are in general not those of the best. Null before the first success.
   */
  scrambledBest(): number[] | null {
    if (this.#best === null) return null
    const scrambled = [...this.#best.choice]
    for (const [i, layer] of this.#order.entries()) scrambled[layer] = this.#best.choice[i]
    return scrambled
  }

  /** What goes on beyond an episode; a running one is not part of it. */
  save(): ConfuciuXState {
    const generator = this.npRandom.save()
    return { episode: this.#episode, lowest: this.#lowest, best: this.#best, order: [...this.#order], generator }
  }

  /** Continues a saved run; `reset` is due. */
  restore(state: ConfuciuXState): void {
    this.#episode = state.episode
    this.#lowest = state.lowest
    this.#best = state.best === null ? null : frozenCopy(state.best)
    this.#order = [...state.order]
    this.npRandom.restore(state.generator)
    this.#running = false
  }
}

/** Every info shows the same object, so nobody may change it. */
function frozenCopy(best: BestAllocation): BestAllocation {
  return Object.freeze({ ...best, choice: Object.freeze([...best.choice]), order: Object.freeze([...best.order]) })
}

/** [0, 1] to [-1, 1]. */
function centre(x: number): number {
  return 2 * (x - 0.5)
}

function checkProblem(problem: AllocationProblem, grid: ChoiceGrid): void {
  requirePlain(problem, "ConfuciuX-v0")
  if (problem.aggregation !== "sum") {
    throw new InputError(`problem.aggregation is "${problem.aggregation}", ConfuciuX-v0 can only sum over layers`)
  }
  if (problem.choices !== gridSize(grid)) {
    throw new InputError(`problem.choices is ${problem.choices}, expected ${gridSize(grid)} as in the grid`)
  }
  checkPositive("problem.budget", problem.budget)
}

function checkPositive(field: string, value: number): number {
  if (Number.isFinite(value) && value > 0) return value
  throw new InputError(`${field} is ${value}, expected a number above 0`)
}

/** Each column over its maximum. */
function normaliseDescriptors(descriptors: readonly (readonly number[])[], layers: number): Float64Array {
  if (descriptors.length !== layers) {
    throw new InputError(`descriptors has ${descriptors.length} rows, expected ${layers}, one per layer`)
  }
  const normalised = new Float64Array(layers * DESCRIPTORS)
  const largest = Array.from({ length: DESCRIPTORS }, (_, i) => Math.max(...descriptors.map(row => row[i])))
  for (const [l, row] of descriptors.entries()) {
    if (row.length !== DESCRIPTORS) {
      throw new InputError(`descriptors[${l}] has ${row.length} numbers, expected ${DESCRIPTORS}`)
    }
    for (const [i, x] of row.entries()) {
      normalised[l * DESCRIPTORS + i] = checkPositive(`descriptors[${l}][${i}]`, x) / largest[i]
    }
  }
  return normalised
}
