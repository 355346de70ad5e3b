// RescaleObservation: other bounds for observations.
//
// Source: Gymnasium 1.4.0, wrappers/transform_observation.py.

import { type Env, ObservationWrapper } from "../core.ts"
import type { NumberArray } from "../spaces/dtype.ts"
import type { Space } from "../spaces/space.ts"
import { boxOf } from "./box-of.ts"
import { type Bounds, rescaleBox } from "./rescale-box.ts"

/** Maps observations linearly to [minObs, maxObs]; elements without a bound keep it. */
export class RescaleObservation<Obs extends NumberArray, Act> extends ObservationWrapper<Obs, Act> {
  readonly #map: (observation: NumberArray) => NumberArray

  /** @throws ValueError unless the observation space is a Box, finite where the new bounds are, and minObs ≤ maxObs */
  constructor(env: Env<Obs, Act>, minObs: Bounds, maxObs: Bounds) {
    const inner = boxOf("RescaleObservation", "observationSpace", env.observationSpace)
    const { box, forward } = rescaleBox("RescaleObservation", inner, minObs, maxObs)
    super(env, box as unknown as Space<Obs>, [RescaleObservation, minObs, maxObs])
    this.#map = forward
  }

  override observation(observation: Obs): Obs {
    return this.#map(observation) as Obs
  }
}
