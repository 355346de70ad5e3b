// The classic environments against Gymnasium's own runs.

import { describe, expect, test } from "vitest"
import { cos, sin } from "../../../../env/ts-gym/classic/trigonometry.ts"
import { generateRandomMap, make, npRandom } from "../../../../env/ts-gym/index.ts"
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

test("sine and cosine differ from NumPy's and the C library's in few last bits, counted", () => {
  const recorded = readRecorded("trigonometry")
  const [random] = npRandom(7)
  const [pole, car] = [
    [-0.42, 0.42],
    [-3.6, 1.8],
  ].map(([low, high]) => Array.from({ length: 2000 }, () => random.uniform(low, high)))
  const mine = { poleSine: pole.map(sin), poleCosine: pole.map(cos), carCosine: car.map(cos) }
  const differing = Object.entries(mine).map(([name, values]) => {
    const away = values.map((x, i) => Math.abs(x - recorded[name][i])).filter(x => x > 0)
    expect(Math.max(0, ...away)).toBeLessThanOrEqual(2 ** -53)
    return [name, away.length]
  })
  expect(Object.fromEntries(differing)).toEqual({ poleSine: 6, poleCosine: 0, carCosine: 2 })
})
