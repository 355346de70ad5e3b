// Nested data through the protocol's messages and back.

import * as fc from "fast-check"
import { expect, test } from "vitest"
import { Transition, type ValueMessage } from "../../../../env/ts-gym/bridge/messages.ts"
import { decodeValue, encodeValue } from "../../../../env/ts-gym/bridge/values.ts"
import {
  Box,
  Dict,
  Discrete,
  Graph,
  MultiBinary,
  MultiDiscrete,
  OneOf,
  Sequence,
  type Space,
  Text,
  Tuple,
} from "../../../../env/ts-gym/index.ts"

/** Through bytes, as between programs. */
function sent(x: unknown): unknown {
  const bytes = Transition.encode({ observation: encodeValue(x) }).finish()
  return decodeValue(Transition.decode(bytes).observation)
}

const numbers = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(-0, Number.NaN, Number.POSITIVE_INFINITY))
const arrays = fc.oneof(
  fc.float32Array(),
  fc.float64Array(),
  fc.int8Array(),
  fc.int16Array(),
  fc.int32Array(),
  fc.uint8Array(),
  fc.uint16Array(),
  fc.uint32Array(),
)
const { data } = fc.letrec(tie => ({
  data: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    numbers,
    fc.string({ unit: "grapheme" }),
    fc.boolean(),
    fc.constant(null),
    arrays,
    fc.array(tie("data"), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie("data"), { maxKeys: 4, noNullPrototype: true }),
  ),
}))

test("any data come back as they were sent", () => {
  fc.assert(
    fc.property(data, x => {
      expect(sent(x)).toEqual(x)
    }),
  )
})

const feature = () => new Dict({ a: new Box(-1, 1, [2]), b: new Discrete(3) })
const spaces: Space[] = [
  new Box(-1, 1, [2, 3], "float64"),
  new Box(0, 255, [], "uint8"),
  new Discrete(5, { start: -2 }),
  new MultiDiscrete([3, 4]),
  new MultiBinary([2, 2]),
  new Text(8, { charset: "aé😀" }),
  new Tuple([feature(), new Text(3)]),
  new OneOf([feature(), new Discrete(2)]),
  new Sequence(feature()),
  new Sequence(feature(), { stack: true }),
  new Graph(new Box(0, 1, [2]), new Discrete(4)),
] as Space[]

test.each(spaces.map(space => [String(space), space] as const))("samples of %s", (_, space) => {
  space.seed(3)
  for (let i = 0; i < 5; i++) {
    const sample = space.sample()
    expect(sent(sample)).toEqual(sample)
    expect(space.explain(sent(sample))).toBeNull()
  }
})

test("what is received is new, and may start anywhere in memory", () => {
  const array = new Float64Array([1, 2, 3]).subarray(1)
  const bytes = Transition.encode({ observation: encodeValue(array) }).finish()
  const copy = new Uint8Array(bytes.length + 1)
  copy.set(bytes, 1)
  const decoded = decodeValue(Transition.decode(copy.subarray(1)).observation)
  copy.fill(0)
  expect(decoded).toEqual(Float64Array.of(2, 3))
})

test("what is no data is left out", () => {
  const x = { f: () => 1, map: new Map(), none: undefined, list: [new Map(), 1] }
  expect(sent(x)).toEqual({ list: [null, 1] })
  expect(sent({ big: 2n ** 70n })).toEqual({ big: String(2n ** 70n) })
})

test("data within themselves are refused", () => {
  const loop: { self?: unknown } = {}
  loop.self = loop
  expect(() => encodeValue(loop)).toThrow(/nested more than 40 levels/)
  let deep: unknown = 1
  for (let i = 0; i < 40; i++) deep = [deep]
  expect(sent(deep)).toEqual(deep)
})

test.each<[string, ValueMessage | undefined, RegExp]>([
  ["no value", undefined, /is missing/],
  ["no kind", {}, /has no kind/],
  ["an unknown dtype", { array: { dtype: "float16", data: new Uint8Array(2) } }, /dtype "float16", expected one of/],
  ["half an element", { array: { dtype: "int32", data: new Uint8Array(6) } }, /int32 has 6 bytes/],
  ["a key without value", { map: { keys: ["a"], values: [] } }, /1 keys, 0 values/],
  ["a key twice", { map: { keys: ["a", "a"], values: [{ number: 1 }, { number: 2 }] } }, /key twice/],
])("%s is refused", (_, message, reason) => {
  expect(() => decodeValue(message)).toThrow(reason)
})

test("a key that objects have anyway is a key like others", () => {
  const message = { map: { keys: ["__proto__"], values: [{ number: 1 }] } }
  const decoded = decodeValue(message) as object
  expect(Object.keys(decoded)).toEqual(["__proto__"])
  expect(Object.getPrototypeOf(decoded)).toBe(Object.prototype)
})
