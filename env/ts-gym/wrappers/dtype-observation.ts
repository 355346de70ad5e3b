// DtypeObservation: observations in another element type.
//
// Source: Gymnasium 1.4.0, wrappers/transform_observation.py.

import { type Env, ObservationWrapper } from "../core.ts"
import { ValueError } from "../errors.ts"
import { Box } from "../spaces/box.ts"
import { Discrete } from "../spaces/discrete.ts"
import { type ArrayDtype, type ArrayOf, type IntegerArrayDtype, type NumberArray, newArray } from "../spaces/dtype.ts"
import { MultiBinary } from "../spaces/multi-binary.ts"
import { MultiDiscrete } from "../spaces/multi-discrete.ts"
import type { Space } from "../spaces/space.ts"

/** Shows observations as arrays of the type; a number of Discrete as an array of shape []. */
export class DtypeObservation<D extends ArrayDtype, Act, InnerObs = unknown> extends ObservationWrapper<
  ArrayOf[D],
  Act,
  InnerObs
> {
  readonly #dtype: D

  /** @throws ValueError unless the observation space is a Box, Discrete, MultiDiscrete or MultiBinary */
  constructor(env: Env<InnerObs, Act>, dtype: D) {
    super(env, retyped(env.observationSpace, dtype), [DtypeObservation, dtype])
    this.#dtype = dtype
  }

  override observation(observation: InnerObs): ArrayOf[D] {
    const values = typeof observation === "number" ? [observation] : (observation as NumberArray)
    const out = newArray(this.#dtype, values.length)
    out.set(values)
    return out
  }
}

/** The space of the same values in another type. */
function retyped<D extends ArrayDtype>(space: unknown, dtype: D): Space<ArrayOf[D]> {
  const box = (low: number | ArrayLike<number>, high: number | ArrayLike<number>, shape: readonly number[]) =>
    new Box(low, high, shape, dtype)
  if (space instanceof Box) return box(space.low, space.high, space.shape)
  if (space instanceof Discrete) return box(space.start, space.start + space.n - 1, [])
  if (space instanceof MultiBinary) return box(0, 1, space.shape as readonly number[])
  if (space instanceof MultiDiscrete) {
    const options = { start: space.start, shape: space.shape, dtype: dtype as IntegerArrayDtype }
    return new MultiDiscrete(space.nvec, options) as unknown as Space<ArrayOf[D]>
  }
  throw new ValueError(
    `DtypeObservation: observationSpace is ${space}, expected Box, Discrete, MultiDiscrete, MultiBinary`,
  )
}
