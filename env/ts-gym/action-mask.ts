// Action masks that travel with observations and infos.
//
// A convention Gymnasium's environments and MaskablePPO (Stable-Baselines3 contrib) share: `info.action_mask`, here
// also `actionMask`, in info or, where that is an object, in the observation; in the form `actionSpace.sample` takes.

import { isPlainObject } from "./data.ts"
import { Dict } from "./spaces/dict.ts"
import { Discrete } from "./spaces/discrete.ts"
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
 * The part of a mask that admits nothing, as a path ("" for the whole mask); null if there is at least one action.
 * The mask must fit the space (`space.sample(mask)` does not throw).
 */
export function admitsNothing(space: Space, mask: unknown): string | null {
  if (mask === undefined || mask === null) return null
  if (space instanceof Discrete) return (mask as Uint8Array).includes(1) ? null : ""
  if (space instanceof MultiDiscrete) {
    const at = (mask as readonly Uint8Array[]).findIndex(part => !part.includes(1))
    return at === -1 ? null : `[${at}]`
  }
  for (const [path, key, part] of partsOf(space)) {
    const found = admitsNothing(part, (mask as Record<string | number, unknown>)[key])
    if (found !== null) return `${path}${found}`
  }
  // MultiBinary always has an element; masks of the other spaces leave their length open.
  return null
}

/** The parts of a Dict or Tuple with the path and key of each. */
function partsOf(space: Space): readonly [path: string, key: string | number, part: Space][] {
  if (space instanceof Dict) return space.keys.map((key: string) => [`.${key}`, key, space.spaces[key] as Space])
  if (space instanceof Tuple) return space.spaces.map((part: Space, i: number) => [`[${i}]`, i, part])
  return []
}
