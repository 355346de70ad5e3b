// PassiveEnvChecker: looks at the first calls of an environment and warns about broken rules.
//
// Source: Gymnasium 1.4.0, wrappers/common.py.

import { type Env, type ResetOptions, type ResetResult, type StepResult, Wrapper } from "../core.ts"
import { warn } from "../logger.ts"
import { checkedRender, checkedReset, checkedStep, checkSpaces, ReuseCheck } from "../passive-checks.ts"
import type { EnvSpec } from "../spec.ts"

/**
 * Checks the spaces at construction, the first `reset`, `step` and `render`, and that the first `reset` and the first
 * two steps return new data. A result of the wrong form throws CheckError, other breaches are warnings.
 */
export class PassiveEnvChecker<Obs, Act> extends Wrapper<Obs, Act> {
  #checkedReset = false
  #checkedRender = false
  #steps = 0
  readonly #reuse = new ReuseCheck(warn)

  constructor(env: Env<Obs, Act>) {
    checkSpaces(env as Env)
    super(env)
  }

  /** The inner spec with `disableEnvChecker: false`. */
  override get spec(): EnvSpec | null {
    const inner = this.env.spec
    return inner === null ? null : { ...inner, disableEnvChecker: false }
  }
  override set spec(spec: EnvSpec | null) {
    super.spec = spec
  }

  override reset(options?: ResetOptions): ResetResult<Obs> {
    if (this.#checkedReset) return super.reset(options)
    this.#checkedReset = true
    const result = checkedReset(this.env, options, warn)
    this.#reuse.add(result[0], result[1], "the first reset()")
    return result
  }

  override step(action: Act): StepResult<Obs> {
    if (this.#steps === 2) return super.step(action)
    this.#steps++
    const result = this.#steps === 1 ? checkedStep(this.env, action, warn) : super.step(action)
    this.#reuse.add(result[0], result[4], `step() number ${this.#steps}`)
    return result
  }

  override render(): unknown {
    if (this.#checkedRender) return super.render()
    this.#checkedRender = true
    return checkedRender(this.env as Env, warn)
  }
}
