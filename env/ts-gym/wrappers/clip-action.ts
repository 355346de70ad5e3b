// ClipAction: any number is an action, moved into the environment's bounds.
//
// Source: Gymnasium 1.4.0, wrappers/transform_action.py.

import { ActionWrapper, type Env } from "../core.ts"
import { Box } from "../spaces/box.ts"
import { type NumberArray, newArray } from "../spaces/dtype.ts"
import type { Space } from "../spaces/space.ts"
import { type AnyBox, boxOf } from "./box-of.ts"

/** Takes actions without bounds and moves every element into those of the environment's Box. */
export class ClipAction<Obs, Act extends NumberArray> extends ActionWrapper<Obs, Act> {
  readonly #box: AnyBox

  /** @throws ValueError unless the action space is a Box */
  constructor(env: Env<Obs, Act>) {
    const box = boxOf("ClipAction", "actionSpace", env.actionSpace)
    const limit = Number.POSITIVE_INFINITY
    const low = box.dtype === "uint8" ? 0 : -limit
    const high = box.dtype === "uint8" ? 255 : limit
    super(env, new Box(low, high, box.shape, box.dtype) as unknown as Space<Act>, [ClipAction])
    this.#box = box
  }

  override action(action: Act): Act {
    const { low, high, dtype } = this.#box
    const clipped = newArray(dtype, action.length)
    for (let i = 0; i < clipped.length; i++) clipped[i] = Math.min(high[i], Math.max(low[i], action[i]))
    return clipped as Act
  }
}
