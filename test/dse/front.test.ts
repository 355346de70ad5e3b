// The front against comparing every pair, in orders in which equal vectors arrive late place first.

import { expect, test } from "vitest"
import { Rng } from "../../src/core/rng.ts"
import { COSTS, Front, PLACE } from "../../src/dse/front.ts"

type Design = readonly [runtime: number, energy: number, area: number, power: number, mapping: number]

/** Designs of few distinct vectors around a slope, so that many are equal and many are on the front. */
function designs(count: number, seed: number): Design[] {
  const rng = Rng.fromSeed(seed)
  return Array.from({ length: count }, (_, mapping) => {
    const [a, b, c] = [rng.int(24), rng.int(24), rng.int(24)]
    return [a, b, c, Math.max(0, 40 - a - b - c) + (rng.int(4) === 0 ? 1 : 0), mapping] as const
  })
}

const isNoWorse = (x: Design, y: Design) => [0, 1, 2, 3].every(i => x[i] <= y[i])

/** Those that none beats; of equal ones the first. */
function frontOf(all: readonly Design[]): Design[] {
  return all.filter(y => all.every(x => x === y || !isNoWorse(x, y) || (isNoWorse(y, x) && x[4] > y[4])))
}

function offered(all: readonly Design[]): Design[] {
  const front = new Front(["runtime", "energy", "area", "power"])
  for (const [runtime, energy, area, power, mapping] of all) front.offer(runtime, energy, area, power, mapping, 0, 0, 0)
  const { costs, places } = front.data()
  return Array.from({ length: places.length / PLACE }, (_, i) => {
    const [runtime, energy, area, power] = costs.subarray(i * COSTS, (i + 1) * COSTS)
    return [runtime, energy, area, power, places[i * PLACE]] as const
  })
}

test.each([1, 2, 3])("any order gives the vectors that none beats, each at its first place (seed %i)", seed => {
  const all = designs(6000, seed)
  const expected = frontOf(all)
  expect(expected.length).toBeGreaterThan(300)
  expect(offered(all)).toEqual(expected)
  expect(offered(all.toReversed())).toEqual(expected)
})
