// What is known of a registered environment.
//
// Source: Gymnasium 1.4.0, envs/registration.py, EnvSpec.

import type { Env } from "./core.ts"

/** Arguments of an environment's constructor, as one object. */
export type EnvKwargs = Record<string, unknown>

/** Makes an environment from its arguments: `options => new GridEnv(options)`. */
// biome-ignore lint/suspicious/noExplicitAny: the arguments are the environment's own; the registry cannot know them.
export type EntryPoint = (kwargs: any) => Env

/** How an environment is made. */
export interface EnvSpec {
  /** `[namespace/]name[-vN]`. */
  readonly id: string
  readonly entryPoint: EntryPoint
  /** Return that counts as having learnt the task; null if none is set. */
  readonly rewardThreshold: number | null
  /** Whether the same seed and actions may give different results. */
  readonly nondeterministic: boolean
  /** Steps after which `make` has the episode truncated; null for never. */
  readonly maxEpisodeSteps: number | null
  /** Whether `make` puts OrderEnforcing around the environment. */
  readonly orderEnforce: boolean
  /** Whether `make` leaves PassiveEnvChecker out. */
  readonly disableEnvChecker: boolean
  /** Arguments given to `entryPoint`, before those given to `make`. */
  readonly kwargs: EnvKwargs
  /** The three parts of `id`. */
  readonly namespace: string | null
  readonly name: string
  readonly version: number | null
}
