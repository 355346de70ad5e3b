// Reads the recordings of NumPy and Gymnasium (test/fixtures/ts-gym/README.md).

import { readFileSync } from "node:fs"
import { gunzipSync } from "node:zlib"

/** Parsed JSON; its shape is what the recording scripts write. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Recorded = any

/** The parsed fixture, gunzipped if its name ends with .gz. */
export function readFixture(name: string): Recorded {
  const bytes = readFileSync(new URL(`../../fixtures/ts-gym/${name}`, import.meta.url))
  return JSON.parse(String(name.endsWith(".gz") ? gunzipSync(bytes) : bytes))
}

const ARRAYS: { readonly [dtype: string]: (values: number[]) => unknown } = {
  float32: v => Float32Array.from(v),
  float64: v => Float64Array.from(v),
  int8: v => Int8Array.from(v),
  int16: v => Int16Array.from(v),
  int32: v => Int32Array.from(v),
  // There are no arrays of int64 here.
  int64: v => Int32Array.from(v),
  uint8: v => Uint8Array.from(v),
  uint16: v => Uint16Array.from(v),
  uint32: v => Uint32Array.from(v),
}

/** The value `encode` of recording.py wrote, in this library's form: arrays flat, tuples as arrays. */
export function decode(x: Recorded): unknown {
  if (Array.isArray(x)) return x.map(decode)
  if (typeof x !== "object" || x === null) return x
  if ("a" in x) return ARRAYS[x.a](x.v.map(Number))
  if ("bool" in x) return x.bool
  if ("dict" in x) return Object.fromEntries(Object.entries(x.dict).map(([key, value]) => [key, decode(value)]))
  const [nodes, edges, edgeLinks] = x.graph.map(decode)
  return { nodes, edges, edgeLinks }
}
