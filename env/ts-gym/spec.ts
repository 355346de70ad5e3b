// What is known of a registered environment.
//
// Source: Gymnasium 1.4.0, envs/registration.py, EnvSpec.

import type { Env } from "./core.ts"
import type { VectorEnv } from "./vector/vector-env.ts"

/** Arguments of an environment's constructor, as one object. */
export type EnvKwargs = Record<string, unknown>

/** Makes an environment from its arguments: `options => new GridEnv(options)`. */
// biome-ignore lint/suspicious/noExplicitAny: the arguments are the environment's own; the registry cannot know them.
export type EntryPoint = (kwargs: any) => Env

/** The class of a wrapper: `new wrapper(env, ...args)`. */
// biome-ignore lint/suspicious/noExplicitAny: a wrapper's arguments and the types it wraps are its own.
export type WrapperClass = abstract new (env: any, ...args: any[]) => Env<any, any>

/** A wrapper around an environment, so that it can be made again. */
export interface WrapperSpec {
  readonly name: string
  /** Its class; null if the wrapper did not tell how it was made. */
  readonly wrapper: WrapperClass | null
  /** The constructor's arguments behind the environment. */
  readonly args: readonly unknown[]
}

/** Makes a vector environment of several, from their arguments with `numEnvs` and `maxEpisodeSteps` among them. */
// biome-ignore lint/suspicious/noExplicitAny: as for EntryPoint
export type VectorEntryPoint = (kwargs: any) => VectorEnv<any, any>

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
  /** Names of the arguments that `entryPoint` knows; null if it does not say, so that any are passed on. */
  readonly accepts: readonly string[] | null
  /** Wrappers around the environment and those above, innermost first. */
  readonly additionalWrappers: readonly WrapperSpec[]
  /** Makes many at once, for `makeVec`; null if there is no such class. */
  readonly vectorEntryPoint: VectorEntryPoint | null
  /** The three parts of `id`. */
  readonly namespace: string | null
  readonly name: string
  readonly version: number | null
}
