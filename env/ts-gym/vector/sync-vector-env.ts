// SyncVectorEnv: several environments, run one after the other.
//
// Source: Gymnasium 1.4.0, vector/sync_vector_env.py.

import type { Env, Metadata } from "../core.ts"
import { ClosedEnvironment, ResetNeeded, ValueError } from "../errors.ts"
import { batchSpace } from "../spaces/batch-space.ts"
import { concatenate } from "../spaces/concatenate.ts"
import { createEmptyArray } from "../spaces/create-empty-array.ts"
import type { Space } from "../spaces/space.ts"
import { listOfActions } from "./batch-actions.ts"
import {
  type Actions,
  AutoresetMode,
  type Batch,
  checkAutoresetMode,
  checkResetMask,
  type EnvFn,
  seedsOf,
  VectorEnv,
  type VectorResetOptions,
  type VectorResetResult,
  type VectorStepResult,
} from "./vector-env.ts"
import { addInfo, type VectorInfo } from "./vector-info.ts"

/** What SyncVectorEnv may be given. */
export interface SyncVectorEnvOptions {
  /** Default NEXT_STEP. */
  autoresetMode?: AutoresetMode
  /** Whether every call returns new observations; false writes them into the same arrays. Default true. */
  copy?: boolean
}

/** Environments in one loop. Each keeps its own generator. */
export class SyncVectorEnv<Obs, Act> extends VectorEnv<Obs, Act> {
  readonly envs: readonly Env<Obs, Act>[]
  readonly numEnvs: number
  readonly observationSpace: Space<Batch<NoInfer<Obs>>>
  readonly actionSpace: Space<Batch<NoInfer<Act>>>
  readonly singleObservationSpace: Space<Obs>
  readonly singleActionSpace: Space<Act>
  readonly metadata: Metadata
  readonly renderMode: string | null
  readonly autoresetMode: AutoresetMode
  /** Latest observation per environment. */
  readonly #observations: Obs[] = []
  /** Where all of them are written; null for new arrays every time. */
  readonly #out: unknown
  /** 1 where the episode is over and a reset is due. */
  readonly #ended: Uint8Array
  #hasReset = false
  #closed = false

  /**
   * One environment per function.
   *
   * @throws ValueError if there is no function, or the environments' spaces are not all equal
   */
  constructor(envFns: readonly EnvFn<Obs, Act>[], options: SyncVectorEnvOptions = {}) {
    super()
    const { autoresetMode = AutoresetMode.NEXT_STEP, copy = true } = options
    this.autoresetMode = checkAutoresetMode(autoresetMode)
    if (envFns.length === 0) throw new ValueError("SyncVectorEnv: envFns is empty, expected at least one function")
    this.envs = envFns.map(make => make())
    this.numEnvs = this.envs.length
    this.singleObservationSpace = this.envs[0].observationSpace
    this.singleActionSpace = this.envs[0].actionSpace
    this.envs.forEach((env, i) => {
      checkEqual(`envs[${i}].observationSpace`, env.observationSpace, this.singleObservationSpace)
      checkEqual(`envs[${i}].actionSpace`, env.actionSpace, this.singleActionSpace)
    })
    this.observationSpace = batchSpace(this.singleObservationSpace as Space, this.numEnvs) as Space<Batch<Obs>>
    this.actionSpace = batchSpace(this.singleActionSpace as Space, this.numEnvs) as Space<Batch<Act>>
    this.metadata = { ...this.envs[0].metadata, autoresetMode }
    this.renderMode = this.envs[0].renderMode
    this.#ended = new Uint8Array(this.numEnvs)
    this.#out = copy ? null : createEmptyArray(this.singleObservationSpace as Space, this.numEnvs)
  }

  override get closed(): boolean {
    return this.#closed
  }

  /**
   * @throws ValueError for seeds or a mask of another length, or an empty mask
   * @throws ResetNeeded if a mask leaves environments out that were never reset
   */
  override reset({ seed, options, resetMask }: VectorResetOptions = {}): VectorResetResult<NoInfer<Obs>> {
    this.#checkOpen()
    const seeds = seedsOf(seed, this.numEnvs)
    if (resetMask !== undefined) checkResetMask(resetMask, this.numEnvs)
    if (resetMask?.includes(0) && !this.#hasReset)
      throw new ResetNeeded("The first reset() must reset all environments; call it without resetMask")
    const infos: VectorInfo = {}
    this.envs.forEach((env, i) => {
      if (resetMask !== undefined && resetMask[i] === 0) return
      const [observation, info] = env.reset({ seed: seeds[i] ?? undefined, options })
      this.#observations[i] = observation
      this.#ended[i] = 0
      addInfo(infos, info, i, this.numEnvs)
    })
    this.#hasReset = true
    return [this.#together(), infos]
  }

  /**
   * @throws ResetNeeded before the first reset; in mode DISABLED, if an environment's episode is over
   * @throws ValueError unless there is one action per environment
   */
  override step(actions: Actions<NoInfer<Act>>): VectorStepResult<NoInfer<Obs>> {
    this.#checkOpen()
    if (!this.#hasReset) throw new ResetNeeded("step() before the first reset(); call reset() first")
    const list = listOfActions(this.actionSpace as Space, actions, this.numEnvs)
    const over = this.#ended.indexOf(1)
    if (this.autoresetMode === AutoresetMode.DISABLED && over !== -1)
      throw new ResetNeeded(`The episode of environment ${over} is over; call reset({ resetMask }) first`)
    const rewards = new Float64Array(this.numEnvs)
    const terminations = new Uint8Array(this.numEnvs)
    const truncations = new Uint8Array(this.numEnvs)
    const infos: VectorInfo = {}
    for (let i = 0; i < this.numEnvs; i++) {
      if (this.autoresetMode === AutoresetMode.NEXT_STEP && this.#ended[i] === 1) {
        this.#restart(i, infos)
        continue
      }
      const [observation, reward, terminated, truncated, info] = this.envs[i].step(list[i])
      this.#observations[i] = observation
      rewards[i] = reward
      terminations[i] = terminated ? 1 : 0
      truncations[i] = truncated ? 1 : 0
      this.#ended[i] = terminations[i] | truncations[i]
      if (this.autoresetMode === AutoresetMode.SAME_STEP && this.#ended[i] === 1) {
        addInfo(infos, { finalObs: observation, finalInfo: info }, i, this.numEnvs)
        this.#restart(i, infos)
      } else addInfo(infos, info, i, this.numEnvs)
    }
    return [this.#together(), rewards, terminations, truncations, infos]
  }

  override render(): unknown[] {
    return this.envs.map(env => env.render())
  }

  /** Per environment, the result of its method, or its property, of that name. */
  call(name: string, ...args: readonly unknown[]): unknown[] {
    return this.envs.map(env => callOn(env as Env, name, args))
  }

  override close(): void {
    if (this.#closed) return
    this.#closed = true
    for (const env of this.envs) env.close()
  }

  #restart(i: number, infos: VectorInfo): void {
    const [observation, info] = this.envs[i].reset()
    this.#observations[i] = observation
    this.#ended[i] = 0
    addInfo(infos, info, i, this.numEnvs)
  }

  #together(): Batch<Obs> {
    const space = this.singleObservationSpace as Space
    const out = this.#out ?? createEmptyArray(space, this.numEnvs)
    return concatenate(space, this.#observations, out) as Batch<Obs>
  }

  #checkOpen(): void {
    if (this.#closed) throw new ClosedEnvironment(`${this} is closed`)
  }
}

function checkEqual(field: string, space: Space, first: Space): void {
  if (!space.equals(first)) throw new ValueError(`${field} is ${space}, expected that of envs[0], ${first}`)
}

/** Calls the method or reads the property of the outermost layer that has it. ValueError if none has. */
export function callOn(env: Env, name: string, args: readonly unknown[]): unknown {
  for (let layer: unknown = env; layer !== undefined; layer = (layer as { env?: unknown }).env) {
    const member = (layer as Record<string, unknown>)[name]
    if (typeof member === "function") return member.apply(layer, args)
    if (member !== undefined) return member
  }
  throw new ValueError(`${env} has no member "${name}"`)
}
