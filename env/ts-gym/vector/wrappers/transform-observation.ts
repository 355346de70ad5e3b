// TransformObservation of a vector environment: a function of all observations together.
//
// Source: Gymnasium 1.4.0, wrappers/vector/vectorize_observation.py.

import type { Space } from "../../spaces/space.ts"
import type { Batch, VectorEnv } from "../vector-env.ts"
import { VectorObservationWrapper } from "../vector-wrapper.ts"

/** Shows `func(observations)`, whose single space is the given one, or the environments' if null. */
export class VectorTransformObservation<Obs, Act, InnerObs = Obs> extends VectorObservationWrapper<Obs, Act, InnerObs> {
  readonly func: (observations: Batch<InnerObs>) => Batch<Obs>

  constructor(
    env: VectorEnv<InnerObs, Act>,
    func: (observations: Batch<InnerObs>) => Batch<Obs>,
    singleObservationSpace: Space<Obs> | null = null,
  ) {
    super(env, singleObservationSpace)
    this.func = func
  }

  override observations(observations: Batch<InnerObs>): Batch<Obs> {
    return this.func(observations)
  }
}
