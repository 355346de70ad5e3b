// The classic environments against Gymnasium's own runs.

import { describe, expect, test } from "vitest"
import { generateRandomMap, make } from "../../../../env/ts-gym/index.ts"
import { type Recorded, readRecorded, run } from "./replay.ts"

describe.each(["environments", "taxi-v3"])("%s", fixture => {
  test.each<Recorded>(
    readRecorded(fixture).map((r: Recorded) => [`${r.id} ${JSON.stringify(r.kwargs)}, seed ${r.seed}`, r]),
  )("%s", (_: string, { id, kwargs, seed, rows }: Recorded) => {
    const renderMode = "text" in rows[0] ? "ansi" : null
    expect(run(make(id, { ...kwargs, renderMode }), seed, rows)).toEqual(rows)
  })
})

test("random maps", () => {
  for (const { map, ...options } of readRecorded("maps")) expect(generateRandomMap(options)).toEqual(map)
})
