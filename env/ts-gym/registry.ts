// The registry: ids of environments and how each is made.
//
// Source: Gymnasium 1.4.0, envs/registration.py. Wrappers are applied in its order: PassiveEnvChecker,
// OrderEnforcing, TimeLimit.

import { distance } from "fastest-levenshtein"
import { Env } from "./core.ts"
import { type EnvId, formatEnvId, parseEnvId } from "./env-id.ts"
import {
  DeprecatedEnv,
  NameNotFound,
  NamespaceNotFound,
  RegistrationError,
  UnregisteredEnv,
  ValueError,
  VersionNotFound,
} from "./errors.ts"
import { warn } from "./logger.ts"
import { kindOf } from "./spaces/dtype.ts"
import type { EntryPoint, EnvKwargs, EnvSpec, VectorEntryPoint, WrapperSpec } from "./spec.ts"
import { OrderEnforcing } from "./wrappers/order-enforcing.ts"
import { PassiveEnvChecker } from "./wrappers/passive-env-checker.ts"
import { TimeLimit } from "./wrappers/time-limit.ts"

/**
 * Types of the registered environments, for `make`. A package adds its own:
 *
 *     declare module "analects/ts-gym" {
 *       interface EnvRegistry { "Grid-v1": { env: GridEnv; kwargs: GridOptions } }
 *     }
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by module augmentation
// oxlint-disable-next-line typescript/no-empty-interface, typescript/no-empty-object-type
export interface EnvRegistry {}

/** The environment type of an id; Env if it is not declared. */
export type Registered<Id> = Id extends keyof EnvRegistry
  ? EnvRegistry[Id] extends { env: Env<infer Obs, infer Act> }
    ? Env<Obs, Act>
    : Env
  : Env
/** The argument type of an id; any if it is not declared. */
export type KwargsOf<Id> = Id extends keyof EnvRegistry
  ? EnvRegistry[Id] extends { kwargs: infer K }
    ? Partial<K>
    : EnvKwargs
  : EnvKwargs

/** What `register` is given. */
export interface Registration {
  /** `[namespace/]name[-vN]`. */
  id: string
  /** Makes the environment from its arguments. */
  entryPoint: EntryPoint
  /** Steps after which episodes are truncated. Default never. */
  maxEpisodeSteps?: number
  /** Arguments for `entryPoint`; `make` may add to them and replace them. */
  kwargs?: EnvKwargs
  /** Names of the arguments `entryPoint` knows: `make` refuses others. Default: any are passed on. */
  accepts?: readonly string[]
  /** Leaves PassiveEnvChecker out. Default false. */
  disableEnvChecker?: boolean
  /** Puts OrderEnforcing in. Default true. */
  orderEnforce?: boolean
  /** Return that counts as having learnt the task. Default none. */
  rewardThreshold?: number
  /** Whether the same seed and actions may give different results. Default false. */
  nondeterministic?: boolean
  /** Wrappers that `make` puts around all others, innermost first. Default none. */
  additionalWrappers?: readonly WrapperSpec[]
  /** Makes many environments at once, for `makeVec`. Default none. */
  vectorEntryPoint?: VectorEntryPoint
}

/** What `make` may be given beside the environment's own arguments. */
export interface MakeOptions {
  /** Replaces the registered limit; null for none. */
  maxEpisodeSteps?: number | null
  /** Replaces the registered choice. */
  disableEnvChecker?: boolean
}

/** All registered environments, by id. */
export const registry: Map<string, EnvSpec> = new Map()

/**
 * Registers an environment; one of the same id is replaced, with a warning.
 *
 * @throws MalformedId for an id of another form
 * @throws RegistrationError if the name exists with a version and is now given none, or the other way round
 */
export function register(registration: Registration): void {
  const { id, entryPoint, kwargs = {}, disableEnvChecker = false, orderEnforce = true } = registration
  const parsed = parseEnvId(id)
  const siblings = specsOf(parsed)
  if (typeof entryPoint !== "function")
    throw new RegistrationError(
      `entryPoint of ${id} is ${kindOf(entryPoint)}, expected a function that makes the environment`,
    )
  const other = siblings.find(s => (s.version === null) !== (parsed.version === null))
  if (other !== undefined)
    throw new RegistrationError(
      `${id} cannot be registered beside ${other.id}: either all ids of a name have a version or the name has none. ` +
        "make() takes an id without version for its latest version",
    )
  if (registry.has(id)) warn(`${id} was registered before and is now replaced`)
  const { maxEpisodeSteps = null, rewardThreshold = null, nondeterministic = false } = registration
  const { accepts = null, additionalWrappers = [], vectorEntryPoint = null } = registration
  const behaviour = { maxEpisodeSteps, rewardThreshold, nondeterministic, disableEnvChecker, orderEnforce }
  const parts = { entryPoint, accepts, additionalWrappers, vectorEntryPoint }
  const registered: EnvSpec = { id, kwargs: { ...kwargs }, ...parts, ...behaviour, ...parsed }
  checkKwargs(registered, kwargs)
  registry.set(id, registered)
}

/**
 * What is registered under an id; without a version, under its latest version, with a warning.
 *
 * @throws NamespaceNotFound, NameNotFound, VersionNotFound, DeprecatedEnv if there is no such id, with the nearest one
 */
export function spec(id: string): EnvSpec {
  const parsed = parseEnvId(id)
  const latest = latestOf(parsed)
  const found = registry.get(id)
  if (found !== undefined) {
    if (latest !== null && latest.id !== found.id) warn(`${id} is out of date; consider ${latest.id}`)
    return found
  }
  if (parsed.version === null && latest !== null) {
    warn(`${id} has no version; using the latest, ${latest.id}`)
    return latest
  }
  throw missing(parsed)
}

/**
 * Makes a registered environment and puts its wrappers around it.
 *
 * `kwargs` go to the environment, on top of the registered ones.
 *
 * @throws what `spec` throws for an unknown id; ValueError for an argument the registration does not accept, if the
 *   entry point makes no Env, or if an additional wrapper cannot be made again
 */
export function make<Id extends string>(id: Id, kwargs?: KwargsOf<Id>, options?: MakeOptions): Registered<Id>
export function make(spec: EnvSpec, kwargs?: EnvKwargs, options?: MakeOptions): Env
export function make(id: string | EnvSpec, kwargs: EnvKwargs = {}, options: MakeOptions = {}): Env {
  const registered = typeof id === "string" ? spec(id) : id
  checkKwargs(registered, kwargs)
  const used = { ...registered.kwargs, ...kwargs }
  let env: Env = registered.entryPoint(used)
  if (!(env instanceof Env)) throw new ValueError(`entryPoint of ${registered.id} made ${kindOf(env)}, expected an Env`)
  const modes = env.metadata.renderModes
  if (used.renderMode !== undefined && used.renderMode !== null && !modes.includes(String(used.renderMode)))
    warn(`${registered.id} was made with renderMode "${used.renderMode}"; it declares: ${modes.join(", ") || "none"}`)
  // The bare environment's own spec; every wrapper shows it with what it adds.
  env.unwrapped.spec = {
    ...registered,
    kwargs: used,
    maxEpisodeSteps: null,
    orderEnforce: false,
    disableEnvChecker: true,
    additionalWrappers: [],
  }
  if (!(options.disableEnvChecker ?? registered.disableEnvChecker)) env = new PassiveEnvChecker(env)
  if (registered.orderEnforce) env = new OrderEnforcing(env)
  const limit = options.maxEpisodeSteps === undefined ? registered.maxEpisodeSteps : options.maxEpisodeSteps
  if (limit !== null) env = new TimeLimit(env, limit)
  return registered.additionalWrappers.reduce((inner, wrapper) => wrapAgain(registered.id, inner, wrapper), env)
}

/** Throws for an argument that the registration does not declare, with the nearest that it does. */
function checkKwargs({ id, accepts }: EnvSpec, kwargs: EnvKwargs): void {
  if (accepts === null) return
  const unknown = Object.keys(kwargs).find(name => !accepts.includes(name))
  if (unknown === undefined) return
  const known = accepts.length === 0 ? "none" : accepts.join(", ")
  throw new ValueError(`${id} has no argument "${unknown}".${didYouMean(unknown, accepts)} Expected: ${known}`)
}

function wrapAgain(id: string, env: Env, { name, wrapper, args }: WrapperSpec): Env {
  if (wrapper === null)
    throw new ValueError(`${id} cannot be made again with its wrapper ${name}: it does not tell how it was made`)
  return new (wrapper as new (env: Env, ...args: readonly unknown[]) => Env)(env, ...args)
}

/** The specs with the id's namespace and name, oldest version first. */
function specsOf(id: EnvId): EnvSpec[] {
  const same = [...registry.values()].filter(s => s.namespace === id.namespace && s.name === id.name)
  return same.sort((a, b) => (a.version ?? -1) - (b.version ?? -1))
}

function latestOf(id: EnvId): EnvSpec | null {
  return specsOf(id).findLast(s => s.version !== null) ?? null
}

/** ` Did you mean "…"?` with the nearest of the names, "" if none is near. */
export function didYouMean(name: string, names: Iterable<string>): string {
  const limit = Math.max(2, Math.floor(name.length / 2))
  const near = [...new Set(names)]
    .map(known => ({ known, away: distance(name.toLowerCase(), known.toLowerCase()) }))
    .sort((a, b) => a.away - b.away)[0]
  return near !== undefined && near.away <= limit ? ` Did you mean "${near.known}"?` : ""
}

/** Why there is no such environment: namespace, name or version. */
function missing(id: EnvId): Error {
  const specs = [...registry.values()]
  const here = specs.filter(s => s.namespace === id.namespace)
  if (id.namespace !== null && here.length === 0) {
    const namespaces = specs.map(s => s.namespace).filter(n => n !== null)
    return new NamespaceNotFound(`Namespace "${id.namespace}" is unknown.${didYouMean(id.namespace, namespaces)}`)
  }
  const siblings = specsOf(id)
  const bare = formatEnvId({ ...id, version: null })
  if (siblings.length === 0) {
    const where = id.namespace === null ? "" : ` in namespace "${id.namespace}"`
    const hint = didYouMean(
      id.name,
      here.map(s => s.name),
    )
    return new NameNotFound(`Environment "${id.name}" is unknown${where}.${hint} Import the module that registers it`)
  }
  const latest = latestOf(id)
  if (latest === null) return new DeprecatedEnv(`${formatEnvId(id)} is unknown; "${bare}" has no versions, use ${bare}`)
  const known = siblings.map(s => `v${s.version}`).join(", ")
  if (id.version !== null && id.version > (latest.version ?? 0))
    return new VersionNotFound(`${formatEnvId(id)} is unknown; "${bare}" has the versions ${known}`)
  if (id.version !== null) return new DeprecatedEnv(`${formatEnvId(id)} is deprecated; use ${latest.id}`)
  return new UnregisteredEnv(`${formatEnvId(id)} is not registered`)
}
