// FilterObservation: some parts of a Dict.
//
// Source: Gymnasium 1.4.0, wrappers/transform_observation.py.

import { type Env, ObservationWrapper } from "../core.ts"
import { ValueError } from "../errors.ts"
import { Dict } from "../spaces/dict.ts"
import type { Space } from "../spaces/space.ts"

type Parts = { readonly [key: string]: unknown }

/** Shows only the named parts of a Dict observation. */
export class FilterObservation<Act, InnerObs extends Parts = Parts> extends ObservationWrapper<Parts, Act, InnerObs> {
  readonly filterKeys: readonly string[]

  /** @throws ValueError unless the observation space is a Dict with all these parts, at least one */
  constructor(env: Env<InnerObs, Act>, filterKeys: readonly string[]) {
    super(env, filtered(env.observationSpace, filterKeys), [FilterObservation, filterKeys])
    this.filterKeys = [...filterKeys]
  }

  override observation(observation: InnerObs): Parts {
    return Object.fromEntries(this.filterKeys.map(key => [key, observation[key]]))
  }
}

function filtered(space: unknown, keys: readonly string[]): Space<Parts> {
  if (!(space instanceof Dict)) throw new ValueError(`FilterObservation: observationSpace is ${space}, expected a Dict`)
  const known = Object.keys(space.spaces)
  const missing = keys.find(key => !known.includes(key))
  if (missing !== undefined)
    throw new ValueError(`FilterObservation: filterKeys has "${missing}", expected some of ${known.join(", ")}`)
  if (keys.length === 0) throw new ValueError("FilterObservation: filterKeys is empty, expected at least one key")
  // In the order of the space: its draws keep their order.
  const parts = known.filter(key => keys.includes(key)).map(key => [key, space.spaces[key]])
  return new Dict(Object.fromEntries(parts), { sortKeys: false })
}
