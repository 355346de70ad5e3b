// The recorded cases: verdicts and, for legal ones, every count of the procedure.

import { expect, test } from "vitest"
import { checkMapping, findRefusal } from "../../src/physical/legality.ts"
import { isRefusal } from "../../src/physical/refusal.ts"
import { comparable, countsOf } from "./compare.ts"
import { goldenCases } from "./golden.ts"

const DIAGONAL = new Set(["overlap", "gap", "window", "joint"])

test("every recorded verdict and reason", () => {
  const wrong: string[] = []
  for (const c of goldenCases()) {
    const refusal = findRefusal(c.layer, c.dataflow, c.hardware.numPEs)
    const reason = refusal?.reason ?? null
    const same = reason === c.reason || (reason === "joint" && DIAGONAL.has(`${c.reason}`))
    if ((refusal === null) !== (c.verdict === "legal") || !same)
      wrong.push(`${c.id}: ${c.reason}, but ${refusal?.message}`)
  }
  expect(wrong).toEqual([])
})

test("every count of the recorded legal cases", () => {
  let compared = 0
  for (const c of goldenCases()) {
    const mapping = checkMapping(c.layer, c.dataflow, c.hardware.numPEs)
    if (isRefusal(mapping) || c.counts === null) continue
    expect(countsOf(mapping, c.hardware), c.id).toEqual(comparable(c.counts))
    compared++
  }
  expect(compared).toBe(252)
})
