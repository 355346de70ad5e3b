// checkVectorEnv: runs a vector environment and throws at the first broken rule of its contract.

import { difference, SharingDetector, snapshot } from "./data.ts"
import { CheckError } from "./errors.ts"
import { batchSpace } from "./spaces/batch-space.ts"
import { iterate } from "./spaces/iterate.ts"
import type { Space } from "./spaces/space.ts"
import { AutoresetMode, type VectorEnv, type VectorStepResult } from "./vector/vector-env.ts"
import type { VectorInfo } from "./vector/vector-info.ts"

/** What `checkVectorEnv` may be given. */
export interface CheckVectorEnvOptions {
  /** Steps of a trajectory. Default 60. */
  steps?: number
  /** Seed of the trajectories. Default 123. */
  seed?: number
}

function require(holds: boolean, rule: string): asserts holds {
  if (!holds) throw new CheckError(rule)
}

/**
 * Checks that a vector environment keeps the contract. `make` gives a new, equal one on every call; all are closed.
 *
 * @throws CheckError with the broken rule, at the first one
 */
export function checkVectorEnv(make: () => VectorEnv, { steps = 60, seed = 123 }: CheckVectorEnvOptions = {}): void {
  const [a, b] = [make(), make()]
  try {
    checkForm(a)
    const first = trajectory(a, seed, steps)
    b.reset({ seed: seed + 1 })
    const where = difference(first, trajectory(b, seed, steps))
    require(where === null, `Two of them with the same seed and actions must run alike; they differ at ${where}`)
    checkSeeds(a, seed)
  } finally {
    for (const envs of [a, b]) envs.close()
  }
  a.close()
  require(a.closed, "closed must be true after close()")
}

/** Spaces, mode and number. */
function checkForm(envs: VectorEnv): void {
  const { numEnvs, metadata } = envs
  require(Number.isSafeInteger(numEnvs) && numEnvs > 0, `numEnvs must be a positive integer, got ${numEnvs}`)
  const pairs: [string, Space, Space][] = [
    ["observationSpace", envs.observationSpace, envs.singleObservationSpace],
    ["actionSpace", envs.actionSpace, envs.singleActionSpace],
  ]
  for (const [field, batch, single] of pairs)
    require(batch.equals(
      batchSpace(single, numEnvs),
    ), `${field} must be that of ${numEnvs} times ${single}, got ${batch}`)
  const modes: readonly unknown[] = Object.values(AutoresetMode)
  require(modes.includes(metadata.autoresetMode), `metadata.autoresetMode must be one of ${modes.join(", ")}`)
}

/** A seed is that of the first environment, the next has the next. */
function checkSeeds(envs: VectorEnv, seed: number): void {
  const seeds = Array.from({ length: envs.numEnvs }, (_, i) => seed + i)
  const [one] = envs.reset({ seed })
  const [each] = envs.reset({ seed: seeds })
  const where = difference(snapshot(one), snapshot(each))
  require(where === null, `reset({ seed }) must seed environment i with seed + i; observations differ at ${where}`)
}

/** Everything returned in a seeded run, checked on the way. */
function trajectory(envs: VectorEnv, seed: number, steps: number): unknown[] {
  const sharing = new SharingDetector()
  const seen: unknown[] = []
  const fresh = (call: string, observations: unknown) => {
    const shared = sharing.add(observations, `${call}: observations`)
    require(shared ===
      null, `Every call must return new observations, since users keep them; shared: ${shared?.now} (and before, ${shared?.before})`)
    checkMember(envs, observations, call)
  }
  envs.actionSpace.seed(seed)
  const [observations, infos] = envs.reset({ seed })
  fresh("reset({ seed })", observations)
  checkInfos(infos, envs.numEnvs, "reset()")
  seen.push(snapshot([observations, infos]))
  let due: Uint8Array | null = null
  for (let t = 1; t <= steps; t++) {
    const result = envs.step(actionsOf(envs, t))
    fresh(`step() number ${t}`, result[0])
    const ended = checkStep(envs, result, due, `step() number ${t}`)
    seen.push(snapshot(result))
    due = envs.metadata.autoresetMode === AutoresetMode.NEXT_STEP ? ended : null
    if (envs.metadata.autoresetMode !== AutoresetMode.DISABLED || !ended.includes(1)) continue
    const [restarted, more] = envs.reset({ resetMask: ended })
    fresh(`reset({ resetMask }) after step ${t}`, restarted)
    checkOthersKept(envs, result[0], restarted, ended)
    seen.push(snapshot([restarted, more]))
  }
  return seen
}

/** Drawn actions, in both forms by turns. */
function actionsOf(envs: VectorEnv, t: number): never {
  const batch = envs.actionSpace.sample()
  return (t % 2 === 0 ? batch : [...iterate(envs.actionSpace, batch)]) as never
}

function checkMember(envs: VectorEnv, observations: unknown, call: string): void {
  const reason = envs.observationSpace.explain(observations)
  require(reason === null, `Observations must be in observationSpace; those of ${call} are not: observations ${reason}`)
}

/** Rewards, flags and infos have an entry per environment; returns which episodes are over. */
function checkStep(
  envs: VectorEnv,
  [, rewards, terminations, truncations, infos]: VectorStepResult<unknown>,
  due: Uint8Array | null,
  call: string,
): Uint8Array {
  const { numEnvs } = envs
  require(rewards instanceof Float64Array &&
    rewards.length === numEnvs, `rewards of ${call} must be a Float64Array[${numEnvs}]`)
  for (const flags of [terminations, truncations])
    require(flags instanceof Uint8Array &&
      flags.length === numEnvs &&
      flags.every(
        flag => flag <= 1,
      ), `terminations and truncations of ${call} must be Uint8Array[${numEnvs}] of 0 and 1`)
  checkInfos(infos, numEnvs, call)
  const ended = terminations.map((end, i) => end | truncations[i])
  due?.forEach((was, i) => {
    require(was === 0 ||
      ended[i] === 0, `The step after an episode's end must only reset; ${call} ended environment ${i} again`)
  })
  if (envs.metadata.autoresetMode === AutoresetMode.SAME_STEP && ended.includes(1)) {
    const { finalObs, _finalObs: mask } = infos
    require(Array.isArray(finalObs), `infos.finalObs must have the last observations in mode SameStep, after ${call}`)
    const where = difference(mask, ended)
    require(where === null, `infos._finalObs must mark the environments whose episode is over, after ${call}`)
    finalObs.forEach((observation, i) => {
      const reason = ended[i] === 1 ? envs.singleObservationSpace.explain(observation) : null
      require(reason === null, `infos.finalObs[${i}] must be an observation, after ${call}: it ${reason}`)
    })
  }
  return ended
}

/** Every key has its mask, with an entry per environment. */
function checkInfos(infos: VectorInfo, numEnvs: number, call: string): void {
  if (Array.isArray(infos)) {
    require(infos.length === numEnvs, `infos of ${call} must have ${numEnvs} entries`)
    return
  }
  for (const key of Object.keys(infos)) {
    if (key.startsWith("_")) continue
    const mask = infos[`_${key}`]
    require(mask instanceof Uint8Array &&
      mask.length ===
        numEnvs, `infos of ${call} must have a Uint8Array[${numEnvs}] _${key}, that says which environments have "${key}"`)
  }
}

/** Environments that a mask leaves out show what they showed. */
function checkOthersKept(envs: VectorEnv, before: unknown, after: unknown, mask: Uint8Array): void {
  const [was, is] = [before, after].map(batch => iterate(envs.observationSpace, batch))
  mask.forEach((reset, i) => {
    const where = reset === 1 ? null : difference(snapshot(was[i]), snapshot(is[i]))
    require(where ===
      null, `reset({ resetMask }) must leave environment ${i} alone; its observation differs at ${where}`)
  })
}
