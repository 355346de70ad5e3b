// NormalizeObservation of a vector environment: statistics over all environments.
//
// Source: Gymnasium 1.4.0, wrappers/vector/stateful_observation.py.

import { ValueError } from "../../errors.ts"
import { type NumberArray, sizeOf } from "../../spaces/dtype.ts"
import { type NormalizeObservationOptions, normalizedSpace } from "../../wrappers/normalize-observation.ts"
import { RunningMeanStd } from "../../wrappers/running-mean-std.ts"
import { AutoresetMode, type VectorEnv, type VectorResetOptions, type VectorResetResult } from "../vector-env.ts"
import { VectorObservationWrapper } from "../vector-wrapper.ts"

/** Shows (observation - mean) / √(variance + epsilon), over all observations so far of all environments. */
export class VectorNormalizeObservation<Act, InnerObs = unknown> extends VectorObservationWrapper<
  Float32Array,
  Act,
  InnerObs
> {
  readonly obsRms: RunningMeanStd
  readonly epsilon: number
  /** Whether observations count; off for an evaluation. */
  updateRunningMean = true

  /** @throws ValueError unless epsilon is above 0, the observation space has a shape, and the mode is NEXT_STEP */
  constructor(env: VectorEnv<InnerObs, Act>, { epsilon = 1e-8 }: NormalizeObservationOptions = {}) {
    const space = normalizedSpace(env.singleObservationSpace, epsilon)
    super(env, space)
    const mode = env.metadata.autoresetMode
    if (mode !== AutoresetMode.NEXT_STEP)
      throw new ValueError(`VectorNormalizeObservation: autoresetMode is ${mode}, expected NextStep`)
    this.obsRms = new RunningMeanStd(sizeOf(space.shape), { single: true })
    this.epsilon = epsilon
  }

  /** @throws ValueError for a mask that leaves environments out: their observations would count twice */
  override reset(options: VectorResetOptions = {}): VectorResetResult<Float32Array> {
    if (options.resetMask?.includes(0))
      throw new ValueError("VectorNormalizeObservation: resetMask has a 0, expected all environments to be reset")
    return super.reset(options)
  }

  override observations(observations: unknown): Float32Array {
    const values = observations as NumberArray
    if (this.updateRunningMean) this.obsRms.update(values, this.numEnvs, values instanceof Float32Array)
    const size = this.obsRms.mean.length
    const out = new Float32Array(values.length)
    for (let i = 0; i < out.length; i++) out[i] = this.obsRms.normalize(values[i], i % size, this.epsilon)
    return out
  }
}
