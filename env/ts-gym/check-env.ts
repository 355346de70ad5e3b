// checkEnv: runs an environment and throws at the first broken rule of the contract.
//
// Source: Gymnasium 1.4.0, utils/env_checker.py. Stricter: equal means equal, not close; whole trajectories instead of
// single steps; action masks; data that changes after it was returned.

import { admitsNothing, findActionMask } from "./action-mask.ts"
import type { Env, Info, ResetOptions } from "./core.ts"
import { difference, snapshot } from "./data.ts"
import { warn } from "./logger.ts"
import { checkedRender, checkedReset, checkedStep, checkSpaces, fail, ReuseCheck } from "./passive-checks.ts"
import { make } from "./registry.ts"
import { Box } from "./spaces/box.ts"
import { Dict } from "./spaces/dict.ts"
import type { ArrayDtype } from "./spaces/dtype.ts"
import type { Space } from "./spaces/space.ts"
import { Tuple } from "./spaces/tuple.ts"

/** What `checkEnv` may be given. */
export interface CheckEnvOptions {
  /** Steps of the trajectories, over as many episodes as they take. */
  steps?: number
  /** Seed of the trajectories. */
  seed?: number
  /** Leaves `render` out. */
  skipRenderCheck?: boolean
  /** Leaves `close` out. */
  skipCloseCheck?: boolean
}

export const CHECK_ENV_DEFAULTS = { steps: 60, seed: 123, skipRenderCheck: false, skipCloseCheck: false } as const

/** One call's result and its copy at that time. */
interface Moment {
  readonly call: string
  readonly returned: unknown
  readonly copy: unknown
}

/**
 * Checks that an environment keeps the contract. It is reset and stepped many times; the caller closes it.
 *
 * @throws CheckError with the broken rule, at the first one
 */
export function checkEnv(env: Env, options: CheckEnvOptions = {}): void {
  const { steps, seed, skipRenderCheck, skipCloseCheck } = { ...CHECK_ENV_DEFAULTS, ...options }
  checkSpaces(env)
  warnAboutLimits(env.observationSpace, "observationSpace")
  warnAboutLimits(env.actionSpace, "actionSpace")
  const deterministic = env.spec?.nondeterministic !== true
  checkSeeding(env, seed, deterministic)
  checkedReset(env, { options: {} }, fail)
  const first = runTrajectory(env, seed, steps)
  const second = runTrajectory(env, seed, steps)
  if (deterministic) compare(first, second)
  if (!skipRenderCheck) checkRendering(env)
  if (!skipCloseCheck) checkClosing(env)
}

/** Bounds that a learner will have trouble with: none at all, or actions far from [-1, 1]. */
function warnAboutLimits(space: Space, field: string): void {
  if (space instanceof Tuple) space.spaces.forEach((part: Space, i: number) => warnAboutLimits(part, `${field}[${i}]`))
  if (space instanceof Dict) for (const key of space.keys) warnAboutLimits(space.spaces[key], `${field}.${key}`)
  if (!(space instanceof Box)) return
  const { low, high, shape } = space as Box<ArrayDtype>
  if (low.includes(Number.NEGATIVE_INFINITY)) warn(`${field}: a lower bound is -Infinity, probably too low`)
  if (high.includes(Number.POSITIVE_INFINITY)) warn(`${field}: an upper bound is Infinity, probably too high`)
  if (!field.startsWith("actionSpace") || shape.length !== 1) return
  const skewed = Array.from(low).some((l, i) => l < -1 || high[i] > 1 || (l !== 0 && Math.abs(l) !== Math.abs(high[i])))
  if (skewed) warn(`${field}: ${space} is not [-1, 1] or [0, 1], which learners do best with; see RescaleAction`)
}

/** A seed decides everything, no seed goes on. */
function checkSeeding(env: Env, seed: number, deterministic: boolean): void {
  const call = (options?: ResetOptions) => {
    const copy = snapshot(checkedReset(env, options, fail))
    return { copy, state: env.npRandom.save() }
  }
  const a = call({ seed })
  if (env.npRandomSeed !== seed)
    fail(
      `reset({ seed }) must seed npRandom; npRandomSeed is ${env.npRandomSeed}, not ${seed}. Call this.seedFrom(options)`,
    )
  const generator = env.npRandom
  const next = call()
  if (env.npRandom !== generator || env.npRandomSeed !== seed)
    fail("reset() without a seed must go on with the same generator; it was replaced")
  const b = call({ seed })
  const nextB = call()
  if (deterministic) {
    const where = difference(a.copy, b.copy) ?? difference(next.copy, nextB.copy)
    if (where !== null)
      fail(
        `reset must return the same for the same seed; [observation, info] differ at ${where}. Draw from npRandom only`,
      )
    if (difference(a.state, b.state) !== null) fail("npRandom must be in the same state after reset with the same seed")
  }
  const other = call({ seed: seed + 1 })
  if (difference(a.state, other.state) === null)
    fail("npRandom must be in another state after reset with another seed. Call this.seedFrom(options)")
}

/** Seeds, steps with drawn actions, resets without a seed when an episode ends. */
function runTrajectory(env: Env, seed: number, steps: number): Moment[] {
  const moments: Moment[] = []
  const reuse = new ReuseCheck(fail)
  const record = (call: string, observation: unknown, info: Info, returned: unknown) => {
    reuse.add(observation, info, call)
    moments.push({ call, returned, copy: snapshot(returned) })
  }
  env.actionSpace.seed(seed)
  let [observation, info] = checkedReset(env, { seed }, fail)
  record("reset({ seed })", observation, info, [observation, info])
  for (let step = 1; step <= steps; step++) {
    const action = drawAction(env, observation, info)
    const result = checkedStep(env, action, fail)
    const [, , terminated, truncated] = result
    observation = result[0]
    info = result[4]
    record(`step() number ${step}`, observation, info, result)
    if (!terminated && !truncated) continue
    ;[observation, info] = checkedReset(env, undefined, fail)
    record(`reset() after step ${step}`, observation, info, [observation, info])
  }
  for (const { call, returned, copy } of moments) {
    const where = difference(returned, copy)
    if (where !== null) fail(`What a call returned must not change later; the result of ${call} did, at ${where}`)
  }
  moments.push({ call: "the trajectory", returned: null, copy: env.npRandom.save() })
  return moments
}

/** An action the mask admits, if there is a mask. */
function drawAction(env: Env, observation: unknown, info: Info): unknown {
  const found = findActionMask(observation, info)
  if (found === null) return env.actionSpace.sample()
  let action: unknown
  try {
    action = env.actionSpace.sample(found.mask)
  } catch (error) {
    return fail(
      `${found.where} must be a mask of ${env.actionSpace}; ${error instanceof Error ? error.message : error}`,
    )
  }
  const empty = admitsNothing(env.actionSpace, found.mask)
  if (empty !== null)
    fail(`An action mask must admit at least one action while the episode goes on; ${found.where}${empty} admits none`)
  return action
}

function compare(first: readonly Moment[], second: readonly Moment[]): void {
  for (let i = 0; i < first.length; i++) {
    const where = difference(first[i].copy, second[i]?.copy)
    if (where !== null)
      fail(
        `The same seed and actions must give the same trajectory; ${first[i].call} differs at ${where} ` +
          "of what was returned. Draw from npRandom only, and reset all state",
      )
  }
}

/** The mode the environment was made with, and every declared mode if it can be made again. */
function checkRendering(env: Env): void {
  if (env.renderMode !== null) checkedRender(env, fail)
  if (env.spec === null) return
  for (const renderMode of env.metadata.renderModes) {
    const copy = make(env.spec, { renderMode })
    copy.reset()
    if (copy.renderMode !== renderMode)
      fail(`renderMode must be the one asked for, "${renderMode}", got ${JSON.stringify(copy.renderMode)}`)
    checkedRender(copy, fail)
    copy.close()
  }
}

/** `close` may be called again. */
function checkClosing(env: Env): void {
  if (env.spec === null) return
  const copy = make(env.spec)
  copy.close()
  try {
    copy.close()
  } catch (error) {
    fail(`close() on a closed environment must do nothing; it threw: ${error instanceof Error ? error.message : error}`)
  }
}
