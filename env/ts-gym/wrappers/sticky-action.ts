// StickyAction: sometimes the action before is taken again.
//
// Source: Machado et al., "Revisiting the Arcade Learning Environment" (JAIR 61, 2018), section 5.2, as in
// Gymnasium 1.4.0, wrappers/stateful_action.py.

import { ActionWrapper, type Env, type ResetOptions, type ResetResult } from "../core.ts"
import { ValueError } from "../errors.ts"

/** Steps that repeats take: a number, or both ends of a range to draw from. */
export type RepeatDuration = number | readonly [min: number, max: number]

/** With a probability, takes the last action again, for one or more steps. Draws from the environment's generator. */
export class StickyAction<Obs, Act> extends ActionWrapper<Obs, Act> {
  readonly repeatActionProbability: number
  readonly #duration: readonly [min: number, max: number]
  #last: { readonly action: Act } | null = null
  /** Steps of the running series of repeats, and how many of them are done; 0 steps for no series. */
  #steps = 0
  #done = 0

  /** @throws ValueError unless the probability is in [0, 1) and the duration positive integers, the first not larger */
  constructor(env: Env<Obs, Act>, repeatActionProbability: number, repeatActionDuration: RepeatDuration = 1) {
    super(env, null, [StickyAction, repeatActionProbability, repeatActionDuration])
    if (!(repeatActionProbability >= 0 && repeatActionProbability < 1))
      throw new ValueError(
        `StickyAction: repeatActionProbability is ${repeatActionProbability}, expected a number in [0, 1)`,
      )
    const [min, max] =
      typeof repeatActionDuration === "number" ? [repeatActionDuration, repeatActionDuration] : repeatActionDuration
    if (!(Number.isSafeInteger(min) && Number.isSafeInteger(max) && min >= 1 && min <= max))
      throw new ValueError(
        `StickyAction: repeatActionDuration is ${repeatActionDuration}, expected an integer of at least 1, or [min, max]`,
      )
    this.repeatActionProbability = repeatActionProbability
    this.#duration = [min, max]
  }

  override reset(options?: ResetOptions): ResetResult<Obs> {
    this.#last = null
    this.#steps = 0
    this.#done = 0
    return super.reset(options)
  }

  override action(action: Act): Act {
    const last = this.#last
    if (last === null) {
      this.#last = { action }
      return action
    }
    const running = this.#steps > 0
    if (!running && !(this.npRandom.uniform() < this.repeatActionProbability)) {
      this.#last = { action }
      return action
    }
    if (!running) this.#steps = this.npRandom.integers(this.#duration[0], this.#duration[1] + 1)
    this.#done++
    if (this.#done === this.#steps) {
      this.#steps = 0
      this.#done = 0
    }
    return last.action
  }
}
