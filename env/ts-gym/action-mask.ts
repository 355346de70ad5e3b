// Action masks that travel with observations and infos.
//
// A convention Gymnasium's environments and MaskablePPO (Stable-Baselines3 contrib) share: `info.action_mask`, here
// also `actionMask`, in info or, where that is an object, in the observation; in the form `actionSpace.sample` takes.

import { isPlainObject } from "./data.ts"
import { Dict } from "./spaces/dict.ts"
import { Discrete } from "./spaces/discrete.ts"
import type { Mask } from "./spaces/mask.ts"
import { MultiDiscrete } from "./spaces/multi-discrete.ts"
import type { Space } from "./spaces/space.ts"
import { Tuple } from "./spaces/tuple.ts"

const KEYS = ["actionMask", "action_mask"]

/** The mask of a call's result and where it is, or null if there is none. */
export function findActionMask(observation: unknown, info: unknown): { mask: unknown; where: string } | null {
  for (const [holder, name] of [[info, "info"] as const, [observation, "observation"] as const])
    for (const key of KEYS)
      if (isPlainObject(holder) && Object.hasOwn(holder, key)) return { mask: holder[key], where: `${name}.${key}` }
  return null
}

/**
 * The part of a mask that admits nothing, as a path ("" for the whole mask); null if there is at least one action, or
 * for the spaces whose masks are of another kind. The mask must fit the space (`space.sample(mask)` does not throw).
 */
export function admitsNothing(space: Space, mask: unknown): string | null {
  if (mask === undefined || mask === null) return null
  if (space instanceof Dict)
    return firstPath(
      space.keys.map(key => [`.${key}`, admitsNothing(space.spaces[key], (mask as Record<string, unknown>)[key])]),
    )
  if (space instanceof Tuple)
    return firstPath(
      space.spaces.map((part: Space, i: number) => [`[${i}]`, admitsNothing(part, (mask as unknown[])[i])]),
    )
  if (space instanceof Discrete) return (mask as Mask).includes(1) ? null : ""
  if (!(space instanceof MultiDiscrete)) return null
  const at = (mask as readonly Mask[]).findIndex(part => !part.includes(1))
  return at === -1 ? null : `[${at}]`
}

/** The first part with a path, with that path. */
function firstPath(parts: readonly [name: string, path: string | null][]): string | null {
  const found = parts.find(([, path]) => path !== null)
  return found === undefined ? null : found.join("")
}
