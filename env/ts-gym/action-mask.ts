// Action masks that travel with observations and infos.
//
// A convention Gymnasium's environments and MaskablePPO (Stable-Baselines3 contrib) share: `info.action_mask`, here
// also `actionMask`, in info or, where that is an object, in the observation; in the form `actionSpace.sample` takes.

import { isPlainObject } from "./data.ts"
import { Dict } from "./spaces/dict.ts"
import { MultiBinary } from "./spaces/multi-binary.ts"
import type { Space } from "./spaces/space.ts"

const KEYS = ["actionMask", "action_mask"]

/** The mask of a call's result and where it is, or null if there is none. */
export function findActionMask(observation: unknown, info: unknown): { mask: unknown; where: string } | null {
  for (const [holder, name] of [[info, "info"] as const, [observation, "observation"] as const])
    for (const key of KEYS)
      if (isPlainObject(holder) && Object.hasOwn(holder, key)) return { mask: holder[key], where: `${name}.${key}` }
  return null
}

/**
 * The part of a mask that admits nothing, as a path ("" for the whole mask); null if there is at least one action.
 * The mask must fit the space (`space.sample(mask)` does not throw).
 */
export function admitsNothing(space: Space, mask: unknown): string | null {
  if (space instanceof MultiBinary || mask === undefined) return null
  if (space instanceof Dict) {
    for (const [key, part] of Object.entries<Space>(space.spaces)) {
      const found = admitsNothing(part, (mask as Record<string, unknown>)[key])
      if (found !== null) return `.${key}${found}`
    }
    return null
  }
  if (!Array.isArray(mask)) return (mask as Uint8Array).includes(1) ? null : ""
  const at = mask.findIndex((part: Uint8Array) => !part.includes(1))
  return at === -1 ? null : `[${at}]`
}
