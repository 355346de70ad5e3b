// SyncVectorEnv: several environments, run one after the other.
//
// Source: Gymnasium 1.4.0, vector/sync_vector_env.py.

import type { Env, Info, Metadata } from "../core.ts"
import { snapshot } from "../data.ts"
import { ResetNeeded, ValueError } from "../errors.ts"
import type { Space } from "../spaces/space.ts"
import {
  AutoresetMode,
  VectorEnv,
  type VectorResetOptions,
  type VectorResetResult,
  type VectorStepResult,
} from "./vector-env.ts"

/** What SyncVectorEnv may be given. */
export interface SyncVectorEnvOptions {
  /** Default NEXT_STEP. */
  autoresetMode?: AutoresetMode
}

/** Environments in one loop. Each keeps its own generator. */
export class SyncVectorEnv<Obs, Act> extends VectorEnv<Obs, Act> {
  readonly envs: readonly Env<Obs, Act>[]
  readonly numEnvs: number
  readonly singleObservationSpace: Space<Obs>
  readonly singleActionSpace: Space<Act>
  readonly metadata: Metadata
  readonly autoresetMode: AutoresetMode
  /** Latest observation per environment. */
  readonly #observations: Obs[] = []
  /** 1 where the episode is over and a reset is due; all of them before the first reset. */
  readonly #ended: Uint8Array
  #hasReset = false
  #closed = false

  /**
   * One environment per function.
   *
   * @throws ValueError if there is no function, or the environments' spaces are not all equal
   */
  constructor(envFns: readonly (() => Env<Obs, Act>)[], options: SyncVectorEnvOptions = {}) {
    super()
    if (envFns.length === 0) throw new ValueError("SyncVectorEnv: envFns is empty, expected at least one function")
    this.envs = envFns.map(make => make())
    this.numEnvs = this.envs.length
    this.singleObservationSpace = this.envs[0].observationSpace
    this.singleActionSpace = this.envs[0].actionSpace
    this.autoresetMode = options.autoresetMode ?? AutoresetMode.NEXT_STEP
    this.metadata = { ...this.envs[0].metadata, autoresetMode: this.autoresetMode }
    this.#ended = new Uint8Array(this.numEnvs).fill(1)
    this.envs.forEach((env, i) => {
      checkEqual(`envs[${i}].observationSpace`, env.observationSpace, this.singleObservationSpace)
      checkEqual(`envs[${i}].actionSpace`, env.actionSpace, this.singleActionSpace)
    })
  }

  /** @throws ValueError for seeds or a mask of another length, or an empty mask */
  override reset({ seed, options, resetMask }: VectorResetOptions = {}): VectorResetResult<Obs> {
    const seeds = this.#seedsOf(seed)
    this.#checkMask(resetMask)
    const infos: Info[] = this.envs.map(() => ({}))
    this.envs.forEach((env, i) => {
      if (resetMask !== undefined && resetMask[i] === 0) {
        // Handed out before: users keep that one.
        this.#observations[i] = snapshot(this.#observations[i]) as Obs
        return
      }
      const [observation, info] = env.reset({ seed: seeds[i] ?? undefined, options })
      this.#observations[i] = observation
      infos[i] = info
      this.#ended[i] = 0
    })
    this.#hasReset = true
    return [[...this.#observations], infos]
  }

  /**
   * @throws ResetNeeded before the first reset; in mode DISABLED, if an environment's episode is over
   * @throws ValueError unless there is one action per environment
   */
  override step(actions: ArrayLike<Act>): VectorStepResult<Obs> {
    this.#checkStep(actions)
    const rewards = new Float64Array(this.numEnvs)
    const terminations = new Uint8Array(this.numEnvs)
    const truncations = new Uint8Array(this.numEnvs)
    const infos: Info[] = []
    for (let i = 0; i < this.numEnvs; i++) {
      if (this.#ended[i] === 1) {
        const [observation, info] = this.envs[i].reset()
        this.#observations[i] = observation
        infos[i] = info
      } else {
        const [observation, reward, terminated, truncated, info] = this.envs[i].step(actions[i])
        this.#observations[i] = observation
        rewards[i] = reward
        terminations[i] = terminated ? 1 : 0
        truncations[i] = truncated ? 1 : 0
        infos[i] = info
      }
      this.#ended[i] = terminations[i] | truncations[i]
    }
    return [[...this.#observations], rewards, terminations, truncations, infos]
  }

  override render(): unknown[] {
    return this.envs.map(env => env.render())
  }

  override close(): void {
    if (this.#closed) return
    this.#closed = true
    for (const env of this.envs) env.close()
  }

  override toString(): string {
    return `SyncVectorEnv(${this.envs[0].spec?.id ?? this.envs[0]}, numEnvs=${this.numEnvs})`
  }

  #seedsOf(seed: VectorResetOptions["seed"]): readonly (number | null)[] {
    if (seed === undefined) return this.envs.map(() => null)
    if (typeof seed === "number") return this.envs.map((_, i) => seed + i)
    if (seed.length !== this.numEnvs) throw new ValueError(`seed has ${seed.length} entries, expected ${this.numEnvs}`)
    return seed
  }

  #checkMask(mask: Uint8Array | undefined): void {
    if (mask === undefined) return
    if (mask.length !== this.numEnvs)
      throw new ValueError(`resetMask has ${mask.length} entries, expected ${this.numEnvs}`)
    if (!mask.includes(1)) throw new ValueError("resetMask marks no environment, expected at least one 1")
    if (!this.#hasReset && mask.includes(0))
      throw new ResetNeeded("The first reset() must reset all environments; call it without resetMask")
  }

  #checkStep(actions: ArrayLike<Act>): void {
    if (!this.#hasReset) throw new ResetNeeded("step() before the first reset(); call reset() first")
    if (actions.length !== this.numEnvs)
      throw new ValueError(`actions has ${actions.length} entries, expected ${this.numEnvs}, one per environment`)
    const ended = this.#ended.indexOf(1)
    if (this.autoresetMode === AutoresetMode.DISABLED && ended !== -1)
      throw new ResetNeeded(`The episode of environment ${ended} is over; call reset({ resetMask }) first`)
  }
}

function checkEqual(field: string, space: Space, first: Space): void {
  if (!space.equals(first)) throw new ValueError(`${field} is ${space}, expected that of envs[0], ${first}`)
}
