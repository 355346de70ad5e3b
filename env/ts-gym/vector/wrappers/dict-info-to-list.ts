// DictInfoToList: one info per environment instead of one object of arrays.
//
// Source: Gymnasium 1.4.0, wrappers/vector/dict_info_to_list.py.

import type { Info } from "../../core.ts"
import type { Actions, Batch, VectorResetOptions } from "../vector-env.ts"
import { listOfInfos } from "../vector-info.ts"
import { VectorWrapper } from "../vector-wrapper.ts"

/** Infos as a list with an entry per environment. To be the outermost wrapper: others expect an object. */
export class DictInfoToList<Obs, Act> extends VectorWrapper<Obs, Act> {
  override reset(options?: VectorResetOptions): [observations: Batch<Obs>, infos: Info[] & Record<string, unknown>] {
    const [observations, infos] = this.env.reset(options)
    return [observations, this.#list(infos)]
  }

  override step(
    actions: Actions<Act>,
  ): [Batch<Obs>, Float64Array, Uint8Array, Uint8Array, Info[] & Record<string, unknown>] {
    const [observations, rewards, terminations, truncations, infos] = this.env.step(actions)
    return [observations, rewards, terminations, truncations, this.#list(infos)]
  }

  // A list is an object too, which is what the base class promises.
  #list(infos: Record<string, unknown>): Info[] & Record<string, unknown> {
    return listOfInfos(infos, this.numEnvs) as Info[] & Record<string, unknown>
  }
}
