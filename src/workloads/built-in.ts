// The networks that come with the library.

import { unknownName } from "../core/check.ts"
import { InputError } from "../core/errors.ts"
import { NETWORK_TABLES } from "./generated/networks.ts"
import type { Network } from "./network.ts"
import { parseNetworkCsv } from "./network-csv.ts"

/** Names of the built-in networks, sorted. */
export const NETWORK_NAMES: readonly string[] = Object.keys(NETWORK_TABLES)

/** A built-in network by name. @throws InputError for an unknown name, with the nearest one. */
export function builtInNetwork(name: string): Network {
  const text = Object.hasOwn(NETWORK_TABLES, name) ? NETWORK_TABLES[name] : undefined
  if (text === undefined) throw new InputError(unknownName("network", name, NETWORK_NAMES), "unknown-network")
  return parseNetworkCsv(text, name)
}
