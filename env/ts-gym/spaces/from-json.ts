// Spaces from what their `toJSON` wrote.

import { ValueError } from "../errors.ts"
import { Box } from "./box.ts"
import { Dict } from "./dict.ts"
import { Discrete } from "./discrete.ts"
import type { ArrayDtype } from "./dtype.ts"
import { MultiBinary } from "./multi-binary.ts"
import { MultiDiscrete } from "./multi-discrete.ts"
import type { Space } from "./space.ts"

// The constructors check what they are given, so the fields are only named here.
// biome-ignore lint/suspicious/noExplicitAny: see above
type Fields = any

const READERS: { readonly [type: string]: (fields: Fields) => Space } = {
  Box: ({ low, high, shape, dtype }) => new Box(low.map(Number), high.map(Number), shape, dtype as ArrayDtype),
  Dict: ({ spaces }) => {
    const parts = Object.entries(spaces).map(([key, json]) => [key, spaceFromJSON(json)])
    return new Dict(Object.fromEntries(parts), { sortKeys: false })
  },
  Discrete: ({ n, start }) => new Discrete(n, { start }),
  MultiBinary: ({ n }) => new MultiBinary(n),
  MultiDiscrete: ({ nvec, start }) => new MultiDiscrete(nvec, { start }),
}

/**
 * The space `json` describes, with a generator of its own.
 *
 * @throws ValueError for an unknown type or fields the space does not accept
 */
export function spaceFromJSON(json: unknown): Space {
  const type = typeof json === "object" && json !== null && "type" in json ? String(json.type) : "none"
  if (!Object.hasOwn(READERS, type))
    throw new ValueError(`space type is ${type}, expected one of ${Object.keys(READERS).join(", ")}`)
  return READERS[type](json)
}
