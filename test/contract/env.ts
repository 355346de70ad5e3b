// What every environment must do. Use: describeEnvContract("my env", () => new MyEnv()).

import { describe, expect, test } from "vitest"
import { type CheckContractOptions, checkEnvContract, type Env } from "../../env/ts-gym/index.ts"

/** Registers the test every environment must pass. `make` gives a new, equal environment on every call. */
export function describeEnvContract(name: string, make: () => Env, options: CheckContractOptions = {}): void {
  describe(`environment contract: ${name}`, () => {
    test("is kept", () => {
      expect(() => checkEnvContract(make, options)).not.toThrow()
    })
  })
}
