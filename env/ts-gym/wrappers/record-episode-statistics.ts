// RecordEpisodeStatistics: return and length of every episode.
//
// Source: Gymnasium 1.4.0, wrappers/common.py, without the time, which would make infos differ from run to run.

import { type Env, type ResetOptions, type ResetResult, type StepResult, Wrapper } from "../core.ts"
import { ValueError } from "../errors.ts"

/** What the last step of an episode adds to its info: return r (sum of rewards) and length l (steps). */
export interface EpisodeStatistics {
  r: number
  l: number
}

/** What RecordEpisodeStatistics may be given. */
export interface RecordEpisodeStatisticsOptions {
  /** Episodes the queues keep, ≥ 1. Default 100. */
  bufferLength?: number
  /** Key of the statistics in info. Default "episode". */
  statsKey?: string
}

/** Adds `info.episode = { r, l }` to the last step of every episode and keeps the latest ones. */
export class RecordEpisodeStatistics<Obs, Act> extends Wrapper<Obs, Act> {
  /** Returns of the latest episodes, oldest first. */
  readonly returnQueue: number[] = []
  /** Their lengths. */
  readonly lengthQueue: number[] = []
  /** Episodes ended so far. */
  episodeCount = 0
  readonly #bufferLength: number
  readonly #key: string
  #return = 0
  #length = 0

  constructor(env: Env<Obs, Act>, { bufferLength = 100, statsKey = "episode" }: RecordEpisodeStatisticsOptions = {}) {
    super(env, [RecordEpisodeStatistics, { bufferLength, statsKey }])
    this.#bufferLength = bufferLength
    this.#key = statsKey
  }

  override reset(options?: ResetOptions): ResetResult<Obs> {
    this.#return = 0
    this.#length = 0
    return super.reset(options)
  }

  /** @throws ValueError if the environment's info already has the key */
  override step(action: Act): StepResult<Obs> {
    const [observation, reward, terminated, truncated, info] = super.step(action)
    this.#return += reward
    this.#length++
    if (!terminated && !truncated) return [observation, reward, terminated, truncated, info]
    if (Object.hasOwn(info, this.#key)) throw new ValueError(`info already has "${this.#key}"; choose another statsKey`)
    const statistics: EpisodeStatistics = { r: this.#return, l: this.#length }
    this.#push(this.returnQueue, this.#return)
    this.#push(this.lengthQueue, this.#length)
    this.episodeCount++
    return [observation, reward, terminated, truncated, { ...info, [this.#key]: statistics }]
  }

  #push(queue: number[], value: number): void {
    queue.push(value)
    if (queue.length > this.#bufferLength) queue.shift()
  }
}
