// The adaptive search: with evaluations enough it proves the front, with few its bound holds.

import { expect, test } from "vitest"
import { COSTS, type FrontData } from "../../src/dse/front.ts"
import { refine } from "../../src/dse/refine.ts"
import type { Space } from "../../src/dse/space.ts"
import { Sweep } from "../../src/dse/sweep.ts"
import { SPACES } from "./spaces.ts"

function swept(space: Space): FrontData {
  const sweep = new Sweep(space)
  return sweep.run(0, sweep.blocks).front
}

const wide = (space: Space): Space => ({
  ...space,
  pes: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
  parameters: [{ name: "tile", values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] }],
})
const spaces = ["maestro, a layer", "physical, three kinds of layers, L2 decides", "physical, L1 as needed"]

test.each(spaces)("%s: every point evaluated or ruled out gives the front of the sweep", name => {
  const space = SPACES[name]
  const found = refine(new Sweep(space, { generic: true }), { evaluations: 1_000_000, tolerance: 1 })
  expect(found.front).toEqual(swept(space))
  expect(found.factor).toBe(1)
})

test.each(spaces)("%s: no design beats a short search by more than its bound", name => {
  const space = wide(SPACES[name])
  const sweep = new Sweep(space, { generic: true })
  const found = refine(sweep, { evaluations: 60, tolerance: 1 })
  expect(found.pointsEvaluated).toBeLessThanOrEqual(60)
  expect(found.factor).toBeGreaterThan(1)
  const { costs } = swept(space)
  for (let i = 0; i < costs.length; i += COSTS) {
    const [runtime, energy, area, power] = costs.subarray(i, i + COSTS)
    expect(sweep.front.factorOver(runtime, energy, area, power)).toBeLessThanOrEqual(found.factor)
  }
})
