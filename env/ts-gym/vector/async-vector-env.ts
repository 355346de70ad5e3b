// AsyncVectorEnv: several environments in worker threads.
//
// Source: Gymnasium 1.4.0, vector/async_vector_env.py, for what it does. Every worker runs a chunk of the environments;
// observations, actions, rewards and flags are in shared memory, and only infos are sent, if there are any.

import {
  MessageChannel,
  type MessagePort,
  type ResourceLimits,
  receiveMessageOnPort,
  type Worker,
} from "node:worker_threads"
import type { Metadata } from "../core.ts"
import { AlreadyPendingCall, ClosedEnvironment, NoAsyncCall, ResetNeeded, ValueError, WorkerFailed } from "../errors.ts"
import { batchSpace } from "../spaces/batch-space.ts"
import { concatenate } from "../spaces/concatenate.ts"
import { spaceFromJSON } from "../spaces/from-json.ts"
import type { Space } from "../spaces/space.ts"
import {
  ANSWER,
  CALL,
  CLOSE,
  COMMAND,
  FAILED,
  GONE,
  KIND,
  MESSAGE,
  RESET,
  ROW,
  type SharedMemory,
  STATE,
  STEP,
  type WorkerEnv,
} from "./async-protocol.ts"
import { startSupervisor } from "./async-supervisor.ts"
import { listOfActions } from "./batch-actions.ts"
import { copyOfViews, sharedBytes, sharedViews, type Views, writeViews } from "./shared-batch.ts"
import {
  type Actions,
  AutoresetMode,
  type Batch,
  checkAutoresetMode,
  checkResetMask,
  seedsOf,
  VectorEnv,
  type VectorResetOptions,
  type VectorResetResult,
  type VectorStepResult,
} from "./vector-env.ts"
import { mergeInfos, type VectorInfo } from "./vector-info.ts"

/** What AsyncVectorEnv may be given. */
export interface AsyncVectorEnvOptions {
  /** Default NEXT_STEP. */
  autoresetMode?: AutoresetMode
  /** Threads, each with an equal share of the environments. Default 2, at most one per environment. */
  workers?: number
  /** Milliseconds a reset or step may take, after which the workers are stopped; null for any time. Default null. */
  timeout?: number | null
  /** Arguments Node needs to load the modules in a worker, such as a loader for TypeScript. Default none. */
  execArgv?: readonly string[]
  /** URL of a script to run in the workers instead of this library's own, such as a bundle that contains it. */
  worker?: string
  /** Memory of a worker, see Node's `Worker`. Default Node's. */
  resourceLimits?: ResourceLimits
}

const SPINS = 200
/** Milliseconds `close` waits for the environments to close before it stops the workers. */
const CLOSE_TIMEOUT = 5000
/** The extension this file has, compiled or not, is that of the worker's. */
const SCRIPT = new URL(`./async-worker${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url).href

/** A worker as seen from here. */
interface Seat {
  readonly row: Int32Array
  readonly port: MessagePort
  /** Its environments: from `first` up to `end`. */
  readonly first: number
  readonly end: number
  /** Answers so far. */
  answers: number
}

/** What a worker tells about its environments. */
interface Described {
  readonly spaces: readonly { readonly observation: unknown; readonly action: unknown }[]
  readonly metadata: Metadata
  readonly renderMode: string | null
}

/**
 * Environments in worker threads, behind the same calls as SyncVectorEnv and with the same results. A worker that
 * throws or dies closes the whole with a WorkerFailed that says which and why. Threads do not keep the process alive.
 */
export class AsyncVectorEnv<Obs, Act> extends VectorEnv<Obs, Act> {
  readonly numEnvs: number
  readonly observationSpace: Space<Batch<NoInfer<Obs>>>
  readonly actionSpace: Space<Batch<NoInfer<Act>>>
  readonly singleObservationSpace: Space<Obs>
  readonly singleActionSpace: Space<Act>
  readonly metadata: Metadata
  readonly renderMode: string | null
  readonly autoresetMode: AutoresetMode
  readonly #timeout: number | null
  readonly #supervisor: Worker
  readonly #deaths: MessagePort
  readonly #seats: readonly Seat[]
  readonly #observations: Views | null
  readonly #actions: Views | null
  readonly #rewards: Float64Array
  readonly #terminations: Uint8Array
  readonly #truncations: Uint8Array
  /** Latest observations that do not fit into shared memory. */
  readonly #list: unknown[] = []
  /** 1 where the episode is over and the caller has to reset. */
  readonly #ended: Uint8Array
  #pending: "reset" | "step" | null = null
  #hasReset = false
  #closing = false
  #closed = false

  /**
   * One environment per entry.
   *
   * @throws ValueError if there is none, or the environments' spaces are not all equal
   * @throws WorkerFailed if an environment cannot be made
   */
  constructor(envs: readonly WorkerEnv[], options: AsyncVectorEnvOptions = {}) {
    super()
    const { autoresetMode = AutoresetMode.NEXT_STEP, timeout = null } = options
    this.autoresetMode = checkAutoresetMode(autoresetMode)
    if (timeout !== null && !(timeout > 0))
      throw new ValueError(`AsyncVectorEnv: timeout is ${timeout}, expected milliseconds above 0, or null`)
    this.#timeout = timeout
    this.numEnvs = envs.length
    this.#ended = new Uint8Array(this.numEnvs)
    const { seats, deaths, supervisor } = startWorkers(envs, options)
    this.#seats = seats
    this.#deaths = deaths
    this.#supervisor = supervisor
    const described = seats.map((_, i) => this.#answerOf(i, null) as Described)
    const spaces = described.flatMap(d => d.spaces)
    const observations = spaces.map(s => s.observation)
    const actions = spaces.map(s => s.action)
    this.singleObservationSpace = this.#sameSpace("observationSpace", observations) as Space<Obs>
    this.singleActionSpace = this.#sameSpace("actionSpace", actions) as Space<Act>
    this.observationSpace = batchSpace(this.singleObservationSpace as Space, this.numEnvs) as Space<Batch<Obs>>
    this.actionSpace = batchSpace(this.singleActionSpace as Space, this.numEnvs) as Space<Batch<Act>>
    this.metadata = { ...described[0].metadata, autoresetMode }
    this.renderMode = described[0].renderMode
    const memory = this.#allocate()
    this.#observations = viewsOf(this.singleObservationSpace, this.numEnvs, memory.observations)
    this.#actions = viewsOf(this.singleActionSpace, this.numEnvs, memory.actions)
    this.#rewards = new Float64Array(memory.rewards)
    this.#terminations = new Uint8Array(memory.ended, 0, this.numEnvs)
    this.#truncations = new Uint8Array(memory.ended, this.numEnvs)
    this.#each(seat => this.#send(seat, 0, memory))
    this.#each((_, i) => this.#answerOf(i, null))
  }

  override get closed(): boolean {
    return this.#closed
  }

  override reset(options?: VectorResetOptions): VectorResetResult<NoInfer<Obs>> {
    this.resetAsync(options)
    return this.resetWait()
  }

  override step(actions: Actions<NoInfer<Act>>): VectorStepResult<NoInfer<Obs>> {
    this.stepAsync(actions)
    return this.stepWait()
  }

  /** Starts a reset; `resetWait` has the result. Throws what SyncVectorEnv's `reset` does, AlreadyPendingCall. */
  resetAsync({ seed, options, resetMask }: VectorResetOptions = {}): void {
    this.#checkIdle("reset")
    const seeds = seedsOf(seed, this.numEnvs)
    if (resetMask !== undefined) checkResetMask(resetMask, this.numEnvs)
    if (resetMask?.includes(0) && !this.#hasReset)
      throw new ResetNeeded("The first reset() must reset all environments; call it without resetMask")
    this.#each(seat => {
      const { first, end } = seat
      const mask = resetMask === undefined ? null : resetMask.slice(first, end)
      this.#send(seat, RESET, { seeds: seeds.slice(first, end), options, resetMask: mask })
    })
    for (let i = 0; i < this.numEnvs; i++) if (resetMask === undefined || resetMask[i] === 1) this.#ended[i] = 0
    this.#pending = "reset"
    this.#hasReset = true
  }

  /** The result of `resetAsync`. Throws NoAsyncCall, WorkerFailed. */
  resetWait(): VectorResetResult<NoInfer<Obs>> {
    const infos = this.#collect("reset")
    return [this.#together(), infos]
  }

  /** Starts a step; `stepWait` has the result. Throws what SyncVectorEnv's `step` does, AlreadyPendingCall. */
  stepAsync(actions: Actions<Act>): void {
    this.#checkIdle("step")
    if (!this.#hasReset) throw new ResetNeeded("step() before the first reset(); call reset() first")
    const over = this.#ended.indexOf(1)
    if (this.autoresetMode === AutoresetMode.DISABLED && over !== -1)
      throw new ResetNeeded(`The episode of environment ${over} is over; call reset({ resetMask }) first`)
    const list = listOfActions(this.actionSpace as Space, actions, this.numEnvs)
    if (this.#actions !== null) {
      if (Array.isArray(actions)) concatenate(this.singleActionSpace as Space, list, this.#actions)
      else writeViews(this.#actions, actions as Views)
    }
    this.#each(seat => this.#send(seat, STEP, this.#actions === null ? list.slice(seat.first, seat.end) : undefined))
    this.#pending = "step"
  }

  /** The result of `stepAsync`. Throws NoAsyncCall, WorkerFailed. */
  stepWait(): VectorStepResult<Obs> {
    const infos = this.#collect("step")
    const [rewards, terminations] = [this.#rewards.slice(), this.#terminations.slice()]
    const truncations = this.#truncations.slice()
    for (let i = 0; i < this.numEnvs; i++) this.#ended[i] = terminations[i] | truncations[i]
    return [this.#together(), rewards, terminations, truncations, infos]
  }

  override render(): unknown[] {
    return this.call("render")
  }

  /** Per environment, the result of its method, or its property, of that name. */
  call(name: string, ...args: readonly unknown[]): unknown[] {
    this.#checkIdle("call")
    this.#each(seat => this.#send(seat, CALL, { name, args }))
    return this.#seats.flatMap((_, i) => this.#answerOf(i) as unknown[])
  }

  /** Closes the environments and stops the workers; after five seconds also those that do not answer. */
  override close(): void {
    if (this.#closed) return
    try {
      if (this.#pending !== null) this.#collect(this.#pending, CLOSE_TIMEOUT)
      this.#closing = true
      this.#each(seat => this.#send(seat, CLOSE, undefined))
      this.#each((_, i) => this.#answerOf(i, CLOSE_TIMEOUT))
    } finally {
      this.#stop()
    }
  }

  /** Shared memory for all results. */
  #allocate(): SharedMemory {
    const share = (space: Space) => {
      const bytes = sharedBytes(space, this.numEnvs)
      return bytes === null ? null : new SharedArrayBuffer(bytes)
    }
    return {
      observations: share(this.singleObservationSpace as Space),
      actions: share(this.singleActionSpace as Space),
      rewards: new SharedArrayBuffer(8 * this.numEnvs),
      ended: new SharedArrayBuffer(2 * this.numEnvs),
    }
  }

  #sameSpace(field: string, jsons: readonly unknown[]): Space {
    const [first, ...others] = jsons.map(spaceFromJSON)
    const at = others.findIndex(space => !space.equals(first))
    if (at === -1) return first
    this.#stop()
    throw new ValueError(`envs[${at + 1}].${field} is ${others[at]}, expected that of envs[0], ${first}`)
  }

  #each(f: (seat: Seat, i: number) => void): void {
    for (let i = 0; i < this.#seats.length; i++) f(this.#seats[i], i)
  }

  #send({ row, port }: Seat, kind: number, message: unknown): void {
    if (message !== undefined) port.postMessage(message)
    row[KIND] = kind
    Atomics.add(row, COMMAND, 1)
    Atomics.notify(row, COMMAND)
  }

  #checkIdle(call: string): void {
    if (this.#closed) throw new ClosedEnvironment(`${this} is closed`)
    if (this.#pending !== null)
      throw new AlreadyPendingCall(`${call} while a ${this.#pending} is under way; call ${this.#pending}Wait() first`)
    const gone = this.#seats.findIndex(({ row }) => Atomics.load(row, STATE) === GONE)
    if (gone !== -1) this.#throwGone(gone)
  }

  /** Waits for all workers; the infos of all environments. */
  #collect(call: "reset" | "step", timeout = this.#timeout): VectorInfo {
    if (this.#closed) throw new ClosedEnvironment(`${this} is closed`)
    if (this.#pending !== call) throw new NoAsyncCall(`${call}Wait() without ${call}Async() before it`)
    const infos: VectorInfo = {}
    this.#each(({ first, end }, i) => {
      const answer = this.#answerOf(i, timeout) as { infos: VectorInfo; observations: unknown[] | null } | null
      if (answer !== null) mergeInfos(infos, answer.infos, first, end - first, this.numEnvs)
      answer?.observations?.forEach((observation, k) => {
        this.#list[first + k] = observation
      })
    })
    this.#pending = null
    return infos
  }

  /** The message of a worker's next answer; null if it has none. */
  #answerOf(i: number, timeout: number | null = this.#timeout): unknown {
    const seat = this.#seats[i]
    const { row } = seat
    for (let spin = 0; spin < SPINS; spin++) if (Atomics.load(row, ANSWER) !== seat.answers) break
    while (Atomics.load(row, ANSWER) === seat.answers)
      if (Atomics.wait(row, ANSWER, seat.answers, timeout ?? Number.POSITIVE_INFINITY) === "timed-out")
        this.#throw(`Worker ${i} (environments ${seat.first} to ${seat.end - 1}) gave no answer in ${timeout} ms`)
    seat.answers++
    const state = Atomics.load(row, STATE)
    if (state === MESSAGE) return receiveMessageOnPort(seat.port)?.message
    if (state === FAILED) this.#throwFailed(i, receiveMessageOnPort(seat.port)?.message)
    // A worker that has closed its environments goes.
    if (state === GONE && !this.#closing) this.#throwGone(i)
    return null
  }

  #throwFailed(i: number, error: { env: number | null; name: string; message: string; stack: string }): never {
    const who = error.env === null ? `Worker ${i}` : `Environment ${error.env} (worker ${i})`
    this.#throw(`${who} threw ${error.name}: ${error.message}`, error.stack)
  }

  #throwGone(i: number): never {
    const { first, end, port } = this.#seats[i]
    // It may have said why before it went.
    const last = receiveMessageOnPort(port)?.message
    if (typeof last?.name === "string") this.#throwFailed(i, last)
    let told = receiveMessageOnPort(this.#deaths)?.message
    while (told !== undefined && told.index !== i) told = receiveMessageOnPort(this.#deaths)?.message
    this.#throw(`Worker ${i} (environments ${first} to ${end - 1}) has died: ${told?.reason ?? "no reason known"}`)
  }

  /** Stops everything, for nothing is known about where the environments are. */
  #throw(message: string, stack?: string): never {
    this.#stop()
    const error = new WorkerFailed(`${message}. The vector environment is now closed`)
    if (stack !== undefined) error.cause = stack
    throw error
  }

  #stop(): void {
    this.#closed = true
    for (const { port } of this.#seats) port.close()
    this.#deaths.close()
    void this.#supervisor.terminate()
  }

  #together(): Batch<Obs> {
    if (this.#observations !== null) return copyOfViews(this.#observations) as Batch<Obs>
    return concatenate(this.singleObservationSpace as Space, this.#list) as Batch<Obs>
  }
}

function viewsOf(space: unknown, n: number, buffer: SharedArrayBuffer | null): Views | null {
  return buffer === null ? null : sharedViews(space as Space, n, buffer)
}

/** Starts the workers, each with an equal share of the environments. */
function startWorkers(envs: readonly WorkerEnv[], options: AsyncVectorEnvOptions) {
  const { autoresetMode = AutoresetMode.NEXT_STEP, workers = 2 } = options
  const { execArgv = [], worker = SCRIPT, resourceLimits } = options
  if (envs.length === 0) throw new ValueError("AsyncVectorEnv: envs is empty, expected at least one")
  if (!(Number.isSafeInteger(workers) && workers > 0))
    throw new ValueError(`AsyncVectorEnv: workers is ${workers}, expected a positive integer`)
  const numEnvs = envs.length
  const threads = Math.min(workers, numEnvs)
  const control = new SharedArrayBuffer(threads * ROW * 4)
  const channels = Array.from({ length: threads }, () => new MessageChannel())
  const deaths = new MessageChannel()
  for (const { port1 } of [...channels, deaths]) port1.unref()
  const bound = (i: number) => Math.floor((i * numEnvs) / threads)
  const seats: Seat[] = channels.map(({ port1 }, i) => {
    const row = new Int32Array(control, i * ROW * 4, ROW)
    return { row, port: port1, first: bound(i), end: bound(i + 1), answers: 0 }
  })
  const starts = seats.map(({ first, end }, index) => {
    return { index, envs: envs.slice(first, end), first, numEnvs, autoresetMode, control }
  })
  const ports = channels.map(({ port2 }) => port2)
  const common = { script: worker, execArgv, resourceLimits }
  try {
    const supervisor = startSupervisor({ ...common, workers: starts, ports, deaths: deaths.port2 })
    return { seats, deaths: deaths.port1, supervisor }
  } catch (error) {
    for (const { port1 } of [...channels, deaths]) port1.close()
    throw new ValueError(`AsyncVectorEnv: envs must be data that can be sent to a thread; ${(error as Error).message}`)
  }
}
