// VectorizeTransformAction: an action wrapper of single environments for a vector of them.
//
// Source: Gymnasium 1.4.0, wrappers/vector/vectorize_action.py.

import type { ActionWrapper, Env } from "../../core.ts"
import type { Space } from "../../spaces/space.ts"
import { listOfActions } from "../batch-actions.ts"
import type { Actions, VectorEnv } from "../vector-env.ts"
import { VectorActionWrapper } from "../vector-wrapper.ts"
import { OneEnv } from "./one-env.ts"

/** Applies `action` of the wrapper that `wrap` makes to every action. The wrapper must not keep state between calls. */
export class VectorizeTransformAction<Obs, Act, InnerAct = Act> extends VectorActionWrapper<Obs, Act, InnerAct> {
  readonly wrapper: ActionWrapper<Obs, Act, InnerAct>

  constructor(env: VectorEnv<Obs, InnerAct>, wrap: (env: Env<Obs, InnerAct>) => ActionWrapper<Obs, Act, InnerAct>) {
    const wrapper = wrap(new OneEnv(env))
    super(env, wrapper.actionSpace)
    this.wrapper = wrapper
  }

  override actions(actions: Actions<Act>): Actions<InnerAct> {
    const list = listOfActions(this.actionSpace as Space, actions, this.numEnvs)
    return list.map(action => this.wrapper.action(action))
  }
}
