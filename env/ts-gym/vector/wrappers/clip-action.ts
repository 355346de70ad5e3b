// ClipAction of a vector environment.
//
// Source: Gymnasium 1.4.0, wrappers/vector/vectorize_action.py.

import type { NumberArray } from "../../spaces/dtype.ts"
import { ClipAction } from "../../wrappers/clip-action.ts"
import type { VectorEnv } from "../vector-env.ts"
import { VectorizeTransformAction } from "./vectorize-action.ts"

/** Takes actions without bounds and moves every element into those of the environments' Box. */
export class VectorClipAction<Obs, Act extends NumberArray> extends VectorizeTransformAction<Obs, Act> {
  /** @throws ValueError unless the action space is a Box */
  constructor(env: VectorEnv<Obs, Act>) {
    super(env, one => new ClipAction(one))
  }
}
