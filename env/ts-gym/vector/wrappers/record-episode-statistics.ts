// RecordEpisodeStatistics of a vector environment: return and length of every episode.
//
// Source: Gymnasium 1.4.0, wrappers/vector/common.py, without the time, which would make infos differ from run to run.

import { ValueError } from "../../errors.ts"
import type { RecordEpisodeStatisticsOptions } from "../../wrappers/record-episode-statistics.ts"
import {
  type Actions,
  AutoresetMode,
  type VectorEnv,
  type VectorResetOptions,
  type VectorResetResult,
  type VectorStepResult,
} from "../vector-env.ts"
import { VectorWrapper } from "../vector-wrapper.ts"

/**
 * Adds `infos.episode = { r, l }`, arrays with an entry per environment, and the mask `infos._episode` to every step
 * that ends an episode, and keeps the latest ones.
 */
export class VectorRecordEpisodeStatistics<Obs, Act> extends VectorWrapper<Obs, Act> {
  /** Returns of the latest episodes, oldest first. */
  readonly returnQueue: number[] = []
  /** Their lengths. */
  readonly lengthQueue: number[] = []
  /** Episodes ended so far. */
  episodeCount = 0
  readonly #bufferLength: number
  readonly #key: string
  readonly #returns: Float64Array
  readonly #lengths: Float64Array
  readonly #ended: Uint8Array

  constructor(env: VectorEnv<Obs, Act>, options: RecordEpisodeStatisticsOptions = {}) {
    super(env)
    const { bufferLength = 100, statsKey = "episode" } = options
    this.#bufferLength = bufferLength
    this.#key = statsKey
    this.#returns = new Float64Array(env.numEnvs)
    this.#lengths = new Float64Array(env.numEnvs)
    this.#ended = new Uint8Array(env.numEnvs)
  }

  override reset(options: VectorResetOptions = {}): VectorResetResult<Obs> {
    const result = super.reset(options)
    for (let i = 0; i < this.numEnvs; i++)
      if (options.resetMask === undefined || options.resetMask[i] === 1) this.#clear(i)
    return result
  }

  /** @throws ValueError if the environments' infos already have the key */
  override step(actions: Actions<Act>): VectorStepResult<Obs> {
    const [observations, rewards, terminations, truncations, infos] = super.step(actions)
    const sameStep = this.metadata.autoresetMode === AutoresetMode.SAME_STEP
    for (let i = 0; i < this.numEnvs; i++) {
      // In the other modes the step after the end only resets.
      if (!sameStep && this.#ended[i] === 1) this.#clear(i)
      else {
        this.#returns[i] += rewards[i]
        this.#lengths[i]++
      }
      this.#ended[i] = terminations[i] | truncations[i]
    }
    if (!this.#ended.includes(1)) return [observations, rewards, terminations, truncations, infos]
    if (Object.hasOwn(infos, this.#key) || Object.hasOwn(infos, `_${this.#key}`))
      throw new ValueError(`infos already has "${this.#key}"; choose another statsKey`)
    const episode = this.#record()
    if (sameStep) this.#ended.forEach((ended, i) => ended === 1 && this.#restart(i))
    const more = { ...infos, [this.#key]: episode.statistics, [`_${this.#key}`]: episode.mask }
    return [observations, rewards, terminations, truncations, more]
  }

  #record() {
    const mask = this.#ended.slice()
    const statistics = {
      r: this.#returns.map((r, i) => (mask[i] === 1 ? r : 0)),
      l: this.#lengths.map((l, i) => (mask[i] === 1 ? l : 0)),
    }
    mask.forEach((ended, i) => {
      if (ended === 0) return
      this.episodeCount++
      this.#push(this.returnQueue, this.#returns[i])
      this.#push(this.lengthQueue, this.#lengths[i])
    })
    return { statistics, mask }
  }

  #clear(i: number): void {
    this.#restart(i)
    this.#ended[i] = 0
  }

  #restart(i: number): void {
    this.#returns[i] = 0
    this.#lengths[i] = 0
  }

  #push(queue: number[], value: number): void {
    queue.push(value)
    if (queue.length > this.#bufferLength) queue.shift()
  }
}
