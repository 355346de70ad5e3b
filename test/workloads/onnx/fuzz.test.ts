// Truncated, damaged and hostile models end in a result or in an error for the user, in bounded time and memory.
// FUZZ_RUNS sets the number of damaged models, FUZZ_SEED the seed.

import protobuf from "protobufjs/minimal.js"
import { describe, expect, test } from "vitest"
import { AnalectsError, InputError } from "../../../src/core/errors.ts"
import { Rng } from "../../../src/core/rng.ts"
import type { OnnxGraph } from "../../../src/formats/onnx-file.ts"
import { importOnnx } from "../../../src/workloads/onnx/import.ts"
import { MAX_FIELDS } from "../../../src/workloads/onnx/scan.ts"
import { imported, ints, modelBytes, node, value, weights } from "./build.ts"
import { readModel } from "./models.ts"

const RUNS = Number(process.env.FUZZ_RUNS ?? 800)
const SEED = Number(process.env.FUZZ_SEED ?? 1)

/** Small models with every kind of part. */
const bases = [
  ...["upsampler.dynamo", "light_bvlc_alexnet", "recurrent.dynamo"].map(readModel),
  modelBytes({
    input: [value("x", 2, 3, 8, 8), { name: "open" }],
    initializer: [weights("w", 4, 3, 3, 3), ints("s", 0, -1), weights("v", 144, 5)],
    functions: [{ name: "F", domain: "own", input: ["a"], output: ["b"], node: [node("Relu", "a", "b")] }],
    nodes: [
      node("Conv", "x w", "c"),
      node("F", "c", "f", {}, "own"),
      node("If", "open", "g", { then_branch: { g: branch("f") }, else_branch: { g: branch("c") } }),
      node("Reshape", "g s", "r"),
      node("MatMul", "r v", "y"),
    ],
  }),
]

function branch(name: string): OnnxGraph {
  return { name, node: [node("Tanh", name, "t")], output: [{ name: "t" }] }
}

/** Numbers at the edges of what a length, an extent or a count can be. */
const EDGES = [0, 1, 0x7f, 0x80, 0xff]

function damage(bytes: Uint8Array, rng: Rng): Uint8Array {
  if (rng.int(6) === 0) return bytes.slice(0, rng.int(bytes.length))
  const out = Uint8Array.from(bytes)
  for (let n = rng.int(2) === 0 ? 1 : 1 + rng.int(12); n > 0; n--) {
    const at = rng.int(out.length)
    const kind = rng.int(4)
    if (kind === 0) out[at] ^= 1 << rng.int(8)
    else if (kind === 1) out[at] = EDGES[rng.int(EDGES.length)]
    else if (kind === 2) out[at] = rng.int(256)
    else {
      const from = rng.int(out.length)
      out.copyWithin(at, from, from + rng.int(40))
    }
  }
  return out
}

test("damaged models", { timeout: 24 * 3600_000 }, () => {
  const rng = Rng.fromSeed(SEED)
  const counts = { refused: 0, read: 0 }
  for (let i = 0; i < RUNS; i++) {
    const bytes = damage(bases[rng.int(bases.length)], rng)
    try {
      const model = importOnnx(bytes, { external: () => new Uint8Array(rng.int(64)) })
      expect(Number.isSafeInteger(model.macs)).toBe(true)
      for (const { layer } of model.layers) for (const d of layer.dimensions) expect(d.size).toBeGreaterThan(0)
      counts.read++
    } catch (error) {
      if (!(error instanceof AnalectsError))
        throw new Error(`model ${Buffer.from(bytes).toString("base64")}`, { cause: error })
      counts.refused++
    }
  }
  expect(counts.read).toBeGreaterThan(RUNS / 20)
  expect(counts.refused).toBeGreaterThan(RUNS / 20)
  console.log(`fuzzed ${RUNS} models: ${JSON.stringify(counts)}`)
})

test("every prefix of a model", () => {
  const bytes = bases[0]
  for (let end = 0; end < bytes.length; end++) {
    expect(() => importOnnx(bytes.slice(0, end)), `${end} bytes`).toThrow(InputError)
  }
})

/** A message of one field, again and again. */
const repeated = (field: number, content: Uint8Array, times: number) => {
  const one = protobuf.Writer.create()
    .uint32((field << 3) | 2)
    .bytes(content)
    .finish()
  const out = new Uint8Array(one.length * times)
  for (let i = 0; i < times; i++) out.set(one, i * one.length)
  return out
}

const graphOf = (content: Uint8Array) => repeated(7, content, 1)

describe("hostile models", () => {
  const EMPTY = new Uint8Array()

  test("lengths beyond the end, and numbers that never end", () => {
    expect(() => importOnnx(Uint8Array.of(0x3a, 0xff, 0xff, 0xff, 0xff, 0x0f))).toThrow(
      "is cut short, damaged or no ONNX model (byte 6: 4294967295 bytes announced, 0 left)",
    )
    expect(() => importOnnx(new Uint8Array(40).fill(0xff))).toThrow("a number longer than 10 bytes")
    expect(() => importOnnx(EMPTY)).toThrow("holds no graph of operators")
    expect(() => importOnnx(new TextEncoder().encode("K,C,Y,X,R,S,T\n"))).toThrow("no ONNX model")
  })

  test("more parts than a network has", () => {
    expect(() => importOnnx(graphOf(repeated(1, EMPTY, MAX_FIELDS + 1)))).toThrow("too many for a network")
    const dims = repeated(1, new Uint8Array(MAX_FIELDS), 1)
    expect(() => importOnnx(graphOf(repeated(5, dims, 1)))).toThrow("too many for a network")
  })

  test("graphs within graphs", () => {
    let graph: Uint8Array = EMPTY
    for (let i = 0; i < 200; i++) graph = repeated(1, repeated(5, repeated(6, graph, 1), 1), 1)
    expect(() => importOnnx(graphOf(graph))).toThrow("nests graphs deeper than")
  })

  test("functions that multiply", () => {
    const functions = Array.from({ length: 30 }, (_, i) => ({
      name: `f${i}`,
      domain: "own",
      input: ["a"],
      output: ["c"],
      node:
        i === 29
          ? [node("Relu", "a", "c")]
          : [node(`f${i + 1}`, "a", "b", {}, "own"), node(`f${i + 1}`, "b", "c", {}, "own")],
    }))
    const run = () => imported({ functions, input: [value("x", 4)], nodes: [node("f0", "x", "y", {}, "own")] })
    expect(run).toThrow("more than 200000 nodes")
  })

  test("huge extents", () => {
    const x = [value("x", 4, 4)]
    expect(() => imported({ input: x, initializer: [weights("w", -1, 4)], nodes: [node("Relu", "x", "y")] })).toThrow(
      'tensor "w": a shape [-1, 4] has an extent of -1',
    )
    const huge = [weights("w", 2 ** 40, 2 ** 40)]
    expect(() => imported({ input: x, initializer: huge, nodes: [node("Relu", "w", "y")] })).toThrow(
      "more than 2^53 elements",
    )
    const shape = [ints("s", 2 ** 30, 2 ** 20)]
    expect(imported({ input: x, initializer: shape, nodes: [node("ConstantOfShape", "s", "y")] }).layers).toEqual([])
    const range = [0, 2 ** 50, 1].map((n, i) => ({ ...ints("abc"[i], n), dims: [] }))
    expect(imported({ input: x, initializer: range, nodes: [node("Range", "a b c", "y")] }).layers).toEqual([])
    const wide = { input: [value("x", 2 ** 31 - 1, 2 ** 20)], initializer: [weights("w", 2 ** 20, 2 ** 20)] }
    expect(() => imported({ ...wide, nodes: [node("MatMul", "x w", "y")] })).toThrow("it has more than 2^53 MACs")
    const split = node("Split", "x", "a b", { num_outputs: 2 ** 40 })
    expect(imported({ input: x, nodes: [split] }).layers).toEqual([])
    expect(() =>
      imported({ input: x, nodes: [node("Conv", "x w", "y")], initializer: [weights("w", 1, 1, 1, 1)] }),
    ).toThrow("input 0 has shape [4, 4], expected 3 to 5 axes")
  })

  test("a long chain of small constants does not pile up numbers", () => {
    const nodes = Array.from({ length: 20_000 }, (_, i) => node("Add", `${i === 0 ? "s" : `n${i - 1}`} s`, `n${i}`))
    const model = imported({
      input: [value("x", 4)],
      initializer: [ints("s", ...Array.from({ length: 512 }, () => 1))],
      nodes,
    })
    expect(model.uncosted[0]).toMatchObject({ op: "Add", nodes: 20_000 })
  })
})

const away = (location: string, more: Record<string, string> = {}) => {
  const externalData = Object.entries({ location, ...more }).map(([key, text]) => ({ key, value: text }))
  const shape = { name: "s", dims: [2], dataType: 7, dataLocation: 1, externalData }
  return {
    input: [value("x", 4, 4)],
    initializer: [shape, weights("w", 8, 1)],
    nodes: [node("Reshape", "x s", "v"), node("MatMul", "v w", "y")],
  }
}

const forbidden = () => expect.unreachable()

describe("data in other files", () => {
  test("are read where numbers are needed", () => {
    const asked: unknown[] = []
    const external = (...what: unknown[]) => {
      asked.push(what)
      return new Uint8Array(BigInt64Array.of(2n, 8n).buffer)
    }
    expect(imported(away("weights.bin", { offset: "64", length: "16" }), { external }).macs).toBe(16)
    expect(asked).toEqual([["weights.bin", 64, 16]])
  })

  test("never outside the model's folder", () => {
    for (const place of ["../a", "a/../../b", "/etc/passwd", "..", "", "C:\\a", "\\\\host\\a", "a\\..\\b", "a\0b"]) {
      expect(() => imported(away(place), { external: forbidden }), place).toThrow(
        "expected a file in the model's folder",
      )
    }
    expect(() => imported(away("a", { offset: "-1" }), { external: forbidden })).toThrow('at offset "-1"')
  })
})
