// A worker of AsyncVectorEnv: a chunk of its environments, run in one loop.

import { type MessagePort, receiveMessageOnPort, workerData } from "node:worker_threads"
import "../classic/index.ts"
import { Env, type ResetResult } from "../core.ts"
import { snapshot } from "../data.ts"
import { ValueError } from "../errors.ts"
import { make } from "../registry.ts"
import { batchSpace } from "../spaces/batch-space.ts"
import { concatenate } from "../spaces/concatenate.ts"
import { kindOf } from "../spaces/dtype.ts"
import { iterate } from "../spaces/iterate.ts"
import type { Space } from "../spaces/space.ts"
import {
  ANSWER,
  CALL,
  CLOSE,
  COMMAND,
  FAILED,
  KIND,
  MESSAGE,
  RESET,
  ROW,
  RUNNING,
  type SharedMemory,
  STATE,
  STEP,
  type WorkerEnv,
  type WorkerStart,
} from "./async-protocol.ts"
import { partOfViews, sharedViews, type Views } from "./shared-batch.ts"
import { callOn } from "./sync-vector-env.ts"
import { AutoresetMode } from "./vector-env.ts"
import { addInfo, type VectorInfo } from "./vector-info.ts"

/** Times a number is looked at before the thread sleeps on it. */
const SPINS = 200

const { start, port } = workerData as { start: WorkerStart; port: MessagePort }
const row = new Int32Array(start.control, start.index * ROW * 4, ROW)

/** The observations, actions and results of this worker's environments, in shared memory where possible. */
interface Chunk {
  readonly observations: Views | null
  readonly actions: Views | null
  readonly rewards: Float64Array
  readonly terminations: Uint8Array
  readonly truncations: Uint8Array
}

/** Data of a command, and of the answer to it. */
// biome-ignore lint/suspicious/noExplicitAny: written by async-vector-env.ts
// oxlint-disable-next-line typescript/no-explicit-any
type Message = any

async function makeEnv(from: WorkerEnv): Promise<Env> {
  const module = from.module === undefined ? {} : ((await import(from.module)) as Record<string, unknown>)
  if (!("export" in from)) return make(from.id, from.kwargs, from.options)
  const exported = module[from.export]
  if (typeof exported !== "function")
    throw new ValueError(`${from.module} exports ${kindOf(exported)} as "${from.export}", expected a class or function`)
  const isClass = exported.prototype instanceof Env
  const env: unknown = isClass ? Reflect.construct(exported, [from.kwargs ?? {}]) : exported(from.kwargs ?? {})
  if (!(env instanceof Env))
    throw new ValueError(`"${from.export}" of ${from.module} made ${kindOf(env)}, expected an Env`)
  return env
}

/** Says that the answer to the latest command is there. */
function answer(state: number): void {
  Atomics.store(row, STATE, state)
  Atomics.add(row, ANSWER, 1)
  Atomics.notify(row, ANSWER)
}

function answerMessage(message: unknown): void {
  port.postMessage(message)
  answer(MESSAGE)
}

function fail(error: unknown, env: number | null): void {
  const { name = "Error", message = String(error), stack = "" } = error instanceof Error ? error : {}
  port.postMessage({ env, name, message, stack })
  answer(FAILED)
}

/** The number of the next command, once there is one. */
function nextCommand(seen: number): number {
  for (let i = 0; i < SPINS; i++) if (Atomics.load(row, COMMAND) !== seen) break
  while (Atomics.load(row, COMMAND) === seen) Atomics.wait(row, COMMAND, seen)
  return Atomics.load(row, COMMAND)
}

const nextMessage = (): Message => receiveMessageOnPort(port)?.message

/** The environments with what their commands do. */
class Loop {
  readonly #envs: readonly Env[]
  readonly #chunk: Chunk
  readonly #observations: unknown[] = []
  readonly #ended: Uint8Array
  readonly #batchedActions: Space
  /** The environment at work, for error messages. */
  current: number | null = null

  constructor(envs: readonly Env[], chunk: Chunk) {
    this.#envs = envs
    this.#chunk = chunk
    this.#ended = new Uint8Array(envs.length)
    this.#batchedActions = batchSpace(envs[0].actionSpace as Space, envs.length)
  }

  reset({ seeds, options, resetMask }: Message): void {
    const infos: VectorInfo = {}
    this.#envs.forEach((env, i) => {
      if (resetMask !== null && resetMask[i] === 0) return
      this.current = i
      this.#take(i, env.reset({ seed: seeds[i] ?? undefined, options }), infos)
    })
    this.#finish(infos)
  }

  step(): void {
    const { actions, rewards, terminations, truncations } = this.#chunk
    // Copies: an environment may keep its action, and the memory is written again at the next step.
    const list = actions === null ? nextMessage() : (snapshot(iterate(this.#batchedActions, actions)) as unknown[])
    const infos: VectorInfo = {}
    this.#envs.forEach((env, i) => {
      this.current = i
      if (start.autoresetMode === AutoresetMode.NEXT_STEP && this.#ended[i] === 1) {
        rewards[i] = terminations[i] = truncations[i] = 0
        this.#take(i, env.reset(), infos)
        return
      }
      const [observation, reward, terminated, truncated, info] = env.step(list[i])
      rewards[i] = reward
      terminations[i] = terminated ? 1 : 0
      truncations[i] = truncated ? 1 : 0
      this.#ended[i] = terminations[i] | truncations[i]
      this.#observations[i] = observation
      if (start.autoresetMode === AutoresetMode.SAME_STEP && this.#ended[i] === 1) {
        addInfo(infos, { finalObs: observation, finalInfo: info }, i, this.#envs.length)
        this.#take(i, env.reset(), infos)
      } else addInfo(infos, info, i, this.#envs.length)
    })
    this.#finish(infos)
  }

  call({ name, args }: Message): void {
    const results = this.#envs.map((env, i) => {
      this.current = i
      return callOn(env, name, args)
    })
    answerMessage(results)
  }

  close(): void {
    this.#envs.forEach((env, i) => {
      this.current = i
      env.close()
    })
    answer(RUNNING)
    port.close()
  }

  /** Takes what a reset returned. */
  #take(i: number, [observation, info]: ResetResult<unknown>, infos: VectorInfo): void {
    this.#observations[i] = observation
    this.#ended[i] = 0
    addInfo(infos, info, i, this.#envs.length)
  }

  #finish(infos: VectorInfo): void {
    this.current = null
    const { observations } = this.#chunk
    if (observations === null) answerMessage({ infos, observations: this.#observations })
    else {
      concatenate(this.#envs[0].observationSpace as Space, this.#observations, observations)
      if (Object.keys(infos).length === 0) answer(RUNNING)
      else answerMessage({ infos, observations: null })
    }
  }
}

/** The part of shared memory that belongs to this worker. */
function chunkOf(memory: SharedMemory, env: Env): Chunk {
  const { first, numEnvs } = start
  const end = first + start.envs.length
  const views = (space: Space, buffer: SharedArrayBuffer | null) =>
    buffer === null ? null : partOfViews(sharedViews(space, numEnvs, buffer), numEnvs, first, end)
  return {
    observations: views(env.observationSpace as Space, memory.observations),
    actions: views(env.actionSpace as Space, memory.actions),
    rewards: new Float64Array(memory.rewards).subarray(first, end),
    terminations: new Uint8Array(memory.ended, 0, numEnvs).subarray(first, end),
    truncations: new Uint8Array(memory.ended, numEnvs, numEnvs).subarray(first, end),
  }
}

async function main(): Promise<void> {
  let env: number | null = null
  try {
    const envs: Env[] = []
    for (env = 0; env < start.envs.length; env++) envs.push(await makeEnv(start.envs[env]))
    const spaces = envs.map(e => ({ observation: e.observationSpace.toJSON(), action: e.actionSpace.toJSON() }))
    answerMessage({ spaces, metadata: envs[0].metadata, renderMode: envs[0].renderMode })
    env = null
    let seen = nextCommand(0)
    const loop = new Loop(envs, chunkOf(nextMessage(), envs[0]))
    for (;;) {
      try {
        const kind = row[KIND]
        if (kind === RESET) loop.reset(nextMessage())
        else if (kind === STEP) loop.step()
        else if (kind === CALL) loop.call(nextMessage())
        else if (kind === CLOSE) return loop.close()
        else answer(RUNNING)
      } catch (error) {
        fail(error, loop.current === null ? null : start.first + loop.current)
      }
      seen = nextCommand(seen)
    }
  } catch (error) {
    fail(error, env === null ? null : start.first + env)
  }
}

void main()
