// NormalizeObservation: observations with running mean 0 and variance 1.
//
// Source: Gymnasium 1.4.0, wrappers/stateful_observation.py.

import { type Env, ObservationWrapper } from "../core.ts"
import { ValueError } from "../errors.ts"
import { Box } from "../spaces/box.ts"
import { type NumberArray, sizeOf } from "../spaces/dtype.ts"
import { RunningMeanStd } from "./running-mean-std.ts"

/** What NormalizeObservation may be given. */
export interface NormalizeObservationOptions {
  /** Added to the variance, > 0. Default 1e-8. */
  epsilon?: number
}

/** The unbounded float32 Box of normalised observations. ValueError for a composite space or a bad epsilon. */
export function normalizedSpace(space: { readonly shape: readonly number[] | null }, epsilon: number): Box {
  if (!(epsilon > 0)) throw new ValueError(`NormalizeObservation: epsilon is ${epsilon}, expected a number above 0`)
  if (space.shape === null)
    throw new ValueError(`NormalizeObservation: observationSpace is ${space}, expected one with a shape`)
  return new Box(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, space.shape)
}

/**
 * Shows (observation - mean) / √(variance + epsilon), over all observations so far, this one included. The statistics
 * go on over resets: the same seed gives the same trajectory only from a new wrapper, or with `updateRunningMean` off.
 */
export class NormalizeObservation<Act, InnerObs = unknown> extends ObservationWrapper<Float32Array, Act, InnerObs> {
  readonly obsRms: RunningMeanStd
  readonly epsilon: number
  /** Whether observations count; off for an evaluation. */
  updateRunningMean = true

  /** @throws ValueError unless epsilon is above 0 and the observation space has a shape */
  constructor(env: Env<InnerObs, Act>, { epsilon = 1e-8 }: NormalizeObservationOptions = {}) {
    const space = normalizedSpace(env.observationSpace, epsilon)
    super(env, space, [NormalizeObservation, { epsilon }])
    this.obsRms = new RunningMeanStd(sizeOf(space.shape), { single: true })
    this.epsilon = epsilon
  }

  override observation(observation: InnerObs): Float32Array {
    const values = typeof observation === "number" ? [observation] : (observation as NumberArray)
    if (this.updateRunningMean) this.obsRms.update(values, 1, values instanceof Float32Array)
    const out = new Float32Array(values.length)
    for (let i = 0; i < out.length; i++) out[i] = this.obsRms.normalize(values[i], i, this.epsilon)
    return out
  }
}
