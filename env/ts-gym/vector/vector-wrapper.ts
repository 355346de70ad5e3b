// Wrappers of vector environments: the bases.
//
// Source: Gymnasium 1.4.0, vector/vector_env.py.

import type { Metadata } from "../core.ts"
import { ValueError } from "../errors.ts"
import { batchSpace } from "../spaces/batch-space.ts"
import type { Space } from "../spaces/space.ts"
import type { EnvSpec } from "../spec.ts"
import {
  type Actions,
  AutoresetMode,
  type Batch,
  VectorEnv,
  type VectorResetOptions,
  type VectorResetResult,
  type VectorStepResult,
} from "./vector-env.ts"

/** A vector environment around another: it forwards everything, subclasses override what they change. */
export abstract class VectorWrapper<Obs = unknown, Act = unknown, InnerObs = Obs, InnerAct = Act> extends VectorEnv<
  Obs,
  Act
> {
  /** The wrapped vector environment. */
  readonly env: VectorEnv<InnerObs, InnerAct>

  constructor(env: VectorEnv<InnerObs, InnerAct>) {
    super()
    this.env = env
  }

  override get spec(): EnvSpec | null {
    return this.env.spec
  }
  override set spec(spec: EnvSpec | null) {
    this.env.spec = spec
  }

  override get numEnvs(): number {
    return this.env.numEnvs
  }

  // The casts hold as long as a subclass that changes a type overrides the member.
  override get observationSpace(): Space<Batch<Obs>> {
    return this.env.observationSpace as unknown as Space<Batch<Obs>>
  }

  override get actionSpace(): Space<Batch<Act>> {
    return this.env.actionSpace as unknown as Space<Batch<Act>>
  }

  override get singleObservationSpace(): Space<Obs> {
    return this.env.singleObservationSpace as unknown as Space<Obs>
  }

  override get singleActionSpace(): Space<Act> {
    return this.env.singleActionSpace as unknown as Space<Act>
  }

  override get metadata(): Metadata {
    return this.env.metadata
  }

  override get renderMode(): string | null {
    return this.env.renderMode
  }

  override get closed(): boolean {
    return this.env.closed
  }

  override reset(options?: VectorResetOptions): VectorResetResult<Obs> {
    return this.env.reset(options) as unknown as VectorResetResult<Obs>
  }

  override step(actions: Actions<Act>): VectorStepResult<Obs> {
    return this.env.step(actions as unknown as Actions<InnerAct>) as unknown as VectorStepResult<Obs>
  }

  override render(): unknown[] {
    return this.env.render()
  }

  override close(): void {
    this.env.close()
  }

  override get unwrapped(): VectorEnv {
    return this.env.unwrapped
  }

  /** `<ClipReward, SyncVectorEnv(Grid-v1, numEnvs=3)>`. */
  override toString(): string {
    return `<${this.constructor.name}, ${this.env}>`
  }
}

/** A wrapper that changes observations, all together. Not for SAME_STEP, whose final observations it would not see. */
export abstract class VectorObservationWrapper<Obs = unknown, Act = unknown, InnerObs = Obs> extends VectorWrapper<
  Obs,
  Act,
  InnerObs,
  Act
> {
  readonly #single: Space<Obs> | null
  readonly #batch: Space<Batch<Obs>> | null

  /**
   * `single` is the space of one changed observation; null for the environments'.
   *
   * @throws ValueError in mode SAME_STEP
   */
  constructor(env: VectorEnv<InnerObs, Act>, single: Space<Obs> | null = null) {
    super(env)
    if (env.metadata.autoresetMode === AutoresetMode.SAME_STEP)
      throw new ValueError(`${new.target.name}: autoresetMode is SameStep, expected NextStep or Disabled`)
    this.#single = single
    this.#batch = single && (batchSpace(single as Space, env.numEnvs) as Space<Batch<Obs>>)
  }

  override get observationSpace(): Space<Batch<Obs>> {
    return this.#batch ?? super.observationSpace
  }

  override get singleObservationSpace(): Space<Obs> {
    return this.#single ?? super.singleObservationSpace
  }

  override reset(options?: VectorResetOptions): VectorResetResult<Obs> {
    const [observations, infos] = this.env.reset(options)
    return [this.observations(observations), infos]
  }

  override step(actions: Actions<Act>): VectorStepResult<Obs> {
    const [observations, rewards, terminations, truncations, infos] = this.env.step(actions)
    return [this.observations(observations), rewards, terminations, truncations, infos]
  }

  /** What is shown for the environments' observations. */
  abstract observations(observations: Batch<InnerObs>): Batch<Obs>
}

/** A wrapper that changes actions, all together. */
export abstract class VectorActionWrapper<Obs = unknown, Act = unknown, InnerAct = Act> extends VectorWrapper<
  Obs,
  Act,
  Obs,
  InnerAct
> {
  readonly #single: Space<Act> | null
  readonly #batch: Space<Batch<Act>> | null

  /** `single` is the space of one action from outside; null for the environments'. */
  constructor(env: VectorEnv<Obs, InnerAct>, single: Space<Act> | null = null) {
    super(env)
    this.#single = single
    this.#batch = single && (batchSpace(single as Space, env.numEnvs) as Space<Batch<Act>>)
  }

  override get actionSpace(): Space<Batch<Act>> {
    return this.#batch ?? super.actionSpace
  }

  override get singleActionSpace(): Space<Act> {
    return this.#single ?? super.singleActionSpace
  }

  override step(actions: Actions<Act>): VectorStepResult<Obs> {
    return this.env.step(this.actions(actions))
  }

  /** The environments' actions for those from outside. */
  abstract actions(actions: Actions<Act>): Actions<InnerAct>
}

/** A wrapper that changes rewards, all together. */
export abstract class VectorRewardWrapper<Obs = unknown, Act = unknown> extends VectorWrapper<Obs, Act> {
  override step(actions: Actions<Act>): VectorStepResult<Obs> {
    const [observations, rewards, terminations, truncations, infos] = this.env.step(actions)
    return [observations, this.rewards(rewards), terminations, truncations, infos]
  }

  /** What is given for the environments' rewards. */
  abstract rewards(rewards: Float64Array): Float64Array
}
