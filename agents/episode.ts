// Playing episodes with a policy: one at a time, sampled or greedy, and what an episode is worth.

import type { Env, Info } from "../env/ts-gym/index.ts"
import type { Rng } from "../src/core/rng.ts"
import type { Policy, Trajectory } from "./policy.ts"

/** What an episode's reset was given: enough, with the actions, to play it again. */
export interface Reset {
  readonly seed: number
  readonly options?: Record<string, unknown>
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

/** A decoded episode and how it came about. */
export interface Decoded<Obs, Act> {
  readonly episode: Episode<Obs, Act>
  readonly source: string
  readonly reset: Reset
}

/**
 * Greedy decodes: one as the environment starts, then `orders` with reset option `order: "random"`, all
 * seeded from `rng`. Environments that know no layer order ignore the option.
 */
export function decode<Obs, Act>(
  env: Env<Obs, Act>,
  policy: Policy<Obs, Act>,
  rng: Rng,
  orders: number,
): Decoded<Obs, Act>[] {
  return Array.from({ length: orders + 1 }, (_, i) => {
    const seed = rng.split("decode", i).next()
    const reset = i === 0 ? { seed } : { seed, options: { order: "random" } }
    const source = i === 0 ? "greedy" : "greedy in random order"
    return { episode: runEpisode(env, policy, reset, null), source, reset }
  })
}

/** Plays one episode; `rng` null plays greedily. */
export function runEpisode<Obs, Act>(
  env: Env<Obs, Act>,
  policy: Policy<Obs, Act>,
  reset: Reset,
  rng: Rng | null,
): Episode<Obs, Act> {
  const trajectory: Trajectory<Obs, Act> = { observations: [], actions: [], rewards: [] }
  let [observation, info] = env.reset(reset)
  policy.begin()
  let total = 0
  for (let ended = false; !ended; ) {
    const action = policy.act(observation, rng)
    const [next, reward, terminated, truncated, after] = env.step(action)
    trajectory.observations.push(observation)
    trajectory.actions.push(action)
    trajectory.rewards.push(reward)
    total += reward
    observation = next
    info = after
    ended = terminated || truncated
  }
  return { trajectory, total, info }
}
