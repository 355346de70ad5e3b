// Procedure and legality test against the simulator, on fresh random mappings.

import * as fc from "fast-check"
import { expect, test } from "vitest"
import { checkMapping } from "../../src/physical/legality.ts"
import { isRefusal } from "../../src/physical/refusal.ts"
import { coverage } from "../reference/simulator.ts"
import { countsOf, isIrregular, type MappedLayer, simulatedCounts } from "./compare.ts"
import { LARGER, type MappingRanges, mappedLayers, SMALL } from "./mappings.ts"

/** Random mappings of each run, fresh every time; ANALECTS_MAPPINGS=1300000 for a long one, whose counts are printed. */
const SMALL_RUNS = Number(process.env.ANALECTS_MAPPINGS ?? 26_000)
/** Seed of a run that is to be repeated; without one it is drawn, and printed when a comparison fails. */
const SEED = process.env.ANALECTS_SEED === undefined ? {} : { seed: Number(process.env.ANALECTS_SEED) }

interface Tally {
  legal: number
  illegal: number
  /** Legal by definition, refused for want of a product form. */
  irregular: number
}

/** Compares one mapping with the simulator; throws at the first difference. */
function compare({ layer, dataflow, hardware }: MappedLayer, tally: Tally): void {
  const mapping = checkMapping(layer, dataflow, hardware.numPEs)
  const { points, computedOnce } = coverage(layer, dataflow, hardware.numPEs)
  const once = points === computedOnce
  if (isRefusal(mapping)) {
    if (!once) tally.illegal++
    else if (isIrregular(mapping, layer, dataflow, hardware.numPEs)) tally.irregular++
    else throw new Error(`refused, but every point is computed once: ${mapping.message}`)
    return
  }
  if (!once) throw new Error(`accepted, but ${points - computedOnce} of ${points} points are not computed once`)
  const [found, expected] = [countsOf(mapping, hardware), simulatedCounts({ layer, dataflow, hardware })]
  if (JSON.stringify(found) !== JSON.stringify(expected)) expect(found).toEqual(expected)
  tally.legal++
}

function run(ranges: MappingRanges, numRuns: number): Tally {
  const tally = { legal: 0, illegal: 0, irregular: 0 }
  fc.assert(
    fc.property(mappedLayers(ranges), mapped => compare(mapped, tally)),
    { numRuns, ...SEED },
  )
  if (process.env.ANALECTS_MAPPINGS !== undefined) console.log(JSON.stringify({ ...SEED, drawn: numRuns, ...tally }))
  return tally
}

test("small mappings: every count equals the simulator's, no illegal one is accepted", () => {
  const { legal, irregular } = run(SMALL, SMALL_RUNS)
  expect(legal).toBeGreaterThan((20 / 26) * SMALL_RUNS)
  // About 7 in 10,000.
  expect(irregular).toBeLessThan(SMALL_RUNS / 500)
}, 7_200_000)

test("larger mappings with four levels", () => {
  const { legal } = run(LARGER, SMALL_RUNS / 40)
  expect(legal).toBeGreaterThan(0.5 * (SMALL_RUNS / 40))
}, 7_200_000)
