// What every space must do. Use: describeSpaceContract("my space", () => new MySpace()).

import { describe, expect, test } from "vitest"
import { checkSpace, type Space } from "../../env/ts-gym/index.ts"

const DRAWS = 50

/** Registers the tests every space must pass. `make` gives a new, equal space on every call. */
export function describeSpaceContract(name: string, make: () => Space): void {
  describe(`space contract: ${name}`, () => {
    test("checkSpace finds nothing and leaves the generator alone", () => {
      const [space, untouched] = [make(), make()]
      space.seed(1)
      untouched.seed(1)
      checkSpace(space, { samples: DRAWS })
      expect(space.sample()).toEqual(untouched.sample())
    })

    test("another space's draws change nothing", () => {
      const [a, b, other] = [make(), make(), make()]
      a.seed(5)
      b.seed(5)
      for (let i = 0; i < DRAWS; i++) {
        other.sample()
        expect(b.sample()).toEqual(a.sample())
      }
    })

    test("values of other kinds are no members, each with a reason", () => {
      const space = make()
      for (const x of [undefined, null, "!", Number.NaN, 0.5, () => 0, [[[]]], { unknown: 1 }, new Float64Array(99)]) {
        expect(space.contains(x)).toBe(false)
        expect(space.explain(x)).toMatch(/expected/)
      }
    })

    test("equals an equal space, nothing else", () => {
      const space = make()
      expect(space.equals(make())).toBe(true)
      expect(space.equals({ ...space })).toBe(false)
    })
  })
}
