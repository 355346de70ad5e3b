// DelayObservation: observations some steps late.
//
// Source: Gymnasium 1.4.0, wrappers/stateful_observation.py.

import { type Env, ObservationWrapper, type ResetOptions, type ResetResult } from "../core.ts"
import { ValueError } from "../errors.ts"
import type { Space } from "../spaces/space.ts"
import { createZeroArray } from "./create-zero-array.ts"

/** Shows what was observed `delay` steps ago, zeros before that. */
export class DelayObservation<Obs, Act> extends ObservationWrapper<Obs, Act> {
  /** Steps, ≥ 0. */
  readonly delay: number
  readonly #queue: Obs[] = []

  /** @throws ValueError unless the delay is an integer of at least 0 */
  constructor(env: Env<Obs, Act>, delay: number) {
    super(env, null, [DelayObservation, delay])
    if (!(Number.isSafeInteger(delay) && delay >= 0))
      throw new ValueError(`DelayObservation: delay is ${delay}, expected an integer of at least 0`)
    this.delay = delay
  }

  override reset(options?: ResetOptions): ResetResult<Obs> {
    this.#queue.length = 0
    return super.reset(options)
  }

  override observation(observation: Obs): Obs {
    this.#queue.push(observation)
    if (this.#queue.length > this.delay) return this.#queue.shift() as Obs
    return createZeroArray(this.observationSpace as Space) as Obs
  }
}
