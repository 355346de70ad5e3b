// Operators that are matrix products: their layers and the shapes of their outputs.
//
// Source: the operator documentation of the ONNX standard, opsets 1 to 24, and of ONNX Runtime's own operators.

import { InputError } from "../../core/errors.ts"
import type { Call, Result } from "./call.ts"
import { einsum } from "./einsum.ts"
import { convolutionProduct, matrixProduct, NO_AXIS, type Product, plainAxis } from "./product.ts"
import { broadcast, FLOAT, type Shape, volume } from "./value.ts"
import { type WindowAxis, windowsOf } from "./window.ts"

/** A node's outputs, its products, and which inputs are its parameters when they are constants. */
export interface Costed {
  readonly results: readonly Result[]
  readonly products: readonly Product[]
  readonly parameters: readonly number[]
}

/** Costs a node; throws `Unknown` where a shape is not known. */
export type Cost = (call: Call) => Costed

const INT32 = 6

/** A convolution of input x with weights w, at the positions that the operator gives them. */
const convolution =
  (x: number, w: number, bias: number, type?: number): Cost =>
  call => {
    const [input, weights] = [call.ranked(x, 3, 5), call.ranked(w, 3, 5)]
    const groups = groupsOf(call, weights[0])
    if (input[1] !== weights[1] * groups || call.ints("kernel_shape")?.some((k, i) => k !== weights[i + 2])) {
      throw new InputError(
        `${groups} groups of weights [${weights.join(", ")}] do not fit the input [${input.join(", ")}]`,
      )
    }
    const windows = windowsOf(call, input, weights.slice(2))
    const channels = { batch: input[0], groups, k: weights[0] / groups, c: weights[1] }
    const [y, x_] = [windows[windows.length - 2] ?? NO_AXIS, windows[windows.length - 1]]
    // Of three spatial axes the first becomes batch (its outputs) and channels (its taps).
    const depth: WindowAxis = windows.length === 3 ? windows[0] : NO_AXIS
    const deep = { ...channels, batch: channels.batch * depth.outputs, c: channels.c * depth.taps }
    const shape = [input[0], weights[0], ...windows.map(axis => axis.outputs)]
    return { results: [{ shape, type }], products: [convolutionProduct(deep, y, x_)], parameters: [w, bias] }
  }

function groupsOf(call: Call, channels: number): number {
  const groups = call.int("group", 1)
  if (Number.isInteger(groups) && groups >= 1 && channels % groups === 0) return groups
  throw new InputError(`group is ${groups} for ${channels} channels`)
}

/**
 * A transposed convolution: every input element meets every tap of its group's kernels. That is a 1 × 1 convolution
 * with an output channel per kernel and tap, whose results are then added up where they overlap.
 */
const transposed: Cost = call => {
  const [input, weights] = [call.ranked(0, 3), call.ranked(1, 3)]
  const groups = groupsOf(call, input[1])
  if (weights[0] !== input[1]) throw new InputError(`weights [${weights.join(", ")}] for input [${input.join(", ")}]`)
  const taps = volume(weights.slice(2))
  const channels = { batch: input[0], groups, k: weights[1] * taps, c: weights[0] / groups }
  const columns = input[input.length - 1]
  const rows = volume(input.slice(2, -1))
  const shape = [input[0], weights[1] * groups, ...transposedExtents(call, input.slice(2), weights.slice(2))]
  return {
    results: [{ shape }],
    products: [convolutionProduct(channels, plainAxis(rows), plainAxis(columns))],
    parameters: [1, 2],
  }
}

function transposedExtents(call: Call, input: Shape, kernel: Shape): Shape {
  const sizes = call.ints("output_shape")
  const at = (name: string, fallback: number) => call.ints(name) ?? kernel.map(() => fallback)
  const [strides, dilations, extra] = [at("strides", 1), at("dilations", 1), at("output_padding", 0)]
  if (sizes !== null) return sizes.slice(-kernel.length)
  const auto = call.text("auto_pad", "NOTSET")
  if (auto.startsWith("SAME")) return input.map((extent, i) => extent * strides[i])
  const pads = auto === "NOTSET" ? (call.ints("pads") ?? []) : []
  const cut = (i: number) => (pads[i] ?? 0) + (pads[i + kernel.length] ?? 0)
  return input.map((e, i) => (e - 1) * strides[i] + extra[i] + (kernel[i] - 1) * dilations[i] + 1 - cut(i))
}

/** A batched product of inputs a and b, whose last two axes may be swapped by attributes. */
const matmul =
  (a: number, b: number, parameters: readonly number[], type?: number): Cost =>
  call => {
    const swapped = (shape: Shape, flag: string) =>
      call.int(flag, 0) === 0 ? shape : [...shape.slice(0, -2), ...shape.slice(-2).toReversed()]
    const left = swapped(call.ranked(a, 1), "transA")
    const right = swapped(call.ranked(b, 1), "transB")
    return { ...matrices(left, right, type), parameters }
  }

/** The product of two stacks of matrices. Axes that only one of them has lengthen that one's matrices. */
function matrices(left: Shape, right: Shape, type?: number): { results: Result[]; products: Product[] } {
  const [m, k] = left.length === 1 ? [1, left[0]] : left.slice(-2)
  const [k2, n] = right.length === 1 ? [right[0], 1] : right.slice(-2)
  if (k !== k2) throw new InputError(`[${left.join(", ")}] times [${right.join(", ")}]`)
  const [l, r] = [left.slice(0, -2), right.slice(0, -2)]
  const batch = broadcast(l, r)
  const sizes = { groups: 1, m, n, k }
  for (const [i, extent] of batch.entries()) {
    const own = l[i - (batch.length - l.length)] ?? 1
    const other = r[i - (batch.length - r.length)] ?? 1
    if (own === other) sizes.groups *= extent
    else if (other === 1) sizes.m *= extent
    else sizes.n *= extent
  }
  const shape = [...batch, ...(left.length === 1 ? [] : [m]), ...(right.length === 1 ? [] : [n])]
  return { results: [{ shape, type }], products: [matrixProduct(sizes)] }
}

/** A · B + C with optional transposition, at the positions that the operator gives them. */
const gemm =
  (a: number, b: number, bias: number): Cost =>
  call => {
    const [left, right] = [call.ranked(a, 1), call.ranked(b, 2, 2)]
    // Up to opset 6 A was flattened to a matrix.
    const flat: Shape = left.length === 2 ? left : [left[0], volume(left.slice(1))]
    const [m, k] = call.int("transA", 0) === 0 ? flat : [flat[1], flat[0]]
    const [k2, n] = call.int("transB", 0) === 0 ? right : [right[1], right[0]]
    if (k !== k2) throw new InputError(`[${m}, ${k}] times [${k2}, ${n}]`)
    return { results: [{ shape: [m, n] }], products: [matrixProduct({ groups: 1, m, n, k })], parameters: [b, bias] }
  }

/** Recurrent networks: one product for the inputs of all steps, and per direction one of the state with its weights, all steps together. */
const recurrent =
  (gates: number): Cost =>
  call => {
    const [x, w, r] = [call.ranked(0, 3, 3), call.ranked(1, 3, 3), call.ranked(2, 3, 3)]
    const rowsFirst = call.int("layout", 0) === 1
    const [steps, batch] = rowsFirst ? [x[1], x[0]] : [x[0], x[1]]
    const [directions, , hidden] = r
    if (w[0] !== directions || w[2] !== x[2] || w[1] !== gates * hidden || r[1] !== gates * hidden || directions > 2) {
      throw new InputError(`weights [${w.join(", ")}] and [${r.join(", ")}] for input [${x.join(", ")}]`)
    }
    const m = steps * batch
    const state = rowsFirst ? [batch, directions, hidden] : [directions, batch, hidden]
    const shape = rowsFirst ? [batch, steps, directions, hidden] : [steps, directions, batch, hidden]
    const parts = directions === 1 ? ["/recurrent"] : ["/recurrent/forward", "/recurrent/backward"]
    return {
      results: [{ shape }, { shape: state }, { shape: state }],
      products: [
        matrixProduct({ groups: 1, m, n: directions * gates * hidden, k: x[2] }, "/input"),
        ...parts.map(part => matrixProduct({ groups: 1, m, n: gates * hidden, k: hidden }, part)),
      ],
      parameters: [1, 2, 3, 7],
    }
  }

interface Heads {
  readonly batch: number
  /** Heads of the queries; keys and values may be shared by several. */
  readonly heads: number
  readonly shared: number
  readonly queries: number
  readonly keys: number
  readonly depth: number
  readonly valueDepth: number
}

/** Queries times keys, and the weights times values; masks save nothing. */
function attentionProducts({ batch, heads, shared, queries, keys, depth, valueDepth }: Heads): Product[] {
  if (!Number.isInteger(heads / shared)) throw new InputError(`${heads} query heads over ${shared} key heads`)
  const stack = { groups: batch * shared, m: queries * (heads / shared) }
  return [
    matrixProduct({ ...stack, n: keys, k: depth }, "/scores"),
    matrixProduct({ ...stack, n: valueDepth, k: keys }, "/context"),
  ]
}

/** Attention of the standard (opset 23): queries, keys and values with heads as an axis or side by side. */
const attention: Cost = call => {
  const flat = call.ranked(0, 3, 4).length === 3
  const asHeads = (i: number, name: string): Shape => {
    const shape = call.ranked(i, flat ? 3 : 4, flat ? 3 : 4)
    if (!flat) return shape
    const heads = call.int(name, 0)
    return [shape[0], heads, shape[1], shape[2] / heads]
  }
  const q = asHeads(0, "q_num_heads")
  const [k, v] = [asHeads(1, "kv_num_heads"), asHeads(2, "kv_num_heads")]
  const past = call.optional(4) === null ? 0 : call.ranked(4, 4, 4)[2]
  const keys = past + k[2]
  const sizes = { batch: q[0], heads: q[1], shared: k[1], queries: q[2], keys, depth: q[3], valueDepth: v[3] }
  const shape = flat ? [q[0], q[2], q[1] * v[3]] : [q[0], q[1], q[2], v[3]]
  const present = (s: Shape) => ({ shape: [s[0], s[1], keys, s[3]] })
  const scores = { shape: [q[0], q[1], q[2], keys] }
  return { results: [{ shape }, present(k), present(v), scores], products: attentionProducts(sizes), parameters: [] }
}

/** ONNX Runtime's Attention: one projection to queries, keys and values of a single input, then attention. */
const projectedAttention: Cost = call => {
  const [[batch, length, width], [k, n]] = [call.ranked(0, 3, 3), call.ranked(1, 2, 2)]
  if (k !== width) throw new InputError(`[${batch}, ${length}, ${width}] times [${k}, ${n}]`)
  const heads = call.int("num_heads", 0)
  const widths = call.ints("qkv_hidden_sizes") ?? [n / 3, n / 3, n / 3]
  const past = call.optional(4) === null ? 0 : call.ranked(4, 5, 5)[3]
  const [depth, valueDepth] = [widths[0] / heads, widths[2] / heads]
  const sizes = { batch, heads, shared: heads, queries: length, keys: past + length, depth, valueDepth }
  const projection = matrixProduct({ groups: 1, m: batch * length, n, k }, "/projection")
  return {
    results: [{ shape: [batch, length, widths[2]] }, { shape: [2, batch, heads, past + length, depth] }],
    products: [projection, ...attentionProducts(sizes)],
    parameters: [1, 2],
  }
}

/** ONNX Runtime's MultiHeadAttention and GroupQueryAttention: heads side by side, keys and values as inputs of their own. */
const sideBySideAttention: Cost = call => {
  const [q, k, v] = [call.ranked(0, 3, 3), call.ranked(1, 3, 3), call.ranked(2, 3, 3)]
  const heads = call.int("num_heads", 0)
  const shared = call.int("kv_num_heads", heads)
  const pastInput = call.op === "GroupQueryAttention" ? 3 : 6
  const past = call.optional(pastInput) === null ? 0 : call.ranked(pastInput, 4, 4)[2]
  const keys = past + k[1]
  const [depth, valueDepth] = [q[2] / heads, v[2] / shared]
  const present = { shape: [q[0], shared, keys, valueDepth] }
  return {
    results: [{ shape: [q[0], q[1], heads * valueDepth] }, present, present],
    products: attentionProducts({ batch: q[0], heads, shared, queries: q[1], keys, depth, valueDepth }),
    parameters: [3],
  }
}

/** A product with weights of few bits, whose extents are attributes (ONNX Runtime). */
const fewBits: Cost = call => {
  const left = call.ranked(0, 1)
  const [k, n] = [call.int("K", 0), call.int("N", 0)]
  if (left[left.length - 1] !== k) throw new InputError(`[${left.join(", ")}] times [${k}, ${n}]`)
  return { ...matrices(left, [k, n]), parameters: [1] }
}

/** Operators by name. */
export const COSTED: ReadonlyMap<string, Cost> = new Map<string, Cost>([
  ["Conv", convolution(0, 1, 2)],
  ["FusedConv", convolution(0, 1, 2)],
  ["DeformConv", convolution(0, 1, 3)],
  ["ConvInteger", convolution(0, 1, -1, INT32)],
  ["QLinearConv", convolution(0, 3, 8)],
  ["ConvTranspose", transposed],
  ["MatMul", matmul(0, 1, [0, 1])],
  ["FusedMatMul", matmul(0, 1, [0, 1])],
  ["MatMulInteger", matmul(0, 1, [0, 1], INT32)],
  ["MatMulIntegerToFloat", matmul(0, 1, [0, 1, 6], FLOAT)],
  ["DynamicQuantizeMatMul", matmul(0, 1, [1, 4], FLOAT)],
  ["QLinearMatMul", matmul(0, 3, [0, 3])],
  ["MatMulNBits", fewBits],
  ["Gemm", gemm(0, 1, 2)],
  ["FusedGemm", gemm(0, 1, 2)],
  ["QGemm", gemm(0, 3, 6)],
  ["Einsum", einsum],
  ["LSTM", recurrent(4)],
  ["GRU", recurrent(3)],
  ["RNN", recurrent(1)],
  ["MultiHeadAttention", sideBySideAttention],
  ["GroupQueryAttention", sideBySideAttention],
])

/** Attention means one thing in the standard and another in ONNX Runtime's set. */
export const attentionOf = (domain: string): Cost => (domain === "com.microsoft" ? projectedAttention : attention)
