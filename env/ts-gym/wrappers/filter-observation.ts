// FilterObservation: some parts of a Dict or Tuple.
//
// Source: Gymnasium 1.4.0, wrappers/transform_observation.py.

import { type Env, ObservationWrapper } from "../core.ts"
import { ValueError } from "../errors.ts"
import { Dict } from "../spaces/dict.ts"
import type { Space } from "../spaces/space.ts"
import { Tuple } from "../spaces/tuple.ts"

/** Names of a Dict's parts or positions of a Tuple's. */
export type FilterKeys = readonly string[] | readonly number[]

/** Shows only the given parts of a Dict or Tuple observation. */
export class FilterObservation<Act, InnerObs = unknown> extends ObservationWrapper<unknown, Act, InnerObs> {
  readonly filterKeys: FilterKeys

  /** @throws ValueError unless the space is a Dict or Tuple with all these parts, each named once, at least one */
  constructor(env: Env<InnerObs, Act>, filterKeys: FilterKeys) {
    super(env, filtered(env.observationSpace, filterKeys), [FilterObservation, filterKeys])
    this.filterKeys = [...filterKeys] as FilterKeys
  }

  override observation(observation: InnerObs): unknown {
    const parts = observation as { readonly [key: string | number]: unknown }
    if (Array.isArray(observation)) return this.filterKeys.map(key => parts[key])
    return Object.fromEntries(this.filterKeys.map(key => [key, parts[key]]))
  }
}

function filtered(space: unknown, keys: FilterKeys): Space {
  if (!(space instanceof Dict || space instanceof Tuple))
    throw new ValueError(`FilterObservation: observationSpace is ${space}, expected a Dict or Tuple`)
  const known: readonly (string | number)[] = space instanceof Dict ? space.keys : [...space.spaces.keys()]
  const wrong = keys.find((key, i) => !known.includes(key) || keys.indexOf(key as never) !== i)
  if (wrong !== undefined || keys.length === 0)
    throw new ValueError(
      `FilterObservation: filterKeys is [${keys.join(", ")}], expected some of ${known.join(", ")}, each once`,
    )
  if (space instanceof Tuple) return new Tuple(keys.map(key => space.spaces[key as number] as Space)) as Space
  // In the order of the space: its draws keep their order.
  const kept = (known as readonly string[]).filter(key => (keys as readonly string[]).includes(key))
  return new Dict(kept.map(key => [key, space.spaces[key] as Space] as const)) as Space
}
