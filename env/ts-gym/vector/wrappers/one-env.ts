// A stand-in for one environment of a vector: spaces only, for the wrappers of single environments to work on.

import { Env } from "../../core.ts"
import { GymError } from "../../errors.ts"
import type { Space } from "../../spaces/space.ts"
import type { VectorEnv } from "../vector-env.ts"

/** Has the spaces of one environment and cannot be run. */
export class OneEnv<Obs, Act> extends Env<Obs, Act> {
  readonly observationSpace: Space<Obs>
  readonly actionSpace: Space<Act>

  constructor(env: VectorEnv<Obs, Act>) {
    super()
    this.observationSpace = env.singleObservationSpace
    this.actionSpace = env.singleActionSpace
  }

  override reset(): never {
    throw new GymError("this environment has spaces only")
  }

  override step(): never {
    throw new GymError("this environment has spaces only")
  }
}
