// FlattenObservation: every observation as one flat array.
//
// Source: Gymnasium 1.4.0, wrappers/transform_observation.py.

import { type Env, ObservationWrapper } from "../core.ts"
import type { NumberArray } from "../spaces/dtype.ts"
import { flatten } from "../spaces/flatten.ts"
import { flattenSpace } from "../spaces/flatten-space.ts"
import type { Space } from "../spaces/space.ts"

/** Shows `flatten(space, observation)`. */
export class FlattenObservation<InnerObs, Act> extends ObservationWrapper<NumberArray, Act, InnerObs> {
  constructor(env: Env<InnerObs, Act>) {
    super(env, flattenSpace(env.observationSpace as Space) as Space<NumberArray>, [FlattenObservation])
  }

  override observation(observation: InnerObs): NumberArray {
    return flatten(this.env.observationSpace as Space, observation) as NumberArray
  }
}
