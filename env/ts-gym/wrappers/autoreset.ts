// Autoreset: the step after the end of an episode starts the next one.
//
// Source: Gymnasium 1.4.0, wrappers/common.py.

import { type Env, type ResetOptions, type ResetResult, type StepResult, Wrapper } from "../core.ts"

/** After the end of an episode, `step` resets instead: its action is ignored, its reward 0. */
export class Autoreset<Obs, Act> extends Wrapper<Obs, Act> {
  #due = false

  constructor(env: Env<Obs, Act>) {
    super(env, [Autoreset])
  }

  override reset(options?: ResetOptions): ResetResult<Obs> {
    this.#due = false
    return super.reset(options)
  }

  override step(action: Act): StepResult<Obs> {
    if (this.#due) {
      this.#due = false
      const [observation, info] = this.env.reset()
      return [observation, 0, false, false, info]
    }
    const result = super.step(action)
    this.#due = result[2] || result[3]
    return result
  }
}
