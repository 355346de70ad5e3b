// Steps per second of environments: one, 64 in one loop, 64 in two worker threads; beside Gymnasium's in Python.

import { execFileSync } from "node:child_process"
import "../../env/index.ts"
import { type Env, make, makeVec, type VectorEnv } from "../../env/ts-gym/index.ts"
import type { BenchOptions, BenchResult } from "./bench.ts"
import { rateRow } from "./rates.ts"

const ENVS = 64
const WORKERS = 2
const REPEATS = 10
/** Python with gymnasium, to compare with. */
const PYTHON = "ANALECTS_GYM_PYTHON"
const MODULE = new URL("../../env/index.js", import.meta.url).href

/** What is run, and steps of one environment per repeat. */
const CASES = [
  { id: "CartPole-v1", kwargs: {}, steps: 128_000 },
  { id: "Allocation-v1", kwargs: { network: "mobilenet_v2" }, steps: 6_400 },
]

/** One environment and 64 in one loop, timed as here, printed as JSON. */
const PYTHON_CODE = `
import json, time, gymnasium as gym
def rates(units, work):
    work()
    out = []
    for _ in range(3):
        began = time.perf_counter()
        work()
        out.append(units / (time.perf_counter() - began))
    return out
env = gym.make("CartPole-v1")
env.reset(seed=0)
def one():
    for t in range(20000):
        _, _, terminated, truncated, _ = env.step(t & 1)
        if terminated or truncated:
            env.reset()
envs = gym.make_vec("CartPole-v1", num_envs=${ENVS}, vectorization_mode="sync")
envs.reset(seed=0)
envs.action_space.seed(0)
actions = [envs.action_space.sample() for _ in range(64)]
def many():
    for t in range(300):
        envs.step(actions[t % 64])
print(json.dumps({"version": gym.__version__, "one": rates(20000, one), "many": rates(300 * ${ENVS}, many)}))
`

/** Units per second of wall time, repeated after one warm-up round. */
function wallRates(units: number, work: () => void): number[] {
  work()
  return Array.from({ length: REPEATS }, () => {
    const began = performance.now()
    work()
    return (units / (performance.now() - began)) * 1000
  })
}

function stepOne(env: Env, steps: number): () => void {
  env.reset({ seed: 0 })
  env.actionSpace.seed(0)
  const actions = Array.from({ length: 64 }, () => env.actionSpace.sample())
  return () => {
    for (let t = 0; t < steps; t++) {
      const [, , terminated, truncated] = env.step(actions[t & 63])
      if (terminated || truncated) env.reset()
    }
  }
}

function stepMany(envs: VectorEnv, steps: number): () => void {
  envs.reset({ seed: 0 })
  envs.actionSpace.seed(0)
  const actions = Array.from({ length: 64 }, () => envs.actionSpace.sample())
  return () => {
    for (let t = 0; t < steps / ENVS; t++) envs.step(actions[t & 63] as never)
  }
}

/** Gymnasium's rates, or why there are none. */
function measurePython(): { version: string; one: number[]; many: number[] } | string {
  const python = process.env[PYTHON]
  if (python === undefined || python === "") return `Gymnasium: not measured; name a Python that has it in ${PYTHON}`
  try {
    return JSON.parse(
      execFileSync(python, ["-c", PYTHON_CODE], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }),
    )
  } catch (error) {
    return `Gymnasium: not measured; ${python} failed: ${String((error as Error).message)
      .trim()
      .split("\n")
      .at(-1)}`
  }
}

/** Bench `gym`. */
export async function benchGym({ onItem }: BenchOptions): Promise<BenchResult> {
  const found: { name: string; rates: number[] }[] = []
  const total = 3 * CASES.length + 1
  const measure = (name: string, steps: number, work: () => void) => {
    onItem(found.length, total, name)
    found.push({ name, rates: wallRates(steps, work) })
  }
  for (const { id, kwargs, steps } of CASES) {
    measure(`${id}, one`, steps, stepOne(make(id, kwargs), steps))
    const sync = makeVec(id, kwargs, { numEnvs: ENVS, vectorizationMode: "sync" })
    measure(`${id}, SyncVectorEnv(${ENVS})`, steps, stepMany(sync, steps))
    const vectorKwargs = { workers: WORKERS }
    const options = { numEnvs: ENVS, vectorizationMode: "async", vectorKwargs, module: MODULE } as const
    const threads = makeVec(id, kwargs, options)
    measure(`${id}, AsyncVectorEnv(${ENVS}), ${WORKERS} workers`, steps, stepMany(threads, steps))
    threads.close()
  }
  onItem(total - 1, total, "Gymnasium")
  const python = measurePython()
  if (typeof python !== "string") {
    found.push({ name: `Gymnasium ${python.version}: CartPole-v1, one`, rates: python.one })
    found.push({ name: `Gymnasium ${python.version}: CartPole-v1, SyncVectorEnv(${ENVS})`, rates: python.many })
  }
  const notes = ["wall times; steps of single environments, resets included; a vector environment copies all results"]
  return {
    header: ["work", "best per s", "mean per s", "±"],
    rows: found.map(({ name, rates }) => rateRow(name, rates)),
    notes: typeof python === "string" ? [...notes, python] : notes,
    data: { stepsPerSecond: Object.fromEntries(found.map(({ name, rates }) => [name, Math.max(...rates)])) },
  }
}
