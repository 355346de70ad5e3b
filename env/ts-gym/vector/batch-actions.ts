// Actions of a vector environment, in either form, one per environment.

import { ValueError } from "../errors.ts"
import { iterate } from "../space-batch.ts"
import type { Space } from "../spaces/space.ts"
import type { Actions } from "./vector-env.ts"

/**
 * One action per environment, from an array of them or an element of the batched space.
 *
 * @throws ValueError unless there is one action per environment
 */
export function listOfActions<Act>(space: Space, actions: Actions<Act>, numEnvs: number): readonly Act[] {
  if (Array.isArray(actions)) {
    if (actions.length === numEnvs) return actions
    throw new ValueError(`actions has ${actions.length} entries, expected ${numEnvs}, one per environment`)
  }
  const reason = space.explain(actions)
  // Elements outside their bounds are the environments' to judge; another form or length is not.
  if (reason !== null && !reason.startsWith("[")) throw new ValueError(`actions ${reason}`)
  return iterate(space, actions, numEnvs) as Act[]
}
