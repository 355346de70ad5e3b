// A single sample in JSON. `toJsonable` takes lists, and writes some of them part by part.

import { Dict } from "./dict.ts"
import { listFromJSON } from "./nested.ts"
import { Sequence } from "./sequence.ts"
import type { Space } from "./space.ts"
import { Tuple } from "./tuple.ts"

/** Whether `toJsonable` writes one entry per part, not one per sample. */
function isByPart(space: Space): boolean {
  return space instanceof Dict || space instanceof Tuple || (space instanceof Sequence && space.isStackedByPart)
}

/** The one sample; for spaces written part by part a list of one sample. */
export function oneToJsonable(space: Space, sample: unknown): unknown {
  const json = space.toJsonable([sample])
  return isByPart(space) ? json : listFromJSON(json)[0]
}

/** What `oneToJsonable` made plain data of. */
export function oneFromJsonable(space: Space, json: unknown): unknown {
  return space.fromJsonable(isByPart(space) ? json : [json])[0]
}
