// RescaleAction: other bounds for actions.
//
// Source: Gymnasium 1.4.0, wrappers/transform_action.py.

import { ActionWrapper, type Env } from "../core.ts"
import { ValueError } from "../errors.ts"
import type { NumberArray } from "../spaces/dtype.ts"
import type { Space } from "../spaces/space.ts"
import { boxOf } from "./box-of.ts"
import { type Bounds, rescaleBox } from "./rescale-box.ts"

/** Takes actions in [minAction, maxAction] and maps them linearly to the environment's bounds. */
export class RescaleAction<Obs, Act extends NumberArray> extends ActionWrapper<Obs, Act> {
  readonly #map: (action: NumberArray) => NumberArray

  /** @throws ValueError unless the action space is a Box, finite where the new bounds are, and minAction < maxAction */
  constructor(env: Env<Obs, Act>, minAction: Bounds, maxAction: Bounds) {
    const inner = boxOf("RescaleAction", "actionSpace", env.actionSpace)
    const { box, backward } = rescaleBox("RescaleAction", inner, minAction, maxAction)
    const at = Array.from(box.low).findIndex((low, i) => low === box.high[i])
    if (at !== -1)
      throw new ValueError(`RescaleAction: minAction and maxAction are ${box.low[at]} at [${at}], expected min < max`)
    super(env, box as unknown as Space<Act>, [RescaleAction, minAction, maxAction])
    this.#map = backward
  }

  override action(action: Act): Act {
    return this.#map(action) as Act
  }
}
