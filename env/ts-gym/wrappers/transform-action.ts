// TransformAction: a function of every action.
//
// Source: Gymnasium 1.4.0, wrappers/transform_action.py.

import { ActionWrapper, type Env } from "../core.ts"
import type { Space } from "../spaces/space.ts"

/** Takes actions of `actionSpace` (the environment's if null) and hands on `func(action)`. */
export class TransformAction<Obs, Act, InnerAct = Act> extends ActionWrapper<Obs, Act, InnerAct> {
  readonly func: (action: Act) => InnerAct

  constructor(env: Env<Obs, InnerAct>, func: (action: Act) => InnerAct, actionSpace: Space<Act> | null) {
    super(env, actionSpace, [TransformAction, func, actionSpace])
    this.func = func
  }

  override action(action: Act): InnerAct {
    return this.func(action)
  }
}
