// The rules that recognise deviations of the reference in a mapping.

import * as fc from "fast-check"
import { expect, test } from "vitest"
import { InputError } from "../../src/core/errors.ts"
import { analyze } from "../../src/maestro/analyze.ts"
import { cluster, type Dataflow, spatial, temporal } from "../../src/maestro/dataflow.ts"
import type { Hardware } from "../../src/maestro/hardware.ts"
import { gemm, type Layer, layerOf } from "../../src/maestro/layer.ts"
import { analyzePhysical } from "../../src/physical/analyze.ts"
import { factsOf } from "../../src/physical/deviation-facts.ts"
import { DEVIATIONS, deviationsIn } from "../../src/physical/deviations.ts"
import { checkMapping, findRefusal } from "../../src/physical/legality.ts"
import { QUANTITIES, type Quantity, valueOf } from "../../src/physical/quantities.ts"
import { isRefusal } from "../../src/physical/refusal.ts"
import { EXAMPLES } from "./deviation-examples.ts"
import { mappedLayers, SMALL } from "./mappings.ts"

/** Both reports and what is found, or null for a mapping that either profile refuses. */
function findingsIn(layer: Layer, dataflow: Dataflow, hardware: Partial<Hardware>) {
  const mapping = checkMapping(layer, dataflow, hardware.numPEs ?? 1)
  if (isRefusal(mapping)) return null
  try {
    const reference = analyze(layer, dataflow, hardware)
    const physical = analyzePhysical(layer, dataflow, hardware)
    const found = new Map(deviationsIn(factsOf(mapping, physical, reference)).map(f => [f.deviation.id, f.quantities]))
    const differing = QUANTITIES.filter(q => valueOf(q, reference) !== valueOf(q, physical))
    return { mapping, found, differing }
  } catch (error) {
    if (error instanceof InputError) return null
    throw error
  }
}

test("one rule per deviation of the specification, and two more", () => {
  const numbers = Array.from({ length: 26 }, (_, i) => `D${i + 1}`)
  expect(DEVIATIONS.map(d => d.id)).toEqual([...numbers, "E1", "E2"])
})

/** Quantities of the counterexamples, by their names there. */
const QUANTITY: Readonly<Record<string, Quantity>> = {
  macs: "MACs",
  cycles: "cycles",
  "L1 need": "L1 need",
  "input fill": "input L2 fill",
  "input reads": "input L2 reads",
  "filter reads": "filter L2 reads",
  "filter L1 fills": "filter L1 fills",
  "output writes": "output L2 writes",
  "re-reads": "output L2 reads",
}

const cases = Object.entries(EXAMPLES).flatMap(([name, { layer, numPEs, dataflow, maestro, right }]) => {
  const differing = Object.keys(right).filter(key => maestro[key] !== right[key])
  const ids = name.match(/D\d+/g) ?? []
  return ids.map(id => ({ name, id, layer, numPEs, dataflow, quantities: differing.map(key => QUANTITY[key]) }))
})

test.each(cases)("$id is found in: $name", ({ id, layer, numPEs, dataflow, quantities }) => {
  const found = findingsIn(layer, dataflow, { numPEs })?.found.get(id)
  // D21 names the quantities that are nothing or less; the others are wrong by another deviation.
  const named = quantities.filter(q => found?.has(q))
  expect(named.length > 0 && (id === "D21" || id === "D5" || named.length === quantities.length)).toBe(true)
})

test.each([
  ["D22", { nocLatency: 0 }, "certain"],
  ["D22", { nocLatency: 1 }, undefined],
  ["D23", { nocLatency: 1 }, "likely"],
  ["D24", { nocLatency: 1 }, "certain"],
] as const)("%s with %o: %s", (id, hardware, certainty) => {
  const dataflow: Dataflow = [spatial("N", 1), temporal("K", 1), cluster(1), spatial("M", 1)]
  expect(
    findingsIn(gemm(1, 5, 6), dataflow, { numPEs: 1, ...hardware })
      ?.found.get(id)
      ?.get("cycles"),
  ).toBe(certainty)
})

test("D10 is a refusal with the reason pair", () => {
  const layer = layerOf("two", "CONV", { K: 1, C: 1, R: 1, S: 1, Y: 2, X: 2 })
  expect(findRefusal(layer, [spatial("Y'", 1), spatial("X'", 1)], 2)?.reason).toBe("pair")
})

test("E1: the last unit of an array that is not full", () => {
  const layer = gemm(3, 4, 2)
  const found = (numPEs: number) => findingsIn(layer, [spatial("M", 1)], { numPEs })
  expect(found(3)?.found.has("E1")).toBe(false)
  expect(found(3)?.differing).not.toContain("output L2 writes")
  expect(found(4)?.found.get("E1")?.get("output L2 writes")).toBe("certain")
  expect(found(4)?.differing).toContain("output L2 writes")
})

test("E2: halo from fold to fold", () => {
  const layer = layerOf("row", "CONV", { K: 1, C: 1, R: 1, S: 2, Y: 1, X: 3 })
  const found = (numPEs: number) => findingsIn(layer, [spatial("X'", 1), temporal("S", 2)], { numPEs })
  // One unit, two folds: the window of the second one is two columns, one of them held.
  expect(found(1)?.found.get("E2")?.get("input L2 reads")).toBe("certain")
  expect(found(1)?.differing).toContain("input L2 reads")
  expect(found(2)?.found.has("E2")).toBe(false)
})

test("in a mapping that divides evenly only what holds everywhere is found", () => {
  const dataflow = [spatial("N", 1), temporal("M", 2), temporal("K", 4)]
  const found = findingsIn(gemm(4, 4, 4), dataflow, { numPEs: 4, nocLatency: 1 })?.found
  // A filter without loops of its own stays; inputs serve four units.
  expect([...(found?.keys() ?? [])]).toEqual(["D17", "D24", "D25", "D26"])
})

test("random mappings without a diagonal: every difference is recognised", () => {
  let differences = 0
  const one = (layer: Layer, dataflow: Dataflow, hardware: Partial<Hardware>) => {
    const result = findingsIn(layer, dataflow, hardware)
    if (result === null || result.mapping.levels.some(level => level.diagonal !== null)) return
    for (const quantity of result.differing) {
      differences++
      const found = [...result.found.values()].some(quantities => quantities.has(quantity))
      if (!found) throw new Error(`${quantity} differs, and no rule says why`)
    }
  }
  fc.assert(
    fc.property(mappedLayers(SMALL), ({ layer, dataflow, hardware }) => one(layer, dataflow, hardware)),
    { numRuns: 2000 },
  )
  expect(differences).toBeGreaterThan(1000)
})
