// Environment ids: `[namespace/]name[-vN]`.
//
// Source: Gymnasium 1.4.0, envs/registration.py.

import { MalformedId } from "./errors.ts"

/** The parts of an id; null for those it does not have. */
export interface EnvId {
  readonly namespace: string | null
  readonly name: string
  readonly version: number | null
}

const ID = /^(?:(?<namespace>[\w:-]+)\/)?(?<name>[\w:.-]+?)(?:-v(?<version>\d+))?$/

/** @throws MalformedId if the text is no id */
export function parseEnvId(id: string): EnvId {
  const groups = ID.exec(id)?.groups
  if (groups === undefined) throw new MalformedId(`Environment id "${id}" is malformed, expected [namespace/]name[-vN]`)
  const { namespace = null, name, version } = groups
  return { namespace, name, version: version === undefined ? null : Number(version) }
}

/** The id of its parts. */
export function formatEnvId({ namespace, name, version }: EnvId): string {
  return `${namespace === null ? "" : `${namespace}/`}${name}${version === null ? "" : `-v${version}`}`
}
