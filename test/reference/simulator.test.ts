// The simulator against counts recorded from another one, in another language.

import { expect, test } from "vitest"
import { goldenCases } from "../physical/golden.ts"
import { coverage, simulate } from "./simulator.ts"

test("every recorded case: coverage and all counts", () => {
  let counted = 0
  for (const c of goldenCases()) {
    expect(coverage(c.layer, c.dataflow, c.hardware.numPEs), c.id).toEqual(c.coverage)
    if (c.counts === null) continue
    const found = simulate(c.layer, c.dataflow, c.hardware)
    expect({ ...found, active: Number(found.active.toPrecision(12)) }, c.id).toEqual(c.counts)
    counted++
  }
  expect(counted).toBe(258)
})
