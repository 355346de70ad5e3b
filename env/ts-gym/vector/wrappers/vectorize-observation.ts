// VectorizeTransformObservation: an observation wrapper of single environments for a vector of them.
//
// Source: Gymnasium 1.4.0, wrappers/vector/vectorize_observation.py.

import type { Env, ObservationWrapper } from "../../core.ts"
import { batchSpace } from "../../spaces/batch-space.ts"
import { concatenate } from "../../spaces/concatenate.ts"
import { createEmptyArray } from "../../spaces/create-empty-array.ts"
import { iterate } from "../../spaces/iterate.ts"
import type { Space } from "../../spaces/space.ts"
import {
  type Actions,
  AutoresetMode,
  type Batch,
  type VectorEnv,
  type VectorResetOptions,
  type VectorResetResult,
  type VectorStepResult,
} from "../vector-env.ts"
import { VectorWrapper } from "../vector-wrapper.ts"
import { OneEnv } from "./one-env.ts"

/**
 * Applies `observation` of the wrapper that `wrap` makes to every observation, final ones included. The wrapper must
 * not keep state between calls.
 */
export class VectorizeTransformObservation<Obs, Act, InnerObs = Obs> extends VectorWrapper<Obs, Act, InnerObs, Act> {
  readonly wrapper: ObservationWrapper<Obs, Act, InnerObs>
  readonly #batch: Space<Batch<Obs>>

  constructor(
    env: VectorEnv<InnerObs, Act>,
    wrap: (env: Env<InnerObs, Act>) => ObservationWrapper<Obs, Act, InnerObs>,
  ) {
    super(env)
    this.wrapper = wrap(new OneEnv(env))
    this.#batch = batchSpace(this.wrapper.observationSpace as Space, env.numEnvs) as Space<Batch<Obs>>
  }

  override get observationSpace(): Space<Batch<Obs>> {
    return this.#batch
  }

  override get singleObservationSpace(): Space<Obs> {
    return this.wrapper.observationSpace
  }

  override reset(options?: VectorResetOptions): VectorResetResult<Obs> {
    const [observations, infos] = this.env.reset(options)
    return [this.#changed(observations), infos]
  }

  override step(actions: Actions<Act>): VectorStepResult<Obs> {
    const [observations, rewards, terminations, truncations, infos] = this.env.step(actions)
    const { finalObs, _finalObs: ended } = infos
    if (this.metadata.autoresetMode === AutoresetMode.SAME_STEP && Array.isArray(finalObs)) {
      const has = ended as Uint8Array
      const changed = finalObs.map((observation, i) => (has[i] === 1 ? this.wrapper.observation(observation) : null))
      return [this.#changed(observations), rewards, terminations, truncations, { ...infos, finalObs: changed }]
    }
    return [this.#changed(observations), rewards, terminations, truncations, infos]
  }

  #changed(observations: Batch<InnerObs>): Batch<Obs> {
    const each = iterate(this.env.observationSpace as Space, observations) as readonly InnerObs[]
    const space = this.singleObservationSpace as Space
    const changed = each.map(observation => this.wrapper.observation(observation))
    return concatenate(space, changed, createEmptyArray(space, this.numEnvs)) as Batch<Obs>
  }
}
