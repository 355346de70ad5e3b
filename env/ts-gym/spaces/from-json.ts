// Spaces from what their `toJSON` wrote.

import { ValueError } from "../errors.ts"
import { Box } from "./box.ts"
import { Dict } from "./dict.ts"
import { Discrete } from "./discrete.ts"
import type { ArrayDtype } from "./dtype.ts"
import { Graph } from "./graph.ts"
import { MultiBinary } from "./multi-binary.ts"
import { MultiDiscrete } from "./multi-discrete.ts"
import { OneOf } from "./one-of.ts"
import { Sequence } from "./sequence.ts"
import type { Space } from "./space.ts"
import { Text } from "./text.ts"
import { Tuple } from "./tuple.ts"

// The constructors check what they are given, so the fields are only named here.
// biome-ignore lint/suspicious/noExplicitAny: see above
type Fields = any

const READERS: { readonly [type: string]: (fields: Fields) => Space } = {
  Box: ({ low, high, shape, dtype }) => new Box(low.map(Number), high.map(Number), shape, dtype as ArrayDtype),
  Dict: ({ keys, spaces }) =>
    new Dict((keys ?? Object.keys(spaces)).map((key: string) => [key, spaceFromJSON(spaces[key])] as const)),
  Discrete: ({ n, start, dtype }) => new Discrete(n, { start, dtype }),
  Graph: ({ nodeSpace, edgeSpace }) =>
    new Graph(spaceFromJSON(nodeSpace), edgeSpace === null ? null : spaceFromJSON(edgeSpace)),
  MultiBinary: ({ n }) => new MultiBinary(n),
  MultiDiscrete: ({ nvec, start, shape, dtype }) => new MultiDiscrete(nvec, { start, shape, dtype }),
  OneOf: ({ spaces }) => new OneOf(spaces.map(spaceFromJSON)),
  Sequence: ({ space, stack }) => new Sequence(spaceFromJSON(space), { stack }),
  Text: ({ minLength, maxLength, charset }) => new Text(maxLength, { minLength, charset }),
  Tuple: ({ spaces }) => new Tuple(spaces.map(spaceFromJSON)),
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
