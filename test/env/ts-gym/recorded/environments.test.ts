// The classic environments against Gymnasium's own runs.

import { describe, expect, test } from "vitest"
import { generateRandomMap, make } from "../../../../env/ts-gym/index.ts"
import { readRecorded, run } from "./replay.ts"

for (const fixture of ["environments", "taxi-v3"]) {
  describe(fixture, () => {
    for (const { id, kwargs, seed, rows } of readRecorded(fixture)) {
      test(`${id} ${JSON.stringify(kwargs)}, seed ${seed}`, () => {
        const renderMode = "text" in rows[0] ? "ansi" : null
        expect(run(make(id, { ...kwargs, renderMode }), seed, rows)).toEqual(rows)
      })
    }
  })
}

test("random maps", () => {
  for (const { map, ...options } of readRecorded("maps")) expect(generateRandomMap(options)).toEqual(map)
})
