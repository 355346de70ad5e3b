// VectorEnv: several environments behind one reset and one step.
//
// Source: Gymnasium 1.4.0, vector/vector_env.py. Observations and infos are arrays with one entry per environment.

import type { Info, Metadata } from "../core.ts"
import type { Space } from "../spaces/space.ts"

/**
 * What happens at the end of an episode. NEXT_STEP: the following step resets that environment instead of stepping it
 * (the action is ignored, the reward is 0). DISABLED: the caller resets it, by `reset` with a `resetMask`.
 */
export const AutoresetMode = { NEXT_STEP: "NextStep", DISABLED: "Disabled" } as const
export type AutoresetMode = (typeof AutoresetMode)[keyof typeof AutoresetMode]

/** What a vector environment's `reset` may be given. */
export interface VectorResetOptions {
  /** One seed s for s, s + 1, …; or one per environment, null for none. */
  seed?: number | readonly (number | null)[]
  /** Handed to every environment. */
  options?: Record<string, unknown>
  /** 1 for every environment to reset, 0 for those that go on. Default all. */
  resetMask?: Uint8Array
}

/** What its `reset` returns. */
export type VectorResetResult<Obs> = [observations: Obs[], infos: Info[]]

/** What its `step` returns; one entry per environment, 1 for true. All arrays are new. */
export type VectorStepResult<Obs> = [
  observations: Obs[],
  rewards: Float64Array,
  terminations: Uint8Array,
  truncations: Uint8Array,
  infos: Info[],
]

/** `numEnvs` environments with the same spaces, run in step. */
export abstract class VectorEnv<Obs = unknown, Act = unknown> {
  abstract readonly numEnvs: number
  /** Observation space of one environment. */
  abstract readonly singleObservationSpace: Space<Obs>
  /** Action space of one environment. */
  abstract readonly singleActionSpace: Space<Act>
  /** Facts about the environments, and `autoresetMode`. */
  abstract readonly metadata: Metadata

  /** Starts an episode in every environment, or in those of the mask. */
  abstract reset(options?: VectorResetOptions): VectorResetResult<Obs>
  /** One time step in every environment; `actions` has one entry per environment. */
  abstract step(actions: ArrayLike<Act>): VectorStepResult<Obs>
  /** The frame of every environment. */
  abstract render(): unknown[]
  /** Closes all environments. */
  abstract close(): void
}
