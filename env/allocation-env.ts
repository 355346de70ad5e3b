// The allocation environment: one decision per layer, every episode feasible.
//
// Design and measurements behind it: specification agent-design, sections 2, 3, 6 and 9.

import { slowestBest } from "../src/allocation/exact-bottleneck.ts"
import type { Allocation, AllocationProblem } from "../src/allocation/problem.ts"
import type { ChoiceLists } from "../src/allocation/undominated.ts"
import { checkName } from "../src/core/check.ts"
import type { ChoiceGrid } from "../src/core/choices.ts"
import { InputError } from "../src/core/errors.ts"
import { allocationOf, type ChoiceSet, type ChoiceTable, choiceTable } from "./choice-table.ts"
import { ObjectiveProgress } from "./objective-progress.ts"
import {
  type AllocationObservation,
  choiceFeatures,
  type Feature,
  OBSERVATION_PROFILES,
  type ObservationProfile,
  Observer,
  type RemainderBounds,
  situationFeatures,
} from "./observation.ts"
import { SumBounds } from "./sum-bounds.ts"
import { ThresholdBounds } from "./threshold-bounds.ts"
import { Env, type Info, type ResetOptions, type ResetResult, type StepResult } from "./ts-gym/core.ts"
import { ResetNeeded } from "./ts-gym/errors.ts"
import { Box } from "./ts-gym/spaces/box.ts"
import { Dict } from "./ts-gym/spaces/dict.ts"
import { Discrete } from "./ts-gym/spaces/discrete.ts"

/** Order in which the layers are decided: as in the network, or drawn at every reset. */
export type LayerOrder = "file" | "random"

/** What the environment may be given beside the problem. */
export interface AllocationEnvOptions {
  /** Layer order of an episode, unless `reset` is given one. */
  readonly order: LayerOrder
  /** Feature set; see the table below. */
  readonly observation: ObservationProfile
  /** What an action can name: only choices that no other beats (fewer, and an optimum is among them), or all. */
  readonly choices: ChoiceSet
  /** The grid behind the choices, whose PEs and tile "plain" then observes; null for unknown. */
  readonly grid: ChoiceGrid | null
}

/** The observation space. */
export type AllocationSpace = Dict<{ choices: Box; situation: Box; action_mask: Box<"uint8"> }>

/** What is not given. */
export const ALLOCATION_ENV_DEFAULTS: AllocationEnvOptions = {
  order: "file",
  observation: "priced",
  choices: "undominated",
  grid: null,
}

/**
 * Divide a budget among the layers of a network: one choice per layer, least objective, Σ cost ≤ budget.
 *
 * ## Action space
 * `Discrete(K)`: which choice the current layer takes, as an index into the layer's list: undominated choices by rising
 * cost, or with `choices: "all"` the problem's choices in order. K is the longest list.
 *
 * Only actions with a 1 in the mask are allowed: those with which the cheapest choices of the remaining layers still keep
 * the budget. The mask is never empty before the end. An action without a 1 takes the layer's cheapest choice instead,
 * and the info says `replaced: true`; so every episode is feasible. With several constraints the mask follows a few plans for the
 * remaining layers (plan-mask.ts), and the choice of a plan that fits takes the place of the cheapest.
 *
 * ## Observation space
 * `Dict` of `choices` [K, F], `situation` [M] and `action_mask` [K] (0 or 1); rows of `choices` that are not allowed are 0.
 * N is the number of layers, n how many are left, the current one included; slack is the budget left minus what the remaining layers cost at least; the
 * value to be won is the sum over the remaining layers of what their cheapest choice is worse than their best.
 *
 * | `choices` | feature | min | max |
 * | --- | --- | --- | --- |
 * | 0 | log(1 + n · cost above the cheapest / slack) | 0 | log(1 + N) |
 * | 1 | log(1 + n · value above the best / value to be won) | 0 | log(1 + 1.5 N) |
 * | 2 | log(value / best value) / 2 | 0 | 6.91 |
 * | 3, priced | q / (q + 0.3), where q = n · look-ahead regret / value to be won | 0 | 1 |
 * | 4, priced | log(q + 0.0001) / 5 | -1.84 | 2.76 |
 * | 3, plain | position in the layer's list, or log(PEs) / log(most PEs) if a grid is given | 0 | 1 |
 * | 4, plain with a grid | tile / largest tile | 0 | 1 |
 *
 * | `situation` | feature | min | max |
 * | --- | --- | --- | --- |
 * | 0 | log(min(3, slack / cost at which every layer has its best) + 0.001) / 3 | -2.30 | 0.37 |
 * | 1 | n / N | 0 | 1 |
 * | 2 | log(n) / 4 | 0 | log(N) / 4 |
 * | 3 | log(1 + n · share of this layer in the value to be won) | 0 | log(1 + N) |
 * | 4 | log(1 + n · share of this layer in the cost wanted for it) | 0 | log(1 + N) |
 * | 5, priced | log(price · slack / value to be won + 0.001) / 4 | -1.73 | 3.45 |
 *
 * Look-ahead regret: the choice's value plus a lower bound of what the remaining layers lose with the budget that it leaves (exact
 * for the last few, sum-bounds.ts), minus the least such sum. Price: value of one more unit of budget, by the same bound.
 *
 * ## Rewards
 * Minus the change of the estimated objective, in which layers decided count with their choice and the others with that of a
 * reference, the gain-per-cost greedy allocation; divided by the reference's objective per layer. For a sum that
 * is the difference in value to the reference's choice. The episode's sum is N · (1 − objective / reference objective).
 *
 * ## Starting state
 * No layer decided, the whole budget left. The layers come in the order of the network, or in an order drawn at the reset.
 * Reset options: `order`, either "file", "random" or a permutation of 0 … N − 1.
 *
 * ## Episode end
 * Termination: after N decisions. Truncation: never.
 *
 * ## Info
 * `actionMask` (that of the observation), `layer` (the one to decide for, −1 at the end), `order`. After the last
 * step also the `Allocation`'s fields: `choice` (the problem's choices per layer, in the order of the network),
 * `objective`, `cost`, `feasible`.
 *
 * ## Arguments
 * `problem`, and the `AllocationEnvOptions`. A product of sums is linearised at the reference for the value features.
 * With several constraints cost, slack and price are those of their sum, each weighted by what it is worth (surrogate.ts). The
 * dataflow as a choice (MIX) makes longer lists. Of a pipeline's throughput values count from the best bottleneck that any budget
 * allows, what is to be won is the largest over the layers instead of the sum (n is 1 in choice feature 1, the regret and
 * situation feature 3), the bound is the least bottleneck that fits the slack (threshold-bounds.ts), in the regret too as the largest
 * of itself, the choice's value and the slowest layer so far, and in the price per unit of slack. A shared array (LS) leaves
 * one decision, not one per layer, and is an InputError, as is a budget that admits no allocation.
 *
 * ## Version history
 * * v1: first version.
 */
export class AllocationEnv extends Env<AllocationObservation, number> {
  readonly observationSpace: AllocationSpace
  readonly actionSpace: Discrete
  readonly problem: AllocationProblem
  /**
   * No allocation of the environment's choices has a smaller objective, up to rounding; −∞ where none is known ("plain", a
   * product of sums).
   */
  readonly lowerBound: number
  readonly #options: AllocationEnvOptions
  readonly #table: ChoiceTable
  readonly #observer: Observer
  readonly #progress: ObjectiveProgress
  // The episode: order of the layers, next decision, slack, chosen entry per layer, mask of the next decision.
  #order: Int32Array
  #next = Number.POSITIVE_INFINITY
  #slack = 0
  readonly #entries: Int32Array
  #mask: Uint8Array = new Uint8Array(0)
  #taken = -1
  /** Largest `value` of the decided layers; 0 but for "max". */
  #slowest = 0

  constructor(problem: AllocationProblem, options: Partial<AllocationEnvOptions> = {}) {
    super()
    this.#options = { ...ALLOCATION_ENV_DEFAULTS, ...options }
    const { order, observation, choices, grid } = this.#options
    checkName("order", order, ["file", "random"])
    checkName("observation", observation, OBSERVATION_PROFILES)
    checkName("choices", choices, ["undominated", "all"])
    if (problem.array !== undefined) {
      throw new InputError(
        "the problem has a shared array (LS), Allocation-v1 takes layer-pipelined ones; solve it exactly",
      )
    }
    this.problem = problem
    this.#table = choiceTable(problem, choices)
    const bounds = observation === "priced" ? boundsOf(this.#table) : null
    this.#observer = new Observer(this.#table, bounds, grid)
    this.lowerBound = bounds === null ? Number.NEGATIVE_INFINITY : lowerBoundOf(this.#table, bounds)
    this.#order = Int32Array.from({ length: problem.layers }, (_, l) => l)
    this.#entries = new Int32Array(problem.layers)
    this.#progress = new ObjectiveProgress(problem, this.#table.reference)
    const rows = this.#table.longest
    this.actionSpace = new Discrete(rows)
    this.observationSpace = new Dict({
      choices: boxOf(choiceFeatures(observation, grid !== null), problem.layers, rows),
      situation: boxOf(situationFeatures(observation), problem.layers, null),
      action_mask: new Box(0, 1, [rows], "uint8"),
    })
  }

  /** The lists of choices that actions index: per layer, undominated by rising cost, or all. */
  get lists(): ChoiceLists {
    return this.#table
  }

  /** The gain-per-cost greedy allocation, which rewards are measured against. */
  get reference(): Allocation {
    return this.#table.reference
  }

  /** The problem's choice that the last step took. */
  get taken(): number {
    return this.#taken
  }

  reset(options: ResetOptions = {}): ResetResult<AllocationObservation> {
    this.seedFrom(options)
    this.#order = this.#orderFor(options.options?.order ?? this.#options.order)
    this.#observer.start(this.#order)
    this.#next = 0
    this.#slack = this.#table.slack
    this.#slowest = 0
    this.#progress.start()
    this.#table.plans?.begin(this.#order)
    const observation = this.#observe()
    return [observation, this.#info({})]
  }

  step(action: number): StepResult<AllocationObservation> {
    if (this.#next >= this.#order.length) throw new ResetNeeded("step() outside an episode; call reset() first")
    if (!this.actionSpace.contains(action)) throw new InputError(`action ${this.actionSpace.explain(action)}`)
    const layer = this.#order[this.#next]
    const replaced = this.#mask[action] === 0
    const entry = replaced ? this.#insteadOf(layer) : this.#table.start[layer] + action
    this.#entries[layer] = entry
    this.#table.plans?.take(entry)
    this.#slack = Math.max(0, this.#slack - this.#table.cost[entry])
    if (this.problem.aggregation === "max") this.#slowest = Math.max(this.#slowest, this.#table.value[entry])
    this.#next++
    this.#taken = this.#table.choice[entry]
    const row = layer * this.problem.choices + this.#taken
    const reward = this.#progress.decide(layer, i => this.problem.values[i][row])
    const observation = this.#observe()
    const terminated = this.#next === this.#order.length
    const outcome = terminated ? allocationOf(this.#table, this.#entries) : {}
    return [observation, reward, terminated, false, this.#info(replaced ? { ...outcome, replaced } : { ...outcome })]
  }

  #observe(): AllocationObservation {
    const observation = this.#observer.observe(this.#next, this.#slack, this.#slowest)
    this.#mask = observation.action_mask
    return observation
  }

  #info(more: Info): Info {
    const layer = this.#next < this.#order.length ? this.#order[this.#next] : -1
    return { actionMask: this.#mask.slice(), layer, order: this.#order.slice(), ...more }
  }

  /** The entry that takes the place of one that is not allowed: the layer's cheapest, or with several constraints a plan's. */
  #insteadOf(layer: number): number {
    const { start, allowed, cost, plans } = this.#table
    if (plans !== null) return plans.planned()
    let e = start[layer]
    while (allowed[e] === 0 || cost[e] > 0) e++
    return e
  }

  /** The layer order that a reset asks for. */
  #orderFor(order: unknown): Int32Array {
    const natural = Int32Array.from({ length: this.problem.layers }, (_, l) => l)
    if (order === "file") return natural
    if (order === "random") return shuffled(natural, n => this.npRandom.integers(n))
    const given = Int32Array.from(order as ArrayLike<number>)
    if (!given.toSorted().every((layer, l) => layer === l) || given.length !== natural.length) {
      throw new InputError(
        `order is ${String(order)}, expected "file", "random" or a permutation of 0 … ${natural.length - 1}`,
      )
    }
    return given
  }
}

/** The look-ahead of a problem's priced observation. */
function boundsOf({ problem, knapsack }: ChoiceTable): RemainderBounds {
  return problem.aggregation === "max" ? new ThresholdBounds(knapsack) : new SumBounds(knapsack)
}

/** What the look-ahead says of the whole problem. */
function lowerBoundOf({ problem, knapsack }: ChoiceTable, bounds: RemainderBounds): number {
  if (problem.aggregation === "product-of-sums") return Number.NEGATIVE_INFINITY
  const lost = bounds.bound(0, knapsack.slack)
  return problem.aggregation === "max" ? slowestBest(problem) + lost : knapsack.base + lost
}

/** The box of a row of features, or of `rows` such rows. */
function boxOf(features: readonly Feature[], layers: number, rows: number | null): Box {
  const low = features.map(feature => feature.low)
  // After the end everything is 0, and a row that is not allowed is.
  const high = features.map(feature => Math.max(0, feature.high(layers)))
  const copies = rows ?? 1
  const repeat = (row: number[]) => Float32Array.from({ length: copies * row.length }, (_, i) => row[i % row.length])
  return new Box(repeat(low), repeat(high), rows === null ? [features.length] : [rows, features.length], "float32")
}

/** Fisher and Yates, with a function that draws an integer below n. */
function shuffled(items: Int32Array, below: (n: number) => number): Int32Array {
  for (let i = items.length - 1; i > 0; i--) {
    const j = below(i + 1)
    const swap = items[i]
    items[i] = items[j]
    items[j] = swap
  }
  return items
}
