// TransformAction of a vector environment: a function of all actions together.
//
// Source: Gymnasium 1.4.0, wrappers/vector/vectorize_action.py.

import type { Space } from "../../spaces/space.ts"
import type { Actions, VectorEnv } from "../vector-env.ts"
import { VectorActionWrapper } from "../vector-wrapper.ts"

/** Hands on `func(actions)`; one action from outside is in the given space, or the environments' if null. */
export class VectorTransformAction<Obs, Act, InnerAct = Act> extends VectorActionWrapper<Obs, Act, InnerAct> {
  readonly func: (actions: Actions<Act>) => Actions<InnerAct>

  constructor(
    env: VectorEnv<Obs, InnerAct>,
    func: (actions: Actions<Act>) => Actions<InnerAct>,
    singleActionSpace: Space<Act> | null = null,
  ) {
    super(env, singleActionSpace)
    this.func = func
  }

  override actions(actions: Actions<Act>): Actions<InnerAct> {
    return this.func(actions)
  }
}
