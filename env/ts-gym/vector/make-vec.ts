// makeVec: a vector environment of a registered id.
//
// Source: Gymnasium 1.4.0, envs/registration.py, `make_vec`.

import type { Env } from "../core.ts"
import { ValueError } from "../errors.ts"
import { type KwargsOf, type MakeOptions, make, type Registered, spec } from "../registry.ts"
import type { EnvKwargs, EnvSpec } from "../spec.ts"
import { AsyncVectorEnv, type AsyncVectorEnvOptions } from "./async-vector-env.ts"
import { SyncVectorEnv } from "./sync-vector-env.ts"
import type { VectorEnv } from "./vector-env.ts"

/** How the environments are run: in one loop, in worker threads, or by a class of their own. */
export type VectorizationMode = "sync" | "async" | "vectorEntryPoint"
const MODES: readonly string[] = ["sync", "async", "vectorEntryPoint"]

/** What `makeVec` may be given beside the environments' arguments. */
export interface MakeVecOptions extends MakeOptions {
  /** Environments, ≥ 1. Default 1. */
  numEnvs?: number
  /** Default the class registered for many environments at once if there is one, else "sync". */
  vectorizationMode?: VectorizationMode
  /** Options of SyncVectorEnv or AsyncVectorEnv. */
  vectorKwargs?: AsyncVectorEnvOptions & { copy?: boolean }
  /** Put around every environment, the first innermost; in "sync" only. Default none. */
  wrappers?: readonly ((env: Env) => Env)[]
  /** In "async": URL of the module that registers the id, for the workers; not needed for the built-in ones. */
  module?: string
}

type EnvOf<E> = E extends Env<infer Obs, infer Act> ? VectorEnv<Obs, Act> : VectorEnv

/**
 * Makes `numEnvs` environments of an id.
 *
 * @throws what `make` throws; ValueError for a mode that the options or the registration do not go with
 */
export function makeVec<Id extends string>(
  id: Id,
  kwargs?: KwargsOf<Id>,
  options?: MakeVecOptions,
): EnvOf<Registered<Id>>
export function makeVec(spec: EnvSpec, kwargs?: EnvKwargs, options?: MakeVecOptions): VectorEnv
export function makeVec(id: string | EnvSpec, kwargs: EnvKwargs = {}, options: MakeVecOptions = {}): VectorEnv {
  const registered = typeof id === "string" ? spec(id) : id
  const { numEnvs = 1, vectorizationMode = registered.vectorEntryPoint === null ? "sync" : "vectorEntryPoint" } =
    options
  if (!(Number.isSafeInteger(numEnvs) && numEnvs > 0))
    throw new ValueError(`makeVec: numEnvs is ${numEnvs}, expected a positive integer`)
  if (!MODES.includes(vectorizationMode))
    throw new ValueError(`makeVec: vectorizationMode is "${vectorizationMode}", expected one of ${MODES.join(", ")}`)
  const wrappers = options.wrappers ?? []
  if (vectorizationMode !== "sync" && wrappers.length > 0)
    throw new ValueError(`makeVec: wrappers go with vectorizationMode "sync", not "${vectorizationMode}"`)
  const envs = build[vectorizationMode](registered, kwargs, { ...options, numEnvs })
  envs.unwrapped.spec = { ...registered, kwargs: { ...registered.kwargs, ...kwargs, numEnvs, vectorizationMode } }
  return envs
}

type Build = (spec: EnvSpec, kwargs: EnvKwargs, options: MakeVecOptions & { numEnvs: number }) => VectorEnv

const build: { readonly [M in VectorizationMode]: Build } = {
  sync: (registered, kwargs, { numEnvs, wrappers = [], vectorKwargs, ...options }) => {
    const one = () => wrappers.reduce((env, wrap) => wrap(env), make(registered, kwargs, options))
    return new SyncVectorEnv(
      Array.from({ length: numEnvs }, () => one),
      vectorKwargs,
    )
  },
  async: ({ id }, kwargs, { numEnvs, vectorKwargs, module, maxEpisodeSteps, disableEnvChecker }) => {
    const options = { maxEpisodeSteps, disableEnvChecker }
    return new AsyncVectorEnv(
      Array.from({ length: numEnvs }, () => ({ id, kwargs, options, module })),
      vectorKwargs,
    )
  },
  vectorEntryPoint: (registered, kwargs, { numEnvs, vectorKwargs, maxEpisodeSteps }) => {
    const { vectorEntryPoint, id } = registered
    if (vectorEntryPoint === null)
      throw new ValueError(`makeVec: ${id} has no vectorEntryPoint; expected vectorizationMode "sync" or "async"`)
    if (vectorKwargs !== undefined)
      throw new ValueError(`makeVec: vectorKwargs do not go with vectorEntryPoint; give the arguments of ${id}`)
    if (registered.additionalWrappers.length > 0)
      throw new ValueError(`makeVec: vectorEntryPoint of ${id} does not go with its additionalWrappers`)
    const limit = maxEpisodeSteps === undefined ? registered.maxEpisodeSteps : maxEpisodeSteps
    return vectorEntryPoint({ ...registered.kwargs, ...kwargs, numEnvs, maxEpisodeSteps: limit })
  },
}
