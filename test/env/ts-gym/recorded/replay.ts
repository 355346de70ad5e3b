// Replays what test/fixtures/ts-gym-envs/record.py recorded, in the same plain form.

import { readFileSync } from "node:fs"
import { gunzipSync } from "node:zlib"
import type { Env, VectorEnv } from "../../../../env/ts-gym/index.ts"

/** Parsed JSON; its shape is what record.py writes. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Recorded = any

/** The parsed fixture. */
export function readRecorded(name: string): Recorded {
  const packed = readFileSync(new URL(`../../../fixtures/ts-gym-envs/${name}.json.gz`, import.meta.url))
  return JSON.parse(gunzipSync(packed).toString("utf8"))
}

/** Arrays as lists of numbers. */
export function plain(x: unknown): unknown {
  if (ArrayBuffer.isView(x)) return Array.from(x as Float64Array)
  if (Array.isArray(x)) return x.map(plain)
  if (typeof x !== "object" || x === null) return x
  return Object.fromEntries(Object.entries(x).map(([key, value]) => [key, plain(value)]))
}

/** As record.py's `run`, with `steps` as many as recorded. */
export function run(env: Env, seed: number, recorded: readonly Recorded[]): unknown[] {
  env.actionSpace.seed(seed)
  const [observation, info] = env.reset({ seed })
  const text = (row: Recorded) => ("text" in row ? { text: env.render() } : {})
  const rows: unknown[] = [{ obs: plain(observation), info: plain(info), ...text(recorded[0]) }]
  for (const expected of recorded.slice(1)) {
    const action = env.actionSpace.sample()
    const [obs, reward, terminated, truncated, more] = env.step(action)
    const ended = [terminated, truncated]
    const row = { action: plain(action), obs: plain(obs), reward, info: plain(more), ended, ...text(expected) }
    if (!terminated && !truncated) rows.push(row)
    else {
      const [first, start] = env.reset()
      rows.push({ ...row, next: { obs: plain(first), info: plain(start) } })
    }
  }
  return rows
}

/** As record.py's `run_vector`. */
export function runVector(envs: VectorEnv, seed: number, steps: number): unknown[] {
  envs.actionSpace.seed(seed)
  const [obs, infos] = envs.reset({ seed })
  const rows: unknown[] = [{ obs: plain(obs), infos: plain(infos) }]
  for (let t = 0; t < steps; t++) {
    const actions = envs.actionSpace.sample()
    const [next, rewards, terminations, truncations, more] = envs.step(actions)
    const ended = terminations.map((end, i) => end | truncations[i])
    const row = plain({ actions, obs: next, rewards, infos: more, terminations, truncations }) as object
    if (envs.metadata.autoresetMode !== "Disabled" || !ended.includes(1)) rows.push(row)
    else {
      const [first, start] = envs.reset({ resetMask: ended })
      rows.push({ ...row, next: plain({ obs: first, infos: start }) })
    }
  }
  return rows
}
