// The first steps of a mapping, unit by unit, against the simulator's; reuse against the counts.

import { expect, test } from "vitest"
import { cluster, spatial, temporal } from "../../src/maestro/dataflow.ts"
import { convolution, gemm } from "../../src/maestro/layer.ts"
import { explainLevels, type LevelView, type Piece } from "../../src/physical/explain.ts"
import { checkMapping, type LegalMapping } from "../../src/physical/legality.ts"
import { evaluateMapping } from "../../src/physical/procedure.ts"
import { isRefusal } from "../../src/physical/refusal.ts"
import { reuseOf } from "../../src/physical/reuse.ts"
import {
  elementsOf,
  type PlainLayer,
  plainLayer,
  plainLevels,
  pointsOf,
  type Ranges,
  stepsOf,
} from "../reference/points.ts"
import { type GoldenCase, goldenCases } from "./golden.ts"

const ALL = { steps: Number.POSITIVE_INFINITY, units: Number.POSITIVE_INFINITY }

const legalCases = (): { c: GoldenCase; mapping: LegalMapping }[] =>
  goldenCases().flatMap(c => {
    const mapping = checkMapping(c.layer, c.dataflow, c.hardware.numPEs)
    return isRefusal(mapping) ? [] : [{ c, mapping }]
  })

/** Elements held, and those that were not held before. */
function counted(now: Set<number>, before: Set<number> | undefined) {
  return { elements: now.size, fresh: [...now].filter(e => before?.has(e) !== true).length }
}

const sizes = ({ elements, fresh }: Piece) => ({ elements, fresh })

/** The same of the simulator's steps for one chunk: elements held and new, per unit and together. */
function simulated(plain: PlainLayer, steps: readonly (readonly (Ranges | null)[])[]) {
  let before: (Set<number> | undefined)[][] = []
  let together: Set<number>[] = plain.tensors.map(() => new Set())
  return steps.map(step => {
    const held = step.map(ranges => plain.tensors.map(t => (ranges === null ? undefined : elementsOf(t, ranges))))
    const union = plain.tensors.map((_, t) => new Set(held.flatMap(unit => [...(unit[t] ?? [])])))
    const units = held.flatMap((unit, u) => {
      const ranges = step[u]
      if (ranges === null) return []
      return [{ unit: u, macs: pointsOf(ranges), pieces: unit.map((e, t) => counted(e ?? new Set(), before[u]?.[t])) }]
    })
    const result = { array: union.map((e, t) => counted(e, together[t])), units }
    before = held
    together = union
    return result
  })
}

function shown(level: LevelView) {
  return level.shown.map(({ array, units }) => ({
    array: array.map(sizes),
    units: units.map(({ unit, macs, pieces }) => ({ unit, macs, pieces: pieces.map(sizes) })),
  }))
}

test("every step and unit of the first chunk of every level holds what the simulator says", () => {
  let steps = 0
  for (const { c, mapping } of legalCases()) {
    const plain = plainLayer(c.layer)
    let chunk: Ranges = plain.ranges
    const levels = explainLevels(mapping, ALL)
    for (const [i, level] of plainLevels(c.dataflow, c.layer, c.hardware.numPEs).entries()) {
      const expected = stepsOf(level, chunk, plain.strideOf)
      expect(levels[i].steps, c.id).toBe(expected.length)
      expect(shown(levels[i]), c.id).toEqual(simulated(plain, expected))
      steps += expected.length
      chunk = expected[0][0] as Ranges
    }
  }
  expect(steps).toBeGreaterThan(1000)
})

const boxSize = (box: Piece["ranges"]) => box.reduce((product, [from, to]) => product * (to - from), 1)

test("the ranges of a piece hold its elements, and those of what is kept the kept ones", () => {
  // Strided rows may leave gaps.
  const unstrided = legalCases().filter(({ mapping }) => mapping.axes.strides.every(stride => stride === 1))
  for (const { c, mapping } of unstrided) {
    for (const { pieces } of explainLevels(mapping, ALL).flatMap(level => level.shown.flatMap(step => step.units))) {
      for (const { ranges, elements, fresh, kept } of pieces) {
        expect([boxSize(ranges), kept.length === 0 ? 0 : boxSize(kept)], c.id).toEqual([elements, elements - fresh])
      }
    }
  }
  expect(unstrided.length).toBeGreaterThan(100)
})

function mapped(
  layer: Parameters<typeof checkMapping>[0],
  dataflow: Parameters<typeof checkMapping>[1],
  numPEs: number,
) {
  const mapping = checkMapping(layer, dataflow, numPEs)
  if (isRefusal(mapping)) throw new Error(mapping.message)
  return mapping
}

test("shown are the first steps, then the first one in which each outer loop advances", () => {
  const mapping = mapped(gemm(4, 6, 10), [temporal("M", 1), spatial("N", 1), temporal("K", 1)], 3)
  const [{ shown: steps, loops }] = explainLevels(mapping)
  expect(steps.map(step => [step.index, step.advanced])).toEqual([
    [0, null],
    [1, "K"],
    [2, "K"],
    [10, "N"],
    [20, "M"],
  ])
  expect(steps.map(step => step.again)).toEqual([false, true, true, false, false])
  expect(loops.map(loop => [loop.text, loop.steps, loop.units])).toEqual([
    ["TemporalMap(1,1) M", 4, 1],
    ["SpatialMap(1,1) N", 2, 3],
    ["TemporalMap(1,1) K", 10, 1],
  ])
})

test("of many units the first ones and the last one at work are shown; smaller chunks below are listed", () => {
  const mapping = mapped(gemm(9, 1, 5), [spatial("M", 1), temporal("K", 2), cluster(2), spatial("K", 1)], 24)
  const [top, inner] = explainLevels(mapping)
  expect(top.shown[0].units.map(({ unit }) => unit)).toEqual([0, 1, 2, 8])
  expect(inner.chunk).toContainEqual({ axis: "K", size: 2 })
  expect(inner.smaller).toEqual([inner.chunk.map(s => (s.axis === "K" ? { axis: "K", size: 1 } : s))])
})

test("the factors of reuse multiply to the MACs per element", () => {
  for (const { c, mapping } of legalCases()) {
    for (const reuse of reuseOf(mapping, evaluateMapping(mapping, c.hardware).levels)) {
      const product = reuse.levels.reduce((all, { fetches, units }) => all * fetches * units, reuse.perFill)
      expect(product / reuse.uses, c.id).toBeCloseTo(1, 9)
    }
  }
})

test("a tensor comes again for every step of a loop that it does not have", () => {
  const mapping = mapped(convolution(4, 2, 6, 6, 3, 3), [temporal("K", 2), temporal("Y'", 1), spatial("X'", 1)], 4)
  const [input, filter, output] = reuseOf(
    mapping,
    evaluateMapping(mapping, { simdLanes: 1, nocBandwidth: 1, nocLatency: 1 }).levels,
  )
  expect([input.again, filter.again, output.again]).toEqual([[{ axis: "K", steps: 2 }], [], []])
  expect(filter.levels).toEqual([{ fetches: 1, units: 4 }])
})
