// Spaces against Gymnasium's own: seeds, samples, masks, flat values, batches, JSON of samples, membership.

import { describe, expect, test } from "vitest"
import {
  batchSpace,
  concatenate,
  createEmptyArray,
  flatdim,
  flatten,
  flattenSpace,
  type Graph,
  iterate,
  type Seed,
  type Space,
  spaceFromJSON,
  unflatten,
} from "../../../env/ts-gym/index.ts"
import { promote } from "../../../env/ts-gym/spaces/dtype.ts"
import { describeSpaceContract } from "../../contract/space.ts"
import { decode, type Recorded, readFixture } from "./fixture.ts"

const { cases, contains, promotions } = readFixture("space-cases.json.gz")
const times = <T>(n: number, f: () => T): T[] => Array.from({ length: n }, f)
const FEW = 4
/** Arrays hold int32 here. */
const BEYOND_INT32 = "Discrete(1099511627776, start=-5)"

/** The space as recorded, seeded. */
function make(c: Recorded, seed?: Seed): Space {
  const space = spaceFromJSON(c.space)
  if (seed !== undefined) space.seed(seed)
  return space
}

/** Asserts that `space` is the one recorded; a Gymnasium space of int64 arrays is one of int32 here. */
const expectSpace = (space: Space, recorded: Recorded) =>
  expect(space.equals(spaceFromJSON(recorded)), `${space}, expected ${spaceFromJSON(recorded)}`).toBe(true)

describe.each(cases as Recorded[])("$text", c => {
  const samples = decode(c.samples) as unknown[]

  test("seeds, also one per part, and samples", () => {
    for (const { seed, used, samples: expected } of c.seeds) {
      const space = make(c)
      expect(space.seed(decode(seed) as Seed)).toEqual(decode(used))
      const drawn = times(FEW, () =>
        c.sizes.map(({ num_nodes, num_edges }: Recorded) =>
          num_nodes === undefined
            ? space.sample()
            : (space as Graph).sample(undefined, undefined, { numNodes: num_nodes, numEdges: num_edges }),
        ),
      )
      expect(drawn.flat()).toEqual(decode(expected))
    }
  })

  test("masks and probabilities", () => {
    for (const { kind, given, samples: expected } of c.drawn) {
      const space = make(c, 7)
      const weights = decode(given)
      const drawn = times(FEW, () => (kind === "mask" ? space.sample(weights) : space.sample(undefined, weights)))
      expect(drawn, `${kind} ${JSON.stringify(given)}`).toEqual(decode(expected))
    }
  })

  test("samples in JSON", () => {
    const space = make(c)
    const json = JSON.parse(JSON.stringify(space.toJsonable(samples)))
    // Null where Gymnasium's form loses something.
    expect(json).toEqual(c.json ?? json)
    // An empty tuple leaves no trace.
    expect(space.fromJsonable(json)).toEqual(c.text === "Tuple()" ? [] : samples)
  })

  test.skipIf(c.flat === null)("flatten and unflatten", () => {
    const space = make(c)
    const values = decode(c.flat.values) as unknown[]
    expectSpace(flattenSpace(space), c.flat.space)
    expect(space.isNpFlattenable ? flatdim(space) : null).toBe(c.flat.dim)
    expect(samples.map(x => flatten(space, x))).toEqual(values)
    expect(values.map(x => unflatten(space, x))).toEqual(c.flat.back === null ? samples : decode(c.flat.back))
  })

  test.skipIf(c.text === BEYOND_INT32)("batches", () => {
    const space = make(c, 11)
    const batch = batchSpace(space, 3)
    expectSpace(batch, c.batch.space)
    const drawn = times(2, () => batch.sample())
    expect(drawn).toEqual(decode(c.batch.samples))
    expect(batch.seed(5)).toEqual(decode(c.batch.seeded))
    expect(batch.sample()).toEqual(decode(c.batch.next))
    expect(space.sample()).toEqual(decode(c.batch.unmoved))
    expect(createEmptyArray(space, 2)).toEqual(decode(c.batch.empty))
    expect(concatenate(space, samples)).toEqual(decode(c.batch.joined))
    expect(concatenate(space, samples, createEmptyArray(space, 3))).toEqual(decode(c.batch.joined))
    expect(iterate(batch, drawn[0])).toEqual(decode(c.batch.elements))
  })
})

/** A reason that names the kind of value, not what is in it: there Gymnasium may cast, this library never does. */
const KIND = /is .+, expected (an? \w+Array( of length \d+)?|an array.*)$/

test("membership: yes where Gymnasium says yes, unless it casts; no where it says no or raises", () => {
  const wrong: unknown[] = []
  const reasons = new Set<string>()
  contains.answers.forEach((answers: (0 | 1 | null)[], i: number) => {
    const space = spaceFromJSON(cases[i].space)
    answers.forEach((answer, j) => {
      const reason = space.explain(decode(contains.values[j]))
      // Arrays have no shape here.
      const sameButShape = contains.values[j]?.shape !== undefined
      const agrees = answer === 1 ? reason === null || KIND.test(reason) : reason !== null || sameButShape
      if (!agrees) wrong.push([String(space), JSON.stringify(contains.values[j]), answer, reason])
      if (reason !== null) reasons.add(reason)
    })
  })
  expect(wrong).toEqual([])
  expect([...reasons].filter(reason => !reason.includes("expected"))).toEqual([])
  const yes = contains.answers.flat().filter((answer: unknown) => answer === 1)
  expect(yes.length).toBeGreaterThan(cases.length)
})

test("types of composites: the smallest that holds all parts", () => {
  for (const [dtypes, expected] of promotions) expect(promote(dtypes), dtypes.join(", ")).toBe(expected)
})

for (const c of cases.filter(({ text }: Recorded) => text !== "Tuple()"))
  describeSpaceContract(c.text, () => spaceFromJSON(c.space))
