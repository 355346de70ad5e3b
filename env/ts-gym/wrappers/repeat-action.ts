// RepeatAction: every action for several steps.
//
// Source: Gymnasium 1.4.0, wrappers/stateful_action.py.

import { type Env, type StepResult, Wrapper } from "../core.ts"
import { ValueError } from "../errors.ts"

/** Takes every action `numRepeats` times, or until the episode ends; the rewards are added up. */
export class RepeatAction<Obs, Act> extends Wrapper<Obs, Act> {
  /** Times, ≥ 1. */
  readonly numRepeats: number

  /** @throws ValueError unless numRepeats is a positive integer */
  constructor(env: Env<Obs, Act>, numRepeats: number) {
    super(env, [RepeatAction, numRepeats])
    if (!(Number.isSafeInteger(numRepeats) && numRepeats >= 1))
      throw new ValueError(`RepeatAction: numRepeats is ${numRepeats}, expected a positive integer`)
    this.numRepeats = numRepeats
  }

  override step(action: Act): StepResult<Obs> {
    let result = super.step(action)
    let total = result[1]
    for (let i = 1; i < this.numRepeats && !result[2] && !result[3]; i++) {
      result = super.step(action)
      total += result[1]
    }
    const [observation, , terminated, truncated, info] = result
    return [observation, total, terminated, truncated, info]
  }
}
