// Actions of a vector environment, in either form, one per environment.

import { ValueError } from "../errors.ts"
import { iterate } from "../spaces/iterate.ts"
import type { Space } from "../spaces/space.ts"
import { Tuple } from "../spaces/tuple.ts"
import type { Actions } from "./vector-env.ts"

/**
 * One action per environment, from an array of them or an element of the batched space.
 *
 * @throws ValueError unless there is one action per environment
 */
export function listOfActions<Act>(space: Space, actions: Actions<Act>, numEnvs: number): readonly Act[] {
  if (Array.isArray(actions) && !(space instanceof Tuple)) {
    if (actions.length === numEnvs) return actions
    throw new ValueError(`actions has ${actions.length} entries, expected ${numEnvs}, one per environment`)
  }
  // Whether every action is a member is for the environments to judge.
  const list = iterate(space, actions) as readonly Act[]
  if (list.length !== numEnvs) throw new ValueError(`actions has ${list.length} entries, expected ${numEnvs}`)
  return list
}
