// What every search method must do. Use: describeOptimiserContract("my method", myMethod, problem).

import { describe, expect, test } from "vitest"
import { type CheckOptimiserOptions, checkOptimiser } from "../../agents/baselines/check-optimiser.ts"
import type { MakeOptimiser } from "../../agents/baselines/optimiser.ts"
import type { AllocationProblem } from "../../src/allocation/problem.ts"

/** Registers the tests every search method must pass on a problem. */
export function describeOptimiserContract(
  name: string,
  make: MakeOptimiser,
  problem: AllocationProblem,
  options: Partial<CheckOptimiserOptions> = {},
): void {
  describe(`optimiser contract: ${name}`, () => {
    test("is kept", () => {
      expect(() => checkOptimiser(make, problem, options)).not.toThrow()
    })
  })
}
