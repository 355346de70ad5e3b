// From a case of bench `methods` to the problem it names.

import { namedProblem } from "../../src/allocation/named.ts"
import type { AllocationProblem } from "../../src/allocation/problem.ts"
import { InputError } from "../../src/core/errors.ts"
import type { Profile } from "../../src/costs/profile.ts"
import type { MethodCase } from "./method-cases.ts"

/** Platform of a profile: the published one for the published costs, else one that a chip could have. */
export const METHOD_PLATFORM: Readonly<Record<Profile, string>> = { physical: "mobile", maestro: "confuciux" }

/** Why a problem has no allocation. */
const NO_ALLOCATION = new Set(["budget-too-small", "contradictory-budgets", "no-shared-array", "no-possible-choice"])

/** Makes the problem of a case on the coarse grid; null when the budgets admit no allocation. */
export function problemOf(c: MethodCase, profile: Profile): AllocationProblem | null {
  const [constraint, ...further] = c.constraints
  try {
    return namedProblem({
      ...c,
      profile,
      platform: METHOD_PLATFORM[profile],
      constraint,
      further: further.map(name => ({ constraint: name, budget: c.budget })),
    }).problem
  } catch (error) {
    if (error instanceof InputError && NO_ALLOCATION.has(error.code)) return null
    throw error
  }
}
