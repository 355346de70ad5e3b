// Text, Tuple, OneOf, Sequence and Graph beyond the recordings: reasons, wrong arguments, order of keys.

import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import {
  admitsNothing,
  Box,
  batchSpace,
  concatenate,
  createEmptyArray,
  Dict,
  Discrete,
  flatdim,
  flatten,
  flattenSpace,
  Graph,
  iterate,
  MultiBinary,
  MultiDiscrete,
  npRandom,
  OneOf,
  Sequence,
  type Space,
  spaceFromJSON,
  Text,
  Tuple,
  unflatten,
} from "../../../env/ts-gym/index.ts"

describe("explain names the first part that is wrong", () => {
  test("Text", () => {
    const space = new Text(3, { charset: "ba" })
    expect(space.explain("ab")).toBe(null)
    expect(space.explain("")).toBe("has length 0, expected a length in [1, 3]")
    expect(space.explain("abc")).toBe('[2] is "c", expected a character of ab')
    expect(space.explain(["a"])).toBe("is an Array, expected a string")
    expect(new Text(2, { charset: "😀" }).explain("😀😀")).toBe(null)
  })

  test("Tuple and OneOf", () => {
    const parts = [new Discrete(2), new Box(0, 1, [2])] as const
    const tuple = new Tuple(parts)
    expect(tuple.explain([1, Float32Array.of(0, 1)])).toBe(null)
    expect(tuple.explain([1, Float32Array.of(0, 2)])).toBe("[1][1] is 2, expected a number in [0, 1]")
    expect(tuple.explain([2, Float32Array.of(0, 2)])).toBe("[0] is 2, expected an integer in [0, 2)")
    expect(tuple.explain([1])).toBe("is an array of length 1, expected length 2")
    expect(tuple.explain({ 0: 1 })).toBe("is an Object, expected an array of length 2")
    const oneOf = new OneOf(parts)
    expect(oneOf.explain([0, 1])).toBe(null)
    expect(oneOf.explain([1, 1])).toBe("[1] is 1, expected a Float32Array of length 2")
    expect(oneOf.explain([2, 1])).toBe("[0] is 2, expected an integer in [0, 2)")
    expect(oneOf.explain([0])).toBe("is an array of length 1, expected [index, element]")
  })

  test("Sequence", () => {
    const space = new Sequence(new Discrete(3))
    expect([space.explain([]), space.explain([0, 2])]).toEqual([null, null])
    expect(space.explain([0, 3])).toBe("[1] is 3, expected an integer in [0, 3)")
    expect(space.explain(Int32Array.of(0))).toBe("is an Int32Array, expected an array of elements")
    const stacked = new Sequence(new Box(0, 1, [2]), { stack: true })
    expect(stacked.explain(new Float32Array(4))).toBe(null)
    expect(stacked.explain(new Float32Array(3))).toBe("has length 3, expected a multiple of 2")
    expect(stacked.explain(Float32Array.of(0, 0, 0, 5))).toBe("[1][1] is 5, expected a number in [0, 1]")
    const byPart = new Sequence(new Dict({ a: new Discrete(2), b: new Discrete(2) }), { stack: true })
    expect(byPart.explain({ a: Int32Array.of(1), b: Int32Array.of(1, 0) })).toBe(
      ".b has 2 elements, expected 1 as in the first part",
    )
  })

  test("Graph", () => {
    const space = new Graph(new Discrete(3), new Box(0, 1, [1]))
    const good = { nodes: Int32Array.of(0, 2), edges: Float32Array.of(0.5), edgeLinks: Int32Array.of(1, 0) }
    expect(space.explain(good)).toBe(null)
    expect(space.explain({ ...good, edges: null, edgeLinks: null })).toBe(null)
    expect(space.explain({ ...good, nodes: Int32Array.of(0, 3) })).toBe(".nodes[1] is 3, expected an integer in [0, 3)")
    expect(space.explain({ ...good, edges: null })).toContain(".edges is null, expected edges and edgeLinks")
    expect(space.explain({ ...good, edges: Float32Array.of(2) })).toBe(".edges[0][0] is 2, expected a number in [0, 1]")
    expect(space.explain({ ...good, edgeLinks: Int32Array.of(1, 2) })).toBe(
      ".edgeLinks[1] is 2, expected a node in [0, 2)",
    )
    expect(space.explain({ ...good, edgeLinks: Int32Array.of(1) })).toContain(".edgeLinks is an Int32Array of length 1")
    expect(space.explain([])).toBe("is an Array, expected an object { nodes, edges, edgeLinks }")
    expect(new Graph(new Discrete(3)).explain(good)).toBe(".edges are there, expected null: the space has no edgeSpace")
  })
})

test("wrong arguments are named", () => {
  expect(() => new Text(-1)).toThrow("maxLength is -1, expected an integer of at least minLength, 1")
  expect(() => new Text(1, { minLength: 0.5 })).toThrow("minLength is 0.5")
  expect(() => new Text(1, { charset: new Set(["ab"]) })).toThrow('charset has "ab", expected single characters')
  expect(() => new Text(2).sample([3, null])).toThrow("mask[0] is 3, expected null or an integer in [1, 2]")
  expect(() => new Text(2, { charset: "ab" }).sample([1, new Uint8Array(2)])).toThrow("mask admits no character")
  expect(() => new Text(2, { charset: "ab" }).sample(undefined, [1, Float64Array.of(1, 1)])).toThrow("sums to 2")
  expect(() => new Tuple([3 as unknown as Space])).toThrow("Tuple: part 0 is 3, expected a Space")
  expect(() => new OneOf([])).toThrow("spaces is empty")
  const tuple = new Tuple([new Discrete(2), new Discrete(3)])
  expect(() => tuple.seed([1])).toThrow("seed has 1 entries, expected 2, one per part")
  expect(() => tuple.seed({ a: 1 })).toThrow("seed is an Object, expected an array, one per part")
  expect(() => tuple.sample([null])).toThrow("mask has 1 entries, expected 2")
  expect(() => new Discrete(2).seed([1])).toThrow("seed is an Array, expected an integer in [0, 2^53)")
  expect(() => new Sequence(new Discrete(2)).sample([-1, null])).toThrow("mask[0] is -1")
  expect(() => new Sequence(new Discrete(2)).seed([1, 2, 3])).toThrow("seed has 3 entries, expected 2")
  const graph = new Graph(new Discrete(2), new Discrete(2))
  expect(() => graph.sample(undefined, undefined, { numNodes: 0 })).toThrow(
    "numNodes is 0, expected a positive integer",
  )
  expect(() => graph.sample(undefined, undefined, { numEdges: -1 })).toThrow("numEdges is -1")
  expect(() => graph.seed([1, 2])).toThrow("seed has 2 entries, expected 3")
  expect(() => new Discrete(200, { dtype: "int8" })).toThrow("all values within int8")
  expect(() => new MultiDiscrete([2, 2], { shape: [3] })).toThrow("shape is [3], expected 2 entries as in nvec")
  expect(
    () =>
      new Dict([
        ["a", new Discrete(2)],
        ["a", new Discrete(2)],
      ]),
  ).toThrow('part "a" is given twice')
})

test("flattening and batching refuse what they cannot do", () => {
  const huge = new Discrete(2 ** 40)
  expect(() => batchSpace(huge, 2)).toThrow("elements beyond int32")
  expect(() => batchSpace(new Box(0, 1), -1)).toThrow("n is -1, expected an integer of at least 0")
  expect(() => iterate(new Discrete(2), 1)).toThrow("expected a batched space")
  expect(() => iterate(new Box(0, 1, []), new Float32Array(1))).toThrow("items have no axis")
  expect(() => iterate(new Box(0, 1, [2, 3]), new Float32Array(4))).toThrow(
    "items has length 4, expected a multiple of 3",
  )
  expect(() => flatdim(new Sequence(huge))).toThrow("cannot be flattened, expected spaces of this library")
  expect(() => flatten(new Discrete(3), 3)).toThrow("flatten: x is 3, expected an integer in [0, 3)")
  expect(() => unflatten(new Discrete(3), new Int32Array(3))).toThrow("only zeros")
  expect(() => unflatten(new Discrete(3), new Int32Array(2))).toThrow("expected a typed array of length 3")
  expect(() => unflatten(new OneOf([new Discrete(3)]), Int32Array.of(1, 0, 0, 0))).toThrow("x[0] is 1")
  expect(() => concatenate(new Dict({ a: huge }), [3])).toThrow("item 0 is 3, expected an element with a part a")
  expect(() => flatten(new Tuple([]), [])).toThrow("at least one part")
  // A Box's bounds are not looked at, as in Gymnasium.
  expect(flatten(new Box(0, 1, [1]), Float32Array.of(3))).toEqual(Float32Array.of(3))
})

test("fromJsonable refuses what toJsonable does not write", () => {
  expect(() => new Box(0, 1).fromJsonable([["a"]])).toThrow('has "a", expected a number')
  expect(() => new Box(0, 1).fromJsonable(3)).toThrow("samples in JSON are 3, expected an array")
  expect(() => new Text(2).fromJsonable([1])).toThrow("is 1, expected a string")
  expect(() => new OneOf([new Discrete(2)]).fromJsonable([[1, 0]])).toThrow("is of part 1, expected one below 1")
  expect(() => new Dict({ a: new Discrete(2) }).fromJsonable({ b: [] })).toThrow("expected the keys a")
  expect(() => new Tuple([new Discrete(2), new Discrete(2)]).fromJsonable([[1], []])).toThrow("1 and 0 samples")
  expect(() => new Graph(new Discrete(2)).fromJsonable([{}])).toThrow("expected an object with nodes")
  const unbounded = new Box(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, [2])
  const infinite = [Float32Array.of(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)]
  expect(unbounded.fromJsonable(JSON.parse(JSON.stringify(unbounded.toJsonable(infinite))))).toEqual(infinite)
})

test("a Dict keeps names that JavaScript sorts as numbers in the order of text", () => {
  const space = new Dict({ "2": new Discrete(3), "10": new Discrete(2) })
  expect(space.keys).toEqual(["10", "2"])
  expect(flatten(space, { "10": 1, "2": 0 })).toEqual(Int32Array.of(0, 1, 1, 0, 0))
  expect((spaceFromJSON(JSON.parse(JSON.stringify(space))) as Dict).keys).toEqual(["10", "2"])
  expect(String(space)).toBe("Dict('10': Discrete(2), '2': Discrete(3))")
})

/** One space of every kind. */
const makeAll = (n: number, stack = false) => [
  new Tuple([new Discrete(n)]),
  new OneOf([new Discrete(n)]),
  new Dict({ a: new Discrete(n) }),
  new Sequence(new Discrete(n), { stack }),
  new Graph(new Discrete(2), new Discrete(n)),
  new Graph(new Discrete(n)),
  new Text(n, { charset: "ab" }),
]

test("equality looks at every part", () => {
  const [a, same, other] = [makeAll(2), makeAll(2), makeAll(3)]
  a.forEach((space, i) => {
    expect(space.equals(same[i])).toBe(true)
    expect(space.equals(other[i])).toBe(false)
    a.forEach((another, j) => expect(space.equals(another)).toBe(i === j))
  })
  expect(a[3].equals(makeAll(2, true)[3])).toBe(false)
  expect(new Text(2, { charset: "ab" }).equals(new Text(2, { charset: "ba" }))).toBe(true)
})

test("admitsNothing finds the part of a mask without an action", () => {
  const [some, none] = [Uint8Array.of(0, 1), Uint8Array.of(0, 0)]
  const space = new Tuple([new Discrete(2), new Dict({ a: new MultiDiscrete([2, 2]), b: new MultiBinary(2) })])
  expect(admitsNothing(space, [some, { a: [some, some], b: none }])).toBe(null)
  expect(admitsNothing(space, [none, { a: [some, some], b: none }])).toBe("[0]")
  expect(admitsNothing(space, [some, { a: [some, none], b: none }])).toBe("[1].a[1]")
  expect(admitsNothing(space, [null, { a: null, b: null }])).toBe(null)
  expect(admitsNothing(new Sequence(new Discrete(2)), [0, none])).toBe(null)
})

test("a generator may be handed over instead of a seed", () => {
  const [generator] = npRandom(5)
  const expected = npRandom(5)[0].integers(0, 9)
  expect(new Discrete(9, { seed: generator }).sample()).toBe(expected)
  expect(new Box(0, 1, [1], "float32", npRandom(5)[0]).npRandom.random()).toBe(npRandom(5)[0].random())
})

const leaf = fc.oneof(
  fc.integer({ min: 1, max: 5 }).map(n => new Discrete(n, { start: -2 }) as Space),
  fc.integer({ min: 1, max: 4 }).map(n => new Box(-1, 1, [n]) as Space),
  fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }).map(n => new MultiDiscrete(n) as Space),
  fc.integer({ min: 1, max: 3 }).map(n => new MultiBinary(n) as Space),
  fc.integer({ min: 1, max: 3 }).map(n => new Text(n, { charset: "xyz" }) as Space),
)
const { tree } = fc.letrec<{ tree: Space }>(tie => ({
  tree: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    fc.array(tie("tree"), { minLength: 1, maxLength: 3 }).map(parts => new Tuple(parts) as Space),
    fc.array(tie("tree"), { minLength: 1, maxLength: 3 }).map(parts => new OneOf(parts) as Space),
    fc.dictionary(fc.string(), tie("tree"), { minKeys: 1, maxKeys: 3 }).map(parts => new Dict(parts) as Space),
    fc.tuple(tie("tree"), fc.boolean()).map(([part, stack]) => new Sequence(part, { stack }) as Space),
  ),
}))

/** Whether no OneOf has a Sequence in it. */
function isFlattenable(space: Space): boolean {
  if (space instanceof OneOf) return space.isNpFlattenable
  if (space instanceof Sequence) return isFlattenable(space.featureSpace as Space)
  if (space instanceof Tuple) return space.spaces.every(isFlattenable)
  return !(space instanceof Dict) || space.keys.every(key => isFlattenable(space.spaces[key]))
}

test("any tree of spaces: members survive JSON, batching and flattening", () => {
  fc.assert(
    fc.property(tree, fc.nat(), (space, seed) => {
      space.seed(seed)
      const samples = [space.sample(), space.sample()]
      expect(samples.map(x => space.explain(x))).toEqual([null, null])
      const json = JSON.parse(JSON.stringify(space.toJsonable(samples)))
      expect(space.fromJsonable(json)).toEqual(samples)
      expect(spaceFromJSON(JSON.parse(JSON.stringify(space))).equals(space)).toBe(true)
      const batch = batchSpace(space, 2)
      const joined = concatenate(space, samples, createEmptyArray(space, 2))
      expect(batch.explain(joined)).toBe(null)
      expect(iterate(batch, joined)).toEqual(samples)
      for (const x of isFlattenable(space) ? samples : []) {
        const flat = flatten(space, x)
        expect(flattenSpace(space).explain(flat)).toBe(null)
        expect(unflatten(space, flat)).toEqual(x)
      }
    }),
    { numRuns: 50 },
  )
})
