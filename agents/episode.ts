// Playing episodes with a policy: one at a time, sampled or greedy, and what an episode is worth.
// Episodes end when the environment says so, after any number of steps.

import type { Env, Info } from "../env/ts-gym/index.ts"
import type { Rng } from "../src/core/rng.ts"
import type { ActionMask, Actor, Trajectory } from "./policy.ts"

/** What an episode's reset was given: enough, with the actions, to play it again. */
export interface Reset {
  readonly seed: number
  readonly options?: Readonly<Record<string, unknown>>
}

/** A finished episode. */
export interface Episode<Obs, Act> {
  readonly trajectory: Trajectory<Obs, Act>
  /** Sum of the rewards. */
  readonly total: number
  /** Info of the last step. */
  readonly info: Info
}

/**
 * How good an episode is, larger is better; −∞ for a failure. An environment that reports `objective`
 * (minimised) and perhaps `feasible` in its last info is taken at its word, otherwise the rewards are summed.
 */
export function scoreEpisode(episode: Episode<unknown, unknown>): number {
  const { objective, feasible } = episode.info
  if (feasible === false) return Number.NEGATIVE_INFINITY
  return typeof objective === "number" ? -objective : episode.total
}

/** A greedy episode and how it began. */
export interface Decoded<Obs, Act> {
  readonly episode: Episode<Obs, Act>
  readonly reset: Reset
}

/** Greedy episodes: one as the environment starts, then one with each of the given reset options, all seeded from `rng`. */
export function decode<Obs, Act>(
  env: Env<Obs, Act>,
  policy: Actor<Obs, Act>,
  rng: Rng,
  variations: readonly NonNullable<Reset["options"]>[],
): Decoded<Obs, Act>[] {
  return [undefined, ...variations].map((options, i) => {
    const seed = rng.split("decode", i).next()
    const reset = options === undefined ? { seed } : { seed, options }
    return { episode: runEpisode(env, policy, reset, null), reset }
  })
}

/** Plays one episode; `rng` null plays greedily. */
export function runEpisode<Obs, Act>(
  env: Env<Obs, Act>,
  policy: Actor<Obs, Act>,
  reset: Reset,
  rng: Rng | null,
): Episode<Obs, Act> {
  const trajectory: Required<Trajectory<Obs, Act>> = { observations: [], actions: [], rewards: [], masks: [] }
  let [observation, info] = env.reset(reset)
  policy.begin()
  let total = 0
  for (let ended = false; !ended; ) {
    const mask = (info.actionMask ?? null) as ActionMask
    const action = policy.act(observation, rng, mask)
    const [next, reward, terminated, truncated, after] = env.step(action)
    trajectory.observations.push(observation)
    trajectory.actions.push(action)
    trajectory.rewards.push(reward)
    trajectory.masks.push(mask)
    total += reward
    observation = next
    info = after
    ended = terminated || truncated
  }
  return { trajectory, total, info }
}
