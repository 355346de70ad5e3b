// TimeLimit: cuts an episode after a number of steps.
//
// Source: Gymnasium 1.4.0, wrappers/common.py.

import { type Env, type ResetOptions, type ResetResult, type StepResult, Wrapper } from "../core.ts"
import { ResetNeeded, ValueError } from "../errors.ts"
import type { EnvSpec } from "../spec.ts"

/** Sets `truncated` on the step that reaches the limit, and on any after it. */
export class TimeLimit<Obs, Act> extends Wrapper<Obs, Act> {
  /** Steps per episode, ≥ 1. */
  readonly maxEpisodeSteps: number
  #elapsed: number | null = null

  /** @throws ValueError unless the limit is a positive integer */
  constructor(env: Env<Obs, Act>, maxEpisodeSteps: number) {
    super(env)
    if (!(Number.isSafeInteger(maxEpisodeSteps) && maxEpisodeSteps > 0))
      throw new ValueError(`TimeLimit: maxEpisodeSteps is ${maxEpisodeSteps}, expected a positive integer`)
    this.maxEpisodeSteps = maxEpisodeSteps
  }

  /** The inner spec with this limit. */
  override get spec(): EnvSpec | null {
    const inner = this.env.spec
    return inner === null ? null : { ...inner, maxEpisodeSteps: this.maxEpisodeSteps }
  }
  override set spec(spec: EnvSpec | null) {
    super.spec = spec
  }

  override reset(options?: ResetOptions): ResetResult<Obs> {
    this.#elapsed = 0
    return super.reset(options)
  }

  override step(action: Act): StepResult<Obs> {
    if (this.#elapsed === null) throw new ResetNeeded("step() before the first reset(); call reset() first")
    const [observation, reward, terminated, truncated, info] = super.step(action)
    this.#elapsed++
    return [observation, reward, terminated, truncated || this.#elapsed >= this.maxEpisodeSteps, info]
  }
}
