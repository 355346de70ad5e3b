// What every space must do. Use: describeSpaceContract("my space", () => new MySpace()).

import { describe, expect, test } from "vitest"
import { type Space, spaceFromJSON } from "../../env/ts-gym/index.ts"

const DRAWS = 50

/** Registers the tests every space must pass. `make` gives a new, equal space on every call. */
export function describeSpaceContract(name: string, make: () => Space): void {
  describe(`space contract: ${name}`, () => {
    test("samples are members", () => {
      const space = make()
      for (let i = 0; i < DRAWS; i++) {
        const x = space.sample()
        expect(space.explain(x)).toBe(null)
        expect(space.contains(x)).toBe(true)
      }
    })

    test("the same seed gives the same samples, another generator is not touched", () => {
      const [a, b, other] = [make(), make(), make()]
      a.seed(5)
      b.seed(5)
      for (let i = 0; i < DRAWS; i++) {
        other.sample()
        expect(b.sample()).toEqual(a.sample())
      }
    })

    test("a sample is new data", () => {
      const space = make()
      const [x, y] = [space.sample(), space.sample()]
      expect(typeof x === "object" && x === y).toBe(false)
    })

    test("values of other kinds are no members, each with a reason", () => {
      const space = make()
      for (const x of [undefined, null, "text", Number.NaN, 0.5, [], {}, () => 0, new Float64Array(0)]) {
        expect(space.contains(x)).toBe(false)
        expect(space.explain(x)).toMatch(/expected/)
      }
    })

    test("equals an equal space and its own JSON, nothing else", () => {
      const space = make()
      expect(space.equals(make())).toBe(true)
      const read = spaceFromJSON(JSON.parse(JSON.stringify(space)))
      expect(read.equals(space)).toBe(true)
      read.seed(3)
      space.seed(3)
      expect(read.sample()).toEqual(space.sample())
      expect(space.equals(null)).toBe(false)
      expect(space.equals({ ...space })).toBe(false)
    })
  })
}
