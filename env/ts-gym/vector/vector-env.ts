// VectorEnv: several environments behind one reset and one step.
//
// Source: Gymnasium 1.4.0, vector/vector_env.py.

import type { Env, Metadata } from "../core.ts"
import { ValueError } from "../errors.ts"
import type { NumberArray } from "../spaces/dtype.ts"
import type { Space } from "../spaces/space.ts"
import type { EnvSpec } from "../spec.ts"
import type { VectorInfo } from "./vector-info.ts"

/**
 * What happens at the end of an episode. NEXT_STEP: the following step resets that environment instead of stepping it
 * (the action is ignored, the reward is 0). SAME_STEP: the step resets it at once; what the episode ended with is in
 * `infos.finalObs` and `infos.finalInfo`. DISABLED: the caller resets it, by `reset` with a `resetMask`.
 */
export const AutoresetMode = { NEXT_STEP: "NextStep", SAME_STEP: "SameStep", DISABLED: "Disabled" } as const
export type AutoresetMode = (typeof AutoresetMode)[keyof typeof AutoresetMode]

/** The mode, if there is such a one. */
export function checkAutoresetMode(mode: AutoresetMode): AutoresetMode {
  const modes: readonly string[] = Object.values(AutoresetMode)
  if (!modes.includes(mode)) throw new ValueError(`autoresetMode is "${mode}", expected one of ${modes.join(", ")}`)
  return mode
}

/** Many elements together: numbers and arrays as one typed array, objects part by part. */
export type Batch<T> = T extends number
  ? Int32Array
  : T extends NumberArray
    ? T
    : T extends object
      ? { [K in keyof T]: Batch<T[K]> }
      : unknown

/** An element of the vector environment's action space, or an array with one action per environment. */
export type Actions<Act> = Batch<Act> | readonly Act[]

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
export type VectorResetResult<Obs> = [observations: Batch<Obs>, infos: VectorInfo]

/** What its `step` returns; one entry per environment, 1 for true. */
export type VectorStepResult<Obs> = [
  observations: Batch<Obs>,
  rewards: Float64Array,
  terminations: Uint8Array,
  truncations: Uint8Array,
  infos: VectorInfo,
]

/** `numEnvs` environments with the same spaces, run in step. */
export abstract class VectorEnv<Obs = unknown, Act = unknown> {
  abstract readonly numEnvs: number
  // NoInfer: the types of one environment are not to be guessed from those of the batch.
  /** Space of all observations together. */
  abstract readonly observationSpace: Space<Batch<NoInfer<Obs>>>
  /** Space of all actions together. */
  abstract readonly actionSpace: Space<Batch<NoInfer<Act>>>
  /** Observation space of one environment. */
  abstract readonly singleObservationSpace: Space<Obs>
  /** Action space of one environment. */
  abstract readonly singleActionSpace: Space<Act>
  /** Facts about the environments, and `autoresetMode`. */
  abstract readonly metadata: Metadata
  /** How `render` shows the environments; null for not at all. */
  abstract readonly renderMode: string | null
  /** Whether `close` was called. */
  abstract readonly closed: boolean
  #spec: EnvSpec | null = null

  /** How `makeVec` built it; null when it was built by hand. */
  get spec(): EnvSpec | null {
    return this.#spec
  }
  set spec(spec: EnvSpec | null) {
    this.#spec = spec
  }

  /** Starts an episode in every environment, or in those of the mask. */
  abstract reset(options?: VectorResetOptions): VectorResetResult<NoInfer<Obs>>
  /** One time step in every environment. */
  abstract step(actions: Actions<NoInfer<Act>>): VectorStepResult<NoInfer<Obs>>
  /** The frame of every environment. */
  abstract render(): unknown[]
  /** Closes all environments. Calling it again does nothing. */
  abstract close(): void

  /** The vector environment inside all wrappers. */
  get unwrapped(): VectorEnv {
    return this as unknown as VectorEnv
  }

  /** `SyncVectorEnv(Grid-v1, numEnvs=3)`. */
  toString(): string {
    const id = this.spec === null ? "" : `${this.spec.id}, `
    return `${this.constructor.name}(${id}numEnvs=${this.numEnvs})`
  }
}

/** Seed per environment. ValueError if a list of them has another length. */
export function seedsOf(seed: VectorResetOptions["seed"], numEnvs: number): readonly (number | null)[] {
  if (seed === undefined) return Array.from({ length: numEnvs }, () => null)
  if (typeof seed === "number") return Array.from({ length: numEnvs }, (_, i) => seed + i)
  if (seed.length !== numEnvs) throw new ValueError(`seed has ${seed.length} entries, expected ${numEnvs}`)
  return seed
}

/** Throws unless the mask has one entry per environment, at least one of them 1. */
export function checkResetMask(mask: Uint8Array, numEnvs: number): void {
  if (mask.length !== numEnvs) throw new ValueError(`resetMask has ${mask.length} entries, expected ${numEnvs}`)
  if (!mask.includes(1)) throw new ValueError("resetMask marks no environment, expected at least one 1")
}

/** A function that makes an environment. */
export type EnvFn<Obs = unknown, Act = unknown> = () => Env<Obs, Act>
