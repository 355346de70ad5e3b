// RescaleAction of a vector environment.
//
// Source: Gymnasium 1.4.0, wrappers/vector/vectorize_action.py.

import type { NumberArray } from "../../spaces/dtype.ts"
import { RescaleAction } from "../../wrappers/rescale-action.ts"
import type { Bounds } from "../../wrappers/rescale-box.ts"
import type { VectorEnv } from "../vector-env.ts"
import { VectorizeTransformAction } from "./vectorize-action.ts"

/** Takes actions in [minAction, maxAction] and maps them linearly to the environments' bounds. */
export class VectorRescaleAction<Obs, Act extends NumberArray> extends VectorizeTransformAction<Obs, Act> {
  /** @throws ValueError as RescaleAction does */
  constructor(env: VectorEnv<Obs, Act>, minAction: Bounds, maxAction: Bounds) {
    super(env, one => new RescaleAction(one, minAction, maxAction))
  }
}
