// TransformObservation: a function of every observation.
//
// Source: Gymnasium 1.4.0, wrappers/transform_observation.py.

import { type Env, ObservationWrapper } from "../core.ts"
import type { Space } from "../spaces/space.ts"

/** Shows `func(observation)`: new data, in `observationSpace`, or in the environment's if that is null. */
export class TransformObservation<Obs, Act, InnerObs = Obs> extends ObservationWrapper<Obs, Act, InnerObs> {
  readonly func: (observation: InnerObs) => Obs

  constructor(env: Env<InnerObs, Act>, func: (observation: InnerObs) => Obs, observationSpace: Space<Obs> | null) {
    super(env, observationSpace, [TransformObservation, func, observationSpace])
    this.func = func
  }

  override observation(observation: InnerObs): Obs {
    return this.func(observation)
  }
}
