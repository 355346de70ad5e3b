// The recorded random mappings of the reference program under profile `physical` (specification, section 5.3).

import { expect, test } from "vitest"
import { checkMapping } from "../../src/physical/legality.ts"
import { evaluateMapping } from "../../src/physical/procedure.ts"
import { isRefusal } from "../../src/physical/refusal.ts"
import { readLines } from "../maestro/recorded.ts"
import { parseHardware, parseMapping, type RecordedCase } from "../maestro/recorded-case.ts"

/** Column of the reference's MAC count. */
const MACS = 21
/** Reasons that a diagonal pair may be given in exchange. */
const ADVANCE = new Set(["overlap", "gap", "joint"])

test("legal and refused among 6,551 recorded mappings; genetic-mapper families are all legal", () => {
  const reasons: Record<string, number> = {}
  const gamma = { all: 0, legal: 0, sameMacs: 0 }
  for (const line of readLines("random-mappings.jsonl.gz")) {
    const c: RecordedCase = JSON.parse(line)
    if (c.hw_text !== null && c.flags.some(f => f.startsWith("--HW_file="))) continue
    const hardware = parseHardware(c.flags, c.hw_text)
    for (const [i, { layer, dataflow }] of parseMapping(c.mapping).layers.entries()) {
      const mapping = checkMapping(layer, dataflow, hardware.numPEs)
      const key = !isRefusal(mapping) ? "legal" : ADVANCE.has(mapping.reason) ? "advance" : mapping.reason
      reasons[key] = (reasons[key] ?? 0) + 1
      if (!c.family.startsWith("gamma")) continue
      gamma.all++
      if (isRefusal(mapping)) continue
      gamma.legal++
      if (String(evaluateMapping(mapping, hardware).macs) === c.out[i][MACS]) gamma.sameMacs++
    }
  }
  // Nine more than the specification counts: diagonals in a single unit that holds all rows, which its rules refuse.
  expect(reasons).toEqual({
    legal: 5426 + 9,
    pair: 494,
    advance: 307 + 106 + 46 - 9,
    window: 36,
    layer: 134,
    twice: 1,
    units: 1,
  })
  expect(gamma).toEqual({ all: 1961, legal: 1961, sameMacs: 1539 })
})
