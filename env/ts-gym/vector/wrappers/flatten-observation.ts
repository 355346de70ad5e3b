// FlattenObservation of a vector environment.
//
// Source: Gymnasium 1.4.0, wrappers/vector/vectorize_observation.py.

import type { NumberArray } from "../../spaces/dtype.ts"
import { FlattenObservation } from "../../wrappers/flatten-observation.ts"
import type { VectorEnv } from "../vector-env.ts"
import { VectorizeTransformObservation } from "./vectorize-observation.ts"

/** Shows every observation as one flat array, all of them one after the other. */
export class VectorFlattenObservation<InnerObs, Act> extends VectorizeTransformObservation<NumberArray, Act, InnerObs> {
  constructor(env: VectorEnv<InnerObs, Act>) {
    super(env, one => new FlattenObservation(one))
  }
}
