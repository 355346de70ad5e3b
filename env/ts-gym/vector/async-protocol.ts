// How an AsyncVectorEnv and its workers talk.
//
// Every worker has a row of integers in shared memory: the number of the latest command, the number of the latest
// answer, and its state. Whoever waits sleeps on a number until it changes. What does not fit into shared memory (seeds,
// infos, errors) goes through a port, before the number changes.

import type { MakeOptions } from "../registry.ts"
import type { EnvKwargs } from "../spec.ts"

/** How a worker makes an environment. Everything must be data that threads can hand over. */
export type WorkerEnv =
  | {
      /** A registered id. */
      readonly id: string
      readonly kwargs?: EnvKwargs
      readonly options?: MakeOptions
      /** URL of the module that registers the id; not needed for those this library registers. */
      readonly module?: string
    }
  | {
      /** URL of a module. */
      readonly module: string
      /** Name of an export: a class extending Env, or a function that makes an Env; either is given the kwargs. */
      readonly export: string
      readonly kwargs?: EnvKwargs
    }

/** Columns of a worker's row. A row is a cache line, so that workers do not slow each other down. */
export const COMMAND = 0
export const ANSWER = 1
export const STATE = 2
export const KIND = 3
export const ROW = 16

/** States: the worker runs; its latest answer comes with a message; it failed; it has gone. */
export const RUNNING = 0
export const MESSAGE = 1
export const FAILED = 2
export const GONE = 3

/** Commands. */
export const RESET = 1
export const STEP = 2
export const CALL = 3
export const CLOSE = 4

/** What a worker is started with. */
export interface WorkerStart {
  readonly index: number
  /** Its environments, and the number of the first among all. */
  readonly envs: readonly WorkerEnv[]
  readonly first: number
  readonly numEnvs: number
  readonly autoresetMode: string
  readonly control: SharedArrayBuffer
}

/** Shared memory of observations, actions and results; null where the space has no form for it. */
export interface SharedMemory {
  readonly observations: SharedArrayBuffer | null
  readonly actions: SharedArrayBuffer | null
  readonly rewards: SharedArrayBuffer
  readonly ended: SharedArrayBuffer
}
