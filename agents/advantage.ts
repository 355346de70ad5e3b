// What each decision of an episode is credited with: returns, baselines and scales.

/** Σ over s ≥ t of gamma^(s − t) · rewards[s], for every step t. */
export function returnsToGo(rewards: readonly number[], gamma: number): Float64Array {
  const returns = new Float64Array(rewards.length)
  let sum = 0
  for (let t = rewards.length - 1; t >= 0; t--) {
    sum = rewards[t] + gamma * sum
    returns[t] = sum
  }
  return returns
}

/** Keeps the divisor positive where all episodes agree; rewards are of the order of one. */
const TINY = 1e-8

/**
 * Advantages of a group of episodes that started in the same state: the return from step t on, minus the mean of what the
 * *other* episodes got from step t on (leave-one-out), divided by the geometric mean of the spread at that
 * step and the spread over all steps. The unit of the reward cancels. A step that no other episode reached gets 0.
 *
 * Source: specification agent-design, section 5. Leave-one-out baselines: Kool et al., "Buy 4 REINFORCE samples, get a
 * baseline for free!", 2019.
 */
export function leaveOneOut(episodes: readonly (readonly number[])[], gamma: number): Float64Array[] {
  const returns = episodes.map(rewards => returnsToGo(rewards, gamma))
  const advantages = returns.map(r => new Float64Array(r.length))
  const longest = Math.max(...returns.map(r => r.length))
  const spread = new Float64Array(longest)
  let squares = 0
  let steps = 0
  for (let t = 0; t < longest; t++) {
    const there = returns.flatMap((r, e) => (r.length > t ? [e] : []))
    if (there.length < 2) continue
    const mean = there.reduce((sum, e) => sum + returns[e][t], 0) / there.length
    let sum = 0
    for (const e of there) {
      advantages[e][t] = ((returns[e][t] - mean) * there.length) / (there.length - 1)
      sum += advantages[e][t] ** 2
    }
    spread[t] = Math.sqrt(sum / there.length)
    squares += sum
    steps += there.length
  }
  const overall = Math.sqrt(squares / Math.max(1, steps))
  for (const advantage of advantages) {
    for (let t = 0; t < advantage.length; t++) advantage[t] /= Math.sqrt(spread[t] * overall) + TINY
  }
  return advantages
}

/** Added to a standard deviation before dividing, as published. */
const STANDARD_TINY = 2 ** -12

/** (x − mean) / (standard deviation + 2^-12), in place; population standard deviation. */
function standardise(x: Float64Array): Float64Array {
  const mean = x.reduce((sum, v) => sum + v, 0) / x.length
  const deviation = Math.sqrt(x.reduce((sum, v) => sum + (v - mean) ** 2, 0) / x.length)
  for (let i = 0; i < x.length; i++) x[i] = (x[i] - mean) / (deviation + STANDARD_TINY)
  return x
}

/**
 * The published credit of one episode: standardised step rewards, their discounted sum from each step on,
 * standardised again. An episode of one step gets 0. Source: specification confuciux, section 8.
 */
export function standardisedReturns(rewards: readonly number[], gamma: number): Float64Array {
  return standardise(returnsToGo([...standardise(Float64Array.from(rewards))], gamma))
}
