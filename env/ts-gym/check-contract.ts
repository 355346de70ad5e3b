// checkEnvContract and checkWrapper: what every environment and every wrapper must do, beyond one checkEnv.

import { type CheckEnvOptions, checkEnv } from "./check-env.ts"
import type { Env } from "./core.ts"
import { difference } from "./data.ts"
import { CheckError } from "./errors.ts"
import { setWarningSink } from "./logger.ts"
import { make } from "./registry.ts"
import { trajectory } from "./trajectory.ts"
import { OrderEnforcing } from "./wrappers/order-enforcing.ts"
import { PassiveEnvChecker } from "./wrappers/passive-env-checker.ts"
import { TimeLimit } from "./wrappers/time-limit.ts"

const SEEDS = [0, 7, 123]

/** What the checks may be given. */
export type CheckContractOptions = Pick<CheckEnvOptions, "steps">

function fail(rule: string): never {
  throw new CheckError(rule)
}

function requireEqual(a: unknown, b: unknown, rule: string): void {
  const where = difference(a, b)
  if (where !== null) fail(`${rule}; they differ at ${where}`)
}

/**
 * Checks an environment class: `checkEnv` with three seeds, two of them side by side, under the wrappers of `make`
 * without a warning, closed twice. `makeEnv` gives a new, equal environment on every call.
 *
 * @throws CheckError with the broken rule, at the first one
 */
export function checkEnvContract(makeEnv: () => Env, { steps = 60 }: CheckContractOptions = {}): void {
  const env = makeEnv()
  withoutWarnings(null, () => {
    for (const seed of SEEDS) checkEnv(env, { seed, steps })
  })
  const other = makeEnv()
  other.reset({ seed: 99 })
  const alone = trajectory(makeEnv(), 5, steps)
  requireEqual(alone, trajectory(other, 5, steps), "Two environments with the same seed and actions must run alike")
  const wrapped = new TimeLimit(new OrderEnforcing(new PassiveEnvChecker(makeEnv())), 10 * steps)
  withoutWarnings("An environment must run under PassiveEnvChecker without a warning; it said", () =>
    requireEqual(alone, trajectory(wrapped, 5, steps), "An environment must run alike under the wrappers of make"),
  )
  env.close()
  try {
    env.close()
  } catch (error) {
    fail(`close() on a closed environment must do nothing; it threw: ${String(error)}`)
  }
}

/** Runs with warnings kept back; the first one breaks the rule, if there is a rule. */
function withoutWarnings(rule: string | null, run: () => void): void {
  const warnings: string[] = []
  const before = setWarningSink(message => warnings.push(message))
  try {
    run()
  } finally {
    setWarningSink(before)
  }
  if (rule !== null && warnings.length > 0) fail(`${rule}: ${warnings[0]}`)
}

/**
 * Checks a wrapper class on an environment: what it must forward, that its spec makes it again (if it tells how it was
 * made), and the contract of the wrapped environment. `makeEnv` gives a new, equal environment on every call; `wrap`
 * wraps it, with the same arguments every time.
 *
 * @throws CheckError with the broken rule, at the first one
 */
export function checkWrapper(makeEnv: () => Env, wrap: (env: Env) => Env, options: CheckContractOptions = {}): void {
  const inner = makeEnv()
  const env = wrap(inner)
  checkForwarding(inner, env)
  checkSpec(inner, env, options.steps ?? 60)
  checkEnvContract(() => wrap(makeEnv()), options)
}

function checkForwarding(inner: Env, env: Env): void {
  if (env.unwrapped !== inner.unwrapped) fail("unwrapped must be that of the wrapped environment")
  env.reset({ seed: 3 })
  if (inner.npRandomSeed !== 3)
    fail(`reset({ seed }) must reach the wrapped environment; its seed is ${inner.npRandomSeed}`)
  if (env.npRandom !== inner.npRandom) fail("npRandom must be the generator of the wrapped environment")
  if (env.renderMode !== inner.renderMode) fail("renderMode must be that of the wrapped environment")
  if (!String(env).endsWith(`${inner}>`)) fail(`toString() must end in the wrapped environment's, got ${env}`)
}

function checkSpec(inner: Env, env: Env, steps: number): void {
  const [innerSpec, spec] = [inner.spec, env.spec]
  if ((innerSpec === null) !== (spec === null)) fail("spec must be null exactly if that of the wrapped environment is")
  if (spec === null || innerSpec === null) return
  if (spec.id !== innerSpec.id) fail(`spec.id must be that of the wrapped environment, ${innerSpec.id}, got ${spec.id}`)
  if (spec.additionalWrappers.some(({ wrapper }) => wrapper === null)) return
  const again = make(spec)
  if (String(again) !== String(env)) fail(`make(spec) must make the same again, ${env}, got ${again}`)
  const other = make(spec)
  requireEqual(trajectory(again, 5, steps), trajectory(other, 5, steps), "Two made from the spec must run alike")
}
