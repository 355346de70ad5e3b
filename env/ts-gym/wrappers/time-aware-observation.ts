// TimeAwareObservation: the step of the episode beside what is observed.
//
// Source: Gymnasium 1.4.0, wrappers/stateful_observation.py.

import { type Env, ObservationWrapper, type ResetOptions, type ResetResult, type StepResult, Wrapper } from "../core.ts"
import { ValueError } from "../errors.ts"
import { Box } from "../spaces/box.ts"
import { Dict } from "../spaces/dict.ts"
import { flatten } from "../spaces/flatten.ts"
import { flattenSpace } from "../spaces/flatten-space.ts"
import type { Space } from "../spaces/space.ts"
import { Tuple } from "../spaces/tuple.ts"
import { TimeLimit } from "./time-limit.ts"

/** What TimeAwareObservation may be given. */
export interface TimeAwareObservationOptions {
  /** One flat array instead of an object. Default true. */
  flatten?: boolean
  /** Time as a share of the limit, in [0, 1], instead of steps. Default false. */
  normalizeTime?: boolean
  /** Key of the time beside a Dict's parts. Default "time". */
  dictTimeKey?: string
}

/**
 * Adds the number of steps since the reset: to a Dict or Tuple as a part of its own, else as `{ obs, time }`; flattened
 * unless told otherwise. The environment must have a limit of steps.
 */
export class TimeAwareObservation<Act, InnerObs = unknown> extends ObservationWrapper<unknown, Act, InnerObs> {
  /** The limit of steps. */
  readonly maxTimesteps: number
  /** Steps since the reset. */
  timesteps = 0
  readonly #normalize: boolean
  readonly #key: string | null
  /** The space before flattening; null if it is not flattened. */
  readonly #flattened: Space | null

  /** @throws ValueError if there is no limit of steps, or the key is taken */
  constructor(env: Env<InnerObs, Act>, options: TimeAwareObservationOptions = {}) {
    const { flatten: isFlat = true, normalizeTime = false, dictTimeKey = "time" } = options
    const limit = stepLimit(env as Env)
    const time = normalizeTime ? new Box(0, 1) : new Box(0, limit, [1], "int32")
    const inner = env.observationSpace as Space
    const isDict = inner instanceof Dict
    if (isDict && Object.hasOwn(inner.spaces, dictTimeKey))
      throw new ValueError(`TimeAwareObservation: dictTimeKey is "${dictTimeKey}", which the observation has already`)
    const space: Space =
      inner instanceof Tuple
        ? new Tuple([...inner.spaces, time])
        : new Dict(isDict ? { [dictTimeKey]: time, ...inner.spaces } : { obs: inner, time })
    super(env, isFlat ? flattenSpace(space) : space, [TimeAwareObservation, options])
    this.maxTimesteps = limit
    this.#normalize = normalizeTime
    this.#key = isDict ? dictTimeKey : null
    this.#flattened = isFlat ? space : null
  }

  override reset(options?: ResetOptions): ResetResult<unknown> {
    this.timesteps = 0
    return super.reset(options)
  }

  override step(action: Act): StepResult<unknown> {
    this.timesteps++
    return super.step(action)
  }

  override observation(obs: InnerObs): unknown {
    const time = this.#normalize ? Float32Array.of(this.timesteps / this.maxTimesteps) : Int32Array.of(this.timesteps)
    const both = this.#together(obs, time)
    return this.#flattened === null ? both : flatten(this.#flattened, both)
  }

  #together(obs: InnerObs, time: Float32Array | Int32Array): unknown {
    if (this.#key !== null) return { ...obs, [this.#key]: time }
    return this.env.observationSpace instanceof Tuple ? [...(obs as readonly unknown[]), time] : { obs, time }
  }
}

/** The limit that the spec or a TimeLimit around the environment sets. */
function stepLimit(env: Env): number {
  const registered = env.spec?.maxEpisodeSteps
  if (typeof registered === "number") return registered
  for (let inner = env; inner instanceof Wrapper; inner = inner.env)
    if (inner instanceof TimeLimit) return inner.maxEpisodeSteps
  throw new ValueError(
    "TimeAwareObservation: the environment has no limit of steps, expected one; wrap it in TimeLimit",
  )
}
