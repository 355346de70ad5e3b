// OrderEnforcing: no step and no rendering before the first reset.
//
// Source: Gymnasium 1.4.0, wrappers/common.py.

import { type Env, type ResetOptions, type ResetResult, type StepResult, Wrapper } from "../core.ts"
import { ResetNeeded } from "../errors.ts"
import type { EnvSpec } from "../spec.ts"

/** What OrderEnforcing may be given. */
export interface OrderEnforcingOptions {
  /** Lets `render` through before the first `reset`. Default false. */
  disableRenderOrderEnforcing?: boolean
}

/** Throws ResetNeeded for `step` or `render` before `reset`. */
export class OrderEnforcing<Obs, Act> extends Wrapper<Obs, Act> {
  readonly #renderAnytime: boolean
  #hasReset = false

  constructor(env: Env<Obs, Act>, { disableRenderOrderEnforcing = false }: OrderEnforcingOptions = {}) {
    super(env)
    this.#renderAnytime = disableRenderOrderEnforcing
  }

  /** Whether `reset` was called. */
  get hasReset(): boolean {
    return this.#hasReset
  }

  /** The inner spec with `orderEnforce: true`. */
  override get spec(): EnvSpec | null {
    const inner = this.env.spec
    return inner === null ? null : { ...inner, orderEnforce: true }
  }
  override set spec(spec: EnvSpec | null) {
    super.spec = spec
  }

  override reset(options?: ResetOptions): ResetResult<Obs> {
    this.#hasReset = true
    return super.reset(options)
  }

  override step(action: Act): StepResult<Obs> {
    if (!this.#hasReset) throw new ResetNeeded("step() before the first reset(); call reset() first")
    return super.step(action)
  }

  override render(): unknown {
    if (!this.#hasReset && !this.#renderAnytime)
      throw new ResetNeeded(
        "render() before the first reset(); call reset() first, or set disableRenderOrderEnforcing on OrderEnforcing",
      )
    return super.render()
  }
}
