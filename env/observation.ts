// What the agent sees before it decides for a layer: features of every choice, features of the
// situation, and which choices are allowed.
//
// All features are ratios, so no unit, no network size and no budget size enters, and one policy fits every problem.
// Source: specification agent-design, sections 3 and 6 (look-ahead regret) and 9 (profiles).

import type { ChoiceGrid } from "../src/core/choices.ts"
import { peOf, tileOf } from "../src/core/choices.ts"
import type { ChoiceTable } from "./choice-table.ts"

/**
 * "priced": with look-ahead regret and price. Then the observation does most of the work: taking the choice of least
 * regret, without any learning, is 0.00 to 0.03 % above the optimum in the median (specification agent-design, section 1).
 * "plain": without them, for seeing what learning alone can do.
 */
export const OBSERVATION_PROFILES = ["priced", "plain"] as const
export type ObservationProfile = (typeof OBSERVATION_PROFILES)[number]

/**
 * One observation, new arrays every time. K choices (the longest list; shorter ones are padded), row-major.
 * Rows that may not be chosen are 0, and so is everything after the last decision.
 */
export interface AllocationObservation {
  /** [K, F] */
  readonly choices: Float32Array
  /** [M] */
  readonly situation: Float32Array
  /** [K], 1 where the choice may be taken. */
  readonly action_mask: Uint8Array
}

/** What the priced profile looks ahead with: a lower bound of what the layers from step t on lose within a slack, and its price. */
export interface RemainderBounds {
  /** Prepares the queries for a layer order. */
  start(order: Int32Array): void
  bound(t: number, slack: number): number
  price(t: number, slack: number): number
}

/** A feature and its range for a problem of n layers. */
export interface Feature {
  readonly name: string
  readonly low: number
  readonly high: (n: number) => number
}

/** Largest share of the value to be won that is told apart; only a choice worse than the cheapest has one above 1. */
const LARGEST_SHARE = 1.5
/** Cap on ratios that have no bound of their own. */
const LARGEST_RATIO = 1e6

const ONE = () => 1
const SHARE = (n: number) => Math.log(1 + n)

const VALUE_FEATURES: readonly Feature[] = [
  { name: "share of the slack", low: 0, high: SHARE },
  { name: "share of the value to be won", low: 0, high: n => Math.log(1 + LARGEST_SHARE * n) },
  { name: "value to best value", low: 0, high: () => Math.log(LARGEST_RATIO) / 2 },
]

/** The last feature of a choice in "priced", for a regret relative to what there is to be won per layer. */
function logRegret(regret: number): number {
  return Math.log(regret + 1e-4) / 5
}

/** The look-ahead regret q that an observation of the profile "priced" has for choice k; see logRegret. */
export function regretOf({ choices, action_mask }: Omit<AllocationObservation, "situation">, k: number): number {
  const width = choices.length / action_mask.length
  return Math.max(0, Math.exp(5 * choices[(k + 1) * width - 1]) - 1e-4)
}

const REGRET_FEATURES: readonly Feature[] = [
  { name: "regret, saturating", low: 0, high: ONE },
  { name: "regret, logarithmic", low: logRegret(0), high: () => logRegret(LARGEST_RATIO) },
]

const GRID_FEATURES: readonly Feature[] = [
  { name: "PEs, logarithmic", low: 0, high: ONE },
  { name: "tile", low: 0, high: ONE },
]

const POSITION_FEATURES: readonly Feature[] = [{ name: "position in the list", low: 0, high: ONE }]

const SITUATION_FEATURES: readonly Feature[] = [
  { name: "tightness", low: Math.log(0.001) / 3, high: () => Math.log(3.001) / 3 },
  { name: "layers left, share", low: 0, high: ONE },
  { name: "layers left, logarithmic", low: 0, high: n => Math.log(n) / 4 },
  { name: "this layer's share of the value to be won", low: 0, high: SHARE },
  { name: "this layer's share of the cost wanted", low: 0, high: SHARE },
]

const PRICE_FEATURE: Feature = {
  name: "price of the slack",
  low: Math.log(0.001) / 4,
  high: () => Math.log(LARGEST_RATIO + 0.001) / 4,
}

/** The features of a choice, in order. */
export function choiceFeatures(profile: ObservationProfile, grid: boolean): readonly Feature[] {
  if (profile === "priced") return [...VALUE_FEATURES, ...REGRET_FEATURES]
  return [...VALUE_FEATURES, ...(grid ? GRID_FEATURES : POSITION_FEATURES)]
}

/** The features of the situation, in order. */
export function situationFeatures(profile: ObservationProfile): readonly Feature[] {
  return profile === "priced" ? [...SITUATION_FEATURES, PRICE_FEATURE] : SITUATION_FEATURES
}

/** How many features a policy over any list of choices is given (no grid); the shape of a scorer. */
export function featureCounts(profile: ObservationProfile): { choiceFeatures: number; situationFeatures: number } {
  return {
    choiceFeatures: choiceFeatures(profile, false).length,
    situationFeatures: situationFeatures(profile).length,
  }
}

/** a / b for a ≥ 0, at most `most`; 0 when a is 0, whatever b. */
function ratio(a: number, b: number, most: number): number {
  return a <= 0 ? 0 : Math.min(most, a / b)
}

/** Writes observations for one problem; `start` fixes the order of the layers, `observe` is called for every decision. */
export class Observer {
  readonly #table: ChoiceTable
  readonly #bounds: RemainderBounds | null
  /** F and M. */
  readonly #choiceWidth: number
  readonly #situationWidth: number
  /** The features of an entry that do not change: value ratio and, in "plain", its place on the grid or in the list. */
  readonly #fixed: Float32Array
  readonly #regret: Float64Array
  /** Whether the slowest layer counts, not the sum. */
  readonly #max: boolean
  #order: Int32Array = new Int32Array(0)
  /** Over layers order[t] … order[N − 1] what there is to be won (the sum, or the largest of the gains for "max"), and the sum of want; the end is 0. */
  readonly #gainLeft: Float64Array
  readonly #wantLeft: Float64Array

  /** @param bounds the price bounds of the problem; null makes the profile "plain" */
  constructor(table: ChoiceTable, bounds: RemainderBounds | null, grid: ChoiceGrid | null) {
    const profile = bounds === null ? "plain" : "priced"
    const layers = table.problem.layers
    this.#table = table
    this.#max = table.problem.aggregation === "max"
    this.#bounds = bounds
    this.#choiceWidth = choiceFeatures(profile, grid !== null).length
    this.#situationWidth = situationFeatures(profile).length
    this.#fixed = fixedFeatures(table, bounds === null, grid)
    this.#regret = new Float64Array(table.longest)
    this.#gainLeft = new Float64Array(layers + 1)
    this.#wantLeft = new Float64Array(layers + 1)
  }

  /** An episode starts that decides for the layers in this order. */
  start(order: Int32Array): void {
    // Batches of episodes share their order: what follows from it is worked out once.
    if (order.every((layer, t) => layer === this.#order[t])) return
    this.#order = order
    for (let t = order.length - 1; t >= 0; t--) {
      const gain = this.#table.gain[order[t]]
      this.#gainLeft[t] = this.#max ? Math.max(this.#gainLeft[t + 1], gain) : this.#gainLeft[t + 1] + gain
      this.#wantLeft[t] = this.#wantLeft[t + 1] + this.#table.want[order[t]]
    }
    this.#bounds?.start(order)
  }

  /**
   * The observation before decision t (t = N: after the last), with `slack` left of the budget. `slowest` is the largest value
   * of the decided layers for "max", else 0.
   */
  observe(t: number, slack: number, slowest: number): AllocationObservation {
    const observation = {
      choices: new Float32Array(this.#table.longest * this.#choiceWidth),
      situation: new Float32Array(this.#situationWidth),
      action_mask: new Uint8Array(this.#table.longest),
    }
    if (t < this.#order.length) {
      this.#writeMask(observation.action_mask, t, slack)
      this.#writeChoices(observation, t, slack, slowest)
      this.#writeSituation(observation.situation, t, slack)
    }
    return observation
  }

  /** A choice is allowed when the cheapest choices of the layers after it still fit. */
  #writeMask(mask: Uint8Array, t: number, slack: number): void {
    const { start, allowed, cost, plans } = this.#table
    if (plans !== null) {
      plans.write(mask)
      return
    }
    const layer = this.#order[t]
    for (let e = start[layer], k = 0; e < start[layer + 1]; e++, k++)
      mask[k] = allowed[e] !== 0 && cost[e] <= slack ? 1 : 0
  }

  #writeChoices({ choices, action_mask }: AllocationObservation, t: number, slack: number, slowest: number): void {
    const { start, cost, value } = this.#table
    const from = start[this.#order[t]]
    const left = this.#order.length - t
    const gain = this.#gainLeft[t]
    const width = this.#choiceWidth
    const fixedWidth = this.#fixed.length / value.length
    const least = this.#bounds === null ? 0 : this.#lookAhead(this.#bounds, action_mask, t, slack, slowest)
    // Of a maximum there are no shares to add up.
    const parts = this.#max ? 1 : left
    for (let k = 0; k < action_mask.length; k++) {
      if (action_mask[k] === 0) continue
      let i = k * width
      choices[i++] = Math.log(1 + left * ratio(cost[from + k], slack, 1))
      choices[i++] = Math.log(1 + parts * ratio(value[from + k], gain, LARGEST_SHARE))
      for (let f = (from + k) * fixedWidth; f < (from + k + 1) * fixedWidth; f++) choices[i++] = this.#fixed[f]
      if (this.#bounds === null) continue
      const regret = parts * ratio(this.#regret[k] - least, gain, LARGEST_RATIO / parts)
      choices[i++] = regret / (regret + 0.3)
      choices[i++] = logRegret(regret)
    }
  }

  /**
   * Fills, for every allowed choice, its value plus a bound on what the remaining layers lose with what is then
   * left, or of these and the slowest layer so far the largest. Returns the least; the difference to it is the regret.
   */
  #lookAhead(bounds: RemainderBounds, mask: Uint8Array, t: number, slack: number, slowest: number): number {
    const { start, cost, value } = this.#table
    const from = start[this.#order[t]]
    let least = Number.POSITIVE_INFINITY
    for (let k = 0; k < mask.length; k++) {
      if (mask[k] === 0) continue
      const rest = bounds.bound(t + 1, slack - cost[from + k])
      this.#regret[k] = this.#max ? Math.max(slowest, value[from + k], rest) : value[from + k] + rest
      least = Math.min(least, this.#regret[k])
    }
    return least
  }

  #writeSituation(situation: Float32Array, t: number, slack: number): void {
    const layers = this.#order.length
    const layer = this.#order[t]
    const left = layers - t
    const [gain, want] = [this.#gainLeft[t], this.#wantLeft[t]]
    situation[0] = Math.log((slack < 3 * want ? slack / want : 3) + 0.001) / 3
    situation[1] = left / layers
    situation[2] = Math.log(left) / 4
    situation[3] = Math.log(1 + (this.#max ? 1 : left) * ratio(this.#table.gain[layer], gain, 1))
    situation[4] = Math.log(1 + left * ratio(this.#table.want[layer], want, 1))
    if (this.#bounds !== null) {
      situation[5] = Math.log(ratio(this.#bounds.price(t, slack) * slack, gain, LARGEST_RATIO) + 0.001) / 4
    }
  }
}

/** Per entry log(value / best value) / 2 and, in "plain", what tells the choices of a layer apart. */
function fixedFeatures(table: ChoiceTable, plain: boolean, grid: ChoiceGrid | null): Float32Array {
  const { start, choice, value, best, problem } = table
  const rows: number[] = []
  for (let l = 0; l < problem.layers; l++) {
    for (let e = start[l]; e < start[l + 1]; e++) {
      rows.push(Math.log(best[l] > 0 ? Math.min(LARGEST_RATIO, 1 + value[e] / best[l]) : 1) / 2)
      if (!plain) continue
      if (grid === null) rows.push((e - start[l]) / Math.max(1, start[l + 1] - start[l] - 1))
      else
        rows.push(
          Math.log2(peOf(grid, choice[e])) / Math.log2(Math.max(2, ...grid.pe)),
          tileOf(grid, choice[e]) / Math.max(...grid.tile),
        )
    }
  }
  return Float32Array.from(rows)
}
