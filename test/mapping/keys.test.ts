// The set of mappings tried, beside a Set.

import * as fc from "fast-check"
import { expect, test } from "vitest"
import { KeySet } from "../../src/mapping/keys.ts"

test("adds what is new, refuses what is there, and grows", () => {
  const key = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.maxSafeInteger().map(Math.abs))
  fc.assert(
    fc.property(fc.array(key, { maxLength: 400 }), keys => {
      const set = new KeySet(1)
      const plain = new Set<number>()
      for (const k of keys) {
        expect(set.add(k)).toBe(!plain.has(k))
        plain.add(k)
      }
    }),
    { numRuns: 50, seed: 3 },
  )
})
