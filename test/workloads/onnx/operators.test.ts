// Single operators: their layers, counted by hand or by brute force.

import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { platformNamed } from "../../../src/allocation/platforms.ts"
import { COARSE_GRID } from "../../../src/core/choices.ts"
import { buildCostTable } from "../../../src/costs/cost-table.ts"
import { PHYSICAL_DEFAULTS } from "../../../src/physical/options.ts"
import { imported, ints, layerTexts, node, truth, value, weights } from "./build.ts"

const conv = (x: number[], w: number[], attributes = {}) =>
  imported({
    input: [value("x", ...x)],
    initializer: [weights("w", ...w), weights("b", w[0])],
    nodes: [node("Conv", "x w b", "y", attributes)],
  })

const small = (max: number) => fc.integer({ min: 1, max })

const eightBit = (name: string, ...dims: number[]) => ({ name, dims, dataType: 3 })

describe("convolutions", () => {
  test("stride and padding are kept, or flattened", () => {
    const model = conv([1, 3, 224, 224], [64, 3, 7, 7], { strides: [2, 2], pads: [3, 3, 3, 3] })
    expect(layerTexts(model)).toEqual(["y: CONV K 64 C 3 Y 230/2 X 230/2 R 7 S 7"])
    expect(model.macs).toBe(64 * 3 * 49 * 112 * 112)
    expect(model.parameters).toBe(64 * 3 * 49 + 64)
    expect(model.layers[0].flat.dimensions.map(d => [d.size, d.stride])).toEqual(
      [64, 3, 224, 224, 7, 7].map(size => [size, 1]),
    )
  })

  test("groups: depthwise, with a multiplier, and others", () => {
    expect(layerTexts(conv([1, 8, 9, 9], [8, 1, 3, 3], { group: 8 }))).toEqual(["y: DSCONV K 1 C 8 Y 9 X 9 R 3 S 3"])
    expect(layerTexts(conv([1, 8, 9, 9], [16, 1, 3, 3], { group: 8 }))).toEqual([
      "y: NGCONV G 8 K 2 C 1 Y 9 X 9 R 3 S 3",
    ])
    expect(layerTexts(conv([2, 8, 9, 9], [6, 4, 3, 3], { group: 2 }))).toEqual([
      "y: NGCONV N 2 G 2 K 3 C 4 Y 9 X 9 R 3 S 3",
    ])
  })

  test("one and three spatial axes", () => {
    expect(layerTexts(conv([1, 4, 20], [8, 4, 5], { strides: [2] }))).toEqual(["y: CONV K 8 C 4 Y 1 X 20/2 R 1 S 5"])
    const volume = conv([2, 4, 5, 6, 7], [8, 4, 3, 2, 2])
    expect(layerTexts(volume)).toEqual(["y: CONV N 6 K 8 C 12 Y 6 X 7 R 2 S 2"])
    expect(volume.macs).toBe(2 * 3 * 5 * 6 * 8 * (4 * 3 * 2 * 2))
  })

  test("auto_pad gives as many outputs as the standard says", () => {
    for (const auto of ["SAME_UPPER", "SAME_LOWER"]) {
      const model = conv([1, 1, 7, 8], [1, 1, 3, 2], { auto_pad: auto, strides: [2, 3] })
      expect(model.macs, auto).toBe(4 * 3 * 6)
    }
    expect(conv([1, 1, 7, 8], [1, 1, 3, 2], { auto_pad: "VALID" }).macs).toBe(5 * 7 * 6)
  })

  test("MACs are those of a brute-force count, and profile physical counts the same", () => {
    const shape = fc.record({
      g: small(3), k: small(3), c: small(3), y: small(9), x: small(9), r: small(3), s: small(3),
      stride: fc.tuple(small(3), small(3)), dilation: fc.tuple(small(2), small(2)),
      pads: fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2), fc.nat(2)),
    }) // biome-ignore format: one line per kind
    fc.assert(
      fc.property(shape, ({ g, k, c, y, x, r, s, stride, dilation, pads }) => {
        const positions = (input: number, taps: number, i: number) => {
          let count = 0
          const end = input + pads[i] + pads[i + 2]
          for (let at = 0; at + (taps - 1) * dilation[i] < end; at += stride[i]) count++
          return count
        }
        const outputs = positions(y, r, 0) * positions(x, s, 1)
        fc.pre(outputs > 0)
        const model = conv([1, g * c, y, x], [g * k, c, r, s], {
          group: g,
          strides: [...stride],
          dilations: [...dilation],
          pads: [...pads],
        })
        expect(model.macs).toBe(outputs * g * k * c * r * s)
        const hardware = platformNamed("edge")
        const grid = { ...COARSE_GRID, pe: [1, 4], tile: [1, 2] }
        for (const dataflow of ["dla", "rs"]) {
          const costing = { profile: "physical", dataflow, hardware, physical: PHYSICAL_DEFAULTS } as const
          const table = buildCostTable([model.layers[0].layer], grid, costing)
          expect(new Set(table.macs), dataflow).toEqual(new Set([model.macs]))
        }
      }),
      { numRuns: 30 },
    )
  })

  test("transposed: every input element meets every tap", () => {
    const model = imported({
      input: [value("x", 1, 32, 16, 24)],
      initializer: [weights("w", 32, 8, 4, 4), weights("v", 4, 8, 1, 1)],
      nodes: [node("ConvTranspose", "x w", "t", { strides: [2, 2], pads: [1, 1, 1, 1] }), node("Conv", "t v", "y")],
    })
    expect(layerTexts(model)).toEqual(["t: CONV K 128 C 32 Y 16 X 24 R 1 S 1", "y: CONV K 4 C 8 Y 32 X 48 R 1 S 1"])
    expect(model.layers[0].macs).toBe(16 * 24 * 32 * 8 * 16)
  })

  test("quantised", () => {
    const scalars = ["xs", "xz", "ws", "wz", "ys", "yz"].map(name => weights(name))
    const model = imported({
      input: [value("x", 1, 3, 8, 8)],
      initializer: [
        eightBit("w", 4, 3, 3, 3),
        { name: "b", dims: [4], dataType: 6 },
        eightBit("v", 2, 4, 1, 1),
        ...scalars,
      ],
      nodes: [
        node("QLinearConv", "x xs xz w ws wz ys yz b", "q", { pads: [1, 1, 1, 1] }),
        node("ConvInteger", "q v", "y"),
      ],
    })
    expect(model.layers.map(l => [l.macs, l.parameters])).toEqual([
      [64 * 4 * 27, 4 * 27 + 4],
      [64 * 2 * 4, 8],
    ])
    expect(model.parameters).toBe(4 * 27 + 4 + 8)
  })
})

const product = (a: (number | string)[], b: number[], op = "MatMul", attributes = {}, options = {}) =>
  imported(
    { input: [value("a", ...a)], initializer: [weights("b", ...b)], nodes: [node(op, "a b", "y", attributes)] },
    options,
  )

const einsum = (equation: string, a: number[], b: number[]) => layerTexts(product(a, b, "Einsum", { equation }))

const rnn = (op: string, gates: number, dirs: number) =>
  layerTexts(
    imported({
      input: [value("x", 30, 2, 40)],
      initializer: [weights("w", dirs, gates * 64, 40), weights("r", dirs, gates * 64, 64)],
      nodes: [node(op, "x w r", "y", { hidden_size: 64, direction: dirs === 2 ? "bidirectional" : "forward" })],
    }),
  )

describe("matrix products", () => {
  test("Gemm, with transposed operands", () => {
    expect(layerTexts(product([5, 7], [9, 7], "Gemm", { transB: 1 }))).toEqual(["y: GEMM M 5 N 9 K 7"])
    expect(layerTexts(product([7, 5], [7, 9], "Gemm", { transA: 1 }))).toEqual(["y: GEMM M 5 N 9 K 7"])
    expect(() => product([5, 7], [9, 7], "Gemm")).toThrow('node "y" (Gemm): [5, 7] times [9, 7]')
  })

  test("axes of one operand alone lengthen its matrices, common ones are groups", () => {
    expect(layerTexts(product([2, 12, 64, 32], [32, 10]))).toEqual(["y: GEMM M 1536 N 10 K 32"])
    expect(layerTexts(product([64, 32], [3, 32, 10]))).toEqual(["y: GEMM M 64 N 30 K 32"])
    expect(layerTexts(product([2, 12, 64, 32], [2, 12, 32, 10]))).toEqual(["y: NGCONV G 24 K 10 C 32 Y 64 X 1 R 1 S 1"])
    // Four query heads that share a key head: their rows go together.
    expect(layerTexts(product([2, 4, 6, 32], [2, 1, 32, 10]))).toEqual(["y: NGCONV G 2 K 10 C 32 Y 24 X 1 R 1 S 1"])
    expect(layerTexts(product([32], [32, 10]))).toEqual(["y: GEMM M 1 N 10 K 32"])
  })

  test("any two shapes: MACs are output elements times the common extent", () => {
    const batch = fc.array(fc.constantFrom(1, 2, 3), { maxLength: 3 })
    fc.assert(
      fc.property(batch, fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), (shape, ones) => {
        const a = [...shape.map((e, i) => (ones[i] ? 1 : e)), 4, 5]
        const b = [...shape.map((e, i) => (ones[i + 3] ? 1 : e)), 5, 6]
        const out = shape.map((_, i) => Math.max(a[i], b[i])).reduce((x, y) => x * y, 1)
        expect(product(a, b).macs).toBe(out * 4 * 5 * 6)
      }),
    )
  })

  test("Einsum", () => {
    expect(einsum("bhid,bhjd->bhij", [2, 3, 5, 7], [2, 3, 6, 7])).toEqual(["y: NGCONV G 6 K 6 C 7 Y 5 X 1 R 1 S 1"])
    expect(einsum("ij,jk", [4, 5], [5, 6])).toEqual(["y: GEMM M 4 N 6 K 5"])
    expect(einsum("ij,ij->ij", [4, 5], [4, 5])).toEqual([])
  })

  test("recurrent networks: one product for the inputs, one per direction for the state", () => {
    expect(rnn("LSTM", 4, 2)).toEqual([
      "y/input: GEMM M 60 N 512 K 40",
      "y/recurrent/forward: GEMM M 60 N 256 K 64",
      "y/recurrent/backward: GEMM M 60 N 256 K 64",
    ])
    expect(rnn("GRU", 3, 1)).toEqual(["y/input: GEMM M 60 N 192 K 40", "y/recurrent: GEMM M 60 N 192 K 64"])
  })

  test("attention as one operator", () => {
    const standard = imported({
      input: [value("q", 2, 10, 64), value("k", 2, 12, 32), value("v", 2, 12, 16)],
      nodes: [node("Attention", "q k v", "y", { q_num_heads: 4, kv_num_heads: 2 })],
    })
    expect(layerTexts(standard)).toEqual([
      "y/scores: NGCONV G 4 K 12 C 16 Y 20 X 1 R 1 S 1",
      "y/context: NGCONV G 4 K 8 C 12 Y 20 X 1 R 1 S 1",
    ])
    const runtime = imported({
      input: [value("x", 1, 10, 64)],
      initializer: [weights("w", 64, 192), weights("b", 192)],
      nodes: [node("Attention", "x w b", "y", { num_heads: 4 }, "com.microsoft")],
    })
    expect(runtime.macs).toBe(10 * 64 * 192 + 2 * 4 * 10 * 10 * 16)
    expect(runtime.parameters).toBe(65 * 192)
  })
})

/** Rows of a product with the value: its elements over its last extent. */
const rowsOf = (
  op: ReturnType<typeof node>[],
  initializer: ReturnType<typeof ints>[],
  x: (number | string)[],
  last: number,
) =>
  imported({
    input: [value("x", ...x)],
    initializer: [...initializer, weights("w", last, 5)],
    nodes: [...op, node("MatMul", "v w", "y")],
  }).macs /
  (last * 5)

describe("shapes", () => {
  test("rearranging", () => {
    const x = [2, 3, 8, 4]
    expect(rowsOf([node("Reshape", "x s", "v")], [ints("s", 0, -1, 6)], x, 6)).toBe(32)
    expect(rowsOf([node("Transpose", "x", "v", { perm: [0, 3, 1, 2] })], [], x, 8)).toBe(24)
    expect(rowsOf([node("Flatten", "x", "v", { axis: 2 })], [], x, 32)).toBe(6)
    expect(
      rowsOf([node("Slice", "x s e a p", "v")], [ints("s", -1), ints("e", -100), ints("a", 2), ints("p", -3)], x, 4),
    ).toBe(2 * 3 * 3)
    expect(rowsOf([node("Slice", "x s e", "v")], [ints("s", 1, 0), ints("e", 2 ** 62, 2)], x, 4)).toBe(1 * 2 * 8)
    expect(rowsOf([node("Split", "x s", "u v", { axis: 2 })], [ints("s", 3, 5)], x, 4)).toBe(2 * 3 * 5)
    expect(rowsOf([node("Concat", "x x", "v", { axis: 1 })], [], x, 4)).toBe(2 * 6 * 8)
    expect(rowsOf([node("Pad", "x p", "v")], [ints("p", 0, 0, 1, 0, 0, 0, 2, 0)], x, 4)).toBe(2 * 3 * 11)
    expect(rowsOf([node("Expand", "x s", "v")], [ints("s", 7, 1, 1, 1, 1)], x, 4)).toBe(7 * 48)
    expect(rowsOf([node("Unsqueeze", "x a", "u"), node("Squeeze", "u a", "v")], [ints("a", 0)], x, 4)).toBe(48)
    expect(rowsOf([node("ReduceMean", "x", "v", { axes: [1, 2], keepdims: 0 })], [], x, 4)).toBe(2)
    expect(
      rowsOf(
        [node("MaxPool", "x", "v", { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1, pads: [0, 0, 0, 0] })],
        [],
        x,
        2,
      ),
    ).toBe(2 * 3 * 4)
    expect(rowsOf([node("GlobalAveragePool", "x", "u"), node("Flatten", "u", "v")], [], x, 3)).toBe(2)
    expect(rowsOf([node("DepthToSpace", "x", "v", { blocksize: 2 })], [], [1, 8, 2, 2], 4)).toBe(2 * 4)
  })

  test("arithmetic on shapes, as exporters write it", () => {
    const nodes = [
      node("Shape", "x", "s"),
      node("Gather", "s zero", "batch"),
      node("Gather", "s two", "length"),
      node("Mul", "batch length", "rows"),
      node("Cast", "rows", "f", { to: 1 }),
      node("Div", "f half", "g"),
      node("Cast", "g", "h", { to: 7 }),
      node("Concat", "h minus", "shape", { axis: 0 }),
      node("Reshape", "x shape", "v"),
    ]
    const half = { name: "half", dims: [], dataType: 1, rawData: new Uint8Array(Float32Array.of(2).buffer) }
    const list = [ints("zero", 0), ints("two", 2), half, ints("minus", -1)]
    expect(rowsOf(nodes, list, [4, 6, 10, 3], 36)).toBe(20)
  })
})

const body = (op: string, out: string) => ({
  name: "b",
  node: [node("MatMul", `x ${op}`, out)],
  output: [value(out, 4, 4)],
})

describe("graphs", () => {
  const start = {
    input: [value("x", 4, 4), { ...value("c"), name: "c" }],
    initializer: [weights("w", 4, 4), weights("u", 4, 4)],
  }

  test("a known condition takes its branch, an open one the branch with more MACs, the other is listed", () => {
    const branches = {
      then_branch: { g: body("w", "p") },
      else_branch: { g: { name: "e", output: [value("x", 4, 4)] } },
    }
    const known = imported({
      ...start,
      initializer: [...start.initializer, truth("t", true)],
      nodes: [node("If", "t", "y", branches)],
    })
    expect(layerTexts(known)).toEqual(["y/p: GEMM M 4 N 4 K 4"])
    expect(known.uncosted).toEqual([])
    const open = imported({ ...start, nodes: [node("If", "c", "y", branches)] })
    expect(open.macs).toBe(64)
    expect(open.uncosted).toMatchObject([{ op: "If", reason: "branch not taken", macs: 0 }])
  })

  test("a loop with a known number of turns is unrolled, another is listed with the MACs of a turn", () => {
    const loop = {
      name: "loop",
      input: ["i", "go", "s"].map(name => ({ name })),
      node: [node("Identity", "go", "on"), node("MatMul", "s w", "n")],
      output: [{ name: "on" }, { name: "n" }],
    }
    const run = (trips: ReturnType<typeof ints>[], m: string) =>
      imported({
        ...start,
        initializer: [...start.initializer, ...trips],
        nodes: [node("Loop", `${m} - x`, "y", { body: { g: loop } })],
      })
    expect(layerTexts(run([ints("m", 3)], "m")).map(t => t.split(":")[0])).toEqual(["y/n@1", "y/n@2", "y/n@3"])
    const open = run([], "c")
    expect(open.layers).toEqual([])
    expect(open.uncosted).toMatchObject([{ op: "Loop", reason: "unknown number of turns", macs: 64, nodes: 1 }])
  })

  test("functions of the model, with attributes of the call", () => {
    const functions = [
      {
        name: "Dense",
        domain: "own",
        input: ["a", "b"],
        output: ["c"],
        attribute: ["swap"],
        node: [{ ...node("Gemm", "a b", "c"), attribute: [{ name: "transB", refAttrName: "swap", type: 2 }] }],
      },
    ]
    const initializer = [weights("w", 9, 4)]
    const call = node("Dense", "x w", "y", { swap: 1 }, "own")
    const model = imported({ functions, input: [value("x", 5, 4)], initializer, nodes: [call] })
    expect(layerTexts(model)).toEqual(["y/c: GEMM M 5 N 9 K 4"])
    const endless = [{ ...functions[0], node: [node("Dense", "a b", "c", {}, "own")] }]
    expect(() => imported({ functions: endless, input: [value("x", 5, 4)], initializer, nodes: [call] })).toThrow(
      "deep",
    )
  })

  test("nothing is dropped: unknown operators, and what depends on them", () => {
    const model = imported({
      input: [value("x", 1, 4, 6, 6)],
      initializer: [weights("w", 4, 4, 1, 1)],
      nodes: [node("Sorcery", "x", "s", {}, "own"), node("Conv", "s w", "t"), node("Conv", "x w", "y")],
    })
    expect(layerTexts(model)).toEqual(["y: CONV K 4 C 4 Y 6 X 6 R 1 S 1"])
    expect(model.uncosted.map(u => [u.op, u.reason, u.nodes, u.detail])).toEqual([
      ["Sorcery", "unknown operator", 1, "own:Sorcery"],
      ["Conv", "unknown shape", 1, "the shape of input 0 is not known"],
    ])
  })

  test("declared shapes stand in for an unknown operator", () => {
    const nodes = [node("Sorcery", "x", "s", {}, "own"), node("MatMul", "s w", "y")]
    const parts = { input: [value("x", "n", 3)], initializer: [weights("w", 3, 5)], nodes }
    expect(imported(parts).layers).toEqual([])
    expect(imported({ ...parts, valueInfo: [value("s", "n", 7, 3)] }, { batch: 2 }).macs).toBe(14 * 15)
  })

  test("nodes out of order are put in order; a cycle, a missing value and two producers are errors", () => {
    const x = [value("x", 4, 4)]
    const initializer = [weights("w", 4, 4)]
    const run = (...nodes: ReturnType<typeof node>[]) => imported({ input: x, initializer, nodes })
    expect(run(node("MatMul", "h w", "y"), node("Relu", "x", "h")).macs).toBe(64)
    expect(() => run(node("Add", "x b", "a"), node("Relu", "a", "b"))).toThrow('cycle through node "a" (Add)')
    expect(() => run(node("Relu", "nothing", "y"))).toThrow(
      'node "y" (Relu): it reads "nothing", which nothing produces',
    )
    expect(() => run(node("Relu", "x", "y"), node("Relu", "x", "y"))).toThrow('value "y" has two producers')
  })

  test("equal names get numbers", () => {
    const twice = { ...node("MatMul", "h w", "y"), name: "dense" }
    const model = imported({
      input: [value("x", 4, 4)],
      initializer: [weights("w", 4, 4)],
      nodes: [{ ...node("MatMul", "x w", "h"), name: "dense" }, twice],
    })
    expect(model.layers.map(l => l.layer.name)).toEqual(["dense", "dense#2"])
    expect(model.parameters).toBe(16)
  })
})

describe("open dimensions", () => {
  const parts = {
    input: [value("x", "batch", "seq", 8)],
    initializer: [weights("w", 8, 8)],
    nodes: [node("MatMul", "x w", "y")],
  }

  test("batch is 1 unless given, others must be given", () => {
    expect(imported(parts, { dims: { seq: 5 } }).macs).toBe(5 * 64)
    expect(imported(parts, { batch: 3, dims: { seq: 5 } }).macs).toBe(15 * 64)
    expect(imported(parts, { dims: { batch: 2, seq: 5 } }).macs).toBe(10 * 64)
    expect(() => imported(parts)).toThrow('leaves dimensions open: "seq" (input x); give --dim seq=NUMBER')
    expect(() => imported(parts, { dims: { sec: 5 } })).toThrow(
      'dimension "sec" is unknown; known: batch, seq. Did you mean "seq"?',
    )
    expect(() => imported(parts, { dims: { seq: 0 } })).toThrow('dimension "seq" is 0')
  })

  test("a fixed batch cannot be set", () => {
    const fixed = { ...parts, input: [value("x", 1, 4, 8)] }
    expect(() => imported(fixed, { batch: 2 })).toThrow("batch 2: the model's batch is fixed at 1 by its first input")
  })
})
