// The adaptive search: with evaluations enough it proves the front, with few its bound holds.

import { expect, test } from "vitest"
import { COSTS, type FrontData } from "../../src/dse/front.ts"
import { Refinement, type RefineState, refine } from "../../src/dse/refine.ts"
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

/** Nothing is valid, but the bound on the energy does not say so: all gains are infinite. */
const HOPELESS: Space = { ...SPACES["maestro, a layer"], energy: "column", budgets: { energy: 1e-6 } }

test.each([
  ...spaces.map((name): [string, Space] => [name, SPACES[name]]),
  ["nothing valid", HOPELESS] as [string, Space],
])("%s: stopped after any step and taken up from JSON, it ends the same", (_name, given) => {
  const space = wide(given)
  const options = { evaluations: 60, tolerance: 1 }
  const fresh = (saved: RefineState | null) => new Refinement(new Sweep(space, { generic: true }), options, saved)
  const whole = fresh(null)
  const states = [JSON.stringify(whole.state())]
  while (whole.step()) states.push(JSON.stringify(whole.state()))
  const phases = states.map(text => (JSON.parse(text) as RefineState).phase)
  expect(new Set(phases)).toEqual(new Set(["sample", "descend", "prove"]))
  // Every phase, from its first to its last step, and the end itself.
  const at = (["sample", "descend", "prove"] as const).flatMap(phase => {
    const [from, to] = [phases.indexOf(phase), phases.lastIndexOf(phase)]
    return [from, (from + to) >> 1, to]
  })
  for (const text of [...at.map(i => states[i]), JSON.stringify(whole.state())]) {
    const resumed = fresh(JSON.parse(text) as RefineState)
    while (resumed.step());
    expect(resumed.result()).toEqual(whole.result())
    expect(JSON.stringify(resumed.state())).toBe(JSON.stringify(whole.state()))
  }
})
